#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# VERIFY.md: each of its commands is run on fresh reports, and one of them
# fails wherever a byte of what it checks was changed.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
. tests/tamper/hand.sh
tsa_start one
tsa_start two
day=2026-01-05
"$B"/world --out "$W/w" --days 1 --start $day --seed 3 --scale 1 >/dev/null
cat "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem" >"$W/tsas.pem"
report() { # DIR [TSA...]
	local d=$W/$1
	shift
	"$N" -C "$d" init >/dev/null
	tsa_conf "$@" >>"$d/nroaudit.conf"
	"$N" -C "$d" run --mirror "file://$W/w/$day" --as-of "$(cat "$W/w/$day/AS-OF")" >"$W/log" 2>&1
	r=$d/reports/$day/report.xml
	ca=$d/keys/ca.pem
}
report plain
ok "without timestamps" by_hand "$r" "$ca" "$W/tsas.pem" "$W/h"
is "its last word is the signer's certificate" "$(tail -1 "$W/h.said")" "chain.pem: OK"
rc "not ten years later" 2 faketime -f "+11y" bash -c "
	. tests/tamper/hand.sh; by_hand '$r' '$ca' '$W/tsas.pem' '$W/h'"
report d one two
is "the report is B-T" "$(stamped "$r")" "2 of 2"
ok "with two timestamps" by_hand "$r" "$ca" "$W/tsas.pem" "$W/h"
is "both are told" "$(grep -c '^signed before' "$W/h.said")" 2
is "OpenSSL says so of each, and of the signature" \
	"$(grep -c '^Verified OK$\|^Verification: OK$\|^chain.pem: OK$' "$W/h.said")" 5
ok "the CRL was looked at" test -s "$W/h/crls.pem"
ok "ten years later the same" faketime -f "+11y" bash -c "
	. tests/tamper/hand.sh; by_hand '$r' '$ca' '$W/tsas.pem' '$W/h'"
"$N" -C "$W/other" init >/dev/null
by_hand "$r" "$W/other/keys/ca.pem" "$W/tsas.pem" "$W/h"
is "not for another CA" $? 2
by_hand "$r" "$ca" "$W/tsa/two/ca.pem" "$W/h"
is "nor for another authority" $? 1

# Bytes of each part, and of both tokens: where their time and their signature
# are, not the certificates between, of which they hold more than is needed.
at() { grep -abo "$1" "$r" | cut -d: -f1; }
sig=$(at '<ds:Signature ')
places="$(seq 7 $((sig / 8)) "$sig") $(seq $((sig + 20)) 331 "$(at '<xades:UnsignedProperties>')")"
for i in $(at '<xades:EncapsulatedTimeStamp>'); do places="$places $((i + 200))"; done
for i in $(at '</xades:EncapsulatedTimeStamp>'); do places="$places $((i - 100))"; done
missed=
for i in $places; do
	cp "$r" "$W/t.xml"
	c=$(dd if="$r" bs=1 skip="$i" count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
	printf "\\$(printf '%03o' $((c ^ 1)))" |
		dd of="$W/t.xml" bs=1 seek="$i" conv=notrunc 2>/dev/null
	by_hand "$W/t.xml" "$ca" "$W/tsas.pem" "$W/h" && missed="$missed $i"
done
is "changed bytes that went unnoticed" "$missed" ""
"$N" -C "$W/d" sign --archive $day >/dev/null || die "no archive"
ok "with timestamps for the archive" by_hand "$r" "$ca" "$W/tsas.pem" "$W/h"
end
