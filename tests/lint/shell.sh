#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What shellcheck warns of; lists of files are split on purpose, and what
# tests/e2e/lib.sh sets is used by those who read it.
find . -path './build*' -prune -o \( -name '*.sh' -o -path './.ci/run' \) -print |
	sort | xargs shellcheck -s bash -S warning -e SC2046,SC2034,SC2010,SC2154,SC2120
