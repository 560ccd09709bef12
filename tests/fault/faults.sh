# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: a run that is killed or whose disk fails at a chosen point, and what
# must hold after it and after the next one.  $W/base is a working directory
# after two days; the third day's run begins a month, so it packs, and pushes.
F="$B/fault-run"
L=$(realpath "$B/fault.so")
T=$W/t
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0:detect_leaks=0

run_day() { # DAY [FAULT-RUN-ARGUMENTS...]: the nightly job in $T
	local day=$1
	shift
	"$@" "$N" -C "$T" run --mirror "file://$W/world/$day" \
		--as-of "$(cat "$W/world/$day/AS-OF")"
}

fault_base() { # SEED
	"$B"/world --out "$W/world" --days 3 --start 2026-01-30 --seed "$1" \
		--scale 1 >/dev/null || return 1
	mkdir -p "$T"
	git init -q --bare "$T/mirror.git"
	printf '[history]\n\tremote = file://%s\n' "$T/mirror.git" >"$T/nroaudit.conf"
	run_day 2026-01-30 >/dev/null; [ $? -le 1 ] || return 1
	run_day 2026-01-31 >/dev/null; [ $? -le 1 ] || return 1
	(cd "$T/reports" && sha256sum ./20*/*) >"$W/reports.sha256"
	cp -a "$T" "$W/base"
	git -C "$T/history" rev-parse main findings >"$W/tips"
	# What an undisturbed run comes to, and how many points it has.
	run_day 2026-02-01 "$F" count 0 EIO "$L" >"$W/fault"
	[ $? -le 1 ] || return 1
	POINTS=$(tail -1 "$W/fault" | cut -d' ' -f1)
	"$N" -C "$T" audit --json >"$W/want3"
	# And where the day is run again: nothing is new a second time.
	run_day 2026-02-01 >/dev/null; [ $? -le 1 ] || return 1
	"$N" -C "$T" audit --json >"$W/want4"
	[ -s "$W/want3" ] && [ -s "$W/want4" ] && [ "$POINTS" -gt 100 ]
}

# What was stored is there, whole, whatever the run came to.
holds() {
	local tip
	git -C "$T/history" fsck --full --strict --no-dangling >"$W/fsck" 2>&1 ||
		{ echo "git fsck:"; cat "$W/fsck"; return 1; }
	! grep -vE '^notice: ' "$W/fsck" || return 1
	while read -r tip; do
		git -C "$T/history" merge-base --is-ancestor "$tip" main ||
			git -C "$T/history" merge-base --is-ancestor "$tip" findings ||
			{ echo "$tip is lost"; return 1; }
	done <"$W/tips"
	(cd "$T/reports" && sha256sum -c --quiet "$W/reports.sha256") || return 1
	"$N" -C "$T" verify >"$W/verify" || { grep -v ': OK$' "$W/verify"; return 1; }
}

# The next run, and that it leaves nothing of the fault.
heals() {
	local n
	run_day 2026-02-01 >"$W/next" 2>&1
	[ $? -le 1 ] || { echo "the next run:"; grep -v ^new: "$W/next"; return 1; }
	! grep 'self-fault' "$W/next" || return 1
	holds || return 1
	# The disturbed run may have stored its snapshot; then it was ended now.
	n=$(git -C "$T/history" rev-list --count main)
	"$N" -C "$T" audit --json >"$W/got"
	cmp "$W/want$n" "$W/got" || return 1
	if [ "$n" = 4 ]; then
		"$N" -C "$T" audit --snapshot main~1 --json >"$W/got"
		cmp "$W/want3" "$W/got" || return 1
	fi
	find "$T" \( -name '*.tmp' -o -name '*.tmp_*' -o -name 'tmp_*' -o -name '.new*' \
		-o -name '*.lock' -o -name nroaudit.pack -o -name '*.partial' \
		-o -name spool -o -name nroaudit.faults \) \
		! -name nroaudit.lock | grep . &&
		{ echo "was left"; return 1; }
	[ "$(git -C "$T/history" tag | wc -l)" = "$n" ] &&
		[ "$(git -C "$T/history" rev-list --count findings)" = "$n" ] &&
		[ "$(find "$T/reports" -name report.xml | wc -l)" = "$n" ] &&
		[ "$(find "$T/reports" -name report.html | wc -l)" = "$n" ] &&
		[ "$(grep -c '<run ' "$T/reports/site.xml")" = "$n" ] ||
		{ echo "not $n of each"; return 1; }
	[ "$(find "$T/history/objects/pack" -name '*.pack' | wc -l)" = 1 ] ||
		{ echo "January is not one pack"; return 1; }
	cmp <(git -C "$T/history" show-ref) <(git -C "$T/mirror.git" show-ref) &&
		git -C "$T/mirror.git" fsck --full --strict --no-dangling >/dev/null 2>&1
}

fault_at() { # MODE AT ERRNO
	local rc
	rm -rf "$T"
	cp -a "$W/base" "$T"
	run_day 2026-02-01 "$F" "$1" "$2" "$3" "$L" >"$W/fault" 2>&1
	rc=$?
	case $1:$rc in
	kill*:137 | once:[012] | sticky:[012]) ;;
	# Transfers run side by side: a few points more or less.
	kill*:[01]) [ "$2" -gt $((POINTS - 9)) ] || { echo "not killed"; return 1; } ;;
	*)
		echo "$1 at $2 ($3): exit $rc"
		grep -v ^new: "$W/fault" | tail -5
		return 1
		;;
	esac
	holds && heals && return 0
	echo "$1 at point $2 of $POINTS ($3; $(tail -1 "$W/fault")), exit $rc"
	return 1
}

# The very first run, which makes history and keys: nothing is there before.
first_at() { # MODE AT ERRNO
	local rc
	rm -rf "$T"
	mkdir "$T"
	run_day 2026-01-30 "$F" "$1" "$2" "$3" "$L" >"$W/fault" 2>&1
	rc=$?
	case $1:$rc in
	kill*:137 | once:[012] | sticky:[012] | kill*:[01]) ;;
	*)
		echo "$1 at $2 ($3): exit $rc"
		return 1
		;;
	esac
	run_day 2026-01-30 >"$W/next" 2>&1
	[ $? -le 1 ] || { grep -v ^new: "$W/next"; return 1; }
	find "$T" \( -name '*.tmp' -o -name '.new*' -o -name '*.lock' -o -name spool \) \
		! -name nroaudit.lock | grep . && return 1
	git -C "$T/history" fsck --full --strict >/dev/null 2>&1 &&
		"$N" -C "$T" verify >"$W/verify"
}
