#!/usr/bin/env bash
# Runs the commands of a page as they are written, from top to bottom, in a new folder: readme.sh [PAGE.md]
# Blocks marked sh are commands; a block marked file=NAME is written to that file; a diff is applied to the files it names.
# DATABASE_URL names an empty PostgreSQL database, and schemactl is on PATH. Without DATABASE_URL, the test that starts a
# server for the pages runs this one.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
page=${1:-README.md}
[ -f "$root/$page" ] || {
	echo "readme: there is no page $page" >&2
	exit 2
}
if [ -z "${DATABASE_URL:-}" ]; then
	cd "$root"
	exec go test -count=1 -v -run "^TestPages\$/^$page\$" ./cmd/schemactl
fi

# Every block is announced by a line "== LINE", so that its output can be told apart.
commands() {
	awk '
		/^```/ && !inside {
			inside = 1; kind = ""; info = substr($0, 4)
			if (info == "sh") { kind = "sh"; print "echo \"== " NR "\"" }
			if (match(info, /file=[^ ]+/)) {
				kind = "file"; name = substr(info, RSTART + 5, RLENGTH - 5)
				print "cat >\"" name "\" <<\047END_OF_FILE_" NR "\047"; last = "END_OF_FILE_" NR
			}
			if (info == "diff") {
				kind = "file"; last = "END_OF_DIFF_" NR
				print "git apply -p0 --recount - <<\047" last "\047"
			}
			next
		}
		/^```$/ && inside {
			if (kind == "file") print last
			inside = 0; next
		}
		inside && kind != "" { print }
	' "$root/$page"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
commands >"$folder/.commands"
cd "$folder"
# git apply takes the paths of a diff from the top of a repository, if it is in one.
GIT_CEILING_DIRECTORIES=$(dirname "$folder") bash -euo pipefail .commands 2>&1
