#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A notice is stamped by the authorities that the newest snapshot asked; what
# could not be had is said, and asked for again.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/tsa.sh
tsa_start one
tsa_start two
D=$W/d R=$W/d/reports
mkdir "$D"
"$B"/world --out "$W/w" --days 3 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
run() { "$N" -C "$D" run --mirror "file://$W/w/$1" --as-of "$(cat "$W/w/$1/AS-OF")" >"$W/log" 2>&1; }
g() { git -C "$D/history" "$@"; }
"$N" -C "$D" init >/dev/null
run 2026-01-05
F=$(xmllint --xpath 'string((//*[local-name()="finding"][@status="open"])[1]/@id)' "$R/site.xml")
h=$(printf %s "$F" | sha256sum | cut -d' ' -f1)
sum=$(sha256sum <"$R/2026-01-05/report.xml" | cut -d' ' -f1)
retract() { "$N" -C "$D" retract "$F" --report "$sum" --reason "$1"; }
notice() { g show "notices:retractions/$h-$1.xml" >"$W/n$1.xml"; }
ok "a notice in an offline history" retract 'One.'
notice 1
is "asks nobody" "$(stamped "$W/n1.xml")" "0 of 0"
tsa_conf one two >>"$D/nroaudit.conf"
ok "those that no snapshot asked yet" retract 'Two.'
notice 2
is "are not asked" "$(stamped "$W/n2.xml"):$(tsa_asked one)" "0 of 0:"
run 2026-01-06
ok "those that the newest did" retract 'Three.'
notice 3
is "are" "$(stamped "$W/n3.xml")" "2 of 2"
tokens "$W/n3.xml" "$W/t"
ok "openssl accepts the token of one" openssl ts -verify -token_in -in "$W/t/1.tst" -data "$W/t/value" -CAfile "$W/tsa/one/ca.pem"
ok "and of two" openssl ts -verify -token_in -in "$W/t/2.tst" -data "$W/t/value" -CAfile "$W/tsa/two/ca.pem"
ok "xmlsec1 accepts it" xmlsec1 --verify --trusted-pem "$D/keys/ca.pem" "$W/n3.xml"
ok "the schema accepts it" xmllint --noout --schema templates/notice.xsd "$W/n3.xml"
ok "it is its own canonical form" cmp "$W/n3.xml" <(xmllint --exc-c14n "$W/n3.xml")

bare=$(sed -z 's,<xades:UnsignedProperties>.*</xades:UnsignedProperties>,,' "$R/2026-01-06/report.xml" | sha256sum | cut -d' ' -f1)
ok "that report is stamped" grep -q '<xades:UnsignedProperties>' "$R/2026-01-06/report.xml"
G=$(xmllint --xpath 'string((//*[local-name()="findings"]//*[local-name()="finding"])[1]/@id)' "$R/2026-01-06/report.xml")
ok "it is known as it was before that, too" "$N" -C "$D" retract "$G" --report "$bare" --reason 'It, too.'
tsa_mode two down
ok "one that is down is no failure" retract 'Four.'
is "it is said" "$(grep -c 'self-fault: .*two' "$W/out")" 1
notice 4
is "and lacking" "$(stamped "$W/n4.xml")" "1 of 2"
tsa_mode two good
"$N" -C "$D" stamp >"$W/log" 2>&1
is "stamp asks again" "$?:$(grep self-fault "$W/log")" 0:
notice 4
is "and has it" "$(stamped "$W/n4.xml")" "2 of 2"
is "in a commit that says so" "$(g log -1 --format=%s notices)" "timestamps of notices"
ok "the copy beside the pages is that one" cmp "$W/n4.xml" "$R/notices/retractions/$h-4.xml"
tip=$(g rev-parse notices)
"$N" -C "$D" stamp >"$W/log" 2>&1
is "what lacks nothing is left alone" "$(g rev-parse notices)" "$tip"
tsa_mode two down
ok "down again" retract 'Five.'
tsa_mode two good
run 2026-01-07
notice 5
is "a run asks again, too" "$(stamped "$W/n5.xml")" "2 of 2"
"$N" -C "$D" verify >"$W/v"
is "the notices only grew, and every page shows them" \
	"$(grep -c 'was changed\|was removed\|BAD: notices.xml\|BAD: report.html' "$W/v")" 0
is "and all that was stamped is accepted" "$(grep -v ': OK$\|: NOTE: ' "$W/v")" ""
end
