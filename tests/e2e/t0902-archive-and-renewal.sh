#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# B-LTA: timestamps over all of a report, that say when they end and are
# renewed in time, also after the authorities have got other certificates.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/tsa.sh
command -v faketime >/dev/null || { echo "skipped: faketime is missing"; exit 77; }
# A sanitised program is told by faketime as any other.
export ASAN_OPTIONS=verify_asan_link_order=0
# at TIME COMMAND...
at() {
	local t=$1
	shift
	faketime -f "@$t" "$@"
}
authorities() { # TIME FROM DAYS
	local n
	for n in one two; do
		FAKE=$1 tsa_start "$n" good "${port[$n]:-0}" "$2" "$3"
		port[$n]=$(sed 's/.*:\([0-9]*\).*/\1/' <<<"$TSA_URL")
		pid[$n]=$TSA_PID
	done
}
stop() {
	kill "${pid[one]}" "${pid[two]}"
	wait "${pid[one]}" "${pid[two]}" 2>/dev/null
}
declare -A port pid
D=$W/d
"$B"/world --out "$W/w" --days 4 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
run() { # TIME DAY
	at "$1" "$N" -C "$D" run --mirror "file://$W/w/$2" \
		--as-of "$(cat "$W/w/$2/AS-OF")" >"$W/log" 2>&1
}
T1="2026-01-05 08:00:00"
authorities "$T1" 2026-01-01T00:00:00Z 730
at "$T1" "$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
cat "$W/w/exceptions.conf" >>"$D/nroaudit.conf"
run "$T1" 2026-01-05
is "a run in 2026" $? 1
is "nothing ends soon" "$(grep -c 'self-fault' "$W/log")" 0
r=$D/reports/2026-01-05/report.xml
cp "$r" "$W/lt.xml"
ok "the newest report, for the archive" at "$T1" "$N" -C "$D" sign --archive
is "it tells what it has" "$(cat "$W/out")" "2026-01-05: 2 of 2 timestamps, 2 for the archive"
archives() { grep -o '<xades141:ArchiveTimeStamp ' "$1" | wc -l; }
is "an ArchiveTimeStamp of each" "$(archives "$r")" 2
is "its page says so" "$(grep -c '2 of 2 due (one, two); 2 for the archive' "${r%xml}html")" 1
ok "xmlsec1 accepts the signature" at "$T1" xmlsec1 --verify --trusted-pem "$D/keys/ca.pem" "$r"
ok "the schema accepts the report" xmllint --noout --schema templates/report.xsd "$r"
xmllint --exc-c14n "$r" >"$W/c14n.xml"
ok "it is its own canonical form" cmp "$r" "$W/c14n.xml"
upto() { head -c "$(grep -bo '<xades:RevocationValues>' "$1" | head -1 | cut -d: -f1)" "$1" | sha256sum; }
is "what is signed, and its timestamps, are as they were" "$(upto "$r")" "$(upto "$W/lt.xml")"
lost=0
while read -r c; do
	grep -qF "$c" "$r" || lost=$((lost + 1))
done < <(grep -o '<xades:EncapsulatedCRLValue>[^<]*' "$W/lt.xml")
is "no CRL is lost" $lost 0

