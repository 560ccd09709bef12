/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first day's records: every number that IANA gave out lies in exactly
 * one record, but for special-purpose space.
 */
#include "tests/world/layout.h"

#include <stdlib.h>
#include <string.h>

/* Rows at full scale; about 700,000. */
static const uint32_t rows_full[RIR_N] = { 20000, 150000, 180000, 95000,
	255000 };
#define ROWS_MIN 2000

static const char *const slot_v4[RIR_N] = { "41.0.0.0/16", "14.0.0.0/16",
	"23.0.0.0/16", "177.0.0.0/16", "5.0.0.0/16" };
static const uint32_t slot_asn[RIR_N] = { 327680, 131072, 393216, 262144,
	196608 };
static const char *const slot_v6[RIR_N] = { "2c00::/31", "2400::/31",
	"2600::/31", "2800::/31", "2a00::/31" };
#define SLOT_ASN 16
#define SLOT_V4 2048
#define SLOT_V6_BITS 92 /* a /36 */

struct range
slot_block(size_t rir, enum family f)
{
	if (f == FAM_ASN)
		return (struct range){ slot_asn[rir],
			slot_asn[rir] + SLOTS * SLOT_ASN - 1 };
	return net_range(f, f == FAM_IPV4 ? slot_v4[rir] : slot_v6[rir]);
}

/* The whole slot, with the fillers around what is planted. */
struct range
slot_range(size_t rir, enum family f, size_t i)
{
	num_t size = f == FAM_ASN ? SLOT_ASN :
	    f == FAM_IPV4	  ? SLOT_V4 :
				    (num_t)1 << SLOT_V6_BITS;
	num_t lo = slot_block(rir, f).lo + size * i;

	return (struct range){ lo, lo + size - 1 };
}

static struct range
ends(const char *const v[2])
{
	return (struct range){ net_number(FAM_IPV4, v[0]),
		net_number(FAM_IPV4, v[1]) };
}

static void
given_make(struct world *w)
{
	struct layout_asn a;

	for (size_t i = 0; layout_asn(i, &a); i++)
		if (a.rir >= 0)
			zone_add(&w->given[a.rir][FAM_ASN],
			    (struct range){ a.lo, a.hi });
	for (unsigned i = 0; i < 256; i++) {
		int rir = layout_rir(layout_v4(i));

		if (rir >= 0)
			zone_add(&w->given[rir][FAM_IPV4],
			    (struct range){ (num_t)i << 24,
				((num_t)i << 24) + 0xffffff });
	}
	for (size_t i = 0; i < layout_v6_n; i++)
		if (layout_v6[i].rir >= 0)
			zone_add(&w->given[layout_v6[i].rir][FAM_IPV6],
			    net_range(FAM_IPV6, layout_v6[i].prefix));
	for (size_t i = 0; i < special_asn_n; i++)
		zone_add(&w->special[FAM_ASN],
		    net_range(FAM_ASN, special_asn[i].text));
	for (size_t i = 0; i < special_v4_n; i++)
		zone_add(&w->special[FAM_IPV4],
		    net_range(FAM_IPV4, special_v4[i].text));
	for (size_t i = 0; i < special_v6_n; i++)
		zone_add(&w->special[FAM_IPV6],
		    net_range(FAM_IPV6, special_v6[i].text));
	zone_add(&w->withheld4, ends(recovered_left));
	zone_norm(&w->withheld4);
	for (int f = 0; f < FAM_N; f++) {
		zone_norm(&w->special[f]);
		for (size_t r = 0; r < RIR_N; r++) {
			zone_norm(&w->given[r][f]);
		}
	}
}

/* Pieces of ARIN's legacy blocks that others hold, as since the early
 * registration transfers. */
