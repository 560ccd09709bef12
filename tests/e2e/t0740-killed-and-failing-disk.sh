#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The short form of tests/fault/soak.sh: points spread over one run.
[ -d /dev/shm ] && export TMPDIR=/dev/shm
. tests/e2e/lib.sh
. tests/fault/faults.sh
ok "two days, and the points of a third" fault_base 3
[ $failed = 0 ] || end
echo "$POINTS points"
spread() { # COUNT OFFSET
	for i in $(seq 0 $(($1 - 1))); do echo $((1 + (i * POINTS + $2) / $1)); done
}
for n in $(spread 24 "$POINTS"); do
	ok "killed at $n" fault_at kill "$n" EIO
done
for n in $(spread 14 17); do
	ok "EIO at $n" fault_at once "$n" EIO
done
for n in $(spread 5 31); do
	ok "full from $n on" fault_at sticky "$n" ENOSPC
done
end
