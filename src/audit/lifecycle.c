/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a rule found today, and what was open yesterday, make what is open
 * today.  Ranges are treated by address: a piece that was open keeps its
 * first-seen day, what is beside it is new, what is gone is cured only if it
 * was looked at.
 */
#include "audit/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
thresholds_init(struct thresholds *t)
{
	t->serials = 3;
	t->days = 7;
	t->aged = 30;
	t->chronic = 180;
}

/* Raw findings of one (parties, type), as a slice of the sorted array. */
struct group {
	struct finding *v;
	size_t n;
};

/* The graver first, so that it takes the numbers they share. */
static int
level_cmp(const struct finding *a, const struct finding *b)
{
	if (a->outcome != b->outcome)
		return a->outcome < b->outcome ? -1 : 1;
	if (a->severity != b->severity)
		return a->severity < b->severity ? -1 : 1;
	if (a->exception != b->exception)
		return strcmp(a->exception == NULL ? "" : a->exception->id,
		    b->exception == NULL ? "" : b->exception->id);
	return (int)b->simultaneous - (int)a->simultaneous;
}

static int
raw_cmp(const void *pa, const void *pb)
{
	const struct finding *a = pa, *b = pb;
	int c;

	if (a->parties != b->parties)
		return a->parties < b->parties ? -1 : 1;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	c = a->type >= SUBJ_FILE ? strcmp(a->name, b->name) : 0;
	if (c == 0)
		c = level_cmp(a, b);
	if (c != 0)
		return c;
	if (a->range.lo != b->range.lo)
		return a->range.lo < b->range.lo ? -1 : 1;
	return a->range.hi < b->range.hi ? -1 : a->range.hi > b->range.hi;
}

static bool
same_level(const struct finding *a, const struct finding *b)
{
	return a->outcome == b->outcome && a->severity == b->severity &&
	    a->exception == b->exception &&
	    a->simultaneous == b->simultaneous;
}

static void
evidence_take(struct finding *to, const struct finding *from)
{
	to->evidence_total += from->evidence_total;
	for (size_t i = 0; i < from->ev_n && to->ev_n < EVIDENCE_MAX; i++) {
		struct evidence e = from->ev[i];

		e.text = mem_strdup(e.text);
		to->ev = mem_resize(to->ev, to->ev_n + 1, sizeof(*to->ev));
		to->ev[to->ev_n++] = e;
	}
}

static struct finding *
piece_new(struct lifecycle *lc, const struct finding *model)
{
	struct findings *o = &lc->ret->open;
	struct finding *f;

	o->v = mem_grow(o->v, &o->cap, o->n + 1, sizeof(*o->v));
	f = &o->v[o->n++];
	*f = *model;
	f->name = mem_strdup(model->name);
	f->observation = mem_strdup(model->observation);
	f->ev = NULL;
	f->ev_n = 0;
	f->evidence_total = 0;
	f->id = NULL;
	return f;
}

/* Parties whose newer files count: the RIRs named, or all for NRO's. */
static unsigned
counted(unsigned parties)
{
	unsigned rirs = (1u << RIR_N) - 1;

	return (parties & 1u << PUB_NRO) != 0 ? rirs : parties & rirs;
}

static bool
newer_bytes(const struct lifecycle *lc, size_t rir)
{
	int c = lc->d->chosen[rir];

	return c >= 0 && (!lc->old->src[c].seen ||
	    strcmp(lc->old->src[c].sha256, lc->d->art[c].sha256) != 0);
}

static bool
any_newer(const struct lifecycle *lc, unsigned parties)
{
	unsigned c = counted(parties);

	if (c == 0)
		return true; /* nobody publishes what our own rules look at */
	for (size_t r = 0; r < RIR_N; r++)
		if ((c & 1u << r) != 0 && newer_bytes(lc, r))
			return true;
	return false;
}

static void
classify(const struct lifecycle *lc, struct finding *f,
    const struct open_entry *e)
{
	int age = day_diff(lc->d->day, f->first_seen);
	bool enough = age >= lc->t->days;

	for (size_t r = 0; r < RIR_N; r++)
		if ((counted(f->parties) & 1u << r) != 0 &&
		    e->serials[r] < lc->t->serials)
			enough = false;
	f->persistence = !enough ? PERS_OBSERVED :
	    age >= lc->t->chronic ? PERS_CHRONIC :
	    age >= lc->t->aged	  ? PERS_AGED :
				    PERS_PERSISTENT;
}

/* Days of a recurrence are counted from its own start. */
static int
closed_episode(const struct lifecycle *lc, const struct finding *f)
{
	int episode = 0;

	for (size_t i = 0; i < lc->old->closed.n; i++) {
		const struct open_entry *c = &lc->old->closed.v[i];

		if (c->rule != f->rule || c->parties != f->parties ||
		    c->type != f->type || c->episode <= episode)
			continue;
		if (f->type >= SUBJ_FILE ? strcmp(c->name, f->name) == 0 :
					   range_meets(c->range, f->range))
			episode = c->episode;
	}
	return episode + 1;
}

