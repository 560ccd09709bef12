#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What cppcheck warns of.
cppcheck -q --enable=warning,performance,portability --std=c11 -Iinclude -I. \
	--suppress=missingIncludeSystem --suppress=unknownMacro \
	--error-exitcode=1 -j2 src
