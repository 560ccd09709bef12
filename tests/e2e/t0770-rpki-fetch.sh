#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The RPKI by RRDP: a trust anchor over https, its repository by snapshot, the
# next night by delta; and what is not believed.
. tests/e2e/lib.sh
. tests/e2e/server.sh
. tests/e2e/rpki.sh
ca ca
cert good "IP:127.0.0.1,IP:127.0.0.2" ca
serve "127.0.0.1=$C/good.pem" "127.0.0.2=$C/good.pem"
H=https://127.0.0.1:$PORT
ANCHOR=$H/ta.cer
NOTIFY=$H/a/notification.xml
stats apnic 9 | page /stats 1
"$GEN" nights "$W/nights" 4 "$NOTIFY" - || die "no generated trees"
night() { # WHAT DIR
	rc "$1" 0 "$N" -C "$2" fetch
}
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
rpki "$W/a" <<<"apnic-extended $H/stats"

publish a "$W/nights/1" gen.test/ 1
night "the first night" "$W/a"
is "no fault" "$(faults "$W/a")" ""
is "all objects" "$(objects "$W/a" "$NOTIFY")" "$(published "$W/nights/1")"
is "by the snapshot" "$(requests /a/snapshot.1.xml)" 1

publish a "$W/nights/2" gen.test/ 2 "$W/nights/1"
night "the second night" "$W/a"
is "no fault" "$(faults "$W/a")" ""
is "all objects, again" "$(objects "$W/a" "$NOTIFY")" "$(published "$W/nights/2")"
is "by the delta alone" "$(requests /a/delta.2.xml) $(requests /a/snapshot.2.xml)" "1 0"
night "a night without news" "$W/a"
is "and adds nothing" "$(added "$W/a")" ""
is "but is all there" "$(state "$W/a" | sed -n 's/^object \(rsync[^ ]*\) \([0-9a-f]*\) .*/\2 \1/p')" \
	"$(published "$W/nights/2")"
is "costs the notification" "$(requests /a/notification.xml) $(requests /a/delta.2.xml)" "3 1"

# --- what the history has of it ---
is "the anchor, the notification and all objects were added on the first night" \
	"$(added "$W/a" main~2 | sed 's#.*/##;s/\..*//' | LC_ALL=C sort)" \
	"$({ published "$W/nights/1" | cut -d' ' -f1
		sha256sum "$W/nights/1/gen.test/ta.cer" | cut -d' ' -f1
		state "$W/a" main~2 | sed -n "s#^object $NOTIFY \([0-9a-f]*\) .*#\1#p"; } | LC_ALL=C sort)"
is "on the second what was new" "$(added "$W/a" main~1 | sed 's/.*\.//' | sort | uniq -c | tr -s ' \n' ' ')" " 1 mft 1 roa 1 xml "
state "$W/a" | sed -n 's/^object \([^ ]*\) \([0-9a-f]*\) /\2 /p' >"$W/list"
while read -r sha blob; do
	[ "$(git -C "$W/a/history" cat-file blob "$blob" | sha256sum | cut -d' ' -f1)" = "$sha" ] || echo "$sha"
done <"$W/list" >"$W/wrong"
is "every object of a state is a blob of the history" "$(wc -l <"$W/list") $(cat "$W/wrong")" "12 "
is "a state tells of the repository" "$(state "$W/a" main~1 | sed -n 's/^repository \([^ ]*\) [^ ]* \(.*\) [0-9a-f]* -$/\1 \2/p')" \
	"$NOTIFY deltas $SESSION 2 deltas 10"
ok "the history verifies" "$N" -C "$W/a" verify "$W/a/history"

# --- what it comes to ---
# The objects are of 2026-01-01: the snapshots must be, too.
rpki "$W/b" <<<"apnic-extended $H/stats"
for k in 1 2; do
	publish a "$W/nights/$k" gen.test/ $((k + 2)) "$W/nights/$((3 - k))"
	rc "a night as of 2026: $k" 0 "$N" -C "$W/b" fetch --as-of 2026-01-01T00:00:0${k}Z
	"$N" rpki validate --tal "$W/nights/$k/gen.tal" --objects "$W/nights/$k" \
		--at 2026-01-01T00:00:0${k}Z >"$W/vrps.$k"
