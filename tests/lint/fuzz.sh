#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every fuzz target has a corpus with good and bad inputs, and every function
# that parses outsiders' bytes a target.
bad=0
for t in tests/fuzz/fuzz_*.c; do
	p=$(basename "$t" .c)
	c=tests/fuzz/corpus/${p#fuzz_}
	for k in README good- bad-; do
		compgen -G "$c/$k*" >/dev/null || { echo "$t:1: no $c/$k*"; bad=1; }
	done
done
for c in tests/fuzz/corpus/*; do
	[ -f "tests/fuzz/fuzz_${c##*/}.c" ] || { echo "$c:1: no target"; bad=1; }
done
for fn in $(sed -n 's/^[a-z].*[ *]\([a-z_]*_parse\)(struct span .*/\1/p' include/parse/*.h include/audit/*.h include/base/*.h include/rpki/*.h 2>/dev/null); do
	case $fn in parties_parse) continue ;; esac # a field of the ledger's
	grep -q "\b$fn(" tests/fuzz/fuzz_*.c || { echo "include:1: no fuzz target calls $fn"; bad=1; }
done
exit $bad
