/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A feed of resource changes against the files that it names: A-22. */
#include "audit/history.h"

#include <stdio.h>
#include <string.h>

struct feeding {
	struct history h;
	size_t source;
	const struct changefeed *c;
	struct rset all[FAM_N];	    /* of all entries */
	struct rset again[FAM_N];   /* of more than one */
	struct rset changed[FAM_N]; /* of the files */
};

static void
feeding_clear(struct feeding *x)
{
	for (int f = 0; f < FAM_N; f++) {
		rset_clear(&x->all[f]);
		rset_clear(&x->again[f]);
		rset_clear(&x->changed[f]);
	}
}

/* The day in .../delegated-RIR-extended-YYYYMMDD[.gz]; 0: it is none. */
static day_t
named_day(const struct feeding *x, struct place at)
{
	struct span s = changefeed_text(x->c, at);
	char want[64];
	size_t n;
	day_t day;

	snprintf(want, sizeof(want), "delegated-%s-extended-",
	    pub_name((enum publisher)x->h.rir));
	n = strlen(want);
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/') {
			s = span_sub(s, i, s.n);
			break;
		}
	return span_starts(s, want) &&
		day_parse(span_sub(s, n, 8), &day) == 0 ?
	    day :
	    0;
}

static void
named(const struct feeding *x, const char *what, int severity)
{
	probe_named(x->h.p, 1u << x->h.rir, SUBJ_SOURCE, severity, "%s:%s",
	    sources[x->source].id, what);
}

static void
cite_head(const struct feeding *x)
{
	probe_cite(x->h.p, &x->h.d->art[x->source], x->c->head_at);
}

static void
check_count(const struct feeding *x)
{
	if (x->c->notes[CN_COUNT].count == 0 ||
	    !stats_attributed(x->h.d, x->source))
		return;
	named(x, "count", 2);
	probe_observe(x->h.p,
	    "The feed states %llu changes; %llu lines follow.",
	    (unsigned long long)x->c->declared,
	    (unsigned long long)x->c->entries);
	cite_head(x);
}

/* In daily runs, from the end of the feed before. */
static void
check_chain(const struct feeding *x)
{
	const struct ledger *l = x->h.old;
	const char *before = l->nro.feed_end[x->h.rir];
	struct span begin = changefeed_text(x->c, x->c->stats_begin);
	AUTO_FREE char *text = NULL;

	if (before == NULL || begin.n == 0 || !l->src[x->source].unbroken ||
	    l->run_day == 0 || day_diff(x->h.d->day, l->run_day) != 1 ||
	    span_is(begin, before))
		return;
	text = text_escaped(begin);
	named(x, "chain", 4);
	probe_observe(x->h.p,
	    "The feed begins at %s; the one before it at latest, a day "
	    "earlier, ended at %s.",
	    text, before);
	cite_head(x);
}

/* Are both files that it names the two that were compared? */
static bool
files_held(const struct feeding *x)
{
	const struct history *h = &x->h;
	int c = h->d->chosen[h->rir];
	day_t begin = named_day(x, x->c->stats_begin);
	day_t end = named_day(x, x->c->stats_end);

	return h->today->compared[h->rir] && c >= 0 &&
	    sources[c].kind == SK_STATS_EXTENDED &&
	    !stats_shrunk(h->d, h->old, (size_t)c) && begin != 0 &&
	    begin == h->old->src[c].file_day && end > begin &&
	    end == statsfile_day(&h->d->stats[c]);
}

/* Every line of it must be understood: what is in one that is not, we would
 * miss. */
static bool
entries_read(const struct changefeed *c)
{
	return changefeed_whole(c) && c->notes[CN_TYPE_UNKNOWN].count == 0 &&
	    c->notes[CN_NO_RESOURCES].count == 0;
}

/* What two ranges of one family share. */
static void
again_make(struct feeding *x, enum family f)
{
	const struct changefeed *c = x->c;
	AUTO_FREE struct sweep_item *v =
	    mem_large(c->ranges_n + 1, sizeof(*v));
	size_t n = 0;
	num_t hi = 0;

	for (size_t i = 0; i < c->ranges_n; i++)
		if (c->ranges[i].fam == f)
			v[n++] = (struct sweep_item){ c->ranges[i].r, 0, 0 };
	sweep_sort(v, n);
	for (size_t i = 0; i < n; i++) {
		if (i != 0 && v[i].r.lo <= hi)
			rset_add(&x->again[f],
			    (struct range){ v[i].r.lo,
				v[i].r.hi < hi ? v[i].r.hi : hi });
		if (i == 0 || v[i].r.hi > hi)
			hi = v[i].r.hi;
	}
	rset_norm(&x->again[f]);
}

