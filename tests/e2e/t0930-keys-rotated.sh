#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Keys are replaced twice; all stands from the first snapshot to the last, by
# nroaudit with the root's fingerprint alone, and by git and ssh-keygen alone.
. tests/e2e/lib.sh
D=$W/d
"$B"/world --out "$W/world" --days 4 --start 2026-01-05 --seed 5 --scale 1 --clean \
	>/dev/null || die "no world"
night() {
	local day
	day=$(ls "$W/world" | grep '^20' | sed -n "$1p")
	"$N" -C "$D" run --mirror "file://$W/world/$day" \
		--as-of "$(cat "$W/world/$day/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
sum() { cat "$D"/keys/{history,report.key} | sha256sum; }

ok "init begins the branch keys" "$N" -C "$D" init
root=$(cat "$D/keys/root.txt")
is "the root is what ssh-keygen says of the key" "$root" \
	"$(ssh-keygen -lf "$D/keys/history.pub" | cut -d' ' -f2)"
is "the certificate has its dates" "$("$N" -C "$D" keys | grep -c '^certificate .* from 20.* until 20.*(signs now)')" 1
mv "$D/keys/report.crl" "$W/"
is "an older directory without a CRL is told so" "$("$N" -C "$D" keys 2>&1 >/dev/null |
	grep -c 'report.crl is missing.*keys rotate')" 1
mv "$W/report.crl" "$D/keys/"
ok "first night" night 1
ok "second night" night 2
cp -r "$D/keys" "$W/first"
before=$(sum)
ok "rotate" "$N" -C "$D" keys rotate
[ "$before" != "$(sum)" ]
is "both private keys are others" $? 0
is "nothing is left aside" "$(ls "$D/keys" | grep -c 'next\|old')" 0
is "a root stays the root" "$(cat "$D/keys/root.txt")" "$root"
ok "third night" night 3
ok "rotate again" "$N" -C "$D" keys rotate
ok "fourth night" night 4
is "three keys, one signs" "$("$N" -C "$D" keys | grep -c 'history\|root')$(
	"$N" -C "$D" keys | grep '^history\|^root' | grep -c 'signs now')" 31
is "--json says the same" "$("$N" -C "$D" keys --json | grep -c '"current":true')" 2

ok "verify accepts all of it" "$N" -C "$D" verify
# On another machine: no keys/ at all, the fingerprint on paper.
mkdir "$W/far"
cp -r "$D/history" "$D/reports" "$W/far"
ok "a copy verifies by the root alone" "$N" -C "$W/empty" verify --root "$root" "$W/far"
is "each report among it" "$("$N" -C "$W/empty" verify --root "$root" "$W/far" |
	grep -c 'report.xml: OK')" 4
other=SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
"$N" -C "$W/empty" verify --root $other "$W/far/history" >"$W/out"
is "another root is refused by its name" "$(grep -c "the root key is $root, not the one that was given" "$W/out")" 1
rc "and fails" 2 "$N" -C "$W/empty" verify --root $other "$W/far/history"
rc "nobody is trusted unasked" 2 "$N" -C "$W/empty" verify "$W/far/history"

# git and ssh-keygen alone, as the manual has it.
H=$W/far/history
bad=0 n=0
git -C "$H" show "$(git -C "$H" rev-list --max-parents=0 keys)":allowed_signers >"$W/signers"
is "the first signer is the root" \
	"$(awk 'NR == 1 { print $(NF-1), $NF }' "$W/signers" | ssh-keygen -lf - | cut -d' ' -f2)" "$root"
# Each commit on keys by what stood before it, the first by itself.
for c in $(git -C "$H" rev-list --reverse keys); do
	git -C "$H" -c gpg.format=ssh -c gpg.ssh.allowedSignersFile="$W/signers" \
		verify-commit "$c" >"$W/out" 2>&1 || { cat "$W/out"; bad=1; }
	git -C "$H" show "$c:allowed_signers" >"$W/signers"
	n=$((n + 1))
done
is "git follows the branch keys" "$bad" 0
is "begun, and rotated twice" "$n" 3
bad=0 n=0
for c in $(git -C "$H" rev-list main findings keys); do
	git -C "$H" -c gpg.format=ssh -c gpg.ssh.allowedSignersFile="$W/signers" \
		verify-commit "$c" >"$W/out" 2>&1 || { cat "$W/out"; bad=1; }
	n=$((n + 1))
done
for t in $(git -C "$H" tag); do
	git -C "$H" -c gpg.format=ssh -c gpg.ssh.allowedSignersFile="$W/signers" \
		verify-tag "$t" >"$W/out" 2>&1 || { cat "$W/out"; bad=1; }
	n=$((n + 1))
done
is "git accepts every commit and tag by the last signers" "$bad $n" "0 15"

# The first key, kept by somebody: it signs nothing more.
cp -r "$D" "$W/thief"
cp "$W/first/history" "$W/first/report.key" "$W/first/report.pem" "$W/thief/keys/"
D=$W/thief
rc "a key that was replaced is refused before the run" 2 "$N" -C "$D" run \
	--mirror "file://$W/world/2026-01-08"
is "with the reason" "$("$N" -C "$D" fetch --mirror "file://$W/world/2026-01-08" 2>&1 |
	grep -c 'signs no longer: it was replaced')" 1
# He rewrites the branch from where it was valid: what was signed since by the
# owner's keys is nobody's then.
git -C "$D/history" update-ref refs/heads/keys "$(git -C "$D/history" rev-list --max-parents=0 keys)"
ok "he can go on from there" "$N" -C "$D" keys rotate
"$N" -C "$D" verify --root "$root" "$D/history" >"$W/out"
is "but not with the owner's snapshots" \
	"$(grep -c 'the signing key is not among the allowed signers' "$W/out" | sed 's/[1-9][0-9]*/some/')" some

# An older history, without the branch: the next run begins it.
D=$W/older
cp -r "$W/far" "$D"
cp -r "$W/d/keys" "$D/"
git -C "$D/history" update-ref -d refs/heads/keys
rm "$D/keys/root.txt"
ok "what is not there is taken up" "$N" -C "$D" report
ok "with every key that allowed_signers names" "$N" -C "$D" verify
is "its root is the key at hand" "$(cat "$D/keys/root.txt")" \
	"$(ssh-keygen -lf "$D/keys/history.pub" | cut -d' ' -f2)"
end
