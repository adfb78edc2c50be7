#!/usr/bin/env bash
# Runs the tests that use PostgreSQL on several of its majors: test-versions.sh [MAJOR...], by default all that are supported.
# A major that the system does not have comes into .cache/postgres.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 12 13 14 15 16 17 18

scripts/setup.sh
missing=()
for major in "$@"; do
	[ -x "/usr/lib/postgresql/$major/bin/postgres" ] || missing+=("$major")
done
[ ${#missing[@]} -eq 0 ] || scripts/install-postgres.sh "${missing[@]}"
packages=$(scripts/importing.sh internal/pgtest)
failed=()
for major in "$@"; do
	SECONDS=0
	echo "== PostgreSQL $major"
	# The dialect's own tests are written in the SQL of 15.
	these=$packages
	[ "$major" -ge 15 ] || these=$(grep -v '/postgres$' <<<"$packages")
	# shellcheck disable=SC2086 # a list of words
	SCHEMACTL_TEST_MAJOR=$major go test -count=1 -timeout 40m $these || failed+=("$major")
	echo "== PostgreSQL $major: ${SECONDS} s"
done
[ ${#failed[@]} -eq 0 ] || {
	echo "test-versions: failed on PostgreSQL ${failed[*]}" >&2
	exit 1
}
