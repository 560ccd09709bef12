#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The RPKI by RRDP: a trust anchor over https, its repository by snapshot, the
# next night by delta; and what is not believed.
. tests/e2e/lib.sh
. tests/e2e/server.sh
. tests/e2e/rpki.sh
ca ca
cert good "IP:127.0.0.1,IP:127.0.0.2" ca
serve "127.0.0.1=$C/good.pem" "127.0.0.2=$C/good.pem"
H=https://127.0.0.1:$PORT
ANCHOR=$H/ta.cer
NOTIFY=$H/a/notification.xml
stats apnic 9 | page /stats 1
"$GEN" nights "$W/nights" 4 "$NOTIFY" - || die "no generated trees"
night() { # WHAT DIR
	rc "$1" 0 "$N" -C "$2" fetch
}
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
rpki "$W/a" <<<"apnic-extended $H/stats"

publish a "$W/nights/1" gen.test/ 1
night "the first night" "$W/a"
is "no fault" "$(faults "$W/a")" ""
is "all objects" "$(objects "$W/a" "$NOTIFY")" "$(published "$W/nights/1")"
is "by the snapshot" "$(requests /a/snapshot.1.xml)" 1

publish a "$W/nights/2" gen.test/ 2 "$W/nights/1"
night "the second night" "$W/a"
is "no fault" "$(faults "$W/a")" ""
is "all objects, again" "$(objects "$W/a" "$NOTIFY")" "$(published "$W/nights/2")"
is "by the delta alone" "$(requests /a/delta.2.xml) $(requests /a/snapshot.2.xml)" "1 0"
night "a night without news" "$W/a"
is "costs the notification" "$(requests /a/notification.xml) $(requests /a/delta.2.xml)" "3 1"
end
