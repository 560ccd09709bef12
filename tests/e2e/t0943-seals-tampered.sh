#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What was done to the log or its timestamps is refused with its reason, also
# where whoever did it holds the history's key.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
. tests/e2e/log.sh
. tests/e2e/forge.sh
tsa_start one
D=$W/d H=$W/d/history KEY=$W/d/keys/history KEY_PUB=$W/d/keys/history.pub
mkdir "$D"
"$B"/world --out "$W/w" --days 3 --start 2026-01-05 --seed 3 --scale 1 --clean >/dev/null
"$N" -C "$D" init >/dev/null
tsa_conf one >>"$D/nroaudit.conf"
night() { # DAY [WORLD]
	"$N" -C "$D" run --mirror "file://${2:-$W/w}/$1" --as-of "$(cat "$W/w/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
ok "two nights" eval "night 2026-01-05 && night 2026-01-06"
git clone -q --mirror "$H" "$W/good"
ok "verify accepts it" "$N" -C "$D" verify "$H"
fresh() { # files of the newest seal
	rm -rf "$H"
	cp -r "$W/good" "$H"
	git -C "$H" config --unset-all remote.origin.fetch
	out_of seals
	origin=$(sed -n 1p "$W/t/checkpoint") size=$(sed -n 2p "$W/t/checkpoint")
	root64=$(sed -n 3p "$W/t/checkpoint")
	subject=$(git -C "$H" log -1 --format=%s seals)
}
again() { forge seals seals~1 "$subject"; }
bad() { # WHAT REASON: that and no other
	"$N" -C "$D" verify "$H" >"$W/out" 2>&1
	is "$1" "$?:$(grep -cF -- "$2" "$W/out"):$(grep -c BAD "$W/out")" 2:1:1
	[ "$(grep -c BAD "$W/out")" = 1 ] || cat "$W/out"
}
fresh
ok "taken out and put together" again
ok "it is the same" "$N" -C "$D" verify "$H"
other=$(head -c 32 /dev/zero | base64)
fresh
checkpoint "$origin" "$size" "$other" >"$W/t/checkpoint"
again
bad "another root" "checkpoint: log root: the MANIFESTs of the first 2 snapshots give another"
fresh
checkpoint "$origin" 1 "$(bytes "$(root $(leaves main~1))" | base64)" >"$W/t/checkpoint"
again
bad "another size" "checkpoint: log size: it says 1 snapshots where there are 2"
fresh
checkpoint "nroaudit/$(printf %064d 0)" "$size" "$root64" >"$W/t/checkpoint"
again
bad "another origin" "checkpoint: log origin: it is of another log"
fresh
checkpoint "$origin" "$size" "$other" >/dev/null
checkpoint "$origin" "$size" "$root64" | sed "s|^— .*|— $origin $(cat "$W/note.id" <(openssl dgst -sha512 -binary "$W/note.sig") | base64 -w 0)|" >"$W/t/checkpoint"
again
bad "another signature" "checkpoint: log signature"
fresh
sed -i '$d' "$W/t/checkpoint"
again
bad "no signature" "checkpoint: "
fresh
(
	ssh-keygen -q -t ed25519 -N '' -f "$W/other"
	openssl genpkey -algorithm ed25519 -out "$W/other.pem"
	KEY=$W/other.pem KEY_PUB=$W/other.pub
	{ printf 'ssh-ed25519 '; { printf '\0\0\0\013ssh-ed25519\0\0\0 '
		openssl pkey -in "$KEY" -pubout -outform DER | tail -c 32; } | base64 -w 0; } >"$KEY_PUB"
	checkpoint "$origin" "$size" "$root64" >"$W/t/checkpoint"
	again
)
"$N" -C "$D" verify "$H" >"$W/out" 2>&1
is "a seal by another key" "$?:$(grep -c 'BAD: .*: the signing key is not among the allowed' "$W/out")" 2:1
fresh
git -C "$H" cat-file blob seals~1:2026-01-05/manifest.one.tst >"$W/t/2026-01-06/manifest.one.tst"
again
bad "the timestamp of another night" "2026-01-06/manifest.one.tst: timestamp token"
fresh
truncate -s 100 "$W/t/2026-01-06/manifest.one.tst"
again
bad "a timestamp cut short" "2026-01-06/manifest.one.tst: timestamp "
tsa_start two
fresh
openssl dgst -sha256 -binary <(git -C "$H" cat-file blob main:MANIFEST) >"$W/sum"
openssl ts -query -digest "$(od -An -v -tx1 "$W/sum" | tr -d ' \n')" -sha256 -cert -out "$W/q" 2>/dev/null
curl -s --data-binary "@$W/q" -H 'Content-Type: application/timestamp-query' "$(cat "$W/tsa/two/url")" >"$W/r"
openssl ts -reply -in "$W/r" -token_out -out "$W/t/2026-01-06/manifest.one.tst" 2>/dev/null
again
bad "the timestamp of an authority that is not trusted" "2026-01-06/manifest.one.tst: timestamp token"

# What a witness is said to have signed.
fresh
mkdir "$W/t/witnesses"
rm -r "$W/t"/2026*
cp "$W/t/checkpoint" "$W/t/witnesses/w"
forge seals seals "witness w of checkpoint 2"
ok "a witness's note" "$N" -C "$D" verify "$H"
checkpoint "$origin" 2 "$other" >"$W/t/witnesses/w"
forge seals seals~1 "witness w of checkpoint 2"
bad "a witness's note of another root" "witnesses/w: log root: the MANIFESTs of the first 2 snapshots give another"
fresh
mkdir "$W/t/witnesses"
rm -r "$W/t"/2026*
checkpoint "$origin" 9 "$root64" >"$W/t/witnesses/w"
forge seals seals "witness w of checkpoint 9"
bad "a witness's note of no seal" "witnesses/w: log size: no seal is over 9 snapshots"
# A history that was written again, with its keys: the seals are of the other.
fresh
git -C "$H" update-ref refs/heads/main main~1
git -C "$H" update-ref refs/heads/findings findings~1
git -C "$H" tag -d snapshot/2026-01-06 >/dev/null
"$B"/world --out "$W/w2" --days 3 --start 2026-01-05 --seed 4 --scale 1 --clean >/dev/null
rm -rf "$D/reports/2026-01-06"
ok "its second night is another one" night 2026-01-06 "$W/w2"
"$N" -C "$D" verify "$H" >"$W/out"
is "the seal of the first one shows it" "$?:$(grep -c 'BAD: .*: seal of .*, which is no snapshot' "$W/out" | sed 's/^[1-9].*/told/')" 2:told
# Nor does it help to take the seal away: somebody has the checkpoint.
end
