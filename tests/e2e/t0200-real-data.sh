#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The registries' own files, with known truth (../shared/data/README.md).
. tests/e2e/lib.sh
need $SHARED/registry
need $SHARED/series
S=$(realpath $SHARED)
one() { # DAY [as-of]
	"$N" -C "$W/$1" run --mirror "file://$S/registry/$1" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; failed=1; }
	findings "$W/$1" >"$W/$1.f"
}
one 2013-04-09
is "2013-04-09: one double delegation, simultaneity not shown" \
	"$(grep ' U-' "$W/2013-04-09.f")" \
	"FAIL U-01 S3 U-01/54.222.0.0-54.223.255.255/apnic+arin@2013-04-09"
is "2013-04-09: nothing else fails" "$(grep -c '^FAIL' "$W/2013-04-09.f")" 1
one 2013-04-18
is "2013-04-18: counts correct, nothing fails" "$(grep -c '^FAIL' "$W/2013-04-18.f")" 0
one 2016-01-30
is "2016-01-30: nothing fails" "$(grep -c '^FAIL' "$W/2016-01-30.f")" 0
"$N" -C "$W/2016-01-30" audit --outcomes --json >"$W/o"
is "2016-01-30: U-04 examined and passed" \
	"$(grep -c '"rule":"U-04","outcome":"PASS"' "$W/o")" 1
is "2016-01-30: C-01 needs all five" \
	"$(grep -c '"rule":"C-01","outcome":"NO_INPUT"' "$W/o")" 1
one 2024-04-20-ipv4-rebuilt
is "2024-04-20: no overlap between registries" "$(grep -c ' U-0[17] ' "$W/2024-04-20-ipv4-rebuilt.f")" 0
one 2024-04-22
is "2024-04-22: LACNIC's plain file declares too much, origin not shown" \
	"$(grep -E ' A-0[12] ' "$W/2024-04-22.f" | cut -d/ -f1,2 | sort)" \
	"FAIL A-01 S4 A-01/lacnic-plain
FAIL A-02 S4 A-02/lacnic-plain:asn"
one 2026-08-21
is "2026-08-21: counts that are no power of two are legal" \
	"$(grep -c '^FAIL' "$W/2026-08-21.f")" 0
for day in "$S"/series/2021-07/*; do
	d=$(basename "$day")
	"$N" -C "$W/s" run --mirror "file://$day" --as-of "${d}T12:00:00Z" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; failed=1; }
	findings "$W/s" | sed "s/^/$d /" >>"$W/series"
done
is "series: counts wrong on 16 to 19 July" \
	"$(grep ' FAIL A-01 ' "$W/series" | cut -d' ' -f1 | tr '\n' ' ')" \
	"2021-07-16 2021-07-17 2021-07-18 2021-07-19 "
is "series: days missing" \
	"$(grep ' FAIL P-01 ' "$W/series" | grep -o 'extended-20[0-9]*' | tr '\n' ' ')" \
	"extended-20210715 extended-20210721 extended-20210728 "
is "series: shrinks" "$(grep ' FAIL P-18 ' "$W/series" | cut -d' ' -f1 | tr '\n' ' ')" \
	"2021-07-22 2021-08-06 "
is "series: days with overlaps in AFRINIC's file" \
	"$(grep ' FAIL U-02 ' "$W/series" | cut -d' ' -f1 | sort -u | wc -l)" 10
is "series: no MD5 is wrong" "$(grep -c ' P-05 ' "$W/series")" 0
is "series: the one date of LACNIC's that changed in place" \
	"$(grep ' FAIL A-10 ' "$W/series")" \
	"2021-07-13 FAIL A-10 S2 A-10/269854/lacnic@2021-07-13"
# Reserved on the 11th; delegated from the 22nd, after days with both, and from
# the 29th.
is "series: old dates out of the reserve, of whom it is not told" \
	"$(grep ' FAIL A-06 ' "$W/series" | sed 's/-[0-9a-f.:]*\/afrinic.*//')" \
	"2021-07-22 FAIL A-06 S3 A-06/169.159.192.0
2021-07-22 FAIL A-06 S3 A-06/2c0f:f7f8::
2021-07-29 FAIL A-06 S3 A-06/45.221.8.0"
is "series: files with other opaque-ids" \
	"$(grep ' FAIL A-23 ' "$W/series" | sed 's/ FAIL.*\// /;s/@.*//' | tr '\n' ' ')" \
	"2021-07-13 afrinic 2021-07-13 lacnic 2021-07-14 lacnic 2021-07-15 lacnic 2021-07-17 lacnic 2021-07-20 lacnic 2021-07-29 afrinic 2021-07-30 afrinic 2021-08-04 afrinic "
is "series: nothing vanished, flapped, was rewritten at once or issued again" \
	"$(grep -cE ' (A-11|A-12|A-24|U-08) ' "$W/series")" 0
is "series: nothing else of LACNIC's fails" \
	"$(grep ' FAIL ' "$W/series" | grep -vE ' A-(10|23) ' | grep -c lacnic)" 0
is "series: no overlap between the two" "$(grep -c ' U-0[17] ' "$W/series")" 0
end
