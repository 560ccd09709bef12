/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "num/range.h"

#include <arpa/inet.h>
#include <stdio.h>
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

const char *
num_text(enum family f, num_t n, char out[NUM_TEXT])
{
	unsigned char b[16];
	uint32_t v = (uint32_t)n;

	switch (f) {
	case FAM_ASN:
		snprintf(out, NUM_TEXT, "%u", v);
		break;
	case FAM_IPV4:
		snprintf(out, NUM_TEXT, "%u.%u.%u.%u", v >> 24, v >> 16 & 255,
		    v >> 8 & 255, v & 255);
		break;
	case FAM_IPV6:
		/* glibc prints RFC 5952, but for the dotted tails of
		 * ::a.b.c.d, which section 5 of it allows. */
		num_to_bytes(n, b);
		if (inet_ntop(AF_INET6, b, out, NUM_TEXT) == NULL)
			out[0] = '\0';
		break;
	}
	return out;
}

const char *
range_text(enum family f, struct range r, char out[RANGE_TEXT])
{
	char a[NUM_TEXT], b[NUM_TEXT];

	if (r.lo == r.hi)
		snprintf(out, RANGE_TEXT, "%s", num_text(f, r.lo, a));
	else
		snprintf(out, RANGE_TEXT, "%s-%s", num_text(f, r.lo, a),
		    num_text(f, r.hi, b));
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
	uint32_t a = 0;

	if (s.n == 0 || s.p[s.n - 1] == '.')
		return -1;
	*canon = true;
	for (int i = 0; i < 4; i++) {
		struct span f = span_split(&s, '.');
		uint64_t v;

		if (f.n > 3 || span_u64(f, 255, &v) != 0 ||
		    (i < 3 && s.n == 0))
			return -1;
		if (f.n > 1 && f.p[0] == '0')
			*canon = false;
		a = a << 8 | (uint32_t)v;
	}
	if (s.n != 0)
		return -1;
	*ret = a;
	return 0;
}

static int
ipv6_parse(struct span s, num_t *ret, bool *canon)
{
	char t[NUM_TEXT], again[NUM_TEXT];
	unsigned char b[16];
	num_t n = 0;

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
