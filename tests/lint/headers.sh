#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each header compiles alone.
bad=0
flags="-std=gnu17 -D_GNU_SOURCE -Iinclude -Wall -Wextra -Werror
	$(pkg-config --cflags libcurl libgit2 openssl libxml-2.0 libxslt)"
for h in include/*/*.h; do
	# shellcheck disable=SC2086
	echo "#include \"${h#include/}\"" | ${CC:-gcc} $flags -fsyntax-only -x c - ||
		{ echo "$h:1: does not stand alone"; bad=1; }
done
exit $bad
