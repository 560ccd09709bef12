/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NUM_RINDEX_H
#define NUM_RINDEX_H
/*
 * Which of many ranges meet one?  The ranges are the caller's, sorted by lo
 * and otherwise as they like: over each other, one over all.  Kept here is
 * the highest hi of every 64, of every 64 of those, and so on, so that a
 * query costs what it finds times log n, and never a walk over all.
 */
#include "num/range.h"

#define RINDEX_FAN 64
#define RINDEX_LEVELS 11 /* 64^11 is beyond size_t */

/* The range of item i, below n. */
typedef struct range rindex_at_fn(const void *items, size_t i);

struct rindex {
	const void *items;
	rindex_at_fn *at;
	size_t n;
	num_t *top[RINDEX_LEVELS]; /* owned */
	size_t levels;
};

/* items must stay, and stay as they are. */
void rindex_make(struct rindex *x, const void *items, size_t n,
    rindex_at_fn *at);
void rindex_clear(struct rindex *x); /* for AUTO */
/* Calls fn for each item that meets r, in order, until it says false. */
typedef bool rindex_fn(size_t i, void *arg);
void rindex_each(const struct rindex *x, struct range r, rindex_fn *fn,
    void *arg);

#endif
