/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/view.h"

#include <stdlib.h>
#include <string.h>

/* Items of a sort by (lo, hi, line), where a file is not in that order. */
struct key {
	num_t lo, hi;
	uint32_t index;
};

static int
key_cmp(const void *pa, const void *pb)
{
	const struct key *a = pa, *b = pb;

	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	if (a->hi != b->hi)
		return a->hi < b->hi ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static void
sort_order(struct view_order *o)
{
	AUTO_FREE struct key *k = mem_resize(NULL, o->n, sizeof(*k));

	for (size_t i = 0; i < o->n; i++)
		k[i] = (struct key){ o->v[o->order[i]].r.lo,
			o->v[o->order[i]].r.hi, o->order[i] };
	qsort(k, o->n, sizeof(*k), key_cmp);
	for (size_t i = 0; i < o->n; i++)
		o->order[i] = k[i].index;
}

static struct range
order_at(const void *items, size_t i)
{
	const struct view_order *o = items;

	return o->v[o->order[i]].r;
}

/* Registries publish files that are in order, or nearly. */
static void
order_make(struct view_order *o)
{
	bool sorted = true;
	num_t end = 0; /* the highest hi so far */

	for (size_t i = 1; i < o->n && sorted; i++) {
		struct range a = order_at(o, i - 1), b = order_at(o, i);

		sorted = a.lo < b.lo || (a.lo == b.lo && a.hi <= b.hi);
	}
	if (!sorted)
		sort_order(o);
	o->disjoint = true;
	for (size_t i = 0; i < o->n; i++) {
		struct range r = order_at(o, i);

		if (i != 0 && r.lo <= end)
			o->disjoint = false;
		if (r.hi > end)
			end = r.hi;
	}
	rindex_make(&o->index, o, o->n, order_at);
}

static void
order_file(const struct statsfile *s, struct view_file *ret)
{
	size_t n[FAM_N] = { 0 };

	for (size_t i = 0; i < s->n; i++)
		n[s->v[i].fam]++;
	for (int f = 0; f < FAM_N; f++) {
		ret->by[f].v = s->v;
		ret->by[f].order = mem_resize(NULL, n[f], sizeof(uint32_t));
	}
	for (size_t i = 0; i < s->n; i++) {
		struct view_order *o = &ret->by[s->v[i].fam];

		o->order[o->n++] = (uint32_t)i;
	}
	for (int f = 0; f < FAM_N; f++)
		order_make(&ret->by[f]);
}

static void
sets_of_file(struct view_file *ret)
{
	for (int f = 0; f < FAM_N; f++) {
		const struct view_order *o = &ret->by[f];
		AUTO_RSET known = { 0 };

		for (size_t i = 0; i < o->n; i++) {
			const struct record *r = &o->v[o->order[i]];

			if (status_delegated((enum status)r->status))
				rset_add(&ret->delegated[f], r->r);
			else if (status_pool((enum status)r->status))
				rset_add(&ret->pool[f], r->r);
			else
				rset_add(&ret->other[f], r->r);
		}
		rset_norm(&ret->delegated[f]);
		rset_norm(&ret->pool[f]);
		rset_norm(&ret->other[f]);
		rset_or(&ret->delegated[f], &ret->pool[f], &known);
		rset_or(&known, &ret->other[f], &ret->listed[f]);
	}
}

static void
iana_sets(const struct dataset *d, struct view *v)
{
	for (size_t i = 0; i < d->iana.n; i++) {
		const struct iana_block *b = &d->iana.v[i];

		if (b->status == IS_ALLOCATED || b->status == IS_LEGACY) {
			rset_add(&v->iana_given[b->fam], b->r);
			v->iana_given[b->fam].dirty = true;
			if (b->rir >= 0 && b->rir < RIR_N) {
				struct rset *s = &v->iana_rir[b->rir][b->fam];

				rset_add(s, b->r);
				s->dirty = true;
			}
		} else if (b->status == IS_SPECIAL) {
			rset_add(&v->iana_special[b->fam], b->r);
			v->iana_special[b->fam].dirty = true;
		}
	}
}

/* Allocations from the recovered pool to others than r. */
static void
given_on(const struct dataset *d, size_t r, struct rset *ret)
{
	for (size_t i = 0; i < d->iana.n; i++) {
		const struct iana_block *b = &d->iana.v[i];

		if (b->source->kind == SK_IANA_RECOVERED &&
		    b->status == IS_ALLOCATED && b->rir >= 0 &&
		    b->rir != (int)r)
			rset_add(ret, b->r);
	}
	ret->dirty = true;
	rset_norm(ret);
}

/* The recovered pool lies in blocks that were given out once. */
static void
take_recovered(const struct dataset *d, struct view *v)
{
	AUTO_RSET pool = { 0 };
	AUTO_RSET again = { 0 };
	AUTO_RSET back = { 0 };

	for (size_t i = 0; i < d->iana.n; i++) {
		const struct iana_block *b = &d->iana.v[i];

		if (b->source->kind == SK_IANA_RECOVERED) {
			rset_add(b->status == IS_RECOVERED ? &pool : &again,
			    b->r);
			pool.dirty = again.dirty = true;
		}
	}
	rset_norm(&pool);
	rset_norm(&again);
	rset_minus(&pool, &again, &back);
	rset_take(&v->iana_given[FAM_IPV4], &back);
	for (size_t r = 0; r < RIR_N; r++) {
		struct rset *s = &v->iana_rir[r][FAM_IPV4];
		AUTO_RSET others = { 0 };

		/* What was given on is no longer the first holder's. */
		given_on(d, r, &others);
		rset_take(s, &back);
		rset_take(s, &others);
	}
}

static void
iana_view(const struct dataset *d, struct view *v)
{
	static const enum source_kind needed[] = { SK_IANA_ASN, SK_IANA_IPV4,
		SK_IANA_RECOVERED, SK_IANA_IPV6, SK_IANA_UNICAST,
		SK_IANA_ASN_SPECIAL, SK_IANA_IPV4_SPECIAL,
		SK_IANA_IPV6_SPECIAL };
	size_t have = 0;

	for (size_t i = 0; i < sources_n; i++)
		for (size_t k = 0; k < ARRAY_LEN(needed); k++)
			have +=
			    sources[i].kind == needed[k] && d->art[i].present;
	v->have_iana = have == ARRAY_LEN(needed);
	iana_sets(d, v);
	for (int f = 0; f < FAM_N; f++) {
		rset_norm(&v->iana_given[f]);
		rset_norm(&v->iana_special[f]);
		for (size_t r = 0; r < RIR_N; r++)
			rset_norm(&v->iana_rir[r][f]);
	}
	take_recovered(d, v);
	for (int f = 0; f < FAM_N; f++) {
		AUTO_RSET all = { 0 };
		AUTO_RSET rest = { 0 };

		rset_add(&all, (struct range){ 0, num_max((enum family)f) });
		rset_minus(&all, &v->iana_given[f], &rest);
		rset_minus(&rest, &v->iana_special[f], &v->iana_withheld[f]);
	}
}

void
view_make(const struct dataset *d, struct view *v)
{
	memset(v, 0, sizeof(*v));
	v->files = mem_alloc(SOURCES_MAX * sizeof(*v->files));
	for (size_t i = 0; i < sources_n; i++)
		if (d->stats[i].n != 0)
			order_file(&d->stats[i], &v->files[i]);
	for (size_t r = 0; r < RIR_N; r++)
		if (d->chosen[r] >= 0)
			sets_of_file(&v->files[d->chosen[r]]);
	iana_view(d, v);
	for (int f = 0; f < FAM_N; f++)
		moves_make(d, (enum family)f, &v->moves[f]);
	trees_make(d, &v->trees);
}

void
view_clear(struct view *v)
{
	if (v == NULL || v->files == NULL)
		return;
	for (int f = 0; f < FAM_N; f++) {
		for (size_t i = 0; i < sources_n; i++) {
			free(v->files[i].by[f].order);
			rindex_clear(&v->files[i].by[f].index);
			rset_clear(&v->files[i].delegated[f]);
			rset_clear(&v->files[i].pool[f]);
			rset_clear(&v->files[i].other[f]);
			rset_clear(&v->files[i].listed[f]);
		}
		for (size_t r = 0; r < RIR_N; r++)
			rset_clear(&v->iana_rir[r][f]);
		rset_clear(&v->iana_given[f]);
		rset_clear(&v->iana_special[f]);
		rset_clear(&v->iana_withheld[f]);
		moves_clear(&v->moves[f]);
	}
	trees_clear(&v->trees);
	free(v->files);
	memset(v, 0, sizeof(*v));
}

struct each {
	const struct view_order *o;
	view_fn *fn;
	void *arg;
};

static bool
each_record_of(size_t i, void *arg)
{
	struct each *e = arg;

	return e->fn(&e->o->v[e->o->order[i]], e->arg);
}

void
view_each(const struct view *v, size_t source, enum family f, struct range r,
    view_fn *fn, void *arg)
{
	const struct view_order *o = &v->files[source].by[f];
	struct each e = { o, fn, arg };

	rindex_each(&o->index, r, each_record_of, &e);
}
