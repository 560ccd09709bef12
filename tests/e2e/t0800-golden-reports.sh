#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Reports and pages of small systems, byte for byte but for what names this
# machine, this minute, this engine or this key (make golden rewrites them).
. tests/e2e/lib.sh
. tests/golden/golden.sh
for s in $(golden_all); do
	mkdir "$W/$s"
	golden_make "$s" "$W/$s" || die "$s does not run"
	for f in report.xml report.html; do
		ok "$s: $f is the golden one" diff -U1 "tests/golden/$s/$f" "$W/$s/$f"
	done
	ok "$s: the schema accepts it" xmllint --noout \
		--schema templates/report.xsd "$W/$s/d/reports/"*/report.xml
	ok "$s: the site's schema accepts it" xmllint --noout \
		--schema templates/site.xsd "$W/$s/d/reports/site.xml"
done
# What the scenarios are for.
count() { xmllint --xpath "count(//*[local-name()='$2'])" "$W/$1/report.xml"; }
is "quiet: no finding" "$(count quiet finding)" 0
is "standin: two plain files stand in, and it is said" "$(count standin standIn)" 2
is "standin: the page says so at its head" \
	"$(grep -c 'Plain files stand in' "$W/standin/report.html")" 1
is "life: new, persisting, unobserved, cured" \
	"$(xmllint --xpath 'concat(//*[@state="new"]/@count," ",//*[@state="persisting"]/@count," ",//*[@state="unobserved"]/@count," ",//*[@state="cured"]/@count)' "$W/life/report.xml")" \
	"1 1 4 1"
# Outsiders' markup is text, in every page.
for f in "$W"/markup/d/reports/*.html "$W"/markup/d/reports/*/*.html \
	"$W"/markup/d/reports/feed.atom; do
	sed '/^<!DOCTYPE html>$/d' "$f" >"$W/page.xml"
	n=$(xmllint --xpath 'count(//*[local-name()="script" or local-name()="img"]
		| //@*[starts-with(name(),"on")] | //@href[contains(.,"javascript")])' "$W/page.xml")
	[ "$n" = 0 ] || is "markup: ${f##*/}" "$n" 0
done
is "markup: it is shown as text" \
	"$(grep -c 'allocated|&lt;script&gt;alert(1)&lt;/script&gt;' "$W/markup/report.html")" 2
# 230 of a kind: told by count and digest, and the command makes the digest.
run() { # the reproduce text of the first element of that name, DIR filled in
	xmllint --xpath "string((//*[local-name()='$2'])[1]/*[local-name()='reproduce'])" \
		"$(ls "$W/$1"/d/reports/20*/report.xml | tail -1)" | sed "s#DIR#$W/$1/d#g"
}
is "many: one element for 230" \
	"$(xmllint --xpath 'string(//*[local-name()="collapsed"]/@count)' "$W/many/report.xml")" 230
is "many: sixteen are told" \
	"$(xmllint --xpath 'count(//*[local-name()="collapsed"]/*[local-name()="finding"])' "$W/many/report.xml")" 16
is "many: the digest binds the list" "$(bash -c "$(run many collapsed)" | cut -d' ' -f1)" \
	"$(xmllint --xpath 'string(//*[local-name()="collapsed"]/@ids-sha256)' "$W/many/report.xml")"
is "many: of 20 lines of evidence, sixteen are told" \
	"$(xmllint --xpath 'concat(string((//*[local-name()="finding"][@rule="A-19"])[1]/@evidence-total)," ",count((//*[local-name()="finding"][@rule="A-19"])[1]/*[local-name()="evidence"]))' "$W/many/report.xml")" "20 16"
is "many: the site keeps one group instead of 230 pages" \
	"$(xmllint --xpath 'string(//*[local-name()="group"][@rule="A-17"]/@count)' "$W/many/d/reports/site.xml")" 230
is "life: one entry excuses" \
	"$(xmllint --xpath 'string((//*[local-name()="excused"])[1]/@count)' "$W/life/report.xml")" 1
is "life: the digest binds what is excused" "$(bash -c "$(run life excused)" | cut -d' ' -f1)" \
	"$(xmllint --xpath 'string((//*[local-name()="excused"])[1]/@ids-sha256)' "$W/life/report.xml")"
# Every finding's commands bring back what it says.
r=$(ls "$W"/life/d/reports/20*/report.xml | tail -1)
PATH=$(realpath "$B"):$PATH
for i in 1 2; do
	f="(//*[local-name()='finding'][*[local-name()='reproduce']])[$i]"
	c=$(xmllint --xpath "string($f/*[local-name()='reproduce'])" "$r" | sed "s#DIR#$W/life/d#")
	is "life: finding $i is reproduced by its command" "$(bash -c "$c" | grep -c '"rule"')" 1
	e="$f/*[local-name()='evidence'][1]"
	is "life: finding $i: git shows the cited line" \
		"$(git -C "$W/life/d/history" cat-file blob "$(xmllint --xpath "string($e/@blob)" "$r")" |
			sed -n "$(xmllint --xpath "string($e/@line)" "$r")p")" \
		"$(xmllint --xpath "string($e)" "$r")"
done
end
