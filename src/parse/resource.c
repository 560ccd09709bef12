/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/resource.h"

#include <string.h>

static bool
has(struct span s, char c)
{
	return s.n != 0 && memchr(s.p, c, s.n) != NULL;
}

static int
prefix(enum family f, struct span s, struct range *ret, bool *ret_usual)
{
	struct span len = s, addr = span_split(&len, '/');
	unsigned bits = f == FAM_IPV4 ? 32 : 128;
	uint64_t n;
	num_t host, lo;

	if (f == FAM_ASN || span_u64(len, bits, &n) != 0 ||
	    num_parse(f, addr, &lo, ret_usual) != 0)
		return -1;
	host = n == 0 ? num_max(f) : ((num_t)1 << (bits - n)) - 1;
	if ((lo & host) != 0 || (len.n > 1 && len.p[0] == '0'))
		*ret_usual = false;
	*ret = (struct range){ lo & ~host, lo | host };
	return 0;
}

static int
first_to_last(enum family f, struct span s, struct range *ret, bool *ret_usual)
{
	struct span last = s, first = span_split(&last, '-');
	bool one, other;
	num_t lo, hi;

	if (num_parse(f, first, &lo, &one) != 0 ||
	    num_parse(f, last, &hi, &other) != 0 || hi < lo)
		return -1;
	*ret = (struct range){ lo, hi };
	*ret_usual = one && other;
	return 0;
}

int
resource_read(struct span s, enum family *ret_fam, struct range *ret,
    bool *ret_usual)
{
	enum family f = has(s, ':') ? FAM_IPV6 :
	    has(s, '.')		    ? FAM_IPV4 :
				      FAM_ASN;
	struct range r;
	bool usual = true;

	if (has(s, '/')) {
		if (prefix(f, s, &r, &usual) != 0)
			return -1;
	} else if (has(s, '-')) {
		if (first_to_last(f, s, &r, &usual) != 0)
			return -1;
	} else {
		if (num_parse(f, s, &r.lo, &usual) != 0)
			return -1;
		r.hi = r.lo;
	}
	*ret_fam = f;
	*ret = r;
	*ret_usual = usual;
	return 0;
}
