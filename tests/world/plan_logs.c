/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is planted in transfer logs and in the NRO's files as files. */
#include "tests/world/world.h"

static void
add(struct world *w, size_t rir, uint32_t bit, struct sched on)
{
	struct plan *p = &w->plan;

	assert(p->log_n < LOG_INCIDENTS);
	p->log[p->log_n++] = (struct log_incident){ rir, bit, on };
}

static struct sched
days(int from, int n)
{
	return (struct sched){ from, n, 0, 0 };
}

static void
add_nro(struct world *w, uint32_t bit, struct sched on)
{
	struct plan *p = &w->plan;

	assert(p->nro.n < NRO_INCIDENTS);
	p->nro.v[p->nro.n++] = (struct nro_incident){ bit, on };
}

static void
plan_nro(struct world *w)
{
	add_nro(w, NF_NO_CONFLICTS, days(4, 1));
	add_nro(w, NF_STALL, days(10, 2));
	add_nro(w, NF_CUT, days(14, 1));
	add_nro(w, NF_NONE, days(17, 2));
	add_nro(w, NF_STALL, days(23, 3));
}

void
plan_logs(struct world *w)
{
	plan_nro(w);
	add(w, PUB_APNIC, LF_CUT, days(4, 1));
	add(w, PUB_LACNIC, LF_ABSENT, days(6, 1));
	add(w, PUB_AFRINIC, LF_STALL, days(7, 5));
	add(w, PUB_RIPENCC, LF_FEWER, days(5, 2));
	add(w, PUB_APNIC, LF_ABSENT, days(18, 2));
	add(w, PUB_ARIN, LF_STALL, days(21, 1));
	add(w, PUB_ARIN, LF_NULL_NAME, plan_sched(w, 1));
	add(w, PUB_APNIC, LF_OUTSIDE, plan_sched(w, 2));
	add(w, PUB_LACNIC, LF_BEYOND, plan_sched(w, 1));
	add(w, PUB_RIPENCC, LF_ASN_STRING, plan_sched(w, 2));
	add(w, PUB_AFRINIC, LF_NULL_NAME, plan_sched(w, 3));
}
