/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/ledger.h"
#include "audit/audit.h"
#include "audit/view.h"

#include <stdlib.h>
#include <string.h>

void
ledger_init(struct ledger *l)
{
	memset(l, 0, sizeof(*l));
	for (size_t r = 0; r < RIR_N; r++)
		l->base[r] = l->asof[r] = TIME_NONE;
	l->src = mem_alloc(SOURCES_MAX * sizeof(*l->src));
}

static void
open_list_clear(struct open_list *o)
{
	for (size_t i = 0; i < o->n; i++)
		free(o->v[i].name);
	free(o->v);
	memset(o, 0, sizeof(*o));
}

void
ledger_clear(struct ledger *l)
{
	if (l == NULL || l->src == NULL)
		return;
	free(l->src);
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++)
			free(l->ten[r][f].v);
	open_list_clear(&l->open);
	open_list_clear(&l->closed);
	memset(l, 0, sizeof(*l));
}

/* Tenancies are sorted by lo; those of one class are disjoint, and the two
 * classes may overlap where a file contradicts itself. */
utc_t
ledger_since(const struct ledger *l, size_t rir, enum family f, bool pool,
    struct range r)
{
	const struct tenancies *t = &l->ten[rir][f];
	size_t lo = 0, hi = t->n;
	utc_t since = TIME_NONE;
	num_t next = r.lo;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->v[mid].r.lo <= r.lo)
			lo = mid + 1;
		else
			hi = mid;
	}
	/* Step back to the one of this class that holds r.lo, if any. */
	while (lo > 0 && (t->v[lo - 1].pool != pool ||
		t->v[lo - 1].r.hi < r.lo)) {
		if (t->v[lo - 1].pool == pool)
			return TIME_NONE;
		lo--;
	}
	if (lo == 0)
		return TIME_NONE;
	for (lo--; lo < t->n; lo++) {
		const struct tenancy *q = &t->v[lo];

		if (q->pool != pool)
			continue;
		if (q->r.lo > next)
			return TIME_NONE;
		if (q->since > since)
			since = q->since;
		if (q->r.hi >= r.hi)
			return since;
		next = q->r.hi + 1;
	}
	return TIME_NONE;
}

static void
tenancy_add(struct tenancies *t, struct range r, utc_t since, bool pool)
{
	struct tenancy *q = t->n == 0 ? NULL : &t->v[t->n - 1];

	if (q != NULL && q->pool == pool && q->since == since &&
	    q->r.hi + 1 == r.lo && q->r.hi != ~(num_t)0) {
		q->r.hi = r.hi;
		return;
	}
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = (struct tenancy){ r, since, pool };
}

/* One class of today's listing, cut where yesterday's since differs. */
static void
tenancies_advance(const struct tenancies *old, bool pool,
    const struct rset *today, utc_t now, struct tenancies *ret)
{
	size_t j = 0;

	for (size_t i = 0; i < today->n; i++) {
		struct range r = today->v[i];
		bool left = true;

		while (j < old->n && (old->v[j].pool != pool ||
			old->v[j].r.hi < r.lo))
			j++;
		for (size_t k = j; k < old->n && old->v[k].r.lo <= r.hi; k++) {
			const struct tenancy *o = &old->v[k];
			struct range both;

			if (o->pool != pool || o->r.hi < r.lo)
				continue;
			if (o->r.lo > r.lo)
				tenancy_add(ret,
				    (struct range){ r.lo, o->r.lo - 1 }, now,
				    pool);
			both = range_and(o->r, r);
			tenancy_add(ret, both, o->since, pool);
			if (both.hi == r.hi) {
				left = false;
				break;
			}
			r.lo = both.hi + 1;
		}
		if (left)
			tenancy_add(ret, r, now, pool);
	}
}

static int
tenancy_cmp(const void *pa, const void *pb)
{
	const struct tenancy *a = pa, *b = pb;

	if (a->r.lo != b->r.lo)
		return a->r.lo < b->r.lo ? -1 : 1;
	return (int)a->pool - (int)b->pool;
}

static void
advance_rir(const struct ledger *old, const struct dataset *d,
    const struct view *v, size_t rir, struct ledger *ret)
{
	int c = d->chosen[rir];
	bool newer;

	ret->base[rir] = old->base[rir];
	ret->asof[rir] = old->asof[rir];
	newer = c >= 0 && d->asof[rir] != TIME_NONE;
	if (newer && ret->base[rir] == TIME_NONE)
		ret->base[rir] = d->asof[rir];
	if (newer && (ret->asof[rir] == TIME_NONE ||
		d->asof[rir] > ret->asof[rir]))
		ret->asof[rir] = d->asof[rir];
	for (int f = 0; f < FAM_N; f++) {
		const struct tenancies *o = &old->ten[rir][f];
		struct tenancies *t = &ret->ten[rir][f];

		if (!newer || !stats_complete(d, (size_t)c)) {
			/* Nothing can be said of what is not there. */
			for (size_t i = 0; i < o->n; i++)
				tenancy_add(t, o->v[i].r, o->v[i].since,
				    o->v[i].pool);
			continue;
		}
		tenancies_advance(o, false, &v->files[c].delegated[f],
		    d->asof[rir], t);
		tenancies_advance(o, true, &v->files[c].pool[f], d->asof[rir],
		    t);
		if (t->n != 0)
			qsort(t->v, t->n, sizeof(*t->v), tenancy_cmp);
	}
}

static void
advance_source(const struct ledger *old, const struct dataset *d, size_t i,
    struct ledger *ret)
{
	const struct source_state *o = &old->src[i];
	struct source_state *s = &ret->src[i];
	bool same_bytes;
	day_t day;

	*s = *o;
	if (s->seen && (!d->art[i].present ||
		(old->run_day != 0 && day_diff(d->day, old->run_day) > 1)) &&
	    d->prov.fetches[i].outcome != FO_NOT_FOUND)
		s->unbroken = false;
	if (!d->art[i].present)
		return;
	same_bytes = o->seen && strcmp(o->sha256, d->art[i].sha256) == 0;
	if (same_bytes)
		return;
	s->seen = true;
	memcpy(s->sha256, d->art[i].sha256, sizeof(s->sha256));
	s->retrieved = d->run->clock;
	if (sources[i].kind != SK_STATS_EXTENDED &&
	    sources[i].kind != SK_STATS_PLAIN)
		return;
	if (!stats_complete(d, i)) {
		s->unbroken = false;
		return;
	}
	s->size = d->art[i].bytes.n;
	s->rows = d->stats[i].rows_all;
	memcpy(s->totals, d->stats[i].totals, sizeof(s->totals));
	day = statsfile_day(&d->stats[i]);
	if (day > s->file_day) {
		s->file_day = day;
		s->unbroken = true;
	}
}

void
ledger_advance(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret)
{
	ret->run_day = d->day;
	for (size_t r = 0; r < RIR_N; r++)
		advance_rir(old, d, v, r, ret);
	for (size_t i = 0; i < sources_n; i++)
		advance_source(old, d, i, ret);
}
