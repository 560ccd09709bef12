/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must be listed of a piece by what the transfer logs say of it, from the
 * entries that its slot has in each.
 */
#include "tests/world/ranges.h"

#include <string.h>

#define DAYS(n) ((utc_t)(n)*86400)

struct entries {
	struct log_entry v[LOG_ENTRIES];
	size_t n;
};

/* The entries of a registry's log of today that hold the piece. */
static void
entries_at(const struct case_of *c, size_t piece, size_t rir,
    struct entries *ret)
{
	const struct rendered_log *l = c->v->log[rir];
	size_t n =
	    l == NULL ? 0 : incident_entries(c->w, c->q, rir, l->day, ret->v);

	ret->n = 0;
	for (size_t i = 0; i < n; i++)
		if (net_holds(ret->v[i].r, c->q->piece[piece].r))
			ret->v[ret->n++] = ret->v[i];
}

static bool
alike(const struct log_entry *a, const struct log_entry *b)
{
	return a->from == b->from && a->to == b->to;
}

static int
apart(const struct log_entry *a, const struct log_entry *b)
{
	int d = cal_diff(a->date, b->date);

	return d < 0 ? -d : d;
}

static bool
status_is(const struct log_entry *e, const char *s)
{
	return e->status != NULL && strcmp(e->status, s) == 0;
}

static bool
done(const struct log_entry *e)
{
	return e->status == NULL || status_is(e, "SOURCE_FINALIZED");
}

/* Something came behind it, in another direction. */
static bool
superseded(const struct case_of *c, size_t piece, const struct log_entry *e)
{
	size_t rirs[2] = { c->a, c->b };

	for (size_t k = 0; k < 2; k++) {
		struct entries x;

		entries_at(c, piece, rirs[k], &x);
		for (size_t i = 0; i < x.n; i++)
			if (!alike(e, &x.v[i]) &&
			    cal_diff(x.v[i].date, e->date) >= -30)
				return true;
	}
	return false;
}

static bool
both_whole(const struct case_of *c)
{
	return c->v->log_whole[c->a] && c->v->log_whole[c->b];
}

static bool
listed(unsigned set, size_t rir)
{
	return (set >> rir & 1) != 0;
}

static bool
file_whole(const struct day_view *v, size_t r)
{
	return v->chosen[r] >= 0 && v->file[r][v->chosen[r]]->complete &&
	    v->asof[r] != TIME_NONE;
}

static bool
shows_absence(const struct day_view *v, size_t r)
{
	return file_whole(v, r) && v->chosen[r] == EXT && v->absence[r];
}

/* --- each rule: an entry of the log of rir, with the other one --- */

static bool
speaks_for(const struct case_of *c, size_t other, const struct log_entry *e)
{
	const struct rendered_log *l = c->v->log[other];

	return l != NULL && c->v->log_whole[other] &&
	    cal_start(e->date) + DAYS(30) <=
	    cal_start(cal_add(c->w->start, l->day));
}

static bool
one_sided(const struct case_of *c, size_t piece, size_t rir,
    const struct log_entry *e)
{
	size_t other = rir == c->a ? c->b : c->a;
	struct entries x;

	if (!done(e) || !speaks_for(c, other, e))
		return false;
	entries_at(c, piece, other, &x);
	for (size_t i = 0; i < x.n; i++)
		if (alike(e, &x.v[i]) && apart(e, &x.v[i]) <= 30)
			return false;
	return true;
}

static bool
differ(const struct case_of *c, size_t piece, size_t rir,
    const struct log_entry *e)
{
	size_t other = rir == c->a ? c->b : c->a;
	struct entries x;
	bool any = false;

	if (rir != e->from || !done(e) || !speaks_for(c, other, e))
		return false;
	entries_at(c, piece, other, &x);
	for (size_t i = 0; i < x.n; i++) {
		const struct log_entry *k = &x.v[i];

		if (!alike(e, k) || apart(e, k) > 30)
			continue;
		if (apart(e, k) <= 7 && e->merger == k->merger)
			return false;
		any = true;
	}
	return any;
}

static bool
not_shown(const struct case_of *c, size_t piece, const struct log_entry *e)
{
	const struct day_view *v = c->v;
	utc_t after = cal_start(e->date) + DAYS(14);

	if (!done(e) || !both_whole(c) || superseded(c, piece, e) ||
	    !file_whole(v, e->from) || v->asof[e->from] < after)
		return false;
	if (e->status == NULL && listed(c->l[piece].any, e->from))
		return true;
	return c->l[piece].any == 0 && shows_absence(v, e->from) &&
	    shows_absence(v, e->to) && v->asof[e->to] >= after;
}

