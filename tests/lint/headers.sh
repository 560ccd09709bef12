#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each header compiles alone, with the flags of the build.
bad=0
flags="-std=gnu17 -D_GNU_SOURCE -Iinclude -I. -Wall -Wextra -Werror
	$(make -s flags)"
while read -r h; do
	# shellcheck disable=SC2086
	echo "#include \"${h#include/}\"" | ${CC:-gcc} $flags -fsyntax-only -x c - ||
		{ echo "$h:1: does not stand alone"; bad=1; }
done < <(find include tests -name '*.h' | sort)
exit $bad
