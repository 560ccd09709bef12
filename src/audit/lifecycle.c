/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a rule found today, and what was open yesterday, make what is open
 * today.  Ranges are treated by address: a piece that was open keeps its
 * first-seen day, what is beside it is new, what is gone is cured only if it
 * was looked at.
 */
#include "audit/audit.h"
#include "audit/lifecycle_priv.h"

#include "audit/archive.h"

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
	int c = subject_key_cmp(a->parties, a->type, b->parties, b->type);

	if (c == 0 && a->type >= SUBJ_FILE)
		c = strcmp(a->name, b->name);
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
	    a->exception == b->exception && a->simultaneous == b->simultaneous;
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

/* Days of repeated bytes, and unobserved ones, do not count. */
static void
classify(const struct lifecycle *lc, struct finding *f,
    const struct open_entry *e)
{
	int age = (int)e->observed - 1;
	bool enough = age >= lc->t->days;

	for (size_t r = 0; r < RIR_N; r++)
		if ((life_counted(f->parties) & 1u << r) != 0 &&
		    e->serials[r] < lc->t->serials)
			enough = false;
	f->persistence = !enough  ? PERS_OBSERVED :
	    age >= lc->t->chronic ? PERS_CHRONIC :
	    age >= lc->t->aged	  ? PERS_AGED :
				    PERS_PERSISTENT;
}

/* The cited bytes show it, it persists, and there are copies of them. */
static bool
gravest(const struct lifecycle *lc, const struct finding *f)
{
	return f->direct && f->outcome == OUT_FAIL &&
	    f->persistence != PERS_OBSERVED && dated_copied(lc->d, f);
}

struct episodes {
	const struct past *closed;
	day_t today;
	int last;
};

static bool
episode_seen(size_t i, void *arg)
{
	struct episodes *s = arg;
	const struct open_entry *e = s->closed->v[i];

	if (e->episode > s->last && day_diff(s->today, e->last) <= CLOSED_DAYS)
		s->last = e->episode;
	return true;
}

/* Days of a recurrence are counted from its own start. */
static int
closed_episode(const struct lifecycle *lc, const struct group *g,
    const struct finding *f)
{
	struct episodes s = { &g->closed, lc->d->day, 0 };
	size_t first, n;

	if (f->type < SUBJ_FILE) {
		rindex_each(&g->closed_index, f->range, episode_seen, &s);
		return s.last + 1;
	}
	n = past_named(&g->closed, f->name, &first);
	for (size_t i = 0; i < n; i++)
		episode_seen(first + i, &s);
	return s.last + 1;
}

void
lifecycle_book(struct open_list *o, const struct open_entry *e)
{
	o->v = mem_grow(o->v, &o->cap, o->n + 1, sizeof(*o->v));
	o->v[o->n] = *e;
	o->v[o->n].name = mem_strdup(e->name);
	o->v[o->n++].exception = mem_strdup(e->exception);
}

/* Gives a piece its life and books it as open; prev may be NULL. */
static void
piece_live(struct lifecycle *lc, const struct group *g, struct finding *f,
    const struct open_entry *prev)
{
	struct open_entry e = { 0 };
	day_t today = lc->d->day;

	if (prev != NULL)
		e = *prev;
	else {
		e.first = today;
		e.last = today;
		e.episode = closed_episode(lc, g, f);
		e.observed = 1;
	}
	e.rule = f->rule;
	e.parties = f->parties;
	e.type = f->type;
	e.range = f->range;
	e.name = f->name;
	e.exception = f->exception == NULL ? NULL : f->exception->id;
	if (prev != NULL && life_shown_anew(lc, f)) {
		int gap = day_diff(today, e.last) - 1;

		if (gap > 0 && (uint32_t)gap > e.gap)
			e.gap = (uint32_t)gap;
		e.observed += e.last != today;
		for (size_t r = 0; r < RIR_N; r++)
			e.serials[r] += life_newer_serial(lc, f->rule, r);
		e.last = today;
	}
	f->first_seen = e.first;
	f->last_seen = e.last;
	f->episode = e.episode;
	f->days_observed = e.observed;
	f->days_total = (uint32_t)day_diff(today, e.first) + 1;
	f->longest_gap = e.gap;
	f->fresh =
	    prev == NULL || (prev->exception != NULL && f->exception == NULL);
	classify(lc, f, &e);
	if (gravest(lc, f))
		f->severity = SEV_S1;
	if (f->rule->kind == KIND_STATE)
		lifecycle_book(&lc->next->open, &e);
}

