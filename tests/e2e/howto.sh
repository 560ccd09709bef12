# SPDX-License-Identifier: GPL-3.0-or-later
# The commands of an exhibit's HOW-TO-VERIFY.txt, as a reader would type them:
# sourced.  howto BUNDLE CA SIGNERS TSAS DIR TEXT: runs those of the text until
# one fails; *at* is then its step.
howto() {
	local d
	at=
	rm -rf "$5" && mkdir -p "$5" && d=$(cd "$5" && pwd) || return 1
	awk '/^STEP / { split($2, n, "."); print "echo " n[1] " >\"$STEPS\"" }
		/^\$ / { print substr($0, 3) " || exit 1" }' "$6" >"$d/commands"
	(
		BUNDLE=$(realpath "$1") CA=$(realpath "$2") STEPS=$d/step
		SIGNERS=$(realpath "$3") TSAS=$4 HOME=/nonexistent
		export BUNDLE CA STEPS SIGNERS TSAS HOME
		[ "$4" = /dev/null ] || TSAS=$(realpath "$4")
		cd "$d" && bash ./commands
	) >"$d/said" 2>&1
	local r=$?
	at=$(cat "$d/step" 2>/dev/null)
	return $r
}
