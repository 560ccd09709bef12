/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/payload.h"

bool accepted;

static void
payload(size_t type, const struct cms *c)
{
	struct mft *m = NULL;
	struct roa *r = NULL;
	struct aspa *a = NULL;
	struct tak *t = NULL;

	if (type == 0 && mft_parse(c->content, &c->ee.res, &m) == RR_OK)
		assert(m->n != 0 && m->n <= MFT_FILES_MAX);
	if (type == 1 && roa_parse(c->content, &c->ee.res, &r) == RR_OK)
		assert(r->n != 0 && r->n <= ROA_PREFIXES_MAX);
	if (type == 2 && aspa_parse(c->content, &c->ee.res, &a) == RR_OK)
		assert(a->n != 0 && a->n <= ASPA_PROVIDERS_MAX);
	if (type == 3)
		(void)tak_parse(c->content, &c->ee.res, &t);
	mft_free(m);
	roa_free(r);
	aspa_free(a);
	tak_free(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span types[] = { CT_MFT, CT_ROA, CT_ASPA, CT_TAK };

	accepted = false;
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		AUTO(cms_clear) struct cms c = { 0 };

		if (cms_parse((struct span){ data, size }, types[i], &c) !=
		    RR_OK)
			continue;
		accepted = true;
		assert(c.content.n != 0 && c.digest.n == DIGEST_LEN);
		assert(c.sig.n == RSA_BYTES && c.ee.n.n == RSA_BYTES);
		payload(i, &c);
	}
	return 0;
}