/* --- ranges --- */

/* Raw findings of one level: equal outcome, severity, exception; by lo. */
struct level {
	const struct group *g;
	const struct finding *v;
	size_t n;
	struct rindex index;
};

static struct range
level_at(const void *items, size_t i)
{
	const struct level *l = items;

	return l->v[i].range;
}

struct taking {
	const struct level *l;
	struct finding *to;
	bool said;
};

static bool
take_from(size_t i, void *arg)
{
	struct taking *t = arg;
	const struct finding *from = &t->l->v[i];

	if (!t->said) {
		free(t->to->observation);
		t->to->observation = mem_strdup(from->observation);
		t->to->direct = true;
		t->said = true;
	}
	/* Nothing that joins it may be shown by less. */
	t->to->direct = t->to->direct && from->direct;
	evidence_take(t->to, from);
	return true;
}

static void
piece_range(struct lifecycle *lc, const struct level *l, struct range r,
    const struct open_entry *prev)
{
	struct finding *f = piece_new(lc, &l->v[0]);
	struct taking t = { l, f, false };

	f->range = r;
	rindex_each(&l->index, r, take_from, &t);
	piece_live(lc, l->g, f, prev);
}

/* A piece under way, and the life that its parts have had. */
struct joined {
	struct range r;
	struct open_entry life;
	bool any;
};

static void
joined_end(struct lifecycle *lc, const struct level *l, struct joined *j)
{
	if (j->any)
		piece_range(lc, l, j->r, &j->life);
	j->any = false;
}

/*
 * Parts of one first-seen day and episode that were apart and touch again are
 * one; of what each was seen, the least counts.
 */
static void
joined_add(struct lifecycle *lc, const struct level *l, struct joined *j,
    struct range r, const struct open_entry *e)
{
	struct open_entry *m = &j->life;

	if (!j->any || m->first != e->first || m->episode != e->episode ||
	    j->r.hi + 1 != r.lo) {
		joined_end(lc, l, j);
		*j = (struct joined){ r, *e, true };
		return;
	}
	j->r.hi = r.hi;
	if (m->exception == NULL || e->exception == NULL)
		m->exception = NULL; /* not all of it was excused */
	m->observed = e->observed < m->observed ? e->observed : m->observed;
	m->gap = e->gap > m->gap ? e->gap : m->gap;
	m->last = e->last < m->last ? e->last : m->last;
	for (size_t i = 0; i < RIR_N; i++)
		if (e->serials[i] < m->serials[i])
			m->serials[i] = e->serials[i];
}

/*
 * set is what the level holds, and the entries that were open are in order:
 * one pass over both.  Where two entries overlap, which ours never do, the
 * earlier takes what they share.
 */
static void
level_pieces(struct lifecycle *lc, const struct level *l,
    const struct rset *set)
{
	const struct past *open = &l->g->open;
	AUTO_RSET taken = { 0 };
	AUTO_RSET rest = { 0 };
	struct joined j = { .any = false };
	num_t from = 0; /* below it, nothing is left to take */

	for (size_t i = 0, k = 0; i < open->n; i++) {
		struct range r = open->v[i]->range;

		if (r.lo < from)
			r.lo = from;
		while (k < set->n && set->v[k].hi < r.lo)
			k++;
		for (size_t m = k;
		     m < set->n && r.lo <= r.hi && set->v[m].lo <= r.hi; m++) {
			struct range both = range_and(set->v[m], r);

			joined_add(lc, l, &j, both, open->v[i]);
			rset_add(&taken, both);
		}
		if (r.hi >= r.lo && r.hi != ~(num_t)0)
			from = r.hi + 1;
		else if (r.hi == ~(num_t)0)
			break;
	}
	joined_end(lc, l, &j);
	rset_norm(&taken);
	rset_minus(set, &taken, &rest);
	for (size_t k = 0; k < rest.n; k++)
		piece_range(lc, l, rest.v[k], NULL);
}

