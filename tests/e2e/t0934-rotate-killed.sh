#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A rotation that is killed, or whose disk fails, at points spread over it: the
# old keys sign or the new ones, never neither, and the next command ends it.
[ -d /dev/shm ] && export TMPDIR=/dev/shm
. tests/e2e/lib.sh
F=$B/fault-run
L=$(realpath "$B/fault.so")
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0:detect_leaks=0
T=$W/t
"$B"/world --out "$W/world" --days 2 --start 2026-01-05 --seed 5 --scale 1 --clean >/dev/null
night() {
	"$N" -C "$T" run --mirror "file://$W/world/$1" \
		--as-of "$(cat "$W/world/$1/AS-OF")"
	[ $? -le 1 ]
}
ok "a first night" night 2026-01-05
cp -a "$T" "$W/base"
"$F" count 0 EIO "$L" "$N" -C "$T" keys rotate >"$W/fault" 2>&1
POINTS=$(tail -1 "$W/fault" | cut -d' ' -f1)
echo "$POINTS points"
[ "$POINTS" -gt 50 ] || die "too few points: $(cat "$W/fault")"
old=0 new=0
at() { # MODE POINT ERROR
	local n
	rm -rf "$T"
	cp -a "$W/base" "$T"
	"$F" "$1" "$2" "$3" "$L" "$N" -C "$T" keys rotate >"$W/log" 2>&1
	night 2026-01-06 >"$W/next" 2>&1 || { cat "$W/next"; return 1; }
	"$N" -C "$T" verify --root "$(cat "$W/base/keys/root.txt")" "$T" >"$W/verify" ||
		{ grep -v ': OK$' "$W/verify"; return 1; }
	"$N" -C "$T" verify >"$W/verify" || { grep -v ': OK$' "$W/verify"; return 1; }
	[ ! -e "$T/keys/next" ] || { echo "keys/next is left"; return 1; }
	n=$(git -C "$T/history" rev-list --count keys)
	if cmp -s "$T/keys/history" "$W/base/keys/history"; then
		old=$((old + 1))
		[ "$n" = 1 ] && cmp -s "$T/keys/report.key" "$W/base/keys/report.key"
	else
		new=$((new + 1))
		[ "$n" = 2 ] && ! cmp -s "$T/keys/report.key" "$W/base/keys/report.key"
	fi
}
for i in $(seq 1 16); do
	p=$((i * POINTS / 16))
	ok "killed at $p" at kill $p EIO
done
for i in $(seq 1 6); do
	p=$((i * POINTS / 6 - 3))
	ok "EIO at $p" at once $p EIO
done
echo "$old ended as before, $new as after"
is "both happen" "$([ $old -gt 0 ] && [ $new -gt 0 ] && echo yes)" yes
end
