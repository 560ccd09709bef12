#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A change of engine is listed, and counts neither as new nor as cured; a
# snapshot is judged by its own configuration.
. tests/e2e/lib.sh
. tests/e2e/world.sh
"$B"/world --out "$W/world" --days 3 --start 2026-01-05 --seed 4 --scale 1 >/dev/null
D=$W/d
"$N" -C "$D" init >/dev/null
run() { # DAY
	"$N" -C "$D" run --mirror "file://$W/world/$1" \
		--as-of "$(cat "$W/world/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || cat "$W/log"
}
run 2026-01-05
run 2026-01-06
cp -r "$D" "$W/plain"
g() { git -C "$D/history" "$@"; }

# As if an older engine had found one thing less and one thing more.
g show findings:findings >"$W/f"
gone=$(grep '^finding|' "$W/f" | grep '|FAIL||' | grep -v '|S4|' | head -1 | cut -d'|' -f2)
ghost='U-01/9.9.9.0-9.9.9.255/apnic+arin@2026-01-05'
grep -vF "finding|$gone|" "$W/f" | sed 's/^# engine .*/# engine older/' >"$W/f2"
echo "finding|$ghost|U-01|1|S3|FAIL||OBSERVED|apnic+arin|ipv4|9.9.9.0-9.9.9.255|2026-01-05|2026-01-06|1|2|2|0|0|x" >>"$W/f2"
blob=$(g hash-object -w --stdin <"$W/f2")
tree=$(g ls-tree findings | sed "s/blob [0-9a-f]*\tfindings\$/blob $blob\tfindings/" | g mktree)
commit=$(g -c user.name=x -c user.email=x@x commit-tree "$tree" -p findings~1 \
	-m "$(g log -1 --format=%s findings)")
g update-ref refs/heads/findings "$commit"

run 2026-01-07
g show findings:findings >"$W/e"
is "the epoch names the engine before" "$(grep -c '^epoch|older|1|1$' "$W/e")" 1
is "what this engine alone finds is listed" \
	"$(grep -cF "epoch-added|$gone|" "$W/e")" 1
is "what it alone dropped is listed" "$(grep -cF "epoch-removed|$ghost|" "$W/e")" 1
is "what was dropped is not cured" "$(grep -c "^cured|U-01/9.9.9" "$W/e")" 0
r=$D/reports/2026-01-07/report.xml
is "the report lists both" \
	"$(xmllint --xpath 'concat(//*[local-name()="epoch"]/*[local-name()="added"]/@count,"+",//*[local-name()="epoch"]/*[local-name()="removed"]/@count)' "$r")" 1+1
ok "the schema accepts the report" xmllint --noout --schema templates/report.xsd "$r"
# Beside a history in which no engine changed, today's findings are the same.
cp -r "$D" "$W/changed"
D=$W/plain
run 2026-01-07
git -C "$W/plain/history" show findings:findings | grep '^finding|' >"$W/a"
git -C "$W/changed/history" show findings:findings | grep '^finding|' >"$W/b"
ok "nothing of it is new or lost" cmp "$W/a" "$W/b"

# The configuration of its day decides, not today's.
printf '[persistence]\n\tdays = 1\n\tserials = 1\n' >>"$W/plain/nroaudit.conf"
git -C "$W/plain/history" log -1 --format=%H main >"$W/last"
"$N" -C "$W/plain" audit --snapshot "$(cat "$W/last")" --json >"$W/old"
is "an old snapshot is judged by its own thresholds" \
	"$(grep -c '"persistence":"PERSISTENT"' "$W/old")" 0
"$N" -C "$W/plain" run --mirror "file://$W/world/2026-01-07" \
	--as-of 2026-01-08T09:00:00Z >"$W/log" 2>&1
is "a deviation stands in the report's head" \
	"$(xmllint --xpath 'string(//*[local-name()="deviations"])' \
	"$W/plain/reports/2026-01-08/report.xml" | head -1)" \
	"persistence.days = 1 (default 7)"
"$N" -C "$W/plain" audit --json >"$W/new"
is "and acts" "$([ "$(grep -c '"persistence":"PERSISTENT"' "$W/new")" -gt 0 ] && echo yes)" yes

# This engine's own findings must come out the same again.
cd "$W/plain/history" && tree=$(git show findings:findings | sed 's/^outcome|U-01|\([A-Z]*\)|[0-9]*/outcome|U-01|\1|1/' |
	git hash-object -w --stdin | { read -r b; git ls-tree findings | sed "s/blob [0-9a-f]*\tfindings\$/blob $b\tfindings/"; } | git mktree)
c=$(git -c user.name=x -c user.email=x@x commit-tree "$tree" -p findings~1 -m "$(git log -1 --format=%s findings)")
git update-ref refs/heads/findings "$c"
cd - >/dev/null || exit 1
rc "findings that cannot be reproduced are an error" 2 "$N" -C "$W/plain" audit
is "and it says so" "$(grep -c 'cannot be reproduced' "$W/out")" 1

# A source that configuration adds is fetched, kept and examined.
mkdir -p "$W/x"
printf '[source "apnic-copy"]\n\tpublisher = apnic\n\tkind = stats-extended\n\turl = https://ftp.apnic.net/stats/apnic/delegated-apnic-extended-latest\n' >"$W/x/nroaudit.conf"
"$N" -C "$W/x" run --mirror "file://$W/world/2026-01-05" >"$W/log" 2>&1
is "an added source is in the snapshot" \
	"$(git -C "$W/x/history" rev-parse main:extra/apnic-copy)" \
	"$(git -C "$W/x/history" rev-parse main:stats/apnic/delegated-apnic-extended-latest)"
rm "$W/x/nroaudit.conf"
rc "a snapshot keeps its own sources" 0 bash -c "'$N' -C '$W/x' audit --outcomes --json; [ \$? -le 1 ]"
end