static void
list_add(struct open_list *o, const struct open_entry *e)
{
	o->v = mem_grow(o->v, &o->cap, o->n + 1, sizeof(*o->v));
	o->v[o->n] = *e;
	o->v[o->n++].name = mem_strdup(e->name);
}

/* Gives a piece its life and books it as open; prev may be NULL. */
static void
piece_live(struct lifecycle *lc, struct finding *f,
    const struct open_entry *prev)
{
	struct open_entry e = { 0 };
	day_t today = lc->d->day;

	if (prev != NULL)
		e = *prev;
	else {
		e.first = today;
		e.last = today;
		e.episode = closed_episode(lc, f);
		e.observed = 1;
	}
	e.rule = f->rule;
	e.parties = f->parties;
	e.type = f->type;
	e.range = f->range;
	e.name = f->name;
	if (prev != NULL && any_newer(lc, f->parties)) {
		int gap = day_diff(today, e.last) - 1;

		if (gap > 0 && (uint32_t)gap > e.gap)
			e.gap = (uint32_t)gap;
		e.observed += e.last != today;
		for (size_t r = 0; r < RIR_N; r++)
			e.serials[r] += newer_bytes(lc, r) &&
			    lc->d->asof[r] > lc->old->asof[r];
	}
	e.last = today;
	f->first_seen = e.first;
	f->last_seen = e.last;
	f->episode = e.episode;
	f->days_observed = e.observed;
	f->days_total = (uint32_t)day_diff(today, e.first) + 1;
	f->longest_gap = e.gap;
	f->fresh = prev == NULL;
	classify(lc, f, &e);
	if (f->rule->kind == KIND_STATE)
		list_add(&lc->next->open, &e);
}

/* --- ranges --- */

static void
piece_evidence(struct finding *f, const struct group *g)
{
	bool said = false;

	for (size_t i = 0; i < g->n; i++) {
		if (!range_meets(g->v[i].range, f->range))
			continue;
		if (!said) {
			free(f->observation);
			f->observation = mem_strdup(g->v[i].observation);
			said = true;
		}
		evidence_take(f, &g->v[i]);
	}
}

static void
piece_range(struct lifecycle *lc, const struct group *g, struct range r,
    const struct open_entry *prev)
{
	struct finding *f = piece_new(lc, &g->v[0]);

	f->range = r;
	piece_evidence(f, g);
	piece_live(lc, f, prev);
}

/* All of one level: equal outcome and severity; set is what it holds. */
static void
level_pieces(struct lifecycle *lc, const struct group *g,
    const struct rset *set)
{
	AUTO_RSET rest = { 0 };

	rset_or(set, &(struct rset){ 0 }, &rest);
	for (size_t i = 0; i < lc->old->open.n; i++) {
		const struct open_entry *e = &lc->old->open.v[i];
		AUTO_RSET mine = { 0 };
		AUTO_RSET both = { 0 };
		struct rset left = { 0 };

		if (e->rule != g->v[0].rule || e->parties != g->v[0].parties ||
		    e->type != g->v[0].type || !rset_meets(&rest, e->range))
			continue;
		rset_add(&mine, e->range);
		rset_and(&rest, &mine, &both);
		for (size_t k = 0; k < both.n; k++)
			piece_range(lc, g, both.v[k], e);
		rset_minus(&rest, &mine, &left);
		rset_clear(&rest);
		rest = left;
	}
	for (size_t k = 0; k < rest.n; k++)
		piece_range(lc, g, rest.v[k], NULL);
}

static void
group_ranges(struct lifecycle *lc, const struct group *g, struct rset *covered)
{
	for (size_t i = 0, j; i < g->n; i = j) {
		AUTO_RSET all = { 0 };
		AUTO_RSET mine = { 0 };
		struct rset sum = { 0 };

		for (j = i; j < g->n && same_level(&g->v[i], &g->v[j]); j++) {
			rset_add(&all, g->v[j].range);
			all.dirty = true;
		}
		rset_norm(&all);
		rset_minus(&all, covered, &mine);
		level_pieces(lc, &(struct group){ &g->v[i], j - i }, &mine);
		rset_or(covered, &all, &sum);
		rset_clear(covered);
		*covered = sum;
	}
}

/* --- names --- */

static void
group_names(struct lifecycle *lc, const struct group *g)
{
	for (size_t i = 0, j; i < g->n; i = j) {
		const struct finding *m = &g->v[i];
		const struct open_entry *prev = NULL;
		struct finding *f = piece_new(lc, m);

		for (j = i; j < g->n && strcmp(g->v[j].name, m->name) == 0;
		     j++)
			evidence_take(f, &g->v[j]);
		for (size_t k = 0; k < lc->old->open.n; k++) {
			const struct open_entry *e = &lc->old->open.v[k];

			if (e->rule == m->rule && e->parties == m->parties &&
			    e->type == m->type &&
			    strcmp(e->name, m->name) == 0)
				prev = e;
		}
		piece_live(lc, f, prev);
	}
}

