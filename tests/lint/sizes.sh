#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Files of at most 500 lines, functions of 60, complexity 15.
bad=0
while read -r n f; do
	[ "$f" = total ] && continue
	if [ "$n" -gt 500 ]; then
		echo "$f:1: $n lines"
		bad=1
	fi
done < <(find src include tests -name '*.[ch]' -o -name '*.sh' -o -name '*.def' | sort | xargs wc -l)
# pmccabe: modified complexity, complexity, statements, line, length, place
while read -r c _ _ line len place; do
	if [ "$c" -gt 15 ] || [ "$len" -gt 60 ]; then
		echo "$place: complexity $c, $len lines (from $line)"
		bad=1
	fi
done < <(find src tests -name '*.c' | sort | xargs pmccabe)
exit $bad
