/* SPDX-License-Identifier: GPL-3.0-or-later */
/* how many of a file's rows changed since the one before. */
#include "tests/world/ranges.h"

#include <stdlib.h>
#include <string.h>

#define LEAST 10

/* Of one file. */
struct changed {
	uint64_t rows; /* that hold a change */
	bool holders;  /* some of them another holder */
};

/* The base's rows as they were told last; in pieces where need be. */
static struct rows told_base[RIR_N][FAM_N];

bool
known_differ(const struct known *a, const struct known *b)
{
	if (!a->listed || !b->listed)
		return false;
	return a->status != b->status || a->holder != b->holder ||
	    a->date != b->date || strcmp(a->cc, b->cc) != 0;
}

static bool
holders_differ(const struct known *a, const struct known *b)
{
	return known_delegated(a) && known_delegated(b) && a->holder != 0 &&
	    b->holder != 0 && a->holder != b->holder;
}

static void
slots(const struct world *w, const struct day_view *v, size_t rir,
    struct changed *ret)
{
	struct row rows[INC_ROWS];

	for (size_t k = 0; k < w->plan.inc_n; k++) {
		const struct incident *q = &w->plan.inc[k];
		size_t n = rows_today(q, v, rir, EXT, rows);

		for (size_t i = 0; i < n; i++) {
			bool any = false;

			for (size_t p = 0; p < q->piece_n; p++) {
				const struct piece *x = &q->piece[p];

				if (!net_holds(rows[i].r, x->r))
					continue;
				any |= known_differ(&x->before[rir],
				    &x->known[rir]);
				ret->holders |= holders_differ(&x->before[rir],
				    &x->known[rir]);
			}
			ret->rows += any;
		}
	}
}

static struct known
known_of(size_t rir, const struct row *r)
{
	struct known k = { .listed = true, .status = r->status };

	if (!known_delegated(&k))
		return k;
	k.holder = holder_printed(rir, r->holder);
	k.date = r->date;
	memcpy(k.cc, r->cc, sizeof(k.cc));
	return k;
}

static bool
unheld(const struct rendered *f, enum family fam, num_t lo)
{
	for (size_t i = 0; i < f->unheld_n; i++)
		if (f->unheld[i].f == fam && f->unheld[i].lo == lo)
			return true;
	return false;
}

/* The part of an old row within a new one. */
static struct row
part(const struct row *old, const struct row *r)
{
	struct row p = *old;

	p.r.lo = p.r.lo > r->r.lo ? p.r.lo : r->r.lo;
	p.r.hi = p.r.hi < r->r.hi ? p.r.hi : r->r.hi;
	return p;
}

/*
 * One row of today, and the old ones from *j on that it meets.  What the file
 * lost, and a holder that it spoils, stay as they were.
 */
static void
base_row(size_t rir, const struct rendered *f, enum family fam,
    const struct row *r, const struct rows *old, size_t *j, struct rows *next,
    struct changed *ret)
{
	bool lost = row_shrunk(f->bits, r), any = false;
	bool spoilt = unheld(f, fam, r->r.lo);

	while (*j < old->n && old->v[*j].r.hi < r->r.lo)
		(*j)++;
	for (size_t k = *j; k < old->n && old->v[k].r.lo <= r->r.hi; k++) {
		struct row p = part(&old->v[k], r);
		struct known was = known_of(rir, &p), is = known_of(rir, r);

		if (spoilt && known_delegated(&was))
			is.holder = was.holder;
		if (!lost) {
			any |= known_differ(&was, &is);
			ret->holders |= holders_differ(&was, &is);
		}
		if (lost || spoilt) {
			if (!lost) {
				struct range piece = p.r;
				uint32_t holder = p.holder;

				p = *r;
				p.r = piece;
				p.holder =
				    known_delegated(&was) ? holder : r->holder;
			}
			rows_add(next, &p);
		}
	}
	if ((!lost && !spoilt) || old->n == 0)
		rows_add(next, r);
	ret->rows += any;
}

static void
base(const struct world *w, const struct rendered *f, size_t rir,
    struct changed *ret)
{
	for (int fam = 0; fam < FAM_N; fam++) {
		const struct rows *now = &w->base[rir][fam];
		struct rows *old = &told_base[rir][fam], next = { 0 };
		size_t j = 0;

		for (size_t i = 0; i < now->n; i++)
			base_row(rir, f, (enum family)fam, &now->v[i], old, &j,
			    &next, ret);
		free(old->v);
		*old = next;
	}
}

static bool
many(const struct truth *t, const struct day_view *v, size_t rir,
    uint64_t rows)
{
	utc_t secs = v->asof[rir] - t->held_at[rir];
	uint64_t days = secs <= 86400 ? 1 : (uint64_t)(secs + 86399) / 86400;

	return rows >= LEAST && rows * 100 > v->file[rir][EXT]->rows * days;
}

void
truth_bulk(struct world *w, struct truth *t, const struct day_view *v,
    bool ret[RIR_N])
{
	for (size_t r = 0; r < RIR_N; r++) {
		struct changed c = { 0 };

		ret[r] = false;
		if (!v->told[r])
			continue;
		base(w, v->file[r][EXT], r, &c);
		slots(w, v, r, &c);
		if (!v->compared[r])
			continue;
		ret[r] = many(t, v, r, c.rows);
		if (ret[r])
			named_event(t, w, v->day,
			    plan_announced(w, "A-24", r, EXT, v->day) ?
				"EXCUSED" :
				"FAIL",
			    "A-24", 2, r, source_name(r, EXT));
		else if (c.holders)
			named_event(t, w, v->day, "FAIL", "A-23", 4, r,
			    source_name(r, EXT));
	}
}
