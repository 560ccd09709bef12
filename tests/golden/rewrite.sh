#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# make golden: writes what the program says now; read the diff.
. tests/e2e/lib.sh
. tests/golden/golden.sh
for s in $(golden_all); do
	mkdir "$W/$s"
	golden_make "$s" "$W/$s" || die "$s"
	cp "$W/$s/report.xml" "$W/$s/report.html" "tests/golden/$s/"
	echo "tests/golden/$s"
done
