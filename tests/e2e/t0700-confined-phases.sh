#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The job as confined phases: what confined it is said, every page that was
# left over is written, and a phase repeated gives the same bytes.
. tests/e2e/lib.sh
D=$W/d
"$B"/world --out "$W/world" --days 3 --start 2026-01-05 --seed 5 --scale 1 \
	>/dev/null || die "no world"
"$N" -C "$D" init >/dev/null
day() { # COMMAND DAY
	"$N" -C "$D" "$1" --mirror "file://$W/world/$2" \
		--as-of "$(cat "$W/world/$2/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; failed=1; }
}
# A report without its signature, which holds the time of signing.
bare() { perl -0pe 's/<ds:Signature.*<\/ds:Signature>//s' "$1"; }
missing_links() {
	grep -o 'href="[^"#:]*"' "$D/reports/index.html" | cut -d'"' -f2 |
		while read -r l; do [ -e "$D/reports/$l" ] || echo "$l"; done
}

# An earlier run got as far as its snapshot, another as far as its findings.
day fetch 2026-01-05
cp -r "$D" "$W/twin"
day fetch 2026-01-06
"$N" -C "$D" audit >/dev/null
is "fetch and audit publish nothing" "$(ls "$D/reports")" ""
day run 2026-01-07
is "and tells of all that nobody was told" \
	"$(grep -c '^snapshot: ' "$W/log") $(grep -c '^report: ' "$W/log")" "3 3"
is "the next run writes every page" "$(ls -d "$D"/reports/20*/report.html | wc -l)" 3
is "the index names every run" "$(grep -c '<run ' "$D/reports/site.xml")" 3
is "the index links to no missing page" "$(missing_links)" ""
is "the spool is gone" "$(ls "$D" | tr '\n' ' ')" "cache history keys nroaudit.conf reports "
ok "all of it verifies" "$N" -C "$D" verify
rm -r "$D/reports/2026-01-06"
is "a link is found missing by this test" "$(missing_links | wc -l | sed 's/[1-9].*/some/')" some
"$N" -C "$D" report --snapshot main~2 >/dev/null
is "a lost page comes back with any report" "$(missing_links)" ""

"$N" -C "$W/twin" report >/dev/null
ok "a page written late is the one that was due" cmp \
	<(bare "$D/reports/2026-01-05/report.xml") \
	<(bare "$W/twin/reports/2026-01-05/report.xml")
bare "$D/reports/2026-01-07/report.xml" >"$W/before"
"$N" -C "$D" report >/dev/null
ok "a report repeated is the same" cmp "$W/before" \
	<(bare "$D/reports/2026-01-07/report.xml")

# A clock that goes back: a name of its own, and the index knows it.
day run 2026-01-06
is "a day that comes again is that day's second" \
	"$(ls "$D/reports" | grep -c '^2026-01-06-2$')" 1
is "and the index links to it" "$(missing_links)$(grep -c 'name="2026-01-06-2"' "$D/reports/site.xml")" 1

# Whatever this kernel has: the head says it, and a lack is a self-fault.
r=$D/reports/2026-01-07/report.xml
said=$(sed -n 's/^<sandbox>\(.*\)<\/sandbox>$/\1/p' "$r")
is "the head says what confined the run" \
	"$(echo "$said" | sed -E 's/landlock [0-9]+|no landlock/L/; s/(no )?seccomp/S/; s/S, L/L, S/')" "L, S"
is "provenance.xml says the same" \
	"$(git -C "$D/history" show main:provenance.xml | sed -n 's/.* sandbox="\([^"]*\)".*/\1/p')" "$said"
is "every lack is a fault of our own" \
	"$(grep -c '^<fault>the kernel that ran this has no ' "$r")" \
	"$(echo "$said" | grep -o 'no [a-z]' | wc -l)"
# (A build that measures coverage has no walls: it writes where it was built.)
[ -z "${COVER:-}" ] && grep -q '^Seccomp:' /proc/self/status &&
	is "seccomp, which this kernel has, was used" \
		"$(echo "$said" | grep -c 'no seccomp')" 0
is "the page says it, too" "$(grep -c "<dd>$said</dd>" "$D/reports/2026-01-07/report.html")" 1
ok "the schema accepts it" xmllint --noout --schema templates/report.xsd "$r"
end