static void
foreign_make(size_t rir, struct zone *ret)
{
	static const uint32_t at[RIR_N][2] = { { 192, 14 }, { 128, 13 },
		{ 0, 0 }, { 160, 14 }, { 64, 12 } };

	for (unsigned i = 128; i < 172 && rir != PUB_ARIN; i++) {
		num_t lo = ((num_t)i << 24) + ((num_t)at[rir][0] << 16);

		if (layout_v4(i) == 'N')
			zone_add(ret,
			    (struct range){ lo,
				lo + ((num_t)1 << (32 - at[rir][1])) - 1 });
	}
	if (rir == PUB_AFRINIC)
		zone_add(ret, ends(recovered_given));
	zone_norm(ret);
}

static day_t
some_date(struct world *w)
{
	return cal_add(w->start, -30 - (int)rng_below(&w->rng, 10000));
}

static const char *
some_cc(struct world *w, size_t rir)
{
	static const char cc[RIR_N][24] = { "ZANGKEEGMAGHTZUGMUTN",
		"CNJPINAUKRTWIDVNTHNZ", "USCAUSUSCAUSBSJMUSPR",
		"BRARMXCLCOPEUYECVEPA", "DEFRGBRUNLITSEPLEUUA" };
	static _Thread_local char out[3];

	memcpy(out, cc[rir] + 2 * rng_below(&w->rng, 10), 2);
	return out;
}

static void
row_fill(struct world *w, size_t rir, enum family f, struct row *r)
{
	uint32_t x = rng_below(&w->rng, 100);
	bool huge = f == FAM_IPV6 && r->r.hi - r->r.lo >= (num_t)1 << 104;

	r->status = ST_ALLOCATED;
	if (huge || x < 8)
		r->status = ST_AVAILABLE;
	else if (x < 15)
		r->status = ST_RESERVED;
	else if (f == FAM_ASN || x < 45)
		r->status = ST_ASSIGNED;
	if (status_pool((enum status)r->status))
		return;
	r->holder = 1 + rng_below(&w->rng, 1u << 24);
	r->date = some_date(w);
	memcpy(r->cc, some_cc(w, rir), 3);
	/* Legacy records whose date is not known any more. */
	if (rir == PUB_ARIN && x >= 95) {
		r->date = 0;
		r->fixed = true;
	}
}

struct split {
	struct world *w;
	size_t rir;
	enum family f;
	bool own;
};

static void
leaf(const struct split *s, struct range r)
{
	struct rows *to = &s->w->base[s->rir][s->f];
	struct row *last = to->n == 0 ? NULL : &to->v[to->n - 1];
	struct row one = { .r = r, .own = s->own };

	/* Some IPv4 records are no power of two. */
	if (s->f == FAM_IPV4 && last != NULL && last->own == s->own &&
	    !last->fixed && last->r.hi + 1 == r.lo &&
	    rng_below(&s->w->rng, 40) == 0) {
		last->r.hi = r.hi;
		return;
	}
	row_fill(s->w, s->rir, s->f, &one);
	rows_add(to, &one);
}

/* Cuts a range into n records: prefixes, or for AS numbers anywhere. */
static void
split(const struct split *s, struct range r, uint64_t n)
{
	num_t size = r.hi - r.lo + 1;
	num_t least = s->f == FAM_ASN ? 1 :
	    s->f == FAM_IPV4	      ? 256 :
					(num_t)1 << 80;
	num_t left = size / 2;
	uint64_t a, b;

	if (n > size / least)
		n = (uint64_t)(size / least);
	if (n <= 1 || size < 2 * least) {
		leaf(s, r);
		return;
	}
	if (s->f == FAM_ASN)
		left = 1 + rng_below(&s->w->rng, (uint32_t)(size - 1));
	a = 1 + rng_below(&s->w->rng, (uint32_t)(n - 1));
	if (n > 64) /* evenly at the top, unevenly below */
		a = n / 4 + rng_below(&s->w->rng, (uint32_t)(n / 2));
	if (a > left / least)
		a = (uint64_t)(left / least);
	b = n - a;
	split(s, (struct range){ r.lo, r.lo + left - 1 }, a);
	split(s, (struct range){ r.lo + left, r.hi }, b);
}

