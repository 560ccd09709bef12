# SPDX-License-Identifier: GPL-3.0-or-later
# Small words for end-to-end tests: sourced, not run.
B=${BUILD:-build}
N=$B/nroaudit
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
SHARED=../shared/data
# faketime, killed, leaves a semaphore of its number; the next process of that
# number could not start it.
for s in /dev/shm/*faketime_s*_*; do
	[ -e "/proc/${s##*_}" ] || rm -f "$s"
done
failed=0

die() { echo "$0: $*"; exit 1; }
# ok WHAT COMMAND...: the command must succeed.
ok() {
	local what=$1
	shift
	if "$@" >"$W/out" 2>&1; then echo "ok: $what"; else
		echo "not ok: $what"
		tail -20 "$W/out"
		failed=1
	fi
}
# is WHAT GOT WANT
is() {
	if [ "$2" = "$3" ]; then echo "ok: $1"; else
		echo "not ok: $1: got '$2', want '$3'"
		failed=1
	fi
}
# rc WHAT CODE COMMAND...: the command must exit with that code.
rc() {
	local what=$1 want=$2 got
	shift 2
	"$@" >"$W/out" 2>&1
	got=$?
	is "$what" "$got" "$want"
}
need() { [ -e "$1" ] || { echo "skipped: $1 is missing"; exit 77; }; }
# Findings of a directory, one `OUTCOME RULE SEVERITY ID` a line.
findings() {
	"$N" -C "$1" audit --json | sed -E \
		's/^\{"id":"([^"]*)","rule":"([^"]*)".*"severity":"([^"]*)","outcome":"([^"]*)".*/\4 \2 \3 \1/'
}
end() { exit $failed; }
