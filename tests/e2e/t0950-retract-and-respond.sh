#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A retraction and a party's statement: signed, on their branch, shown wherever
# the finding is named, and no signed report is changed.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/site.sh
mkdir "$W/d"
ok "four days run" run_world "$W/d" 4 1 1
D=$W/d R=$W/d/reports
# One that stood on more days than one, and another of a rule of its own.
F=$(xmllint --xpath 'string((//*[local-name()="finding"][@status="open" and *[local-name()="span"][1]/@from-run="2026-01-06"])[1]/@id)' "$R/site.xml")
G=$(xmllint --xpath "string((//*[local-name()='finding'][@status='open' and @rule!='${F%%/*}'])[last()]/@id)" "$R/site.xml")
page() { xmllint --xpath "string(//*[local-name()='finding'][@id='$1']/@page)" "$R/site.xml"; }
pf=$(page "$F") pg=$(page "$G")
ok "there are two findings" test -n "$pf" -a -n "$pg" -a "$pf" != "$pg"
sum=$(sha256sum <"$R/2026-01-06/report.xml" | cut -d' ' -f1)
(cd "$R" && sha256sum 20*/report.xml) >"$W/reports"
inodes() { (cd "$R" && stat -c '%n %i' finding/*.html rule/*.html 20*/report.html site.css | sort); }
inodes >"$W/before"

ok "retract" "$N" -C "$D" retract "$F" --report "$sum" \
	--reason 'Our reader took <i>one</i> field for another & erred.'
is "it says what it did" "$(sed -E 's/[0-9a-f]{40,64}/X/' "$W/out")" \
	"retraction: retractions/X-1.xml
