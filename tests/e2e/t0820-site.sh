#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The pages over all runs: whole, valid, and the same whether they grew night
# by night or were made at once.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/site.sh
mkdir "$W/d"
ok "eleven days run" run_world "$W/d" 11 1 1
D=$W/d R=$W/d/reports
is "no link leads nowhere" "$(site_faults "$R")" ""
ok "the schema takes site.xml" xmllint --noout --schema templates/site.xsd "$R/site.xml"
xmllint --exc-c14n "$R/site.xml" >"$W/c14n.xml"
ok "site.xml is its own canonical form" cmp "$R/site.xml" "$W/c14n.xml"
is "pages of findings have safe names" \
	"$(find "$R/finding" -type f -printf '%f\n' | grep -cvE '^[UAPCM]-[0-9]{2}-[0-9a-f]{32}\.html$')" 0
is "a page a finding" "$(ls "$R/finding" | wc -l)" \
	"$(xmllint --xpath 'count(//*[local-name()="finding"])' "$R/site.xml")"
is "a page a rule" "$(ls "$R/rule" | wc -l)" "$(grep -c '^RULE(' include/audit/rules.def)"
# Canonical form closes void elements, and tidy knows no SVG and no newer ARIA.
for f in "$R"/index.html "$R"/*/*.html; do
	tidy -q -e --show-info no --drop-empty-elements no -utf8 "$f" 2>&1
done | grep -vE 'unexpected </(meta|link)>|<title> proprietary|"aria-current"' >"$W/tidy"
is "tidy has nothing else to say" "$(sort -u "$W/tidy" | head -3)" ""

# The feed (RFC 4287).
feed() { xmllint --xpath "$(sed -E 's#/([a-z]+)#/*[local-name()="\1"]#g' <<<"$1")" "$R/feed.atom"; }
is "feed: a title, an id, updated, an author, itself" \
	"$(xmllint --xpath 'concat(count(/*/*[local-name()="title"]),count(/*/*[local-name()="id"]),count(/*/*[local-name()="updated"]),count(/*/*[local-name()="author"]/*[local-name()="name"]),count(/*/*[local-name()="link"][@rel="self"]))' "$R/feed.atom")" 11111
n=$(xmllint --xpath 'count(//*[local-name()="entry"])' "$R/feed.atom")
is "feed: an entry has one of each" \
	"$(xmllint --xpath 'count(//*[local-name()="entry"][count(*[local-name()="id"])=1 and count(*[local-name()="title"])=1 and count(*[local-name()="updated"])=1 and count(*[local-name()="link"][@rel="alternate"])=1])' "$R/feed.atom")" "$n"
is "feed: ids are UUIDs, each once" \
	"$(grep -oE '<id>urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}</id>' "$R/feed.atom" | sort -u | wc -l)" "$((n + 1))"
is "feed: instants are RFC 3339" \
	"$(grep -oE '<(updated|published)>[^<]*' "$R/feed.atom" | grep -cvE '>20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$')" 0
last=$(xmllint --xpath 'string(//*[local-name()="run"][last()]/@name)' "$R/site.xml")
is "feed: what is new in the last run is there" \
	"$(grep -c "<published>${last}T" <(sed 's/<entry>/\n&/g' "$R/feed.atom"))" \
	"$(xmllint --xpath 'string(//*[local-name()="run"][last()]/@new)' "$R/site.xml")"

# A life: what came back is another episode, and the two know each other.
again=$(xmllint --xpath 'string((//*[local-name()="finding"][@episode="2"])[1]/@page)' "$R/site.xml")
ok "a second episode is there" test -n "$again"
ok "it leads to the first" grep -q 'Other episodes of the same' "$R/finding/$again.html"
ok "a finding that could not be examined says when" grep -ql 'could not be examined' "$R"/finding/*.html
ok "a cured one says when" grep -ql 'cured: examined on' "$R"/finding/*.html

# Any page is what another XSLT run makes of site.xml, and nothing else.
for p in finding/$again registry/arin rule/U-01 index/ year/2026; do
	f=$R/$p.html
	[ "$p" = index/ ] && f=$R/index.html
	xsltproc --stringparam page "${p%%/*}" --stringparam of "${p#*/}" \
		templates/site.xsl "$R/site.xml" | xmllint --exc-c14n - >"$W/page"
	sed 1d "$f" >"$W/want"
	ok "xsltproc makes $p from site.xml" cmp "$W/page" "$W/want"
done

# Made at once.
pages() { (cd "$1" && find . -type f -not -name 'report.*' -exec sha256sum {} + | sort -k2); }
pages "$R" >"$W/grown"
rm -r "$R/site.xml" "$R/finding" "$R/rule" "$R/registry" "$R/year" "$R/index.html" "$R/feed.atom"
"$N" -C "$D" report >/dev/null
pages "$R" >"$W/made"
ok "grown night by night is the same as made at once" diff "$W/grown" "$W/made"
# Not built upon: what was changed, and what is another history's.
sed -i '0,/ fails="[0-9]*"/s// fails="0"/' "$R/site.xml"
"$N" -C "$D" report >/dev/null
pages "$R" >"$W/made"
ok "a changed site.xml is made again" diff "$W/grown" "$W/made"
git -C "$D/history" update-ref refs/heads/findings "$(git -C "$D/history" rev-parse findings~3)"
"$N" -C "$D" report >/dev/null
pages "$R" >"$W/made"
ok "a history set back and audited again gives the same" diff "$W/grown" "$W/made"

# A night rewrites what changed.
old=$(xmllint --xpath 'string((//*[local-name()="finding"][@status="cured"])[1]/@page)' "$R/site.xml")
ino=$(stat -c %i "$R/finding/$old.html") css=$(stat -c %i "$R/site.css")
index=$(stat -c %i "$R/index.html")
mirror=file://$(realpath "$D/world/2026-01-15")
"$N" -C "$D" fetch --mirror "$mirror" --as-of 2026-01-16T07:30:00Z >/dev/null
"$N" -C "$D" fetch --mirror "$mirror" --as-of 2026-01-17T07:30:00Z >/dev/null
"$N" -C "$D" audit >/dev/null
"$N" -C "$D" run --mirror "$mirror" --as-of 2026-01-17T17:00:00Z >"$W/log"
is "an old finding's page stays" "$(stat -c %i "$R/finding/$old.html")" "$ino"
is "the style stays" "$(stat -c %i "$R/site.css")" "$css"
rc "the index does not" 1 test "$(stat -c %i "$R/index.html")" = "$index"
is "a second run of a day" "$(sed -n "s/^report: //p" "$W/log" | tail -1)" "$R/2026-01-17-2/report.html"
ok "days that were only fetched have their report" test -e "$R/2026-01-16/report.xml" -a -e "$R/2026-01-17/report.xml"
is "no link leads nowhere, then" "$(site_faults "$R")" ""
ok "verify accepts all of it" "$N" -C "$D" verify

# Another history's report is not written over.
cp "$R/2026-01-05/report.xml" "$W/keep.xml"
mkdir -p "$W/e/reports/2026-01-05"
cp "$W/keep.xml" "$W/e/reports/2026-01-05/report.xml"
rc "a report of another history stands in the way" 2 "$N" -C "$W/e" run \
	--mirror "file://$(realpath "$D/world/2026-01-05")" --as-of 2026-01-05T07:30:00Z
ok "it is left as it was" cmp "$W/keep.xml" "$W/e/reports/2026-01-05/report.xml"
end
