#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A notice that was changed, removed, moved or forged is refused with its
# reason, also where whoever did it holds the history's key.
. tests/e2e/lib.sh
. tests/e2e/world.sh
mkdir "$W/d"
ok "two days run" run_world "$W/d" 2 1 1
D=$W/d R=$W/d/reports
F=$(xmllint --xpath 'string((//*[local-name()="finding"][@status="open"])[1]/@id)' "$R/site.xml")
G=$(xmllint --xpath 'string((//*[local-name()="finding"][@status="open"])[2]/@id)' "$R/site.xml")
sum=$(sha256sum <"$R/2026-01-06/report.xml" | cut -d' ' -f1)
echo "We disagree." >"$W/words"
ok "retract" "$N" -C "$D" retract "$F" --report "$sum" --reason 'It was wrong.'
ok "respond" "$N" -C "$D" respond "$F" "$W/words" --party apnic
h=$(printf %s "$F" | sha256sum | cut -d' ' -f1) k=$(printf %s "$G" | sha256sum | cut -d' ' -f1)
ok "verify accepts it" "$N" -C "$D" verify
git clone -q --bare "$D/history" "$W/good"
# What a holder of a key that is allowed could commit on notices: the tree that
# is left in $W/t, with a MANIFEST that fits, in a commit like a run's.
ssh-keygen -q -t ed25519 -N '' -f "$W/key"
sed "s/ssh-ed25519 .*/$(cut -d' ' -f1,2 "$W/key.pub" | sed 's,/,\\/,g')/" "$D/keys/allowed_signers" >"$W/signer"
cat "$D/keys/allowed_signers" "$W/signer" >"$W/signers"
v() { "$N" -C "$D" verify --signers "$W/signers" "$@"; }
export GIT_AUTHOR_NAME=nroaudit GIT_AUTHOR_EMAIL=nroaudit@localhost
export GIT_COMMITTER_NAME=nroaudit GIT_COMMITTER_EMAIL=nroaudit@localhost
export GIT_AUTHOR_DATE='1790000000 +0000' GIT_COMMITTER_DATE='1790000000 +0000'
# forge PARENT MESSAGE: from $W/t; PARENT may be empty.
forge() {
	local previous=none
	export GIT_INDEX_FILE=$W/index
	rm -f "$W/index"
	[ -z "$1" ] || previous=$(git -C "$D/history" show "$1:MANIFEST" | sha256sum | cut -d' ' -f1)
	(cd "$W/t" && { printf '# nroaudit manifest 1\n# previous %s\n' "$previous"
		find . -type f ! -name MANIFEST | sed 's,^\./,,' | LC_ALL=C sort | xargs sha256sum; } >"$W/m" &&
		mv "$W/m" MANIFEST)
	git -C "$D/history" --work-tree="$W/t" add -A
	tree=$(git -C "$D/history" write-tree)
	unset GIT_INDEX_FILE
	id=$(echo "$2" | git -C "$D/history" -c gpg.format=ssh -c user.signingkey="$W/key" \
		commit-tree -S ${1:+-p "$1"} "$tree") || return 1
	git -C "$D/history" update-ref refs/heads/notices "$id"
}
fresh() {
	rm -rf "$W/t" "$D/history"
	cp -r "$W/good" "$D/history"
	mkdir "$W/t"
	git -C "$D/history" archive notices | tar -x -C "$W/t"
	tip=$(git -C "$D/history" rev-parse notices)
}
bad() { # WHAT REASON
	v "$D/history" >"$W/out" 2>&1
	is "$1" "$?:$(grep -cF -- "$2" "$W/out" | sed 's/^[1-9].*/told/')" 2:told
}
ret="retractions/$h-1.xml" res="responses/$h-1"

