/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers that stand still, in the draft 5.0 of the log: C-05. */
#include "audit/logs.h"

#define INITIALIZED_SECS (60 * DAY_SECS)
#define ACCEPTED_SECS (14 * DAY_SECS)

/* How far a transfer has come. */
static int
step(const struct move *m)
{
	switch ((enum transfer_status)m->t->status) {
	case TS_SOURCE_INITIALIZED:
		return 1;
	case TS_RECIPIENT_ACCEPTED:
		return 2;
	case TS_OTHER: /* something that we do not know */
	case TS_NONE:
	case TS_SOURCE_FINALIZED:
	case TS_SOURCE_CANCELLED:
	case TS_RECIPIENT_CANCELLED:
		break;
	}
	return 3;
}

struct further {
	const struct move *m;
	struct rset *ret;
};

static bool
take_further(const struct move *k, void *arg)
{
	struct further *x = arg;

	if (move_behind(x->m, k) ||
	    (move_alike(x->m, k) && step(k) > step(x->m) &&
		k->t->date >= x->m->t->date - MOVE_APART))
		rset_add(x->ret, k->r);
	return true;
}

static void
stuck_move(const struct dataset *d, struct probe *p, enum family f,
    const struct move *m)
{
	AUTO_RSET further = { 0 };
	AUTO_RSET left = { 0 };
	struct range r = m->r;
	struct rset mine = { &r, 1, 1, false };
	struct further x = { m, &further };
	const struct transferlog *l = dataset_log(d, m->log);
	AUTO_BUF said = { 0 };
	int at = step(m);
	utc_t age;

	if (at == 3 || !logs_both_whole(d, m) || m->t->date == TIME_NONE ||
	    l->produced == TIME_NONE)
		return;
	probe_examined(p, 1);
	age = l->produced - m->t->date;
	if (age <= (at == 1 ? INITIALIZED_SECS : ACCEPTED_SECS))
		return;
	moves_each(&probe_view(p)->moves[f], r, take_further, &x);
	rset_norm(&further);
	rset_minus(&mine, &further, &left);
	for (size_t i = 0; i < left.n; i++) {
		logs_range(p, m, f, left.v[i], 2);
		buf_clear(&said);
		logs_words(f, left.v[i], m, &said);
		probe_observe(p,
		    "%s; %lld days later, when the log was produced, neither "
		    "log shows the next step%s.",
		    said.p, (long long)(age / DAY_SECS),
		    at == 2 ? ", which the draft format reads as a declared "
			      "dispute" :
			      "");
		logs_cite(d, p, m);
	}
}

/*
 * C-05.  Obligations 4 and 1.  Method: the status of entries of the draft
 * 5.0, against the day on which their log was produced, and any further step
 * in either log.
 */
void
transfer_stuck(const struct dataset *d, struct probe *p)
{
	logs_examine(d, p);
	for (int f = 0; f < FAM_N; f++) {
		const struct moves *m = &probe_view(p)->moves[f];

		for (size_t i = 0; i < m->n; i++)
			if (move_named(&m->v[i]))
				stuck_move(d, p, (enum family)f, &m->v[i]);
	}
}
