/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NUM_RSET_H
#define NUM_RSET_H
/* Sets of numbers of one family: sorted, disjoint, never adjacent. */
#include "num/range.h"

struct rset {
	struct range *v;
	size_t n, cap;
	bool dirty; /* added to since the last norm */
};

void rset_clear(struct rset *s); /* frees; for AUTO */
#define AUTO_RSET AUTO(rset_clear) struct rset
void rset_add(struct rset *s, struct range r); /* any order; norm later */
void rset_norm(struct rset *s); /* O(n log n); all below want it first */
void rset_or(const struct rset *a, const struct rset *b, struct rset *ret);
void rset_and(const struct rset *a, const struct rset *b, struct rset *ret);
void rset_minus(const struct rset *a, const struct rset *b, struct rset *ret);
/* What of it is not in what; in place. */
void rset_take(struct rset *from, const struct rset *what);
bool rset_has(const struct rset *s, struct range r); /* wholly inside */
bool rset_meets(const struct rset *s, struct range r);
/* How many numbers; the whole of IPv6 (2^128) saturates at 2^128-1. */
num_t rset_count(const struct rset *s);

/* Overlaps: items of any owners over one family, any order. */
struct sweep_item {
	struct range r;
	uint32_t owner; /* the caller's */
	uint32_t ref;	/* the caller's */
};
/* Called once for each pair of items that meet, a before b in (lo, hi, owner,
 * ref) order, until it says false; both is what they share. */
typedef bool sweep_fn(const struct sweep_item *a, const struct sweep_item *b,
    struct range both, void *arg);
/* Sorts v in place; O(n log n + pairs).  Pairs grow with the square of n:
 * ask sweep_pairs, or stop. */
void sweep_overlaps(struct sweep_item *v, size_t n, sweep_fn *fn, void *arg);
/* How many pairs meet, exactly, in O(n log n); any order. */
uint64_t sweep_pairs(const struct sweep_item *v, size_t n);
void sweep_sort(struct sweep_item *v, size_t n);

#endif
