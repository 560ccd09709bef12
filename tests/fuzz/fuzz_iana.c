/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/parse.h"

bool accepted;

/* The first byte chooses the registry. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const ids[] = { "iana-as-numbers",
		"iana-ipv4-address-space", "iana-ipv4-recovered-address-space",
		"iana-ipv6-address-space",
		"iana-ipv6-unicast-address-assignments",
		"iana-as-numbers-special", "iana-ipv4-special",
		"iana-ipv6-special" };
	struct iana v = { 0 };

	accepted = false;
	if (size == 0)
		return 0;
	accepted =
	    iana_parse((struct span){ data + 1, size - 1 },
		source_find(ids[data[0] % ARRAY_LEN(ids)]), &v, NULL) == 0 &&
	    v.n != 0;
	for (size_t i = 0; i < v.n; i++) {
		assert(v.v[i].r.lo <= v.v[i].r.hi);
		assert((size_t)v.v[i].at.offset + v.v[i].at.len <= size - 1);
		assert(span_starts(v.v[i].text, "<record"));
	}
	iana_clear(&v);
	return 0;
}
