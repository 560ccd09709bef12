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
			for (int c = 0; c < CLASS_N; c++)
				free(l->ten[r][f][c].v);
	open_list_clear(&l->open);
	open_list_clear(&l->closed);
	memset(l, 0, sizeof(*l));
}

utc_t
ledger_since(const struct ledger *l, size_t rir, enum family f, enum class c,
    struct range r)
{
	const struct tenancies *t = &l->ten[rir][f][c];
	size_t lo = 0, hi = t->n;
	utc_t since = TIME_NONE;

	/* The first that does not end before r. */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->v[mid].r.hi < r.lo)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (num_t next = r.lo; lo < t->n; lo++) {
		const struct tenancy *q = &t->v[lo];

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
tenancy_add(struct tenancies *t, struct range r, utc_t since)
{
	struct tenancy *q = t->n == 0 ? NULL : &t->v[t->n - 1];

	if (q != NULL && q->since == since && q->r.hi + 1 == r.lo &&
	    q->r.hi != ~(num_t)0) {
		q->r.hi = r.hi;
		return;
	}
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = (struct tenancy){ r, since };
}

/* Today's listing of one class, cut where yesterday's since differs. */
static void
tenancies_advance(const struct tenancies *old, const struct rset *today,
    utc_t now, struct tenancies *ret)
{
	size_t j = 0;

	for (size_t i = 0; i < today->n; i++) {
		struct range r = today->v[i];
		bool left = true;

		while (j < old->n && old->v[j].r.hi < r.lo)
			j++;
		for (size_t k = j; k < old->n && old->v[k].r.lo <= r.hi; k++) {
			const struct tenancy *o = &old->v[k];
			struct range both = range_and(o->r, r);

			if (o->r.lo > r.lo)
				tenancy_add(ret,
				    (struct range){ r.lo, o->r.lo - 1 }, now);
			tenancy_add(ret, both, o->since);
			if (both.hi == r.hi) {
				left = false;
				break;
			}
			r.lo = both.hi + 1;
		}
		if (left)
			tenancy_add(ret, r, now);
	}
}

static void
advance_class(const struct tenancies *old, const struct rset *today,
    utc_t now, struct tenancies *ret)
{
	if (today != NULL) {
		tenancies_advance(old, today, now, ret);
		return;
	}
	/* Nothing can be said of what is not there. */
	for (size_t i = 0; i < old->n; i++)
		tenancy_add(ret, old->v[i].r, old->v[i].since);
}

static void
advance_rir(const struct ledger *old, const struct dataset *d,
    const struct view *v, size_t rir, struct ledger *ret)
{
	int c = d->chosen[rir];
	utc_t now = d->asof[rir];
	const struct view_file *file = NULL;

	ret->base[rir] = old->base[rir];
	ret->asof[rir] = old->asof[rir];
	if (c >= 0 && now != TIME_NONE) {
		if (ret->base[rir] == TIME_NONE)
			ret->base[rir] = now;
		if (ret->asof[rir] == TIME_NONE || now > ret->asof[rir])
			ret->asof[rir] = now;
		if (stats_complete(d, (size_t)c))
			file = &v->files[c];
	}
	for (int f = 0; f < FAM_N; f++) {
		const struct tenancies *o = old->ten[rir][f];
		struct tenancies *t = ret->ten[rir][f];

		advance_class(&o[CLASS_DELEGATED],
		    file == NULL ? NULL : &file->delegated[f], now,
		    &t[CLASS_DELEGATED]);
		advance_class(&o[CLASS_POOL],
		    file == NULL ? NULL : &file->pool[f], now,
		    &t[CLASS_POOL]);
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
