/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that planted incidents put into each file. */
#include "tests/world/world.h"

#include <stdlib.h>
#include <string.h>

static struct row
delegated(size_t rir, struct range r)
{
	static const char cc[RIR_N][3] = { "ZA", "AU", "US", "BR", "FR" };
	struct row one = { .r = r, .status = ST_ALLOCATED, .own = true,
		.date = 20120423 };

	one.holder = 1 + (uint32_t)(mix64((uint64_t)r.lo +
	    (uint64_t)(r.lo >> 64) + rir) >> 40);
	memcpy(one.cc, cc[rir], 3);
	return one;
}

static struct row
pool(struct range r, enum status st)
{
	return (struct row){ .r = r, .status = (uint8_t)st, .own = true };
}

static struct range
half(struct range r, int which)
{
	num_t mid = r.lo + (r.hi - r.lo) / 2;

	return which == 0 ? (struct range){ r.lo, mid } :
			    (struct range){ mid + 1, r.hi };
}

/* Two rows that are one record on other days. */
static size_t
halves(struct row one, struct row out[INC_ROWS])
{
	struct range r = one.r;

	out[0] = out[1] = one;
	out[0].r = half(r, 0);
	out[1].r = half(r, 1);
	return 2;
}

static size_t
odd_row(const struct incident *i, bool on, int kind, struct row *out)
{
	*out = delegated(i->a, i->r);
	if (i->odd == ODD_ZERO_NEW && !on) {
		*out = pool(i->r, ST_AVAILABLE);
		return 1;
	}
	if (!on || (kind == PLAIN && i->odd == ODD_NO_HOLDER))
		return 1;
	out->odd = (uint8_t)i->odd;
	if (i->odd == ODD_STATUS)
		out->status = ST_OTHER;
	if (i->odd == ODD_ZERO_NEW)
		out->date = 0;
	return 1;
}

static const char special_cc[][3] = { "EU", "AP", "ZZ", "UK" };

/* What the registry that holds the slot lists. */
static size_t
owner_rows(const struct incident *i, int kind, int state,
    struct row out[INC_ROWS])
{
	bool on = sched_on(&i->on, state);

	out[0] = delegated(i->a, i->r);
	switch (i->kind) {
	case INC_TWICE:
	case INC_TWICE_POOL:
		out[1] = i->kind == INC_TWICE ? out[0] :
						pool(i->r, ST_RESERVED);
		out[1].holder += i->kind == INC_TWICE;
		out[1].r = half(i->r, 1);
		return on ? 2 : 1;
	case INC_POOL_POOL:
		out[0] = pool(i->r, ST_RESERVED);
		out[1] = pool(half(i->r, 0), ST_AVAILABLE);
		return on ? 2 : 1;
	case INC_PARKED:
	case INC_TRANSFER:
		if (on)
			out[0] = pool(i->r, ST_RESERVED);
		return i->kind == INC_PARKED || state < i->on.start || on;
	case INC_MOVE:
	case INC_HOLE:
		return !on;
	case INC_ODD:
		return odd_row(i, on, kind, out);
	case INC_ODD_PLAIN:
		out[0] = pool(i->r, ST_RESERVED);
		out[0].odd = on && kind == PLAIN ? ODD_POOL_IN_PLAIN :
						   ODD_NONE;
		return 1;
	case INC_STRAY:
	case INC_STRAY_SPECIAL:
		return on;
	case INC_STRAY_POOL:
		out[0] = pool(i->r, ST_RESERVED);
		return on;
	case INC_OVERFLOW:
		out[0].odd = ODD_OVERFLOW;
		return on;
	case INC_SPLIT:
		return on ? halves(out[0], out) : 1;
	case INC_REPART:
		out[0] = pool(i->r, ST_RESERVED);
		return on ? halves(out[0], out) : 1;
	case INC_CC:
		memcpy(out[0].cc, special_cc[state % 4], 3);
		return 1;
	case INC_NONE:
	case INC_DOUBLE:
	case INC_DOUBLE_PART:
	case INC_DOUBLE_GROWS:
		break;
	}
	return 1;
}

