#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual is well-formed and names every command.
bad=0
for m in src/man/*.[157]; do
	out=$(mandoc -Tlint -Wwarning "$m") || { echo "$out"; bad=1; }
done
for c in $(sed -n 's/^COMMAND("\([a-z]*\)".*/\1/p' include/cmd/commands.def); do
	grep -q "^\.It Cm $c\b" src/man/nroaudit.1 ||
		{ echo "src/man/nroaudit.1:1: no command $c"; bad=1; }
done
exit $bad
