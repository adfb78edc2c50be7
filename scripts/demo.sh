#!/usr/bin/env bash
# Plans the example, schema.hcl, on a SQLite file in a new folder, applies it, rolls it back, and needs no server.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$root"
go build -o "$folder/schemactl" ./cmd/schemactl
cp schema.hcl "$folder"
cd "$folder"

run() {
	printf '\n$ %s\n' "$*"
	"./$@"
}

run schemactl plan --url sqlite://tracker.db --name issue_tracker
run schemactl apply --url sqlite://tracker.db --auto-approve
run schemactl plan --url sqlite://tracker.db
run schemactl status --url sqlite://tracker.db
run schemactl rollback --url sqlite://tracker.db --auto-approve
