/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/view.h"

#include <stdlib.h>
#include <string.h>

/* One sort key a record; qsort has no argument of ours. */
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
order_family(const struct statsfile *s, enum family f, struct view_file *ret)
{
	AUTO_FREE struct key *k = NULL;
	size_t n = 0;
	bool sorted = true;

	k = mem_alloc((s->n + 1) * sizeof(*k));
	for (size_t i = 0; i < s->n; i++) {
		const struct record *r = &s->v[i];

		if (r->fam != f)
			continue;
		k[n] = (struct key){ r->r.lo, r->r.hi, (uint32_t)i };
		if (n != 0 && key_cmp(&k[n - 1], &k[n]) > 0)
			sorted = false;
		n++;
	}
	if (!sorted)
		qsort(k, n, sizeof(*k), key_cmp);
	ret->order[f] = mem_alloc((n + 1) * sizeof(uint32_t));
	ret->n[f] = n;
	for (size_t i = 0; i < n; i++) {
		const struct record *r = &s->v[k[i].index];

		ret->order[f][i] = k[i].index;
		if (r->r.hi - r->r.lo > ret->widest[f])
			ret->widest[f] = r->r.hi - r->r.lo;
		if (status_delegated((enum status)r->status))
			rset_add(&ret->delegated[f], r->r);
		else if (status_pool((enum status)r->status))
			rset_add(&ret->pool[f], r->r);
	}
	rset_norm(&ret->delegated[f]);
	rset_norm(&ret->pool[f]);
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
				struct rset *s =
				    &v->iana_rir[b->rir][b->fam];

				rset_add(s, b->r);
				s->dirty = true;
			}
		} else if (b->status == IS_SPECIAL) {
			rset_add(&v->iana_special[b->fam], b->r);
			v->iana_special[b->fam].dirty = true;
		}
	}
}

/* The recovered pool lies in blocks that were given out once. */
static void
take_recovered(const struct dataset *d, struct view *v)
{
	AUTO_RSET pool = { 0 };
	AUTO_RSET again = { 0 };
	AUTO_RSET back = { 0 };
	AUTO_RSET given = { 0 };

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
	rset_minus(&v->iana_given[FAM_IPV4], &back, &given);
	rset_clear(&v->iana_given[FAM_IPV4]);
	v->iana_given[FAM_IPV4] = given;
	memset(&given, 0, sizeof(given));
	for (size_t r = 0; r < RIR_N; r++) {
		struct rset *s = &v->iana_rir[r][FAM_IPV4];
		struct rset left = { 0 };

		rset_minus(s, &back, &left);
		rset_clear(s);
		*s = left;
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
			have += sources[i].kind == needed[k] &&
			    d->art[i].present;
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
		for (int f = 0; f < FAM_N && d->stats[i].n != 0; f++)
			order_family(&d->stats[i], (enum family)f,
			    &v->files[i]);
	iana_view(d, v);
}

void
view_clear(struct view *v)
{
	if (v == NULL || v->files == NULL)
		return;
	for (int f = 0; f < FAM_N; f++) {
		for (size_t i = 0; i < sources_n; i++) {
			free(v->files[i].order[f]);
			rset_clear(&v->files[i].delegated[f]);
			rset_clear(&v->files[i].pool[f]);
		}
		for (size_t r = 0; r < RIR_N; r++)
			rset_clear(&v->iana_rir[r][f]);
		rset_clear(&v->iana_given[f]);
		rset_clear(&v->iana_special[f]);
		rset_clear(&v->iana_withheld[f]);
	}
	free(v->files);
	memset(v, 0, sizeof(*v));
}

void
view_each(const struct dataset *d, const struct view *v, size_t source,
    enum family f, struct range r, view_fn *fn, void *arg)
{
	const struct view_file *file = &v->files[source];
	const struct record *rec = d->stats[source].v;
	/* No record that starts further below than the widest can reach r. */
	num_t from = r.lo > file->widest[f] ? r.lo - file->widest[f] : 0;
	size_t lo = 0, hi = file->n[f];

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (rec[file->order[f][mid]].r.lo < from)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < file->n[f]; lo++) {
		const struct record *q = &rec[file->order[f][lo]];

		if (q->r.lo > r.hi)
			break;
		if (range_meets(q->r, r))
			fn(q, arg);
	}
}
