/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers and what the files showed before. */
#include "audit/logs.h"

/* How far from the arrival a log may date the transfer. */
#define ARRIVAL_APART (90 * DAY_SECS)

struct near_entry {
	utc_t at;
	struct rset *ret;
	struct range within;
};

static bool
take_near(const struct move *k, void *arg)
{
	struct near_entry *x = arg;
	utc_t t = k->t->date;

	if (t == TIME_NONE || !move_named(k) ||
	    (t > x->at ? t - x->at : x->at - t) <= ARRIVAL_APART)
		rset_add(x->ret, range_and(k->r, x->within));
	return true;
}

struct arrivals {
	const struct dataset *d;
	struct probe *p;
	size_t from, to;
	enum family f;
	struct rset gone; /* what `from` had, and lists under no status */
};

static bool
log_covers(const struct dataset *d, size_t rir, utc_t at)
{
	const struct transferlog *l = dataset_log(d, rir);

	return l != NULL && transferlog_whole(l) &&
	    transferlog_covers(l, at - ARRIVAL_APART, at + ARRIVAL_APART);
}

static void
report_arrival(const struct arrivals *x, struct range r, utc_t at)
{
	char t[RANGE_TEXT], when[UTC_TEXT];
	struct probe *p = x->p;

	probe_range(p, 1u << x->from | 1u << x->to, x->f, r, 2);
	probe_observe(p,
	    "%s, delegated by %s before, is delegated by %s since its file as "
	    "of %s; neither log has an entry for it within 90 days.",
	    range_text(x->f, r, t), pub_title((enum publisher)x->from),
	    pub_title((enum publisher)x->to), utc_text(at, when));
	logs_cite_head(x->d, p, x->from);
	logs_cite_head(x->d, p, x->to);
	probe_cite_file(p, &x->d->art[x->d->chosen[x->from]]);
	probe_cite_file(p, &x->d->art[x->d->chosen[x->to]]);
}

/* One listing of `to` that began while we looked. */
static void
one_arrival(const struct arrivals *x, const struct tenancy *q)
{
	struct range r = q->r;
	struct rset all = { &r, 1, 1, false };
	AUTO_RSET came = { 0 };
	AUTO_RSET told = { 0 };
	AUTO_RSET left = { 0 };
	AUTO_RSET rest = { 0 };
	struct near_entry n = { q->since, &told, r };

	if (!log_covers(x->d, x->from, q->since) ||
	    !log_covers(x->d, x->to, q->since))
		return;
	probe_examined(x->p, 1);
	rset_and(&all, &x->gone, &came);
	moves_each(&probe_view(x->p)->moves[x->f], r, take_near, &n);
	rset_norm(&told);
	rset_minus(&came, &told, &left);
	/* What IANA gave it is no transfer (X4). */
	rset_minus(&left, &probe_view(x->p)->iana_rir[x->to][x->f], &rest);
	for (size_t i = 0; i < rest.n; i++)
		report_arrival(x, rest.v[i], q->since);
}

static void
arrivals_of(struct arrivals *x)
{
	const struct ledger *l = probe_ledger(x->p);
	const struct leavings *left = &l->left[x->from][x->f];
	const struct tenancies *t = &l->ten[x->to][x->f][CLASS_DELEGATED];
	AUTO_RSET had = { 0 };

	for (size_t i = 0; i < left->n; i++)
		rset_add(&had, left->v[i].r);
	rset_norm(&had);
	rset_minus(&had, logs_listed(x->d, probe_view(x->p), x->from, x->f),
	    &x->gone);
	for (size_t i = 0; i < t->n && x->gone.n != 0; i++)
		if (t->v[i].since > l->base[x->to])
			one_arrival(x, &t->v[i]);
	rset_clear(&x->gone);
}

/*
 * Obligations 2, 3 and 4.  Method: what one registry delegates since we
 * looked, and another did before and lists no more, with all transfer logs;
 * 90 days after it came, so that the logs had their time.
 * Not checked: what IANA allocated to the one that has it now.
 */
