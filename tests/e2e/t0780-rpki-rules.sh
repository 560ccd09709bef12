#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A trust anchor's tree is fetched, kept, judged and held against the
# statistics; what a finding cites is confirmed by openssl on the bytes that
# the history has.
. tests/e2e/lib.sh
. tests/e2e/server.sh
. tests/e2e/rpki.sh
ca ca
cert good "IP:127.0.0.1" ca
serve "127.0.0.1=$C/good.pem"
H=https://127.0.0.1:$PORT
ANCHOR=$H/ta.cer
"$GEN" nights "$W/nights" 3 "$H/a/notification.xml" - mft:sig || die "no generated trees"
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
stats apnic 1 | page /apnic 1
# ARIN's: the numbers for which APNIC's tree has a ROA.
{
	echo "2|arin|20260101|1|19830101|20251231|+0000"
	echo "arin|*|ipv4|*|1|summary"
	echo "arin|US|ipv4|10.1.2.0|256|20200101|assigned|h1"
} | page /arin 1
rpki "$W/a" <<<"apnic-extended $H/apnic
arin-extended $H/arin"
publish a "$W/nights/1" gen.test/ 1
rc "a night" 0 "$N" -C "$W/a" fetch --as-of 2026-01-01T07:00:00Z
rc "audited" 1 "$N" -C "$W/a" audit
outcome() { "$N" -C "$W/a" audit --outcomes --json | sed -n "s/.*\"rule\":\"$1\",\"outcome\":\"\([A-Z_]*\)\".*/\1/p"; }
finding() { git -C "$W/a/history" show findings:findings | grep "^finding|$1/"; }
is "elsewhere" "$(finding U-06 | cut -d'|' -f2)" "U-06/10.1.2.0-10.1.2.255/apnic+arin@2026-01-01"
finding U-06 | grep -o 'SHA-256 [0-9a-f]*' | cut -d' ' -f2 | head -1 >"$W/sha"
is "it cites the ROA" "$(cat "$W/sha")" "$(sha256sum <"$W/nights/1/gen.test/ca/1.roa" | cut -d' ' -f1)"
mkdir "$W/x"
state "$W/a" | sed -n 's/^object [^ ]*\.\([a-z]*\) \([0-9a-f]*\) \([0-9a-f]*\)$/\2.\1 \3/p' |
	while read -r name blob; do git -C "$W/a/history" cat-file blob "$blob" >"$W/x/$name"; done
finding U-06 | sed 's/.* \[\(openssl [^]]*\)\].*/\1/;s/; /\n/g' >"$W/x/commands"
is "with two commands" "$(grep -c '^openssl ' "$W/x/commands")" 2
(cd "$W/x" && bash -e ./commands) >"$W/x/said" 2>&1 || die "$(cat "$W/x/said")"
is "which confirm it" "$(grep -c 'Verification successful' "$W/x/said") $(grep -o '10\.1\.[0-9./]*' "$W/x/said" | head -1)" \
	"1 10.1.2.0/24"
is "the ledger has the anchor" \
	"$(git -C "$W/a/history" show findings:ledger/rpki | sed 1d | cut -d'|' -f1-3,9-12)" \
	"anchor|gen|2026-01-01T07:00:00Z|2|2|2|1
feed|gen|$H/a/notification.xml"
is "no other anchor, no contradiction" "$(outcome U-05) $(outcome P-04) $(outcome P-02)" "PASS PASS PASS"
is "no AS0 anchor" "$(outcome U-10)" NO_INPUT

# --- the next nights ---
publish a "$W/nights/2" gen.test/ 2 "$W/nights/1"
rc "another night" 0 "$N" -C "$W/a" fetch --as-of 2026-01-01T08:00:00Z
rc "audited" 0 "$N" -C "$W/a" audit
is "still" "$(finding U-06 | cut -d'|' -f2)" "U-06/10.1.2.0-10.1.2.255/apnic+arin@2026-01-01"
is "nothing was lost" "$(outcome P-03) $(outcome P-19)" "PASS PASS"
publish a "$W/nights/1" gen.test/ 3 "$W/nights/2"
rc "a night with the manifest of the first" 0 "$N" -C "$W/a" fetch --as-of 2026-01-01T08:30:00Z
rc "audited" 1 "$N" -C "$W/a" audit
is "it went back" "$(finding P-23 | cut -d'|' -f2)" "P-23/gen:gen.test/ca/ca.mft/apnic@2026-01-01"
is "and nothing below it counts" "$("$N" -C "$W/a" rpki vrps | sed 1d)" ""
SESSION=22222222-2222-4222-8222-222222222222
publish a "$W/nights/2" gen.test/ 1
rc "a night with another session" 0 "$N" -C "$W/a" fetch --as-of 2026-01-01T09:00:00Z
rc "audited" 1 "$N" -C "$W/a" audit
is "is told" "$(finding P-04 | cut -d'|' -f2)" \
	"P-04/gen:127.0.0.1:$PORT/a/notification.xml:session/apnic@2026-01-01"
