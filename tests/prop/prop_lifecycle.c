/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random findings over random days, with parties absent and bytes repeated,
 * against an oracle that keeps the life of each number by itself.
 */
#include "audit/audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUMBERS 24
#define WORLDS 400
#define DAYS 40
#define A PUB_APNIC
#define B PUB_ARIN
#define PARTIES (1u << A | 1u << B)

static uint64_t seed = 0x9e3779b97f4a7c15u;

static uint32_t
below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed % n);
}

/* --- the oracle --- */

struct life {
	bool open;
	day_t first, last, closed;
	int episode, closed_episode;
	uint32_t observed, gap, serials[2];
};
struct today {
	day_t day;
	bool absent[2], newer[2];
	bool cut;	    /* what is not found was not looked at */
	int level[NUMBERS]; /* 0: not found, else the severity */
};
enum fate { NOTHING, FOUND, UNSEEN, CURED };
struct oracle {
	struct life v[NUMBERS];
	enum fate fate[NUMBERS];
	bool fresh[NUMBERS];
};

static bool
any_newer(const struct today *t)
{
	return t->newer[0] || t->newer[1];
}

static void
seen_again(struct life *l, const struct today *t)
{
	int gap = day_diff(t->day, l->last) - 1;

	if (!any_newer(t))
		return;
	if (gap > 0 && (uint32_t)gap > l->gap)
		l->gap = (uint32_t)gap;
	l->observed += l->last != t->day;
	l->serials[0] += t->newer[0];
	l->serials[1] += t->newer[1];
	l->last = t->day;
}

/* New numbers beside one another, of one level, are one recurrence. */
static void
begin(struct oracle *o, const struct today *t, int from, int to)
{
	int episode = 0;

	for (int i = from; i <= to; i++)
		if (o->v[i].closed_episode > episode &&
		    day_diff(t->day, o->v[i].closed) <= CLOSED_DAYS)
			episode = o->v[i].closed_episode;
	for (int i = from; i <= to; i++) {
		struct life *l = &o->v[i];

		*l = (struct life){ .open = true,
			.first = t->day,
			.last = t->day,
			.episode = episode + 1,
			.observed = 1,
			.closed = l->closed,
			.closed_episode = l->closed_episode };
		o->fate[i] = FOUND;
		o->fresh[i] = true;
	}
}

static bool
together(const struct oracle *o, const struct today *t, int i, int k)
{
	/* A second run of a day adds to what the first began apart. */
	return t->level[i] == t->level[k] && o->fresh[i] == o->fresh[k] &&
	    o->v[i].first == o->v[k].first &&
	    o->v[i].episode == o->v[k].episode;
}

/* What was apart and is one again has been seen as often as its least. */
static void
join(struct oracle *o, int from, int to)
{
	struct life m = o->v[from];

	for (int i = from; i <= to; i++) {
		struct life *l = &o->v[i];

		m.observed =
		    l->observed < m.observed ? l->observed : m.observed;
		m.gap = l->gap > m.gap ? l->gap : m.gap;
		m.last = l->last < m.last ? l->last : m.last;
		for (int s = 0; s < 2; s++)
			if (l->serials[s] < m.serials[s])
				m.serials[s] = l->serials[s];
	}
	for (int i = from; i <= to; i++) {
		m.closed = o->v[i].closed;
		m.closed_episode = o->v[i].closed_episode;
		o->v[i] = m;
	}
}

static void
oracle_old(struct oracle *o, const struct today *t)
{
	bool looked =
	    !t->absent[0] && !t->absent[1] && !t->cut && any_newer(t);

	for (int i = 0; i < NUMBERS; i++) {
		struct life *l = &o->v[i];

		o->fate[i] = NOTHING;
		o->fresh[i] = false;
		if (!l->open)
			continue;
		o->fate[i] = t->level[i] != 0 ? FOUND :
		    looked		      ? CURED :
						UNSEEN;
		if (o->fate[i] != CURED)
			continue;
		l->open = false;
		l->closed = t->day;
		/* An earlier cure with a higher number is still kept. */
		l->closed_episode = l->episode;
	}
}

static void
oracle_day(struct oracle *o, const struct today *t)
{
	int k;

	oracle_old(o, t);
	for (int i = 0; i < NUMBERS; i = k + 1) {
		for (k = i; k + 1 < NUMBERS && o->fate[i] == FOUND &&
		     o->fate[k + 1] == FOUND && together(o, t, i, k + 1);
		     k++)
			;
		if (o->fate[i] == FOUND)
			join(o, i, k);
	}
	for (int i = 0; i < NUMBERS; i++)
		if (o->fate[i] == FOUND)
			seen_again(&o->v[i], t);
	for (int i = 0; i < NUMBERS; i = k + 1) {
		k = i;
		if (t->level[i] == 0 || o->fate[i] == FOUND)
			continue;
		while (k + 1 < NUMBERS && o->fate[k + 1] != FOUND &&
		    t->level[k + 1] == t->level[i])
			k++;
		begin(o, t, i, k);
	}
}

