#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs what is built under $BUILD and counts; ends with one plain line.
set -u
B=${BUILD:-build}
pass=0 fail=0 skip=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# A command whose output is shown when it fails.
one() {
	if "$@" >"$log" 2>&1; then
		pass=$((pass + 1))
	else
		fail=$((fail + 1))
		echo "FAILED: $*"
		tail -60 "$log"
	fi
}

# cmocka binaries: their own counts.
cmocka() {
	"$1" >"$log" 2>&1
	local rc=$? p f s
	p=$(grep -c '^\[       OK \]' "$log")
	f=$(grep -c '^\[  FAILED  \] [a-z]' "$log")
	s=$(grep -c '^\[  SKIPPED \] [a-z]' "$log")
	grep '^\[  SKIPPED \] [a-z]' "$log" | sort -u
	[ $rc = 0 ] || [ "$f" != 0 ] || f=1
	if [ $rc != 0 ]; then
		echo "FAILED: $1"
		tail -60 "$log"
	fi
	pass=$((pass + p)) fail=$((fail + f)) skip=$((skip + s / 2))
}

for t in "$B"/tests/unit/test_* "$B"/tests/prop/prop_*; do
	case $t in *.* | *'*') continue ;; esac
	cmocka "$t"
done
for t in "$B"/tests/fuzz/fuzz_*; do
	case $t in *.* | *'*') continue ;; esac
	one "$t" "tests/fuzz/corpus/$(basename "$t" | sed 's/fuzz_//')"
done
"$B"/rules >"$log" 2>&1 || grep -v '^ok ' "$log"
pass=$((pass + $(grep -c '^ok ' "$log")))
fail=$((fail + $(grep -c '^not ok ' "$log")))
grep -q ' passed, ' "$log" || { fail=$((fail + 1)); tail -20 "$log"; }
for t in tests/e2e/t[0-9]*.sh; do
	[ -e "$t" ] || continue
	BUILD=$B bash "$t" >"$log" 2>&1
	case $? in
	0) pass=$((pass + 1)) ;;
	77) skip=$((skip + 1)); echo "SKIPPED: $t: $(tail -1 "$log")" ;;
	*) fail=$((fail + 1)); echo "FAILED: $t"; tail -60 "$log" ;;
	esac
done
echo "$pass passed, $fail failed, $skip skipped"
[ "$fail" = 0 ]
