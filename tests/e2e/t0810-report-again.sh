#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A report before signing is a function of the snapshot and the engine; the
# schema takes every one of them, and no slip of the pen.
. tests/e2e/lib.sh
. tests/e2e/world.sh
mkdir "$W/d"
ok "five days run" run_world "$W/d" 5 11 1
D=$W/d
# Another place, without reports, keys or configuration of its own.
mkdir "$W/clone"
cp -r "$D/history" "$W/clone/"
unsigned() { sed 's#<ds:Signature.*</ds:Signature>##' "$1"; }
for id in $(git -C "$D/history" rev-list --reverse main); do
	"$N" -C "$D" report --snapshot "$id" --unsigned >"$W/first"
	"$N" -C "$D" report --snapshot "$id" --unsigned >"$W/second"
	"$N" -C "$W/clone" report --snapshot "$id" --unsigned >"$W/third"
	ok "${id:0:8}: twice the same" cmp "$W/first" "$W/second"
	ok "${id:0:8}: the same from a copy of the history" cmp "$W/first" "$W/third"
	name=$(sed -n '1s/.* name="\([^"]*\)".*/\1/p' "$W/first")
	tr -d '\n' <"$D/reports/$name/report.xml" >"$W/signed"
	tr -d '\n' <"$W/first" >"$W/plain"
	unsigned "$W/signed" >"$W/stripped"
	ok "$name: what is signed is that" cmp "$W/plain" "$W/stripped"
	ok "$name: the schema takes it" xmllint --noout --schema templates/report.xsd \
		"$D/reports/$name/report.xml"
	is "$name: it names the digest of its findings" \
		"$(xmllint --xpath 'string(//*[local-name()="integrity"]/@findings-sha256)' "$W/first")" \
		"$(git -C "$D/history" show "$(git -C "$D/history" log -1 --format=%H --grep="$id" findings):findings" | sha256sum | cut -d' ' -f1)"
done
r=$D/reports/$name/report.xml
before=$(xmllint --xpath 'string(//*[local-name()="integrity"]/@previous-findings-sha256)' "$r")
is "it names the digest of the findings before" "$before" \
	"$(git -C "$D/history" show findings~1:findings | sha256sum | cut -d' ' -f1)"

# What a tribunal needs (facts/domain.md section 1.4), element by element.
while read -r what path; do
	n=$(xmllint --xpath "count($(sed -E 's#/([a-zA-Z]+)#/*[local-name()="\1"]#g' <<<"$path"))" "$r")
	[ "${n%.*}" -gt 0 ] || is "$what" "$n" "some $path"
done <<'NEEDS'
expert /report/expert
independence /report/independence
statement /report/statementOfTruth
mandate /report/mandate
rule-set /report/head/engine[@rules]
questions /report/questionsPut/question
observation /report/findings/finding/observation
inference /report/findings/finding/inference[@rule-set]
opinion /report/opinion
method /report/method/rule[@id][@version]
software /report/head/software[@sha256]/part[@version]
build /report/head/engine[@name]
config /report/head/config[@sha256]
exhibit /report/coverage/source[@exhibit][@url][@start][@end][@sha256][@sha512][@size][@blob]
line /report/findings/finding/evidence[@line][@offset][@exhibit][@blob]
commit /report/head/snapshot[@commit][@manifest-sha256]
stamps /report/head/stamps[@due]
integrity /report/integrity[@witnesses][@previous-findings-sha256][@previous-manifest-sha256]
custody /report/custody/event[@actor]
coverage /report/coverage/source[@outcome]
exceptions /report/findings/finding/exceptionsConsidered
alternatives /report/findings/finding/alternativeExplanations/alternative
reproduce /report/findings/finding/reproduce
obligation /report/findings/finding[@obligation][@persistence]/elements/element[@shown]
notice /report/findings/finding/noticeKnownSince
cure /report/findings/finding/cure[@day]
recurrence /report/findings/finding/recurrence[@count]
number /report/findings/finding[@number]
language /report[@language]
terms /report/coverage/source/terms
NEEDS

# A page that was removed or changed is made again; the signed report under it,
# which may have been cited, stays byte for byte.
r=$(ls -d "$D"/reports/20* | tail -1)
sum=$(sha256sum <"$r/report.xml") page=$(sha256sum <"$r/report.html")
rm "$r/report.html"
"$N" -C "$D" report >/dev/null
is "a page that was removed is there again" "$(sha256sum <"$r/report.html")" "$page"
is "and the report is the same" "$(sha256sum <"$r/report.xml")" "$sum"
echo x >>"$r/report.html"
"$N" -C "$D" report >/dev/null
is "so is one that was changed" "$(sha256sum <"$r/report.html")" "$page"
is "and its report" "$(sha256sum <"$r/report.xml")" "$sum"

# One slip at a time; each must be refused.
slip() { # WHAT SED-EXPRESSION
	sed -E "$2" "$W/first" >"$W/slip.xml"
	cmp -s "$W/first" "$W/slip.xml" && is "$1: nothing changed" same different
	rc "the schema refuses $1" 3 xmllint --noout --schema templates/report.xsd "$W/slip.xml"
}
ok "the schema takes it unchanged" xmllint --noout --schema templates/report.xsd "$W/first"
slip "an unknown publisher" '0,/ publisher="afrinic"/s// publisher="afrnic"/'
slip "a fifth obligation" '0,/<question obligation="4"/s//<question obligation="5"/'
slip "a question asked twice" '0,/<question obligation="4"/s//<question obligation="3"/'
slip "an unknown outcome" '0,/ outcome="FAIL"/s// outcome="BREACH"/'
slip "a short digest" '0,/ sha512="[0-9a-f]/s// sha512="/'
slip "a day that is none" '0,/ first-seen="2026-01/s// first-seen="2026-13/'
slip "an instant without its zone" '0,/ clock="([^"]*)Z"/s// clock="\1"/'
slip "an exhibit that is not in the coverage" '0,/<evidence blob="([0-9a-f]*)" exhibit="C-[0-9]*"/s//<evidence blob="\1" exhibit="C-99"/'
slip "an exhibit twice" '0,/ exhibit="C-2"/s// exhibit="C-1"/'
slip "a rule that the method lacks" '0,/<rule evidence-class="A" id="A-01"/s//<rule evidence-class="A" id="A-99"/'
slip "a part of the findings twice" '0,/ state="cured"/s// state="new"/'
slip "a paragraph number twice" '0,/ number="2"/s// number="1"/'
slip "a finding without an id" '0,/ id="[A-Z]-[0-9]*\/[^"]*"/s///'
slip "an id that cannot be cited" '0,/ id="([A-Z]-[0-9]*)\/([^"]*)@[0-9-]*"/s// id="\1\/\2"/'
slip "a party that is none" '0,/ parties="/s// parties="icann+/'
slip "a severity of zero" '0,/ severity="S2"/s// severity="S0"/'
slip "an element that is not known" '0,/<mandate>/s//<verdict><\/verdict><mandate>/'
slip "a missing limit" '/<limit>/d'
slip "a missing custody event" '/<event .*name="verified"/d'
slip "text where none belongs" '0,/<matrix>/s//<matrix>x/'
end
