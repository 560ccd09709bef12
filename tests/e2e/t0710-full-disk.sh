#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk that is really full, at several fillings: what was stored stays, and
# with room again the next run is as if nothing had been.
. tests/e2e/lib.sh
. tests/fault/faults.sh
mkdir "$T"
mount -t tmpfs -o size=24m tmpfs "$T" 2>/dev/null ||
	{ echo "skipped: no right to mount a small file system"; exit 77; }
trap 'umount "$T"; rm -rf "$W"' EXIT

# Leaves KIB kibibytes free.
fill() {
	dd if=/dev/zero of="$T/fill" bs=4k 2>/dev/null
	truncate -s $(($(stat -c %s "$T/fill") - $1 * 1024)) "$T/fill"
}
restore() {
	find "$T" -mindepth 1 -delete
	cp -a "$W/base/." "$T/"
}
ok "two days, and a third undisturbed" fault_base 3
[ $failed = 0 ] || end
full=0 whole=0
at() { # KIB: that much is free
	local rc
	restore
	fill "$1"
	run_day 2026-02-01 >"$W/fault" 2>&1
	rc=$?
	[ $rc -le 2 ] || { echo "exit $rc"; return 1; }
	if [ $rc = 2 ]; then full=$((full + 1)); else whole=$((whole + 1)); fi
	[ $rc != 2 ] || grep -q '^nroaudit: .' "$W/fault" || return 1
	holds || return 1
	rm "$T/fill"
	heals
}
for kib in 0 300 600 $(seq 800 150 2000) $(seq 2500 500 5000) 9000; do
	ok "$kib KiB free" at "$kib"
done
ok "some runs were out of room" [ $full -gt 0 ]
ok "and some were not" [ $whole -gt 0 ]
end
