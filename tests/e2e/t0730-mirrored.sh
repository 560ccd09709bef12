#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# history.remote: pushed at the end; what fails is no failure of the run and
# stands in the next report.
. tests/e2e/lib.sh
"$B"/world --out "$W/world" --days 4 --start 2026-01-30 --seed 5 --scale 1 >/dev/null
D=$W/d
run() {
	"$N" -C "$D" run --mirror "file://$W/world/$1" \
		--as-of "$(cat "$W/world/$1/AS-OF")" >"$W/run" 2>&1
}
refs() { git -C "$1" show-ref; }
fault() { # DAY: the self-fault of its report that tells of the mirror
	grep -o 'after [^<]*history.remote[^<]*' "$D/reports/$1/report.xml" | head -1
}
git init -q --bare -b main "$W/mirror.git"
mkdir "$D"
printf '[history]\n\tremote = file://%s\n\tremotetimeout = 60\n' \
	"$W/mirror.git" >"$D/nroaudit.conf"
run 2026-01-30
ok "the run succeeds" [ $? -le 1 ]
is "the mirror has it all" "$(refs "$W/mirror.git")" "$(refs "$D/history")"
ok "and is verified like the history" "$N" -C "$D" verify "$W/mirror.git"
is "its address is in no snapshot" \
	"$(git -C "$D/history" grep -c "$W/mirror" main findings)" ""

mv "$W/mirror.git" "$W/away"
run 2026-01-31
ok "without the mirror the run succeeds" [ $? -le 1 ]
is "and says what failed" "$(grep -c 'self-fault: after the run of 2026-01-31: history.remote: the remote cannot be reached' "$W/run")" 1
mv "$W/away" "$W/mirror.git"
run 2026-02-01
ok "the next run succeeds" [ $? -le 1 ]
is "its report tells of the last" "$(fault 2026-02-01 | cut -d: -f1-3)" \
	"after the run of 2026-01-31: history.remote: the remote cannot be reached"
is "a month was packed" "$(find "$D/history/objects/pack" -name '*.pack' | wc -l)" 1
is "and the mirror has it all again" "$(refs "$W/mirror.git")" "$(refs "$D/history")"
run 2026-02-02
is "it is told once" "$(fault 2026-02-02)" ""

# Commits of somebody else's are told apart, and stay.
c=$(git -C "$W/mirror.git" -c user.name=x -c user.email=x commit-tree -p main \
	-m theirs 'main^{tree}')
git -C "$W/mirror.git" update-ref refs/heads/main "$c"
run 2026-02-02
ok "the run succeeds all the same" [ $? -le 1 ]
is "told apart" "$(grep -c 'the remote has commits that are not ours; nothing was sent' "$W/run")" 1
is "and stays" "$(git -C "$W/mirror.git" rev-parse main)" "$c"
ok "all of it is verified" "$N" -C "$D" verify
end
