/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transfer log and the statistics files. */
#include "audit/logs.h"

/* After SOURCE_FINALIZED the draft 5.0 leaves no time; files lag. */
#define FINALIZED_GRACE (3 * DAY_SECS)

struct lister {
	const struct dataset *d;
	struct probe *p;
	const struct rset *listed[RIR_N]; /* the view's */
	enum family f;
};

static void
lister_make(const struct dataset *d, struct probe *p, enum family f,
    struct lister *ret)
{
	*ret = (struct lister){ .d = d, .p = p, .f = f };
	for (size_t r = 0; r < RIR_N; r++)
		ret->listed[r] = logs_listed(d, probe_view(p), r, f);
}

/* Does the registry's file speak for a time after the grace, and whole? */
static bool
speaks(const struct dataset *d, size_t rir, utc_t after)
{
	return d->chosen[rir] >= 0 &&
	    stats_complete(d, (size_t)d->chosen[rir]) &&
	    d->asof[rir] != TIME_NONE && d->asof[rir] >= after;
}

/* From what it does not list, something follows. */
static bool
speaks_of_all(const struct dataset *d, const struct probe *p, size_t rir,
    utc_t after)
{
	return speaks(d, rir, after) && logs_file_whole(d, p, rir);
}

static void
say(struct lister *l, const struct move *m, struct range r, size_t rir,
    const char *what)
{
	char t[RANGE_TEXT], at[UTC_TEXT];
	AUTO_BUF said = { 0 };
	size_t source = (size_t)l->d->chosen[rir];

	logs_words(l->f, r, m, &said);
	logs_range(l->p, m, l->f, r, 2);
	probe_observe(l->p, "%s; %s's file as of %s %s %s.", said.p,
	    pub_title((enum publisher)rir), utc_text(l->d->asof[rir], at),
	    what, range_text(l->f, r, t));
	logs_cite(l->d, l->p, m);
	cite_records(l->d, l->p, source, l->f, r, CITE_ALL);
	if (probe_cited(l->p) == 1)
		probe_cite(l->p, &l->d->art[source],
		    l->d->stats[source].header_at);
}

static void
still_listed(struct lister *l, const struct move *m, const struct rset *left)
{
	AUTO_RSET still = { 0 };

	rset_and(left, l->listed[m->t->from], &still);
	for (size_t i = 0; i < still.n; i++)
		say(l, m, still.v[i], (size_t)m->t->from, "still lists");
}

/* Nobody's: neither at its source, nor at its recipient, nor elsewhere. */
static void
never_arrived(struct lister *l, const struct move *m, const struct rset *left)
{
	struct rset now = { 0 };

	rset_or(left, &(struct rset){ 0 }, &now);
	for (size_t r = 0; r < RIR_N; r++)
		rset_take(&now, l->listed[r]);
	for (size_t i = 0; i < now.n; i++)
		say(l, m, now.v[i], (size_t)m->t->to, "does not list");
	rset_clear(&now);
}

static void
completed_move(struct lister *l, const struct move *m)
{
	const struct transfer *t = m->t;
	AUTO_RSET left = { 0 };
	utc_t after;

	if (!move_done(m) || !logs_both_whole(l->d, m) || t->date == TIME_NONE)
		return;
	after = t->date + MOVE_GRACE;
	if (!speaks(l->d, (size_t)t->from, after))
		return;
	probe_examined(l->p, 1);
	logs_last(l->p, l->f, m, &left);
	if (t->status == TS_NONE)
		still_listed(l, m, &left);
	if (speaks_of_all(l->d, l->p, (size_t)t->from, after) &&
	    speaks_of_all(l->d, l->p, (size_t)t->to, after))
		never_arrived(l, m, &left);
}

