#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys and certificates that may not sign are refused before anything is
# fetched, each with its reason; PEM chains and PKCS#12 files that may, sign.
. tests/e2e/lib.sh
# faketime comes before the sanitiser.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
cd "$W" || exit 1
N=$OLDPWD/$N B=$OLDPWD/$B
export NROAUDIT_TEMPLATES=$OLDPWD/templates
"$B"/world --out world --days 1 --start 2026-01-05 --seed 5 --scale 1 --clean >/dev/null
MIRROR=file://$W/world/2026-01-05
q() { openssl "$@" >openssl.log 2>&1 || { cat openssl.log; die "openssl $1"; }; }
# A CA; leaves of it: cert NAME SIZE EXTENSIONS [OPTION...]
q req -x509 -newkey rsa:2048 -nodes -subj /CN=root -days 3650 -keyout ca.key -out ca.pem
cert() {
	local name=$1 size=$2 ext=$3
	shift 3
	q req -newkey "$size" -nodes -subj "/CN=$name" -keyout "$name.key" -out "$name.csr"
	printf '%b' "$ext" >ext
	q x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial \
		-extfile ext -out "$name.crt" "$@"
	cat "$name.crt" ca.pem >"$name.pem"
	chmod 600 "$name.key"
}
E="basicConstraints=CA:FALSE\n"
cert good rsa:2048 "${E}keyUsage=digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n" -days 30
cert small rsa:1024 "$E" -days 30
cert ca2 rsa:2048 "basicConstraints=critical,CA:TRUE\n" -days 30
cert tsa rsa:2048 "${E}extendedKeyUsage=critical,timeStamping\n" -days 30
cert web rsa:2048 "${E}extendedKeyUsage=serverAuth\n" -days 30
cert enc rsa:2048 "${E}keyUsage=keyEncipherment\n" -days 30
q req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=ec -keyout ec.key -out ec.csr
q x509 -req -in ec.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out ec.crt
cat ec.crt ca.pem >ec.pem
chmod 600 ec.key
cp good.key late.key
faketime -f '-400d' openssl req -new -key good.key -subj /CN=late -out late.csr 2>/dev/null
faketime -f '-400d' openssl x509 -req -in late.csr -CA ca.pem -CAkey ca.key -days 30 -out late.crt 2>/dev/null
faketime -f '+400d' openssl x509 -req -in late.csr -CA ca.pem -CAkey ca.key -days 30 -out early.crt 2>/dev/null
cat late.crt ca.pem >late.pem
cat early.crt ca.pem >early.pem
q req -x509 -newkey rsa:2048 -nodes -subj /CN=root -days 3650 -keyout rogue.key -out rogue.pem
cat good.crt rogue.pem >broken.pem
cp good.crt alone.pem
cp good.key open.key
chmod 640 open.key

mkdir d
conf() { printf '[report]\n' >d/nroaudit.conf; printf '\t%s\n' "$@" >>d/nroaudit.conf; }
refused() { # NAME KEY CHAIN REASON
	conf "signingkey = $W/$2" "signingchain = $W/$3"
	rm -rf d/history d/reports
	"$N" -C d run --mirror "$MIRROR" >out 2>&1
	is "$1: exit" $? 2
	grep -q "$4" out || cat out
	is "$1: the reason" "$(grep -c "$4" out)" 1
	is "$1: nothing was stored" "$(git -C d/history rev-list --all --count 2>/dev/null)" 0
}
refused expired late.key late.pem 'CN=late) expired on 20'
refused "not yet valid" late.key early.pem 'CN=late) is not valid before 20'
refused "another key's" good.key web.pem 'certificate is another key.s'
refused "too small" small.key small.pem 'has a key of 1024 bits: want 2048 or more'
refused "a CA's" ca2.key ca2.pem "CN=ca2) is a CA's"
refused "a TSA's" tsa.key tsa.pem "is a time-stamping authority's"
refused "a web server's" web.key web.pem 'extended key usage that is not the signing of documents'
refused "for encryption" enc.key enc.pem 'key usage without digitalSignature'
refused "no RSA" ec.key ec.pem 'not an RSA key'
refused "a broken chain" good.key broken.pem 'has no good chain'
refused "a chain without its root" good.key alone.pem 'has no good chain'
refused "a key that others read" open.key good.pem 'can be read by others (mode 640)'
refused "no key" none.key good.pem 'no private key at'
refused "no chain" good.key none.pem 'none.pem'
conf "signingkey = $W/good.key"
is "a key without a certificate" "$("$N" -C d init 2>&1 | grep -c 'name its chain in report.signingchain')" 1

