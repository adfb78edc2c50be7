#!/usr/bin/env bash
# Prints the packages of this module whose tests import a package: importing.sh internal/pgtest
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# = 1 ] || {
	echo "importing: name one package" >&2
	exit 2
}
# shellcheck disable=SC2016
go list -e -f '{{$path := .ImportPath}}{{range .TestImports}}{{$path}} {{.}}{{"\n"}}{{end}}{{range .XTestImports}}{{$path}} {{.}}{{"\n"}}{{end}}' ./... |
	awk -v wanted="$1" -v own="$(go list -m)/$1" '$2 == wanted || $2 == own || $1 == own { print $1 }' | sort -u
