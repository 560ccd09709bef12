/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must be listed of how an extended file differs from the one before.
 * Each piece of a slot remembers what was told of it last; what a file leaves
 * open, contradicts, or lost with a shrink, stays as it was.
 */
#include "tests/world/ranges.h"

#include <string.h>

#define SIXTY_DAYS ((utc_t)60 * 86400)
#define PIECES_MAX ((size_t)INC_ROWS * 4)

enum event { A06, A10, A12, EVENT_N };
static const char *const event_names[EVENT_N] = { "A-06", "A-10", "A-12" };

/* Severities, 0 for none, by piece. */
struct events {
	int of[EVENT_N][PIECES_MAX];
};

uint32_t
holder_printed(size_t rir, uint32_t holder)
{
	return rir == PUB_LACNIC ? 1 + holder % 900000 : holder;
}

static struct known
told_by(size_t rir, const struct row *r)
{
	struct known k = { .listed = true, .status = r->status };

	if (!status_delegated((enum status)r->status))
		return k;
	k.holder =
	    r->odd == ODD_NO_HOLDER ? 0 : holder_printed(rir, r->holder);
	k.date = r->odd == ODD_DATE || r->odd == ODD_NO_DATE ? 0 :
	    r->odd == ODD_FUTURE			     ? 20991231 :
							       r->date;
	if (r->odd != ODD_CC && r->odd != ODD_NO_CC)
		memcpy(k.cc, r->cc, sizeof(k.cc));
	return k;
}

/* What a file says of a piece by its rows: none, one, or several. */
static struct known
said(size_t rir, const struct row *rows, size_t n, struct range r)
{
	struct known k = { 0 };
	size_t times = 0;

	for (size_t i = 0; i < n; i++)
		if (net_holds(rows[i].r, r)) {
			k = told_by(rir, &rows[i]);
			times++;
		}
	if (times > 1)
		k = (struct known){ .listed = true, .status = ST_OTHER };
	return k;
}

bool
known_delegated(const struct known *k)
{
	return k->listed && status_delegated((enum status)k->status);
}

/* Where the file leaves something open, what was told before holds. */
static struct known
completed(const struct known *was, struct known is, bool shrunk)
{
	if (!is.listed && was->listed && shrunk)
		return *was;
	if (is.listed && is.status == ST_OTHER && was->listed)
		return *was;
	if (!known_delegated(was) || !known_delegated(&is))
		return is;
	if (is.holder == 0)
		is.holder = was->holder;
	if (is.date == 0)
		is.date = was->date;
	if (is.cc[0] == '\0')
		memcpy(is.cc, was->cc, sizeof(is.cc));
	return is;
}

struct told {
	const struct truth *t;
	const struct day_view *v;
	const struct piece *p; /* as of the day before */
	size_t rir;
	enum family f;
};

/* How often this holder left it, to nobody, within those seconds. */
static int
times_left(const struct told *x, uint32_t holder, utc_t within, bool replaced)
{
	int n = 0;

	for (size_t i = 0; i < x->p->tenant_n[x->rir]; i++) {
		const struct tenant *q = &x->p->tenant[x->rir][i];

		n += q->holder == holder && (replaced || !q->replaced) &&
		    x->v->asof[x->rir] - q->since <= within;
	}
	return n;
}

/* Did another registry have it delegated, ever? */
static bool
of_another(const struct told *x)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (r != x->rir &&
		    (x->p->tenant_n[r] != 0 ||
			known_delegated(&x->p->before[r])))
			return true;
	return false;
}

static int
old_from_pool(const struct told *x, const struct known *was,
    const struct known *is)
{
	if (!was->listed || !status_pool((enum status)was->status) ||
	    !known_delegated(is) || is->holder == 0 || is->date == 0 ||
	    cal_start(is->date) / 86400 >=
		x->t->held_at[x->rir] / 86400 - 30 ||
	    times_left(x, is->holder, INT64_MAX, true) != 0 || of_another(x))
		return 0;
	return was->status == ST_AVAILABLE && x->f != FAM_IPV6 ? 2 : 3;
}

