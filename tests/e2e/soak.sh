#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The long form, of five seeds each: 200 days at ten per cent, and 30 at full
# size.  SEEDS, DAYS and FULL_DAYS for others.
. tests/e2e/lib.sh
. tests/e2e/world.sh
soak() { # DAYS SEED SCALE
	mkdir "$W/w"
	ok "$1 days, seed $2, $3 %: planted equals reported" \
		run_world "$W/w" "$1" "$2" "$3"
	[ ! -e "$W/w/world/truth.txt" ] ||
		awk -v s="seed $2, $3 %" '{ n++; r[$3]++; o[$2]++
			e += $8 != "episode=1" }
			END { printf "%s: %d findings, %d of a later episode;",
				s, n, e
			for (k in o) printf " %s %d", k, o[k]
			for (k in r) m++
			printf "; %d rules\n", m }' "$W/w/world/truth.txt"
	rm -rf "${W:?}/w"
}
for seed in ${SEEDS:-1 2 3 4 5}; do
	soak "${DAYS:-200}" "$seed" 10
	soak "${FULL_DAYS:-30}" "$seed" 100
done
end
