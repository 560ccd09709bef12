#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The form that .clang-format gives; `make format` gives it.
bad=0
while read -r f; do
	clang-format-14 "$f" | cmp -s "$f" - || { echo "$f:1: make format"; bad=1; }
done < <(find src include tests -name '*.[ch]' | sort)
exit $bad
