/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must be listed of each slot.  A slot's rows cut it into a few pieces;
 * who lists a piece, and how, says which findings it has.  Neighbouring
 * pieces with the same finding are one, except where it grew.
 */
#include "tests/world/world.h"

#include <string.h>

#define CUTS 16
#define PIECES 8

struct piece {
	struct range r;
	unsigned delegated, pool;  /* RIRs, by their chosen file */
	unsigned twice;		   /* RIRs with two rows in one file */
	unsigned any;		   /* RIRs with a row of known status */
};

static void
cut(num_t *v, size_t *n, num_t at)
{
	size_t i;

	for (i = 0; i < *n && v[i] < at; i++)
		;
	if (i < *n && v[i] == at)
		return;
	memmove(&v[i + 1], &v[i], (*n - i) * sizeof(*v));
	v[i] = at;
	(*n)++;
	assert(*n < CUTS);
}

/* The rows of one file of today, none if it is not there. */
static size_t
rows_today(const struct incident *q, const struct day_view *v, size_t rir,
    int kind, struct row out[INC_ROWS])
{
	if (kind < 0 || v->file[rir][kind] == NULL)
		return 0;
	return incident_rows(q, rir, kind, v->file[rir][kind]->state, out);
}

static size_t
pieces_of(const struct incident *q, const struct day_view *v,
    struct piece p[PIECES])
{
	num_t at[CUTS];
	size_t n = 0;
	struct row out[INC_ROWS];

	cut(at, &n, q->r.lo);
	cut(at, &n, q->r.hi + 1);
	for (size_t r = 0; r < RIR_N; r++)
		for (int k = 0; k < KIND_N; k++) {
			size_t m = rows_today(q, v, r, k, out);

			for (size_t i = 0; i < m; i++) {
				cut(at, &n, out[i].r.lo);
				cut(at, &n, out[i].r.hi + 1);
			}
		}
	assert(n - 1 <= PIECES);
	for (size_t i = 0; i + 1 < n; i++)
		p[i] = (struct piece){ .r = { at[i], at[i + 1] - 1 } };
	return n - 1;
}

static void
piece_fill(const struct incident *q, const struct day_view *v,
    struct piece *p, size_t rir, int kind)
{
	struct row out[INC_ROWS];
	size_t n = rows_today(q, v, rir, kind, out), here = 0;
	unsigned bit = 1u << rir;

	for (size_t i = 0; i < n; i++) {
		enum status s = (enum status)out[i].status;

		if (!range_holds(out[i].r, p->r))
			continue;
		here++;
		if (v->chosen[rir] != kind)
			continue;
		p->delegated |= status_delegated(s) ? bit : 0;
		p->pool |= status_pool(s) ? bit : 0;
	}
	if (here > 1)
		p->twice |= bit;
}

/* Two of them or more. */
static bool
several(unsigned set)
{
	return (set & (set - 1)) != 0;
}

struct day_state {
	bool extended; /* all five */
	bool multiple[FAM_N], unclaimed[FAM_N];
};

static bool
hole(const struct incident *q, const struct day_view *v,
    const struct day_state *s, const struct piece *p)
{
	return q->space == SPACE_GIVEN && v->iana && s->extended &&
	    (p->delegated | p->pool) == 0 && v->file[q->a][EXT]->complete &&
	    !v->shrunk[q->a][EXT];
}

/* Does this rule, for these parties, hold in this piece? */
typedef bool holds_fn(const struct incident *q, const struct day_view *v,
    const struct day_state *s, const struct piece *p, size_t a, size_t b);

static bool
is_u01(const struct incident *q, const struct day_view *v,
    const struct day_state *s, const struct piece *p, size_t a, size_t b)
{
	(void)q;
	(void)v;
	(void)s;
	return a < b && (p->delegated >> a & 1) != 0 &&
	    (p->delegated >> b & 1) != 0;
}

static bool
is_u07(const struct incident *q, const struct day_view *v,
    const struct day_state *s, const struct piece *p, size_t a, size_t b)
{
	(void)q;
	(void)s;
	return a != b && v->chosen[b] == EXT &&
	    (p->delegated >> a & 1) != 0 && (p->pool >> b & 1) != 0;
}

static bool
is_u02(const struct incident *q, const struct day_view *v,
    const struct day_state *s, const struct piece *p, size_t a, size_t b)
{
	(void)q;
	(void)v;
	(void)s;
	return a == b && (p->twice >> a & 1) != 0;
}

static bool
is_u04(const struct incident *q, const struct day_view *v,
    const struct day_state *s, const struct piece *p, size_t a, size_t b)
{
	(void)s;
	return a == b && v->iana && q->space != SPACE_GIVEN &&
	    (p->delegated >> a & 1) != 0;
}

