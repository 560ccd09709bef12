/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rules hold of a piece, whether they were looked at, and how grave. */
#include "tests/world/ranges.h"

#define FORTNIGHT (14 * 86400)

/* --- what holds of a piece --- */

static bool
has(unsigned set, size_t rir)
{
	return (set >> rir & 1) != 0;
}

/* Since when it was listed so, as known before today. */
static utc_t
since(const struct case_of *c, size_t i, size_t rir, int pool)
{
	const struct piece *p = &c->q->piece[i];
	utc_t now = c->v->asof[rir];

	return p->listed[rir][pool] && p->since[rir][pool] < now ?
	    p->since[rir][pool] :
	    now;
}

static bool
lately(const struct case_of *c, size_t i, size_t rir, int pool)
{
	utc_t now = c->v->asof[rir], at = since(c, i, rir, pool);

	return now != TIME_NONE && c->t->base[rir] != TIME_NONE &&
	    at > c->t->base[rir] && now - at <= FORTNIGHT;
}

/* X1: newly delegated by a, and newly reserved by b. */
bool
rule_moving(const struct case_of *c, size_t i)
{
	return has(c->l[i].delegated, c->a) && has(c->l[i].reserved, c->b) &&
	    ((lately(c, i, c->a, 0) && lately(c, i, c->b, 1)) ||
		move_under_way(c, i, c->b, c->a));
}

/* Listed before by one whose file of today shows nothing by what it lacks. */
static bool
lost(const struct case_of *c, size_t i)
{
	const struct piece *p = &c->q->piece[i];

	for (size_t r = 0; r < RIR_N; r++)
		if ((!c->v->absence[r] || !c->v->fresh[r][EXT]) &&
		    (p->listed[r][0] || p->listed[r][1]))
			return true;
	return false;
}

bool
rule_hole(const struct case_of *c, size_t i)
{
	return c->v->iana && c->v->examinable && c->q->space == SPACE_GIVEN &&
	    c->l[i].any == 0 && c->v->absence[c->q->a] && !lost(c, i);
}

static enum range_rule
odd_rule(enum odd o)
{
	return o == ODD_STATUS || o == ODD_POOL_IN_PLAIN ? A17 :
	    o >= ODD_DATE && o <= ODD_ZERO_NEW		 ? A18 :
	    o >= ODD_NO_DATE && o <= ODD_NO_HOLDER	 ? A19 :
	    o == ODD_CC					 ? A20 :
	    o >= ODD_HOST_BITS && o <= ODD_LONG		 ? A21 :
	    o == ODD_OVERFLOW				 ? A21 :
							   P11;
}

/* Is this row of that file odd in the way of the rule? */
static bool
odd_in(const struct case_of *c, size_t i, int kind)
{
	enum odd o = c->l[i].odd[c->a][kind];
	utc_t now = c->v->asof[c->a], base = c->t->base[c->a];

	if (o == ODD_NONE || odd_rule(o) != c->rule)
		return false;
	if (o == ODD_FUTURE)
		return c->v->file[c->a][kind]->dated;
	if (o == ODD_ZERO_NEW)
		return c->v->chosen[c->a] == kind && now != TIME_NONE &&
		    base != TIME_NONE && now > base &&
		    (!c->q->piece[i].listed[c->a][0] ||
			c->q->piece[i].since[c->a][0] > base);
	return true;
}

/* Eight reports in a row, and the one at hand is the last of them. */
static bool
nro_holds(const struct case_of *c, size_t i)
{
	const struct nro_piece *x = &c->q->piece[i].nro;
	const struct nro_count *n = c->rule == C03 ? &x->by[c->a][c->b] :
	    c->rule == C03_IANA			   ? &x->by[c->a][RIR_N] :
						     &x->by[RIR_N][c->a];

	if (c->rule == C03 ? c->a > c->b : c->a != c->b)
		return false;
	return c->v->nro.lists && c->v->nro.day == c->t->nro_day &&
	    n->reports >= 8;
}