/* --- what was open and is not found --- */

/* A named subject begins with its source's id. */
static const struct source *
named_source(const char *name)
{
	struct span rest = span_of(name);
	struct span id = span_split(&rest, ':');
	AUTO_FREE char *s = mem_strndup(id.p, id.n);

	return source_find(s);
}

static bool
looked_at(const struct lifecycle *lc, const struct open_entry *e,
    const struct rule_result *res, unsigned unobserved)
{
	const struct source *s =
	    e->type >= SUBJ_FILE ? named_source(e->name) : NULL;

	if (res->outcome == OUT_NO_INPUT || res->outcome == OUT_NOT_IN_FORCE ||
	    (e->parties & unobserved) != 0)
		return false;
	if (s != NULL) {
		size_t i = source_index(s);

		return lc->d->art[i].present &&
		    strcmp(lc->old->src[i].sha256, lc->d->art[i].sha256) != 0;
	}
	return any_newer(lc, e->parties);
}

static struct finding *
gone(struct findings *to, const struct open_entry *e, struct range r)
{
	struct finding *f;

	to->v = mem_grow(to->v, &to->cap, to->n + 1, sizeof(*to->v));
	f = &to->v[to->n++];
	memset(f, 0, sizeof(*f));
	f->rule = e->rule;
	f->outcome = OUT_FAIL;
	f->parties = e->parties;
	f->type = e->type;
	f->range = r;
	f->name = mem_strdup(e->name);
	f->severity = e->rule->severity;
	f->first_seen = e->first;
	f->last_seen = e->last;
	f->episode = e->episode;
	f->days_observed = e->observed;
	f->longest_gap = e->gap;
	return f;
}

static void
not_found(struct lifecycle *lc, const struct open_entry *e, struct range r,
    bool looked)
{
	struct open_entry copy = *e;
	struct finding *f =
	    gone(looked ? &lc->ret->cured : &lc->ret->open, e, r);

	copy.range = r;
	f->days_total = (uint32_t)day_diff(lc->d->day, e->first) + 1;
	f->unobserved = !looked;
	if (looked)
		copy.last = lc->d->day;
	list_add(looked ? &lc->next->closed : &lc->next->open, &copy);
}

static void
rest_of(struct lifecycle *lc, const struct open_entry *e,
    const struct findings *raw, bool looked)
{
	AUTO_RSET mine = { 0 };
	AUTO_RSET found = { 0 };
	AUTO_RSET left = { 0 };

	rset_add(&mine, e->range);
	for (size_t i = 0; i < raw->n; i++) {
		const struct finding *f = &raw->v[i];

		if (f->parties == e->parties && f->type == e->type) {
			rset_add(&found, f->range);
			found.dirty = true;
		}
	}
	rset_norm(&found);
	rset_minus(&mine, &found, &left);
	for (size_t i = 0; i < left.n; i++)
		not_found(lc, e, left.v[i], looked);
}

static bool
name_found(const struct findings *raw, const struct open_entry *e)
{
	for (size_t i = 0; i < raw->n; i++)
		if (raw->v[i].parties == e->parties &&
		    raw->v[i].type == e->type &&
		    strcmp(raw->v[i].name, e->name) == 0)
			return true;
	return false;
}

void
lifecycle_rule(struct lifecycle *lc, const struct rule *rule,
    struct findings *raw, const struct rule_result *res, unsigned unobserved)
{
	for (size_t i = 0; i < raw->n; i++) {
		struct finding *f = &raw->v[i];

		f->exception = exceptions_match(lc->x, f, lc->d->day);
		if (f->exception != NULL)
			f->outcome = OUT_EXCUSED;
	}
	if (raw->n != 0)
		qsort(raw->v, raw->n, sizeof(*raw->v), raw_cmp);
	for (size_t i = 0, j; i < raw->n; i = j) {
		AUTO_RSET covered = { 0 };
		struct group g;

		for (j = i; j < raw->n &&
		     raw->v[j].parties == raw->v[i].parties &&
		     raw->v[j].type == raw->v[i].type;
		     j++)
			;
		g = (struct group){ &raw->v[i], j - i };
		if (g.v[0].type >= SUBJ_FILE)
			group_names(lc, &g);
		else
			group_ranges(lc, &g, &covered);
	}
	for (size_t i = 0; i < lc->old->open.n; i++) {
		const struct open_entry *e = &lc->old->open.v[i];
		bool looked;

		if (e->rule != rule)
			continue;
		looked = looked_at(lc, e, res, unobserved);
		if (e->type < SUBJ_FILE)
			rest_of(lc, e, raw, looked);
		else if (!name_found(raw, e))
			not_found(lc, e, e->range, looked);
	}
}