static bool
is_a13(const struct incident *q, const struct day_view *v,
    const struct day_state *s, const struct piece *p, size_t a, size_t b)
{
	return a == b && a == q->a && hole(q, v, s, p);
}

static const struct {
	const char *rule;
	holds_fn *holds;
	bool iana;
} range_rules[] = { { "U-01", is_u01, false }, { "U-07", is_u07, false },
	{ "U-02", is_u02, false }, { "U-04", is_u04, true },
	{ "A-13", is_a13, true } };

static void
list_rule(const struct world *w, struct truth *t, const struct day_view *v,
    const struct day_state *s, const struct incident *q,
    const struct piece *p, size_t n, size_t k, size_t a, size_t b)
{
	unsigned parties = 1u << a | 1u << b |
	    (range_rules[k].iana ? 1u << PUB_IANA : 0);
	char text[RANGE_TEXT];

	for (size_t i = 0; i < n; i++) {
		struct range r = p[i].r;

		if (!range_rules[k].holds(q, v, s, &p[i], a, b))
			continue;
		while (q->kind != INC_DOUBLE_GROWS && i + 1 < n &&
		    range_rules[k].holds(q, v, s, &p[i + 1], a, b))
			r.hi = p[++i].r.hi;
		truth_add(t, w, v->day, "FAIL", range_rules[k].rule, parties,
		    "%s", range_text(q->fam, r, text));
	}
}

static const char *
odd_rule(enum odd o)
{
	switch (o) {
	case ODD_STATUS:
	case ODD_POOL_IN_PLAIN:
		return "A-17";
	case ODD_DATE:
	case ODD_FUTURE:
	case ODD_ZERO_NEW:
		return "A-18";
	case ODD_NO_DATE:
	case ODD_NO_CC:
	case ODD_NO_HOLDER:
		return "A-19";
	case ODD_CC:
		return "A-20";
	case ODD_HOST_BITS:
	case ODD_ZEROS:
	case ODD_OVERFLOW:
		return "A-21";
	case ODD_REGISTRY:
		return "P-11";
	case ODD_NONE:
		break;
	}
	return NULL;
}

/* Record by record, in either file; duplicates fall together when sorted. */
static void
list_odd(const struct world *w, struct truth *t, const struct day_view *v,
    const struct incident *q, size_t rir, int kind)
{
	struct row out[INC_ROWS];
	size_t n = rows_today(q, v, rir, kind, out);
	char text[RANGE_TEXT];

	for (size_t i = 0; i < n; i++) {
		const char *rule = odd_rule((enum odd)out[i].odd);

		/* Newness is known of the file that rules compare. */
		if (rule == NULL || (out[i].odd == ODD_ZERO_NEW &&
			v->chosen[rir] != kind))
			continue;
		truth_add(t, w, v->day, "FAIL", rule, 1u << rir, "%s",
		    range_text(q->fam, out[i].r, text));
	}
}

static void
incident_day(const struct world *w, struct truth *t, const struct day_view *v,
    const struct incident *q, struct day_state *s)
{
	struct piece p[PIECES];
	size_t n = pieces_of(q, v, p);

	for (size_t i = 0; i < n; i++) {
		unsigned claims;

		for (size_t r = 0; r < RIR_N; r++)
			for (int k = 0; k < KIND_N; k++)
				piece_fill(q, v, &p[i], r, k);
		claims = p[i].delegated | p[i].pool;
		if (several(claims) ||
		    (q->space == SPACE_WITHHELD && claims != 0))
			s->multiple[q->fam] = true;
		if (hole(q, v, s, &p[i]))
			s->unclaimed[q->fam] = true;
	}
	for (size_t k = 0; k < ARRAY_LEN(range_rules); k++)
		for (size_t a = 0; a < RIR_N; a++)
			for (size_t b = 0; b < RIR_N; b++)
				list_rule(w, t, v, s, q, p, n, k, a, b);
	for (size_t r = 0; r < RIR_N; r++)
		for (int k = 0; k < KIND_N; k++)
			list_odd(w, t, v, q, r, k);
}

void
truth_ranges(const struct world *w, struct truth *t, const struct day_view *v)
{
	struct day_state s = { .extended = true };

	for (size_t r = 0; r < RIR_N; r++)
		if (v->chosen[r] != EXT)
			s.extended = false;
	for (size_t i = 0; i < w->plan.inc_n; i++)
		incident_day(w, t, v, &w->plan.inc[i], &s);
	if (!s.extended || !v->iana)
		return;
	for (int f = 0; f < FAM_N; f++) {
		if (s.multiple[f])
			truth_add(t, w, v->day, "FAIL", "C-01",
			    1u << PUB_NRO, "%s:multiple",
			    fam_name((enum family)f));
		if (s.unclaimed[f])
			truth_add(t, w, v->day, "FAIL", "C-01",
			    1u << PUB_NRO, "%s:unclaimed",
			    fam_name((enum family)f));
	}
}
