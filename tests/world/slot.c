/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that planted incidents put into each file. */
#include "tests/world/slot.h"

#include <stdlib.h>
#include <string.h>

struct row
slot_delegated(size_t rir, struct range r)
{
	static const char cc[RIR_N][3] = { "ZA", "AU", "US", "BR", "FR" };
	struct row one = { .r = r,
		.status = ST_ALLOCATED,
		.own = true,
		.date = 20120423 };

	one.holder = 1 +
	    (uint32_t)(mix64((uint64_t)r.lo + (uint64_t)(r.lo >> 64) + rir) >>
		40);
	memcpy(one.cc, cc[rir], 3);
	return one;
}

struct row
slot_pool(struct range r, enum status st)
{
	return (struct row){ .r = r, .status = (uint8_t)st, .own = true };
}

struct range
slot_half(struct range r, int which)
{
	num_t mid = r.lo + (r.hi - r.lo) / 2;

	return which == 0 ? (struct range){ r.lo, mid } :
			    (struct range){ mid + 1, r.hi };
}

/* Two rows that are one record on other days. */
size_t
slot_halves(struct row one, struct row out[INC_ROWS])
{
	struct range r = one.r;

	out[0] = out[1] = one;
	out[0].r = slot_half(r, 0);
	out[1].r = slot_half(r, 1);
	return 2;
}

/* Delegated in prefixes that halve down to two of /65. */
static size_t
long_prefixes(struct row one, struct row out[INC_ROWS])
{
	struct range r = one.r;
	size_t n = 0;

	while (r.hi - r.lo > ~(uint64_t)0) {
		out[n] = one;
		out[n++].r = slot_half(r, 1);
		r = slot_half(r, 0);
	}
	one.odd = ODD_LONG;
	out[n] = out[n + 1] = one;
	out[n++].r = slot_half(r, 0);
	out[n++].r = slot_half(r, 1);
	assert(n <= INC_ROWS);
	return n;
}

static size_t
odd_row(const struct incident *i, bool on, int kind, struct row *out)
{
	*out = slot_delegated(i->a, i->r);
	if (i->odd == ODD_ZERO_NEW && !on) {
		*out = slot_pool(i->r, ST_AVAILABLE);
		return 1;
	}
	if (!on || (kind == PLAIN && i->odd == ODD_NO_HOLDER))
		return 1;
	if (i->odd == ODD_LONG)
		return long_prefixes(*out, out);
	out->odd = (uint8_t)i->odd;
	if (i->odd == ODD_STATUS)
		out->status = ST_OTHER;
	if (i->odd == ODD_ZERO_NEW)
		out->date = 0;
	return 1;
}

/* Two pool records of equal coverage, cut in the middle or in a quarter. */
static size_t
repartition(struct range r, enum family f, bool on, struct row out[INC_ROWS])
{
	struct range q = slot_half(slot_half(r, 0), 0);

	out[0] = slot_pool(slot_half(r, 0), ST_RESERVED);
	out[1] = slot_pool(slot_half(r, 1), ST_RESERVED);
	if (!on)
		return 2;
	out[0].r = q;
	if (f != FAM_IPV6) {
		out[1].r.lo = q.hi + 1;
		return 2;
	}
	out[2] = out[1];
	out[1].r = slot_half(slot_half(r, 0), 1);
	return 3;
}

/* A pool that is given out in small pieces, its rest in ever more records. */
static size_t
fragments(const struct incident *i, bool on, struct row out[INC_ROWS])
{
	struct range r = i->r;
	size_t n = 0;

	for (int k = 0; k < 5 && on; k++) {
		out[n++] = slot_pool(slot_half(r, 1),
		    k % 2 == 0 ? ST_AVAILABLE : ST_RESERVED);
		r = slot_half(r, 0);
	}
	out[n] = on ? slot_delegated(i->a, r) : slot_pool(r, ST_AVAILABLE);
	if (on)
		out[n].date = i->date;
	return n + 1;
}

static const char special_cc[][3] = { "EU", "AP", "ZZ", "UK" };

static size_t
pool_rows(const struct incident *i, bool on, int kind,
    struct row out[INC_ROWS])
{
	out[0] = slot_pool(i->r, ST_RESERVED);
	switch ((int)i->kind) {
	case INC_POOL_POOL:
		out[1] = slot_pool(slot_half(i->r, 0), ST_AVAILABLE);
		return on ? 2 : 1;
	case INC_ODD_PLAIN:
		out[0].odd =
		    on && kind == PLAIN ? ODD_POOL_IN_PLAIN : ODD_NONE;
		return 1;
	case INC_REPART:
		return repartition(i->r, i->fam, on, out);
	case INC_FRAGMENTS:
		return fragments(i, on, out);
	case INC_STRAY_POOL:
		return on;
	default: /* INC_HELD */
		return 1;
	}
}

/* Does the source of a transfer still list it? */
static size_t
kept(const struct incident *i, int state)
{
	bool on = sched_on(&i->on, state);

	switch ((int)i->kind) {
	case INC_HANDOVER:
		return state < i->on.start || on;
	case INC_KEPT:
		return on;
	case INC_UNLOGGED:
		return !on;
	case INC_BACK:
	case INC_STUCK:
	case INC_STAYS:
		return 1;
	default:
		return 0;
	}
}

/* What the registry that holds the slot lists. */
static size_t
owner_rows(const struct incident *i, int kind, int state,
    struct row out[INC_ROWS])
{
	bool on = sched_on(&i->on, state);

