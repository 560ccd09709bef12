/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first day's records: every number that IANA gave out lies in exactly
 * one record, but for special-purpose space.
 */
#include "tests/world/world.h"

#include <stdio.h>
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

static struct range
range_of(enum family f, const char *a, const char *b)
{
	struct range r;

	if (num_parse(f, span_of(a), &r.lo, NULL) != 0 ||
	    num_parse(f, span_of(b), &r.hi, NULL) != 0)
		abort();
	return r;
}

struct range
prefix_range(enum family f, const char *text)
{
	struct span len = span_of(text), addr = span_split(&len, '/');
	unsigned bits = f == FAM_IPV6 ? 128 : 32;
	uint64_t n = 0;
	struct range r;

	if (f == FAM_ASN) {
		if (range_parse(f, span_of(text), &r) != 0)
			abort();
		return r;
	}
	if (num_parse(f, addr, &r.lo, NULL) != 0 ||
	    span_u64(len, bits, &n) != 0)
		abort();
	r.hi = r.lo | (n == 0 ? num_max(f) : ((num_t)1 << (bits - n)) - 1);
	return r;
}

struct range
slot_block(size_t rir, enum family f)
{
	if (f == FAM_ASN)
		return (struct range){ slot_asn[rir],
			slot_asn[rir] + SLOTS * SLOT_ASN - 1 };
	return prefix_range(f, f == FAM_IPV4 ? slot_v4[rir] : slot_v6[rir]);
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

static void
given_make(struct world *w)
{
	struct layout_asn a;

	for (size_t i = 0; layout_asn(i, &a); i++)
		if (a.rir >= 0)
			rset_add(&w->given[a.rir][FAM_ASN],
			    (struct range){ a.lo, a.hi });
	for (unsigned i = 0; i < 256; i++) {
		int rir = layout_rir(layout_v4(i));

		if (rir >= 0)
			rset_add(&w->given[rir][FAM_IPV4],
			    (struct range){ (num_t)i << 24,
				((num_t)i << 24) + 0xffffff });
	}
	for (size_t i = 0; i < layout_v6_n; i++)
		if (layout_v6[i].rir >= 0)
			rset_add(&w->given[layout_v6[i].rir][FAM_IPV6],
			    prefix_range(FAM_IPV6, layout_v6[i].prefix));
	for (size_t i = 0; i < special_asn_n; i++)
		rset_add(&w->special[FAM_ASN],
		    prefix_range(FAM_ASN, special_asn[i].text));
	for (size_t i = 0; i < special_v4_n; i++)
		rset_add(&w->special[FAM_IPV4],
		    prefix_range(FAM_IPV4, special_v4[i].text));
	for (size_t i = 0; i < special_v6_n; i++)
		rset_add(&w->special[FAM_IPV6],
		    prefix_range(FAM_IPV6, special_v6[i].text));
	rset_add(&w->withheld4, range_of(FAM_IPV4, recovered_left[0],
	    recovered_left[1]));
	rset_norm(&w->withheld4);
	for (int f = 0; f < FAM_N; f++) {
		w->special[f].dirty = true;
		rset_norm(&w->special[f]);
		for (size_t r = 0; r < RIR_N; r++) {
			w->given[r][f].dirty = true;
			rset_norm(&w->given[r][f]);
		}
	}
}

static void
take(struct rset *from, const struct rset *what)
{
	struct rset left = { 0 };

	rset_minus(from, what, &left);
	rset_clear(from);
	*from = left;
}

/* Pieces of ARIN's legacy blocks that others hold, as since the early
 * registration transfers. */
static void
foreign_make(size_t rir, struct rset *ret)
{
	static const uint32_t at[RIR_N][2] = { { 192, 14 }, { 128, 13 },
		{ 0, 0 }, { 160, 14 }, { 64, 12 } };

	for (unsigned i = 128; i < 172 && rir != PUB_ARIN; i++) {
		num_t lo = ((num_t)i << 24) + ((num_t)at[rir][0] << 16);

		if (layout_v4(i) == 'N')
			rset_add(ret, (struct range){ lo,
			    lo + ((num_t)1 << (32 - at[rir][1])) - 1 });
	}
	if (rir == PUB_AFRINIC)
		rset_add(ret, range_of(FAM_IPV4, recovered_given[0],
		    recovered_given[1]));
	ret->dirty = true;
	rset_norm(ret);
}

static day_t
some_date(struct world *w)
{
	return day_add(w->start, -30 - (int)rng_below(&w->rng, 10000));
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
fill(const struct split *s, const struct rset *free_space, num_t total,
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

static void
fixed_row(struct world *w, size_t rir, enum family f, const char *text,
    enum status st)
{
	struct row r = { .r = prefix_range(f, text), .fixed = true,
		.status = (uint8_t)st };

	if (status_delegated(st)) {
		r.holder = 77;
		r.date = 20010601;
		memcpy(r.cc, "US", 3);
	}
	rows_add(&w->base[rir][f], &r);
}

/* Special-purpose space that RIRs list all the same. */
static void
special_rows(struct world *w)
{
	fixed_row(w, PUB_ARIN, FAM_ASN, "112", ST_ASSIGNED);
	fixed_row(w, PUB_ARIN, FAM_IPV4, "192.175.48.0/24", ST_ASSIGNED);
	fixed_row(w, PUB_ARIN, FAM_IPV4, "192.31.196.0/24", ST_ASSIGNED);
	fixed_row(w, PUB_ARIN, FAM_IPV4, "192.52.193.0/24", ST_ASSIGNED);
	fixed_row(w, PUB_ARIN, FAM_IPV6, "2620:4f:8000::/48", ST_ASSIGNED);
	fixed_row(w, PUB_APNIC, FAM_IPV4, "198.51.100.0/24", ST_RESERVED);
	fixed_row(w, PUB_APNIC, FAM_IPV4, "203.0.113.0/24", ST_RESERVED);
	fixed_row(w, PUB_APNIC, FAM_IPV6, "2001:db8::/32", ST_RESERVED);
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
	struct rset mine = { 0 }, others = { 0 }, block = { 0 };
	struct rset none = { 0 };

	rset_or(&w->given[rir][f], &none, &mine);
	rset_add(&block, slot_block(rir, f));
	take(&mine, &block);
	take(&mine, &w->special[f]);
	if (f == FAM_IPV4) {
		take(&mine, &w->withheld4);
		for (size_t r = 0; r < RIR_N && rir == PUB_ARIN; r++) {
			AUTO_RSET gone = { 0 };

			foreign_make(r, &gone);
			take(&mine, &gone);
		}
		foreign_make(rir, &others);
	}
	w->space[rir][f] = rset_count(&mine);
	fill(&s, &mine, rset_count(&mine), n);
	s.own = false;
	if (others.n != 0)
		fill(&s, &others, rset_count(&others), n / 20);
	rset_clear(&mine);
	rset_clear(&others);
	rset_clear(&block);
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
	special_rows(w);
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++)
			qsort(w->base[r][f].v, w->base[r][f].n,
			    sizeof(struct row), row_cmp);
}