static bool
finalized_listed(const struct case_of *c, size_t piece,
    const struct log_entry *e)
{
	return status_is(e, "SOURCE_FINALIZED") && both_whole(c) &&
	    !superseded(c, piece, e) && file_whole(c->v, e->from) &&
	    c->v->asof[e->from] >= cal_start(e->date) + DAYS(3) &&
	    listed(c->l[piece].any, e->from);
}

static bool
date_lost(const struct case_of *c, size_t piece, const struct log_entry *e)
{
	const struct day_view *v = c->v;
	struct row rows[INC_ROWS];
	size_t n;

	if (!done(e) || e->registered == 0 || !both_whole(c) ||
	    superseded(c, piece, e) || !file_whole(v, e->to) ||
	    v->asof[e->to] < cal_start(e->date))
		return false;
	n = rows_today(c->q, v, e->to, v->chosen[e->to], rows);
	for (size_t i = 0; i < n; i++) {
		int d;

		if (!net_holds(rows[i].r, c->q->piece[piece].r) ||
		    !net_holds(e->r, rows[i].r) || rows[i].date == 0 ||
		    !status_delegated((enum status)rows[i].status))
			continue;
		d = cal_diff(rows[i].date, e->registered);
		if ((d < -1 || d > 1) && cal_diff(rows[i].date, e->date) <= 30)
			return true;
	}
	return false;
}

static bool
stuck(const struct case_of *c, size_t piece, size_t rir,
    const struct log_entry *e)
{
	bool first = status_is(e, "SOURCE_INITIALIZED");
	size_t rirs[2] = { c->a, c->b };
	utc_t age;

	if ((!first && !status_is(e, "RECIPIENT_ACCEPTED")) ||
	    !both_whole(c) || superseded(c, piece, e))
		return false;
	age = log_produced(c->w, c->v->log[rir]->day) - cal_start(e->date);
	if (age <= (first ? DAYS(60) : DAYS(14)))
		return false;
	for (size_t k = 0; k < 2; k++) {
		struct entries x;

		entries_at(c, piece, rirs[k], &x);
		for (size_t i = 0; i < x.n; i++)
			if (alike(e, &x.v[i]) &&
			    !status_is(&x.v[i], "SOURCE_INITIALIZED") &&
			    (first ||
				!status_is(&x.v[i], "RECIPIENT_ACCEPTED")) &&
			    cal_diff(x.v[i].date, e->date) >= -30)
				return false;
	}
	return true;
}

bool
move_logged(const struct case_of *c, size_t piece, size_t rir, bool to)
{
	for (size_t r = 0; r < RIR_N; r++) {
		struct entries x;

		entries_at(c, piece, r, &x);
		for (size_t i = 0; i < x.n; i++)
			if ((to ? x.v[i].to : x.v[i].from) == rir)
				return true;
	}
	return false;
}

bool
move_first(const struct day_view *v, size_t r)
{
	return file_whole(v, r) && v->chosen[r] == EXT;
}

bool
move_comparable(const struct case_of *c, size_t r)
{
	return c->v->log_whole[r] && shows_absence(c->v, r) &&
	    c->t->first_at[r] != TIME_NONE;
}

/* For a fortnight, as known before today. */
static bool
lasting(const struct case_of *c, size_t piece, size_t r, int pool)
{
	const struct piece *p = &c->q->piece[piece];

	return p->listed[r][pool] && c->v->asof[r] != TIME_NONE &&
	    c->v->asof[r] - p->since[r][pool] >= DAYS(14);
}

static bool
given_to(const struct case_of *c, size_t r)
{
	return c->q->space == SPACE_GIVEN && c->q->a == r;
}

/* U-09: a has it, in what IANA gave to b. */
static bool
foreign(const struct case_of *c, size_t piece)
{
	return c->a != c->b && c->v->iana && given_to(c, c->b) &&
	    move_comparable(c, c->a) && listed(c->l[piece].delegated, c->a) &&
	    lasting(c, piece, c->a, 0) && !c->q->piece[piece].first[c->a] &&
	    !move_logged(c, piece, c->a, true);
}

bool
move_residue(const struct case_of *c, size_t piece, size_t r)
{
	const struct piece *p = &c->q->piece[piece];

	if (!c->v->iana || !move_comparable(c, r))
		return false;
	if (listed(c->l[piece].any, r))
		return !p->first[r] && !given_to(c, r) &&
		    (lasting(c, piece, r, 0) || lasting(c, piece, r, 1)) &&
		    !move_logged(c, piece, r, true);
	if (!p->first[r] || move_logged(c, piece, r, false))
		return false;
	for (size_t k = 0; k < RIR_N; k++)
		if (k != r && lasting(c, piece, k, 0))
			return true;
	return false;
}

/* Does a log speak for 90 days after that? */
static bool
speaks_after(const struct case_of *c, size_t r, utc_t at)
{
	return at + DAYS(90) <=
	    cal_start(cal_add(c->w->start, c->v->log[r]->day));
}

