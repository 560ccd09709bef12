#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What an exhibit could not have of timestamps is told, and had later; and what
# lies in a renewed one is covered by it.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
tsa_start one
tsa_start two
D=$W/d
"$B"/world --out "$W/w" --days 1 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
"$N" -C "$D" run --mirror "file://$W/w/2026-01-05" --as-of "$(cat "$W/w/2026-01-05/AS-OF")" >"$W/log" 2>&1
id=$("$N" -C "$D" audit --json | sed -n 's/^{"id":"\([^"]*\)".*"outcome":"FAIL".*/\1/p' | head -1)
verify() { "$N" -C "$D" verify "$1" >"$W/said" 2>&1; }
tsa_mode one down
tsa_mode two down
rc "an exhibit without its timestamps" 2 "$N" -C "$D" bundle "$id" -o "$W/x.zip"
is "is told" "$(grep -c "note: it has 0 of 2 timestamps: .nroaudit stamp $W/x.zip. asks again" "$W/out")" 1
verify "$W/x.zip"
is "and refused" "$?:$(grep -c "x.zip: BAD: no timestamp" "$W/said")" 2:1
cp "$W/x.zip" "$W/before.zip"
rc "asked again in vain" 2 "$N" -C "$D" stamp "$W/x.zip"
ok "it stays as it is" cmp "$W/x.zip" "$W/before.zip"
tsa_mode one good
rc "one of them" 2 "$N" -C "$D" stamp "$W/x.zip"
is "it says so" "$(grep -c "x.zip: 1 of 2 timestamps, 0 for the archive" "$W/out")" 1
verify "$W/x.zip"
is "that is accepted, and noted" "$?:$(grep -c "x.zip: NOTE: 1 of 2 timestamps" "$W/said")" 0:1
tsa_mode two good
chmod 600 "$W/x.zip"
ln -s x.zip "$W/link.zip"
cp "$W/x.zip" "$W/one.zip"
ok "the other one" "$N" -C "$D" stamp "$W/link.zip"
is "it says so" "$(grep -c "link.zip: 2 of 2 timestamps, 0 for the archive" "$W/out")" 1
is "in the file itself, which keeps its mode" "$(readlink "$W/link.zip"):$(stat -c %a "$W/x.zip")" x.zip:600
verify "$W/x.zip"
is "and nothing is noted" "$?:$(grep -c 'of 2 timestamps' "$W/said")" 0:0
# For the archive what is missing is had first.
ok "one for the archive" "$N" -C "$D" sign --archive "$W/one.zip"
is "has all" "$(grep -c "one.zip: 2 of 2 timestamps, 2 for the archive" "$W/out")" 1
verify "$W/one.zip"
is "and stands" $? 0

# Offline there is nothing to renew.
F=$W/f
"$N" -C "$F" init >/dev/null
"$N" -C "$F" run --mirror "file://$W/w/2026-01-05" --as-of "$(cat "$W/w/2026-01-05/AS-OF")" >"$W/log" 2>&1
ok "an exhibit without an authority" "$N" -C "$F" bundle "$id" -o "$W/off.zip"
tsa_conf one two >>"$F/nroaudit.conf"
ok "nothing ends" "$N" -C "$F" sign --renew "$W/off.zip"
is "and that is said" "$(cat "$W/out")" "$W/off.zip: it has no timestamps that could end"
ok "nor of its report" "$N" -C "$F" sign --renew 2026-01-05
is "which is said, too" "$(cat "$W/out")" "2026-01-05: it has no timestamps that could end"
end
