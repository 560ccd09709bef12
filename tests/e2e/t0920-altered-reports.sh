#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every case of the tamper matrix, made from the program's own reports, is
# refused with its reason, and the good ones are accepted; what other
# verifiers say of each is a table.  REWRITE=1 writes that.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
. tests/tamper/cases.sh
. tests/tamper/verifiers.sh
tamper_cases || die "no cases"
TRUST=(--trusted "$W/ca.pem")
# The first reason of an object a line, or none.
first() { sed -n '1s/.*"reason": *"\([^"]*\)".*/\1/p' "$1"; }
while IFS=$'\t' read -r c state reason; do
	"$N" -C "$W/d" verify --json "${TRUST[@]}" "$W/cases/$c.xml" >"$W/json" 2>&1
	got="$? $(sed -n '1s/.*"state": *"\([^"]*\)".*/\1/p' "$W/json")"
	if [ "$state" = OK ]; then
		is "$c" "$got" "0 OK"
		continue
	fi
	is "$c: exit status and state" "$got" "2 $state"
	if first "$W/json" | grep -qE "^($reason)"; then
		echo "ok: $c: $(first "$W/json")"
	else
		echo "not ok: $c: '$(first "$W/json")', want '$reason'"
		failed=1
	fi
done <"$W/cases/table"
is "every number of the matrix is there" \
	"$(cut -f1 "$W/cases/table" | cut -c1-2 | sort -un | head -51 | xargs)" \
	"$(seq -w 0 50 | xargs)"

# The others are the same programs, however ours was built.
case $B in *-san) end ;; esac
skipped=
for col in $COLUMNS_ALL; do
	"column_$col" >"$W/says.$col" 2>"$W/err" || {
		skipped="$skipped $col ($(tail -1 "$W/err"))"
		: >"$W/says.$col"
	}
done
{ cat tests/tamper/verifiers.head; verifiers_table "$W/says"; } >"$W/verifiers.md"
if [ -n "${REWRITE:-}" ]; then
	[ -z "$skipped" ] || die "missing:$skipped"
	cp "$W/verifiers.md" tests/tamper/verifiers.md
fi
# Of a missing one, the column counts as it was.
mask() {
	awk -F'|' -v OFS='|' -v not="$skipped" '
		/^\| case / { for (i = 3; i < NF; i++) { split($i, n, " ")
			if (index(not, " " n[1] " (")) m[i] = 1 } }
		/^\| [0-9]/ { for (i in m) $i = " ? " }
		{ print }' "$1"
}
mask tests/tamper/verifiers.md >"$W/want"
ok "the table of the verifiers is as they say" diff "$W/want" "$W/verifiers.md"
# xadesjs 2.6.8 cannot read an ArchiveTimeStamp.
good() { grep '^00-good' "$W/says.$1" | grep -vc ' OK$'; }
for col in $COLUMNS_ALL; do
	[ -s "$W/says.$col" ] || continue
	want=0
	case $col in xadesjs | openssl-ts) want=1 ;; esac
	is "$col accepts the good ones (openssl has no token of B-B, xadesjs no LTA)" \
		"$(good "$col")" $want
done
[ $failed = 0 ] && [ -n "$skipped" ] && { echo "skipped:$skipped"; exit 77; }
end
