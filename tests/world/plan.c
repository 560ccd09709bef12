/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is planted in the slots: which rule, whose space, which days. */
#include "tests/world/layout.h"

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
		return (struct range){ slot.lo + 4, slot.lo + 7 };
	if (f == FAM_IPV4)
		return (struct range){ slot.lo + 512, slot.lo + 767 };
	return (struct range){ slot.lo + q, slot.lo + 2 * q - 1 };
}

static struct range
stray_piece(struct world *w, enum family f, enum space s)
{
	static const char *const at[FAM_N][2] = {
		{ "410000-410015", "64512-64527" },
		{ "45.4.0.0/21", "10.64.0.0/21" }, { "2d00::/36", "fc00::/36" }
	};
	struct range slot = net_range(f, at[f][s == SPACE_SPECIAL]);
	size_t i = w->plan.stray[f][s == SPACE_SPECIAL]++;
	num_t size = slot.hi - slot.lo + 1;

	slot.lo += size * i;
	slot.hi += size * i;
	return piece(f, slot);
}

static struct incident *
add_at(struct world *w, enum inc_kind k, size_t a, size_t b, enum family f,
    struct range r)
{
	struct plan *p = &w->plan;
	struct incident *i;

	p->inc = mem_grow(p->inc, &p->inc_cap, p->inc_n + 1, sizeof(*p->inc));
	i = &p->inc[p->inc_n++];
	*i = (struct incident){ .kind = k,
		.a = a,
		.b = b,
		.c = RIR_N,
		.fam = f,
		.r = r };
	i->on = plan_sched(w, rng_below(&w->rng, 4));
	return i;
}

static struct incident *
add(struct world *w, enum inc_kind k, size_t a, size_t b, enum family f)
{
	assert(w->plan.used[a][f] < SLOTS);
	return add_at(w, k, a, b, f,
	    piece(f, slot_range(a, f, w->plan.used[a][f]++)));
}

static struct incident *
add_stray(struct world *w, enum inc_kind k, size_t a, enum family f)
{
	enum space s = k == INC_STRAY_SPECIAL ? SPACE_SPECIAL : SPACE_WITHHELD;
	struct incident *i = add_at(w, k, a, RIR_N, f, stray_piece(w, f, s));

	i->space = s;
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
		INC_DOUBLE_PART, INC_AVAILABLE, INC_HELD, INC_TRANSFER,
		INC_TRANSFER };

	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		for (int f = 0; f < FAM_N; f++) {
			size_t a = some_rir(w);
			struct incident *q =
			    add(w, k[i], a, another(w, a), (enum family)f);

			q->on = plan_sched(w, (unsigned)(i + (size_t)f));
			if (k[i] == INC_TRANSFER) {
				q->on = plan_sched(w, 1);
				q->on.len++;
			}
		}
}

/* Growth beside what is open, loss and return of a part; three registries;
 * a source that does not let go within the fortnight. */
static void
parts(struct world *w)
{
	int quarter = 1 + w->days / 4;
	struct incident *q =
	    add(w, INC_DOUBLE_GROWS, PUB_ARIN, PUB_APNIC, FAM_IPV4);

	q->on = (struct sched){ 1, w->days, 0, 0 };
	q->on2 = (struct sched){ 4, quarter, 0, 0 };
	for (int f = 0; f < FAM_N; f++) {
		size_t a = some_rir(w);

		q = add(w, INC_DOUBLE_SHRINKS, a, another(w, a),
		    (enum family)f);
		q->on = (struct sched){ 1, w->days, 0, 0 };
		q->on2 = (struct sched){ 3 + (int)rng_below(&w->rng, 3),
			1 + (int)rng_below(&w->rng, 2), quarter, 2 };
		a = some_rir(w);
		q = add(w, INC_TRIPLE, a, (a + 1) % RIR_N, (enum family)f);
		q->c = (a + 3) % RIR_N;
		q->on2 = plan_sched(w, (unsigned)f);
	}
	q = add(w, INC_TRANSFER, PUB_RIPENCC, PUB_APNIC, FAM_ASN);
	q->on = (struct sched){ 2, w->days, 0, 0 };
}

