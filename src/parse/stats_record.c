/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Record lines: RIR statistics exchange format, section 3.3. */
#include "parse/stats_line.h"

#include <string.h>

#define RECORD_FIELDS 7

/* The lengths tell all but two apart before a byte is compared. */
static enum status
status_parse(struct span s)
{
	if (s.n == 9 && memcmp(s.p, "allocated", 9) == 0)
		return ST_ALLOCATED;
	if (s.n == 9 && memcmp(s.p, "available", 9) == 0)
		return ST_AVAILABLE;
	if (s.n == 8 && memcmp(s.p, "assigned", 8) == 0)
		return ST_ASSIGNED;
	if (s.n == 8 && memcmp(s.p, "reserved", 8) == 0)
		return ST_RESERVED;
	return ST_OTHER;
}

/* IPv4's value is a count of addresses, an ASN's a count of numbers. */
static int
count_range(enum family fam, num_t lo, struct span value, struct record *r)
{
	uint64_t n;

	if (span_u64(value, (uint64_t)1 << 32, &n) != 0 || n == 0)
		return -1;
	if (value.p[0] == '0')
		r->flags |= RF_TEXT;
	r->r.lo = lo;
	r->r.hi = lo + (n - 1);
	if (r->r.hi > num_max(fam)) {
		r->r.hi = num_max(fam);
		r->flags |= RF_OVERFLOW;
	}
	return 0;
}

/* IPv6's value is a prefix length. */
static int
prefix_range(num_t lo, struct span value, struct record *r)
{
	uint64_t len;
	num_t host;

	if (span_u64(value, 128, &len) != 0)
		return -1;
	if (value.n > 1 && value.p[0] == '0')
		r->flags |= RF_TEXT;
	host = len == 0 ? ~(num_t)0 : ((num_t)1 << (128 - len)) - 1;
	if ((lo & host) != 0)
		r->flags |= RF_HOST_BITS;
	r->r.lo = lo & ~host;
	r->r.hi = r->r.lo | host;
	if (len > 64 && status_delegated((enum status)r->status))
		r->flags |= RF_LONG_PREFIX;
	return 0;
}

static int
record_range(struct span start, struct span value, struct record *r)
{
	enum family fam = (enum family)r->fam;
	bool canonical;
	num_t lo;

	if (num_parse(fam, start, &lo, &canonical) != 0) {
		uint64_t big;

		/* The specification's own bound is one too high: name it. */
		if (fam != FAM_ASN || span_u64(start, UINT64_MAX, &big) != 0)
			return -1;
		r->flags |= RF_OVERFLOW;
		r->r.lo = r->r.hi = num_max(fam);
		return 0;
	}
	if (!canonical)
		r->flags |= RF_TEXT;
	return fam == FAM_IPV6 ? prefix_range(lo, value, r) :
				 count_range(fam, lo, value, r);
}

/* YYYYMMDD; -1 where it is no calendar date. */
static int
date_parse(struct span s, day_t *ret)
{
	day_t d = 0;

	for (size_t i = 0; i < 8; i++) {
		unsigned c = (unsigned)s.p[i] - '0';

		if (c > 9)
			return -1;
		d = d * 10 + (day_t)c;
	}
	*ret = d;
	return day_valid(d) ? 0 : -1;
}

static void
record_date(struct span s, struct record *r)
{
	if (s.n == 0)
		r->flags |= RF_DATE_EMPTY;
	else if (s.n == 8 && memcmp(s.p, "00000000", 8) == 0)
		r->flags |= RF_DATE_ZERO;
	else if (s.n != 8 || date_parse(s, &r->date) != 0) {
		r->date = 0;
		r->flags |= RF_DATE_BAD;
	}
}

static bool
capital(unsigned char c)
{
	return c >= 'A' && c <= 'Z';
}

