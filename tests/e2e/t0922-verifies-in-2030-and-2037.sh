#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A report signed today verifies in 2030, when its authorities' certificates
# have expired; and renewed for the archive by then, in 2037, when the
# signer's has.  The authorities are gone by then.  The same of its exhibit,
# from that file alone.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
# faketime comes before the sanitiser.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
command -v faketime >/dev/null || { echo "skipped: faketime is missing"; exit 77; }
at() { # TIME COMMAND...
	local t=$1
	shift
	faketime -f "@$t" "$@"
}
declare -A port pid
authorities() { # TIME FROM DAYS, TIME empty for now
	local n
	for n in one two; do
		FAKE=$1 tsa_start "$n" good "${port[$n]:-0}" "$2" "$3"
		port[$n]=$(sed 's/.*:\([0-9]*\).*/\1/' <<<"$TSA_URL")
		pid[$n]=$TSA_PID
	done
}
gone() {
	kill "${pid[one]}" "${pid[two]}"
	wait "${pid[one]}" "${pid[two]}" 2>/dev/null
}
day=2026-01-05
D=$W/d
"$B"/world --out "$W/w" --days 1 --start $day --seed 3 --scale 1 >/dev/null
authorities "" "$(date -u -d '-1 day' +%FT%TZ)" 900
"$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
"$N" -C "$D" run --mirror "file://$W/w/$day" --as-of "$(cat "$W/w/$day/AS-OF")" >"$W/log" 2>&1
r=$D/reports/$day/report.xml
is "the report is B-T" "$(stamped "$r")" "2 of 2"
ok "today" "$N" -C "$D" verify "$r"
id=$("$N" -C "$D" audit --json | sed -n 's/^{"id":"\([^"]*\)".*"outcome":"FAIL".*/\1/p' | head -1)
ok "an exhibit of today" "$N" -C "$D" bundle "$id" -o "$W/today.zip"
root=$(cat "$D/keys/root.txt")
cat "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem" >"$W/tsas.pem"
# alone TIME EXHIBIT: with nothing beside it.
alone() { at "$1" "$N" -C "$W/elsewhere" verify --root "$root" --tsa-trusted "$W/tsas.pem" "$2"; }
gone
y2030="2030-06-01 00:00:00" y2037="2037-06-01 00:00:00"
ok "in 2030" at "$y2030" "$N" -C "$D" verify "$r"
is "it says that the timestamps' certificates have expired" \
	"$(grep -c 'NOTE: the certificate of the timestamp of .* expired' "$W/out")" 2
ok "the exhibit in 2030" alone "$y2030" "$W/today.zip"
by_hand() { # TIME EXHIBIT [WHEN]: the how-to in it
	unzip -p "$2" data/HOW-TO-VERIFY.txt >"$W/how"
	WHEN=${3:-} at "$1" bash -c ". tests/e2e/howto.sh; howto '$2' '$W/ca.pem' '$W/signers' '$W/tsas.pem' '$W/h' '$W/how'"
}
cp "$D/keys/ca.pem" "$W/ca.pem"
cp "$D/keys/allowed_signers" "$W/signers"
is "it says so of both its signature and its report's" \
	"$(grep -c 'NOTE: the certificate of the timestamp of .* expired' "$W/out")" 4

ok "by hand in 2030" by_hand "$y2030" "$W/today.zip"
by_hand "$y2037" "$W/today.zip"
is "by hand in 2037 the signer's certificate has expired" $? 1
ok "which had not when the timestamps were given" by_hand "$y2037" "$W/today.zip" "$(date -u '+%F %T')"

