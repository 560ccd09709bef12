/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "num/rset.h"

#include <stdlib.h>
#include <string.h>

void
rset_clear(struct rset *s)
{
	if (s == NULL)
		return;
	free(s->v);
	memset(s, 0, sizeof(*s));
}

void
rset_add(struct rset *s, struct range r)
{
	assert(r.lo <= r.hi);
	/* Input in order, as most is, stays normal without a sort. */
	if (s->n != 0 && !s->dirty) {
		struct range *last = &s->v[s->n - 1];

		if (r.lo <= last->hi || r.lo - 1 == last->hi) {
			if (r.lo < last->lo)
				s->dirty = true;
			else {
				if (r.hi > last->hi)
					last->hi = r.hi;
				return;
			}
		}
	}
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = r;
}

static int
range_cmp(const void *pa, const void *pb)
{
	const struct range *a = pa, *b = pb;

	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	return a->hi < b->hi ? -1 : a->hi > b->hi;
}

void
rset_norm(struct rset *s)
{
	size_t k = 0;

	if (!s->dirty || s->n == 0) {
		s->dirty = false;
		return;
	}
	qsort(s->v, s->n, sizeof(*s->v), range_cmp);
	for (size_t i = 1; i < s->n; i++) {
		struct range *t = &s->v[k];

		/* Not hi + 1: that wraps at the top of a family. */
		if (s->v[i].lo <= t->hi || s->v[i].lo - 1 == t->hi) {
			if (s->v[i].hi > t->hi)
				t->hi = s->v[i].hi;
		} else
			s->v[++k] = s->v[i];
	}
	s->n = k + 1;
	s->dirty = false;
}

/* The first member whose hi is not below n. */
static size_t
rset_seek(const struct rset *s, num_t n)
{
	size_t lo = 0, hi = s->n;

	assert(!s->dirty);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].hi < n)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void
rset_or(const struct rset *a, const struct rset *b, struct rset *ret)
{
	assert(!a->dirty && !b->dirty);
	for (size_t i = 0, j = 0; i < a->n || j < b->n;)
		if (j == b->n || (i < a->n && a->v[i].lo <= b->v[j].lo))
			rset_add(ret, a->v[i++]);
		else
			rset_add(ret, b->v[j++]);
	rset_norm(ret);
}

void
rset_and(const struct rset *a, const struct rset *b, struct rset *ret)
{
	size_t i = 0, j = 0;

	assert(!a->dirty && !b->dirty);
	/* One range against many must not cost the many. */
	if (a->n != 0 && b->n != 0) {
		i = rset_seek(a, b->v[0].lo);
		j = rset_seek(b, a->v[0].lo);
	}
	while (i < a->n && j < b->n) {
		if (range_meets(a->v[i], b->v[j]))
			rset_add(ret, range_and(a->v[i], b->v[j]));
		if (a->v[i].hi < b->v[j].hi)
			i++;
		else
			j++;
	}
	rset_norm(ret);
}

void
rset_minus(const struct rset *a, const struct rset *b, struct rset *ret)
{
	size_t j = a->n == 0 ? 0 : rset_seek(b, a->v[0].lo);

	assert(!a->dirty && !b->dirty);
	for (size_t i = 0; i < a->n; i++) {
		struct range r = a->v[i];
		bool left = true;

		while (j < b->n && b->v[j].hi < r.lo)
			j++;
		for (size_t k = j; k < b->n && b->v[k].lo <= r.hi; k++) {
			if (b->v[k].lo > r.lo)
				rset_add(ret,
				    (struct range){ r.lo, b->v[k].lo - 1 });
			if (b->v[k].hi >= r.hi) {
				left = false;
				break;
			}
			r.lo = b->v[k].hi + 1;
		}
		if (left)
			rset_add(ret, r);
	}
	rset_norm(ret);
}

void
rset_take(struct rset *from, const struct rset *what)
{
	struct rset left = { 0 };

	rset_minus(from, what, &left);
	rset_clear(from);
	*from = left;
}

bool
rset_has(const struct rset *s, struct range r)
{
	size_t i = rset_seek(s, r.lo);

	return i < s->n && range_holds(s->v[i], r);
}

bool
rset_meets(const struct rset *s, struct range r)
{
	size_t i = rset_seek(s, r.lo);

	return i < s->n && range_meets(s->v[i], r);
}

num_t
rset_count(const struct rset *s)
{
	num_t c = 0;

	assert(!s->dirty);
	for (size_t i = 0; i < s->n; i++) {
		num_t w = s->v[i].hi - s->v[i].lo;

		if (w == ~(num_t)0)
			return w;
		c += w + 1;
	}
	return c;
}
