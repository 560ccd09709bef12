#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# External witnesses cosign a checkpoint; the next report's head counts those
# whose keys are configured, zero included.
. tests/e2e/lib.sh
. tests/e2e/log.sh
. tests/e2e/witness.sh
D=$W/d H=$W/d/history
"$B"/world --out "$W/w" --days 6 --start 2026-01-05 --seed 3 --scale 1 --clean >/dev/null
night() {
	"$N" -C "$D" run --mirror "file://$W/w/$1" --as-of "$(cat "$W/w/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
head_of() { grep -o '<checkpoint .*</checkpoint>' "$D/reports/$1/report.xml"; }
"$N" -C "$D" init >/dev/null
ok "a first night" night 2026-01-05
is "has no checkpoint before it, and no witness" "$(head_of 2026-01-05)" '<checkpoint witnesses="0"></checkpoint>'
is "its page says so" "$(grep -c '<dt>Checkpoint of the history</dt><dd>none yet; external witnesses: 0</dd>' "$D/reports/2026-01-05/report.html")" 1
"$N" -C "$D" checkpoint >"$W/one.note"
witness_make w.example
W_KEY=$WITNESS_KEY
witness_make other.example
cosign w.example "$W/one.note" 1767600000 >"$W/one.line"
rc "whose is not configured" 2 "$N" -C "$D" stamp --witness "$W/one.line"
is "is told" "$(grep -c 'whose cosignatures should count' "$W/out")" 1
printf '[witness "w.example"]\n\tkey = %s\n' "$W_KEY" >>"$D/nroaudit.conf"
cosign other.example "$W/one.note" 1767600000 >"$W/other.line"
rc "somebody else's counts not" 2 "$N" -C "$D" stamp --witness "$W/other.line"
before=$(git -C "$H" rev-parse seals)
is "and is not kept" "$(git -C "$H" rev-parse seals)" "$before"
ok "the line alone" "$N" -C "$D" stamp --witness "$W/one.line"
is "is committed" "$(git -C "$H" log -1 --format=%s seals)" "witness w.example of checkpoint 1"
is "as a whole note" "$(git -C "$H" cat-file blob seals:witnesses/w.example)" "$(cat "$W/one.note" "$W/one.line")"
rc "once" 2 "$N" -C "$D" stamp --witness "$W/one.line"
is "it says" "$(grep -c 'it cosigned 1 or more already' "$W/out")" 1
ok "a second night" night 2026-01-06
is "counts it" "$(head_of 2026-01-06)" "<checkpoint commit=\"$(git -C "$H" rev-parse seals~1)\" root=\"$(root $(leaves main~1))\" size=\"1\" witnesses=\"1\"><witness name=\"w.example\" size=\"1\" time=\"2026-01-05T08:00:00Z\"></witness></checkpoint>"
is "its page says who" "$(grep -c 'external witnesses: 1 (w.example, of 1 snapshots, at 2026-01-05T08:00:00Z)' "$D/reports/2026-01-06/report.html")" 1
is "and what that means" "$(grep -c '<limit>1 external witness cosigned' "$D/reports/2026-01-06/report.xml")" 1
ok "the schema accepts it" xmllint --noout --schema templates/report.xsd "$D/reports/2026-01-06/report.xml"
is "the cosignature is carried on" "$(git -C "$H" cat-file blob seals:witnesses/w.example | cmp - <(cat "$W/one.note" "$W/one.line") && echo same)" same
# Two at once, in a note.
printf '[witness "other.example"]\n\tkey = %s\n' "$WITNESS_KEY" >>"$D/nroaudit.conf"
"$N" -C "$D" checkpoint >"$W/two.note"
cosign w.example "$W/two.note" 1767690000 >"$W/a"
cosign other.example "$W/two.note" 1767690001 >"$W/b"
cat "$W/two.note" "$W/a" "$W/b" >"$W/two.both"
ok "two witnesses in one note" "$N" -C "$D" stamp --witness "$W/two.both"
is "are two commits" "$(git -C "$H" log -2 --format=%s seals | sort | tr '\n' ' ')" \
	"witness other.example of checkpoint 2 witness w.example of checkpoint 2 "
ok "a third night" night 2026-01-07
is "counts both" "$(head_of 2026-01-07 | grep -o 'size="2" witnesses="2"')" 'size="2" witnesses="2"'
ok "the older note" eval 'cat "$W/one.note" "$W/one.line" >"$W/x"; "$N" -C "$D" stamp --witness "$W/x"; [ $? = 2 ]'
ok "verify accepts all" "$N" -C "$D" verify
ok "a report is made again the same" eval 'cp "$D/reports/2026-01-06/report.xml" "$W/x" && "$N" -C "$D" report --snapshot snapshot/2026-01-06; cmp "$W/x" "$D/reports/2026-01-06/report.xml"'

# A report that its signer signed, though no witness stands behind it.
R=$D/reports/2026-01-07/report.xml
cp "$R" "$W/good.xml"
claims() { # WHAT SED REASON
	sed -z 's,<ds:Signature .*</ds:Signature>,,' "$W/good.xml" >"$W/plain"
	sed -E "$2" "$W/plain" >"$R"
	cmp -s "$W/plain" "$R" && die "nothing changed: $2"
	"$N" -C "$D" sign "$R" >/dev/null || die sign
	rc "$1" 2 "$N" -C "$D" verify "$R"
	is "$1: it says" "$(grep -c -- "BAD: citation: $3" "$W/out")" 1
}
claims "another time" 's/(<witness [^>]*time="20)26/\136/' "witness .* it cosigned at 2026-"
claims "a witness without a key" 's/(<witness name=")w\.example/\1x.example/' "witness x.example cosigned no checkpoint of 2"
claims "more than are named" 's/(<checkpoint [^>]*witnesses=")2/\13/' "checkpoint: it counts 3 witnesses and names 2"
claims "one twice" 's/(<checkpoint [^>]*witnesses=")2(">)(<witness [^>]*><.witness>)/\13\2\3\3/' "witness .* its key is counted already"
claims "some where there was no checkpoint" 's/<checkpoint commit[^>]*witnesses/<checkpoint witnesses/' "witness w.example cosigned no checkpoint"
cp "$W/good.xml" "$R"
ok "the report as it was" "$N" -C "$D" verify "$R"

# What is refused, each with its reason.
refused() { # WHAT REASON
	before=$(git -C "$H" rev-parse seals)
	rc "$1" 2 "$N" -C "$D" stamp --witness "$W/x"
	is "$1: it says" "$(grep -c -- "$2" "$W/out")" 1
	is "$1: nothing is kept" "$(git -C "$H" rev-parse seals)" "$before"
}
"$N" -C "$D" checkpoint >"$W/n"
cosign w.example "$W/n" 1767800000 >"$W/l"
sed 's/=*$//' "$W/l" >"$W/x"
refused "a line that was cut" "signature line"
cosign w.example "$W/two.note" 1767800000 >"$W/x"
refused "a line for another checkpoint" "the signature by w.example is bad"
{ cat "$W/n"; cosign w.example "$W/two.note" 1767800000; } >"$W/x"
refused "also in a note" "the signature by w.example is bad"
{ sed '3s/^./A/; t' "$W/n"; cat "$W/l"; } >"$W/x"
cmp -s <(sed -n 3p "$W/x") <(sed -n 3p "$W/n") && sed -i '3s/^./B/' "$W/x"
refused "a note of another root" "log signature"
{ sed 2s/3/4/ "$W/n"; cat "$W/l"; } >"$W/x"
refused "a note of more snapshots" "log signature"
: >"$W/x"
refused "an empty file" "no cosignature\|checkpoint"
head -c 200000 /dev/zero | tr '\0' x >"$W/x"
refused "a file that is too long" "longer than"
rm "$W/x"
rc "no file" 2 "$N" -C "$D" stamp --witness "$W/x"
rc "with a report" 3 "$N" -C "$D" stamp --witness "$W/l" 2026-01-05
# A seal that was taken back, as in a copy of older seals: what verify would
# refuse is not taken.
cp -r "$D" "$W/copy"
git -C "$W/copy/history" update-ref refs/heads/seals "$(git -C "$H" rev-list seals --grep "seal of snapshot" --max-count 1)~1"
cat "$W/n" "$W/l" >"$W/x"
rc "of a checkpoint that is not on the branch" 2 "$N" -C "$W/copy" stamp --witness "$W/x"
is "it says" "$(grep -c 'no seal is over 3 snapshots' "$W/out")" 1
ok "the copy still verifies" "$N" -C "$W/copy" verify "$W/copy/history"
# One key under two names is one witness.
printf '[witness "double"]\n\tkey = %s\n' "$W_KEY" >>"$D/nroaudit.conf"
ok "a cosignature for both" "$N" -C "$D" stamp --witness "$W/l"
ok "a night" night 2026-01-08
is "counts its key once" "$(head_of 2026-01-08 | grep -o 'witnesses="[0-9]*"')" 'witnesses="2"'
# Keys that are none.
cp "$D/nroaudit.conf" "$W/conf"
for key in x+y "w+0123456+AA==" "w.example+00000000+${W_KEY##*+}"; do
	{ cat "$W/conf"; printf '[witness "bad"]\n\tkey = %s\n' "$key"; } >"$D/nroaudit.conf"
	rc "the key $key" 2 "$N" -C "$D" audit
	is "is told" "$(grep -c 'witness' "$W/out")" 1
done
# A cosignature that is there, of a witness that was no longer configured.
sed '/witness "other.example"/,+1d' "$W/conf" >"$D/nroaudit.conf"
ok "a night without it" night 2026-01-09
is "counts it no more" "$(head_of 2026-01-09 | grep -o 'witnesses="[0-9]*"')" 'witnesses="1"'
R=$D/reports/2026-01-09/report.xml
cp "$R" "$W/good.xml"
claims "a witness that was not configured" 's/(<checkpoint [^>]*witnesses=")1">/\12"><witness name="other.example" size="2" time="2026-01-06T09:00:01Z"><\/witness>/' "witness other.example: the snapshot's configuration has no key of it"
cp "$W/good.xml" "$R"
ok "verify accepts all, still" "$N" -C "$D" verify
end
