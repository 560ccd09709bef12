/* SPDX-License-Identifier: GPL-3.0-or-later */
/* what was delegated and is in nobody's file. */
#include "tests/world/ranges.h"

#define FORTNIGHT (14 * 86400)

static bool
examinable(const struct case_of *c)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (!c->v->absence[r])
			return false;
	return c->v->iana && c->v->extended;
}

bool
vanish_looked(const struct case_of *c)
{
	return examinable(c) && c->v->newer[c->a];
}

/* Do all files speak for its day, or a later one? */
static bool
told_by_all(const struct case_of *c, utc_t since)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (c->v->asof[r] == TIME_NONE || c->v->asof[r] < since)
			return false;
	return true;
}

bool
vanish_holds(const struct case_of *c, size_t i)
{
	const struct piece *p = &c->q->piece[i];

	return examinable(c) && c->q->space == SPACE_GIVEN &&
	    c->l[i].any == 0 &&
	    (p->life[A11][c->a][c->a].open ||
		(p->gone[c->a] && told_by_all(c, p->gone_since[c->a])));
}

int
vanish_severity(const struct case_of *c, size_t i)
{
	const struct piece *p = &c->q->piece[i];

	return p->gone[c->a] &&
		c->v->clock - p->gone_since[c->a] <= FORTNIGHT ?
	    3 :
	    2;
}
