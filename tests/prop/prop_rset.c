/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Set algebra and the sweep against a bitset and pairs, at both ends of each
 * family. */
#include "num/rset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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
	uint64_t mask = (hi - lo == 63 ? 0 : ((uint64_t)1 << (hi - lo + 1))) - 1;

	make(&a, base);
	make(&b, base);
	rset_or(&a.set, &b.set, &or);
	rset_and(&a.set, &b.set, &and);
	rset_minus(&a.set, &b.set, &minus);
	agree(&or, a.bits | b.bits, base);
	agree(&and, a.bits & b.bits, base);
	agree(&minus, a.bits & ~b.bits, base);
	mask <<= lo;
	assert_true(rset_meets(&a.set, r) == ((a.bits & mask) != 0));
	assert_true(rset_has(&a.set, r) == ((a.bits & mask) == mask));
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
	size_t n;
	num_t sum;
};

static void
count_pair(const struct sweep_item *a, const struct sweep_item *b,
    struct range both, void *arg)
{
	struct tally *t = arg;

	assert_true(range_meets(a->r, b->r));
	assert_true(range_holds(a->r, both) && range_holds(b->r, both));
	t->n++;
	t->sum += both.hi - both.lo + 1;
}

static void
the_sweep_finds_what_all_pairs_find(void **state)
{
	const num_t base = num_max(FAM_IPV6) - 999;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct sweep_item v[40];
		struct tally got = { 0, 0 }, want = { 0, 0 };
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
		sweep_overlaps(v, n, count_pair, &got);
		assert_true(got.n == want.n && got.sum == want.sum);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_agree_with_a_bitset_at_both_ends),
		cmocka_unit_test(the_sweep_finds_what_all_pairs_find),
	};

	printf("seed %llx\n", (unsigned long long)seed);
	return cmocka_run_group_tests_name("rset", tests, NULL, NULL);
}
