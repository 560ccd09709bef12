#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `git verify-commit` as an independent verifier: it accepts each commit of the
# history, and none that was altered, is another's, or is nobody's; and so does
# `nroaudit verify`, which names the reason.
. tests/e2e/lib.sh
. tests/e2e/world.sh
mkdir "$W/d"
run_world "$W/d" 2 3 1 >"$W/log" 2>&1 || die "$(cat "$W/log")"
H=$W/d/history
G() { git -C "$H" -c gpg.format=ssh -c gpg.ssh.allowedSignersFile="$W/d/keys/allowed_signers" "$@"; }
all=$(G rev-list main findings)
is "there are commits on both branches" "$(wc -w <<<"$all")" 4
ok "git accepts each" G verify-commit $all
altered() { # SED: the newest commit with that done to it
	G cat-file commit main | sed "$1" | G hash-object -t commit -w --stdin
}
# refused WHAT COMMIT REASON: as the newest of main.
refused() {
	local tip
	tip=$(G rev-parse main)
	G update-ref refs/heads/main "$2"
	"$N" -C "$W/d" verify "$H" >"$W/out" 2>&1
	is "$1: verify" "$?:$(grep -c "BAD: ${2:0:12}: $3" "$W/out" | sed 's/^[1-9].*/told/')" 2:told
	G update-ref refs/heads/main "$tip"
}
tree=$(G rev-parse "main~1^{tree}")
parent=$(G rev-parse findings)
for how in "its text|\$s/\$/./" "its tree|s/^tree .*/tree $tree/" \
	"its parent|s/^parent .*/parent $parent/" "no parent|/^parent /d" \
	"its time|/^committer /s/ [0-9]* +0000$/ 1700000000 +0000/" \
	"its author|s/^author [^<]*/author Somebody Else /"; do
	c=$(altered "${how#*|}") || die "${how%%|*}"
	[ "$c" != "$(G rev-parse main)" ] || die "${how%%|*}: not altered"
	rc "${how%%|*} changed" 1 G verify-commit "$c"
	refused "${how%%|*} changed" "$c" "the signature does not fit the signed bytes\|author and committer are not those of a run"
done
is "taken out and put together it is the same" "$(altered '')" "$(G rev-parse main)"
ssh-keygen -q -t ed25519 -N '' -C nroaudit -f "$W/other"
export GIT_AUTHOR_NAME=nroaudit GIT_AUTHOR_EMAIL=nroaudit@localhost \
	GIT_COMMITTER_NAME=nroaudit GIT_COMMITTER_EMAIL=nroaudit@localhost
c=$(G -c user.signingkey="$W/other" commit-tree -S -m x "$tree")
rc "by another key" 1 G verify-commit "$c"
refused "by another key" "$c" "the signing key is not among the allowed signers"
c=$(G commit-tree -m x "$tree")
rc "by none" 1 G verify-commit "$c"
refused "by none" "$c" "not signed"
end
