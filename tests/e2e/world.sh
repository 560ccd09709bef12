# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: run_world DIR DAYS SEED SCALE — a world below DIR/world and the
# nightly job for each of its days in DIR; prints and counts differences.
run_world() {
	local dir=$1 days=$2 seed=$3 scale=$4 day rc bad=0
	"$B"/world --out "$dir/world" --days "$days" --start 2026-01-05 \
		--seed "$seed" --scale "$scale" >/dev/null || return 1
	"$N" -C "$dir" init >/dev/null || return 1
	cat "$dir/world/exceptions.conf" >>"$dir/nroaudit.conf"
	for day in "$dir"/world/20*; do
		day=$(basename "$day")
		"$N" -C "$dir" run --mirror "file://$(realpath "$dir")/world/$day" \
			--as-of "$(cat "$dir/world/$day/AS-OF")" >"$dir/log" 2>&1
		rc=$?
		if [ $rc -gt 1 ]; then
			cat "$dir/log"
			return 1
		fi
		"$N" -C "$dir" audit --json >"$dir/findings.jsonl" 2>/dev/null
		[ $? -le 1 ] || return 1
		"$B"/world-compare "$dir/world/truth.txt" "$day" \
			"$dir/findings.jsonl" || bad=1
	done
	return $bad
}
