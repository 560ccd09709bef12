/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must be listed of how an extended file differs from the one before.
 * Each piece of a slot remembers what was told of it last; what a file leaves
 * open, contradicts, or lost with a shrink, stays as it was.
 */
#include "tests/world/ranges.h"

#include <string.h>

#define PIECES_MAX ((size_t)INC_ROWS * 4)

enum event { A10, EVENT_N };
static const char *const event_names[EVENT_N] = { "A-10" };

/* Severities, 0 for none, by piece. */
struct events {
	int of[EVENT_N][PIECES_MAX];
};

static uint32_t
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

static bool
delegated(const struct known *k)
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
	if (!delegated(was) || !delegated(&is))
		return is;
	if (is.holder == 0)
		is.holder = was->holder;
	if (is.date == 0)
		is.date = was->date;
	if (is.cc[0] == '\0')
		memcpy(is.cc, was->cc, sizeof(is.cc));
	return is;
}

static void
piece_events(const struct known *was, const struct known *is, size_t i,
    struct events *ret)
{
	bool same = was->holder != 0 && was->holder == is->holder;

	if (delegated(was) && delegated(is) && same && was->date != 0 &&
	    is->date != 0 && was->date != is->date)
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

static void
slot_day(struct world *w, struct truth *t, const struct day_view *v,
    struct incident *q, size_t rir)
{
	struct row rows[INC_ROWS];
	struct events e = { 0 };
	size_t n = rows_today(q, v, rir, EXT, rows);

	assert(q->piece_n <= PIECES_MAX);
	for (size_t i = 0; i < q->piece_n; i++) {
		struct known *was = &q->piece[i].known[rir];
		struct known is = completed(was,
		    said(rir, rows, n, q->piece[i].r), v->shrunk[rir][EXT]);

		if (v->compared[rir])
			piece_events(was, &is, i, &e);
		*was = is;
	}
	list_events(w, t, v, q, rir, &e);
}

void
truth_history(struct world *w, struct truth *t, const struct day_view *v)
{
	for (size_t i = 0; i < w->plan.inc_n; i++)
		for (size_t r = 0; r < RIR_N; r++)
			if (v->told[r])
				slot_day(w, t, v, &w->plan.inc[i], r);
}
