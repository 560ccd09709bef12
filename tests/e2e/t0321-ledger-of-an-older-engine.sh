#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The ledger of an engine that kept no records is read; one that lost them is not.
. tests/e2e/lib.sh
"$B"/world --out "$W/world" --days 3 --start 2026-01-05 --seed 4 --scale 1 --clean >/dev/null
D=$W/d
"$N" -C "$D" init >/dev/null
run() { # DAY
	"$N" -C "$D" run --mirror "file://$W/world/$1" \
		--as-of "$(cat "$W/world/$1/AS-OF")" >"$W/log" 2>&1
}
g() { git -C "$D/history" "$@"; }
run 2026-01-05
run 2026-01-06
new='ledger/\(records-[a-z0-9]*\|left\)$'
# older REV PARENT [MANIFEST]: its findings as an engine before had made them,
# without the new files; MANIFEST: as it is, so that they are lost.
older() {
	local findings manifest ledger tree
	findings=$(g show "$1:findings" | sed 's/^# engine .*/# engine older/' | g hash-object -w --stdin)
	manifest=$(g show "$1:MANIFEST" | if [ -n "${3:-}" ]; then cat; else sed "\\,  $new,d"; fi |
		g hash-object -w --stdin)
	ledger=$(g ls-tree "$1:ledger" | sed '/\trecords-[a-z0-9]*$/d; /\tleft$/d' | g mktree)
	tree=$(g ls-tree "$1" | sed "s/blob [0-9a-f]*\tfindings\$/blob $findings\tfindings/
		s/blob [0-9a-f]*\tMANIFEST\$/blob $manifest\tMANIFEST/
		s/tree [0-9a-f]*\tledger\$/tree $ledger\tledger/" | g mktree)
	g -c user.name=x -c user.email=x@x commit-tree "$tree" ${2:+-p "$2"} \
		-m "$(g log -1 --format=%s "$1")"
}
tip=$(g rev-parse findings)
first=$(older findings~1 "")
g update-ref refs/heads/findings "$(older "$tip" "$first")"
is "no records are kept" "$(g ls-tree -r --name-only findings | grep -c "$new")" 0
run 2026-01-07
is "the day after them is judged" "$(g log --format=%s findings | wc -l)" 3
is "records are kept from then on" "$(g ls-tree -r --name-only findings | grep -c "$new")" 4
is "and compared" "$("$N" -C "$D" audit --outcomes --json |
	grep -c '"rule":"A-10","outcome":"PASS"')" 1

g update-ref refs/heads/findings "$(older "$tip" "$(older "$tip~1" "" listed)")"
g update-ref refs/heads/main main~1
rc "what the MANIFEST lists must be there" 2 run 2026-01-07
is "it is named" "$(grep -c 'lacks ledger/records-asn' "$W/log")" 1
end