commit: X"
inodes >"$W/after"
is "the pages that name the finding are made again, and no other" \
	"$(diff "$W/before" "$W/after" | sed -n 's/^> \([^ ]*\) .*/\1/p' | tr '\n' ' ')" \
	"$(cd "$R" && grep -l "id=\"$F\"" 20*/report.html | tr '\n' ' ')finding/$pf.html rule/${F%%/*}.html "
ok "every signed report is as it was" bash -c "cd '$R' && sha256sum -c --quiet" <"$W/reports"

printf 'Dear auditors,\r\n\twe </pre><script>alert(1)</script> disagree: \xc3\xa9.\n' >"$W/words"
ok "respond" "$N" -C "$D" respond "$F" "$W/words" --party afrinic
printf '%%PDF-1.7\n<script>alert(1)</script>\0' >"$W/paper"
ok "respond with a file that is no text" "$N" -C "$D" respond "$G" "$W/paper" --party 'Nobody <b>Known</b>'
ok "every signed report is still as it was" bash -c "cd '$R' && sha256sum -c --quiet" <"$W/reports"

# The branch, for git and for everyone.
g() { git -C "$D/history" "$@"; }
h=$(printf %s "$F" | sha256sum | cut -d' ' -f1) k=$(printf %s "$G" | sha256sum | cut -d' ' -f1)
is "the branch has all of it" "$(g ls-tree -r --name-only notices | tr '\n' ' ')" \
	"$(printf '%s\n' MANIFEST "responses/$h-1/notice.xml" "responses/$h-1/statement.txt" \
		"responses/$k-1/notice.xml" "responses/$k-1/statement.pdf" "retractions/$h-1.xml" | LC_ALL=C sort | tr '\n' ' ')"
is "its commits say what they are" "$(g log --format=%s notices)" "response 1 to $G
response 1 to $F
retraction 1 of $F"
ok "git fsck is clean" g fsck --strict
ok "git accepts their signatures" g -c gpg.format=ssh \
	-c gpg.ssh.allowedSignersFile="$D/keys/allowed_signers" verify-commit notices notices~1 notices~2
ok "the statement is verbatim" cmp "$W/words" <(g show "notices:responses/$h-1/statement.txt")
for f in "retractions/$h-1.xml" "responses/$h-1/notice.xml"; do
	g show "notices:$f" >"$W/n.xml"
	ok "xmlsec1 accepts $f" xmlsec1 --verify --trusted-pem "$D/keys/ca.pem" "$W/n.xml"
	ok "the schema accepts it" xmllint --noout --schema templates/notice.xsd "$W/n.xml"
	ok "it is its own canonical form" cmp "$W/n.xml" <(xmllint --exc-c14n "$W/n.xml")
	ok "it lies beside the pages" cmp "$W/n.xml" "$R/notices/$f"
done

# Shown.
said='Our reader took &lt;i&gt;one&lt;/i&gt; field for another &amp; erred.'
for p in finding/$pf rule/${F%%/*} year/2026 index 2026-01-06/report 2026-01-08/report \
	"registry/$(sed 's,.*/\([a-z]*\).*@.*,\1,' <<<"$F")"; do
	ok "$p.html tells why it was retracted" grep -qF "$said" "$R/$p.html"
done
ok "the day before it was seen does not" bash -c "! grep -qF '$said' '$R/2026-01-05/report.html'"
ok "and has nothing beside it" test ! -e "$R/2026-01-05/notices.xml"
is "the feed has an entry a notice" "$(grep -o '<title>\(Retracted\|Statement\): [^<]*' "$R/feed.atom" | sort)" \
	"$(printf '<title>Retracted: %s\n<title>Statement: %s\n<title>Statement: %s' "$F" "$F" "$G" | sort)"
ok "a text is shown as text" grep -q 'we &lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt; disagree' "$R/finding/$pf.html"
ok "with whom it is said to be of" grep -q 'said to be of AFRINIC' "$R/finding/$pf.html"
ok "which nobody proves" grep -q 'who made it is not proved' "$R/finding/$pf.html"
ok "another file is a link" grep -qF "href=\"../notices/responses/$k-1/statement.pdf\"" "$R/finding/$pg.html"
ok "a name is no markup" grep -qF 'Nobody &lt;b&gt;Known&lt;/b&gt;' "$R/finding/$pg.html"
is "no page has a script" "$(find "$R" -name '*.html' -exec grep -l '<script' {} +)" ""
is "no link leads nowhere" "$(site_faults "$R")" ""
# Canonical form closes void elements, and tidy knows no SVG and no newer ARIA.
for f in "$R"/index.html "$R"/*/*.html; do
	tidy -q -e --show-info no --drop-empty-elements no -utf8 "$f" 2>&1
done | grep -vE 'unexpected </(meta|link)>|<title> proprietary|"aria-current"' >"$W/tidy"
is "tidy has nothing to say" "$(sort -u "$W/tidy" | head -3)" ""
ok "the schema takes site.xml" xmllint --noout --schema templates/site.xsd "$R/site.xml"
for d in 2026-01-06 2026-01-08; do
	ok "the schema takes notices.xml of $d" xmllint --noout --schema templates/notice.xsd "$R/$d/notices.xml"
	(cd "$R/$d" && xsltproc --stringparam notices notices.xml "$OLDPWD/templates/report.xsl" report.xml) |
		xmllint --exc-c14n - >"$W/page"
	ok "xsltproc makes the page of both" cmp "$W/page" <(sed 1d "$R/$d/report.html")
done
"$N" -C "$D" audit --json | grep -F "\"id\":\"$F\"" >"$W/json"
is "audit --json has them" "$(grep -o '"kind":"[a-z]*"' "$W/json" | tr '\n' ' ')" '"kind":"retraction" "kind":"response" '
ok "audit tells of it" bash -c "'$N' -C '$D' audit | grep -q '^    retracted on '"
"$N" -C "$D" verify >"$W/verify"
is "verify: nothing is bad" "$?:$(grep -c ': BAD' "$W/verify")" 0:0
is "verify: a note where it is named" \
	"$(grep -F "NOTE: finding $F was retracted on " "$W/verify" | sed -n 's,.*/\(20[0-9-]*\)/report.xml: .*: Our reader.*,\1,p' | tr '\n' ' ')" \
	"$(cd "$R" && grep -l "id=\"$F\"" 20*/report.html | sed 's,/.*,,' | tr '\n' ' ')"
ok "verify --json has the note" bash -c "'$N' -C '$D' verify --json '$R/2026-01-06/report.xml' | grep -q '\"state\":\"NOTE\"'"

# A copy of the report elsewhere, and one without any history.
mkdir "$W/copy" "$W/nowhere"
cp "$R/2026-01-06/report.xml" "$W/copy/"
"$N" -C "$D" verify "$W/copy/report.xml" >"$W/verify"
is "a copy stands alone, and is noted" "$?:$(grep -c 'NOTE: finding .* was retracted' "$W/verify")" 0:1
cp "$R/2026-01-06/notices.xml" "$W/copy/"
"$N" -C "$W/nowhere" verify --trusted "$D/keys/ca.pem" "$W/copy/report.xml" >"$W/verify"
is "without a history it is told by what lies beside" \
	"$?:$(grep -c 'NOTE: finding .* was retracted .*(told by notices.xml, which no history at hand confirms)$' "$W/verify")" 0:1
sed -i 's/<reason>/<reason ><evil>/' "$W/copy/notices.xml"
"$N" -C "$W/nowhere" verify --trusted "$D/keys/ca.pem" "$W/copy/report.xml" >"$W/verify"
is "which must be well-formed" "$?:$(grep -c 'BAD: notices.xml: parse' "$W/verify")" 2:1
"$N" -C "$W/nowhere" verify --signers "$D/keys/allowed_signers" "$D/history" >"$W/verify"
is "a history of which the signers alone are known" "$?:$(grep -c ': OK$' "$W/verify")" 0:1

# A later report tells of it itself, the same each time.
"$B"/world --out "$W/world" --days 6 --start 2026-01-05 --seed 1 --scale 1 >/dev/null
day() { "$N" -C "$D" run --mirror "file://$W/world/$1" --as-of "$(cat "$W/world/$1/AS-OF")" >"$W/log" 2>&1; }
git init -q --bare -b main "$W/mirror"
printf '[history]\n\tremote = file://%s\n' "$W/mirror" >>"$D/nroaudit.conf"
day 2026-01-09
is "the mirror has it" "$(git -C "$W/mirror" rev-parse notices)" "$(g rev-parse notices)"
is "the snapshot names what was said" "$(g show main:provenance.xml | sed -n 's/.* notices="\([^"]*\)".*/\1/p')" "$(g rev-parse notices)"
N9=$R/2026-01-09/report.xml
is "the report has it" "$(xmllint --xpath 'string(//*[local-name()="notices"]/@count)' "$N9")" 3
is "beside the finding, where that is found again" \
	"$(xmllint --xpath "count(//*[local-name()='findings']//*[local-name()='notice'][*[local-name()='about']/@id='$F'])" "$N9")" \
	"$(xmllint --xpath "2*count(//*[local-name()='findings']//*[local-name()='finding'][@id='$F'])" "$N9")"
ok "the schema accepts that" xmllint --noout --schema templates/report.xsd "$N9"
ok "and nothing is beside it" test ! -e "$R/2026-01-09/notices.xml"
ok "retracted again, with better words" "$N" -C "$D" retract "$F" --report "$sum" --reason 'Better words.'
ok "what came after is" grep -q 'Better words.' "$R/2026-01-09/notices.xml"
"$N" -C "$W/nowhere" verify --trusted "$D/keys/ca.pem" "$N9" >"$W/verify"
is "verify notes what it tells itself, without a history" "$(grep -c 'was retracted on .* erred\.$' "$W/verify")" \
	"$(xmllint --xpath "count(//*[local-name()='findings']//*[local-name()='finding'][@id='$F'])" "$N9")"
is "and only that" "$(xmllint --xpath 'string(/*/@count)' "$R/2026-01-09/notices.xml")" 1
is "earlier days have all that came after them" \
	"$(xmllint --xpath "count(/*/*[*[local-name()='about']/@id='$F'])" "$R/2026-01-06/notices.xml")" 3
"$N" -C "$D" report --unsigned >"$W/u.xml"
ok "a replay gives the same report" cmp <(head -c $(($(stat -c %s "$W/u.xml") - 9)) "$W/u.xml") \
	<(head -c $(($(stat -c %s "$W/u.xml") - 9)) "$N9")
pages() { (cd "$1" && find . -type f -not -name 'report.xml' -exec sha256sum {} + | sort -k2); }
pages "$R" >"$W/grown"
rm -r "$R"/site.xml "$R"/finding "$R"/notices "$R"/index.html "$R"/2026-01-0[68]/notices.xml
"$N" -C "$D" report >/dev/null
pages "$R" >"$W/made"
ok "pages made at once are the same" diff "$W/grown" "$W/made"
ok "every signed report is as it was, at the end" bash -c "cd '$R' && sha256sum -c --quiet" <"$W/reports"
rm "$R/2026-01-06/notices.xml"
"$N" -C "$D" verify >"$W/verify"
ok "verify misses what lay beside" grep -q '2026-01-06/report.xml: BAD: notices.xml is not what the branch notices of the history gives' "$W/verify"

# Refused, each with its reason; nothing is recorded.
tip=$(g rev-parse notices)
no() { # WHAT CODE REASON COMMAND...
	local what=$1 code=$2 why=$3 got
	shift 3
	"$N" -C "$D" "$@" >"$W/out" 2>&1
	got=$?
	is "$what" "$got:$(grep -cF -- "$why" "$W/out")" "$code:1"
}
no "no reason" 3 "retract wants a finding's id, --report and --reason" retract "$F" --report "$sum"
no "an empty reason" 3 "the reason is empty" retract "$F" --report "$sum" --reason ' '
# NOTICE_REASON_MAX, NOTICE_PARTY_MAX, FINDING_ID_MAX
no "a reason that is too long" 3 "the reason has over 4096 bytes" retract "$F" --report "$sum" --reason "$(head -c 4097 /dev/zero | tr '\0' r)"
no "a reason in two lines" 3 "is not one paragraph of printable UTF-8" retract "$F" --report "$sum" --reason $'a\nb'
no "a reason with control bytes" 3 "is not one paragraph" retract "$F" --report "$sum" --reason $'a\e[31mb'
no "no id" 3 "a finding's id begins with a rule" retract ../../etc --report "$sum" --reason x
no "no digest" 3 "wants the SHA-256 of a report.xml" retract "$F" --report 2026-01-06 --reason x
no "a report that is not there" 2 "no report in $R has the SHA-256 $h" retract "$F" --report "$h" --reason x
no "a finding that the report does not tell" 2 "report 2026-01-05 tells of no finding $F" \
	retract "$F" --report "$(sha256sum <"$R/2026-01-05/report.xml" | cut -d' ' -f1)" --reason x
no "a finding that no run told" 2 "no run of this history found" respond "${F%@*}@2026-01-01" "$W/words"
no "a party in two lines" 3 "the party is not one paragraph" respond "$F" "$W/words" --party $'a\nb'
no "no file" 3 "respond wants a finding's id and a file" respond "$F"
no "a file that is not there" 2 "No such file" respond "$F" "$W/none"
ln -s "$W/words" "$W/link"
no "a symbolic link" 2 "is a symbolic link" respond "$F" "$W/link"
mkfifo "$W/pipe"
no "a pipe" 2 "is not a plain file" respond "$F" "$W/pipe"
no "a device" 2 "is not a plain file" respond "$F" /dev/zero
no "a directory" 2 "is not a plain file" respond "$F" "$W"
: >"$W/empty"
no "an empty file" 2 "is empty" respond "$F" "$W/empty"
# NOTICE_STATEMENT_MAX, NOTICE_INLINE_MAX
head -c 1048577 /dev/zero >"$W/large"
no "a statement that is too large" 2 "longer than 1048576 bytes" respond "$F" "$W/large"
is "nothing was recorded" "$(g rev-parse notices)" "$tip"
head -c 1048576 /dev/zero >"$W/large"
ok "a statement at its limit" "$N" -C "$D" respond "$G" "$W/large"
ok "is kept whole" cmp "$W/large" "$R/notices/responses/$k-2/statement.bin"
head -c 8192 /dev/zero | tr '\0' t >"$W/long"
ok "the longest text that is shown" "$N" -C "$D" respond "$G" "$W/long"
ok "is shown" grep -qF "$(cat "$W/long")" "$R/finding/$pg.html"
printf t >>"$W/long"
ok "a longer one" "$N" -C "$D" respond "$G" "$W/long"
ok "is a link" grep -qF "href=\"../notices/responses/$k-4/statement.txt\"" "$R/finding/$pg.html"
printf 'a\e[2Jb' >"$W/control"
ok "a text with control bytes" "$N" -C "$D" respond "$G" "$W/control"
ok "is no text" grep -qF "href=\"../notices/responses/$k-5/statement.bin\"" "$R/finding/$pg.html"
ok "verify accepts all of it" bash -c "'$N' -C '$D' verify '$D/history'"
end
