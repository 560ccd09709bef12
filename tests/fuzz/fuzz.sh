#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# make fuzz P=stats T=60: libFuzzer under ASan and UBSan over one parser, from
# its corpus.  What it finds is left in build-fuzz/.
set -eu
: "${T:=60}"
B=build-fuzz
[ -n "${P:-}" ] && [ -f "tests/fuzz/fuzz_$P.c" ] || {
	echo "which parser? P= one of:" tests/fuzz/fuzz_*.c | sed 's,tests/fuzz/fuzz_\([a-z]*\)\.c,\1,g'
	exit 2
}
corpus=tests/fuzz/corpus/$P
ls "$corpus"/good-* "$corpus"/bad-* >/dev/null || exit 1
nice "${MAKE:-make}" --no-print-directory -s CC=clang BUILD=$B FUZZING=1 \
	"$B/tests/fuzz/fuzz_$P"
mkdir -p "$B/$P"
dict=
[ -f "tests/fuzz/$P.dict" ] && dict=-dict=tests/fuzz/$P.dict
# shellcheck disable=SC2086
ASAN_OPTIONS=detect_leaks=1 nice "$B/tests/fuzz/fuzz_$P" $dict \
	-max_total_time="$T" -max_len=16384 -timeout=10 -rss_limit_mb=2048 \
	-print_final_stats=1 -artifact_prefix="$B/$P-" "$B/$P" "$corpus"
