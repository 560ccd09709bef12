#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The exhibit of a finding: what it holds, and that it verifies alone, with our
# program and with those that anybody has.
. tests/e2e/lib.sh
# faketime comes before the sanitiser.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
. tests/e2e/tsa.sh
. tests/e2e/howto.sh
tsa_start one
tsa_start two
cat "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem" >"$W/tsas.pem"
"$B"/world --out "$W/w" --days 3 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$W/d" init >/dev/null
tsa_conf one two >>"$W/d/nroaudit.conf"
for day in 2026-01-05 2026-01-06 2026-01-07; do
	"$N" -C "$W/d" run --mirror "file://$W/w/$day" \
		--as-of "$(cat "$W/w/$day/AS-OF")" >"$W/log" 2>&1
done
id=$("$N" -C "$W/d" audit --json |
	sed -n 's/^{"id":"\([^"]*@2026-01-06\)".*/\1/p' | head -1)
[ -n "$id" ] || die "the world plants nothing that lasts"
ok "an exhibit" "$N" -C "$W/d" bundle "$id" -o "$W/x.zip"
is "nothing is left of its making" "$(find "$W/d" "$W" -maxdepth 1 -name '*.tmp*')" ""
is "file(1) would know it" "$(dd if="$W/x.zip" bs=1 skip=30 count=39 2>/dev/null)" \
	"mimetypeapplication/vnd.etsi.asic-e+zip"
root=$(cat "$W/d/keys/root.txt")
mkdir "$W/elsewhere" # nothing of the auditor's
said=$("$N" -C "$W/elsewhere" verify --root "$root" --tsa-trusted "$W/tsas.pem" "$W/x.zip")
is "it verifies from itself and the root" $? 0
is "each part is told" "$(echo "$said" | grep -c ': OK$')" 5
is "nothing is wanting" "$(echo "$said" | grep -c 'NOTE\|BAD')" 0
is "in 2030 it verifies still" "$(faketime -f +4y "$N" -C "$W/elsewhere" verify \
	--root "$root" --tsa-trusted "$W/tsas.pem" "$W/x.zip" | grep -c ': OK$')" 5
rc "not by another root" 2 "$N" -C "$W/elsewhere" verify \
	--root "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" "$W/x.zip"
rc "nor without one" 2 "$N" -C "$W/elsewhere" verify "$W/x.zip"
is "which says where trust comes from" "$(grep -c "comes from outside.*$root" "$W/out")" 1

ok "the how-to holds, step by step" howto "$W/x.zip" "$W/d/keys/ca.pem" \
	"$W/d/keys/allowed_signers" "$W/tsas.pem" "$W/h" templates/HOW-TO-VERIFY.txt
is "to its last step" "$(cat "$W/h/step")" 9
is "with both timestamps of both reports and MANIFESTs" "$(grep -c '^Verification: OK$' "$W/h/said")" 8
ok "the how-to in it is this one" cmp "$W/h/exhibit/data/HOW-TO-VERIFY.txt" templates/HOW-TO-VERIFY.txt
x=$W/h/exhibit/data
ok "a second opinion: sha256sum" bash -c "cd '$W/h/exhibit' && sha256sum -c manifest-sha256.txt"
ok "the report is the published one" cmp "$x/report.xml" "$W/d/reports/2026-01-07/report.xml"
ok "and so is that in which it was first seen" \
	cmp "$x/reports/2026-01-06/report.xml" "$W/d/reports/2026-01-06/report.xml"
for f in "$x"/sources/*/stats/*/*; do
	s=${f#"$x"/sources/}
	git -C "$W/d/history" show "snapshot/${s%%/*}:${s#*/}" | cmp - "$f" || failed=1
done
is "cited files are there" "$(ls "$x"/sources/*/stats/*/* | wc -l)" "$(ls "$x"/http/*/* | wc -l)"
is "each is an exhibit" "$(grep -o '<file exhibit="C-[0-9]*"' "$x/exhibit.xml" | wc -l)" \
	"$(ls "$x"/sources/*/stats/*/* | wc -l)"
e=$(sed -n 's/.*<engine name="\([^"]*\)".*/\1/p' "$x/report.xml" | head -1)
is "its page says so" "$(grep -c 'The sources of the program that made each report are in' "$x/exhibit.html")" 1
is "the sources of the engine are there" "$(ls "$x/engine")" "$e.tar.gz"
is "and are of that name" "$(tar -xOzf "$x/engine/$e.tar.gz" engine/.engine)" "$e"
ok "with what makes a report" bash -c "tar -xOzf '$x/engine/$e.tar.gz' engine/src/report/xml.c | cmp - src/report/xml.c"
sed "s/<engine name=\"[^\"]*\"/<engine name=\"of-another-day\"/" \
	"$W/d/reports/2026-01-07/report.xml" >"$W/other.xml"
cp -r "$W/d" "$W/other" && cp "$W/other.xml" "$W/other/reports/2026-01-07/report.xml"
"$N" -C "$W/other" bundle "$id" -o "$W/other.zip" >"$W/said"
is "another engine's are not passed off as its" \
	"$(grep -c 'note: the sources of an engine' "$W/said"; unzip -l "$W/other.zip" | grep -c data/engine/of-another-day)" "$(printf '1\n0')"
ok "the page is plain XML" xmllint --noout --nonet <(tail -n +2 "$x/exhibit.html")
is "its margin has the number" "$(grep -c '^ @top-left { content: "Exhibit NRO-2026-01-07-[0-9a-f]*";' "$x/exhibit.html")" 1
is "and the digest" "$(grep -c "^ @top-right { content: \"SHA-256 $(sha256sum <"$x/report.xml" | cut -c1-16)" "$x/exhibit.html")" 1
is "both forms are blank" "$(grep -c 'class="blank"' "$x/expert-statement.html" "$x/custodian-certificate.html" | cut -d: -f2 | sort -u | grep -c '^0$')" 0
is "the keys' whole branch came along" "$(git -C "$x/history.git" rev-list --count keys)" \
	"$(git -C "$W/d/history" rev-list --count keys)"
is "of the snapshots those of the reports" "$(git -C "$x/history.git" rev-list --count main)" 2
is "the first is cut" "$(grep -c "$(git -C "$W/d/history" rev-parse snapshot/2026-01-06^0)" "$x/history.git/shallow")" 1

# The same findings give the same bytes, but for the times of signing.
"$N" -C "$W/d" bundle "$id" -o "$W/y.zip" >/dev/null
is "what differs in another one" "$(diff <(unzip -v "$W/x.zip" | awk 'NF > 6 { print $7, $8 }') \
	<(unzip -v "$W/y.zip" | awk 'NF > 6 { print $7, $8 }') |
	sed -n 's/^[<>] [0-9a-f]* //p' | sort -u | grep -v 'META-INF/signatures001.xml\|exhibit\.\|manifest-sha256\|META-INF/manifest')" ""
