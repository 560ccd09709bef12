#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# cover.sh BUILD: the lines that ran, of each file under src and of each layer.
set -eu
B=$(realpath "$1")
root=$PWD
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$out"
for f in "$root"/src/*/*.c; do
	rel=${f#"$root"/}
	gcov -n -r -s "$root" -o "$B/${rel%.c}.o" "$f" 2>/dev/null |
		awk -v f="$rel" '/^File / { mine = index($0, f) }
			mine && /^Lines executed/ {
				split($0, a, /[:% ]+/); print f, a[3], a[5]; exit }'
done | sort | awk '
{
	split($1, p, "/")
	ran = $2 * $3 / 100
	printf "%6.1f %%  %5d lines  %s\n", $2, $3, $1
	r[p[2]] += ran; n[p[2]] += $3; all += ran; of += $3
}
END {
	print ""
	for (l in n) printf "%6.1f %%  %5d lines  %s\n", 100 * r[l] / n[l], n[l], l
	printf "%6.1f %%  %5d lines  all\n", 100 * all / of, of
}'