static void
each_move(const struct dataset *d, struct probe *p,
    void (*fn)(struct lister *, const struct move *))
{
	logs_files_examine(d, p);
	for (int f = 0; f < FAM_N; f++) {
		const struct moves *m = &probe_view(p)->moves[f];
		struct lister l;

		lister_make(d, p, (enum family)f, &l);
		for (size_t i = 0; i < m->n; i++)
			fn(&l, &m->v[i]);
	}
}

/*
 * Obligations 2 and 4.  Method: the last entry of both logs for each
 * number, a fortnight and more after its day, with the files of source and
 * recipient.
 * Not checked: numbers of which either log has a later entry, or one without
 * a day or a registry.
 */
void
transfer_not_shown(const struct dataset *d, struct probe *p)
{
	each_move(d, p, completed_move);
}

static void
finalized_move(struct lister *l, const struct move *m)
{
	const struct transfer *t = m->t;
	AUTO_RSET left = { 0 };

	if (t->status != TS_SOURCE_FINALIZED || t->date == TIME_NONE ||
	    !logs_both_whole(l->d, m) ||
	    !speaks(l->d, (size_t)t->from, t->date + FINALIZED_GRACE))
		return;
	probe_examined(l->p, 1);
	logs_last(l->p, l->f, m, &left);
	still_listed(l, m, &left);
}

/*
 * Obligations 1 and 2.  Method: entries of the draft 5.0 that are
 * SOURCE_FINALIZED, with their source's file three days later.
 */
void
transfer_finalized_listed(const struct dataset *d, struct probe *p)
{
	each_move(d, p, finalized_move);
}

/* --- A-09 --- */

struct dating {
	struct lister *l;
	const struct move *m;
	const struct rset *left;
};

static bool
dated_otherwise(const struct move *m, const struct record *r)
{
	day_t was = day_of(m->t->registered);
	int apart;

	if (!status_delegated((enum status)r->status) || r->date == 0)
		return false;
	apart = day_diff(r->date, was);
	/* A later day is of a later delegation by the recipient. */
	return (apart < -1 || apart > 1) &&
	    r->date <= day_of(m->t->date + MOVE_APART);
}

static bool
dated_record(const struct record *r, void *arg)
{
	struct dating *x = arg;
	struct probe *p = x->l->p;
	size_t to = (size_t)x->m->t->to;
	char t[RANGE_TEXT], was[DAY_TEXT], is[DAY_TEXT];

	if (!rset_has(x->left, r->r) || !dated_otherwise(x->m, r))
		return true;
	logs_range(p, x->m, x->l->f, r->r, 3);
	probe_observe(p,
	    "%s's transfer log gives %s as the day on which %s was "
	    "registered before it went to %s; %s's file gives %s.",
	    pub_title((enum publisher)x->m->log),
	    day_text(day_of(x->m->t->registered), was),
	    range_text(x->l->f, r->r, t), pub_title((enum publisher)to),
	    pub_title((enum publisher)to), day_text(r->date, is));
	logs_cite(x->l->d, p, x->m);
	probe_cite(p, &x->l->d->art[x->l->d->chosen[to]], r->at);
	return true;
}

static void
dated_move(struct lister *l, const struct move *m)
{
	const struct transfer *t = m->t;
	AUTO_RSET left = { 0 };
	struct dating x = { l, m, &left };

	if (!move_done(m) || !logs_both_whole(l->d, m) ||
	    t->date == TIME_NONE || t->registered == TIME_NONE ||
	    !speaks(l->d, (size_t)t->to, t->date))
		return;
	probe_examined(l->p, 1);
	logs_last(l->p, l->f, m, &left);
	view_each(probe_view(l->p), (size_t)l->d->chosen[t->to], l->f, m->r,
	    dated_record, &x);
}

/*
 * Obligation 2.  Method: source_registration_date of the last entry
 * with the date of the recipient's records that lie wholly within it.
 * Not checked: records dated over 30 days after the transfer, which are of a
 * later delegation.
 */
void
transfer_date_lost(const struct dataset *d, struct probe *p)
{
	each_move(d, p, dated_move);
}
