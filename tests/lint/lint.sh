#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# All gates; each prints file:line and fails.
set -u
pass=0 fail=0
for t in tests/lint/[a-z]*.sh; do
	case $t in */lint.sh | */deps.sh) continue ;; esac
	if bash "$t"; then pass=$((pass + 1)); else
		fail=$((fail + 1))
		echo "FAILED: $t"
	fi
done
echo "$pass passed, $fail failed"
[ "$fail" = 0 ]
