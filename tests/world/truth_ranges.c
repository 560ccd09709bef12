/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must be listed of each slot.  All rows that a slot ever has cut it into
 * pieces; who lists a piece today, and how, says which findings it has.
 * Neighbouring pieces of one finding and one life are one.
 */
#include "tests/world/ranges.h"

#include <stdlib.h>
#include <string.h>

static const char *const rule_names[RANGE_RULES] = { "U-01", "U-07", "U-02",
	"U-04", "A-13", "A-11", "A-17", "A-18", "A-19", "A-20", "A-21", "P-11",
	"C-02", "A-03", "A-07", "A-09", "A-14", "C-05", "U-09", "A-04", "A-08",
	"C-03", "C-03", "C-03" };

size_t
rows_today(const struct incident *q, const struct day_view *v, size_t rir,
    int kind, struct row out[INC_ROWS])
{
	const struct rendered *f = v->file[rir][kind];

	return f == NULL || incident_lost(q, rir, f->bits) ?
	    0 :
	    incident_rows(q, rir, kind, f->state, out);
}

/* --- pieces --- */

static int
num_cmp(const void *pa, const void *pb)
{
	const num_t *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

static void
pieces_make(struct incident *q, int states)
{
	num_t *at = NULL;
	size_t n = 0, cap = 0;
	struct row out[INC_ROWS];

	at = mem_grow(at, &cap, 1, sizeof(*at));
	at[n++] = q->r.lo;
	for (size_t r = 0; r < RIR_N; r++)
		for (int s = 0; s < states * KIND_N; s++) {
			size_t m =
			    incident_rows(q, r, s % KIND_N, s / KIND_N, out);

			at = mem_grow(at, &cap, n + 2 * m, sizeof(*at));
			for (size_t i = 0; i < m; i++) {
				at[n++] = out[i].r.lo;
				if (out[i].r.hi < q->r.hi)
					at[n++] = out[i].r.hi + 1;
			}
		}
	at = mem_grow(at, &cap, n + 1, sizeof(*at));
	if (q->kind == INC_ONE_SIDED_HALF)
		at[n++] = q->r.lo + (q->r.hi - q->r.lo) / 2 + 1;
	qsort(at, n, sizeof(*at), num_cmp);
	q->piece = mem_resize(NULL, n, sizeof(*q->piece));
	memset(q->piece, 0, n * sizeof(*q->piece));
	for (size_t i = 0; i < n; i++) {
		if (i != 0 && at[i] == at[i - 1])
			continue;
		if (q->piece_n != 0)
			q->piece[q->piece_n - 1].r.hi = at[i] - 1;
		q->piece[q->piece_n++].r = (struct range){ at[i], q->r.hi };
	}
	free(at);
}

void
truth_ranges_make(struct world *w)
{
	for (size_t i = 0; i < w->plan.inc_n; i++)
		pieces_make(&w->plan.inc[i], w->days + 2);
}

static void
lists_add(struct lists *l, const struct day_view *v, size_t rir, int kind,
    const struct row *row)
{
	enum status s = (enum status)row->status;
	unsigned bit = 1u << rir;

	l->rows[rir][kind]++;
	l->delegated_twice[rir][kind] |= status_delegated(s);
	if (row->odd != ODD_NONE)
		l->odd[rir][kind] = (enum odd)row->odd;
	if (v->chosen[rir] != kind)
		return;
	l->any |= bit;
	l->delegated |= status_delegated(s) ? bit : 0;
	l->pool |= status_pool(s) ? bit : 0;
	l->reserved |= s == ST_RESERVED ? bit : 0;
}

static void
lists_make(const struct incident *q, const struct day_view *v, struct lists *l)
{
	struct row out[INC_ROWS];

	memset(l, 0, q->piece_n * sizeof(*l));
	for (size_t r = 0; r < RIR_N; r++)
		for (int k = 0; k < KIND_N; k++) {
			size_t n = rows_today(q, v, r, k, out);

			for (size_t i = 0; i < n; i++)
				for (size_t p = 0; p < q->piece_n; p++)
					if (net_holds(out[i].r, q->piece[p].r))
						lists_add(&l[p], v, r, k,
						    &out[i]);
		}
}

/* --- the lives --- */

struct listing {
	struct world *w;
	struct truth *t;
	struct case_of c;
};

static struct life *
life_of(const struct case_of *c, size_t i)
{
	return &c->q->piece[i].life[c->rule][c->a][c->b];
}

static unsigned
parties_of(const struct case_of *c)
{
	return 1u << c->a | 1u << c->b |
	    (c->rule == U04 || c->rule == A13 || c->rule > C03 ?
		    1u << PUB_IANA :
		    0);
}

/* Joined pieces count what the least of them was seen. */
static void
join(const struct case_of *c, size_t from, size_t to)
{
	struct life m = *life_of(c, from);

	for (size_t i = from; i <= to; i++) {
		const struct life *l = life_of(c, i);

		m.observed =
		    l->observed < m.observed ? l->observed : m.observed;
		m.last = l->last < m.last ? l->last : m.last;
		for (size_t r = 0; r < RIR_N; r++)
			if (l->serials[r] < m.serials[r])
				m.serials[r] = l->serials[r];
	}
	for (size_t i = from; i <= to; i++) {
		struct life *l = life_of(c, i);

		m.closed = l->closed;
		m.closed_episode = l->closed_episode;
		*l = m;
	}
}

static void
begin(const struct case_of *c, size_t from, size_t to)
{
	int episode = 0;

	for (size_t i = from; i <= to; i++) {
		int e = life_episode(life_of(c, i), c->v->day);

		episode = e > episode ? e : episode;
	}
	for (size_t i = from; i <= to; i++)
		life_begin(life_of(c, i), c->v->day, episode + 1);
}

static bool
one_life(const struct life *a, const struct life *b)
{
	return a->open == b->open &&
	    (!a->open || (a->first == b->first && a->episode == b->episode));
}

/* A run of one level falls into findings by its pieces' lives. */
static void
list_run(const struct listing *x, size_t from, size_t to, struct level lv)
{
	const struct case_of *c = &x->c;
	size_t k;

	for (size_t i = from; i <= to; i = k + 1) {
		char text[NET_RANGE_TEXT];
		bool anew;

		for (k = i;
		     k < to && one_life(life_of(c, i), life_of(c, k + 1)); k++)
			;
		anew = rule_shown(c, i, k);
		if (life_of(c, i)->open) {
			join(c, i, k);
			for (size_t p = i; p <= k; p++)
				life_seen(life_of(c, p), c->v, anew);
		} else
			begin(c, i, k);
		truth_add(x->t, x->w, c->v->day, lv.outcome,
		    rule_names[c->rule], lv.severity, parties_of(c),
		    net_range_text(c->q->fam,
			(struct range){ c->q->piece[i].r.lo,
			    c->q->piece[k].r.hi },
			text),
		    life_of(c, i));
	}
}

static void
list_case(const struct listing *x)
{
	const struct case_of *c = &x->c;
	bool can = rule_looked(c);

	for (size_t i = 0, k; i < c->q->piece_n; i = k + 1) {
		struct life *l = life_of(c, i);
		struct level lv;

		k = i;
		if (!rule_holds(c, i)) {
			if (l->open && can)
				life_close(l, c->v->day);
			continue;
		}
		k = rule_run(c, i, &lv);
		list_run(x, i, k, lv);
	}
}

/* --- C-01, and what is known tomorrow --- */

static bool
has(unsigned set, size_t rir)
{
	return (set >> rir & 1) != 0;
}

static bool
several(unsigned set)
{
	return (set & (set - 1)) != 0;
}

static void
residue(struct case_of *c, bool multiple[FAM_N], bool unclaimed[FAM_N])
{
	for (size_t i = 0; i < c->q->piece_n; i++) {
		bool in_motion = false;

		for (c->a = 0; c->a < RIR_N; c->a++)
			for (c->b = 0; c->b < RIR_N; c->b++)
				in_motion |= rule_moving(c, i) ||
				    (has(c->l[i].delegated, c->a) &&
					has(c->l[i].delegated, c->b) &&
					move_under_way(c, i, c->a, c->b));
		if ((several(c->l[i].any) ||
			(c->l[i].any != 0 && c->q->space == SPACE_WITHHELD)) &&
		    !in_motion)
			multiple[c->q->fam] = true;
		if (rule_hole(c, i))
			unclaimed[c->q->fam] = true;
	}
}

/* What today's file adds to what is known of a registry's listings. */
static void
learn(const struct case_of *c, size_t i, size_t r)
{
	const struct day_view *v = c->v;
	struct piece *p = &c->q->piece[i];
	bool now[2] = { has(c->l[i].delegated, r), has(c->l[i].pool, r) };
	int chosen = v->chosen[r];
	bool any = has(c->l[i].any, r);

	if (c->t->first_at[r] == TIME_NONE && move_first(v, r))
		p->first[r] = any;
	p->ever[r] |= any;
	if (!v->newer[r] || v->asof[r] == TIME_NONE ||
	    !v->file[r][chosen]->complete)
		return;
	for (int k = 0; k < 2; k++) {
		if (k == 1 && chosen == PLAIN)
			continue;
		if (now[k] && !p->listed[r][k])
			p->since[r][k] = v->asof[r];
		if (now[k])
			p->listed[r][k] = true;
		else if (!v->shrunk[r][chosen] || now[1 - k]) {
			p->had[r] |= k == 0 && p->listed[r][k];
			p->listed[r][k] = false;
		}
	}
}

/* C-04. */
static void
balance(struct case_of *c, bool residue_of[RIR_N][FAM_N])
{
	for (size_t i = 0; i < c->q->piece_n; i++)
		for (size_t r = 0; r < RIR_N; r++)
			if (move_residue(c, i, r))
				residue_of[r][c->q->fam] = true;
}

static void
list_balance(struct world *w, struct truth *t, const struct day_view *v,
    bool residue_of[RIR_N][FAM_N])
{
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++) {
			AUTO_BUF b = { 0 };

			buf_fmt(&b, "%s:%s", pub_name((enum publisher)r),
			    net_family((enum family)f));
			if (residue_of[r][f])
				named_found(t, w, v, "FAIL", "C-04", 2, r,
				    BALANCE, b.p);
		}
}