static void
piece_events(const struct told *x, const struct known *was,
    const struct known *is, size_t i, struct events *ret)
{
	bool same = was->holder != 0 && was->holder == is->holder;
	int left = 0;

	ret->of[A06][i] = old_from_pool(x, was, is);
	if (!known_delegated(was) && known_delegated(is) && is->holder != 0)
		left = times_left(x, is->holder, SIXTY_DAYS, false);
	ret->of[A12][i] = left == 0 ? 0 : left == 1 ? 4 : 2;

	if (known_delegated(was) && known_delegated(is) && same &&
	    was->date != 0 && is->date != 0 && was->date != is->date)
		ret->of[A10][i] = 2;
}

/* Neighbours of one severity are one finding. */
static void
list_events(struct world *w, struct truth *t, const struct day_view *v,
    const struct incident *q, size_t rir, const struct events *e)
{
	char text[NET_RANGE_TEXT];

	for (int k = 0; k < EVENT_N; k++)
		for (size_t i = 0, j; i < q->piece_n; i = j) {
			int s = e->of[k][i];

			for (j = i + 1; j < q->piece_n && e->of[k][j] == s;
			     j++)
				;
			if (s != 0)
				truth_event(t, w, v->day, event_names[k], s,
				    1u << rir,
				    net_range_text(q->fam,
					(struct range){ q->piece[i].r.lo,
					    q->piece[j - 1].r.hi },
					text));
		}
}

/* Who had it and has it no more. */
static void
leave(struct piece *p, size_t rir, const struct known *was,
    const struct known *is, utc_t now)
{
	if (!known_delegated(was) ||
	    (known_delegated(is) && is->holder == was->holder))
		return;
	assert(p->tenant_n[rir] < TENANTS_MAX);
	p->tenant[rir][p->tenant_n[rir]++] =
	    (struct tenant){ was->holder, now, known_delegated(is) };
	if (!is->listed) {
		p->gone[rir] = true;
		p->gone_since[rir] = now;
		p->gone_date[rir] = was->date;
	}
}

static void
slot_told(const struct day_view *v, struct incident *q, size_t rir)
{
	struct row rows[INC_ROWS];
	size_t n = rows_today(q, v, rir, EXT, rows);

	for (size_t i = 0; i < q->piece_n; i++)
		q->piece[i].known[rir] = completed(&q->piece[i].before[rir],
		    said(rir, rows, n, q->piece[i].r), v->shrunk[rir][EXT]);
}

/* bulk: A-24 tells of the file. */
static void
slot_changes(struct world *w, struct truth *t, const struct day_view *v,
    struct incident *q, size_t rir, bool bulk)
{
	struct events e = { 0 };

	assert(q->piece_n <= PIECES_MAX);
	for (size_t i = 0; i < q->piece_n; i++) {
		const struct known *was = &q->piece[i].before[rir];
		const struct known *is = &q->piece[i].known[rir];
		struct told x = { t, v, &q->piece[i], rir, q->fam };

		piece_events(&x, was, is, i, &e);
		if (bulk)
			e.of[A10][i] = 0;
		leave(&q->piece[i], rir, was, is, v->asof[rir]);
	}
	list_events(w, t, v, q, rir, &e);
}

/* Gone is what nobody listed since, as told before today. */
static void
settle(struct piece *p)
{
	bool listed = false;

	memcpy(p->before, p->known, sizeof(p->before));
	for (size_t r = 0; r < RIR_N; r++)
		listed |= p->known[r].listed;
	for (size_t r = 0; r < RIR_N; r++)
		p->gone[r] &= !listed;
}

void
truth_history(struct world *w, struct truth *t, const struct day_view *v)
{
	bool bulk[RIR_N] = { false };

	for (size_t i = 0; i < w->plan.inc_n; i++) {
		struct incident *q = &w->plan.inc[i];

		for (size_t k = 0; k < q->piece_n; k++)
			settle(&q->piece[k]);
		for (size_t r = 0; r < RIR_N; r++)
			if (v->told[r])
				slot_told(v, q, r);
	}
	truth_bulk(w, t, v, bulk);
	for (size_t i = 0; i < w->plan.inc_n; i++)
		for (size_t r = 0; r < RIR_N; r++)
			if (v->compared[r])
				slot_changes(w, t, v, &w->plan.inc[i], r,
				    bulk[r]);
	truth_reissues(w, t, v);
}
