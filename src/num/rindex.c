/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "num/rindex.h"

#include <stdlib.h>
#include <string.h>

/* The highest hi among the items (level 0) or blocks below block b. */
static num_t
highest(const struct rindex *x, size_t level, size_t below_n, size_t b)
{
	num_t hi = 0;

	for (size_t i = b * RINDEX_FAN;
	     i < (b + 1) * RINDEX_FAN && i < below_n; i++) {
		num_t h =
		    level == 0 ? x->at(x->items, i).hi : x->top[level - 1][i];

		if (h > hi)
			hi = h;
	}
	return hi;
}

void
rindex_make(struct rindex *x, const void *items, size_t n, rindex_at_fn *at)
{
	size_t below_n = n;

	memset(x, 0, sizeof(*x));
	x->items = items;
	x->at = at;
	x->n = n;
	while (below_n > RINDEX_FAN) {
		size_t blocks = (below_n + RINDEX_FAN - 1) / RINDEX_FAN;

		x->top[x->levels] = mem_resize(NULL, blocks, sizeof(num_t));
		for (size_t b = 0; b < blocks; b++)
			x->top[x->levels][b] =
			    highest(x, x->levels, below_n, b);
		x->levels++;
		below_n = blocks;
	}
}

void
rindex_clear(struct rindex *x)
{
	if (x == NULL)
		return;
	for (size_t l = 0; l < x->levels; l++)
		free(x->top[l]);
	memset(x, 0, sizeof(*x));
}

/* How many items from i on end below lo, by whole blocks. */
static size_t
skippable(const struct rindex *x, size_t i, num_t lo)
{
	size_t best = 0;

	for (size_t l = 0, w = RINDEX_FAN;
	     l < x->levels && i % w == 0 && x->top[l][i / w] < lo;
	     l++, w *= RINDEX_FAN)
		best = w;
	return best;
}

void
rindex_each(const struct rindex *x, struct range r, rindex_fn *fn, void *arg)
{
	size_t lo = 0, end = x->n;

	while (lo < end) {
		size_t mid = lo + (end - lo) / 2;

		if (x->at(x->items, mid).lo <= r.hi)
			lo = mid + 1;
		else
			end = mid;
	}
	for (size_t i = 0; i < end;) {
		size_t skip = skippable(x, i, r.lo);

		if (skip != 0) {
			i += skip;
			continue;
		}
		if (x->at(x->items, i).hi >= r.lo && !fn(i, arg))
			return;
		i++;
	}
}
