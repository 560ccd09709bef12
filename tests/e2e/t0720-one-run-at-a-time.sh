#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A second run is turned away; a lock that a killed run left is taken over.
. tests/e2e/lib.sh
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0:detect_leaks=0
"$B"/world --out "$W/world" --days 2 --start 2026-01-30 --seed 4 --scale 1 >/dev/null
D=$W/d
run() {
	"$N" -C "$D" run --mirror "file://$W/world/$1" \
		--as-of "$(cat "$W/world/$1/AS-OF")"
}
run 2026-01-30 >"$W/fault" 2>&1
# flock(1) holds what the program would hold, for as long as the command runs.
flock "$D/history/nroaudit.lock" "$N" -C "$D" run \
	--mirror "file://$W/world/2026-01-31" >"$W/busy" 2>&1
is "a second run exits" $? 2
is "in clear words" "$(cat "$W/busy")" \
	"nroaudit: $D/history/nroaudit.lock: another run holds the history"
is "and stores nothing" "$(git -C "$D/history" rev-list --count main)" 1
flock "$D/history/nroaudit.lock" "$N" -C "$D" verify >/dev/null 2>&1
is "to verify needs no lock" $? 0

# Two at once: whoever is second is turned away, or comes after the first.
run 2026-01-31 >"$W/one" 2>&1 & a=$!
run 2026-01-31 >"$W/two" 2>&1 & b=$!
wait $a; ra=$?
wait $b; rb=$?
ok "one at least does its work" [ $ra -le 1 -o $rb -le 1 ]
for r in "$ra $W/one" "$rb $W/two"; do
	set -- $r
	[ "$1" -le 1 ] || is "the other is told why" \
		"$(grep -c 'another run holds the history' "$2")" 1
done
ok "the history is sound" git -C "$D/history" fsck --full --strict
ok "and verified" "$N" -C "$D" verify

# Killed at a point within the commit: the lock's file stays, the lock not.
"$B/fault-run" kill 600 EIO "$(realpath "$B/fault.so")" "$N" -C "$D" run \
	--mirror "file://$W/world/2026-01-31" >"$W/fault" 2>&1
is "a run is killed" $? 137
ok "its lock's file is there" [ -e "$D/history/nroaudit.lock" ]
run 2026-01-31 >"$W/fault" 2>&1
ok "the next takes it over" [ $? -le 1 ]
end