static void
sets_make(struct feeding *x)
{
	for (size_t i = 0; i < x->c->ranges_n; i++) {
		const struct change_range *r = &x->c->ranges[i];

		rset_add(&x->all[r->fam], r->r);
	}
	for (int f = 0; f < FAM_N; f++) {
		const struct changes *v = &x->h.today->changed[x->h.rir][f];

		rset_norm(&x->all[f]);
		for (size_t i = 0; i < v->n; i++)
			rset_add(&x->changed[f], v->v[i].r);
		rset_norm(&x->changed[f]);
		again_make(x, (enum family)f);
	}
}

/* A change that the feed must have: of date and holder it need not tell. */
static bool
must_tell(const struct change *c)
{
	bool was = history_delegated(c->was), is = history_delegated(c->is);

	if ((c->was != NULL && c->was->status == ST_OTHER) ||
	    (c->is != NULL && c->is->status == ST_OTHER))
		return false;
	if (was != is)
		return true;
	return was &&
	    (c->was->status != c->is->status ||
		(c->was->cc[0] != '\0' && c->is->cc[0] != '\0' &&
		    strcmp(c->was->cc, c->is->cc) != 0));
}

static void
untold(const struct history *h, const struct change *c, const struct rset *all,
    const struct feeding *x)
{
	struct range r = c->r;
	struct rset one = { &r, 1, 1, false };
	AUTO_RSET left = { 0 };
	char t[RANGE_TEXT];

	rset_minus(&one, all, &left);
	for (size_t i = 0; i < left.n; i++) {
		probe_range(h->p, 1u << h->rir, h->f, left.v[i], 2);
		probe_observe(h->p,
		    "%s is listed otherwise in the file where the feed ends "
		    "than in the one where it begins; no entry of the feed "
		    "has it.",
		    range_text(h->f, left.v[i], t));
		cite_head(x);
		history_cite(h, left.v[i]);
	}
}

static void
check_files(struct feeding *x)
{
	struct history *h = &x->h;

	for (int f = 0; f < FAM_N; f++) {
		const struct changes *v = &h->today->changed[h->rir][f];

		h->f = (enum family)f;
		for (size_t i = 0; i < v->n; i++)
			if (must_tell(&v->v[i]))
				untold(h, &v->v[i], &x->all[f], x);
	}
}

static bool
must_show(const struct feed_entry *e)
{
	switch ((int)e->type) {
	case CT_DELEGATED:
	case CT_TERMINATED:
	case CT_FREED:
	case CT_TRANSFERRED_FROM_RIR:
	case CT_TRANSFERRED_TO_RIR:
	case CT_CC_CHANGED:
	case CT_STATUS_CHANGED:
		return !e->more;
	default:
		return false;
	}
}

static void
not_shown(struct feeding *x, const struct feed_entry *e,
    const struct change_range *r)
{
	enum family f = (enum family)r->fam;
	char t[RANGE_TEXT];

	if (rset_meets(&x->changed[f], r->r) || rset_meets(&x->again[f], r->r))
		return;
	probe_range(x->h.p, 1u << x->h.rir, f, r->r, 2);
	probe_observe(x->h.p,
	    "The feed has %s as %s; the files where it begins and ends list "
	    "it alike.",
	    range_text(f, r->r, t),
	    change_type_name((enum change_type)e->type));
	probe_cite(x->h.p, &x->h.d->art[x->source], e->at);
	x->h.f = f;
	history_cite(&x->h, r->r);
}

/* Entries whose numbers no other has, and no change either: few, or the feed
 * is none of these files. */
static void
check_entries(struct feeding *x)
{
	for (size_t k = 0; k < x->c->n; k++) {
		const struct feed_entry *e = &x->c->v[k];

		for (uint32_t n = e->first;
		     must_show(e) && n < e->first + e->n; n++)
			if (probe_room(x->h.p) != 0)
				not_shown(x, e, &x->c->ranges[n]);
	}
}

static void
one_feed(const struct dataset *d, struct probe *p, size_t rir, size_t source)
{
	AUTO(feeding_clear)
	struct feeding x = { .h = { .d = d,
				 .p = p,
				 .old = probe_ledger(p),
				 .today = probe_today(p),
				 .rir = rir },
		.source = source,
		.c = &d->feed[rir] };
	const struct source_state *o = &x.h.old->src[source];

	if (!d->art[source].present || !x.c->has_head ||
	    (o->seen && strcmp(o->sha256, d->art[source].sha256) == 0))
		return;
	probe_examined(p, 1);
	check_count(&x);
	check_chain(&x);
	if (!entries_read(x.c) || !files_held(&x))
		return;
	probe_examined(p, x.c->n);
	sets_make(&x);
	check_files(&x);
	check_entries(&x);
}

/*
 * Obligations 2 and 3.  Method: each new feed; its changes with the
 * difference of the two files that it names, where we hold both.
 * Not checked: feeds of which we hold not both files.
 */
void
feed_differs(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		int i = dataset_source(SK_CHANGES, (enum publisher)r);

		if (i >= 0)
			one_feed(d, p, r, (size_t)i);
	}
}