/* What the second registry lists of it. */
static size_t
other_rows(const struct incident *i, int state, struct row out[INC_ROWS])
{
	bool on = sched_on(&i->on, state);
	size_t n = 0;

	out[0] = delegated(i->b, i->r);
	switch (i->kind) {
	case INC_DOUBLE:
	case INC_PARKED:
		return on;
	case INC_DOUBLE_PART:
		out[0].r = half(i->r, 1);
		return on;
	case INC_DOUBLE_GROWS:
		out[1] = out[0];
		out[0].r = half(i->r, 0);
		out[1].r = half(i->r, 1);
		n = on;
		if (on && sched_on(&i->on2, state))
			n++;
		return n;
	case INC_TRANSFER:
	case INC_MOVE:
		return state >= i->on.start;
	case INC_NONE:
	case INC_TWICE:
	case INC_TWICE_POOL:
	case INC_POOL_POOL:
	case INC_HOLE:
	case INC_ODD:
	case INC_ODD_PLAIN:
	case INC_STRAY:
	case INC_STRAY_POOL:
	case INC_STRAY_SPECIAL:
	case INC_OVERFLOW:
	case INC_SPLIT:
	case INC_REPART:
	case INC_CC:
		break;
	}
	return 0;
}

static bool
in_file(const struct row *r, int kind)
{
	return kind == EXT || r->odd == ODD_POOL_IN_PLAIN ||
	    !status_pool((enum status)r->status);
}

size_t
incident_rows(const struct incident *i, size_t rir, int kind, int state,
    struct row out[INC_ROWS])
{
	size_t n = 0, k = 0;

	if (rir == i->a)
		n = owner_rows(i, kind, state, out);
	else if (rir == i->b)
		n = other_rows(i, state, out);
	for (size_t j = 0; j < n; j++)
		if (in_file(&out[j], kind))
			out[k++] = out[j];
	return k;
}

static void
filler(size_t rir, struct range r, int kind, struct rows *ret)
{
	struct row one = delegated(rir, r);

	if ((one.holder & 7) == 0)
		one = pool(r, ST_AVAILABLE);
	if (in_file(&one, kind))
		rows_add(ret, &one);
}

/* What is planted stands inside its slot, beside nothing else planted. */
static void
slot_fillers(size_t rir, int kind, enum family f, struct range slot,
    struct range r, struct rows *ret)
{
	num_t q = (slot.hi - slot.lo + 1) / 4;

	filler(rir, (struct range){ slot.lo, r.lo - 1 }, kind, ret);
	if (f != FAM_IPV6) {
		filler(rir, (struct range){ r.hi + 1, slot.hi }, kind, ret);
		return;
	}
	filler(rir, (struct range){ slot.lo + 2 * q, slot.lo + 3 * q - 1 },
	    kind, ret);
	filler(rir, (struct range){ slot.lo + 3 * q, slot.hi }, kind, ret);
}

static int
row_cmp(const void *pa, const void *pb)
{
	const struct row *a = pa, *b = pb;

	if (a->r.lo != b->r.lo)
		return a->r.lo < b->r.lo ? -1 : 1;
	if (a->r.hi != b->r.hi)
		return a->r.hi < b->r.hi ? -1 : 1;
	return (int)a->status - (int)b->status;
}

void
slot_rows(const struct world *w, size_t rir, int kind, enum family f,
    int state, struct rows *ret)
{
	const struct plan *p = &w->plan;

	for (size_t i = 0; i < SLOTS; i++) {
		struct range slot = slot_range(rir, f, i);

		/* An unused one is a record like any other. */
		if (i >= p->used[rir][f]) {
			struct row one = delegated(rir, slot);

			rows_add(ret, &one);
		}
	}
	for (size_t i = 0; i < p->inc_n; i++) {
		const struct incident *q = &p->inc[i];
		struct row out[INC_ROWS];
		size_t n;

		if (q->fam != f)
			continue;
		n = incident_rows(q, rir, kind, state, out);
		for (size_t k = 0; k < n; k++)
			rows_add(ret, &out[k]);
		for (size_t k = 0; rir == q->a && k < SLOTS; k++) {
			struct range slot = slot_range(rir, f, k);

			if (range_holds(slot, q->r))
				slot_fillers(rir, kind, f, slot, q->r, ret);
		}
	}
	if (ret->n != 0)
		qsort(ret->v, ret->n, sizeof(*ret->v), row_cmp);
}
