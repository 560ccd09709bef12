#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The proofs in an exhibit that its snapshots are in the log: each altered one
# is refused with its reason, also where the exhibit was signed again with the
# right key; and by hand, at the step that is for it.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
. tests/e2e/howto.sh
. tests/e2e/log.sh
. tests/e2e/forge.sh
. tests/e2e/resign.sh
tsa_start one
D=$W/d H=$W/d/history KEY=$W/d/keys/history KEY_PUB=$W/d/keys/history.pub
"$B"/world --out "$W/w" --days 3 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$D" init >/dev/null
tsa_conf one >"$W/tsa.conf"
for day in 2026-01-05 2026-01-06 2026-01-07; do
	"$N" -C "$D" run --mirror "file://$W/w/$day" --as-of "$(cat "$W/w/$day/AS-OF")" >"$W/log" 2>&1
	# The second night has a timestamp of its MANIFEST, too.
	[ $day = 2026-01-07 ] || cat "$W/tsa.conf" >>"$D/nroaudit.conf"
	[ $day = 2026-01-05 ] || sed -i '/^\[tsa/,$d' "$D/nroaudit.conf"
done
id=$("$N" -C "$D" audit --snapshot snapshot/2026-01-06 --json |
	sed -n 's/^{"id":"\([AU]-0[12][^"]*@2026-01-06\)".*/\1/p' | head -1)
[ -n "$id" ] || die "the world plants too little"
verify() { "$N" -C "$D" verify --tsa-trusted "$TSA_CA" "$1" >"$W/said" 2>&1; }
"$N" -C "$D" bundle "$id" -o "$W/good.zip" >/dev/null || die "no exhibit"
ok "the good one is good" verify "$W/good.zip"
mkdir "$W/x"
unzip -q "$W/good.zip" -d "$W/x"
s=data/seals/2026-01-06
is "what is there of the snapshot" "$(cd "$W/x" && find $s -type f | LC_ALL=C sort | tr '\n' ' ')" \
	"$s/MANIFEST $s/log.tlog-proof $s/manifest.one.tst "
is "the proof is of the second of three" "$(sed -n '2p;7p' "$W/x/$s/log.tlog-proof" | tr '\n' ' ')" "index 1 3 "
how() { howto "$1" "$D/keys/ca.pem" "$D/keys/allowed_signers" "$TSA_CA" "$W/h" templates/HOW-TO-VERIFY.txt; }
ok "the how-to holds" how "$W/good.zip"
fresh() { rm -rf "$W/t" && cp -r "$W/x" "$W/t"; }
fresh
resign "$W/t" "$D/keys/report.key"
"$B"/bundle-pack "$W/t" "$W/t.zip"
ok "signed again it is good" verify "$W/t.zip"
ok "and the same" cmp "$W/t/META-INF/signatures001.xml" "$W/x/META-INF/signatures001.xml"
# refused WHAT FILE REASON [STEP]: $W/t has been changed.
refused() {
	resign "$W/t" "$D/keys/report.key"
	"$B"/bundle-pack "$W/t" "$W/t.zip" || die "not packed: $1"
	verify "$W/t.zip"
	is "$1" "$?: $(sed -n "s|^$W/t.zip/data: BAD: ||p" "$W/said")" "2: $2: $3"
	how "$W/t.zip"
	is "$1, by hand" "$?: $at" "1: ${4:-7}"
	fresh
}
p=$W/t/$s/log.tlog-proof
note() { sed '1,/^$/d' "$W/x/$s/log.tlog-proof"; } # its checkpoint
origin=$(note | sed -n 1p) root64=$(note | sed -n 3p)
with() { # CHECKPOINT: the proof with that one
	{ sed '/^$/q' "$W/x/$s/log.tlog-proof"; cat "$1"; } >"$p"
}
fresh
sed -i '2s/1/0/' "$p"
refused "another leaf" $s/log.tlog-proof "Merkle proof: another root"
sed -i '3s/.*/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' "$p"
refused "another path" $s/log.tlog-proof "Merkle proof: another root"
sed -i 3d "$p"
refused "a shorter path" $s/log.tlog-proof "Merkle proof: too few hashes"
checkpoint "$origin" 3 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= >"$W/n"
with "$W/n"
refused "another root, signed" $s/log.tlog-proof "Merkle proof: another root"
checkpoint "$origin" 5 "$root64" >"$W/n"
with "$W/n"
refused "another size, signed" $s/log.tlog-proof "Merkle proof: too few hashes"
note | sed '2s/3/5/' >"$W/n"
with "$W/n"
refused "another size, not signed" $s/log.tlog-proof "log signature: by no key of the history"
note | sed '3s/.*/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/' >"$W/n"
with "$W/n"
refused "another root, not signed" $s/log.tlog-proof "log signature: by no key of the history"
checkpoint "$origin" 3 "$root64" >/dev/null
note | sed "s|^— .*|— $origin $(cat "$W/note.id" <(openssl dgst -sha512 -binary "$W/note.sig") | base64 -w 0)|" >"$W/n"
with "$W/n"
refused "another signature" $s/log.tlog-proof "log signature: by no key of the history"
checkpoint "nroaudit/$(printf %064d 0)" 3 "$root64" >"$W/n"
with "$W/n"
refused "another log" $s/log.tlog-proof "log origin: it is of another log"
echo >>"$W/t/$s/MANIFEST"
refused "another MANIFEST" $s/MANIFEST "it is not that of the snapshot"
cp "$W/x/data/timestamps/2026-01-06/1.tst" "$W/t/$s/manifest.one.tst"
refused "the timestamp of another thing" $s/manifest.one.tst "timestamp token: it is over another digest"
end
