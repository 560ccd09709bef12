#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual is well-formed, and in step with the tables and with --help.
B=${BUILD:-build}
bad=0
make -s man BUILD="$B" || exit 1
for m in src/man/*.[157] "$B"/man/*.[57]; do
	out=$(mandoc -Tlint -Wwarning "$m") || { echo "$out"; bad=1; }
	# Who is pointed at is there.
	for x in $(sed -n 's/^\.Xr \(nroaudit[a-z.-]*\) \([157]\).*/\1.\2/p' "$m" | sort -u); do
		[ -f "src/man/$x" ] || [ -f "$B/man/$x" ] || { echo "$m:1: no page $x"; bad=1; }
	done
done
for c in $(sed -n 's/^COMMAND("\([a-z]*\)".*/\1/p' include/cmd/commands.def); do
	page=src/man/nroaudit-$c.1
	grep -q "^\.It Cm $c\b" src/man/nroaudit.1 ||
		{ echo "src/man/nroaudit.1:1: no command $c"; bad=1; }
	[ -f "$page" ] || { echo "$page:1: missing"; bad=1; continue; }
	while read -r o; do
		grep -q "^\.It Fl -$o\b" "$page" || { echo "$page:1: no option --$o"; bad=1; }
	done < <("$B/nroaudit" "$c" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p')
	while read -r o; do
		"$B/nroaudit" "$c" --help | grep -q -- "^  --$o\b" ||
			{ echo "$page:1: --$o is no option"; bad=1; }
	done < <(sed -n 's/^\.It Fl -\([a-z-]*\).*/\1/p' "$page")
done
for id in $(sed -n 's/^RULE("\([A-Z]-[0-9]*\)".*/\1/p' include/audit/rules.def); do
	grep -q "^\.Ss $id$" "$B/man/nroaudit-rules.7" || { echo "include/audit/rules.def:1: $id is not in the manual"; bad=1; }
done
# Each word that findings_print or ledger_print writes at a line's beginning.
for w in $(sed -n 's/.*"\([a-z-]*\)|.*/\1/p' src/audit/finding.c src/audit/ledger_text.c src/audit/epoch.c | sort -u); do
	grep -qw -- "$w" src/man/nroaudit-formats.7 || { echo "src/man/nroaudit-formats.7:1: no line $w"; bad=1; }
done
# Each attribute of provenance.xml, each member of the JSON.
for w in $(sed -n 's/.*attr[a-z_]*(b, "\([a-z0-9-]*\)".*/\1=/p' src/io/provenance.c) \
	$(sed -n 's/.*put(o, "\([a-z_]*\)".*/\1/p' src/report/json.c); do
	grep -q -- "\b$w" src/man/nroaudit-formats.7 || { echo "src/man/nroaudit-formats.7:1: no $w"; bad=1; }
done
exit $bad
