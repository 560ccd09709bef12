#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An object that git would inflate without complaint, with another's bytes:
# the audit compares with the MANIFEST and refuses.
. tests/e2e/lib.sh
"$B"/world --out "$W/world" --days 2 --start 2026-01-05 --seed 4 --scale 1 >"$W/log" || die "no world"
"$N" -C "$W/d" init >"$W/log" || die "no directory"
for day in "$W"/world/20*; do
	"$N" -C "$W/d" run --mirror "file://$day" --as-of "$(cat "$day/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || die "no run"
done
H=$W/d/history
# swap REV PATH: the loose object at REV:PATH now holds one byte more.
swap() {
	local was now
	was=$(git -C "$H" rev-parse "$1:$2")
	now=$( (git -C "$H" cat-file blob "$was"; echo x) | git -C "$H" hash-object -w --stdin)
	cp "$H/objects/${was:0:2}/${was:2}" "$W/kept"
	chmod u+w "$H/objects/${was:0:2}/${was:2}"
	cp "$H/objects/${now:0:2}/${now:2}" "$H/objects/${was:0:2}/${was:2}"
}
back() {
	local was
	was=$(git -C "$H" rev-parse "$1:$2")
	cp "$W/kept" "$H/objects/${was:0:2}/${was:2}"
}
named() {
	cp "$W/out" "$W/said"
	ok "$1 changed: it is named" grep "$1 of .* is not what its MANIFEST lists" "$W/said"
}
for file in stats/apnic/delegated-apnic-extended-latest iana/as-numbers.xml \
	provenance.xml config/exceptions; do
	swap main $file
	rc "$file changed: the audit fails" 2 "$N" -C "$W/d" audit
	named $file
	back main $file
done
swap findings~1 ledger/ipv4
rc "the ledger changed: the audit fails" 2 "$N" -C "$W/d" audit
named ledger/ipv4
back findings~1 ledger/ipv4
rc "all as it was: the audit succeeds" 1 "$N" -C "$W/d" audit
end
