/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/der.h"

#include <string.h>

/* Tag, length and contents of the value at d, which moves behind it. */
static enum reason
header(struct der *d, unsigned *ret_tag, struct span *ret)
{
	size_t left = (size_t)(d->end - d->p), n, used = 2;

	MUST(left != 0, RR_DER_TAG);
	MUST(left >= 2, RR_DER_TRUNCATED);
	*ret_tag = d->p[0];
	/* No object of these profiles has a tag above 30. */
	MUST((d->p[0] & 0x1f) != 0x1f, RR_DER_TAG);
	n = d->p[1];
	MUST(n != 0x80, RR_DER_INDEFINITE);
	if (n > 0x80) {
		size_t k = n & 0x7f;

		MUST(k <= 4 && left - 2 >= k, RR_DER_TRUNCATED);
		n = 0;
		for (size_t i = 0; i < k; i++)
			n = n << 8 | d->p[2 + i];
		MUST(d->p[2] != 0 && n >= 0x80, RR_DER_LENGTH);
		used += k;
	}
	MUST(n <= left - used, RR_DER_TRUNCATED);
	*ret = (struct span){ d->p + used, n };
	d->p += used + n;
	return RR_OK;
}

static enum reason
check_int(struct span v)
{
	MUST(v.n != 0, RR_DER_VALUE);
	MUST(v.n == 1 ||
		!((v.p[0] == 0 && v.p[1] < 0x80) ||
		    (v.p[0] == 0xff && v.p[1] >= 0x80)),
	    RR_DER_VALUE);
	return RR_OK;
}

static enum reason
check_bits(struct span v)
{
	MUST(v.n != 0 && v.p[0] <= 7, RR_DER_VALUE);
	MUST(v.n != 1 || v.p[0] == 0, RR_DER_VALUE);
	MUST((v.p[v.n - 1] & ((1u << v.p[0]) - 1)) == 0 || v.n == 1,
	    RR_DER_VALUE);
	return RR_OK;
}

static enum reason
check_oid(struct span v)
{
	bool first = true;

	MUST(v.n != 0 && (v.p[v.n - 1] & 0x80) == 0, RR_DER_VALUE);
	for (size_t i = 0; i < v.n; i++) {
		MUST(!first || v.p[i] != 0x80, RR_DER_VALUE);
		first = (v.p[i] & 0x80) == 0;
	}
	return RR_OK;
}

static enum reason
check_primitive(unsigned tag, struct span v)
{
	switch (tag) {
	case DER_BOOL:
		MUST(v.n == 1 && (v.p[0] == 0 || v.p[0] == 0xff),
		    RR_DER_VALUE);
		return RR_OK;
	case DER_INT:
		return check_int(v);
	case DER_BITS:
		return check_bits(v);
	case DER_OID:
		return check_oid(v);
	case DER_NULL:
		return v.n == 0 ? RR_OK : RR_DER_VALUE;
	case 0:
		return RR_DER_TAG;
	default:
		return RR_OK;
	}
}

static enum reason check_value(struct der *d, int depth);

static enum reason
check_inside(unsigned tag, struct span v, int depth)
{
	struct der in = der_of(v);
	struct span last = { NULL, 0 };

	MUST(depth < DER_DEPTH_MAX, RR_DER_DEPTH);
	while (der_more(&in)) {
		const unsigned char *from = in.p;
		struct span one;

		TRY(check_value(&in, depth + 1));
		one = (struct span){ from, (size_t)(in.p - from) };
		MUST(tag != DER_SET || span_cmp(last, one) <= 0,
		    RR_DER_SET_ORDER);
		last = one;
	}
	return RR_OK;
}

static enum reason
check_value(struct der *d, int depth)
{
	unsigned tag;
	struct span v;
	bool inside;

	TRY(header(d, &tag, &v));
	inside = (tag & 0x20) != 0;
	/* Universal types: sequences and sets are made of values, and nothing
	 * else is. */
	if ((tag & 0xc0) == 0)
		MUST(inside == ((tag & 0x1f) == 0x10 || (tag & 0x1f) == 0x11),
		    RR_DER_CONSTRUCTED);
	return inside ? check_inside(tag, v, depth) : check_primitive(tag, v);
}

enum reason
der_check(struct span s)
{
	struct der d = der_of(s);

	TRY(check_value(&d, 0));
	return der_end(&d);
}

struct der
der_of(struct span s)
{
	static const unsigned char none[1];
	const unsigned char *p = s.p == NULL ? none : s.p;

	return (struct der){ p, p + s.n };
}

bool
der_more(const struct der *d)
{
	return d->p != d->end;
}

bool
der_is(const struct der *d, unsigned tag)
{
	return d->p != d->end && d->p[0] == tag;
}

enum reason
der_get(struct der *d, unsigned tag, struct span *ret)
{
	struct der at = *d;
	unsigned have;

	MUST(der_is(d, tag), RR_DER_TAG);
	TRY(header(&at, &have, ret));
	*d = at;
	return RR_OK;
}

enum reason
der_raw(struct der *d, unsigned tag, struct span *ret)
{
	const unsigned char *from = d->p;
	struct span v;

	TRY(der_get(d, tag, &v));
	*ret = (struct span){ from, (size_t)(d->p - from) };
	return RR_OK;
}

enum reason
der_in(struct der *d, unsigned tag, struct der *ret)
{
	struct span v;

	TRY(der_get(d, tag, &v));
	*ret = der_of(v);
	return RR_OK;
}

enum reason
der_any(struct der *d, unsigned *ret_tag, struct span *ret_raw)
{
	struct der at = *d;
	unsigned tag;
	struct span v;

	TRY(header(&at, &tag, &v));
	*ret_raw = (struct span){ d->p, (size_t)(at.p - d->p) };
	if (ret_tag != NULL)
		*ret_tag = tag;
	*d = at;
	return RR_OK;
}

enum reason
der_end(const struct der *d)
{
	return der_more(d) ? RR_DER_EXTRA : RR_OK;
}
