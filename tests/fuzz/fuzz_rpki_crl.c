/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/crl.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(crl_clear) struct crl c = { 0 };

	accepted = crl_parse((struct span){ data, size }, &c) == RR_OK;
	if (!accepted)
		return 0;
	assert(c.sig.n == RSA_BYTES && c.this_update <= c.next_update);
	for (size_t i = 0; i < c.n; i++)
		assert(crl_has(&c, c.revoked[i]));
	return 0;
}