# Renewed while they are valid.
half=$(date -u -d '+800 days' '+%F %T')
authorities "$half" "$(date -u -d '+700 days' +%FT%TZ)" 5000
ok "renewed before they expire" at "$half" "$N" -C "$D" sign --renew
is "both have done so" "$(grep -o '<xades141:ArchiveTimeStamp ' "$r" | wc -l)" 2
ok "then" at "$half" "$N" -C "$D" verify "$r"
# The exhibit of then, which somebody has filed: its own signature is renewed.
cp "$W/today.zip" "$W/again.zip"
cp "$D/nroaudit.conf" "$W/conf"
cat "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem" >>"$W/tsas.pem"
sed -i "s|trusted = .*|trusted = $W/tsas.pem|" "$D/nroaudit.conf"
ok "the exhibit's timestamps are renewed, too" at "$half" "$N" -C "$D" sign --renew "$W/again.zip"
is "it says so" "$(cat "$W/out")" "$W/again.zip: 2 of 2 timestamps, 2 for the archive"
ok "not twice" at "$half" "$N" -C "$D" sign --renew "$W/again.zip"
is "it says why" "$(cat "$W/out")" "$W/again.zip: its timestamps stand for more than 180 days"
unzip -q "$W/today.zip" -d "$W/t1"
unzip -q "$W/again.zip" -d "$W/t2"
ok "nothing else in it is another" diff -rq -x signatures001.xml "$W/t1" "$W/t2"
ok "xmlsec1 accepts its signature" bash -c "cd '$W/t2' && xmlsec1 --verify --trusted-pem '$(realpath "$D/keys/ca.pem")' \
	--enabled-reference-uris same-doc,remote --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties META-INF/signatures001.xml"
cp "$W/conf" "$D/nroaudit.conf"
ok "an exhibit of the renewed report" at "$half" "$N" -C "$D" bundle "$id" -o "$W/renewed.zip"
gone
mv "$D" "$W/away"
ok "that exhibit in 2030" alone "$y2030" "$W/renewed.zip"
ok "and in 2037" alone "$y2037" "$W/renewed.zip"
is "nothing of it has expired that nothing covers" "$(grep -c 'expired' "$W/out")" 0
ok "the renewed exhibit in 2030" alone "$y2030" "$W/again.zip"
ok "and in 2037" alone "$y2037" "$W/again.zip"
is "nothing in it has expired that it does not cover" "$(grep -c 'expired' "$W/out")" 0
# What an ArchiveTimeStamp is over cannot be changed under it.
cp -r "$W/t2" "$W/t3"
sed -i 's|</body>|<p>more</p>&|' "$W/t3/data/exhibit.html"
"$B"/bundle-pack "$W/t3" "$W/x.zip"
alone "$y2037" "$W/x.zip" >"$W/out"
is "a file changed under it" "$?:$(grep -c 'BAD: timestamp token: it is over another digest' "$W/out")$(grep -c 'BAD: data/exhibit.html was changed' "$W/out")" 2:21
mv "$W/away" "$D"
rc "what is not whole is not renewed" 2 "$N" -C "$D" sign --archive "$W/x.zip"
ok "in 2030, renewed" at "$y2030" "$N" -C "$D" verify "$r"
ok "in 2037" at "$y2037" "$N" -C "$D" verify "$r"
is "nothing has expired that nothing covers" "$(grep -c 'expired' "$W/out")" 0
is "the signer's certificate has" "$(openssl x509 -in "$D/keys/report.pem" -noout \
	-checkend $(($(date -u -d "$y2037" +%s) - $(date +%s))) | grep -c 'will expire')" 1

# What was signed then is not accepted as from today.
cp "$r" "$W/forged.xml"
sed -i 's|<observation>|<observation>Nobody said that. |' "$W/forged.xml"
rc "another finding, in 2037" 2 at "$y2037" "$N" -C "$D" verify "$W/forged.xml"
sed 's|<xades:UnsignedProperties>.*</xades:UnsignedProperties>||' "$r" >"$W/bare.xml"
rc "without its timestamps, in 2037" 2 at "$y2037" "$N" -C "$D" verify "$W/bare.xml"
at "$y2037" "$N" -C "$D" verify "$W/bare.xml" >"$W/out"
is "the first reason is the chain: it expired" \
	"$(head -1 "$W/out" | grep -c 'BAD: signer certificate chain\|BAD: no timestamp')" 1
end
