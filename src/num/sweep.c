/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "num/rset.h"

#include <stdlib.h>

static int
item_cmp(const void *pa, const void *pb)
{
	const struct sweep_item *a = pa, *b = pb;

	if (a->r.lo != b->r.lo)
		return a->r.lo < b->r.lo ? -1 : 1;
	if (a->r.hi != b->r.hi)
		return a->r.hi < b->r.hi ? -1 : 1;
	if (a->owner != b->owner)
		return a->owner < b->owner ? -1 : 1;
	return a->ref < b->ref ? -1 : a->ref > b->ref;
}

void
sweep_sort(struct sweep_item *v, size_t n)
{
	/* Registries publish nearly sorted files: look before sorting. */
	for (size_t i = 1; i < n; i++)
		if (item_cmp(&v[i - 1], &v[i]) > 0) {
			qsort(v, n, sizeof(*v), item_cmp);
			return;
		}
}

/*
 * The active list holds earlier items that may still meet later ones; an item
 * leaves it when first seen to end before the current start, so each step
 * costs the pairs it reports plus the items it drops.
 */
void
sweep_overlaps(struct sweep_item *v, size_t n, sweep_fn *fn, void *arg)
{
	AUTO_FREE size_t *active = NULL;
	size_t cap = 0, live = 0;

	sweep_sort(v, n);
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		for (size_t j = 0; j < live; j++) {
			const struct sweep_item *a = &v[active[j]];

			if (a->r.hi < v[i].r.lo)
				continue;
			active[k++] = active[j];
			if (!fn(a, &v[i], range_and(a->r, v[i].r), arg))
				return;
		}
		active = mem_grow(active, &cap, k + 1, sizeof(*active));
		active[k++] = i;
		live = k;
	}
}

static int
num_cmp(const void *pa, const void *pb)
{
	const num_t *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

static void
num_sort(num_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i - 1] > v[i]) {
			qsort(v, n, sizeof(*v), num_cmp);
			return;
		}
}

/*
 * Of the items up to one, in order of lo, all meet it but those that end
 * before it starts; and those are the same whether they stand before it or
 * not, since what ends before it also starts before it.
 */
uint64_t
sweep_pairs(const struct sweep_item *v, size_t n)
{
	AUTO_FREE num_t *lo = mem_resize(NULL, n, sizeof(*lo));
	AUTO_FREE num_t *hi = mem_resize(NULL, n, sizeof(*hi));
	uint64_t pairs = 0;

	for (size_t i = 0; i < n; i++) {
		lo[i] = v[i].r.lo;
		hi[i] = v[i].r.hi;
	}
	num_sort(lo, n);
	num_sort(hi, n);
	for (size_t i = 0, ended = 0; i < n; i++) {
		while (hi[ended] < lo[i])
			ended++;
		pairs += i - ended;
	}
	return pairs;
}
