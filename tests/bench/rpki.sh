#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Validation of a generated tree beside FORT on the same files, both warm and
# in turns: medians of wall and of processor time.  Nothing is judged here.
#   RPKI_CAS      CAs below five anchors (5000; the real tree has 50000)
#   RPKI_ROAS     ROAs a CA (7)
#   RPKI_KEYS     distinct keys of end entities (10000)
#   RPKI_TREE     a tree made before, instead of a new one
#   BENCH_RUNS    repetitions (3)
# The keys of CAs come from a pool of 400.
set -u
B=$(realpath "${BUILD:-build}")
CAS=${RPKI_CAS:-5000} ROAS=${RPKI_ROAS:-7} KEYS=${RPKI_KEYS:-10000}
RUNS=${BENCH_RUNS:-3}
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
die() { echo "bench: $*" >&2; exit 1; }
for tool in fort faketime; do
	command -v $tool >/dev/null || die "no $tool"
done
T=${RPKI_TREE:-$W/tree}
[ -d "$T/objects" ] || "$B/rpkigen" scale "$T/objects" 5 "$CAS" \
	$((CAS * ROAS)) "$KEYS" 400 "$(nproc)" || die "no tree"
objects=$(find "$T/objects" -type f | wc -l)

# take NAME COMMAND...: wall, processor time, largest memory (KB).
TIMEFORMAT='%R %U %S'
take() {
	local name=$1 rss=0
	shift
	{ time "$@" >"$W/$name.out" 2>"$W/$name.err"; } 2>"$W/time" ||
		die "$name: $(tail -3 "$W/$name.err")"
	[ -e "$W/rss" ] && rss=$(cat "$W/rss")
	awk -v r="$rss" '{ print $1, $2 + $3, r }' "$W/time" >>"$W/$name.times"
}
median() {
	sort -n -k"$2,$2" "$W/$1.times" | awk -v c="$2" '{ v[NR] = $c }
		END { print v[int((NR + 1) / 2)] }'
}
ours() {
	"$B/nroaudit" rpki validate --tal "$T"/tals/*.tal --objects \
		"$T/objects" --at 2026-01-01T00:00:00Z &
	local pid=$! peak=0 now
	while now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' \
		/proc/$pid/status 2>/dev/null) && [ -n "$now" ]; do
		peak=$now
		read -rt 0.2 <><(:) || :
	done
	echo "$peak" >"$W/rss"
	wait $pid
}
peer() {
	rm -f "$W/rss"
	faketime @1767225600 fort --mode=standalone --work-offline=true \
		--tal "$T/tals" --local-repository "$T/objects" \
		--output.roa "$W/fort.csv"
}
for i in $(seq 0 "$RUNS"); do
	take ours ours
	take peer peer
	[ "$i" = 0 ] && rm "$W/ours.times" "$W/peer.times" # cold
done
cmp -s <(tail -n +2 "$W/ours.out" | cut -d, -f1-3 | sort) \
	<(tail -n +2 "$W/fort.csv" | sort) || die "the payloads differ"
calc() { awk "BEGIN { printf \"%.3f\", $1 }"; }
printf '%s\n' "$objects objects, $(tail -n +2 "$W/ours.out" | wc -l) payloads, equal; $KEYS keys, $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg)"
printf '%-24s %9s %9s %7s  %s\n' what ours fort ratio goal
printf '%-24s %9s %9s %7s  %s\n' "wall" "$(median ours 1) s" \
	"$(median peer 1) s" "$(calc "$(median ours 1) / $(median peer 1)")" \
	"<= 0.12"
printf '%-24s %9s %9s %7s\n' "processor" "$(median ours 2) s" \
	"$(median peer 2) s" "$(calc "$(median ours 2) / $(median peer 2)")"
printf '%-24s %9s %9s %7s  %s\n' "memory, MB" \
	"$(($(median ours 3) / 1024))" "" "" "<= 500 of 500k objects"