/* The tool's own list of what it bears. */
static bool
nro_bears(const struct incident *q)
{
	static const struct {
		enum family f;
		const char *text;
	} v[] = { { FAM_ASN, "112" }, { FAM_IPV4, "192.175.48.0/24" },
		{ FAM_IPV4, "192.31.196.0/24" } };

	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		if (q->fam == v[i].f &&
		    net_holds(net_range(v[i].f, v[i].text), q->r))
			return true;
	return false;
}

/* Does it hold in this one file? */
static bool
holds_in(const struct case_of *c, size_t i, int kind)
{
	if (c->v->file[c->a][kind] == NULL)
		return false;
	return c->rule == U02 ? c->l[i].rows[c->a][kind] > 1 :
				odd_in(c, i, kind);
}

bool
rule_holds(const struct case_of *c, size_t i)
{
	switch (c->rule) {
	case U01:
		return c->a < c->b && has(c->l[i].delegated, c->a) &&
		    has(c->l[i].delegated, c->b);
	case U07:
		return c->a != c->b && c->v->chosen[c->b] == EXT &&
		    has(c->l[i].delegated, c->a) && has(c->l[i].pool, c->b);
	case U04:
		return c->a == c->b && c->v->iana &&
		    c->q->space != SPACE_GIVEN && has(c->l[i].delegated, c->a);
	case A13:
		return c->a == c->b && c->a == c->q->a && rule_hole(c, i);
	case A11:
		return c->a == c->b && vanish_holds(c, i);
	case U02:
	case A17:
	case A18:
	case A19:
	case A20:
	case A21:
	case P11:
		break;
	case C02:
	case A03:
	case A07:
	case A09:
	case A14:
	case C05:
	case U09:
	case A04:
	case A08:
		return move_holds(c, i);
	case C03:
	case C03_IANA:
	case C03_NONE:
		return nro_holds(c, i);
	}
	return c->a == c->b && (holds_in(c, i, EXT) || holds_in(c, i, PLAIN));
}

/* --- whether it was looked at, and anew --- */

static bool
newer_file(const struct day_view *v, size_t r, int k)
{
	return v->fresh[r][k] && (v->chosen[r] != k || v->newer[r]);
}

/* Of a rule over each file of its own: none absent or not whole. */
static bool
files_whole(const struct case_of *c)
{
	for (int k = 0; k < KIND_N; k++) {
		const struct rendered *f = c->v->file[c->a][k];

		if (f == NULL ? c->t->seen[c->a][k].ever : !f->complete)
			return false;
		if (f != NULL && c->rule == A18 && !f->dated)
			return false;
	}
	return c->v->chosen[c->a] >= 0;
}

static bool
whole(const struct day_view *v, size_t r)
{
	return v->chosen[r] >= 0 && v->file[r][v->chosen[r]]->complete;
}

bool
rule_looked(const struct case_of *c)
{
	const struct day_view *v = c->v;

	switch (c->rule) {
	case U01:
	case U07:
		return whole(v, c->a) && whole(v, c->b) &&
		    (c->rule == U01 ||
			(v->chosen[c->a] == EXT && v->chosen[c->b] == EXT)) &&
		    (v->newer[c->a] || v->newer[c->b]);
	case U04:
		return v->iana && whole(v, c->a) && v->newer[c->a];
	case A13:
		return v->iana && v->examinable && v->absence[c->a] &&
		    v->newer[c->a];
	case A11:
		return vanish_looked(c);
	case U02:
	case A17:
	case A18:
	case A19:
	case A20:
	case A21:
	case P11:
		break;
	case C02:
	case A03:
	case A07:
	case A09:
	case A14:
	case C05:
	case U09:
	case A04:
	case A08:
		return move_looked(c);
	case C03:
	case C03_IANA:
	case C03_NONE:
		return v->nro.fresh;
	}
	return files_whole(c) &&
	    (newer_file(v, c->a, EXT) || newer_file(v, c->a, PLAIN));
}

