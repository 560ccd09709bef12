#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A report holds the tokens of two authorities and the CRLs of all
# certificates; other tools accept each of them.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/tsa.sh
tsa_start one
tsa_start two
D=$W/d
mkdir "$D"
"$B"/world --out "$W/w" --days 2 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
# A signer whose CA publishes a CRL: that of the keys is taken where it is.
(
	cd "$W" || exit
	openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=signers \
		-keyout sca.key -out sca.pem -addext keyUsage=critical,keyCertSign,cRLSign
	openssl req -newkey rsa:3072 -nodes -subj /CN=signer -keyout s.key -out s.csr
	openssl x509 -req -in s.csr -CA sca.pem -CAkey sca.key -CAcreateserial \
		-days 3000 -extfile <(echo keyUsage=critical,digitalSignature,nonRepudiation) -out s.pem
	touch index.txt
	printf '[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ndefault_md=sha256\n' >ca.cnf
	openssl ca -config ca.cnf -gencrl -crldays 3000 -cert sca.pem -keyfile sca.key -out s.crl
	chmod 600 s.key
	cp s.key "$D/keys/report.key"
	cat s.pem sca.pem >"$D/keys/report.pem"
	cp sca.pem "$D/keys/ca.pem"
	cp s.crl "$D/keys/report.crl"
) >"$W/openssl.log" 2>&1 || die "$(cat "$W/openssl.log")"
run() {
	"$N" -C "$D" run --mirror "file://$W/w/$1" --as-of "$(cat "$W/w/$1/AS-OF")"
}
run 2026-01-05 >"$W/log" 2>&1
is "a run with new findings" $? 1
is "nothing went wrong" "$(grep -c self-fault "$W/log")" 0
r=$D/reports/2026-01-05/report.xml
is "the report is B-T" "$(stamped "$r")" "2 of 2"
tokens "$r" "$W/t"
for n in one two; do
	k=$([ $n = one ] && echo 1 || echo 2)
	ok "openssl accepts the token of $n" openssl ts -verify -token_in \
		-in "$W/t/$k.tst" -data "$W/t/value" -CAfile "$W/tsa/$n/ca.pem"
	other=$([ $n = one ] && echo two || echo one)
	rc "and not from another CA" 1 openssl ts -verify -token_in \
		-in "$W/t/$k.tst" -data "$W/t/value" -CAfile "$W/tsa/$other/ca.pem"
done
(cat "$W/t/value"; echo) >"$W/t/other"
rc "nor over other bytes" 1 openssl ts -verify -token_in -in "$W/t/1.tst" \
	-data "$W/t/other" -CAfile "$W/tsa/one/ca.pem"
# The manual's own commands.
sed -n '/^\.Bd -literal/,/^\.Ed/p' src/man/nroaudit-stamp.1 | sed -e '/^\./d' -e 's/\\e/\\/g' >"$W/man.sh"
cp "$W/tsa/one/ca.pem" "$D/tsa.pem"
ok "the manual's example" bash -c "cd '$D' && bash -e '$W/man.sh'"
is "is accepted by openssl" "$(grep -c '^Verification: OK$' "$W/out")" 1
crls "$r" "$W/c"
is "CRLs of the signer's CA and both authorities'" "$(ls "$W/c" | wc -l)" 3
for ca in "$W/sca.pem" "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem"; do
	found=0
	for c in "$W"/c/*.crl; do
		openssl crl -inform DER -in "$c" -CAfile "$ca" -noout 2>&1 |
			grep -q 'verify OK' && found=$((found + 1))
	done
	is "one that is of ${ca#"$W"/}" $found 1
done
ok "xmlsec1 accepts the signature" xmlsec1 --verify --trusted-pem "$W/sca.pem" "$r"
ok "the schema accepts the report" xmllint --noout --schema templates/report.xsd "$r"
xmllint --exc-c14n "$r" >"$W/c14n.xml"
ok "it is its own canonical form" cmp "$r" "$W/c14n.xml"
is "its page says so" "$(grep -c '<dt>Timestamps</dt><dd>2 of 2 due (one, two); 0 for the archive' \
	"${r%xml}html")" 1
before=$(sha256sum <"$r")
rc "made again" 1 "$N" -C "$D" report
is "it stays as it is" "$(sha256sum <"$r")" "$before"
is "each authority was asked twice: for the report, for the MANIFEST" "$(tsa_asked one)$(tsa_asked two)" 22
ok "nothing is missing" "$N" -C "$D" stamp
is "nor was asked for" "$(tsa_asked one)$(tsa_asked two)" 22

# A signer whose certificate says where the CRL of its CA is: that of the
# authority `three`, whom nobody asks for the time.
tsa_start three
F=$W/f
mkdir "$F"
"$N" -C "$F" init >/dev/null
tsa_conf one two >>"$F/nroaudit.conf"
printf '[report]\n\tsigningkey = %s\n\tsigningchain = %s\n\ttrusted = %s\n' \
	"$W/s.key" "$W/cdp.pem" "$TSA_CA" >>"$F/nroaudit.conf"
printf 'keyUsage=critical,digitalSignature\ncrlDistributionPoints=URI:%scrl\n' "$TSA_URL" >"$W/cdp.cnf"
openssl x509 -req -in "$W/s.csr" -CA "$TSA_CA" -CAkey "$W/tsa/three/ca.key" -set_serial 77 \
	-days 300 -extfile "$W/cdp.cnf" 2>/dev/null >"$W/cdp.pem"
cat "$TSA_CA" >>"$W/cdp.pem"
"$N" -C "$F" run --mirror "file://$W/w/2026-01-05" --as-of 2026-01-05T07:30:00Z >"$W/log" 2>&1
is "nothing went wrong" "$(grep self-fault "$W/log")" ""
r=$F/reports/2026-01-05/report.xml
crls "$r" "$W/c"
is "three CRLs" "$(ls "$W/c" | wc -l)" 3
found=0
for c in "$W"/c/*.crl; do
	openssl crl -inform DER -in "$c" -CAfile "$TSA_CA" -noout 2>&1 |
		grep -q 'verify OK' && found=$((found + 1))
done
is "one is that of the signer's CA" $found 1
is "for which nobody was asked the time" "$(tsa_asked three)" 0
ok "xmlsec1 accepts the signature" xmlsec1 --verify --trusted-pem "$TSA_CA" "$r"

# Offline stays offline: an authority is asked only where it is named.
E=$W/e
"$B"/world --out "$W/w" --days 1 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$E" init >/dev/null
"$N" -C "$E" run --mirror "file://$W/w/2026-01-05" --as-of 2026-01-05T07:30:00Z >"$W/log" 2>&1
is "a mirror asks no authority by default" "$(stamped "$E/reports/2026-01-05/report.xml")" "0 of 0"
is "and that is no fault" "$(grep -c self-fault "$W/log")" 0
is "its page says what that means" "$(grep -c "0 of 0 due; 0 for the archive. When it was signed rests on the signer's clock alone" \
	"$E/reports/2026-01-05/report.html")" 1
end
