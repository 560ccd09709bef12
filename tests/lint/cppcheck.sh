#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What cppcheck warns of; a local that is lent for a call is no fault.
cppcheck -q --enable=warning,performance,portability --std=c11 -Iinclude -I. \
	--suppress=missingIncludeSystem --suppress=unknownMacro \
	--suppress=autoVariables \
	--error-exitcode=1 -j2 src
