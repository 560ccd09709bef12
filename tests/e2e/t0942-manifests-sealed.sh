#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each night seals its MANIFEST: a token of each authority, and a checkpoint
# over all MANIFESTs.  openssl, sha256sum and git check both.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
. tests/e2e/log.sh
tsa_start one
tsa_start two
D=$W/d
H=$D/history
mkdir "$D"
"$B"/world --out "$W/w" --days 5 --start 2026-01-05 --seed 3 --scale 1 --clean >/dev/null
"$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
night() {
	"$N" -C "$D" run --mirror "file://$W/w/$1" --as-of "$(cat "$W/w/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
show() { git -C "$H" cat-file blob "$1"; }
ok "the first night" night 2026-01-05
is "nothing went wrong" "$(grep self-fault "$W/log")" ""
is "its seal" "$(git -C "$H" log --format=%s seals)" "seal of snapshot $(git -C "$H" rev-parse main)"
is "its files" "$(git -C "$H" ls-tree -r --name-only seals | tr '\n' ' ')" \
	"2026-01-05/manifest.one.tst 2026-01-05/manifest.two.tst MANIFEST checkpoint "
ok "git accepts its signature" git -C "$H" -c gpg.format=ssh \
	-c gpg.ssh.allowedSignersFile="$D/keys/allowed_signers" verify-commit seals
show main:MANIFEST >"$W/MANIFEST"
for n in one two; do
	show "seals:2026-01-05/manifest.$n.tst" >"$W/$n.tst"
	ok "openssl accepts the token of $n" openssl ts -verify -token_in -in "$W/$n.tst" \
		-data "$W/MANIFEST" -CAfile "$W/tsa/$n/ca.pem"
done
for day in 2026-01-06 2026-01-07; do ok "and another" night $day; done
public "$D/keys/history.pub" >"$W/history.pem"
for n in 1 2 3; do
	show "seals~$((3 - n)):checkpoint" >"$W/note"
	is "a checkpoint of $n: origin and size" "$(head -2 "$W/note" | tr '\n' ' ')" \
		"nroaudit/$(fingerprint "$D/keys/history.pub") $n "
	is "its root is that of the MANIFESTs" "$(sed -n 3p "$W/note" | base64 -d | od -An -v -tx1 | tr -d ' \n')" \
		"$(root $(leaves "main~$((3 - n))"))"
	ok "its signature is the history's" note_good "$W/note" "$W/history.pem"
done
is "a report names the seal before it" "$(show main:provenance.xml | grep -o ' seals="[^"]*"')" \
	" seals=\"$(git -C "$H" rev-parse seals~1)\""
ok "verify accepts all" "$N" -C "$D" verify
is "and says so of the history" "$(grep -c "history: OK" "$W/out")" 1
rc "but not without the authorities' CAs" 2 "$N" -C "$W/none" verify --root "$(cat "$D/keys/root.txt")" \
	--tsa-trusted "$W/history.pem" "$H"
is "which it names" "$(grep -c 'history: BAD: .*manifest.*: timestamp token' "$W/out")" 6

# An authority that is down is asked again, by the next run and by `stamp`.
tsa_mode two down
ok "a night without the second" night 2026-01-08
is "has its fault" "$(grep -c 'self-fault: .*TSA two' "$W/log")" 1
is "and the first's token" "$(git -C "$H" ls-tree -r --name-only seals | grep -c tst)" 1
tsa_mode one down
ok "a night without any" night 2026-01-09
is "has a checkpoint" "$(show seals:checkpoint | sed -n 2p)" 5
is "and no token" "$(git -C "$H" ls-tree -r --name-only seals | grep -c tst)" 0
cp -r "$D" "$W/next"
tsa_mode one good
tsa_mode two good
ok "stamp asks again" "$N" -C "$D" stamp
is "for what was missing" "$(git -C "$H" ls-tree -r --name-only seals | grep tst | tr '\n' ' ')" \
	"2026-01-08/manifest.two.tst 2026-01-09/manifest.one.tst 2026-01-09/manifest.two.tst "
is "and no more" "$(git -C "$H" log -1 --format=%s seals)" "timestamps of manifests"
before=$(git -C "$H" rev-parse seals)
ok "stamp again" "$N" -C "$D" stamp
is "has nothing to do" "$(git -C "$H" rev-parse seals)" "$before"
ok "verify accepts it" "$N" -C "$D" verify "$H"
D=$W/next H=$W/next/history
"$B"/world --out "$W/w2" --days 6 --start 2026-01-05 --seed 3 --scale 1 --clean >/dev/null
mv "$W/w2/2026-01-10" "$W/w/"
ok "so does the next run" night 2026-01-10
is "seals, then timestamps" "$(git -C "$H" ls-tree -r --name-only seals~1 | grep -c tst)$(git -C "$H" ls-tree -r --name-only seals | grep -c tst)" 32
ok "verify accepts it" "$N" -C "$D" verify "$H"

# The two halves of a night do the same as the whole.
F=$W/f
"$N" -C "$F" init >/dev/null
tsa_conf one two >>"$F/nroaudit.conf"
ok "fetch" "$N" -C "$F" fetch --mirror "file://$W/w/2026-01-05" --as-of "$(cat "$W/w/2026-01-05/AS-OF")"
"$N" -C "$F" report >"$W/log" 2>&1
is "report" "$?:$(grep -c self-fault "$W/log")" 1:0
is "seals" "$(git -C "$F/history" ls-tree -r --name-only seals | grep -c tst)" 2
is "and keeps the engine's sources" "$(git -C "$F/history" rev-list --count engines)" 1

# Nights of a program that sealed nothing: the newest seal covers them.
git -C "$H" update-ref -d refs/heads/seals
ok "sealed anew" "$N" -C "$D" stamp
is "each of them" "$(git -C "$H" rev-list --count seals)" 6
ok "verify accepts it" "$N" -C "$D" verify "$H"
end
