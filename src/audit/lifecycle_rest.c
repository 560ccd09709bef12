/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was open and is not found: cured where it was looked at. */
#include "audit/lifecycle_priv.h"

#include <stdlib.h>
#include <string.h>

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
    const struct rule_result *res, const struct unobserved *un)
{
	const struct source *s =
	    e->type >= SUBJ_FILE ? named_source(e->name) : NULL;

	if (res->outcome == OUT_NO_INPUT || res->outcome == OUT_NOT_IN_FORCE ||
	    (e->parties & un->parties) != 0)
		return false;
	if (s != NULL)
		return !un->source[source_index(s)] &&
		    life_named_anew(lc, e->rule, source_index(s));
	for (size_t i = 0; i < sources_n; i++)
		if (un->source[i] &&
		    (life_counted(e->parties) & 1u << sources[i].publisher) !=
			0)
			return false;
	return life_any_newer(lc, e->rule, e->parties);
}

/* Whoever was excused when it was last seen stays so, while that lasts. */
static const struct exception *
excused_by(const struct lifecycle *lc, const struct open_entry *e)
{
	const struct exception *x;

	if (e->exception == NULL)
		return NULL;
	x = exceptions_find(lc->x, e->exception);
	return x != NULL && exception_holds(x, lc->d->day) ? x : NULL;
}

static struct finding *
gone(const struct lifecycle *lc, struct findings *to,
    const struct open_entry *e, struct range r)
{
	struct finding *f;

	to->v = mem_grow(to->v, &to->cap, to->n + 1, sizeof(*to->v));
	f = &to->v[to->n++];
	memset(f, 0, sizeof(*f));
	f->rule = e->rule;
	f->exception = excused_by(lc, e);
	f->outcome = f->exception != NULL ? OUT_EXCUSED : OUT_FAIL;
	f->parties = e->parties;
	f->type = e->type;
	f->range = r;
	f->name = mem_strdup(e->name);
	/* For S1 a copy of today's file is named. */
	f->severity = e->rule->severity < SEV_S2 ? SEV_S2 : e->rule->severity;
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
	    gone(lc, looked ? &lc->ret->cured : &lc->ret->open, e, r);

	copy.range = r;
	f->days_total = (uint32_t)day_diff(lc->d->day, e->first) + 1;
	f->unobserved = !looked;
	if (looked)
		copy.last = lc->d->day;
	lifecycle_book(looked ? &lc->next->closed : &lc->next->open, &copy);
}

static void
rest_of(struct lifecycle *lc, const struct open_entry *e,
    const struct rset *found, bool looked)
{
	struct range r = e->range;
	struct rset mine = { &r, 1, 1, false };
	AUTO_RSET left = { 0 };

	rset_minus(&mine, found, &left);
	for (size_t i = 0; i < left.n; i++)
		not_found(lc, e, left.v[i], looked);
}

static int
raw_name_cmp(const void *name, const void *raw)
{
	return strcmp(name, ((const struct finding *)raw)->name);
}

void
lifecycle_rest(struct lifecycle *lc, const struct group *g,
    const struct rset *found, const struct rule_result *res,
    const struct unobserved *un)
{
	for (size_t i = 0; i < g->open.n; i++) {
		const struct open_entry *e = g->open.v[i];
		bool looked = looked_at(lc, e, res, un);

		if (e->type < SUBJ_FILE)
			rest_of(lc, e, found, looked);
		else if (g->n == 0 ||
		    bsearch(e->name, g->v, g->n, sizeof(*g->v),
			raw_name_cmp) == NULL)
			not_found(lc, e, e->range, looked);
	}
}
