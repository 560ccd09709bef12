/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the NRO's files deserve, and how often each piece was listed. */
#include "tests/world/world.h"

#define OLD (36 * 3600)

static void
count(struct nro_count *c)
{
	c->reports = c->listed ? c->reports + 1 : 0;
}

static void
counts(struct world *w)
{
	for (size_t i = 0; i < w->plan.inc_n; i++)
		for (size_t p = 0; p < w->plan.inc[i].piece_n; p++)
			for (int a = 0; a < NRO_PARTIES; a++)
				for (int b = 0; b < NRO_PARTIES; b++)
					count(&w->plan.inc[i]
						   .piece[p]
						   .nro.by[a][b]);
}

void
truth_nro(struct world *w, struct truth *t, struct day_view *v)
{
	/* A mirror of files tells no Last-Modified. */
	utc_t made = cal_start(cal_add(w->start, v->nro.day + 1));

	v->nro.fresh = v->nro.lists && v->nro.day > t->nro_day;
	if (v->nro.fresh) {
		t->nro_day = v->nro.day;
		counts(w);
	}
	for (int k = 0; k < NRO_FILES; k++) {
		bool any = v->nro.day >= 0;

		if (any && !v->nro.there[k])
			named_found(t, w, v, "FAIL", "C-08", 3, RIR_N,
			    NRO_FILE + k, nro_names[k]);
		if (any && k == 0 && v->nro.there[k] && v->clock - made > OLD)
			named_found(t, w, v, "FAIL", "C-08", 3, RIR_N,
			    NRO_FILE + k, nro_names[k]);
		if (v->nro.cut == k)
			named_found(t, w, v, "FAIL", "M-03", 4, RIR_N,
			    NRO_FILE + k, nro_names[k]);
	}
}
