#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command has --help, and every mistake its own line and exit 3.
. tests/e2e/lib.sh
for c in run init fetch audit report sign verify rules sources config; do
	rc "$c --help" 0 "$N" $c --help
	rc "$c --nonsense" 3 "$N" $c --nonsense
done
says() { # WHAT WORDS COMMAND...
	local what=$1 words=$2
	shift 2
	"$@" >"$W/out" 2>&1
	is "$what: exit" $? 3
	if grep -qF -- "$words" "$W/out"; then echo "ok: $what"; else
		echo "not ok: $what"
		cat "$W/out"
		failed=1
	fi
}
says "a slip in a command" "did you mean 'audit'" "$N" -C "$W" audti
says "a slip in an option" "did you mean --mirror" "$N" -C "$W" run --miror x
says "a missing value" "--as-of wants a value" "$N" -C "$W" run --as-of
says "a bad date" "not '2026-13-01'" "$N" -C "$W" run --as-of 2026-13-01
says "a bad mirror" "not 'ftp://x'" "$N" -C "$W" run --mirror ftp://x
says "a word too many" "one word too many" "$N" -C "$W" rules x
says "no directory behind -C" "-C wants a directory" "$N" run -C
rc "an empty mirror: no RIR at all" 2 "$N" -C "$W/d" run --mirror "file://$W"
printf '[fetch]\n\tretires = 3\n' >"$W/nroaudit.conf"
"$N" -C "$W" config >"$W/out" 2>&1
is "an unknown key names file, line and the nearest" "$(cat "$W/out")" \
	"nroaudit: $W/nroaudit.conf: line 2: fetch.retires: unknown key; the nearest is fetch.retries"
printf '[fetch]\n\tretries = 99\n' >"$W/nroaudit.conf"
rc "a value out of range" 2 "$N" -C "$W" config
printf '[include]\n\tpath = /etc/passwd\n' >"$W/nroaudit.conf"
rc "an include" 2 "$N" -C "$W" config
printf '[exception "a"]\n\trule = P-08\n' >"$W/nroaudit.conf"
rc "an exception without a reason" 2 "$N" -C "$W" config
rm "$W/nroaudit.conf"
"$N" -C "$W" config --explain >"$W/nroaudit.conf"
rc "what --explain prints is a configuration" 0 "$N" -C "$W" config
is "rules and table agree" "$("$N" rules --json | wc -l)" "$(grep -c '^RULE("' include/audit/rules.def)"
end