rc "two months later" 0 "$N" -C "$W/a" fetch --as-of 2026-03-01T09:00:00Z
rc "audited" 1 "$N" -C "$W/a" audit
is "the manifest is out of date" "$(finding P-02 | cut -d'|' -f2)" "P-02/gen:gen.test/ta/ta.mft/apnic@2026-03-01"
is "nothing is left" "$(finding P-03 | cut -d'|' -f2)" "P-03/gen:cas/apnic@2026-03-01
P-03/gen:vrps/apnic@2026-03-01"
rc "reported" 1 "$N" -C "$W/a" report
rc "and the report verifies" 0 "$N" -C "$W/a" verify "$W/a/reports/2026-03-01/report.xml"

# --- the exhibit ---
id=U-06/10.1.2.0-10.1.2.255/apnic+arin@2026-01-01
ok "an exhibit" "$N" -C "$W/a" bundle "$id" -o "$W/x.zip"
mkdir "$W/elsewhere"
ok "it verifies from itself and the root" "$N" -C "$W/elsewhere" verify \
	--root "$(cat "$W/a/keys/root.txt")" "$W/x.zip"
unzip -q "$W/x.zip" -d "$W/u"
r=$W/u/data/rpki/2026-01-01
is "it has the object, and what leads there" \
	"$(cut -d' ' -f2,3 "$r/objects.txt" | LC_ALL=C sort)" \
	"$(echo "valid $H/ta.cer"
		printf 'valid rsync://gen.test/%s\n' ca/1.roa ca/ca.crl ca/ca.mft ta/ca.cer ta/ta.crl ta/ta.mft)"
is "by their digests" "$(cd "$r" && sha256sum -- *.* | grep -v objects.txt | awk '{ sub(/\..*/, "", $2); print $1 == $2 }' | sort | uniq -c | tr -s ' ')" " 7 1"
of() { grep " [^ ]*$1\$" "$r/objects.txt" | cut -d' ' -f1; }
(
	cd "$r" || exit 1
	openssl x509 -inform DER -in "$(of /ta.cer).cer" -out "$W/ta.pem"
	openssl x509 -inform DER -in "$(of ta/ca.cer).cer" -out "$W/chain.pem"
	for k in ta/ta.crl ca/ca.crl; do openssl crl -inform DER -in "$(of $k).crl"; done >"$W/crls.pem"
	openssl cms -verify -inform DER -in "$(of ca/1.roa).roa" -noverify -signer "$W/ee.pem" -out "$W/econtent.der"
) >"$W/out" 2>&1 || die "$(cat "$W/out")"
ok "openssl follows the chain to the anchor, RFC 3779 and CRLs included" \
	openssl verify -attime "$(date -ud 2026-01-01T07:00:00Z +%s)" -crl_check_all -CRLfile "$W/crls.pem" \
	-CAfile "$W/ta.pem" -untrusted "$W/chain.pem" "$W/ee.pem"
# --- a manifest that did not hold says nothing of what may come after it ---
rpki "$W/c" <<<"apnic-extended $H/apnic"
publish a "$W/nights/3" gen.test/ 10
rc "a night with a manifest that is not signed" 0 "$N" -C "$W/c" fetch --as-of 2026-01-01T07:00:00Z
is "it does not hold" "$("$N" -C "$W/c" rpki vrps --json | grep -c '"code":"signature"')" 1
publish a "$W/nights/1" gen.test/ 11 "$W/nights/3"
rc "and the next, with an older number" 0 "$N" -C "$W/c" fetch --as-of 2026-01-01T08:00:00Z
is "holds" "$("$N" -C "$W/c" rpki vrps | grep -c ',gen$')" 2

rpki "$W/n" <<<"apnic-extended $H/apnic"
sed -i 's/^\[rpki\]/&\n\tenabled = false/' "$W/n/nroaudit.conf"
rc "a night without RPKI" 0 "$N" -C "$W/n" fetch
rc "audited" 1 "$N" -C "$W/n" audit
is "has no input" "$(git -C "$W/n/history" show findings:findings | grep '^outcome|U-05|')" \
	"outcome|U-05|NO_INPUT|0|no trust anchor in this snapshot"
ok "the history verifies" "$N" -C "$W/a" verify "$W/a/history"
end