# Good ones; the report says what the key is, and its page what that does not
# prove.
says() { # KIND WORDS
	is "the report says: $1" "$(xmllint --xpath 'string(//*[local-name()="head"]/*[local-name()="key"]/@kind)' \
		d/reports/2026-01-05/report.xml)" "$1"
	is "the page says what that is" "$(sed -n '/id="limits"/,/<\/section>/p' \
		d/reports/2026-01-05/report.html | grep -c "$2")" 1
	ok "the schema has it" xmllint --noout --schema "$NROAUDIT_TEMPLATES/report.xsd" \
		d/reports/2026-01-05/report.xml
}
signs() { # NAME CONFIG...
	local name=$1
	shift
	conf "$@"
	rm -rf d/history d/reports d/keys
	"$N" -C d run --mirror "$MIRROR" >out 2>&1
	[ $? -le 1 ] || { cat out; failed=1; }
	ok "$name: verify" "$N" -C d verify
	ok "$name: xmlsec1" xmlsec1 --verify --trusted-pem ca.pem \
		d/reports/2026-01-05/report.xml
}
signs "a PEM key and chain" "signingkey = $W/good.key" "signingchain = $W/good.pem"
says configured 'as far as its CA has checked that'
signs "a root from elsewhere" "signingkey = $W/good.key" "signingchain = $W/alone.pem" "trusted = $W/ca.pem"
echo 'open sesame' >pass
chmod 600 pass
q pkcs12 -export -inkey good.key -in good.crt -certfile ca.pem -passout file:pass -out good.p12
chmod 600 good.p12
signs "a PKCS#12 file" "signingkey = $W/good.p12" "passphrasefile = $W/pass"
is "its CA is in the history" "$(git -C d/history show keys:report-cas.pem | openssl x509 -noout -subject)" \
	"$(openssl x509 -in ca.pem -noout -subject)"
q rsa -aes256 -in good.key -passout file:pass -out enc.p8
chmod 600 enc.p8
signs "an encrypted PEM key" "signingkey = $W/enc.p8" "signingchain = $W/good.pem" "passphrasefile = $W/pass"
p12() { # NAME REASON
	is "$1" "$("$N" -C d init 2>&1 | tee out | grep -c "$2")" 1
}
echo 'not it' >wrong
chmod 600 wrong
conf "signingkey = $W/good.p12" "passphrasefile = $W/wrong"
p12 "a wrong passphrase" 'the passphrase does not fit'
is "which is not printed" "$(grep -c 'not it' out)" 0
conf "signingkey = $W/good.p12"
p12 "no passphrase" 'the passphrase does not fit'
chmod 644 pass
conf "signingkey = $W/good.p12" "passphrasefile = $W/pass"
p12 "a passphrase that others read" 'report.passphrasefile: .*can be read by others'

# The self-made ones.
rm d/nroaudit.conf
rm -rf d/history d/reports d/keys
ok "init" "$N" -C d init
cp -r d s
"$N" -C s run --mirror "$MIRROR" >out 2>&1
[ $? -le 1 ] || { cat out; failed=1; }
rm -rf d && mv s d
says self-made 'It does not prove who that is'
rm -rf d/history d/reports d/keys
"$N" -C d init >/dev/null
for k in history report.key; do
	for m in 0640 0604; do
		chmod $m "d/keys/$k"
		rc "$k with mode $m: refused" 2 "$N" -C d run --mirror "$MIRROR"
		is "$k with mode $m: no snapshot" "$(git -C d/history rev-list --count main 2>/dev/null)" ""
	done
	chmod 600 "d/keys/$k"
done
rc "expired in eleven years" 2 faketime -f '+11y' "$N" -C d run --mirror "$MIRROR"
is "no snapshot then" "$(git -C d/history rev-list --count main 2>/dev/null)" ""
end
