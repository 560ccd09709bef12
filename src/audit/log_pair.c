/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two logs of one transfer: C-02, A-07. */
#include "audit/logs.h"

/* A move of one log, and what the other log says of its numbers. */
struct other {
	const struct move *m;
	size_t log;	    /* the other's registry */
	struct rset listed; /* what it lists of them, of the same transfer */
	struct rset agreed; /* what of it does not differ */
	bool (*differs)(const struct move *a, const struct move *b);
};

static bool
take_other(const struct move *k, void *arg)
{
	struct other *o = arg;

	if (k->log != o->log || !move_alike(o->m, k) ||
	    !move_near(o->m, k, MOVE_APART))
		return true;
	rset_add(&o->listed, k->r);
	if (o->differs != NULL && !o->differs(o->m, k))
		rset_add(&o->agreed, k->r);
	return true;
}

static void
other_make(const struct probe *p, enum family f, struct other *o)
{
	moves_each(&probe_view(p)->moves[f], o->m->r, take_other, o);
	rset_norm(&o->listed);
	rset_norm(&o->agreed);
}

static void
other_clear(struct other *o)
{
	rset_clear(&o->listed);
	rset_clear(&o->agreed);
}

/* The registry whose log must have what m says, or RIR_N where that log does
 * not speak for the time. */
static size_t
other_log(const struct dataset *d, const struct move *m)
{
	size_t from = (size_t)m->t->from, to = (size_t)m->t->to;
	const struct transferlog *l;
	size_t r;

	if (!move_named(m) || m->t->date == TIME_NONE || !move_done(m) ||
	    (m->log != from && m->log != to))
		return RIR_N;
	r = m->log == from ? to : from;
	l = dataset_log(d, r);
	return l != NULL && transferlog_whole(l) &&
		transferlog_covers(l, m->t->date - MOVE_APART,
		    m->t->date + MOVE_APART) ?
	    r :
	    RIR_N;
}

static void
one_sided_move(const struct dataset *d, struct probe *p, enum family f,
    const struct move *m)
{
	struct other o = { .m = m, .log = other_log(d, m) };
	struct range r = m->r;
	struct rset mine = { &r, 1, 1, false };
	AUTO_RSET left = { 0 };
	char t[RANGE_TEXT];
	AUTO_BUF said = { 0 };

	/* Not every registry publishes mergers. */
	if (o.log == RIR_N || m->t->type == TT_MERGER)
		return;
	probe_examined(p, 1);
	other_make(p, f, &o);
	rset_minus(&mine, &o.listed, &left);
	for (size_t i = 0; i < left.n; i++) {
		logs_range(p, m, f, left.v[i], 2);
		buf_clear(&said);
		logs_words(f, left.v[i], m, &said);
		probe_observe(p,
		    "%s; %s's log speaks for 30 days before and after that "
		    "day and has no such entry for %s.",
		    said.p, pub_title((enum publisher)o.log),
		    range_text(f, left.v[i], t));
		logs_cite(d, p, m);
		logs_cite_head(d, p, o.log);
	}
	other_clear(&o);
}

/*
 * C-02.  Obligation 4.  Method: each entry between two registries, with the
 * log of the other one; transfer_set alone, in the same direction, no more
 * than 30 days apart.
 * Not checked: entries without a date or a registry, mergers, and days for which the
 * other log does not speak yet.
 */
void
transfer_one_sided(const struct dataset *d, struct probe *p)
{
	logs_examine(d, p);
	for (int f = 0; f < FAM_N; f++) {
		const struct moves *m = &probe_view(p)->moves[f];

		for (size_t i = 0; i < m->n; i++)
			one_sided_move(d, p, (enum family)f, &m->v[i]);
	}
}

static bool
differ_in_type(const struct move *a, const struct move *b)
{
	return a->t->type != TT_OTHER && b->t->type != TT_OTHER &&
	    a->t->type != b->t->type;
}

static bool
countries_differ(const char a[3], const char b[3])
{
	return a[0] != '\0' && b[0] != '\0' && strcmp(a, b) != 0;
}

static bool
differ_in_country(const struct move *a, const struct move *b)
{
	return countries_differ(a->t->from_cc, b->t->from_cc) ||
	    countries_differ(a->t->to_cc, b->t->to_cc);
}

static bool
differ_in_date(const struct move *a, const struct move *b)
{
	return !move_near(a, b, 7 * DAY_SECS);
}

static bool
differs(const struct move *a, const struct move *b)
{
	return differ_in_type(a, b) || differ_in_country(a, b) ||
	    differ_in_date(a, b);
}

struct opposite {
	const struct dataset *d;
	struct probe *p;
	const struct move *m;
	size_t log;
	bool said;
	enum family f;
	struct range r;
};

static bool
say_opposite(const struct move *k, void *arg)
{
	struct opposite *o = arg;
	AUTO_BUF a = { 0 };
	AUTO_BUF b = { 0 };

	if (k->log != o->log || !move_alike(o->m, k) ||
	    !move_near(o->m, k, MOVE_APART))
		return true;
	if (!o->said) {
		logs_words(o->f, o->r, o->m, &a);
		logs_details(k, &b);
		probe_observe(o->p, "%s; %s's log: %s.", a.p,
		    pub_title((enum publisher)k->log), b.p);
		o->said = true;
	}
	logs_cite(o->d, o->p, k);
	return true;
}

static void
differing_move(const struct dataset *d, struct probe *p, enum family f,
    const struct move *m)
{
	struct other o = { .m = m,
		.log = other_log(d, m),
		.differs = differs };
	struct range r = m->r;
	struct rset mine = { &r, 1, 1, false };
	AUTO_RSET both = { 0 };
	AUTO_RSET left = { 0 };

	/* Each pair once, from its source's side. */
	if (o.log == RIR_N || m->log != (size_t)m->t->from)
		return;
	other_make(p, f, &o);
	rset_and(&mine, &o.listed, &both);
	rset_minus(&both, &o.agreed, &left);
	probe_examined(p, both.n);
	for (size_t i = 0; i < left.n; i++) {
		struct opposite say = { d, p, m, o.log, false, f, left.v[i] };

		logs_range(p, m, f, left.v[i], 2);
		logs_cite(d, p, m);
		moves_each(&probe_view(p)->moves[f], left.v[i], say_opposite,
		    &say);
	}
	other_clear(&o);
}

/*
 * Obligations 2 and 4.  Method: numbers that both logs list for one
 * transfer; a finding where no entry of the other log agrees in day (within
 * seven), type and countries, each only where both state it.
 */
void
transfer_logs_differ(const struct dataset *d, struct probe *p)
{
	logs_examine(d, p);
	for (int f = 0; f < FAM_N; f++) {
		const struct moves *m = &probe_view(p)->moves[f];

		for (size_t i = 0; i < m->n; i++)
			differing_move(d, p, (enum family)f, &m->v[i]);
	}
}
