/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/payload.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct range v4 = { 0, num_max(FAM_IPV4) };
	struct range v6 = { 0, num_max(FAM_IPV6) };
	const struct res ee = { .ip = true,
		.set = { [FAM_IPV4] = { &v4, 1, 1, false },
		    [FAM_IPV6] = { &v6, 1, 1, false } } };
	struct roa *r = NULL;

	accepted = roa_parse((struct span){ data, size }, &ee, &r) == RR_OK;
	if (!accepted)
		return 0;
	assert(r->n != 0);
	for (uint32_t i = 0; i < r->n; i++) {
		unsigned width = r->v[i].fam == FAM_IPV4 ? 32 : 128;

		assert(
		    r->v[i].len <= r->v[i].maxlen && r->v[i].maxlen <= width);
		/* No bit behind the prefix. */
		assert(r->v[i].len == 128 || (r->v[i].len == width) ||
		    (r->v[i].lo & (num_max(r->v[i].fam) >> r->v[i].len)) == 0);
	}
	roa_free(r);
	return 0;
}
