#!/usr/bin/env bash
# Runs everything that must hold before a change goes in, or the stages named: test.sh [setup] [format] [vet] [staticcheck] [test] [compare]
set -euo pipefail
cd "$(dirname "$0")/.."

setup() { scripts/setup.sh; }

format() {
	local files
	files=$(gofmt -l .)
	[ -z "$files" ] || {
		printf 'these files are not formatted; run gofmt -w on them:\n%s\n' "$files" >&2
		return 1
	}
}

# vet compiles the program for the systems that the tests do not run on as well.
vet() {
	go vet ./...
	local system
	for system in windows darwin; do
		GOOS=$system go vet ./cmd/...
	done
}

staticcheck() { go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...; }

# The comparisons with pg_dump wait for the server most of the time and start no goroutines of their own: under the race
# detector they take three times as long and find nothing that the other tests do not.
comparisons='^(TestKinds|TestRealSchema)$'

test() { go test -race -timeout 60m -skip "$comparisons" ./...; }

compare() { go test -timeout 60m -run "$comparisons" ./cmd/schemactl; }

stages=("$@")
[ $# -gt 0 ] || stages=(setup format vet staticcheck test compare)
for stage in "${stages[@]}"; do
	case $stage in
	setup | format | vet | staticcheck | test | compare) ;;
	*)
		echo "test: there is no stage $stage; the stages are setup, format, vet, staticcheck, test, compare" >&2
		exit 2
		;;
	esac
done
for stage in "${stages[@]}"; do
	SECONDS=0
	echo "== $stage"
	"$stage"
	echo "== $stage: ${SECONDS} s"
done
