/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "num/range.h"

#include <arpa/inet.h>
#include <string.h>

num_t
num_max(enum family f)
{
	return f == FAM_IPV6 ? ~(num_t)0 : (num_t)UINT32_MAX;
}

const char *
fam_name(enum family f)
{
	static const char *const n[] = { "asn", "ipv4", "ipv6" };

	return n[f];
}

int
fam_parse(struct span s, enum family *ret)
{
	for (int f = 0; f < FAM_N; f++)
		if (span_is(s, fam_name((enum family)f))) {
			*ret = (enum family)f;
			return 0;
		}
	return -1;
}

static void
num_to_bytes(num_t n, unsigned char b[16])
{
	for (int i = 15; i >= 0; i--, n >>= 8)
		b[i] = (unsigned char)n;
}

/* Decimal of at most 32 bits, as many digits as it has. */
static char *
put_decimal(char *o, uint32_t v)
{
	char tmp[10];
	size_t n = 0;

	do {
		tmp[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v != 0);
	while (n != 0)
		*o++ = tmp[--n];
	return o;
}

static char *
put_group(char *o, unsigned g)
{
	static const char hex[] = "0123456789abcdef";

	for (int shift = g > 0xfff ? 12 :
		 g > 0xff	   ? 8 :
		 g > 0xf	   ? 4 :
				     0;
	     shift >= 0; shift -= 4)
		*o++ = hex[g >> shift & 15];
	return o;
}

/* Where the longest run of zero groups starts; *len 0 where none has two. */
static int
zero_run(const unsigned g[8], int *len)
{
	int at = 0;

	*len = 0;
	for (int i = 0, j; i < 8; i = j + 1) {
		for (j = i; j < 8 && g[j] == 0; j++)
			;
		if (j - i > 1 && j - i > *len) {
			at = i;
			*len = j - i;
		}
	}
	return at;
}

static void
ipv6_text(num_t n, char *o)
{
	unsigned char b[16];
	unsigned g[8];
	int len, at;

	/* glibc prints RFC 5952, but for the dotted tails of ::a.b.c.d,
	 * which section 5 of it allows. */
	if (n >> 112 == 0) {
		num_to_bytes(n, b);
		if (inet_ntop(AF_INET6, b, o, NUM_TEXT) == NULL)
			o[0] = '\0';
		return;
	}
	for (int i = 0; i < 8; i++)
		g[i] = (unsigned)(n >> (112 - 16 * i)) & 0xffff;
	at = zero_run(g, &len);
	for (int i = 0; i < 8; i++) {
		if (len != 0 && i == at) {
			*o++ = ':';
			i += len - 1;
			if (i == 7)
				*o++ = ':';
			continue;
		}
		if (i != 0)
			*o++ = ':';
		o = put_group(o, g[i]);
	}
	*o = '\0';
}

const char *
num_text(enum family f, num_t n, char out[NUM_TEXT])
{
	uint32_t v = (uint32_t)n;
	char *o = out;

	switch (f) {
	case FAM_ASN:
		*put_decimal(o, v) = '\0';
		break;
	case FAM_IPV4:
		for (int shift = 24; shift >= 0; shift -= 8) {
			o = put_decimal(o, v >> shift & 255);
			*o++ = '.';
		}
		o[-1] = '\0';
		break;
	case FAM_IPV6:
		ipv6_text(n, out);
		break;
	}
	return out;
}

const char *
range_text(enum family f, struct range r, char out[RANGE_TEXT])
{
	size_t n = strlen(num_text(f, r.lo, out));

	if (r.lo != r.hi) {
		out[n] = '-';
		num_text(f, r.hi, out + n + 1);
	}
	return out;
}

const char *
num_decimal(num_t n, char out[COUNT_TEXT])
{
	char tmp[COUNT_TEXT];
	size_t i = sizeof(tmp);

	tmp[--i] = '\0';
	do {
		tmp[--i] = (char)('0' + (int)(n % 10));
		n /= 10;
	} while (n != 0);
	memcpy(out, tmp + i, sizeof(tmp) - i);
	return out;
}

static int
asn_parse(struct span s, num_t *ret, bool *canon)
{
	uint64_t v;

	if (span_u64(s, UINT32_MAX, &v) != 0)
		return -1;
	*canon = s.n == 1 || s.p[0] != '0';
	*ret = v;
	return 0;
}

static int
ipv4_parse(struct span s, num_t *ret, bool *canon)
{
	uint32_t a = 0, octet = 0;
	unsigned digits = 0, dots = 0;

	*canon = true;
	for (size_t i = 0; i < s.n; i++) {
		unsigned c = (unsigned)s.p[i] - '0';

		if (c <= 9 && digits < 3) {
			if (digits == 1 && octet == 0)
				*canon = false;
			octet = octet * 10 + c;
			digits++;
			if (octet > 255)
				return -1;
		} else if (s.p[i] == '.' && digits != 0 && dots < 3) {
			a = a << 8 | octet;
			octet = digits = 0;
			dots++;
		} else
			return -1;
	}
	if (dots != 3 || digits == 0)
		return -1;
	*ret = a << 8 | octet;
	return 0;
}

static int
hex_digit(unsigned char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f'    ? c - 'a' + 10 :
				      -1;
}

/* One group as RFC 5952 writes it, at *i; -1 for any other form. */
static int32_t
plain_group(struct span s, size_t *i)
{
	int32_t v = 0;
	size_t from = *i;

	for (int d; *i < s.n && *i < from + 4 && (d = hex_digit(s.p[*i])) >= 0;
	     (*i)++)
		v = v << 4 | d;
	return *i == from || (s.p[from] == '0' && *i != from + 1) ? -1 : v;
}

/* n holds the groups; those in front of the "::" belong at the top. */
static bool
around_gap(num_t n, unsigned groups, unsigned gap, num_t *ret)
{
	unsigned behind = 16 * (groups - gap);

	if (groups > 6)
		return false; /* a "::" stands for two groups or more */
	*ret = (n >> behind) << (128 - 16 * gap) |
	    (n & (((num_t)1 << behind) - 1));
	return true;
}

/*
 * Nearly all that is published: groups that RFC 5952 can write in one way
 * only, with a "::" or without.  False leaves the text to the long way: a
 * zero at the front, beside the "::" or beside another zero.
 */
static bool
ipv6_plain(struct span s, num_t *ret)
{
	num_t n = 0;
	size_t i = 0;
	unsigned groups = 0, gap = 0; /* gap: groups in front of the "::" */
	int32_t v = -1;

	while (i < s.n) {
		int32_t before = v;

		v = groups == 8 ? -1 : plain_group(s, &i);
		if (v < 0 || (v == 0 && (before == 0 || groups == gap)))
			return false;
		n = n << 16 | (uint32_t)v;
		groups++;
		if (i == s.n)
			break;
		if (s.p[i++] != ':' || i == s.n)
			return false;
		if (s.p[i] != ':')
			continue;
		if (gap != 0 || v == 0)
			return false;
		gap = groups;
		i++;
	}
	if (gap != 0)
		return around_gap(n, groups, gap, ret);
	if (groups == 8)
		*ret = n;
	return groups == 8;
}

static int
ipv6_parse(struct span s, num_t *ret, bool *canon)
{
	char t[NUM_TEXT], again[NUM_TEXT];
	unsigned char b[16];
	num_t n = 0;

	if (ipv6_plain(s, ret)) {
		*canon = true;
		return 0;
	}
	if (s.n == 0 || s.n >= sizeof(t))
		return -1;
	memcpy(t, s.p, s.n);
	t[s.n] = '\0';
	if (strlen(t) != s.n || inet_pton(AF_INET6, t, b) != 1)
		return -1;
	for (int i = 0; i < 16; i++)
		n = n << 8 | b[i];
	*canon = strcmp(t, num_text(FAM_IPV6, n, again)) == 0;
	*ret = n;
	return 0;
}

int
num_parse(enum family f, struct span s, num_t *ret, bool *canonical)
{
	bool canon = false;
	int r = -1;

	switch (f) {
	case FAM_ASN:
		r = asn_parse(s, ret, &canon);
		break;
	case FAM_IPV4:
		r = ipv4_parse(s, ret, &canon);
		break;
	case FAM_IPV6:
		r = ipv6_parse(s, ret, &canon);
		break;
	}
	if (r == 0 && canonical != NULL)
		*canonical = canon;
	return r;
}

int
range_parse(enum family f, struct span s, struct range *ret)
{
	struct span hi = s, lo = span_split(&hi, '-');
	struct range r;

	if (num_parse(f, lo, &r.lo, NULL) != 0)
		return -1;
	r.hi = r.lo;
	if (lo.n != s.n && num_parse(f, hi, &r.hi, NULL) != 0)
		return -1;
	if (r.hi < r.lo)
		return -1;
	*ret = r;
	return 0;
}

bool
range_meets(struct range a, struct range b)
{
	return a.lo <= b.hi && b.lo <= a.hi;
}

bool
range_holds(struct range outer, struct range inner)
{
	return outer.lo <= inner.lo && inner.hi <= outer.hi;
}

struct range
range_and(struct range a, struct range b)
{
	struct range r = { a.lo > b.lo ? a.lo : b.lo,
		a.hi < b.hi ? a.hi : b.hi };

	assert(r.lo <= r.hi);
	return r;
}
