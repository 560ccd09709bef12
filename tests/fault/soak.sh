#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The long form: 200 kills at random points, and every point of a run in turn
# failing with EIO and with a full disk.  KILLS, STEP, SEED shorten or repeat.
[ -d /dev/shm ] && export TMPDIR=/dev/shm
. tests/e2e/lib.sh
. tests/fault/faults.sh
KILLS=${KILLS:-200} STEP=${STEP:-1} SEED=${SEED:-$(date +%s)}
RANDOM=$((SEED % 32768))
echo "SEED=$SEED"
ok "two days, and the points of a third" fault_base 3
[ $failed = 0 ] || end
echo "$POINTS points"
for i in $(seq "$KILLS"); do
	n=$((1 + (RANDOM * 32768 + RANDOM) % POINTS))
	mode=$([ $((i % 2)) = 0 ] && echo kill || echo kill-after)
	ok "kill $i: $mode $n" fault_at "$mode" $n EIO
done
for n in $(seq $((1 + SEED % STEP)) "$STEP" "$POINTS"); do
	ok "EIO at $n" fault_at once "$n" EIO
	ok "no room at $n" fault_at once "$n" ENOSPC
	ok "full from $n on" fault_at sticky "$n" ENOSPC
done
T=$W/first
mkdir "$T"
run_day 2026-01-30 "$F" count 0 EIO "$L" >"$W/fault"
POINTS=$(tail -1 "$W/fault" | cut -d' ' -f1)
echo "$POINTS points of a first run"
for n in $(seq $((1 + SEED % STEP)) $((STEP * 5)) "$POINTS"); do
	ok "first run killed at $n" first_at kill "$n" EIO
	ok "first run, EIO at $n" first_at once "$n" EIO
	ok "first run, full from $n on" first_at sticky "$n" ENOSPC
done
end
