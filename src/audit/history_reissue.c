/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one registry had delegated and another delegates anew: U-08. */
#include "audit/history.h"
#include "audit/logs.h"

/* One newly delegated piece, and who had it before. */
struct reissue {
	const struct history *h;
	const struct change *c;
	size_t before; /* the registry */
	const struct leaving *q;
	struct rset *out; /* what something explains */
};

static bool
take_logged(const struct move *m, void *arg)
{
	const struct reissue *x = arg;
	uint8_t s = m->t->status;

	if ((m->t->from < 0 || m->t->from == (int)x->before) &&
	    (m->t->to < 0 || m->t->to == (int)x->h->rir) &&
	    s != TS_SOURCE_CANCELLED && s != TS_RECIPIENT_CANCELLED)
		rset_add(x->out, m->r);
	return true;
}

/* What the logs list as moved between the two, what IANA gave on from its
 * recovered pool (X4), and what the one before lists again today. */
static void
explained(const struct reissue *x, struct range r)
{
	const struct history *h = x->h;
	const struct registrations *v = &h->today->held[x->before][h->f];

	moves_each(&probe_view(h->p)->moves[h->f], r, take_logged,
	    (void *)(uintptr_t)x);
	for (size_t i = 0; i < h->d->iana.n; i++) {
		const struct iana_block *b = &h->d->iana.v[i];

		if (b->source->kind == SK_IANA_RECOVERED && b->fam == h->f &&
		    b->status == IS_ALLOCATED && b->rir == (int)h->rir)
			rset_add(x->out, b->r);
	}
	for (size_t i = registrations_seek(v, r.lo);
	     i < v->n && v->v[i].r.lo <= r.hi; i++)
		rset_add(x->out, v->v[i].r);
	x->out->dirty = true;
	rset_norm(x->out);
}

static bool
both_logs(const struct reissue *x)
{
	const struct transferlog *a = dataset_log(x->h->d, x->before);
	const struct transferlog *b = dataset_log(x->h->d, x->h->rir);

	return a != NULL && b != NULL && transferlog_whole(a) &&
	    transferlog_whole(b);
}

/* Would a log list it by now? */
static bool
log_due(const struct reissue *x)
{
	return x->h->today->held_at[x->h->rir] - x->q->since > MOVE_GRACE;
}

static void
report_reissue(const struct reissue *x, struct range r)
{
	const struct history *h = x->h;
	bool shown = both_logs(x) && log_due(x);
	char t[RANGE_TEXT], a[UTC_TEXT], b[UTC_TEXT], d[DAY_TEXT],
	    had[DAY_TEXT];

	probe_range(h->p, 1u << x->before | 1u << h->rir, h->f, r,
	    shown ? 2 : 3);
	probe_observe(h->p,
	    "%s lists %s as delegated in its file as of %s and did not in the "
	    "one before, with the date %s; %s listed it as delegated, with the "
	    "date %s, last in its file as of %s, and since then neither as "
	    "available nor as reserved. %s",
	    pub_title((enum publisher)h->rir), range_text(h->f, r, t),
	    utc_text(h->today->held_at[h->rir], a),
	    day_text(x->c->is->date, d), pub_title((enum publisher)x->before),
	    x->q->date == 0 ? "unknown" : day_text(x->q->date, had),
	    utc_text(x->q->last, b),
	    shown ? "Neither transfer log lists it as moved." :
		both_logs(x) ?
		    "Neither transfer log lists it as moved; it may "
		    "yet, within a fortnight." :
		    "The transfer logs of both are not in this "
		    "snapshot, or not whole: a transfer is not "
		    "excluded.");
	history_cite(h, r);
}

static void
reissue_of(struct reissue *x)
{
	AUTO_RSET out = { 0 };
	AUTO_RSET rest = { 0 };
	struct range both = range_and(x->q->r, x->c->r);
	struct rset mine = { &both, 1, 1, false };

	x->out = &out;
	explained(x, both);
	rset_minus(&mine, &out, &rest);
	for (size_t i = 0; i < rest.n; i++)
		report_reissue(x, rest.v[i]);
}

static void
reissue_piece(const struct history *h, const struct change *c)
{
	if (history_delegated(c->was) || !history_delegated(c->is))
		return;
	for (size_t k = 0; k < RIR_N; k++) {
		const struct leavings *v = &h->today->left[k][h->f];

		for (size_t i = 0;
		     k != h->rir && i < v->n && v->v[i].r.lo <= c->r.hi; i++) {
			struct reissue x = { h, c, k, &v->v[i], NULL };

			/* A transfer keeps the date (format, section 3.3). */
			if (v->v[i].how == LEFT_NOWHERE &&
			    range_meets(v->v[i].r, c->r) &&
			    c->is->date > v->v[i].date)
				reissue_of(&x);
		}
	}
}

static void
reissue_file(const struct history *h)
{
	history_each(h, reissue_piece);
}

/*
 * U-08.  Obligation 1, "not to take action that would violate uniqueness".
 * Method: newly delegated with a later date, where another registry's
 * delegation ended in no pool and in no log.  Not checked: what kept its date,
 * which looks like a transfer.
 */
void
reissued_unreleased(const struct dataset *d, struct probe *p)
{
	history_each_file(d, p, reissue_file);
}
