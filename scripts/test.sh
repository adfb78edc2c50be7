#!/usr/bin/env bash
# Runs everything that must hold before a change goes in, or the stages named: test.sh [setup] [format] [vet] [staticcheck]
# [race] [program] [compare] [kinds] [pairs] [versions]
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

# The program itself is tested without the race detector: its tests wait for servers and other processes most of the time,
# take three times as long under it, and start their goroutines in the packages that are tested with it.
race() {
	local packages
	packages=$(go list ./... | grep -v '/cmd/')
	# shellcheck disable=SC2086 # a list of words
	go test -race -timeout 30m $packages
}

# The comparisons of every change with pg_dump are the longest part.
comparisons='^(TestKinds|TestRealSchema)$'

program() { go test -timeout 40m -skip "$comparisons" ./cmd/schemactl; }

# compare takes one change in eight of each kind, so that all stages together end well within an hour on a slow machine; kinds,
# which runs only when it is named, takes every change.
compare() { SCHEMACTL_TEST_EVERY=8 kinds; }

kinds() { go test -timeout 90m -run "$comparisons" ./cmd/schemactl; }

# pairs takes every pair of schemas both ways, of which program takes every third.
pairs() { SCHEMACTL_TEST_BOTH_WAYS=1 go test -timeout 90m -run '^TestPairs$' ./cmd/schemactl; }

# versions compares on the oldest and the newest major too, and there one change in twenty of each fixture: all of them on
# all majors are what scripts/test-versions.sh runs. Of the pairs it takes those that are not the same on all majors.
versions() {
	local major
	for major in 12 18; do
		[ -x "/usr/lib/postgresql/$major/bin/postgres" ] || scripts/install-postgres.sh "$major"
		SCHEMACTL_TEST_MAJOR=$major SCHEMACTL_TEST_EVERY=20 go test -timeout 40m -run '^(TestKinds|TestPlainRole)$' ./cmd/schemactl
		SCHEMACTL_TEST_MAJOR=$major go test -timeout 20m -run '^TestPairs$/^(generated_below|partition_key|rebuilt_index)$' ./cmd/schemactl
		SCHEMACTL_TEST_MAJOR=$major go test -timeout 20m ./scratch
		# The package's own tests are written in the SQL of 15, which 18 takes.
		[ "$major" -lt 15 ] || SCHEMACTL_TEST_MAJOR=$major go test -timeout 20m ./postgres
	done
}

stages=("$@")
[ $# -gt 0 ] || stages=(setup format vet staticcheck race program compare versions)
for stage in "${stages[@]}"; do
	case $stage in
	setup | format | vet | staticcheck | race | program | compare | kinds | pairs | versions) ;;
	*)
		echo "test: there is no stage $stage; the stages are setup, format, vet, staticcheck, race, program, compare, kinds, pairs, versions" >&2
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
