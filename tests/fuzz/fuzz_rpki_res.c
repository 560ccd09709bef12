/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/res.h"

bool accepted;

/* Sorted, apart, and within the family. */
static void
check(const struct res *r)
{
	for (enum family f = FAM_ASN; f <= FAM_IPV6; f++) {
		const struct rset *s = &r->set[f];

		assert(!s->dirty && (s->n == 0 || !r->inherit[f]));
		for (size_t i = 0; i < s->n; i++) {
			assert(s->v[i].lo <= s->v[i].hi);
			assert(s->v[i].hi <= num_max(f));
			assert(i == 0 || s->v[i].lo - 1 > s->v[i - 1].hi);
		}
	}
	assert(res_within(r, r) == RR_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO_RES ip = { 0 };
	AUTO_RES as = { 0 };
	struct span s = { data, size };

	accepted = false;
	if (res_ip_parse(s, &ip) == RR_OK) {
		accepted = true;
		check(&ip);
	}
	if (res_as_parse(s, &as) == RR_OK) {
		accepted = true;
		check(&as);
	}
	return 0;
}
