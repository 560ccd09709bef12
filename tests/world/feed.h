/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_FEED_H
#define WORLD_FEED_H
/* APNIC's feed of changes, and what it deserves to have found. */
#include "tests/world/world.h"

#define FEED_UNTOLD 64
struct feed_state {
	bool any, fresh;
	int state, begin; /* of the file where it ends; where it begins */
	struct rows rows[FAM_N];
	struct buf text, body;
	unsigned entries;
	const struct incident *untold[FEED_UNTOLD];
	size_t untold_n;
	struct range told; /* AS numbers that did not change */
	bool false_told;
};
int feed_day(const struct world *w, const char *dir, struct feed_state *s,
    const struct day_view *v, struct err *e);
void feed_clear(struct feed_state *s);
void truth_feed(const struct world *w, struct truth *t,
    const struct day_view *v, const struct feed_state *s);
#endif
