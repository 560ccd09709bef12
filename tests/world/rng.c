/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/world/world.h"

uint64_t
mix64(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

uint64_t
rng_next(struct rng *r)
{
	r->s += 0x9e3779b97f4a7c15u;
	return mix64(r->s);
}

uint32_t
rng_below(struct rng *r, uint32_t n)
{
	return n == 0 ? 0 : (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

bool
sched_on(const struct sched *s, int state)
{
	int again = s->start + s->len + s->gap;

	if (state < s->start)
		return false;
	if (state < s->start + s->len)
		return true;
	return s->len2 != 0 && state >= again && state < again + s->len2;
}

void
rows_add(struct rows *r, const struct row *one)
{
	r->v = mem_grow(r->v, &r->cap, r->n + 1, sizeof(*r->v));
	r->v[r->n++] = *one;
}