/* A file asks after the same few codes a hundred thousand times. */
static bool
cc_known_here(struct stats_parser *p, const char cc[3])
{
	unsigned char a = (unsigned char)cc[0], b = (unsigned char)cc[1];

	if (!capital(a) || !capital(b))
		return cc_known(cc, p->day);
	if (p->cc[a - 'A'][b - 'A'] == CC_UNASKED)
		p->cc[a - 'A'][b - 'A'] =
		    cc_known(cc, p->day) ? CC_KNOWN : CC_UNKNOWN;
	return p->cc[a - 'A'][b - 'A'] == CC_KNOWN;
}

static void
record_cc(struct stats_parser *p, struct span s, struct record *r)
{
	if (s.n == 0) {
		r->flags |= RF_CC_EMPTY;
		return;
	}
	if (s.n != 2) {
		r->flags |= RF_CC_UNKNOWN;
		return;
	}
	memcpy(r->cc, s.p, 2);
	if (!cc_known_here(p, r->cc))
		r->flags |= RF_CC_UNKNOWN;
}

static void
record_attributes(struct stats_parser *p, const struct span *f, size_t n,
    struct record *r)
{
	const unsigned char *line = p->bytes.p + r->at.offset;
	struct span none = { NULL, 0 };

	r->status = (uint8_t)status_parse(n > 6 ? f[6] : none);
	if (r->status == ST_OTHER)
		r->flags |= RF_STATUS;
	if (!span_eq(f[0], p->registry))
		r->flags |= RF_REGISTRY;
	record_cc(p, f[1], r);
	record_date(n > 5 ? f[5] : none, r);
	if (n <= 7)
		r->flags |= RF_ID_ABSENT;
	else if (f[7].n == 0)
		r->flags |= RF_ID_EMPTY;
	else {
		r->holder_at = (uint16_t)(f[7].p - line);
		r->holder_n = (uint16_t)f[7].n;
	}
}

/* The fields of a record must be countable by its struct. */
_Static_assert(STATS_LINE_MAX <= UINT16_MAX, "a line's bytes in 16 bits");
_Static_assert(sizeof(struct record) == 64, "see struct record");

static void
keep(struct stats_parser *p, const struct record *r)
{
	struct statsfile *s = p->ret;
	num_t n = r->r.hi - r->r.lo;

	if (s->n >= p->rows_max) {
		stats_note(s, SN_ROWS_MAX, r->at);
		return;
	}
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = *r;
	if (r->status < ST_OTHER)
		s->totals[r->fam][r->status] +=
		    (r->fam == FAM_IPV6 ? n >> 64 : n) + 1;
}

static size_t
fields_class(enum status s)
{
	return s == ST_AVAILABLE ? 1 : s == ST_RESERVED ? 2 : 0;
}

void
stats_record(struct stats_parser *p, const struct span *f, size_t n,
    struct place at)
{
	struct statsfile *s = p->ret;
	struct record r;
	enum family fam;

	p->any_line = true;
	s->rows_all++;
	memset(&r, 0, sizeof(r));
	r.at = at;
	r.fields = (uint8_t)(n > FIELDS_MAX ? FIELDS_MAX : n);
	p->last_is_record = true;
	p->last_fields = r.fields;
	if (fam_parse(f[2], &fam) != 0) {
		stats_note(s, SN_LINE_BAD, at);
		p->last_flags = RF_STATUS;
		return;
	}
	r.fam = (uint8_t)fam;
	s->rows[fam]++;
	record_attributes(p, f, n, &r);
	p->last_flags = r.flags;
	if (n < RECORD_FIELDS)
		stats_note(s, SN_FIELDS_FEW, at);
	else
		note_add(&p->by_fields[fields_class((enum status)r.status)]
				      [r.fields],
		    at);
	if (record_range(f[3], f[4], &r) != 0) {
		stats_note(s, SN_NUMBER_BAD, at);
		p->last_flags |= RF_TEXT;
		return;
	}
	keep(p, &r);
}
