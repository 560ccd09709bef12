#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The README's worked example prints what the README says, and the how-to of
# the exhibit that it makes is followed to its end.
. tests/e2e/lib.sh
. tests/e2e/howto.sh
need $SHARED/registry/2013-04-09
mkdir "$W/here"
ln -s "$(realpath "$B")" "$W/here/build"
ln -s "$(realpath ../shared)" "$W/shared"
ln -s "$(realpath templates)" "$W/here/templates"
# A command, and the lines that it must print, "..." for what differs.
awk '/^## A worked example/ { on = 1; next } /^## / { on = 0 }
	on && /^```/ { block = !block; next } on && block' README.md >"$W/example"
n=$(grep -c '^\$ ' "$W/example")
[ "$n" -ge 8 ] || die "the README has no worked example"
{
	echo 'set -u'
	sed -n 's/^\$ //p' "$W/example" | while read -r command; do
		printf 'printf "%%s\\n" %q\n%s\n' "\$ $command" "$command"
	done
} >"$W/commands"
(cd "$W/here" && bash "$W/commands") >"$W/said" 2>&1
same=true
exec 3<"$W/said"
while IFS= read -r want; do
	IFS= read -r got <&3 || got="(nothing)"
	case $got in
	"${want%...}") ;;
	"${want%...}"*) [ "$want" != "${want%...}" ] || same=false ;;
	*) same=false ;;
	esac
	$same || { echo "not ok: '$got' where the README has '$want'"; break; }
done <"$W/example"
is "what is printed is what the README says" $same true
is "and nothing more" "$(cat <&3)" ""
ok "its exhibit's how-to holds" howto "$W/here/exhibit.zip" "$W/here/real/keys/ca.pem" \
	"$W/here/real/keys/allowed_signers" /dev/null "$W/h" templates/HOW-TO-VERIFY.txt
is "to its last step" "$at" 9
x=$W/h/exhibit/data/exhibit.html
is "OBSERVED, and no more" "$(grep -o '<strong>[A-Z]*</strong>' "$x")" "<strong>OBSERVED</strong>"
is "simultaneity not shown" "$(grep -c 'Simultaneity\. Not shown' "$x")" 1
is "first explanation" "$(grep -o 'Alternative explanation 1\. A transfer in flight' "$x")" \
	"Alternative explanation 1. A transfer in flight"
is "no word of a breach but whose it is" "$(grep -o '[^.]*breach[^.]*\.' "$x" | sed 's/.*>//; s/^ *//')" \
	"Whether an obligation was breached is for others to say."
end