/* The first and the last numbers of each family, which are nobody's. */
static void
ends(struct world *w)
{
	static const struct {
		enum family f;
		const char *text;
		enum space space;
	} v[] = { { FAM_ASN, "0", SPACE_SPECIAL },
		{ FAM_IPV4, "0.0.0.0", SPACE_SPECIAL },
		{ FAM_IPV4, "255.255.255.255", SPACE_SPECIAL },
		{ FAM_IPV6, "::/48", SPACE_WITHHELD },
		{ FAM_IPV6, "ffff:ffff:ffff::/48", SPACE_WITHHELD } };
	struct incident *q;

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		size_t a = some_rir(w);

		q = add_at(w, INC_ENDS, a, another(w, a), v[i].f,
		    net_range(v[i].f, v[i].text));
		q->space = v[i].space;
	}
	q = add_at(w, INC_OVERFLOW, PUB_AFRINIC, PUB_RIPENCC, FAM_ASN,
	    net_range(FAM_ASN, "4294967290-4294967295"));
	q->space = SPACE_SPECIAL;
	q->on2 = plan_sched(w, 1);
}

/* X3 is ARIN's; half of the first prefix is another's on some days. */
static void
as112(struct world *w)
{
	static const struct {
		enum family f;
		const char *text;
	} v[] = { { FAM_IPV4, "192.175.48.0/24" }, { FAM_ASN, "112" },
		{ FAM_IPV4, "192.31.196.0/24" },
		{ FAM_IPV4, "192.52.193.0/24" },
		{ FAM_IPV6, "2620:4f:8000::/48" } };

	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		add_at(w, INC_AS112, PUB_ARIN,
		    i != 0 || w->clean ? RIR_N : PUB_LACNIC, v[i].f,
		    net_range(v[i].f, v[i].text))
		    ->space = SPACE_SPECIAL;
}

static void
within_one(struct world *w)
{
	static const enum inc_kind k[] = { INC_TWICE, INC_TWICE_POOL,
		INC_POOL_POOL, INC_HOLE };

	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		for (int f = 0; f < FAM_N; f++) {
			struct incident *q =
			    add(w, k[i], some_rir(w), RIR_N, (enum family)f);

			q->on = plan_sched(w, (unsigned)(i + (size_t)f + 1));
		}
	for (int f = 0; f < FAM_N; f++) {
		add_stray(w, INC_STRAY, some_rir(w), (enum family)f);
		add_stray(w, INC_STRAY_SPECIAL, some_rir(w), (enum family)f);
	}
	add_stray(w, INC_STRAY_POOL, some_rir(w), FAM_IPV4);
	add(w, INC_ODD_PLAIN, PUB_LACNIC, RIR_N, FAM_IPV4);
	add(w, INC_TWICE_PLAIN, PUB_AFRINIC, RIR_N, FAM_ASN)->on =
	    (struct sched){ 1, w->days, 0, 0 };
	add(w, INC_TWICE_PLAIN, PUB_APNIC, RIR_N, FAM_IPV6);
}