static void
incident_day(struct listing *x, bool multiple[FAM_N], bool unclaimed[FAM_N],
    bool residue_of[RIR_N][FAM_N])
{
	struct lists l[INC_ROWS * 4];
	struct incident *q = (struct incident *)(uintptr_t)x->c.q;

	assert(q->piece_n <= ARRAY_LEN(l));
	lists_make(q, x->c.v, l);
	x->c.l = l;
	for (int k = 0; k < RANGE_RULES; k++)
		for (x->c.a = 0; x->c.a < RIR_N; x->c.a++)
			for (x->c.b = 0; x->c.b < RIR_N; x->c.b++) {
				x->c.rule = (enum range_rule)k;
				list_case(x);
			}
	residue(&x->c, multiple, unclaimed);
	balance(&x->c, residue_of);
	for (size_t i = 0; i < q->piece_n; i++)
		for (size_t r = 0; r < RIR_N; r++)
			learn(&x->c, i, r);
}

void
truth_ranges(struct world *w, struct truth *t, const struct day_view *v)
{
	bool multiple[FAM_N] = { false }, unclaimed[FAM_N] = { false };
	bool residue_of[RIR_N][FAM_N] = { { false } };

	for (size_t i = 0; i < w->plan.inc_n; i++) {
		struct listing x = { w, t,
			{ .w = w, .t = t, .q = &w->plan.inc[i], .v = v } };

		incident_day(&x, multiple, unclaimed, residue_of);
	}
	list_balance(w, t, v, residue_of);
	if (!v->extended || !v->iana)
		return;
	for (int f = 0; f < FAM_N; f++) {
		AUTO_BUF b = { 0 };
		size_t n;

		buf_fmt(&b, "%s:", net_family((enum family)f));
		n = b.n;
		buf_str(&b, "multiple");
		if (multiple[f])
			named_found(t, w, v, "FAIL", "C-01", 3, RIR_N, EXT,
			    b.p);
		b.p[b.n = n] = '\0';
		buf_str(&b, "unclaimed");
		if (unclaimed[f])
			named_found(t, w, v, "FAIL", "C-01", 3, RIR_N, EXT,
			    b.p);
	}
}
