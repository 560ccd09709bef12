#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every row of rules.def has its cases, and every directory its row.
bad=0
ids=$(sed -n 's/^RULE("\([A-Z]-[0-9]*\)".*/\1/p' include/audit/rules.def)
for id in $ids; do
	for kind in ok ko none; do
		ls tests/rules/"$id"/$kind-* >/dev/null 2>&1 ||
			{ echo "include/audit/rules.def:1: $id has no $kind- case"; bad=1; }
	done
done
for d in tests/rules/*/; do
	id=$(basename "$d")
	echo "$ids" | grep -qx "$id" || { echo "$d:1: no such rule"; bad=1; }
done
exit $bad