static void
odd_records(struct world *w)
{
	for (int o = ODD_STATUS; o <= ODD_REGISTRY; o++) {
		enum family f = (enum family)rng_below(&w->rng, FAM_N);
		struct incident *q;

		if (o == ODD_HOST_BITS || o == ODD_LONG)
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

/* What changes from one file to the next. */
static void
changes(struct world *w)
{
	static const enum inc_kind k[] = { INC_REDATE, INC_REDATE_HALF };

	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		for (int f = 0; f < FAM_N; f++)
			add(w, k[i], some_rir(w), RIR_N, (enum family)f)->on =
			    plan_sched(w, (unsigned)(i + (size_t)f));
	for (int f = 0; f < FAM_N; f++) {
		size_t a = some_rir(w);

		add(w, INC_GAP, a, another(w, a), (enum family)f)->on =
		    (struct sched){ 1 +
				(int)rng_below(&w->rng, (uint32_t)w->days),
			    2 * DAYS_MAX, 0, 0 };
	}
}

/* What leaves the pool: with an old date, and with one of those days; and what
 * goes in and out. */
static void
out_of_pool(struct world *w)
{
	for (int f = 0; f < FAM_N; f++) {
		struct incident *q =
		    add(w, INC_OLD, some_rir(w), RIR_N, (enum family)f);

		q->on = plan_sched(w, (unsigned)f);
		q = add(w, INC_OLD, some_rir(w), RIR_N, (enum family)f);
		q->on = plan_sched(w, 0);
		q->date = cal_add(w->start, q->on.start - 25);
		add(w, INC_FLAP, some_rir(w), RIR_N, (enum family)f)->on =
		    (struct sched){ 2 + (int)rng_below(&w->rng, 3), 1, 1, 2 };
	}
}

/* What goes from a to b without a word, or with a new date and in the logs. */
static void
reissues(struct world *w)
{
	static const enum inc_kind k[] = { INC_REISSUE, INC_REISSUE_LATE,
		INC_MOVE_REDATED };

	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		for (int f = 0; f < FAM_N; f++) {
			size_t a = some_rir(w);
			struct incident *q =
			    add(w, k[i], a, another(w, a), (enum family)f);

			q->on = (struct sched){ 1 +
				    (int)rng_below(&w->rng,
					(uint32_t)w->days / 2),
				2 * DAYS_MAX, 0, 0 };
			q->date = cal_add(w->start, q->on.start - 1);
		}
}

/* What two logs say, or one of them, and the files do not. */
static void
between_logs(struct world *w)
{
	static const enum inc_kind k[] = { INC_ONE_SIDED, INC_ONE_SIDED_HALF,
		INC_LOGS_DAY, INC_LOGS_TYPE, INC_HANDOVER, INC_DATE_LOST,
		INC_NOT_ARRIVED, INC_LOGS_CLOSE };
	struct incident *q;

	for (size_t i = 0; i < ARRAY_LEN(k); i++)
		for (int f = 0; f < FAM_N; f++) {
			size_t a = some_rir(w);

			q = add(w, k[i], a, another(w, a), (enum family)f);
			q->on = plan_sched(w, (unsigned)(i + (size_t)f));
			if (k[i] == INC_HANDOVER)
				q->on = plan_sched(w, 1);
		}
	for (int f = 0; f < FAM_N; f++) {
		size_t a = some_rir(w);
		struct sched ever = { 2 + (int)rng_below(&w->rng, 4),
			2 * DAYS_MAX, 0, 0 };

		add(w, INC_NOT_OWNED, a, another(w, a), (enum family)f)->on =
		    ever;
		add(w, INC_UNLOGGED, a, another(w, a), (enum family)f)->on =
		    ever;
	}
	/* A source that does not let go. */
	add(w, INC_HANDOVER, PUB_ARIN, PUB_LACNIC, FAM_IPV4)->on =
	    (struct sched){ 1, w->days, 0, 0 };
	for (int f = 0; f < FAM_N; f++) {
		q = add(w, INC_KEPT, f == 0 ? PUB_APNIC : PUB_RIPENCC,
		    f == 0 ? PUB_RIPENCC : PUB_ARIN, (enum family)f);
		q->on = plan_sched(w, (unsigned)f + 1);
		add(w, INC_STUCK, PUB_RIPENCC, another(w, PUB_RIPENCC),
		    (enum family)f)
		    ->on = plan_sched(w, (unsigned)f);
		add(w, INC_STAYS, PUB_RIPENCC, another(w, PUB_RIPENCC),
		    (enum family)f);
	}
	plan_logs(w);
}

/* What must stay silent. */
static void
negatives(struct world *w)
{
	struct incident *q;

	for (int f = 0; f < FAM_N; f++) {
		size_t a = some_rir(w);

		add(w, INC_MOVE, a, another(w, a), (enum family)f)->on =
		    (struct sched){ 1 +
				(int)rng_below(&w->rng, (uint32_t)w->days),
			    2 * DAYS_MAX, 0, 0 };
		add(w, INC_SPLIT, some_rir(w), RIR_N, (enum family)f)->on =
		    plan_sched(w, 2);
		add(w, INC_REPART, some_rir(w), RIR_N, (enum family)f)->on =
		    plan_sched(w, 2);
		add(w, INC_CC, some_rir(w), RIR_N, (enum family)f);
		add(w, INC_PAST, a, another(w, a), (enum family)f);
		add(w, INC_BACK, a, another(w, a), (enum family)f);
	}
	q = add(w, INC_FRAGMENTS, PUB_AFRINIC, RIR_N, FAM_IPV6);
	q->on = plan_sched(w, 0);
	q->date = cal_add(w->start, q->on.start - 3);
	/* IANA gave it on: ARIN, who had the block, has no hole. */
	q = add_at(w, INC_HOLE, PUB_AFRINIC, RIR_N, FAM_IPV4,
	    net_range(FAM_IPV4, given_on_slot));
	if (w->clean)
		q->on.start = 2 * DAYS_MAX;
	as112(w);
}

void
plan_make(struct world *w)
{
	if (!w->clean) {
		between_two(w);
		parts(w);
		ends(w);
		within_one(w);
		odd_records(w);
		changes(w);
		out_of_pool(w);
		reissues(w);
		between_logs(w);
		plan_files(w);
	}
	negatives(w);
	plan_announce(w, "X6", "A-24", PUB_APNIC, EXT, BULK_ANNOUNCED,
	    BULK_ANNOUNCED + 2);
}
