#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed before any of its renames, what can be reached from the index stays
# whole, and the next run leaves the same pages as one that was not killed.
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/site.sh
cat >"$W/kill.c" <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
rename(const char *from, const char *to)
{
	static int n;
	int (*real)(const char *, const char *) =
	    (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
	const char *at = getenv("KILL_AT_RENAME");

	n++;
	if (at != NULL && n == atoi(at))
		_exit(137); /* what a kill is, and a sandbox lets us do */
	return real(from, to);
}
C
${CC:-gcc} -shared -fPIC -o "$W/kill.so" "$W/kill.c" -ldl || die "no compiler"
export ASAN_OPTIONS=verify_asan_link_order=0
mkdir "$W/d"
ok "three days run" run_world "$W/d" 3 5 1
"$B"/world --out "$W/world" --days 4 --start 2026-01-05 --seed 5 --scale 1 >/dev/null
"$N" -C "$W/d" fetch --mirror "file://$W/world/2026-01-08" \
	--as-of "$(cat "$W/world/2026-01-08/AS-OF")" >/dev/null
"$N" -C "$W/d" audit >/dev/null
pages() { (cd "$1/reports" && find . -type f -not -name report.xml -exec sha256sum {} + | sort -k2); }
cp -r "$W/d" "$W/whole"
"$N" -C "$W/whole" report >/dev/null
pages "$W/whole" >"$W/want"
# Links that the new report's page may hold before what it links to is there:
# nothing leads to that page yet.
reachable() { site_faults "$1/reports" | grep -vE '^(2026-01-08|\.new)/'; }
n=0 killed=0 step=1 bad=0
while :; do
	n=$((n + step))
	rm -rf "$W/k"
	cp -r "$W/d" "$W/k"
	LD_PRELOAD=$W/kill.so KILL_AT_RENAME=$n "$N" -C "$W/k" report >"$W/out" 2>&1
	[ $? -gt 1 ] || break
	killed=$((killed + 1))
	f=$(reachable "$W/k")
	[ -z "$f" ] || { bad=1; is "killed at rename $n" "$(head -2 <<<"$f")" ""; }
	"$N" -C "$W/k" report >/dev/null 2>&1
	pages "$W/k" >"$W/got"
	cmp -s "$W/want" "$W/got" || { bad=1; ok "after a kill at rename $n" diff "$W/want" "$W/got"; }
	[ "$killed" -lt 5 ] || step=17
done
ok "killed at renames up to $n, $killed times" test "$killed" -ge 9
is "nothing was lost" $bad 0
end
