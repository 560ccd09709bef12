/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is delegated anew, against who had it before. */
#include "audit/history.h"

#include <string.h>

#define OLD_DAYS 30
#define FLAP_SECS (60 * DAY_SECS)

/* Calls fn for what a registry's holders left that meets r. */
typedef void left_fn(const struct leaving *q, struct range both, void *arg);

static void
each_left(const struct history *h, size_t rir, struct range r, left_fn *fn,
    void *arg)
{
	const struct leavings *v = &h->today->left[rir][h->f];

	for (size_t i = 0; i < v->n && v->v[i].r.lo <= r.hi; i++)
		if (range_meets(v->v[i].r, r))
			fn(&v->v[i], range_and(v->v[i].r, r), arg);
}

static bool
left_by(const struct history *h, const struct leaving *q, const char *holder)
{
	return strcmp(words_at(h->today->left_words, q->holder), holder) == 0;
}

/* --- A-06 --- */

struct tenants {
	const struct history *h;
	const char *holder; /* NULL: any */
	struct rset *ret;
};

static void
tenant_add(const struct leaving *q, struct range both, void *arg)
{
	const struct tenants *t = arg;

	if (t->holder == NULL || left_by(t->h, q, t->holder))
		rset_add(t->ret, both);
}

/* Of r, what this holder had before, or another registry had delegated. */
static void
had_before(const struct history *h, struct range r, const char *holder,
    struct rset *ret)
{
	for (size_t k = 0; k < RIR_N; k++) {
		struct tenants t = { h, k == h->rir ? holder : NULL, ret };
		const struct registrations *v = &h->old->held[k][h->f];

		each_left(h, k, r, tenant_add, &t);
		for (size_t i = registrations_seek(v, r.lo);
		     k != h->rir && i < v->n && v->v[i].r.lo <= r.hi; i++)
			if (history_delegated(&v->v[i]))
				rset_add(ret, range_and(v->v[i].r, r));
	}
	ret->dirty = true;
	rset_norm(ret);
}

static bool
goes_back(const struct history *h)
{
	return h->today->held_at[h->rir] - h->old->held_first[h->rir] >=
	    (utc_t)CLOSED_DAYS * DAY_SECS;
}

static void
report_old(const struct history *h, const struct change *c, struct range r)
{
	bool available = c->was->status == ST_AVAILABLE;
	char t[RANGE_TEXT], s[HISTORY_TOLD], a[DAY_TEXT], b[UTC_TEXT];
	char now[UTC_TEXT];

	probe_range(h->p, 1u << h->rir, h->f, r,
	    (available && h->f != FAM_IPV6) || goes_back(h) ? 2 : 3);
	probe_observe(h->p,
	    "%s listed %s as %s; the one as of %s lists it as delegated, with "
	    "the date %s and the holder %s, whom no file since that as of %s "
	    "shows to have lost it%s.",
	    history_told(h, s), range_text(h->f, r, t),
	    status_name((enum status)c->was->status),
	    utc_text(h->today->held_at[h->rir], now), day_text(c->is->date, a),
	    history_is(h, c), utc_text(h->old->held_first[h->rir], b),
	    goes_back(h) ? "" :
			   "; that is less than 730 days, and a "
			   "reinstatement (X5) is not excluded");
	history_cite(h, r);
}

static void
old_date_piece(const struct history *h, const struct change *c)
{
	AUTO_RSET before = { 0 };
	AUTO_RSET rest = { 0 };
	struct range r = c->r;
	struct rset mine = { &r, 1, 1, false };

	if (c->was == NULL || !status_pool((enum status)c->was->status) ||
	    !history_delegated(c->is) || c->is->holder == 0 ||
	    c->is->date == 0 ||
	    c->is->date >= day_add(day_of(h->old->held_at[h->rir]), -OLD_DAYS))
		return;
	had_before(h, r, history_is(h, c), &before);
	rset_minus(&mine, &before, &rest);
	for (size_t i = 0; i < rest.n; i++)
		report_old(h, c, rest.v[i]);
}

static void
old_date_file(const struct history *h)
{
	history_each(h, old_date_piece);
}

/*
 * Obligation 2.  Method: pool then, delegated now, the date older than
 * the file before.  Not checked: transfer logs; holders before our records.
 */
void
old_date_from_pool(const struct dataset *d, struct probe *p)
{
	history_each_file(d, p, old_date_file);
}

/* --- A-12 --- */

struct returns {
	const struct history *h;
	const char *holder;
	struct rset once, twice;
	utc_t left; /* the first of those that count */
};

static void
return_add(const struct leaving *q, struct range both, void *arg)
{
	struct returns *t = arg;
	const struct history *h = t->h;
	struct rset one = { &both, 1, 1, false };
	AUTO_RSET again = { 0 };

	if (q->how == LEFT_HOLDER || !left_by(h, q, t->holder) ||
	    h->today->held_at[h->rir] - q->since > FLAP_SECS)
		return;
	if (t->left == TIME_NONE || q->since < t->left)
		t->left = q->since;
	rset_and(&t->once, &one, &again);
	for (size_t i = 0; i < again.n; i++)
		rset_add(&t->twice, again.v[i]);
	rset_add(&t->once, both);
	t->once.dirty = t->twice.dirty = true;
	rset_norm(&t->once);
	rset_norm(&t->twice);
}

static void
report_return(const struct returns *t, const struct rset *s, int severity)
{
	const struct history *h = t->h;
	char text[RANGE_TEXT], a[UTC_TEXT], b[UTC_TEXT];

	for (size_t i = 0; i < s->n; i++) {
		probe_range(h->p, 1u << h->rir, h->f, s->v[i], severity);
		probe_observe(h->p,
		    "%s is delegated to %s again in %s's file as of %s, which "
		    "since %s did not list it so%s.",
		    range_text(h->f, s->v[i], text), t->holder,
		    pub_title((enum publisher)h->rir),
		    utc_text(h->today->held_at[h->rir], a),
		    utc_text(t->left, b),
		    severity == 2 ? ", and had it back in between" : "");
		history_cite(h, s->v[i]);
	}
}

static void
return_piece(const struct history *h, const struct change *c)
{
	struct returns t = { .h = h, .left = TIME_NONE };
	AUTO_RSET once = { 0 };

	if (history_delegated(c->was) || !history_delegated(c->is) ||
	    c->is->holder == 0)
		return;
	t.holder = history_is(h, c);
	each_left(h, h->rir, c->r, return_add, &t);
	rset_minus(&t.once, &t.twice, &once);
	report_return(&t, &once, 4);
	report_return(&t, &t.twice, 2);
	rset_clear(&t.once);
	rset_clear(&t.twice);
}

static void
return_file(const struct history *h)
{
	history_each(h, return_piece);
}

/*
 * Obligation 2.  Method: delegated anew to a holder who left it within
 * 60 days.  Not checked: why; a closed account that is reinstated does this
 * once.
 */
void
delegation_flaps(const struct dataset *d, struct probe *p)
{
	history_each_file(d, p, return_file);
}