/* --- the program --- */

struct machine {
	num_t base;
	struct ledger before;
	struct dataset d;
	struct exceptions x;
	size_t src[2];
	unsigned version[2];
	utc_t asof[2];
};

static void
machine_day(struct machine *m, const struct today *t)
{
	static const enum publisher rir[2] = { A, B };

	m->d.day = t->day;
	for (int s = 0; s < 2; s++) {
		struct artefact *a = &m->d.art[m->src[s]];

		m->version[s] += t->newer[s];
		m->asof[s] += t->newer[s];
		a->present = !t->absent[s];
		snprintf(a->sha256, sizeof(a->sha256), "%064u", m->version[s]);
		m->d.chosen[rir[s]] = t->absent[s] ? -1 : (int)m->src[s];
		m->d.asof[rir[s]] = t->absent[s] ? TIME_NONE : m->asof[s];
	}
}

static void
raw_add(struct findings *raw, const struct machine *m, int from, int to,
    int severity)
{
	struct finding *f;

	raw->v = mem_grow(raw->v, &raw->cap, raw->n + 1, sizeof(*raw->v));
	f = &raw->v[raw->n++];
	memset(f, 0, sizeof(*f));
	f->rule = rule_find(span_of("U-01"));
	f->outcome = OUT_FAIL;
	f->parties = PARTIES;
	f->type = SUBJ_ASN;
	f->severity = severity;
	f->range =
	    (struct range){ m->base + (unsigned)from, m->base + (unsigned)to };
	f->observation = mem_strdup("case");
}

/* Cut at random too: the lifecycle joins what touches. */
static void
raw_make(const struct machine *m, const struct today *t, struct findings *raw)
{
	for (int i = 0, k; i < NUMBERS; i = k + 1) {
		for (k = i; k + 1 < NUMBERS &&
		     t->level[k + 1] == t->level[i] && below(5) != 0;
		     k++)
			;
		if (t->level[i] != 0)
			raw_add(raw, m, i, k, t->level[i]);
	}
}

static void
remember(const struct machine *m, struct ledger *next)
{
	static const enum publisher rir[2] = { A, B };

	for (int s = 0; s < 2; s++) {
		struct source_state *q = &next->src[m->src[s]];

		*q = m->before.src[m->src[s]];
		next->asof[rir[s]] = m->before.asof[rir[s]];
		if (!m->d.art[m->src[s]].present)
			continue;
		q->seen = true;
		memcpy(q->sha256, m->d.art[m->src[s]].sha256,
		    sizeof(q->sha256));
		next->asof[rir[s]] = m->asof[s];
	}
}

static void
machine_run(struct machine *m, const struct today *t, struct audit_result *ret)
{
	struct rule_result res = { .outcome = OUT_FAIL };
	struct unobserved un = { 0, mem_alloc(sources_n * sizeof(bool)) };
	struct findings raw = { 0 };
	struct ledger next;
	struct thresholds th;
	struct lifecycle lc;

	thresholds_init(&th);
	ledger_init(&next);
	memset(ret, 0, sizeof(*ret));
	machine_day(m, t);
	for (int s = 0; s < 2; s++)
		if (t->absent[s])
			un.parties |= s == 0 ? 1u << A : 1u << B;
	if (t->cut)
		un.parties |= 1u << A;
	raw_make(m, t, &raw);
	lc = (struct lifecycle){ &m->d, &m->before, &m->x, &th, ret, &next };
	lifecycle_rule(&lc, rule_find(span_of("U-01")), &raw, &res, &un);
	lifecycle_finish(&lc);
	remember(m, &next);
	ledger_clear(&m->before);
	m->before = next;
	findings_clear(&raw);
	free(un.source);
}

/* --- both --- */

static enum persistence
class_of(const struct life *l)
{
	int age = (int)l->observed - 1;

	if (age < 7 || l->serials[0] < 3 || l->serials[1] < 3)
		return PERS_OBSERVED;
	return age >= 180 ? PERS_CHRONIC :
	    age >= 30	  ? PERS_AGED :
			    PERS_PERSISTENT;
}