fresh
sed -i 's/It was wrong\./It was right./' "$W/t/$ret"
ok "the reason is changed" forge "$tip" "timestamps of notices"
bad "the branch only grows" "$ret was changed"
bad "the signature does not fit" "notices: $ret: XML signature"
fresh
rm "$W/t/$ret"
ok "a retraction is removed" forge "$tip" "timestamps of notices"
bad "nothing is removed" "$ret was removed"
fresh
echo "We agree." >"$W/t/$res/statement.txt"
ok "a statement is changed" forge "$tip" "timestamps of notices"
bad "a statement stays" "$res/statement.txt was changed"
bad "it is not what its notice names" "$res/statement.txt is not the statement that its notice names"
# From the first commit on: nothing grew wrong.
fresh
sed -i 's/It was wrong\./It was right./' "$W/t/$ret"
rm -r "$W/t/responses" "$W/t/MANIFEST"
ok "a history is made with another reason" forge "" "retraction 1 of $F"
bad "the signature does not fit, either" "notices: $ret: XML signature"
fresh
mv "$W/t/$ret" "$W/t/retractions/$k-1.xml"
rm -r "$W/t/responses" "$W/t/MANIFEST"
ok "a retraction is moved to another finding" forge "" "retraction 1 of $G"
bad "it is not where it belongs" "notices: retractions/$k-1.xml is not where it belongs"
fresh
sed -i 's/<reason>/<reason><!-- never mind -->/' "$W/t/$ret"
rm -r "$W/t/responses" "$W/t/MANIFEST"
ok "a comment is put in" forge "" "retraction 1 of $F"
bad "it is in no form of ours" "notices: $ret: notice: not in the form in which notices are written"
fresh
sed -zi 's/<ds:Signature .*<\/ds:Signature>//' "$W/t/$ret"
rm -r "$W/t/responses" "$W/t/MANIFEST"
ok "a notice without a signature" forge "" "retraction 1 of $F"
bad "is refused" "notices: $ret: "
fresh
"$N" -C "$W/other" init >/dev/null
cp "$W/t/$ret" "$W/forged.xml"
sed -zi 's/<ds:Signature .*<\/ds:Signature>//' "$W/forged.xml"
ok "signed by another" "$N" -C "$W/other" sign "$W/forged.xml"
cp "$W/forged.xml" "$W/t/$ret"
rm -r "$W/t/responses" "$W/t/MANIFEST"
ok "it is put there" forge "" "retraction 1 of $F"
bad "another's signature is refused" "notices: $ret: signer certificate chain"
# Without the key.
fresh
git -C "$D/history" update-ref refs/heads/notices "$(echo "retraction 2 of $F" |
	git -C "$D/history" commit-tree -p "$tip" "$tip^{tree}")"
bad "an unsigned commit" "not signed"
fresh
git -C "$D/history" update-ref -d refs/heads/notices
git -C "$D/history" update-ref refs/heads/notices "$tip~1"
ok "what is set back is sound by itself" v "$D/history"
v >"$W/out"
is "the pages know more" "$(grep -c 'BAD: notices.xml is not what the branch notices' "$W/out" | sed 's/^[1-9].*/told/')" told
fresh
cp -r "$R/2026-01-06" "$W/day"
sed -i 's/It was wrong/It was right/g' "$R/2026-01-06/notices.xml" "$R/2026-01-06/report.html"
v "$R/2026-01-06/report.xml" >"$W/out"
is "a changed notices.xml with a page to fit" "$?:$(grep -c 'BAD: notices.xml is not what' "$W/out")" 2:1
rm -r "$R/2026-01-06"
mv "$W/day" "$R/2026-01-06"
# The files beside the pages; and one on its own.
fresh
cp -r "$R/notices" "$W/n"
one=$W/n/$res/notice.xml
"$N" -C "$W/nowhere" verify --trusted "$D/keys/ca.pem" "$one" >"$W/out"
is "a notice on its own" "$?:$(grep -c ': OK$' "$W/out"):$(grep -c 'NOTE: of finding .* a statement was recorded' "$W/out")" 0:1:1
echo "We agree." >"$W/n/$res/statement.txt"
"$N" -C "$W/nowhere" verify --trusted "$D/keys/ca.pem" "$one" >"$W/out"
is "with another statement beside it" "$?:$(grep -c 'BAD: .*statement.txt is not the statement that it names' "$W/out")" 2:1
rm "$W/n/$res/statement.txt"
"$N" -C "$W/nowhere" verify --trusted "$D/keys/ca.pem" "$one" >"$W/out"
is "with none" "$?:$(grep -c 'NOTE: the statement does not lie beside it' "$W/out")" 0:1
sed -i 's/>APNIC</>ARIN</' "$one"
"$N" -C "$W/nowhere" verify --trusted "$D/keys/ca.pem" "$one" >"$W/out"
is "said to be of another" "$?:$(grep -c 'BAD: XML signature' "$W/out")" 2:1
copy() { # WHAT
	v >"$W/out"
	is "$1" "$?:$(grep -c "BAD: .*$2.* is not what the branch notices has" "$W/out")" 2:1
}
cp "$R/notices/$res/statement.txt" "$W/keep"
echo "We agree." >"$R/notices/$res/statement.txt"
copy "a changed copy of a statement" statement.txt
cp "$W/keep" "$R/notices/$res/statement.txt"
echo '<html>' >"$R/notices/retractions/index.html"
copy "a file that is nobody's" index.html
rm "$R/notices/retractions/index.html"
ln -s /etc/passwd "$R/notices/link"
copy "a link" notices/link
rm "$R/notices/link"
# A snapshot that names a commit that is nowhere on the branch.
"$B"/world --out "$W/world" --days 3 --start 2026-01-05 --seed 1 --scale 1 >/dev/null
"$N" -C "$D" run --mirror "file://$W/world/2026-01-07" --as-of "$(cat "$W/world/2026-01-07/AS-OF")" >/dev/null 2>&1
git -C "$D/history" update-ref refs/heads/notices "$tip~1"
rc "a report whose notices are gone is not made" 2 "$N" -C "$D" report --unsigned
is "in clear words" "$(grep -c "the snapshot names $tip, which is not on the branch notices" "$W/out")" 1
end
