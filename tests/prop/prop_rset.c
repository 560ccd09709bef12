/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set algebra and the sweep against a bitset and pairs, at both ends of each
 * family. */
#include "num/rset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BITS 48
#define ROUNDS 4000

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint32_t
below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed % n);
}

struct pair {
	struct rset set;
	uint64_t bits;
};

/* A random set over base..base+47 in both forms. */
static void
make(struct pair *p, num_t base)
{
	memset(p, 0, sizeof(*p));
	for (uint32_t k = below(8); k != 0; k--) {
		uint32_t lo = below(BITS), hi = lo + below(BITS - lo);

		rset_add(&p->set, (struct range){ base + lo, base + hi });
		for (uint32_t i = lo; i <= hi; i++)
			p->bits |= (uint64_t)1 << i;
	}
	/* rset_add keeps order only where it came in order. */
	p->set.dirty = true;
	rset_norm(&p->set);
}

static void
agree(const struct rset *s, uint64_t bits, num_t base)
{
	uint64_t got = 0;
	num_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		assert_true(s->v[i].lo >= base);
		assert_true(s->v[i].lo <= s->v[i].hi);
		if (i != 0)
			assert_true(s->v[i - 1].hi + 1 < s->v[i].lo);
		for (num_t x = s->v[i].lo; x <= s->v[i].hi; x++) {
			got |= (uint64_t)1 << (unsigned)(x - base);
			n++;
			if (x == s->v[i].hi)
				break;
		}
	}
	assert_true(got == bits);
	assert_true(rset_count(s) == n);
}

static void
one_round(num_t base)
{
	struct pair a, b;
	AUTO_RSET or = { 0 };
	AUTO_RSET and = { 0 };
	AUTO_RSET minus = { 0 };
	uint32_t lo = below(BITS), hi = lo + below(BITS - lo);
	struct range r = { base + lo, base + hi };
	uint64_t mask =
	    (hi - lo == 63 ? 0 : ((uint64_t)1 << (hi - lo + 1))) - 1;

	make(&a, base);
	make(&b, base);
	rset_or(&a.set, &b.set, & or);
	rset_and(&a.set, &b.set, &and);
	rset_minus(&a.set, &b.set, &minus);
	agree(& or, a.bits | b.bits, base);
	agree(&and, a.bits & b.bits, base);
	agree(&minus, a.bits & ~b.bits, base);
	mask <<= lo;
	assert_true(rset_meets(&a.set, r) == ((a.bits & mask) != 0));
	assert_true(rset_has(&a.set, r) == ((a.bits & mask) == mask));
	rset_take(&a.set, &b.set);
	agree(&a.set, a.bits & ~b.bits, base);
	rset_clear(&a.set);
	rset_clear(&b.set);
}

static void
sets_agree_with_a_bitset_at_both_ends(void **state)
{
	const num_t bases[] = { 0, num_max(FAM_IPV4) - (BITS - 1),
		num_max(FAM_IPV6) - (BITS - 1), ((num_t)1 << 64) - 20 };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(bases); k++)
		for (int i = 0; i < ROUNDS; i++)
			one_round(bases[k]);
}

struct tally {
	size_t n, stop;
	num_t sum;
};

static bool
count_pair(const struct sweep_item *a, const struct sweep_item *b,
    struct range both, void *arg)
{
	struct tally *t = arg;

	assert_true(range_meets(a->r, b->r));
	assert_true(range_holds(a->r, both) && range_holds(b->r, both));
	t->n++;
	t->sum += both.hi - both.lo + 1;
	return t->n != t->stop;
}

static void
sweep_at(num_t base)
{
	for (int round = 0; round < 300; round++) {
		struct sweep_item v[40];
		struct tally got = { 0 }, want = { 0 }, some = { 0 };
		size_t n = below(ARRAY_LEN(v));

		for (size_t i = 0; i < n; i++) {
			uint32_t lo = below(1000), len = below(1000 - lo);

			v[i].r = (struct range){ base + lo, base + lo + len };
			v[i].owner = below(5);
			v[i].ref = (uint32_t)i;
		}
		for (size_t i = 0; i < n; i++)
			for (size_t j = i + 1; j < n; j++)
				if (range_meets(v[i].r, v[j].r))
					count_pair(&v[i], &v[j],
					    range_and(v[i].r, v[j].r), &want);
		assert_true(sweep_pairs(v, n) == want.n);
		sweep_overlaps(v, n, count_pair, &got);
		assert_true(got.n == want.n && got.sum == want.sum);
		some.stop = want.n / 2 + 1;
		sweep_overlaps(v, n, count_pair, &some);
		assert_true(some.n == (want.n == 0 ? 0 : some.stop));
	}
}

static void
the_sweep_finds_what_all_pairs_find(void **state)
{
	(void)state;
	sweep_at(0);
	sweep_at(num_max(FAM_IPV4) - 999);
	sweep_at(num_max(FAM_IPV6) - 999);
}

/* The whole of a family meets everything in it, at both ends. */
static void
the_sweep_is_exact_at_both_ends(void **state)
{
	const enum family fams[] = { FAM_ASN, FAM_IPV4, FAM_IPV6 };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(fams); k++) {
		num_t max = num_max(fams[k]);
		struct sweep_item v[] = { { { max, max }, 0, 0 },
			{ { 0, max }, 0, 1 }, { { 0, 0 }, 0, 2 },
			{ { 1, max - 1 }, 0, 3 }, { { max, max }, 0, 4 } };
		struct tally got = { 0 };

		/* The whole with all four, and the last number twice. */
		assert_true(sweep_pairs(v, ARRAY_LEN(v)) == 5);
		sweep_overlaps(v, ARRAY_LEN(v), count_pair, &got);
		assert_int_equal(got.n, 5);
		assert_true(got.sum == 1 + (max - 1) + 1 + 1 + 1);
	}
}

/* A million equal ranges: the pairs are counted without a visit. */
static void
many_pairs_are_counted_not_visited(void **state)
{
	const size_t n = 1000000;
	struct sweep_item *v = mem_alloc(n * sizeof(*v));
	struct tally some = { 0 };

	(void)state;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct sweep_item){ { 0, num_max(FAM_IPV6) }, 0,
			(uint32_t)i };
	assert_true(sweep_pairs(v, n) == (uint64_t)n * (n - 1) / 2);
	some.stop = 1000;
	sweep_overlaps(v, n, count_pair, &some);
	assert_int_equal(some.n, 1000);
	free(v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_agree_with_a_bitset_at_both_ends),
		cmocka_unit_test(the_sweep_finds_what_all_pairs_find),
		cmocka_unit_test(the_sweep_is_exact_at_both_ends),
		cmocka_unit_test(many_pairs_are_counted_not_visited),
	};

	printf("seed %llx\n", (unsigned long long)seed);
	return cmocka_run_group_tests_name("rset", tests, NULL, NULL);
}
