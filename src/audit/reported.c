/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/reported.h"

#include "num/rset.h"

#include <stdlib.h>
#include <string.h>

/* Files of one run of the NRO's tool are written within minutes. */
#define ONE_RUN (6 * 3600)

void
reported_clear(struct reported *p)
{
	for (int k = 0; k < REPORTED_KINDS; k++)
		for (int f = 0; f < FAM_N; f++)
			free(p->by[k][f].v);
	for (size_t r = 0; r < RIR_N; r++)
		free(p->feed_end[r]);
	memset(p, 0, sizeof(*p));
}

/* A line that cannot be read may be the one that is looked for. */
static const struct artefact *
list_read(const struct dataset *d, enum nro_kind k)
{
	const struct nrofile *f = &d->nro[k];
	const struct artefact *a = dataset_nro(d, k);

	return a == NULL || f->notes[NN_NOT_PAIR].count != 0 ||
		f->notes[NN_REGISTRY].count != 0 ||
		f->stats.notes[SN_LINE_BAD].count != 0 ||
		f->stats.notes[SN_LINE_LONG].count != 0 ||
		f->stats.notes[SN_NUMBER_BAD].count != 0 ?
	    NULL :
	    a;
}

static utc_t
modified(const struct dataset *d, const struct artefact *a)
{
	return d->prov.fetches[source_index(a->source)].last_modified;
}

static bool
one_run(utc_t a, utc_t b)
{
	return a == TIME_NONE || b == TIME_NONE ||
	    (a - b <= ONE_RUN && b - a <= ONE_RUN);
}

day_t
reported_day(const struct dataset *d)
{
	const struct artefact *all = dataset_nro(d, NRO_COMBINED);
	const struct artefact *c = list_read(d, NRO_CONFLICTS);
	const struct artefact *u = list_read(d, NRO_UNCLAIMED);
	day_t day;

	if (all == NULL || c == NULL || u == NULL ||
	    !one_run(modified(d, all), modified(d, c)) ||
	    !one_run(modified(d, all), modified(d, u)))
		return 0;
	day = statsfile_day(&d->nro[NRO_COMBINED].stats);
	return day > day_add(d->day, 1) ? 0 : day;
}

static void
listing_add(struct listings *l, const struct listing *one)
{
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = *one;
}

static void
conflicts_today(const struct nrofile *f, enum family fam, struct listings *ret)
{
	for (size_t i = 0; i < f->pairs_n; i++) {
		const struct nro_pair *p = &f->pairs[i];
		const struct record *a = &f->stats.v[p->a];
		const struct record *b = &f->stats.v[p->b];

		if (a->fam != fam || b->fam != fam || !range_meets(a->r, b->r))
			continue;
		listing_add(ret,
		    &(struct listing){ range_and(a->r, b->r),
			1u << f->rows[p->a].registry |
			    1u << f->rows[p->b].registry,
			0, 0 });
	}
}

/* As A-13 names them: whom IANA gave it to, and IANA. */
static void
unclaimed_today(const struct nrofile *f, enum family fam, struct listings *ret)
{
	for (size_t i = 0; i < f->stats.n; i++)
		if (f->stats.v[i].fam == fam)
			listing_add(ret,
			    &(struct listing){ f->stats.v[i].r,
				1u << f->rows[i].registry | 1u << PUB_IANA, 0,
				0 });
}

void
reported_today(const struct dataset *d, enum reported_kind k, enum family f,
    struct listings *ret)
{
	if (k == REP_CONFLICT)
		conflicts_today(&d->nro[NRO_CONFLICTS], f, ret);
	else if (k == REP_UNCLAIMED)
		unclaimed_today(&d->nro[NRO_UNCLAIMED], f, ret);
}

static int
listing_cmp(const void *pa, const void *pb)
{
	const struct listing *a = pa, *b = pb;

	if (a->parties != b->parties)
		return a->parties < b->parties ? -1 : 1;
	return a->r.lo < b->r.lo ? -1 : a->r.lo > b->r.lo;
}

/* Neighbours of one history are one. */
static void
piece_add(struct listings *l, const struct listing *one)
{
	struct listing *q = l->n == 0 ? NULL : &l->v[l->n - 1];

	if (q != NULL && q->parties == one->parties &&
	    q->since == one->since && q->reports == one->reports &&
	    q->r.hi != ~(num_t)0 && q->r.hi + 1 == one->r.lo)
		q->r.hi = one->r.hi;
	else
		listing_add(l, one);
}

/* The first of those parties that does not end before lo. */
static size_t
first_of(const struct listings *l, unsigned parties, num_t lo)
{
	size_t a = 0, b = l->n;

	while (a < b) {
		size_t mid = a + (b - a) / 2;
		const struct listing *q = &l->v[mid];

		if (q->parties < parties ||
		    (q->parties == parties && q->r.hi < lo))
			a = mid + 1;
		else
			b = mid;
	}
	return a;
}

/* One range of today, in the pieces that the days before make of it. */
static void
range_advance(const struct listings *old, struct range r, unsigned parties,
    day_t day, struct listings *ret)
{
	struct listing fresh = { r, parties, day, 1 };

	for (size_t i = first_of(old, parties, r.lo); i < old->n &&
	     old->v[i].parties == parties && old->v[i].r.lo <= r.hi;
	     i++) {
		const struct listing *o = &old->v[i];
		struct listing kept = *o;

		kept.r = range_and(o->r, fresh.r);
		kept.reports++;
		if (kept.r.lo > fresh.r.lo) {
			struct listing before = fresh;

			before.r.hi = kept.r.lo - 1;
			piece_add(ret, &before);
		}
		piece_add(ret, &kept);
		if (kept.r.hi == fresh.r.hi)
			return;
		fresh.r.lo = kept.r.hi + 1;
	}
	piece_add(ret, &fresh);
}

void
listings_advance(const struct listings *old, struct listing *v, size_t n,
    day_t day, struct listings *ret)
{
	if (n != 0)
		qsort(v, n, sizeof(*v), listing_cmp);
	for (size_t i = 0, j; i < n; i = j) {
		AUTO_RSET all = { 0 };

		for (j = i; j < n && v[j].parties == v[i].parties; j++)
			rset_add(&all, v[j].r);
		rset_norm(&all);
		for (size_t k = 0; k < all.n; k++)
			range_advance(old, all.v[k], v[i].parties, day, ret);
	}
}

bool
reported_since(const struct reported *p, enum reported_kind k, enum family f,
    struct range r, unsigned parties, day_t *ret)
{
	const struct listings *l = &p->by[k][f];
	AUTO_RSET all = { 0 };
	day_t since = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct listing *q = &l->v[i];

		if ((parties != 0 && q->parties != parties) ||
		    !range_meets(q->r, r))
			continue;
		rset_add(&all, q->r);
		if (q->since > since)
			since = q->since;
	}
	rset_norm(&all);
	if (since == 0 || !rset_has(&all, r))
		return false;
	*ret = since;
	return true;
}
