#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Altered exhibits: each is refused with its reason, by our program, and by
# hand at the step that is for it.
. tests/e2e/lib.sh
. tests/e2e/howto.sh
"$B"/world --out "$W/w" --days 2 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$W/d" init >/dev/null
for day in 2026-01-05 2026-01-06; do
	"$N" -C "$W/d" run --mirror "file://$W/w/$day" \
		--as-of "$(cat "$W/w/$day/AS-OF")" >"$W/log" 2>&1
done
mapfile -t ids < <("$N" -C "$W/d" audit --json |
	sed -n 's/^{"id":"\(A-01[^"]*@2026-01-06\)".*/\1/p' | head -2)
[ ${#ids[@]} = 2 ] || die "the world plants too little"
"$N" -C "$W/d" bundle "${ids[@]}" -o "$W/good.zip" >/dev/null || die "no exhibit"
ca=$W/d/keys/ca.pem signers=$W/d/keys/allowed_signers
verify() { "$N" -C "$W/d" verify "$1" >"$W/said" 2>&1; }
ok "the good one is good" verify "$W/good.zip"
mkdir "$W/x"
unzip -q "$W/good.zip" -d "$W/x"
"$B"/bundle-pack "$W/x" "$W/t.zip"
ok "also when it was packed again" verify "$W/t.zip"
# refused WHAT STEP REASON: $W/t has been changed; by hand STEP fails.
refused() {
	"$B"/bundle-pack "$W/t" "$W/t.zip" || die "not packed: $1"
	verify "$W/t.zip"
	is "$1" "$?: $(sed -n "s|^$W/t.zip[^:]*: BAD: ||p" "$W/said" | head -1)" "2: $3"
	howto "$W/t.zip" "$ca" "$signers" /dev/null "$W/h" templates/HOW-TO-VERIFY.txt
	is "$1, by hand" "$?: $at" "1: $2"
	fresh
}
fresh() { rm -rf "$W/t" && cp -r "$W/x" "$W/t"; }
redo() { # the bag's lists are made anew
	(
		cd "$W/t" || exit
		find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt
		sha256sum bag-info.txt bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt
	)
}
flip() { # FILE OFFSET
	local c
	c=$(dd if="$1" bs=1 skip="$2" count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
	printf "\\$(printf '%03o' $((c ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
fresh
src=$(cd "$W/x" && ls data/sources/*/stats/*/*-extended-latest | head -1)
sed -i '3s/|/-/' "$W/t/$src"
refused "source changed" 2 "$src was changed"
sed -i '3s/|/-/' "$W/t/$src" && redo
refused "source and manifest redone" 3 "$src was changed"
echo x >"$W/t/data/more.txt"
refused "file added inside data/" 2 "data/more.txt was added: it is not signed"
echo x >"$W/t/data/more.txt" && redo
refused "and listed" 3 "data/more.txt was added: it is not signed"
echo x >"$W/t/more.txt"
refused "file added outside data/" 2 "more.txt was added: it is not signed"
echo x >"$W/t/META-INF/more.xml"
refused "file added beside the signature" 2 "META-INF/more.xml was added: it is not signed"
rm "$W/t/$src"
refused "file removed" 2 "$src was removed"
mv "$W/t/$src" "$W/t/$src-2" && redo
refused "file renamed" 3 "$src was renamed to $src-2"
sed -i 's|</body>|<p>more</p>&|' "$W/t/data/report.html"
refused "HTML changed" 2 "data/report.html was changed"
cp "$W/d/reports/2026-01-05/report.html" "$W/t/data/report.html" && redo
refused "HTML rendered from another XML" 3 "data/report.html was changed"
sed -i 's/sha256sum/true/' "$W/t/data/HOW-TO-VERIFY.txt" && redo
refused "how-to changed" 3 "data/HOW-TO-VERIFY.txt was changed"
obj=$(cd "$W/x" && find data/history.git/objects -type f -size +2k | LC_ALL=C sort | head -1)
flip "$W/t/$obj" 1000 && redo
refused "a byte of the git repository" 3 "$obj was changed"
rm "$W/t/META-INF/signatures001.xml"
refused "signature removed" 2 "there is no signature over the exhibit"
sed -i 's|full-path="data/report.html"|full-path="data/report.htm"|' "$W/t/META-INF/manifest.xml"
refused "the container's manifest changed" 3 "META-INF/manifest.xml does not list what is there"
h=("$W"/t/data/http/*/*.txt)
[ ${#h[@]} = 2 ] || die "not two sources"
cp "${h[0]}" "$W/0" && cp "${h[1]}" "${h[0]}" && cp "$W/0" "${h[1]}" && redo
refused "HTTP headers swapped between sources" 3 "${h[0]#"$W/t/"} was changed"
cp "$W/d/reports/2026-01-05/report.xml" "$W/t/data/report.xml" && redo
refused "another report" 3 "data/report.xml was changed"
rm "$W/t/data/history.git/shallow" && redo
refused "the mark of the cut removed" 3 "data/history.git/shallow was removed"
: >"$W/t/data/history.git/info" && redo
refused "a file of git's added" 3 "data/history.git/info was added: it is not signed"

# By whoever has another key.
"$N" -C "$W/e" init >/dev/null
for day in 2026-01-05 2026-01-06; do
	"$N" -C "$W/e" run --mirror "file://$W/w/$day" \
		--as-of "$(cat "$W/w/$day/AS-OF")" >"$W/log" 2>&1
done
"$N" -C "$W/e" bundle "${ids[@]}" -o "$W/e.zip" >/dev/null
rm -rf "$W/t" && mkdir "$W/t" && unzip -q "$W/e.zip" -d "$W/t"
refused "made by somebody else" 3 "signer certificate chain"

# What is signed by the right key, and does not fit together. The signed list
# is made anew by the program itself, from a directory whose pages were altered.
altered() { # WHAT REASON FILE SED
	rm -rf "$W/a" && cp -r "$W/d" "$W/a"
	sed -i "$4" "$W/a/reports/2026-01-06/$3"
	"$N" -C "$W/a" bundle "${ids[@]}" -o "$W/a.zip" >/dev/null
	verify "$W/a.zip"
	is "$1" "$?: $(sed -n "s|^$W/a.zip[^:]*: BAD: ||p" "$W/said" | head -1)" "2: $2"
}
altered "signed, with a page of another report" \
	"report.html is not the transformation of this report.xml by this program's stylesheet" \
	report.html 's|<title>[^<]*|<title>x|'
altered "signed, with an altered report" "XML signature" report.xml 's|severity="S2"|severity="S4"|'

# The archive itself: bytes of it, so that every other program would open it.
bytes() { # WHAT REASON SED
	LC_ALL=C sed "$3" "$W/good.zip" >"$W/b.zip"
	cmp -s "$W/good.zip" "$W/b.zip" && die "nothing was changed: $1"
	verify "$W/b.zip"
	is "$1" "$?: $(sed -n "s|^$W/b.zip: BAD: ||p" "$W/said")" "2: $2"
}
bytes "path traversal" "archive: ../a/report.xsd: not a name of a file in an exhibit" \
	's|data/report\.xsd|../a/report.xsd|g'
bytes "an absolute path" "archive: /ata/report.xsd: not a name of a file in an exhibit" \
	's|data/report\.xsd|/ata/report.xsd|g'
bytes "a duplicate entry" "archive: data/report.xsl: a duplicate entry" \
	's|data/report\.xsd|data/report.xsl|g'
bytes "a symbolic link" "archive: data/report.xsd: a symbolic link" \
	's|\x00\x00\xa4\x81\(....data/report\.xsd\)|\x00\x00\xff\xa1\1|g'
# In the central directory: PK 1 2, version, host (3: Unix), ... attributes.
central() { # WHAT REASON HOST ATTRIBUTES: of data/report.xsd
	bytes "$1" "archive: data/report.xsd: $2" \
		"s|\(PK\x01\x02.\)\x03\(.\{32\}\)\x00\x00\xa4\x81\(....data/report\.xsd\)|\1$3\2$4\3|"
}
central "a symbolic link of another system" "a symbolic link" '\x05' '\x00\x00\xff\xa1'
central "a plain file of another system" "not a plain file that all may read" '\x05' '\x00\x00\xa4\x81'
central "a file that nobody may read" "not a plain file that all may read" '\x03' '\x00\x00\x00\x80'
central "a file that runs as its owner" "not a plain file that all may read" '\x03' '\x00\x00\xed\x89'
central "a file that DOS hides" "not a plain file that all may read" '\x03' '\x02\x00\xa4\x81'
{ cat "$W/good.zip"; echo; } >"$W/b.zip"
verify "$W/b.zip"
is "data behind the archive" "$?: $(grep -c 'does not end as a zip archive' "$W/said")" "2: 1"
head -c -30 "$W/good.zip" >"$W/b.zip"
rc "a truncated archive" 2 verify "$W/b.zip"
(cd "$W/x" && zip -qr "$W/z.zip" .)
verify "$W/z.zip"
is "packed by another program" "$?: $(grep -c 'BAD: archive: ' "$W/said")" "2: 1"

# A key that is revoked since before the exhibit signs nothing that stands.
"$N" -C "$W/d" keys revoke --since 2020-01-01T00:00:00Z >"$W/log" 2>&1
"$N" -C "$W/d" bundle "${ids[@]}" -o "$W/r.zip" >/dev/null 2>&1
verify "$W/r.zip"
is "of a revoked signer" "$?:$(grep -c 'data/report.xml: BAD: revoked signer: since 2020-01-01T00:00:00Z, and no timestamp is from before' "$W/said")" 2:1
is "whose snapshot nothing proves" "$(grep -c 'data/history.git: BAD: refs/tags/.*revoked since 2020-01-01T00:00:00Z, and no timestamp proves' "$W/said")" 1
verify "$W/good.zip"
is "one from before, for who knows of the new key" "$?:$(grep -c 'data/history.git: BAD: .*not in the history, or revoked' "$W/said")" 2:1
end
