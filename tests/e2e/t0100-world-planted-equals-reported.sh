#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The short form of the soak: planted and reported are equal sets.
. tests/e2e/lib.sh
. tests/e2e/world.sh
mkdir "$W/d"
ok "12 days, seed 7: planted equals reported" run_world "$W/d" 12 7 1
# A comparison that cannot fail shows nothing.
sed -i '/ U-01 /d' "$W/d/world/truth.txt"
day=$(grep -h ' U-02 ' "$W/d/world/truth.txt" | tail -1 | cut -d' ' -f1)
sed -i "/^$day FAIL U-02 /d" "$W/d/world/truth.txt"
id=$(git -C "$W/d/history" log --format=%H --reverse main |
	sed -n "$((($(date -d "$day" +%s) - $(date -d 2026-01-05 +%s)) / 86400 + 1))p")
"$N" -C "$W/d" audit --snapshot "$id" --json >"$W/f"
rc "a missing truth is a difference" 1 \
	"$B"/world-compare "$W/d/world/truth.txt" "$day" "$W/f"
end