# What an ArchiveTimeStamp is over (ETSI EN 319 132-1 section 5.5.2.2), by
# xmllint alone: node sets of the real document.
c14n() { # REPORT XPATH
	{
		echo -n '<w xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
		echo -n ' xmlns:xades="http://uri.etsi.org/01903/v1.3.2#">'
		xmllint --xpath "$2" "$1" | head -c -1
		echo -n '</w>'
	} >"$W/node.xml"
	xmllint --exc-c14n "$W/node.xml" | sed -e '1s|^<w>||' -e '$s|</w>$||'
}
sig="/*/*[local-name()='Signature']"
up="$sig//*[local-name()='UnsignedSignatureProperties']/*"
archive_octets() { # REPORT N: before the N-th unsigned property
	local k
	sed 's|<ds:Signature .*||' <(tr '\n' '\001' <"$1") | tr '\001' '\n'
	echo -n "</report>"
	c14n "$1" "$sig//*[local-name()='SignedProperties']"
	c14n "$1" "$sig/*[local-name()='KeyInfo']"
	c14n "$1" "$sig/*[local-name()='SignedInfo']"
	c14n "$1" "$sig/*[local-name()='SignatureValue']"
	c14n "$1" "$sig/*[local-name()='KeyInfo']"
	for k in $(seq $(($2 - 1))); do c14n "$1" "($up)[$k]"; done
}
# Which of the unsigned properties are ArchiveTimeStamps.
places() {
	local n
	n=$(xmllint --xpath "count($up)" "$1")
	for k in $(seq "$n"); do
		[ "$(xmllint --xpath "local-name(($up)[$k])" "$1")" != ArchiveTimeStamp ] || echo "$k"
	done
}
check_archives() { # REPORT TIME: every ArchiveTimeStamp by openssl
	local i=2 k n
	tokens "$1" "$W/t"
	for k in $(places "$1"); do
		i=$((i + 1))
		archive_octets "$1" "$k" >"$W/octets"
		n=$([ $((i % 2)) = 1 ] && echo one || echo two)
		ok "openssl accepts ArchiveTimeStamp $((i - 2)), of $n" openssl ts -verify -token_in \
			-in "$W/t/$i.tst" -data "$W/octets" -CAfile "$W/tsa/$n/ca.pem" \
			-attime "$(date -u -d "$2" +%s)"
	done
}
check_archives "$r" "$T1"

# June 2027: 180 days before the end of 2027.
stop
T2="2027-07-10 08:00:00"
authorities "$T2" 2027-07-01T00:00:00Z 3650
run "$T2" 2026-01-06
is "the next run warns" "$(grep -c 'the timestamps of 2026-01-05 end at 2028-01-01T00:00:00Z, those of 0 other reports within 180 days: nroaudit sign --renew$' "$W/log")" 1
ok "renewed" at "$T2" "$N" -C "$D" sign --renew
is "that one alone" "$(cat "$W/out")" "2026-01-05: 2 of 2 timestamps, 4 for the archive"
is "further ArchiveTimeStamps" "$(archives "$r")" 4
is "and before them what was revoked of the first by then" \
	"$(grep -o 'TimeStampValidationData [^>]*URI="#sig-archive-[12]"' "$r" | wc -l)" 2
ok "once is enough" at "$T2" "$N" -C "$D" sign --renew
is "nothing is left to do" "$(cat "$W/out")" ""
ok "asked by name" at "$T2" "$N" -C "$D" sign --renew "$D/reports/2026-01-05/report.xml"
is "it says so" "$(cat "$W/out")" "2026-01-05: its timestamps stand for more than 180 days"
run "$T2" 2026-01-07
is "no run warns any more" "$(grep -c 'self-fault' "$W/log")" 0
ok "the report of a day says what the one before was told" grep -q \
	'<fault>after the run of 2026-01-06: the timestamps of 2026-01-05 end at' "$D/reports/2026-01-07/report.xml"
check_archives "$r" "$T2"
xmllint --exc-c14n "$r" >"$W/c14n.xml"
ok "it is its own canonical form" cmp "$r" "$W/c14n.xml"
ok "xmlsec1 accepts the signature" at "$T2" xmlsec1 --verify --trusted-pem "$D/keys/ca.pem" "$r"

# What is missing is asked for before it is too late.
tsa_mode one down
run "$T2" 2026-01-08
tsa_mode one good
r8=$D/reports/2026-01-08/report.xml
is "one is missing" "$(stamped "$r8")" "1 of 2"
ok "for the archive" at "$T2" "$N" -C "$D" sign --archive
is "it was had first" "$(cat "$W/out")" "2026-01-08: 2 of 2 timestamps, 2 for the archive"

# Where nobody answers there is nothing, and what was there stays.
stop
before=$(sha256sum <"$r")
rc "no authority, no ArchiveTimeStamp" 2 at "$T2" "$N" -C "$D" sign --archive 2026-01-05
is "it is told" "$(grep -c 'no TSA gave an ArchiveTimeStamp' "$W/out")" 1
is "the report is as it was" "$(sha256sum <"$r")" "$before"
rc "a report that is not there" 3 "$N" -C "$D" sign --archive 2026-02-30
rc "both at once" 3 "$N" -C "$D" sign --archive --renew
end
