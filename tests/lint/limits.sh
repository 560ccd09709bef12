#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every limit of a header stands in a test.
bad=0
while IFS=: read -r f n rest; do
	m=$(echo "$rest" | awk '{ print $2 }')
	grep -rqw --include='*.c' --include='*.sh' "$m" tests ||
		{ echo "$f:$n: no test mentions $m"; bad=1; }
done < <(grep -rnE '^#define [A-Z0-9_]+_MAX\b' include | sort)
exit $bad
