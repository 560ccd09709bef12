#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Whatever an authority does wrong, the night goes on with the same exit
# status, the next report says it, and what is missing is asked for again.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/tsa.sh
modes=(
	"down|TSA one: Server returned nothing"
	"error|TSA one: it answered HTTP 503"
	"slow|TSA one: no answer within 1 s"
	"garbage|TSA one: no time-stamp reply"
	"huge|TSA one: it answered more than 65536 bytes"
	"refuses|TSA one: the TSA rejected the request"
	"other-digest|TSA one: timestamp token: it is over another digest"
	"other-nonce|TSA one: timestamp token: it answers another request"
	"rogue|TSA one: timestamp token: signature, certificate or chain"
	"clock|TSA one: the TSA's clock is"
	"crl-revoked|TSA one: its certificate is revoked"
	"crl-down|Test TSA root one: its CRL is published, and could not be had"
	"crl-slow|/crl: no answer within 1 s"
	"crl-error|/crl: it answered HTTP 503"
	"crl-huge|/crl: it answered more than 4194304 bytes"
	"crl-garbage|Test TSA root one: its CRL is published, and could not be had"
	"crl-rogue|Test TSA root one: its CRL is published, and could not be had"
	"crl-stale|Test TSA root one: its CRL is published, and could not be had"
)
tsa_start one
tsa_start two
"$B"/world --out "$W/w" --days $((${#modes[@]} + 2)) --start 2026-01-05 \
	--seed 3 --scale 1 >/dev/null
days=("$W"/w/20*)
D=$W/d E=$W/e
for d in "$D" "$E"; do
	"$N" -C "$d" init >/dev/null
	cat "$W/w/exceptions.conf" >>"$d/nroaudit.conf"
done
TSA_TIMEOUT=1 tsa_conf one two >>"$D/nroaudit.conf"
run() {
	"$N" -C "$1" run --mirror "file://$2" --as-of "$(cat "$2/AS-OF")" >"$W/log" 2>&1
	echo $?
}
# told FILE WORDS: does the report name that among its self-faults?
told() {
	grep -F '<fault>' "$1" | grep -cF -- "$2" | sed 's/[1-9][0-9]*/some/'
}
i=0 before=
for m in "${modes[@]}"; do
	mode=${m%%|*} says=${m#*|} day=${days[$i]}
	name=$(basename "$day")
	r=$D/reports/$name/report.xml
	tsa_mode one "$mode"
	got=$(run "$D" "$day")
	is "$mode: it is told" "$(grep -cF "self-fault: after the run of $name: " "$W/log" |
		sed 's/[1-9]/some/') $(grep -F "self-fault: after the run of $name: " "$W/log" |
		grep -cF -- "$says")" "some 1"
	is "$mode: the exit status is that without any" "$got" "$(run "$E" "$day")"
	has=2
	case $mode in crl-revoked) has=1 ;; crl-*) ;; *) has=1 ;; esac
	is "$mode: the report has what could be had" "$(stamped "$r")" "$has of 2"
	[ -z "$before" ] || is "the one before is told in the next report" \
		"$(told "$r" "$before")" some
	before=$says
	tsa_mode one good
	ok "$mode: what is missing can be had later" "$N" -C "$D" stamp "$name"
	is "$mode: and is there" "$(stamped "$r")" "2 of 2"
	i=$((i + 1))
done

# Whom to trust cannot be read: the other token stands.
cp "$W/tsa/one/ca.pem" "$W/ca.pem"
rm "$W/tsa/one/ca.pem"
day=${days[$i]}
run "$D" "$day" >/dev/null
r=$D/reports/$(basename "$day")/report.xml
is "a file of CAs is missing: it is told" \
	"$(grep -c 'TSA one: trusted: .*ca.pem' "$W/log" | sed 's/[1-9]/some/')" some
is "the other authority is in the report" "$(stamped "$r")" "1 of 2"
is "with its CRL" "$(grep -o '<xades:EncapsulatedCRLValue>' "$r" | wc -l | sed 's/[12]/some/')" some
cp "$W/ca.pem" "$W/tsa/one/ca.pem"
ok "what is missing can be had later" "$N" -C "$D" stamp
is "and is there" "$(stamped "$r")" "2 of 2"
i=$((i + 1))

# By the next run itself.
tsa_mode one down
day=${days[$i]}
r=$D/reports/$(basename "$day")/report.xml
run "$D" "$day" >/dev/null
is "one is missing" "$(stamped "$r")" "1 of 2"
tsa_mode one good
run "$D" "$day" >/dev/null
is "the next run asks again for the report before" "$(stamped "$r")" "2 of 2"
tokens "$r" "$W/t"
ok "openssl accepts it" openssl ts -verify -token_in -in "$W/t/2.tst" \
	-data "$W/t/value" -CAfile "$W/tsa/one/ca.pem"
ok "xmlsec1 accepts the signature" xmlsec1 --verify --trusted-pem "$D/keys/ca.pem" "$r"
is "all reports are whole" "$("$N" -C "$D" stamp | grep -vc ': 2 of 2 timestamps, 0 for the archive$')" 0
end
