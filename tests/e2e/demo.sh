#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole nightly job on a simulated registry system, offline; two
# time-stamping authorities of its own on loopback.
set -u
B=${BUILD:-build}
N=$B/nroaudit
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
die() { echo "$0: $*"; exit 1; }
. tests/e2e/world.sh
. tests/e2e/tsa.sh
rm -rf demo
mkdir -p demo/tsa
d=$(realpath demo)
for n in one two; do
	tsa_start $n
	cp "$TSA_CA" "demo/tsa/$n.pem"
done
"$N" -C demo init >/dev/null || exit 1
tsa_conf one two | sed "s|$W/tsa/\([a-z]*\)/ca.pem|$d/tsa/\1.pem|" >>demo/nroaudit.conf
echo "Ten days of a simulated registry system with planted incidents:"
run_world demo 10 1 1 || { echo "planted and reported differ"; exit 1; }
last=$(ls demo/reports | grep '^20' | tail -1)
r=$d/reports/$last/report.xml
echo
"$N" -C demo verify | tail -1
echo "html: ${r%xml}html"
echo "report: $r"
echo "history: $d/history"
echo "Verify without nroaudit:"
echo "xmlsec1 --verify --trusted-pem $d/keys/ca.pem $r"
echo "xmllint --noout --schema $(realpath templates/report.xsd) $r"
i=0
for n in one two; do
	i=$((i + 1))
	echo "grep -o '<xades:EncapsulatedTimeStamp>[^<]*' $r | sed -n '$i{s/.*>//;p}' | base64 -d >$d/tsa/$n.tst"
done
cat <<E
tr '\n' '\1' <$r | sed 's|.*<ds:SignatureValue>|<ds:SignatureValue xmlns:ds="http://www.w3.org/2000/09/xmldsig#">|; s|</ds:SignatureValue>.*|</ds:SignatureValue>|' | tr '\1' '\n' >$d/tsa/value
E
for n in one two; do
	echo "openssl ts -verify -token_in -in $d/tsa/$n.tst -data $d/tsa/value -CAfile $d/tsa/$n.pem"
done
echo "git -C $d/history fsck"
echo "git -C $d/history -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=$d/keys/allowed_signers verify-commit main"
day=$(basename "$(dirname "$r")")
echo "git -C $d/history show main:MANIFEST >$d/tsa/MANIFEST"
for n in one two; do
	echo "git -C $d/history show seals:$day/manifest.$n.tst >$d/tsa/$n.manifest.tst"
	echo "openssl ts -verify -token_in -in $d/tsa/$n.manifest.tst -data $d/tsa/MANIFEST -CAfile $d/tsa/$n.pem"
done
echo "mkdir -p $d/out && git -C $d/history archive main | tar -x -C $d/out && (cd $d/out && sha256sum -c --quiet MANIFEST)"
