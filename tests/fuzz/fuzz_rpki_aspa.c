/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/payload.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct range all = { 0, num_max(FAM_ASN) };
	const struct res ee = { .as = true,
		.set = { [FAM_ASN] = { &all, 1, 1, false } } };
	struct aspa *a = NULL;

	accepted = aspa_parse((struct span){ data, size }, &ee, &a) == RR_OK;
	if (!accepted)
		return 0;
	assert(a->n != 0 && a->n <= ASPA_PROVIDERS_MAX);
	for (uint32_t i = 0; i < a->n; i++) {
		assert(a->providers[i] != a->customer);
		assert(i == 0 || a->providers[i - 1] < a->providers[i]);
	}
	aspa_free(a);
	return 0;
}