/* Is it shown by bytes that were not seen before? */
bool
rule_shown(const struct case_of *c, size_t from, size_t to)
{
	const struct day_view *v = c->v;

	if (c->rule >= C03)
		return v->nro.fresh;
	if (c->rule >= C02)
		return move_shown(c);
	if (c->rule <= U07)
		return v->newer[c->a] || v->newer[c->b];
	if (c->rule == U04 || c->rule == A13 || c->rule == A11)
		return v->newer[c->a];
	for (size_t i = from; i <= to; i++)
		for (int k = 0; k < KIND_N; k++)
			if (newer_file(v, c->a, k) && holds_in(c, i, k))
				return true;
	return false;
}

/* --- levels: outcome and severity --- */

/* Excused under X1. */
static bool
moving(const struct case_of *c, size_t i)
{
	if (c->rule == U07)
		return rule_moving(c, i);
	return c->rule == U01 &&
	    (move_under_way(c, i, c->a, c->b) ||
		move_under_way(c, i, c->b, c->a));
}

/* The longest run of pieces from i that are raw findings of one kind. */
static size_t
run_of(const struct case_of *c, size_t i)
{
	size_t k = i;

	while (k + 1 < c->q->piece_n && rule_holds(c, k + 1) &&
	    moving(c, k + 1) == moving(c, i))
		k++;
	return k;
}

static struct level
pair_level(const struct case_of *c, size_t from, size_t to)
{
	utc_t na = c->v->asof[c->a], nb = c->v->asof[c->b];
	utc_t sa = INT64_MIN, sb = INT64_MIN;

	if (na == TIME_NONE || nb == TIME_NONE)
		return (struct level){ "SKEW", 3 };
	for (size_t i = from; i <= to; i++) {
		utc_t x = since(c, i, c->a, 0);
		utc_t y = since(c, i, c->b, c->rule == U07);

		sa = x > sa ? x : sa;
		sb = y > sb ? y : sb;
	}
	return (struct level){ moving(c, from) ? "EXCUSED" : "FAIL",
		sa <= nb && sb <= na ? 2 : 3 };
}

/* Excused under X3. */
static bool
borne(const struct case_of *c)
{
	return c->q->kind == INC_AS112 &&
	    (c->rule == U04 ? c->a == PUB_ARIN :
			      c->rule == C03_IANA && nro_bears(c->q));
}

static struct level
one_level(const struct case_of *c, size_t i)
{
	struct level fail = { "FAIL", 3 };

	if (c->rule == U04 || c->rule >= C03)
		return (struct level){ borne(c) ? "EXCUSED" : "FAIL", 2 };
	if (c->rule >= P11 && c->rule != A09)
		fail.severity = 2;
	if (c->rule == A11)
		fail.severity = vanish_severity(c, i);
	for (int k = 0; k < KIND_N; k++) {
		if (c->rule == U02 && c->l[i].rows[c->a][k] > 1 &&
		    c->l[i].delegated_twice[c->a][k])
			fail.severity = 2;
		if (c->rule == A18 && c->l[i].odd[c->a][k] == ODD_FUTURE)
			fail.severity = 2;
	}
	return fail;
}

/* U-02 and the record rules may differ in severity from piece to piece. */
static size_t
level_end(const struct case_of *c, size_t from, size_t to)
{
	struct level lv = one_level(c, from);

	for (size_t i = from; i < to; i++)
		if (one_level(c, i + 1).severity != lv.severity)
			return i;
	return to;
}

size_t
rule_run(const struct case_of *c, size_t from, struct level *ret)
{
	size_t to = run_of(c, from);

	if (c->rule <= U07) {
		*ret = pair_level(c, from, to);
		return to;
	}
	*ret = one_level(c, from);
	return level_end(c, from, to);
}
