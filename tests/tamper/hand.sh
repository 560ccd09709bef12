# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: VERIFY.md as a reader follows it.
# hand_commands FILE: its commands.
hand_commands() {
	sed -n '/^```sh$/,/^```$/p' "$1" | sed '/^```/d'
}
# by_hand REPORT CA TSAS DIR: in DIR, an empty directory.
by_hand() {
	rm -rf "$4"
	mkdir "$4"
	cp "$1" "$4/report.xml"
	cp "$2" "$4/ca.pem"
	cp "$3" "$4/tsas.pem"
	hand_commands VERIFY.md >"$4/commands"
	(cd "$4" && sh -e ./commands) >"$4.said" 2>&1
}
