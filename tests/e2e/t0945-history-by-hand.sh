#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# VERIFY.md's second part: an auditor's directory, copied to another machine,
# verifies from its first snapshot to its last with Debian's tools; an altered
# one does not.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
. tests/e2e/forge.sh
tsa_start one
tsa_start two
D=$W/d
"$B"/world --out "$W/w" --days 4 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
"$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
night() {
	"$N" -C "$D" run --mirror "file://$W/w/$1" --as-of "$(cat "$W/w/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
ok "two nights" eval "night 2026-01-05 && night 2026-01-06"
root=$(cat "$D/keys/root.txt")
ok "new keys" "$N" -C "$D" keys rotate
id=$("$N" -C "$D" audit --json | sed -n 's/^{"id":"\([^"]*\)".*"outcome":"FAIL".*/\1/p' | head -1)
sum=$(sha256sum <"$D/reports/2026-01-06/report.xml" | cut -d' ' -f1)
ok "a retraction" "$N" -C "$D" retract "$id" --report "$sum" --reason 'It was wrong.'
ok "two more" eval "night 2026-01-07 && night 2026-01-08"
cat "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem" >"$W/tsas.pem"
sed -n '/^```bash$/,/^```$/p' VERIFY.md | sed '/^```/d' >"$W/commands"
copy() {
	rm -rf "$W/far"
	mkdir "$W/far"
	cp -r "$D/history" "$D/reports" "$W/tsas.pem" "$W/far"
	H=$W/far/history
}
by_hand() { # [ROOT]
	(
		cd "$W/far" || exit
		export ROOT=${1:-$root} HOME=/nonexistent
		bash -e "$W/commands"
	) >"$W/said" 2>&1
}
copy
ok "the copy verifies" by_hand
[ $failed = 0 ] || tail -5 "$W/said"
is "each snapshot twice timestamped" "$(grep -c ': there before ' "$W/said")" 8
is "each report" "$(grep -c '^OK$' "$W/said")" 4
refused() { # WHAT WORDS [ROOT]
	by_hand "${3:-}"
	is "$1" "$?:$(grep -c -- "$2" "$W/said" | sed 's/^[1-9].*/told/')" 1:told
	copy
}
by_hand SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
is "another root" $? 1
o=$(find "$H/objects" -type f -size +1k | LC_ALL=C sort | head -1)
chmod u+w "$o"
printf '\x00' | dd of="$o" bs=1 seek=700 conv=notrunc 2>/dev/null
by_hand
[ $? != 0 ]
is "a byte of an object" "$?:$(grep -c ': there before ' "$W/said")" 0:0
copy
KEY=$D/keys/history KEY_PUB=$D/keys/history.pub
git -C "$H" update-ref refs/heads/main "$(git -C "$H" -c user.name=x -c user.email=x@x commit-tree -p main -m x 'main^{tree}')"
by_hand
is "a snapshot that nobody signed" "$?" 1
copy
out_of main
echo >>"$W/t/config/exceptions"
subject=$(git -C "$H" log -1 --format=%s main)
forge main main~1 "$subject" # with a MANIFEST that fits
by_hand
is "a snapshot put in the place of another" "$?" 1
copy
out_of seals
git -C "$H" cat-file blob "seals~1:2026-01-07/manifest.one.tst" >"$W/t/2026-01-08/manifest.one.tst"
forge seals seals~1 "$(git -C "$H" log -1 --format=%s seals)"
refused "the timestamp of another night" "message imprint mismatch"
out_of seals
checkpoint "$(sed -n 1p "$W/t/checkpoint")" 4 "$(head -c 32 /dev/zero | base64)" >"$W/n"
cp "$W/n" "$W/t/checkpoint"
forge seals seals~1 "$(git -C "$H" log -1 --format=%s seals)"
by_hand
is "another root of the log" "$?:$(grep -c '^OK$' "$W/said")" 1:0
copy
sed -i 's/<observation>/&Nobody said that. /' "$W/far/reports/2026-01-06/report.xml"
refused "another finding" "FAIL"
cp "$W/far/reports/2026-01-06/report.xml" "$W/far/reports/2026-01-08/report.xml"
ok "a report in another's place is still one" by_hand
end