/* The largest aligned prefix at the beginning of r. */
static struct range
first_prefix(enum family f, struct range r)
{
	num_t size = 1;

	if (f == FAM_ASN)
		return r;
	while ((r.lo & (size * 2 - 1)) == 0 && r.lo + size * 2 - 1 <= r.hi &&
	    size < (num_t)1 << 120)
		size *= 2;
	return (struct range){ r.lo, r.lo + size - 1 };
}

static void
fill(const struct split *s, const struct zone *free_space, num_t total,
    uint64_t n)
{
	for (size_t i = 0; i < free_space->n; i++) {
		struct range rest = free_space->v[i];

		for (;;) {
			struct range p = first_prefix(s->f, rest);
			double part = (double)(p.hi - p.lo + 1) /
			    (double)total * (double)n;

			split(s, p, part < 1 ? 1 : (uint64_t)part);
			if (p.hi == rest.hi)
				break;
			rest.lo = p.hi + 1;
		}
	}
}

/* Documentation space, which APNIC lists as its own reserve. */
static void
documentation(struct world *w, enum family f, const char *text)
{
	struct row r = { .r = net_range(f, text),
		.fixed = true,
		.status = ST_RESERVED };

	rows_add(&w->base[PUB_APNIC][f], &r);
}

static int
row_cmp(const void *pa, const void *pb)
{
	const struct row *a = pa, *b = pb;

	return a->r.lo < b->r.lo ? -1 : a->r.lo > b->r.lo;
}

static void
rir_make(struct world *w, size_t rir, enum family f, uint64_t n)
{
	struct split s = { w, rir, f, true };
	AUTO_ZONE slot = { 0 };
	struct zone mine = { 0 }, others = { 0 }, block = { 0 };

	for (size_t i = 0; i < w->given[rir][f].n; i++)
		zone_add(&mine, w->given[rir][f].v[i]);
	zone_add(&block, slot_block(rir, f));
	zone_minus(&mine, &block);
	zone_minus(&mine, &w->special[f]);
	if (f == FAM_IPV4) {
		zone_minus(&mine, &w->withheld4);
		for (size_t r = 0; r < RIR_N && rir == PUB_ARIN; r++) {
			AUTO_ZONE gone = { 0 };

			foreign_make(r, &gone);
			zone_minus(&mine, &gone);
		}
		foreign_make(rir, &others);
		zone_add(&slot, net_range(FAM_IPV4, given_on_slot));
		zone_minus(&mine, &slot);
		zone_minus(&others, &slot);
	}
	w->space[rir][f] = zone_count(&mine);
	fill(&s, &mine, zone_count(&mine), n);
	s.own = false;
	if (others.n != 0)
		fill(&s, &others, zone_count(&others), n / 20);
	zone_clear(&mine);
	zone_clear(&others);
	zone_clear(&block);
}

void
space_make(struct world *w)
{
	given_make(w);
	for (size_t r = 0; r < RIR_N; r++) {
		uint64_t n = (uint64_t)rows_full[r] * (uint64_t)w->scale / 100;
		uint64_t before;

		if (n < ROWS_MIN)
			n = ROWS_MIN;
		rir_make(w, r, FAM_ASN, n / 4);
		before = w->base[r][FAM_ASN].n;
		rir_make(w, r, FAM_IPV4, n * 9 / 20);
		before += w->base[r][FAM_IPV4].n;
		rir_make(w, r, FAM_IPV6, n > before + 200 ? n - before : 200);
	}
	documentation(w, FAM_IPV4, "198.51.100.0/24");
	documentation(w, FAM_IPV4, "203.0.113.0/24");
	documentation(w, FAM_IPV6, "2001:db8::/32");
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++)
			qsort(w->base[r][f].v, w->base[r][f].n,
			    sizeof(struct row), row_cmp);
}
