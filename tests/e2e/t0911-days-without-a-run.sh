#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Gaps and second runs that the chain records are told; a snapshot that was
# taken out of it is refused.
. tests/e2e/lib.sh
D=$W/d
"$B"/world --out "$W/world" --days 7 --start 2026-01-05 --seed 5 --scale 1 --clean >/dev/null
night() {
	"$N" -C "$D" run --mirror "file://$W/world/$1" \
		--as-of "$(cat "$W/world/$1/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
ok "the nights" eval "night 2026-01-05 && night 2026-01-06 && night 2026-01-06 &&
	night 2026-01-08 && night 2026-01-11"
ok "verify accepts them" eval '"$N" -C "$D" verify >"$W/out"'
is "and tells what is missing, and what is there twice" \
	"$(grep NOTE "$W/out" | grep -v timestamp | sed 's/.*NOTE: //')" \
	"2 runs on 2026-01-06
no run on 2026-01-07
no run on 2 days, 2026-01-09 to 2026-01-10"
is "json" "$("$N" -C "$D" verify --json "$D/history" |
	grep -c '"state":"NOTE","reason":"no run on 2026-01-07"')" 1
# The second of 2026-01-06 is taken out, and those behind it written anew.
H=$D/history
git clone -q --bare "file://$H" "$W/cut" 2>"$W/log"
new=$(git --git-dir "$H" cat-file -p main~1 | sed "s/^parent .*/parent $(git --git-dir "$H" rev-parse main~3)/" |
	git --git-dir "$W/cut" hash-object -t commit -w --stdin)
tip=$(git --git-dir "$H" cat-file -p main | sed "s/^parent .*/parent $new/" |
	git --git-dir "$W/cut" hash-object -t commit -w --stdin)
git --git-dir "$W/cut" update-ref refs/heads/main "$tip"
rc "a snapshot that was taken out is refused" 2 "$N" -C "$D" verify "$W/cut"
is "the chain of days is broken" "$(grep -c 'BAD: .*: MANIFEST does not name the MANIFEST before it' "$W/out")" 1
end
