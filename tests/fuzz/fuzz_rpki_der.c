/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/der.h"

bool accepted;

/* What was checked can be read to its end, level by level. */
static void
walk(struct span s, int depth)
{
	struct der d = der_of(s);

	assert(depth <= DER_DEPTH_MAX);
	while (der_more(&d)) {
		struct der in;
		struct span raw, v;
		unsigned tag = 0;
		enum reason r = der_any(&d, &tag, &raw);

		assert(r == RR_OK);
		in = der_of(raw);
		r = der_get(&in, tag, &v);
		assert(r == RR_OK && v.n < raw.n && !der_more(&in));
		if ((tag & 0x20) != 0)
			walk(v, depth + 1);
	}
}

/* Readers of values want no check before them. */
static void
values(struct span s)
{
	struct der d = der_of(s);
	struct span v;
	uint64_t n;
	size_t bits;
	utc_t t;
	bool b;

	if (der_uint(&d, UINT32_MAX, &n) == RR_OK)
		assert(n <= UINT32_MAX);
	d = der_of(s);
	if (der_big(&d, &v) == RR_OK)
		assert(v.n >= 1 && v.n <= 20);
	d = der_of(s);
	if (der_bits(&d, &v, &bits) == RR_OK)
		assert(bits <= v.n * 8 && bits + 8 > v.n * 8);
	d = der_of(s);
	if (der_time(&d, &t) == RR_OK)
		assert(t != TIME_NONE);
	d = der_of(s);
	(void)der_bool(&d, &b);
	d = der_of(s);
	(void)der_alg(&d, OID_SHA256, true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { data, size };

	accepted = der_check(s) == RR_OK;
	if (accepted)
		walk(s, 0);
	values(s);
	return 0;
}
