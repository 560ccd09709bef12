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
		l->base[r] = l->asof[r] = l->held_at[r] = l->first_at[r] =
		    TIME_NONE;
	for (int f = 0; f < FAM_N; f++)
		l->words[f] = words_new();
	l->left_words = words_new();
	for (size_t r = 0; r < RIR_N; r++) {
		l->held_from[r] = -1;
		l->held_first[r] = TIME_NONE;
	}
	l->src = mem_alloc(SOURCES_MAX * sizeof(*l->src));
}

static void
open_list_clear(struct open_list *o)
{
	for (size_t i = 0; i < o->n; i++) {
		free(o->v[i].name);
		free(o->v[i].exception);
	}
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
	ledger_hold_clear(l);
	first_clear(l);
	for (size_t r = 0; r < RIR_N; r++) {
		logged_clear(&l->logged[r]);
		free(l->dated[r].v);
	}
	rpki_states_clear(&l->rpki);
	reported_clear(&l->nro);
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
tenancies_keep(const struct tenancies *o, struct tenancies *ret)
{
	for (size_t i = 0; i < o->n; i++)
		tenancy_add(ret, o->v[i].r, o->v[i].since);
}

/*
 * What a file that shrank says of one class: it keeps what it listed before
 * and does not list at all.
 */
static void
shrunk_listing(const struct tenancies *old, const struct rset *mine,
    const struct rset *others, struct rset *ret)
{
	AUTO_RSET before = { 0 };
	AUTO_RSET lost = { 0 };

	for (size_t i = 0; i < old->n; i++)
		rset_add(&before, old->v[i].r);
	rset_norm(&before);
	rset_minus(&before, others, &lost);
	rset_or(mine, &lost, ret);
}

/* One class by its file of today; others is the other class's. */
static void
advance_class(const struct tenancies *old, const struct rset *mine,
    const struct rset *others, bool shrunk, utc_t now, struct tenancies *ret)
{
	AUTO_RSET kept = { 0 };

	if (shrunk)
		shrunk_listing(old, mine, others, &kept);
	tenancies_advance(old, shrunk ? &kept : mine, now, ret);
}

bool
ledger_says_more(const struct ledger *old, const struct dataset *d, size_t rir)
{
	int c = d->chosen[rir];

	return c >= 0 && d->asof[rir] != TIME_NONE &&
	    d->asof[rir] >= old->asof[rir] && stats_complete(d, (size_t)c) &&
	    (!old->src[c].seen ||
		strcmp(old->src[c].sha256, d->art[c].sha256) != 0);
}

static void
advance_listings(const struct ledger *old, const struct dataset *d,
    const struct view *v, size_t rir, struct ledger *ret)
{
	size_t c = (size_t)d->chosen[rir];
	const struct view_file *file = &v->files[c];
	bool shrunk = stats_shrunk(d, old, c);
	utc_t now = d->asof[rir];

	for (int f = 0; f < FAM_N; f++) {
		const struct tenancies *o = old->ten[rir][f];
		struct tenancies *t = ret->ten[rir][f];

		advance_class(&o[CLASS_DELEGATED], &file->delegated[f],
		    &file->pool[f], shrunk, now, &t[CLASS_DELEGATED]);
		/* A plain file lists no pool. */
		if (sources[c].kind == SK_STATS_PLAIN)
			tenancies_keep(&o[CLASS_POOL], &t[CLASS_POOL]);
		else
			advance_class(&o[CLASS_POOL], &file->pool[f],
			    &file->delegated[f], shrunk, now, &t[CLASS_POOL]);
	}
}

static void
advance_rir(const struct ledger *old, const struct dataset *d,
    const struct view *v, size_t rir, struct ledger *ret)
{
	ret->base[rir] = old->base[rir];
	ret->asof[rir] = old->asof[rir];
	if (ledger_says_more(old, d, rir)) {
		if (ret->base[rir] == TIME_NONE)
			ret->base[rir] = d->asof[rir];
		ret->asof[rir] = d->asof[rir];
		advance_listings(old, d, v, rir, ret);
		return;
	}
	/* Nothing can be said of what is not there. */
	for (int f = 0; f < FAM_N; f++)
		for (int k = 0; k < CLASS_N; k++)
			tenancies_keep(&old->ten[rir][f][k],
			    &ret->ten[rir][f][k]);
}

/* A log only grows: the most that any had is kept (P-13). */
static void
advance_log(const struct transferlog *l, struct source_state *s)
{
	if (!transferlog_whole(l))
		return;
	if (l->entries > s->rows)
		s->rows = l->entries;
	if (l->end != TIME_NONE && day_of(l->end) > s->file_day)
		s->file_day = day_of(l->end);
}

/* New bytes of a statistics file. */
static void
advance_file(const struct dataset *d, size_t i, struct source_state *s)
{
	day_t day;

	if (!stats_complete(d, i)) {
		s->unbroken = false;
		return;
	}
	s->size = d->art[i].bytes.n;
	s->rows = d->stats[i].rows_all;
	memcpy(s->totals, d->stats[i].totals, sizeof(s->totals));
	day = statsfile_day(&d->stats[i]);
	if (day == 0 || day > day_add(d->day, 1))
		s->unbroken =
		    false; /* of no day that can be told, or to come */
	else if (day > s->file_day) {
		s->file_day = day;
		s->unbroken = true;
	}
}

static void
advance_source(const struct ledger *old, const struct dataset *d, size_t i,
    struct ledger *ret)
{
	const struct source_state *o = &old->src[i];
	struct source_state *s = &ret->src[i];
	bool same_bytes;

	*s = *o;
	if (s->seen &&
	    (!d->art[i].present ||
		(old->run_day != 0 && day_diff(d->day, old->run_day) > 1)) &&
	    d->prov.fetches[i].outcome != FO_NOT_FOUND)
		s->unbroken = false;
	/* Of a feed: was it there in the run before? */
	if (sources[i].kind == SK_CHANGES)
		s->unbroken = d->art[i].present;
	if (!d->art[i].present)
		return;
	same_bytes = o->seen && strcmp(o->sha256, d->art[i].sha256) == 0;
	if (same_bytes)
		return;
	s->seen = true;
	memcpy(s->sha256, d->art[i].sha256, sizeof(s->sha256));
	s->retrieved = runinfo_now(d->run);
	if (sources[i].kind == SK_TRANSFERS)
		advance_log(&d->logs[i], s);
	else if (sources[i].kind == SK_STATS_EXTENDED ||
	    sources[i].kind == SK_STATS_PLAIN)
		advance_file(d, i, s);
}

void
ledger_advance(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret)
{
	ret->run_day = d->day;
	for (size_t r = 0; r < RIR_N; r++)
		advance_rir(old, d, v, r, ret);
	ledger_hold(old, d, v, ret);
	ledger_first(old, d, v, ret);
	ledger_log(old, d, ret);
	ledger_date(old, d, ret);
	rpki_states_advance(&old->rpki, d, &ret->rpki);
	ledger_report(old, d, ret);
	for (size_t i = 0; i < sources_n; i++)
		advance_source(old, d, i, ret);
}