void
move_unlogged(const struct dataset *d, struct probe *p)
{
	logs_files_examine(d, p);
	for (size_t from = 0; from < RIR_N; from++)
		for (size_t to = 0; to < RIR_N; to++)
			for (int f = 0; f < FAM_N; f++) {
				struct arrivals x = { d, p, from, to,
					(enum family)f, { 0 } };

				if (from != to &&
				    logs_file_whole(d, p, from) &&
				    logs_file_whole(d, p, to))
					arrivals_of(&x);
			}
}

/* --- A-08 --- */

/* All that the source had since we look, under any status. */
static void
ever_listed(const struct dataset *d, const struct probe *p, size_t rir,
    enum family f, struct rset *ret)
{
	const struct ledger *l = probe_ledger(p);
	const struct leavings *left = &l->left[rir][f];
	const struct rset *now = logs_listed(d, probe_view(p), rir, f);

	for (size_t i = 0; i < now->n; i++)
		rset_add(ret, now->v[i]);
	for (int c = 0; c < CLASS_N; c++)
		for (size_t i = 0; i < l->ten[rir][f][c].n; i++)
			rset_add(ret, l->ten[rir][f][c].v[i].r);
	for (size_t i = 0; i < l->first[rir][f].n; i++)
		rset_add(ret, l->first[rir][f].v[i]);
	for (size_t i = 0; i < left->n; i++)
		rset_add(ret, left->v[i].r);
	rset_norm(ret);
}

struct owned {
	struct rset ever[RIR_N];
};

/* Dated while we looked, and young enough for what the ledger keeps. */
static bool
within_sight(const struct dataset *d, const struct probe *p,
    const struct move *m)
{
	const struct ledger *l = probe_ledger(p);
	utc_t first = l->first_at[m->t->from], at = m->t->date;

	return first != TIME_NONE && l->first_at[m->t->to] != TIME_NONE &&
	    at > first + DAY_SECS && at > l->first_at[m->t->to] &&
	    day_diff(d->day, day_of(at)) < CLOSED_DAYS;
}

static void
given_move(const struct dataset *d, struct probe *p, enum family f,
    const struct move *m, const struct owned *o)
{
	struct range r = m->r;
	struct rset all = { &r, 1, 1, false };
	AUTO_RSET never = { 0 };
	AUTO_RSET came = { 0 };
	AUTO_RSET rest = { 0 };
	AUTO_RSET left = { 0 };
	AUTO_BUF said = { 0 };

	if (!move_named(m) || !move_done(m) || m->t->date == TIME_NONE ||
	    !logs_both_whole(d, m) || !within_sight(d, p, m))
		return;
	probe_examined(p, 1);
	rset_minus(&all, &o->ever[m->t->from], &never);
	logs_to(p, f, r, (size_t)m->t->from, &came);
	rset_minus(&never, &came, &rest);
	/* It was there before we looked: the log's day is not the move's. */
	rset_minus(&rest, &probe_ledger(p)->first[m->t->to][f], &left);
	for (size_t i = 0; i < left.n; i++) {
		buf_clear(&said);
		logs_words(f, left.v[i], m, &said);
		logs_range(p, m, f, left.v[i], 2);
		probe_observe(p,
		    "%s; since we look, and to this day, no file of %s "
		    "listed it.",
		    said.p, pub_title((enum publisher)m->t->from));
		logs_cite(d, p, m);
	}
}

/*
 * Obligations 1 and 2.  Method: each transfer that is dated while we
 * looked, with all that its source listed in that time, under any status.
 * Not checked: what any log shows as coming to the source, and what the
 * recipient had when it was first seen.
 */
void
transfer_not_owned(const struct dataset *d, struct probe *p)
{
	logs_files_examine(d, p);
	for (int f = 0; f < FAM_N; f++) {
		const struct moves *m = &probe_view(p)->moves[f];
		struct owned o = { 0 };

		for (size_t r = 0; r < RIR_N; r++)
			ever_listed(d, p, r, (enum family)f, &o.ever[r]);
		for (size_t i = 0; i < m->n; i++)
			given_move(d, p, (enum family)f, &m->v[i], &o);
		for (size_t r = 0; r < RIR_N; r++)
			rset_clear(&o.ever[r]);
	}
}
