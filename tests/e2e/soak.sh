#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The long form: 30 days, five seeds; SCALE in percent.
. tests/e2e/lib.sh
. tests/e2e/world.sh
for seed in 1 2 3 4 5; do
	mkdir "$W/$seed"
	ok "30 days, seed $seed: planted equals reported" \
		run_world "$W/$seed" 30 $seed "${SCALE:-1}"
	rm -rf "${W:?}/$seed"
done
end
