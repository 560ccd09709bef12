/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of the simple types. */
#include "rpki/der.h"

#include <string.h>

enum reason
der_big(struct der *d, struct span *ret)
{
	struct span v;

	TRY(der_get(d, DER_INT, &v));
	MUST(v.n != 0 && v.n <= 20 && (v.p[0] & 0x80) == 0, RR_DER_VALUE);
	if (v.n > 1 && v.p[0] == 0)
		v = span_sub(v, 1, v.n);
	*ret = v;
	return RR_OK;
}

enum reason
der_uint(struct der *d, uint64_t max, uint64_t *ret)
{
	struct span v;
	uint64_t n = 0;

	TRY(der_big(d, &v));
	MUST(v.n <= 8, RR_DER_VALUE);
	for (size_t i = 0; i < v.n; i++)
		n = n << 8 | v.p[i];
	MUST(n <= max, RR_DER_VALUE);
	*ret = n;
	return RR_OK;
}

enum reason
der_bool(struct der *d, bool *ret)
{
	struct span v;

	TRY(der_get(d, DER_BOOL, &v));
	MUST(v.n == 1 && (v.p[0] == 0 || v.p[0] == 0xff), RR_DER_VALUE);
	*ret = v.p[0] != 0;
	return RR_OK;
}

enum reason
der_bits(struct der *d, struct span *ret, size_t *ret_bits)
{
	struct span v;

	TRY(der_get(d, DER_BITS, &v));
	MUST(v.n != 0 && v.p[0] <= 7 && (v.n != 1 || v.p[0] == 0),
	    RR_DER_VALUE);
	*ret = span_sub(v, 1, v.n);
	*ret_bits = ret->n * 8 - v.p[0];
	return RR_OK;
}

/* ret: seconds of a "[YY]YYMMDDHHMMSSZ" whose year has so many digits. */
static enum reason
clock_of(struct span v, size_t year_digits, utc_t *ret)
{
	uint64_t f[6] = { 0 };
	size_t at = 0;
	day_t day;

	MUST(v.n == year_digits + 11 && v.p[v.n - 1] == 'Z', RR_DER_VALUE);
	for (size_t i = 0; i < 6; i++) {
		size_t n = i == 0 ? year_digits : 2;

		MUST(span_u64(span_sub(v, at, n), 9999, &f[i]) == 0,
		    RR_DER_VALUE);
		at += n;
	}
	if (year_digits == 2)
		f[0] += f[0] < 50 ? 2000 : 1900;
	day = (day_t)(f[0] * 10000 + f[1] * 100 + f[2]);
	MUST(day_valid(day) && f[3] < 24 && f[4] < 60 && f[5] < 60,
	    RR_DER_VALUE);
	*ret = day_start(day) + (utc_t)(f[3] * 3600 + f[4] * 60 + f[5]);
	return RR_OK;
}

enum reason
der_gentime(struct der *d, utc_t *ret)
{
	struct span v;

	TRY(der_get(d, DER_GENTIME, &v));
	return clock_of(v, 4, ret);
}

enum reason
der_time(struct der *d, utc_t *ret)
{
	struct span v;
	utc_t t;

	if (der_is(d, DER_UTCTIME)) {
		TRY(der_get(d, DER_UTCTIME, &v));
		return clock_of(v, 2, ret);
	}
	TRY(der_gentime(d, &t));
	MUST(t >= day_start(20500101), RR_DER_VALUE);
	*ret = t;
	return RR_OK;
}

enum reason
der_oid(struct der *d, struct span oid)
{
	struct span v;

	TRY(der_get(d, DER_OID, &v));
	return span_eq(v, oid) ? RR_OK : RR_DER_VALUE;
}

enum reason
der_alg(struct der *d, struct span oid, bool lax)
{
	struct der in;
	struct span v;

	TRY(der_in(d, DER_SEQ, &in));
	TRY(der_oid(&in, oid));
	if (lax && !der_more(&in))
		return RR_OK;
	TRY(der_get(&in, DER_NULL, &v));
	MUST(v.n == 0, RR_DER_VALUE);
	return der_end(&in);
}