	out[0] = slot_delegated(i->a, i->r);
	if (i->kind >= INC_PAST)
		return kept(i, state);
	switch ((int)i->kind) {
	case INC_TWICE:
	case INC_TWICE_PLAIN:
	case INC_TWICE_POOL:
		out[1] = i->kind == INC_TWICE_POOL ?
		    slot_pool(i->r, ST_RESERVED) :
		    out[0];
		out[1].holder += i->kind != INC_TWICE_POOL;
		out[1].r = slot_half(i->r, 1);
		return on && (kind == PLAIN || i->kind != INC_TWICE_PLAIN) ?
		    2 :
		    1;
	case INC_AVAILABLE:
		if (on)
			out[0] = slot_pool(i->r, ST_AVAILABLE);
		return 1;
	case INC_TRANSFER:
		if (on)
			out[0] = slot_pool(i->r, ST_RESERVED);
		return state < i->on.start || on;
	case INC_MOVE:
	case INC_HOLE:
		return !on;
	case INC_ODD:
		return odd_row(i, on, kind, out);
	case INC_OVERFLOW:
		out[0].odd = ODD_OVERFLOW;
		return on;
	case INC_STRAY:
	case INC_STRAY_SPECIAL:
	case INC_ENDS:
		return on;
	case INC_SPLIT:
		return on ? slot_halves(out[0], out) : 1;
	case INC_CC:
		memcpy(out[0].cc, special_cc[state % 4], 3);
		return 1;
	case INC_POOL_POOL:
	case INC_ODD_PLAIN:
	case INC_REPART:
	case INC_FRAGMENTS:
	case INC_STRAY_POOL:
	case INC_HELD:
		return pool_rows(i, on, kind, out);
	default: /* it is there every day */
		return change_rows(i, on, out);
	}
}

/* What another registry lists of it. */
static size_t
other_rows(const struct incident *i, size_t rir, int state,
    struct row out[INC_ROWS])
{
	bool on = sched_on(&i->on, state), on2 = sched_on(&i->on2, state);

	out[0] = slot_delegated(rir, i->r);
	switch ((int)i->kind) {
	case INC_DOUBLE:
	case INC_AVAILABLE:
	case INC_HELD:
	case INC_ENDS:
		return on;
	case INC_DOUBLE_PART:
	case INC_AS112:
		out[0].r = slot_half(i->r, 1);
		return on;
	case INC_TRIPLE:
		if (rir == i->c)
			out[0].r = slot_half(i->r, 1);
		return rir == i->c ? on2 : on;
	case INC_DOUBLE_GROWS:
	case INC_DOUBLE_SHRINKS:
		out[1] = out[0];
		out[0].r = slot_half(i->r, 0);
		out[1].r = slot_half(i->r, 1);
		if (!on)
			return 0;
		return on2 == (i->kind == INC_DOUBLE_GROWS) ? 2 : 1;
	case INC_OVERFLOW:
		out[0].r.lo = i->r.hi;
		return on2;
	case INC_TRANSFER:
	case INC_MOVE:
	case INC_HANDOVER:
	case INC_NOT_OWNED:
	case INC_UNLOGGED:
		return state >= i->on.start;
	case INC_GAP:
	case INC_REISSUE:
	case INC_REISSUE_LATE:
	case INC_MOVE_REDATED:
		return change_rows_other(i, rir, state, out);
	case INC_PAST:
	case INC_KEPT:
	case INC_ONE_SIDED:
	case INC_ONE_SIDED_HALF:
	case INC_LOGS_DAY:
	case INC_LOGS_TYPE:
	case INC_LOGS_CLOSE:
	case INC_DATE_LOST:
		return 1;
	default: /* of one registry alone */
		return 0;
	}
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
	else if (rir == i->b || rir == i->c)
		n = other_rows(i, rir, state, out);
	for (size_t j = 0; j < n; j++)
		if (in_file(&out[j], kind))
			out[k++] = out[j];
	return k;
}

static void
filler(size_t rir, struct range r, int kind, struct rows *ret)
{
	struct row one = slot_delegated(rir, r);

	if ((one.holder & 7) == 0)
		one = slot_pool(r, ST_AVAILABLE);
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

bool
incident_lost(const struct incident *i, size_t rir, uint32_t bits)
{
	return (bits & FM_PART) != 0 &&
	    i->fam == house_order[rir][FAM_N - 1] &&
	    mix64((uint64_t)i->r.lo + (uint64_t)(i->r.lo >> 64)) % 3 == 0;
}

static void
incident_put(const struct incident *q, size_t rir, int kind, int state,
    struct rows *ret)
{
	struct row out[INC_ROWS];
	size_t n = incident_rows(q, rir, kind, state, out);

	for (size_t k = 0; k < n; k++)
		rows_add(ret, &out[k]);
}

size_t
slot_rows(const struct world *w, size_t rir, int kind, enum family f,
    int state, struct rows *ret)
{
	const struct plan *p = &w->plan;
	uint32_t bits = plan_file_bits(w, rir, kind, state);
	struct rows lost = { 0 };
	size_t n;

	/* An unused one is a record like any other. */
	for (size_t i = p->used[rir][f]; i < SLOTS; i++) {
		struct row one = slot_delegated(rir, slot_range(rir, f, i));

		rows_add(ret, &one);
	}
	for (size_t i = 0; i < p->inc_n; i++) {
		const struct incident *q = &p->inc[i];

		if (q->fam != f)
			continue;
		incident_put(q, rir, kind, state,
		    incident_lost(q, rir, bits) ? &lost : ret);
		for (size_t k = 0; rir == q->a && k < SLOTS; k++) {
			struct range slot = slot_range(rir, f, k);

			if (net_holds(slot, q->r))
				slot_fillers(rir, kind, f, slot, q->r, ret);
		}
	}
	if (ret->n != 0)
		qsort(ret->v, ret->n, sizeof(*ret->v), row_cmp);
	n = lost.n;
	free(lost.v);
	return n;
}