static void
same_life(const struct finding *f, const struct life *l, const struct today *t)
{
	assert_int_equal(f->first_seen, l->first);
	assert_int_equal(f->last_seen, l->last);
	assert_int_equal(f->episode, l->episode);
	assert_int_equal(f->days_observed, l->observed);
	assert_int_equal(f->longest_gap, l->gap);
	assert_int_equal(f->days_total, day_diff(t->day, l->first) + 1);
}

static void
one_finding(const struct machine *m, const struct oracle *o,
    const struct today *t, const struct finding *f, enum fate fate,
    int seen[NUMBERS])
{
	int lo = (int)(f->range.lo - m->base),
	    hi = (int)(f->range.hi - m->base);

	assert_true(lo >= 0 && hi < NUMBERS && lo <= hi);
	for (int i = lo; i <= hi; i++) {
		assert_int_equal(o->fate[i], fate);
		assert_int_equal(seen[i]++, 0);
		if (fate == CURED) {
			assert_int_equal(f->episode, o->v[i].closed_episode);
			continue;
		}
		same_life(f, &o->v[i], t);
	}
	if (fate != FOUND)
		return;
	for (int i = lo; i <= hi; i++)
		assert_int_equal(f->severity, t->level[i]);
	assert_int_equal(f->persistence, class_of(&o->v[lo]));
	assert_int_equal(f->fresh, o->fresh[lo]);
	/* Maximal: its neighbours are of another life or level. */
	if (lo > 0 && o->fate[lo - 1] == FOUND)
		assert_false(together(o, t, lo - 1, lo));
	if (hi + 1 < NUMBERS && o->fate[hi + 1] == FOUND)
		assert_false(together(o, t, hi, hi + 1));
}

static void
agree(const struct machine *m, const struct oracle *o, const struct today *t,
    const struct audit_result *r)
{
	int seen[NUMBERS] = { 0 };

	for (size_t i = 0; i < r->open.n; i++)
		one_finding(m, o, t, &r->open.v[i],
		    r->open.v[i].unobserved ? UNSEEN : FOUND, seen);
	for (size_t i = 0; i < r->cured.n; i++)
		one_finding(m, o, t, &r->cured.v[i], CURED, seen);
	for (int i = 0; i < NUMBERS; i++)
		assert_int_equal(seen[i], o->fate[i] != NOTHING);
}

/* What is found changes here and there, and not with the same bytes. */
static void
levels_make(struct today *t)
{
	for (int i = 0; i < NUMBERS; i++) {
		if (t->absent[0] || t->absent[1])
			t->level[i] = 0;
		else if (any_newer(t) && i != 0 && below(3) != 0)
			t->level[i] = t->level[i - 1];
		else if (any_newer(t))
			t->level[i] = below(3) == 0 ? 0 :
			    below(8) == 0	    ? 3 :
						      2;
	}
}

static void
today_make(struct today *t, bool first)
{
	for (int s = 0; s < 2; s++) {
		t->absent[s] = below(6) == 0;
		t->newer[s] = !t->absent[s] && (first || below(4) != 0);
	}
	t->cut = below(6) == 0;
	levels_make(t);
	t->day = first	   ? 20240101 :
	    below(60) == 0 ? day_add(t->day, CLOSED_DAYS + 1) :
	    below(9) == 0  ? t->day : /* run again */
			     day_add(t->day, below(9) == 0 ? 3 : 1);
}

static void
one_world(num_t base)
{
	struct machine m = { .base = base };
	struct oracle o = { 0 };
	struct today t = { 0 }, kept = { 0 };

	ledger_init(&m.before);
	dataset_init(&m.d);
	m.src[0] = source_index(source_find("apnic-extended"));
	m.src[1] = source_index(source_find("arin-extended"));
	for (int day = 0; day < DAYS; day++) {
		AUTO(audit_result_clear) struct audit_result r;

		memcpy(t.level, kept.level, sizeof(t.level));
		today_make(&t, day == 0);
		if (!t.absent[0] && !t.absent[1])
			kept = t;
		machine_run(&m, &t, &r);
		oracle_day(&o, &t);
		agree(&m, &o, &t, &r);
	}
	ledger_clear(&m.before);
	dataset_clear(&m.d);
}

static void
each_number_has_the_life_that_the_oracle_gives_it(void **state)
{
	const num_t bases[] = { 0, 1000, num_max(FAM_ASN) - (NUMBERS - 1) };

	(void)state;
	for (int i = 0; i < WORLDS; i++)
		one_world(bases[i % (int)ARRAY_LEN(bases)]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    each_number_has_the_life_that_the_oracle_gives_it),
	};

	printf("seed %llx\n", (unsigned long long)seed);
	return cmocka_run_group_tests_name("lifecycle", tests, NULL, NULL);
}