static void
group_ranges(struct lifecycle *lc, const struct group *g, struct rset *covered)
{
	for (size_t i = 0, j; i < g->n; i = j) {
		AUTO_RSET all = { 0 };
		AUTO_RSET mine = { 0 };
		struct rset sum = { 0 };
		struct level l = { .g = g, .v = &g->v[i] };

		for (j = i; j < g->n && same_level(&g->v[i], &g->v[j]); j++)
			rset_add(&all, g->v[j].range);
		rset_norm(&all);
		rset_minus(&all, covered, &mine);
		l.n = j - i;
		rindex_make(&l.index, &l, l.n, level_at);
		level_pieces(lc, &l, &mine);
		rindex_clear(&l.index);
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
		struct finding *f = piece_new(lc, m);
		size_t first, n = past_named(&g->open, m->name, &first);

		for (j = i; j < g->n && strcmp(g->v[j].name, m->name) == 0;
		     j++)
			evidence_take(f, &g->v[j]);
		piece_live(lc, g, f, n == 0 ? NULL : g->open.v[first + n - 1]);
	}
}

/* The next group of a rule: of what was found, or open, or both. */
static bool
group_next(struct findings *raw, size_t *i, const struct past *open, size_t *j,
    const struct past *closed, struct group *ret)
{
	unsigned parties;
	enum subject_type type;

	if (*i == raw->n && *j == open->n)
		return false;
	if (*j == open->n ||
	    (*i < raw->n &&
		subject_key_cmp(raw->v[*i].parties, raw->v[*i].type,
		    open->v[*j]->parties, open->v[*j]->type) <= 0)) {
		parties = raw->v[*i].parties;
		type = raw->v[*i].type;
	} else {
		parties = open->v[*j]->parties;
		type = open->v[*j]->type;
	}
	memset(ret, 0, sizeof(*ret));
	ret->v = raw->n == 0 ? NULL : raw->v + *i;
	for (; *i < raw->n && raw->v[*i].parties == parties &&
	     raw->v[*i].type == type;
	     (*i)++)
		ret->n++;
	ret->open = past_of(open, parties, type);
	ret->closed = past_of(closed, parties, type);
	*j += ret->open.n;
	if (type < SUBJ_FILE)
		past_index(&ret->closed, &ret->closed_index);
	return true;
}

void
lifecycle_rule(struct lifecycle *lc, const struct rule *rule,
    struct findings *raw, const struct rule_result *res,
    const struct unobserved *un)
{
	AUTO(past_clear) struct past open = { 0 };
	AUTO(past_clear) struct past closed = { 0 };
	struct group g;

	past_make(&open, &lc->old->open, rule);
	past_make(&closed, &lc->old->closed, rule);
	for (size_t i = 0; i < raw->n; i++) {
		struct finding *f = &raw->v[i];

		f->exception = exceptions_match(lc->x, f, lc->d->day);
		if (f->exception != NULL)
			f->outcome = OUT_EXCUSED;
	}
	if (raw->n != 0)
		qsort(raw->v, raw->n, sizeof(*raw->v), raw_cmp);
	for (size_t i = 0, j = 0;
	     group_next(raw, &i, &open, &j, &closed, &g);) {
		AUTO_RSET covered = { 0 };

		if (g.n != 0 && g.v[0].type >= SUBJ_FILE)
			group_names(lc, &g);
		else
			group_ranges(lc, &g, &covered);
		lifecycle_rest(lc, &g, &covered, res, un);
		rindex_clear(&g.closed_index);
	}
}
