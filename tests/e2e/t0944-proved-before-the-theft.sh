#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# After `keys revoke --since T` a snapshot by the revoked key stands where a
# timestamp of its MANIFEST, or of a later one, is from before T; and no other.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
# faketime comes before the sanitiser.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
D=$W/d
mkdir "$D"
"$B"/world --out "$W/w" --days 4 --start 2026-01-05 --seed 5 --scale 1 >/dev/null
now=$(date +%s)
at() { date -u -d "@$((now + $1))" '+%Y-%m-%d %T'; }
then=$(at -172800)
since=$(date -u -d "@$((now - 86400))" +%FT%TZ)
# The authority of then has gone on to today when it is asked again.
FAKE=$then tsa_start one
tsa_start two
night() { # DAY [TIME]
	${2:+faketime -f "@$2"} "$N" -C "$D" run --mirror "file://$W/w/$1" \
		--as-of "$(cat "$W/w/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
faketime -f "@$then" "$N" -C "$D" init >/dev/null
cp "$D/nroaudit.conf" "$W/conf"
tsa_conf one >>"$D/nroaudit.conf"
tsa_mode one down
ok "a night without an authority" night 2026-01-05 "$then"
tsa_mode one good
ok "the next one, timestamped" night 2026-01-06 "$then"
# That of the first night's MANIFEST may come later; the second's covers it.
cp "$W/conf" "$D/nroaudit.conf"
tsa_conf two >>"$D/nroaudit.conf"
ok "a night after the theft" night 2026-01-07
ok "the key is revoked" "$N" -C "$D" keys revoke --since "$since"
ok "and a night with the new one" night 2026-01-08
cp "$W/conf" "$D/nroaudit.conf"
tsa_conf one two >>"$D/nroaudit.conf"
"$N" -C "$D" verify "$D/history" >"$W/out"
is "verify fails" $? 2
id=$(git -C "$D/history" rev-parse 'snapshot/2026-01-07^{commit}')
is "for what was made after it" "$(grep -o 'BAD: [^ ]*' "$W/out" | sort | tr '\n' ' ')" \
	"BAD: ${id:0:12}: BAD: snapshot/2026-01-07: "
is "which no timestamp proves" "$(grep -c "revoked since $since, and no timestamp proves" "$W/out")" 2
# An exhibit of a report by the revoked key, from then: its own timestamp and
# that of its snapshot are in it.
id=$("$N" -C "$D" audit --json | sed -n 's/^{"id":"\([^"]*@2026-01-06\)".*"outcome":"FAIL".*/\1/p' | head -1)
rc "an exhibit, of now, which the authority of then has no time for" 2 "$N" -C "$D" bundle "$id" -o "$W/x.zip"
is "has that report" "$(unzip -l "$W/x.zip" | grep -c 'data/reports/2026-01-06/report.xml')" 1
"$N" -C "$D" verify "$W/x.zip" >"$W/out"
is "and stands" "$?:$(grep -c BAD "$W/out")" 0:0
cp "$W/conf" "$D/nroaudit.conf"
tsa_conf two >>"$D/nroaudit.conf"
"$N" -C "$D" verify "$W/x.zip" >"$W/out"
is "but not without trust in that authority" "$?:$(grep -c 'data/history.git: BAD: .*no timestamp proves' "$W/out" | sed 's/^[1-9].*/told/')" 2:told
"$N" -C "$D" verify "$D/history" >"$W/out"
is "nor do timestamps of nobody that is trusted" "$(grep -c 'no timestamp proves' "$W/out")" 6
end
