/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index against asking every item, with ranges over each other and at
 * both ends of IPv6. */
#include "num/rindex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 400
#define ITEMS_MAX 9000 /* over 64 * 64: three levels */

static uint64_t seed = 0x853c49e6748fea9bu;

static uint32_t
below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed % n);
}

static struct range
at(const void *items, size_t i)
{
	return ((const struct range *)items)[i];
}

static int
cmp(const void *pa, const void *pb)
{
	const struct range *a = pa, *b = pb;

	return a->lo < b->lo ? -1 : a->lo > b->lo;
}

struct want {
	const struct range *v;
	struct range r;
	size_t n, next, found, stop;
};

static bool
found(size_t i, void *arg)
{
	struct want *w = arg;

	while (!range_meets(w->v[w->next], w->r))
		w->next++;
	assert_int_equal(i, w->next);
	w->next++;
	return ++w->found != w->stop;
}

static void
ask(const struct rindex *x, const struct range *v, size_t n, struct range r)
{
	struct want w = { v, r, n, 0, 0, 0 };
	size_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += range_meets(v[i], r);
	rindex_each(x, r, found, &w);
	assert_int_equal(w.found, all);
	if (all == 0)
		return;
	w = (struct want){ v, r, n, 0, 0, (all + 1) / 2 };
	rindex_each(x, r, found, &w);
	assert_int_equal(w.found, w.stop);
}

static void
the_index_finds_what_asking_all_finds(void **state)
{
	const num_t bases[] = { 0, num_max(FAM_IPV6) - 99999 };
	struct range *v = mem_alloc(ITEMS_MAX * sizeof(*v));

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		num_t base = bases[round % 2];
		size_t n = below(round % 3 == 0 ? 70 : ITEMS_MAX);
		AUTO(rindex_clear) struct rindex x;

		for (size_t i = 0; i < n; i++) {
			uint32_t lo = below(100000);
			uint32_t len = below(below(50) == 0 ? 100000 - lo : 9);

			if (len > 99999 - lo)
				len = 99999 - lo;
			v[i] = (struct range){ base + lo, base + lo + len };
		}
		qsort(v, n, sizeof(*v), cmp);
		rindex_make(&x, v, n, at);
		for (int k = 0; k < 20; k++) {
			uint32_t lo = below(100000);

			ask(&x, v, n,
			    (struct range){ base + lo,
				base + lo + below(100000 - lo) });
		}
		ask(&x, v, n, (struct range){ 0, num_max(FAM_IPV6) });
		ask(&x, v, n, (struct range){ base, base });
		ask(&x, v, n, (struct range){ base + 99999, base + 99999 });
	}
	free(v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_finds_what_asking_all_finds),
	};

	printf("seed %llx\n", (unsigned long long)seed);
	return cmocka_run_group_tests_name("rindex", tests, NULL, NULL);
}
