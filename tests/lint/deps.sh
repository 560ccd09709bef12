#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the list names and the machine lacks: as root, with sudo, or
# prints the one line to run.  COMMAND:PACKAGE is asked for only where nobody
# else has put that command there.
set -eu
missing=
for p in $(sed 's/#.*//' "$1"); do
	case $p in *:*)
		! command -v "${p%%:*}" >/dev/null || continue
		p=${p#*:}
		;;
	esac
	s=$(dpkg-query -W -f '${Status}' "$p" 2>/dev/null || true)
	[ "$s" = "install ok installed" ] || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
line="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
	root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	root=sudo
else
	echo "These packages are missing; as root, run:" >&2
	echo "$line" >&2
	exit 2
fi
echo "installing:$missing"
$root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq \
	--no-install-recommends $missing >/dev/null
