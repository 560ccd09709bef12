/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/moves.h"

#include <stdlib.h>
#include <string.h>

static int
move_cmp(const void *pa, const void *pb)
{
	const struct move *a = pa, *b = pb;

	if (a->r.lo != b->r.lo)
		return a->r.lo < b->r.lo ? -1 : 1;
	if (a->log != b->log)
		return a->log < b->log ? -1 : 1;
	return a->t->at.offset < b->t->at.offset ?
	    -1 :
	    a->t->at.offset > b->t->at.offset;
}

static struct range
move_at(const void *items, size_t i)
{
	const struct moves *m = items;

	return m->v[i].r;
}

static void
take_log(const struct transferlog *l, size_t rir, enum family f,
    struct moves *ret)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct transfer *t = &l->v[i];

		if (t->from >= 0 && t->from == t->to)
			continue;
		for (uint32_t k = t->first; k < t->first + t->n; k++) {
			const struct transfer_range *q = &l->ranges[k];

			if (q->fam != f || q->original)
				continue;
			ret->v = mem_grow(ret->v, &ret->cap, ret->n + 1,
			    sizeof(*ret->v));
			ret->v[ret->n++] =
			    (struct move){ q->r, (uint8_t)rir, t };
		}
	}
}

void
moves_make(const struct dataset *d, enum family f, struct moves *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (size_t r = 0; r < RIR_N; r++) {
		const struct transferlog *l = dataset_log(d, r);

		if (l != NULL)
			take_log(l, r, f, ret);
	}
	if (ret->n != 0)
		qsort(ret->v, ret->n, sizeof(*ret->v), move_cmp);
	rindex_make(&ret->index, ret, ret->n, move_at);
}

void
moves_clear(struct moves *m)
{
	rindex_clear(&m->index);
	free(m->v);
	memset(m, 0, sizeof(*m));
}

struct visit {
	const struct moves *m;
	move_fn *fn;
	void *arg;
};

static bool
visit_one(size_t i, void *arg)
{
	const struct visit *x = arg;

	return x->fn(&x->m->v[i], x->arg);
}

void
moves_each(const struct moves *m, struct range r, move_fn *fn, void *arg)
{
	struct visit x = { m, fn, arg };

	/* The index is of where m stood when it was made. */
	rindex_each(&m->index, r, visit_one, &x);
}

bool
move_named(const struct move *m)
{
	return m->t->from >= 0 && m->t->to >= 0;
}

bool
move_alike(const struct move *a, const struct move *b)
{
	return !move_named(a) || !move_named(b) ||
	    (a->t->from == b->t->from && a->t->to == b->t->to);
}

bool
move_near(const struct move *a, const struct move *b, utc_t secs)
{
	utc_t x = a->t->date, y = b->t->date;

	return x == TIME_NONE || y == TIME_NONE ||
	    (x > y ? x - y : y - x) <= secs;
}

bool
move_done(const struct move *m)
{
	return m->t->status == TS_NONE || m->t->status == TS_SOURCE_FINALIZED;
}

bool
move_behind(const struct move *m, const struct move *later)
{
	if (!move_named(later) || later->t->date == TIME_NONE)
		return true;
	return !move_alike(m, later) &&
	    later->t->date >= m->t->date - MOVE_APART;
}