/* Was it a's, and is it b's, since we look? */
static bool
went_over(const struct case_of *c, size_t piece)
{
	const struct piece *p = &c->q->piece[piece];

	return p->had[c->a] && !listed(c->l[piece].any, c->a) &&
	    p->listed[c->b][0] && p->since[c->b][0] > c->t->base[c->b] &&
	    !given_to(c, c->b);
}

/* from a to b, 90 days ago and more. */
static bool
unlogged(const struct case_of *c, size_t piece)
{
	utc_t at = c->q->piece[piece].since[c->b][0];

	if (c->a == c->b || !c->v->iana || !both_whole(c) ||
	    !shows_absence(c->v, c->a) || !shows_absence(c->v, c->b) ||
	    !went_over(c, piece) || !speaks_after(c, c->a, at) ||
	    !speaks_after(c, c->b, at))
		return false;
	for (size_t r = 0; r < RIR_N; r++) {
		struct entries x;

		entries_at(c, piece, r, &x);
		for (size_t i = 0; i < x.n; i++) {
			utc_t d = cal_start(x.v[i].date) - at;

			if (d <= DAYS(90) && d >= -DAYS(90))
				return false;
		}
	}
	return true;
}

static bool
not_owned(const struct case_of *c, size_t piece, const struct log_entry *e)
{
	const struct piece *p = &c->q->piece[piece];
	const struct truth *t = c->t;
	utc_t at = cal_start(e->date);

	return done(e) && both_whole(c) && t->first_at[e->from] != TIME_NONE &&
	    t->first_at[e->to] != TIME_NONE &&
	    at > t->first_at[e->from] + DAYS(1) && at > t->first_at[e->to] &&
	    cal_diff(cal_add(c->w->start, c->v->day), e->date) < 730 &&
	    !p->ever[e->from] && !p->first[e->to] &&
	    !listed(c->l[piece].any, e->from) &&
	    !move_logged(c, piece, e->from, true);
}

static bool
holds_by(const struct case_of *c, size_t piece, size_t rir,
    const struct log_entry *e)
{
	switch ((int)c->rule) {
	case C02:
		return one_sided(c, piece, rir, e);
	case A07:
		return differ(c, piece, rir, e);
	case A03:
		return not_shown(c, piece, e);
	case A09:
		return date_lost(c, piece, e);
	case A14:
		return finalized_listed(c, piece, e);
	case A08:
		return not_owned(c, piece, e);
	default:
		return stuck(c, piece, rir, e);
	}
}

bool
move_holds(const struct case_of *c, size_t piece)
{
	size_t rirs[2] = { c->a, c->b };

	if (c->rule == U09)
		return foreign(c, piece);
	if (c->rule == A04)
		return unlogged(c, piece);
	if (c->a >= c->b)
		return false;
	for (size_t k = 0; k < 2; k++) {
		struct entries x;

		entries_at(c, piece, rirs[k], &x);
		for (size_t i = 0; i < x.n; i++)
			if ((1u << x.v[i].from | 1u << x.v[i].to) ==
				(1u << c->a | 1u << c->b) &&
			    holds_by(c, piece, rirs[k], &x.v[i]))
				return true;
	}
	return false;
}

static bool
by_files(const struct case_of *c)
{
	return c->rule != C02 && c->rule != A07 && c->rule != C05;
}

bool
move_shown(const struct case_of *c)
{
	const struct day_view *v = c->v;

	return v->log_fresh[c->a] || v->log_fresh[c->b] ||
	    (by_files(c) && (v->newer[c->a] || v->newer[c->b]));
}

bool
move_looked(const struct case_of *c)
{
	return both_whole(c) && move_shown(c) &&
	    (c->v->iana || (c->rule != U09 && c->rule != A04)) &&
	    (!by_files(c) ||
		(shows_absence(c->v, c->a) && shows_absence(c->v, c->b)));
}

bool
move_under_way(const struct case_of *c, size_t piece, size_t from, size_t to)
{
	utc_t now = c->v->asof[from] > c->v->asof[to] ? c->v->asof[from] :
							c->v->asof[to];

	if (c->v->asof[from] == TIME_NONE || c->v->asof[to] == TIME_NONE)
		return false;
	for (size_t r = 0; r < RIR_N; r++) {
		struct entries x;

		entries_at(c, piece, r, &x);
		for (size_t i = 0; i < x.n; i++) {
			const struct log_entry *e = &x.v[i];
			utc_t at = cal_start(e->date);

			if (e->from != from || e->to != to)
				continue;
			if (status_is(e, "SOURCE_INITIALIZED") ||
			    status_is(e, "RECIPIENT_ACCEPTED"))
				return true;
			if (done(e) && at <= now + DAYS(1) &&
			    now - at <= DAYS(14))
				return true;
		}
	}
	return false;
}