rc "an id that nothing tells of" 2 "$N" -C "$W/d" bundle U-01/1.0.0.0-1.0.0.255/apnic+arin@2026-01-05 -o "$W/no.zip"
is "is named" "$(grep -c "no report in reports/ lists U-01/1.0.0.0" "$W/out")" 1
rc "what is no id" 3 "$N" -C "$W/d" bundle nothing
rc "no finding" 3 "$N" -C "$W/d" bundle
ok "nothing appeared" test ! -e "$W/no.zip"
rc "where it cannot be written" 2 "$N" -C "$W/d" bundle "$id" -o "$W/none/x.zip"
rc "that is no archive" 2 "$N" -C "$W/d" verify <(printf 'PK\3\4')

# Of several findings, first seen on days of which not all are in it.
"$B"/world --out "$W/v" --days 5 --start 2026-01-05 --seed 3 --scale 5 >/dev/null
for day in "$W"/v/2026*; do
	"$N" -C "$W/m" run --mirror "file://$day" --as-of "$(cat "$day/AS-OF")" >"$W/log" 2>&1
done
some=()
for day in 2026-01-06 2026-01-07; do
	some+=("$("$N" -C "$W/m" audit --json | grep '"outcome":"FAIL"' |
		sed -n "s/^{\"id\":\"\([^\"]*@$day\)\".*/\1/p" | head -1)")
done
ok "an exhibit of several findings" "$N" -C "$W/m" bundle "${some[@]}" -o "$W/m.zip"
"$N" -C "$W/m" verify "$W/m.zip" >"$W/said"
is "verifies" "$?: $(grep ': BAD' "$W/said")" "0: "
is "with each of its reports" "$(grep -c 'report.xml: OK$' "$W/said")" 3
ok "its how-to holds" howto "$W/m.zip" "$W/m/keys/ca.pem" \
	"$W/m/keys/allowed_signers" /dev/null "$W/h2" templates/HOW-TO-VERIFY.txt

# What was said of it since comes along.
"$N" -C "$W/d" retract "$id" --report "$(sha256sum <"$W/d/reports/2026-01-07/report.xml" | cut -c1-64)" \
	--reason "Typed wrongly." >/dev/null 2>&1
echo 'We disagree with <this> & that.' >"$W/words"
"$N" -C "$W/d" respond "$id" "$W/words" --party apnic >/dev/null 2>&1
ok "an exhibit of a retracted finding" "$N" -C "$W/d" bundle "$id" -o "$W/r.zip"
"$N" -C "$W/elsewhere" verify --root "$root" --tsa-trusted "$W/tsas.pem" "$W/r.zip" >"$W/said"
is "verifies" $? 0
ok "and says so" grep -q "NOTE: finding $id was retracted" "$W/said"
unzip -p "$W/r.zip" data/exhibit.html >"$W/r.html"
is "its page says it first" "$(grep -c 'Not all that is shown here stands: 1 finding(s) of this exhibit were retracted' "$W/r.html")" 1
is "and at the finding, with the reason" "$(grep -c 'Retracted by the auditor on [0-9-]*\.</strong> Typed wrongly\. (<a href="notices/retractions/' "$W/r.html")" 1
is "and what the party said" "$(grep -c 'Response said to be of APNIC, recorded on [0-9-]*\.</strong> We disagree with &lt;this&gt; &amp; that\.' "$W/r.html")" 1
is "of one that nobody spoke of it says nothing" "$(grep -c 'Retracted\|Response said\|Not all that' "$x/exhibit.html")" 0
ok "and has the notice" bash -c "unzip -l '$W/r.zip' | grep -q data/notices/retractions/"
end
