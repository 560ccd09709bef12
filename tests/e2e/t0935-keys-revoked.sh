#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# After a compromise only what was timestamped before it stands; what was not
# is named, and new keys go on.
. tests/e2e/lib.sh
# faketime comes before the sanitiser.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
D=$W/d
"$B"/world --out "$W/world" --days 3 --start 2026-01-05 --seed 5 --scale 1 --clean >/dev/null
night() {
	"$N" -C "$D" run --mirror "file://$W/world/$1" \
		--as-of "$(cat "$W/world/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
ok "two nights" eval "night 2026-01-05 && night 2026-01-06"
root=$(cat "$D/keys/root.txt")
rc "since when" 3 "$N" -C "$D" keys revoke
rc "not since tomorrow" 3 faketime -f '-1d' "$N" -C "$D" keys revoke --since "$(date -u +%FT%TZ)"
rc "an instant" 3 "$N" -C "$D" keys revoke --since yesterday
rc "whose key" 3 "$N" -C "$D" keys revoke --since 2026-01-06T00:00:00Z --key SHA256:nobody
rc "rotate has no since" 3 "$N" -C "$D" keys rotate --since 2026-01-06T00:00:00Z
rc "one word" 3 "$N" -C "$D" keys forget
is "nothing came of it" "$(git -C "$D/history" rev-list --count keys)" 1

cp -r "$D" "$W/stolen"
ok "revoke" "$N" -C "$D" keys revoke --since 2026-01-06T00:00:00Z
is "what stands in the history" "$(git -C "$D/history" show keys:revoked |
	grep -c 'since 2026-01-06T00:00:00Z$')" 2
new=$(ssh-keygen -lf "$D/keys/history.pub" | cut -d' ' -f2)
is "root.txt names the new key beside the root" "$(cat "$D/keys/root.txt")" "$root
$new"
ok "a third night" night 2026-01-07
"$N" -C "$D" verify >"$W/out"
is "verify fails" $? 2
is "two snapshots and their tags are proved by nothing" \
	"$(grep -c 'history: BAD: .*revoked since 2026-01-06T00:00:00Z, and no timestamp proves' "$W/out")" 4
is "no other fault in the history" "$(grep 'history: BAD' "$W/out" | grep -vc 'no timestamp proves')" 0
is "reports by the revoked certificate" \
	"$(grep -c '2026-01-0[56]/report.xml: BAD: revoked signer' "$W/out")" 2
is "the new report stands" "$(grep -c '2026-01-07/report.xml: OK' "$W/out")" 1

# The thief goes on with what he has; the root alone does not tell him apart,
# the new key does.
"$N" -C "$W/stolen" keys rotate >/dev/null || failed=1
ok "a thief's history hangs on the same root" "$N" -C "$W/empty" verify --root "$root" "$W/stolen/history"
"$N" -C "$W/empty" verify --root "$root,$new" "$W/stolen/history" >"$W/out"
is "and not on the new key" "$(grep -c "the given key $new is not in the history, or revoked" "$W/out")" 1

# One key of the two, and one that no longer signs.
cp -r "$W/stolen" "$W/one"
ok "the report's certificate alone" "$N" -C "$W/one" keys revoke --since 2026-01-06T00:00:00Z \
	--key "$("$N" -C "$W/one" keys | awk '/^certificate/ { print $2 }')"
is "the history's key is kept" "$(cmp "$W/one/keys/history" "$W/stolen/keys/history" && echo same)" same
[ -n "$(cmp "$W/one/keys/report.key" "$W/stolen/keys/report.key")" ]
is "the report's is another" $? 0
D=$W/one
ok "a night goes on" night 2026-01-07
"$N" -C "$D" verify "$D/history" >"$W/out"
is "the history stands whole" "$(cat "$W/out")" "$D/history: OK"
ok "the first key, later" "$N" -C "$D" keys revoke --since 2026-01-06T00:00:00Z --key "$root"
is "--json tells it" "$("$N" -C "$D" keys --json | grep '"kind":"root"' |
	grep -c '"revoked":"2026-01-06T00:00:00Z"')" 1
end
