#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Independent tools accept what we sign; any changed byte is noticed.
. tests/e2e/lib.sh
. tests/e2e/world.sh
mkdir "$W/d"
ok "three days run" run_world "$W/d" 3 3 1
D=$W/d
r=$(ls -d "$D"/reports/20* | tail -1)/report.xml
ok "xmlsec1 accepts the report" xmlsec1 --verify --trusted-pem "$D/keys/ca.pem" "$r"
ok "the schema accepts the report" xmllint --noout --schema templates/report.xsd "$r"
ok "git fsck is clean" git -C "$D/history" fsck --strict
ok "git accepts the commit's signature" git -C "$D/history" -c gpg.format=ssh \
	-c gpg.ssh.allowedSignersFile="$D/keys/allowed_signers" verify-commit main findings
mkdir "$W/x"
git -C "$D/history" archive main | tar -x -C "$W/x"
ok "sha256sum accepts the MANIFEST" bash -c "cd '$W/x' && sha256sum -c --quiet MANIFEST"
prev=$(git -C "$D/history" show main~1:MANIFEST | sha256sum | cut -d' ' -f1)
is "the MANIFEST names the one before" "$(sed -n 2p "$W/x/MANIFEST")" "# previous $prev"
ok "verify accepts all of it" "$N" -C "$D" verify
xmllint --exc-c14n "$r" >"$W/c14n.xml"
ok "the report is its own canonical form" cmp "$r" "$W/c14n.xml"

# Every twentieth byte changed, one at a time.
size=$(stat -c %s "$r")
missed=0
for i in $(seq 0 $((size / 40)) $((size - 1))); do
	cp "$r" "$W/t.xml"
	c=$(dd if="$r" bs=1 skip="$i" count=1 2>/dev/null | od -An -tu1 | tr -d ' ')
	printf "\\$(printf '%03o' $((c ^ 1)))" |
		dd of="$W/t.xml" bs=1 seek="$i" conv=notrunc 2>/dev/null
	"$N" -C "$D" verify "$W/t.xml" >/dev/null 2>&1 && missed=$((missed + 1))
done
is "changed bytes that went unnoticed" $missed 0
(echo '<?xml version="1.0"?>'; cat "$r"; echo) >"$W/t.xml"
"$N" -C "$D" verify "$W/t.xml" >"$W/out"
is "re-saved is told from tampered" "$(grep -c 'RESAVED: file is not in canonical form' "$W/out")" 1
sed 's/<ds:Object>/<ds:Object><finding><\/finding>/' "$r" >"$W/t.xml"
"$N" -C "$D" verify "$W/t.xml" >"$W/out"
is "findings in ds:Object" "$(grep -c 'BAD' "$W/out" | head -1 | sed 's/[1-9].*/some/')" some
sed 's/<mandate>/<!-- x --><mandate>/' "$r" >"$W/t.xml"
rc "a comment is refused" 2 "$N" -C "$D" verify "$W/t.xml"
"$N" -C "$W/other" init >/dev/null
rc "another CA is refused" 2 "$N" -C "$D" verify --trusted "$W/other/keys/ca.pem" "$r"

# A replay of all snapshots gives the same trees.
cp -r "$D" "$W/again"
git -C "$W/again/history" update-ref -d refs/heads/findings
"$N" -C "$W/again" audit --json >/dev/null
is "a full replay gives the same trees on findings" \
	"$(git -C "$W/again/history" log --format=%T findings)" \
	"$(git -C "$D/history" log --format=%T findings)"

# An object of the history that was changed.
o=$(git -C "$D/history" rev-parse main:provenance.xml)
f=$D/history/objects/${o:0:2}/${o:2}
chmod u+w "$f"
printf 'x' | dd of="$f" bs=1 seek=20 conv=notrunc 2>/dev/null
rc "a changed object is noticed" 2 "$N" -C "$D" verify "$D/history"
end
