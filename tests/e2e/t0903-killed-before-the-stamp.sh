#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed while an authority is asked, and while a report that is published gets
# what it lacked: all is whole, and the next run cures it.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/tsa.sh
tsa_start one
tsa_start two
D=$W/d
"$B"/world --out "$W/w" --days 3 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
day() {
	"$N" -C "$D" run --mirror "file://$W/w/$1" --as-of "$(cat "$W/w/$1/AS-OF")" >"$W/log" 2>&1
}
whole() { # REPORT
	xmlsec1 --verify --trusted-pem "$D/keys/ca.pem" "$1" &&
		xmllint --noout --schema templates/report.xsd "$1" &&
		git -C "$D/history" fsck --strict
}
# killed COMMAND...: by SIGKILL, once the authority `one`, that never answers,
# was asked.
killed() {
	local pid
	: >"$W/tsa/one/log"
	"$@" >"$W/log" 2>&1 &
	pid=$!
	tail -f -n +1 --pid=$pid "$W/tsa/one/log" | grep -m1 -q POST
	kill -9 $pid
	wait $pid 2>/dev/null
}
day 2026-01-05
tsa_mode one slow
killed "$N" -C "$D" run --mirror "file://$W/w/2026-01-06" \
	--as-of "$(cat "$W/w/2026-01-06/AS-OF")"
is "killed between sign and stamp" $? 137
is "there is no report of it" "$(ls -d "$D"/reports/2026-01-06 2>/dev/null)" ""
r=$D/reports/2026-01-05/report.xml
ok "what was there is whole" whole "$r"
is "and stamped" "$(stamped "$r")" "2 of 2"
tsa_mode one good
day 2026-01-07
is "the next run" $? 1
for d in 2026-01-06 2026-01-07; do
	r=$D/reports/$d/report.xml
	is "$d is stamped" "$(stamped "$r")" "2 of 2"
	ok "$d is whole" whole "$r"
done
is "nothing is left over" "$(find "$D" -name '.new*' -o -name '*.tmp' -o -name spool)" ""

# A report that was published with less than is due.
tsa_mode one down
day 2026-01-07
r=$D/reports/2026-01-07-2/report.xml
is "one is missing" "$(stamped "$r")" "1 of 2"
before=$(sha256sum <"$r")
tsa_mode one slow
killed "$N" -C "$D" stamp
is "killed while it is asked for" $? 137
is "the report is as it was" "$(sha256sum <"$r")" "$before"
ok "and whole" whole "$r"
tsa_mode one good
day 2026-01-07
is "the next run cures it" "$(stamped "$r")" "2 of 2"
ok "and leaves it whole" whole "$r"

# What is derived is made again.
rm "$D/history/nroaudit.stamps"
ok "without the list of what is missing" "$N" -C "$D" stamp
is "it knows each report again" "$(cut -d' ' -f1-4 "$D/history/nroaudit.stamps" | tr '\n' ' ')" \
	"2026-01-05 2 2 0 2026-01-06 2 2 0 2026-01-07 2 2 0 2026-01-07-2 2 2 0 2026-01-07-3 2 2 0 "
end
