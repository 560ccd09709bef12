/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_MOVES_H
#define AUDIT_MOVES_H
/*
 * The registries' transfer logs, joined: what each says moved between two of
 * them.  Entries within one registry are not here; entries that do not name
 * both are, as they may be of any.
 */
#include "model/dataset.h"
#include "num/rindex.h"

/* A range of an entry's transfer_set. */
struct move {
	struct range r;
	uint8_t log; /* the RIR whose log it is */
	const struct transfer *t;
};

/* Those of one family, by lo, then by log and place. */
struct moves {
	struct move *v; /* owned */
	size_t n, cap;
	struct rindex index;
};
void moves_make(const struct dataset *d, enum family f, struct moves *ret);
void moves_clear(struct moves *m);
/* Calls fn for each that meets r, by lo, until it says false. */
typedef bool move_fn(const struct move *m, void *arg);
void moves_each(const struct moves *m, struct range r, move_fn *fn, void *arg);

/* How far apart the two logs may date one transfer (C-02). */
#define MOVE_APART (30 * DAY_SECS)
/* What a transfer may take until the files show it (A-03, X1). */
#define MOVE_GRACE (14 * DAY_SECS)

/* Does m name both registries? */
bool move_named(const struct move *m);
/* The same two registries in the same direction, or one is not named. */
bool move_alike(const struct move *a, const struct move *b);
/* No more than secs apart, or one has no date. */
bool move_near(const struct move *a, const struct move *b, utc_t secs);
/* Is it done, as far as its log says?  The draft 5.0 alone says otherwise. */
bool move_done(const struct move *m);
/* Does anything in the logs come behind m, in another direction, or without
 * a date or a name?  Then m does not say where the numbers are. */
bool move_behind(const struct move *m, const struct move *later);

#endif
