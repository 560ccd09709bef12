/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was delegated and is in nobody's file: A-11. */
#include "audit/history.h"

#include <stdlib.h>
#include <string.h>

/* As long as the recipient of a transfer may take to list it (X1). */
#define GAP_SECS (14 * DAY_SECS)

/* Absence is shown by files that are whole and lost nothing. */
static bool
absence_shows(const struct dataset *d, struct probe *p)
{
	for (size_t r = 0; r < RIR_N; r++) {
		size_t c = (size_t)d->chosen[r];

		if (stats_complete(d, c) &&
		    !stats_shrunk(d, probe_ledger(p), c))
			continue;
		probe_no_input(p,
		    "what %s's file lacks shows nothing: it is not whole, or "
		    "it shrank (P-18)",
		    pub_title((enum publisher)r));
		return false;
	}
	return true;
}

static void
claimed_by_any(const struct dataset *d, const struct view *v, enum family f,
    struct rset *ret)
{
	for (size_t r = 0; r < RIR_N; r++) {
		const struct view_file *file = &v->files[d->chosen[r]];
		const struct rset *all[] = { &file->delegated[f],
			&file->pool[f], &file->other[f] };

		for (size_t k = 0; k < ARRAY_LEN(all); k++)
			for (size_t i = 0; i < all[k]->n; i++)
				rset_add(ret, all[k]->v[i]);
	}
	ret->dirty = true;
	rset_norm(ret);
}

/* Do all files speak for an instant that is not before the one at which it
 * was left?  Else another may take it up at the same time. */
static bool
all_told_since(const struct dataset *d, utc_t since)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (d->asof[r] == TIME_NONE || d->asof[r] < since)
			return false;
	return true;
}

/* What this registry left to nobody, and of that what is younger than a
 * transfer's gap. */
static void
left_to_nobody(const struct history *h, struct rset *ret, struct rset *young)
{
	const struct leavings *v = &h->today->left[h->rir][h->f];

	for (size_t i = 0; i < v->n; i++) {
		const struct leaving *q = &v->v[i];

		if (q->how != LEFT_NOWHERE)
			continue;
		if (all_told_since(h->d, q->since))
			rset_add(ret, q->r);
		if (h->d->run->clock - q->since <= GAP_SECS)
			rset_add(young, q->r);
	}
	for (size_t i = 0; i < h->old->open.n; i++) {
		const struct open_entry *e = &h->old->open.v[i];

		if (e->rule == h->p->rule && e->parties == 1u << h->rir &&
		    e->type == (enum subject_type)h->f)
			rset_add(ret, e->range);
	}
	ret->dirty = young->dirty = true;
	rset_norm(ret);
	rset_norm(young);
}

/* The last that had all or part of r. */
static const struct leaving *
leaving_of(const struct history *h, struct range r)
{
	const struct leavings *v = &h->today->left[h->rir][h->f];
	const struct leaving *last = NULL;

	for (size_t i = 0; i < v->n && v->v[i].r.lo <= r.hi; i++)
		if (range_meets(v->v[i].r, r) && v->v[i].how == LEFT_NOWHERE &&
		    (last == NULL || v->v[i].since > last->since))
			last = &v->v[i];
	return last;
}

static void
report_vanished(const struct history *h, struct range r, int severity)
{
	const struct leaving *q = leaving_of(h, r);
	size_t c = (size_t)h->d->chosen[h->rir];
	char t[RANGE_TEXT], a[UTC_TEXT], b[UTC_TEXT];

	probe_range(h->p, 1u << h->rir, h->f, r, severity);
	if (q == NULL)
		probe_observe(h->p,
		    "%s listed %s as delegated, more than %d days ago; since "
		    "then no registry's file lists it with any status.",
		    pub_title((enum publisher)h->rir), range_text(h->f, r, t),
		    CLOSED_DAYS);
	else
		probe_observe(h->p,
		    "%s listed %s as delegated to %s, last in its file as of "
		    "%s; its file as of %s does not list it, nor does any "
		    "registry's of today, with any status. %s",
		    pub_title((enum publisher)h->rir), range_text(h->f, r, t),
		    q->holder == 0 ? "a holder not told" :
				     words_at(h->today->left_words, q->holder),
		    utc_text(q->last, a), utc_text(q->since, b),
		    severity > 2 ? "A transfer whose recipient does not list "
				   "it yet would look the same." :
				   "That is more than a fortnight ago.");
	probe_cite(h->p, &h->d->art[c], h->d->stats[c].header_at);
}

static void
report_all(const struct history *h, const struct rset *s, int severity)
{
	for (size_t i = 0; i < s->n; i++)
		report_vanished(h, s->v[i], severity);
}

static void
vanished_of(struct history *h, const struct rset *claimed)
{
	AUTO_RSET left = { 0 };
	AUTO_RSET young = { 0 };
	AUTO_RSET rest = { 0 };
	AUTO_RSET ours = { 0 };
	AUTO_RSET fresh = { 0 };
	AUTO_RSET old = { 0 };

	left_to_nobody(h, &left, &young);
	rset_minus(&left, claimed, &rest);
	/* What IANA took back, or never gave, is nobody's to list. */
	rset_and(&rest, &probe_view(h->p)->iana_given[h->f], &ours);
	rset_and(&ours, &young, &fresh);
	rset_minus(&ours, &young, &old);
	report_all(h, &fresh, 3);
	report_all(h, &old, 2);
}

/*
 * Obligation 2.  Method: what a registry's file listed as delegated and
 * its next whole one does not list, less the records of all five, at instants
 * not before that.  Not checked: transfer logs.
 */
void
delegated_vanished(const struct dataset *d, struct probe *p)
{
	struct history h = { .d = d,
		.p = p,
		.old = probe_ledger(p),
		.today = probe_today(p) };

	if (!absence_shows(d, p))
		return;
	for (int f = 0; f < FAM_N; f++) {
		AUTO_RSET claimed = { 0 };

		h.f = (enum family)f;
		claimed_by_any(d, probe_view(p), h.f, &claimed);
		for (h.rir = 0; h.rir < RIR_N; h.rir++) {
			probe_examined(p, h.old->held[h.rir][f].n);
			vanished_of(&h, &claimed);
		}
	}
}
