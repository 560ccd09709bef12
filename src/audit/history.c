/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file against the same source's one before: what all share; A-10. */
#include "audit/history.h"

#include <stdio.h>
#include <string.h>

void
history_each_file(const struct dataset *d, struct probe *p,
    history_file_fn *fn)
{
	struct history h = { .d = d,
		.p = p,
		.old = probe_ledger(p),
		.today = probe_today(p) };
	bool any = false;

	for (h.rir = 0; h.rir < RIR_N; h.rir++) {
		if (!h.today->compared[h.rir]) {
			probe_unobserved(p, (enum publisher)h.rir);
			continue;
		}
		any = true;
		probe_examined(p, d->stats[d->chosen[h.rir]].n);
		fn(&h);
	}
	if (!any)
		probe_no_input(p,
		    "no newer file, whole and with a date, to hold against "
		    "the same source's one before");
}

void
history_each(const struct history *of, history_fn *fn)
{
	struct history h = *of;

	for (int f = 0; f < FAM_N; f++) {
		const struct changes *c = &h.today->changed[h.rir][f];

		h.f = (enum family)f;
		for (size_t i = 0; i < c->n; i++)
			fn(&h, &c->v[i]);
	}
}

const char *
history_is(const struct history *h, const struct change *c)
{
	return words_at(h->today->words[h->f],
	    c->is == NULL ? 0 : c->is->holder);
}

bool
history_same_holder(const struct change *c)
{
	return c->was->holder != 0 && c->was->holder == c->is->holder;
}

bool
history_delegated(const struct registration *q)
{
	return q != NULL && status_delegated((enum status)q->status);
}

const char *
history_told(const struct history *h, char out[HISTORY_TOLD])
{
	char a[UTC_TEXT];

	snprintf(out, HISTORY_TOLD, "%s's files up to that as of %s last",
	    pub_title((enum publisher)h->rir),
	    utc_text(h->old->held_at[h->rir], a));
	return out;
}

void
history_cite(const struct history *h, struct range r)
{
	size_t c = (size_t)h->d->chosen[h->rir];

	cite_records(h->d, h->p, c, h->f, r, CITE_ALL);
	if (probe_cited(h->p) == 0)
		probe_cite(h->p, &h->d->art[c], h->d->stats[c].header_at);
}

static void
date_piece(const struct history *h, const struct change *c)
{
	char t[RANGE_TEXT], s[HISTORY_TOLD], a[DAY_TEXT], b[DAY_TEXT];
	char now[UTC_TEXT];

	if (!history_delegated(c->was) || !history_delegated(c->is) ||
	    c->was->date == 0 || c->is->date == 0 ||
	    c->was->date == c->is->date || !history_same_holder(c))
		return;
	probe_range(h->p, 1u << h->rir, h->f, c->r, 2);
	probe_observe(h->p,
	    "%s gave %s, of the holder %s, the date %s; the one as of %s gives "
	    "%s.",
	    history_told(h, s), range_text(h->f, c->r, t), history_is(h, c),
	    day_text(c->was->date, a),
	    utc_text(h->today->held_at[h->rir], now),
	    day_text(c->is->date, b));
	history_cite(h, c->r);
}

static void
date_file(const struct history *h)
{
	if (!history_bulk(h))
		history_each(h, date_piece);
}

/*
 * Obligation 2.  Method: delegated then and now, of one holder, two
 * dates.  Not checked: which of the two is right; what has no opaque-id.
 */
void
date_rewritten(const struct dataset *d, struct probe *p)
{
	history_each_file(d, p, date_file);
}
