/* SPDX-License-Identifier: GPL-3.0-or-later */
/* U-08: what b delegates anew and a never released. */
#include "tests/world/ranges.h"

#include <string.h>

#define FORTNIGHT (14 * 86400)

static bool
cancelled(const struct log_entry *e)
{
	return e->status != NULL && strstr(e->status, "CANCELLED") != NULL;
}

/* Does a log of today list it as gone from a to b? */
static bool
logged(const struct world *w, const struct day_view *v,
    const struct incident *q, struct range r, size_t a, size_t b)
{
	struct log_entry e[LOG_ENTRIES];

	for (size_t log = 0; log < RIR_N; log++) {
		const struct rendered_log *l = v->log[log];
		size_t n =
		    l == NULL ? 0 : incident_entries(w, q, log, l->day, e);

		for (size_t i = 0; i < n; i++)
			if (e[i].from == a && e[i].to == b &&
			    !cancelled(&e[i]) && net_holds(e[i].r, r))
				return true;
	}
	return false;
}

static int
severity(const struct world *w, const struct day_view *v,
    const struct incident *q, const struct piece *p, size_t a, size_t b)
{
	const struct known *was = &p->before[b], *is = &p->known[b];

	if (a == b || !v->compared[b] || known_delegated(was) ||
	    !known_delegated(is) || !p->gone[a] || p->known[a].listed ||
	    is->date <= p->gone_date[a] || logged(w, v, q, p->r, a, b))
		return 0;
	return v->log_whole[a] && v->log_whole[b] &&
		v->asof[b] - p->gone_since[a] > FORTNIGHT ?
	    2 :
	    3;
}

static void
reissues(struct world *w, struct truth *t, const struct day_view *v,
    const struct incident *q, size_t a, size_t b)
{
	char text[NET_RANGE_TEXT];

	for (size_t i = 0, k; i < q->piece_n; i = k) {
		int s = severity(w, v, q, &q->piece[i], a, b);

		for (k = i + 1; k < q->piece_n &&
		     severity(w, v, q, &q->piece[k], a, b) == s;
		     k++)
			;
		if (s != 0)
			truth_event(t, w, v->day, "U-08", s, 1u << a | 1u << b,
			    net_range_text(q->fam,
				(struct range){ q->piece[i].r.lo,
				    q->piece[k - 1].r.hi },
				text));
	}
}

void
truth_reissues(struct world *w, struct truth *t, const struct day_view *v)
{
	for (size_t i = 0; i < w->plan.inc_n; i++)
		for (size_t a = 0; a < RIR_N; a++)
			for (size_t b = 0; b < RIR_N; b++)
				reissues(w, t, v, &w->plan.inc[i], a, b);
}
