#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# On a machine that lacks everything, without root and sudo, `make check` and
# `make demo` print the one line to run, and nothing that looks like a fault.
. tests/e2e/lib.sh
mkdir -p "$W/tree/src" "$W/tree/tests/lint" "$W/bin"
cp Makefile "$W/tree/"
cp src/packages.debian "$W/tree/src/"
cp tests/lint/deps.sh "$W/tree/tests/lint/"
for p in make sh bash env sed grep find id cat printf mkdir cmp git setpriv; do
	ln -s "$(command -v $p)" "$W/bin/$p"
done
printf '#!/bin/sh\nexit 1\n' >"$W/bin/dpkg-query"
chmod -R a+rX "$W"
chmod 755 "$W/bin/dpkg-query"
chmod 777 "$W/tree"
as_nobody() {
	if [ "$(id -u)" = 0 ]; then
		env -i PATH="$W/bin" setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		env -i PATH="$W/bin" "$@"
	fi
}
for goal in check demo lint; do
	as_nobody make -C "$W/tree" $goal >"$W/said" 2>&1
	is "make $goal fails" $? 2
	want="apt-get update && apt-get install -y --no-install-recommends $(sed -e 's/#.*//' -e 's/.*://' src/packages.debian | xargs)"
	is "make $goal: one line to run" "$(grep -c '^apt-get ' "$W/said")" 1
	is "make $goal: it names every package" "$(grep '^apt-get ' "$W/said")" "$want"
	is "make $goal: nothing is 'not found'" "$(grep -ci 'not found\|no such' "$W/said")" 0
done

# What is there is not asked for again.
printf '#!/bin/sh\ncase $* in *pmccabe) exit 1 ;; esac\nprintf "install ok installed"\n' >"$W/bin/dpkg-query"
as_nobody make -C "$W/tree" deps >"$W/said" 2>&1
is "one is missing: one is asked for" "$(grep '^apt-get ' "$W/said")" \
	"apt-get update && apt-get install -y --no-install-recommends pmccabe"
printf '#!/bin/sh\ncase $* in *npm) exit 1 ;; esac\nprintf "install ok installed"\n' >"$W/bin/dpkg-query"
rc "a command is missing: its package is asked for" 2 as_nobody make -s -C "$W/tree" deps
ln -s /bin/true "$W/bin/npm"
rc "it came from elsewhere: it is not" 0 as_nobody make -s -C "$W/tree" deps
printf '#!/bin/sh\nprintf "install ok installed"\n' >"$W/bin/dpkg-query"
rc "none is missing: nothing to do" 0 as_nobody make -s -C "$W/tree" deps
end
