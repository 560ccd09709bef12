/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must be listed of transfer logs as files. */
#include "tests/world/world.h"

#include <stdio.h>

#define STALE (72 * 3600)

struct log_day {
	const struct world *w;
	struct truth *t;
	const struct day_view *v;
	size_t rir;
};

static void
found(const struct log_day *x, const char *rule, const char *what,
    int severity, day_t excused_from)
{
	day_t today = cal_add(x->w->start, x->v->day);
	char subject[64];

	snprintf(subject, sizeof(subject), "%s%s", log_names[x->rir], what);
	named_found(x->t, x->w, x->v,
	    excused_from != 0 && today >= excused_from ? "EXCUSED" : "FAIL",
	    rule, severity, x->rir, LOG, subject);
}

static void
schema(const struct log_day *x, uint32_t bits)
{
	/* Of what may have been lost on its way, the origin is not shown. */
	int s = bits & LF_CUT ? 4 : 3;

	if (bits & LF_CUT) {
		found(x, "M-03", "", 4, 0);
		found(x, "P-12", ":entry-bad", 4, 0);
	}
	if (x->rir == PUB_LACNIC)
		found(x, "P-12", ":set-in-array", s, 20160101);
	if (x->rir == PUB_ARIN)
		found(x, "P-12", ":address-text", s, 20091012);
	if (bits & LF_ASN_STRING)
		found(x, "P-12", ":asn-string", s, 0);
	if (bits & LF_NULL_NAME)
		found(x, "P-12", ":name-null", s, 0);
	if (bits & LF_OUTSIDE)
		found(x, "P-14", ":date-outside", s, 0);
	if (bits & LF_BEYOND)
		found(x, "P-14", ":beyond-original", s, 0);
}

/* --- what a log had, and has no more --- */

static bool
same_entry(const struct log_entry *a, const struct log_entry *b)
{
	return a->r.lo == b->r.lo && a->r.hi == b->r.hi && a->fam == b->fam &&
	    a->from == b->from && a->to == b->to && a->date == b->date &&
	    a->merger == b->merger;
}

static void
lost_entries(const struct log_day *x, struct log_entry *last, size_t *last_n,
    const struct log_entry *now, size_t n)
{
	char text[NET_RANGE_TEXT];

	for (size_t i = 0; i < *last_n; i++) {
		size_t k = 0;

		while (k < n && !same_entry(&last[i], &now[k]))
			k++;
		if (k == n)
			truth_event(x->t, x->w, x->v->day, "A-05", 2,
			    1u << x->rir,
			    net_range_text(last[i].fam, last[i].r, text));
	}
	for (size_t i = 0; i < n; i++)
		last[i] = now[i];
	*last_n = n;
}

static void
log_history(struct world *w, const struct log_day *x,
    const struct rendered_log *l)
{
	static struct log_entry now[DAYS_MAX];
	size_t n = intra_entries(w, x->rir, l->day, l->bits, now);

	lost_entries(x, x->t->intra[x->rir], &x->t->intra_n[x->rir], now, n);
	for (size_t i = 0; i < w->plan.inc_n; i++) {
		struct incident *q = &w->plan.inc[i];

		n = incident_entries(w, q, x->rir, l->day, now);
		lost_entries(x, q->last[x->rir], &q->last_n[x->rir], now, n);
	}
}

void
truth_logs(struct world *w, struct truth *t, struct day_view *v)
{
	for (size_t r = 0; r < RIR_N; r++) {
		const struct rendered_log *l = v->log[r];
		struct log_day x = { w, t, v, r };

		if (l == NULL)
			continue;
		schema(&x, l->bits);
		if (v->clock - log_produced(w, l->day) > STALE)
			found(&x, "P-13", ":stale", 2, 0);
		if (!v->log_whole[r])
			continue;
		log_history(w, &x, l);
		if (l->entries < t->log_entries[r])
			found(&x, "P-13", ":entries-fewer", 2, 0);
		if (v->log_fresh[r] && l->entries > t->log_entries[r])
			t->log_entries[r] = l->entries;
	}
}
