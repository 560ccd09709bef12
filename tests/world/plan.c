/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is planted in the slots: which rule, whose space, which days. */
#include "tests/world/world.h"

/*
 * Four courses that an incident can take: to the end, cured, back after a
 * cure, and there from the first day.
 */
struct sched
plan_sched(struct world *w, unsigned which)
{
	uint32_t n = (uint32_t)w->days;
	int third = (int)(n / 3);
	struct sched s = { 0 };

	s.start = 1 + (int)rng_below(&w->rng, n / 3 + 1);
	switch (which % 4) {
	case 0:
		s.len = w->days;
		break;
	case 1:
		s.len = 1 + (int)rng_below(&w->rng, n / 3 + 1);
		break;
	case 2:
		s.len = 1 + (int)rng_below(&w->rng, 3);
		s.gap = 1 + (int)rng_below(&w->rng, 3);
		s.len2 = 1 + (int)rng_below(&w->rng, n / 3 + 1);
		break;
	default:
		s.start = 0;
		s.len = 1 + third + (int)rng_below(&w->rng, n / 3 + 1);
		break;
	}
	return s;
}

/* The piece of a slot that an incident has to itself. */
static struct range
piece(enum family f, struct range slot)
{
	num_t q = (slot.hi - slot.lo + 1) / 4;

	if (f == FAM_ASN)
		return (struct range){ slot.lo + 6, slot.lo + 7 };
	if (f == FAM_IPV4)
		return (struct range){ slot.lo + 512, slot.lo + 767 };
	return (struct range){ slot.lo + q, slot.lo + 2 * q - 1 };
}

static struct range
stray_piece(struct world *w, enum family f, enum space s)
{
	static const char *const at[FAM_N][2] = {
		{ "410000-410015", "64512-64527" },
		{ "45.4.0.0/21", "10.64.0.0/21" },
		{ "2d00::/36", "fc00::/36" } };
	struct range slot = prefix_range(f, at[f][s == SPACE_SPECIAL]);
	size_t i = w->plan.stray[f][s == SPACE_SPECIAL]++;
	num_t size = slot.hi - slot.lo + 1;

	slot.lo += size * i;
	slot.hi += size * i;
	return piece(f, slot);
}

static struct incident *
add(struct world *w, enum inc_kind k, size_t a, size_t b, enum family f)
{
	struct plan *p = &w->plan;
	struct incident *i;

	p->inc = mem_grow(p->inc, &p->inc_cap, p->inc_n + 1, sizeof(*p->inc));
	i = &p->inc[p->inc_n++];
	*i = (struct incident){ .kind = k, .a = a, .b = b, .fam = f };
	i->on = plan_sched(w, rng_below(&w->rng, 4));
	if (k == INC_STRAY || k == INC_STRAY_POOL)
		i->space = SPACE_WITHHELD;
	if (k == INC_STRAY_SPECIAL || k == INC_OVERFLOW)
		i->space = SPACE_SPECIAL;
	if (k == INC_OVERFLOW)
		i->r = (struct range){ 4294967290u, 4294967295u };
	else if (i->space != SPACE_GIVEN)
		i->r = stray_piece(w, f, i->space);
	else {
		assert(p->used[a][f] < SLOTS);
		i->r = piece(f, slot_range(a, f, p->used[a][f]++));
	}
	return i;
}

static size_t
some_rir(struct world *w)
{
	return rng_below(&w->rng, RIR_N);
}

static size_t
another(struct world *w, size_t a)
{
	return (a + 1 + rng_below(&w->rng, RIR_N - 1)) % RIR_N;
}

static void
between_two(struct world *w)
{
	static const enum inc_kind k[] = { INC_DOUBLE, INC_DOUBLE,
		INC_DOUBLE_PART, INC_PARKED, INC_PARKED, INC_TRANSFER,
		INC_TRANSFER };

	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		for (int f = 0; f < FAM_N; f++) {
			size_t a = some_rir(w);
			struct incident *q = add(w, k[i], a, another(w, a),
			    (enum family)f);

			q->on = plan_sched(w, (unsigned)(i + (size_t)f));
			if (k[i] == INC_TRANSFER) {
				q->on = plan_sched(w, 1);
				q->on.len++;
			}
		}
}

/* Growth beside what is open; the parties publish every day. */
static void
growing(struct world *w)
{
	struct incident *q = add(w, INC_DOUBLE_GROWS, PUB_ARIN, PUB_APNIC,
	    FAM_IPV4);

	q->on = (struct sched){ 1, w->days, 0, 0 };
	q->on2 = (struct sched){ 4, 1 + w->days / 4, 0, 0 };
}

static void
within_one(struct world *w)
{
	static const enum inc_kind k[] = { INC_TWICE, INC_TWICE_POOL,
		INC_POOL_POOL, INC_HOLE };

	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		for (int f = 0; f < FAM_N; f++) {
			struct incident *q = add(w, k[i], some_rir(w), RIR_N,
			    (enum family)f);

			q->on = plan_sched(w, (unsigned)(i + (size_t)f + 1));
		}
	for (int f = 0; f < FAM_N; f++) {
		add(w, INC_STRAY, some_rir(w), RIR_N, (enum family)f);
		add(w, INC_STRAY_SPECIAL, some_rir(w), RIR_N,
		    (enum family)f);
	}
	add(w, INC_STRAY_POOL, some_rir(w), RIR_N, FAM_IPV4);
	add(w, INC_OVERFLOW, some_rir(w), RIR_N, FAM_ASN);
	add(w, INC_ODD_PLAIN, PUB_LACNIC, RIR_N, FAM_IPV4);
}

static void
odd_records(struct world *w)
{
	for (int o = ODD_STATUS; o <= ODD_REGISTRY; o++) {
		enum family f = (enum family)rng_below(&w->rng, FAM_N);
		struct incident *q;

		if (o == ODD_OVERFLOW)
			continue;
		if (o == ODD_HOST_BITS)
			f = FAM_IPV6;
		if (o == ODD_ZEROS)
			f = (enum family)rng_below(&w->rng, 2);
		q = add(w, INC_ODD, some_rir(w), RIR_N, f);
		q->odd = (enum odd)o;
		q->on = plan_sched(w, (unsigned)o);
		if (o == ODD_ZERO_NEW)
			q->on = plan_sched(w, 2);
	}
}

/* What must stay silent. */
static void
negatives(struct world *w)
{
	for (int f = 0; f < FAM_N; f++) {
		size_t a = some_rir(w);

		add(w, INC_MOVE, a, another(w, a), (enum family)f)->on =
		    (struct sched){ 1 + (int)rng_below(&w->rng,
				    (uint32_t)w->days), 2 * DAYS_MAX, 0, 0 };
		add(w, INC_SPLIT, some_rir(w), RIR_N, (enum family)f)->on =
		    plan_sched(w, 2);
		add(w, INC_REPART, some_rir(w), RIR_N, (enum family)f)->on =
		    plan_sched(w, 2);
		add(w, INC_CC, some_rir(w), RIR_N, (enum family)f);
	}
}

void
plan_make(struct world *w)
{
	if (!w->clean) {
		between_two(w);
		growing(w);
		within_one(w);
		odd_records(w);
		plan_files(w);
	}
	negatives(w);
}
