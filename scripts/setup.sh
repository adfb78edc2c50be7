#!/usr/bin/env bash
# Checks that this machine has what the tests need. As root on Debian or Ubuntu it installs PostgreSQL; elsewhere it says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
	echo "setup: $*" >&2
	exit 1
}

check_go() {
	local wanted found
	wanted=$(awk '$1 == "go" { print $2 }' go.mod)
	command -v go >/dev/null || fail "Go is missing; install Go $wanted or newer from https://go.dev/dl/"
	found=$(go env GOVERSION) # the go command downloads a newer toolchain itself where it may
	found=${found#go}
	[ "$(printf '%s\n' "$wanted" "${found%%[- ]*}" | sort -V | head -n 1)" = "$wanted" ] || fail "Go $found is too old; install Go $wanted or newer from https://go.dev/dl/"
	[ "$(go env CGO_ENABLED)" = 1 ] && command -v "$(go env CC)" >/dev/null ||
		fail "go test -race needs a C compiler; install one (Debian, Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install)"
}

# server_in tells whether a folder holds the programs of a server. The tests look into the same places: internal/pgserver/binaries.go.
server_in() {
	[ -n "$1" ] && [ -x "$1/postgres" ] && [ -x "$1/initdb" ]
}

has_postgres() {
	local dir program
	[ -z "${SCHEMACTL_TEST_URL:-}" ] || return 0
	if [ -n "${SCHEMACTL_POSTGRES_BIN:-}" ]; then
		server_in "$SCHEMACTL_POSTGRES_BIN" || fail "the folder SCHEMACTL_POSTGRES_BIN=$SCHEMACTL_POSTGRES_BIN holds no postgres and initdb; correct it or unset it"
		return 0
	fi
	program=$(command -v postgres || true)
	for dir in "${program%/*}" "$(pg_config --bindir 2>/dev/null || true)" \
		/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin \
		/Applications/Postgres.app/Contents/Versions/*/bin /Library/PostgreSQL/*/bin "$PWD"/.cache/postgres/*/bin; do
		if server_in "$dir"; then
			return 0
		fi
	done
	return 1
}

install_postgres() {
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		export DEBIAN_FRONTEND=noninteractive
		apt-get update -qq
		apt-get install -y -qq --no-install-recommends postgresql >/dev/null
		has_postgres || fail "apt-get installed postgresql, but its server programs are in none of the usual places; name their folder in SCHEMACTL_POSTGRES_BIN"
		return 0
	fi
	fail "PostgreSQL's server programs (postgres, initdb, pg_dump) are missing; install them:
  Debian, Ubuntu:  sudo apt-get install postgresql
  Fedora, RHEL:    sudo dnf install postgresql-server
  macOS:           brew install postgresql@17
or name their folder in SCHEMACTL_POSTGRES_BIN, or run scripts/install-postgres.sh 17"
}

check_go
has_postgres || install_postgres
