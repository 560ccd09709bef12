#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A retraction that is killed, or whose disk fails, at points spread over it:
# the notice is recorded whole or not at all, and the next report leaves pages
# that say so.
[ -d /dev/shm ] && export TMPDIR=/dev/shm
. tests/e2e/lib.sh
. tests/e2e/world.sh
. tests/e2e/site.sh
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0:detect_leaks=0
mkdir "$W/d"
ok "two days run" run_world "$W/d" 2 1 1
R=$W/d/reports
F=$(xmllint --xpath 'string((//*[local-name()="finding"][@status="open"])[1]/@id)' "$R/site.xml")
sum=$(sha256sum <"$R/2026-01-06/report.xml" | cut -d' ' -f1)
retract() { # MODE AT ERRNO
	"$B/fault-run" "$1" "$2" "$3" "$(realpath "$B/fault.so")" "$N" -C "$W/k" retract "$F" \
		--report "$sum" --reason 'It was wrong.' >"$W/fault" 2>&1
}
again() { rm -rf "$W/k"; cp -r "$W/d" "$W/k"; }
again
ok "its points are counted" retract count 0 EIO
points=$(tail -1 "$W/fault" | cut -d' ' -f1)
echo "$points points"
said() { grep -c 'It was wrong' "$W/k/reports/2026-01-06/report.html"; }
try() { # MODE AT ERRNO
	local recorded
	again
	retract "$@"
	rm -f "$W/out2"
	git -C "$W/k/history" fsck --strict >"$W/out2" 2>&1 || { cat "$W/out2"; return 1; }
	# What nothing leads to yet is not whole.
	[ -z "$(site_faults "$W/k/reports" | grep -v '^\.new/')" ] || { site_faults "$W/k/reports"; return 1; }
	(cd "$W/d/reports" && sha256sum 20*/report.xml) | (cd "$W/k/reports" && sha256sum -c --quiet) || return 1
	recorded=$(git -C "$W/k/history" rev-list --count notices 2>/dev/null || echo 0)
	"$N" -C "$W/k" report >"$W/out2" 2>&1
	[ $? -le 1 ] || { cat "$W/out2"; return 1; }
	"$N" -C "$W/k" verify >"$W/out2" 2>&1 || { grep -v OK "$W/out2"; return 1; }
	[ -z "$(site_faults "$W/k/reports")" ] || { site_faults "$W/k/reports"; return 1; }
	case $recorded in
	0) none=$((none + 1)); [ "$(said)" = 0 ] ;;
	1) whole=$((whole + 1)); [ "$(said)" -gt 0 ] ;;
	*) echo "recorded $recorded times"; return 1 ;;
	esac
}
none=0 whole=0
spread() { # COUNT OFFSET
	for i in $(seq 0 $(($1 - 1))); do echo $((1 + (i * points + $2) / $1)); done
}
for n in $(spread 20 7); do ok "killed at $n" try kill "$n" EIO; done
for n in $(spread 8 3); do ok "EIO at $n" try once "$n" EIO; done
for n in $(spread 4 11); do ok "full from $n on" try sticky "$n" ENOSPC; done
ok "before the commit, and behind it ($none, $whole)" test $none -ge 2 -a $whole -ge 2
end