done
"$N" -C "$W/b" rpki vrps --csv >"$W/got"
is "VRPs of the newest snapshot" "$(cat "$W/got")" "$(cat "$W/vrps.2")"
is "VRPs of an older one" "$("$N" -C "$W/b" rpki vrps --snapshot main~1)" "$(cat "$W/vrps.1")"
is "which differ" "$(grep -c "" "$W/got") $(cmp -s "$W/vrps.1" "$W/vrps.2" || echo differ)" "3 differ"
is "every object by name" "$("$N" -C "$W/b" rpki vrps --json | grep -c '"state":"valid"')" 10
is "as of another time nothing holds" "$("$N" -C "$W/a" rpki vrps)" "ASN,IP Prefix,Max Length,Trust Anchor"
rc "no such snapshot" 2 "$N" -C "$W/b" rpki vrps --snapshot none
rc "both formats" 3 "$N" -C "$W/b" rpki vrps --csv --json
rpki "$W/n" <<<"apnic-extended $H/stats"
sed -i 's/^\[rpki\]/&\n\tenabled = false/' "$W/n/nroaudit.conf"
rc "a night without RPKI" 0 "$N" -C "$W/n" fetch
rc "has none" 2 "$N" -C "$W/n" rpki vrps
is "and says so" "$(grep -c 'has no RPKI' "$W/out")" 1

# --- one object, and its chain ---
"$N" -C "$W/b" rpki vrps --json >"$W/all"
roa=$(grep '"type":"roa"' "$W/all" | grep '"state":"valid"' | head -1)
uri=$(sed 's/.*"uri":"\([^"]*\)".*/\1/' <<<"$roa")
sha=$(sed 's/.*"sha256":"\([^"]*\)".*/\1/' <<<"$roa")
prefix=$(sed 's/.*"prefix":"\([^"]*\)".*/\1/' <<<"$roa")
asn=$(sed 's/.*"asn":\([0-9]*\).*/\1/' <<<"$roa")
"$N" -C "$W/b" rpki show "$uri" >"$W/one"
is "an object by its URI" "$(head -1 "$W/one")" "$uri"
is "with its digest" "$(grep -c "^  SHA-256 $sha\$" "$W/one")" 1
is "whose bytes git prints" \
	"$(git -C "$W/b/history" $(sed -n 's/^  git \(cat-file blob .*\)/\1/p' "$W/one" | head -1) | sha256sum | cut -d' ' -f1)" "$sha"
is "by its digest, the same" "$("$N" -C "$W/b" rpki show "$sha")" "$(cat "$W/one")"
is "up to the trust anchor" "$(grep '^above: ' "$W/one" | tail -1 | grep -o 'ta\.cer$')" ta.cer
is "each CA with manifest and CRL" \
	"$(grep -c '^above: ' "$W/one") $(grep -c '^its manifest: ' "$W/one") $(grep -c '^its CRL: ' "$W/one")" \
	"$(for i in 1 2 3; do grep -c '^above: ' "$W/one"; done | tr '\n' ' ' | sed 's/ $//')"
is "by its prefix" "$("$N" -C "$W/b" rpki show "$prefix" | grep -c "^$uri\$")" 1
is "by its AS number" "$("$N" -C "$W/b" rpki show "AS$asn" | grep -c "^$uri\$")" 1
is "as lines of validate" "$("$N" -C "$W/b" rpki show --json "$uri" | head -1)" "$roa"
is "each of them" "$("$N" -C "$W/b" rpki show --json "$uri" | grep -vcFxf "$W/all")" 0
rc "of an older snapshot" 0 "$N" -C "$W/b" rpki show --snapshot main~1 "$prefix"
rc "what is not there" 2 "$N" -C "$W/b" rpki show 203.0.113.0/24
rc "no such words" 3 "$N" -C "$W/b" rpki show 203.0.113.0/99
rc "of nothing" 3 "$N" -C "$W/b" rpki show
end
