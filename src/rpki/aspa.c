/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/payload.h"

#include <stdlib.h>

void
aspa_free(struct aspa *a)
{
	free(a);
}

static void
aspa_freep(struct aspa **a)
{
	aspa_free(*a);
}

static enum reason
version(struct der *d)
{
	struct der in;
	uint64_t v;

	TRY(der_in(d, DER_CONTEXT(0), &in));
	TRY(der_uint(&in, 1, &v));
	MUST(v == 1, RR_DER_VALUE);
	return der_end(&in);
}

static enum reason
providers(struct der *in, struct aspa *a)
{
	uint64_t asn;

	while (der_more(in)) {
		TRY_AS(der_uint(in, UINT32_MAX, &asn), RR_ASPA_PROVIDERS);
		MUST(a->n == 0 || asn > a->providers[a->n - 1],
		    RR_ASPA_PROVIDERS);
		MUST(asn != a->customer, RR_ASPA_PROVIDERS);
		a->providers[a->n++] = (uint32_t)asn;
	}
	/* AS 0 says "none", and that alone. */
	MUST(a->n == 1 || a->providers[0] != 0, RR_ASPA_PROVIDERS);
	return RR_OK;
}

/* How many values of the tag INTEGER are there. */
static enum reason
count(struct der d, size_t *ret)
{
	struct span v;

	for (*ret = 0; der_more(&d); ++*ret) {
		MUST(*ret < ASPA_PROVIDERS_MAX, RR_ASPA_MANY);
		TRY_AS(der_get(&d, DER_INT, &v), RR_ASPA_PROVIDERS);
	}
	return *ret == 0 ? RR_ASPA_PROVIDERS : RR_OK;
}

enum reason
aspa_parse(struct span content, const struct res *ee, struct aspa **ret)
{
	AUTO(aspa_freep) struct aspa *a = NULL;
	struct der d = der_of(content), in, list;
	uint64_t customer;
	size_t n;

	TRY(der_check(content));
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_ASPA_FORM);
	TRY_AS(version(&in), RR_ASPA_VERSION);
	TRY_AS(der_uint(&in, UINT32_MAX, &customer), RR_ASPA_CUSTOMER);
	TRY_AS(der_in(&in, DER_SEQ, &list), RR_ASPA_FORM);
	TRY_AS(der_end(&in), RR_ASPA_FORM);
	TRY(count(list, &n));
	a = mem_alloc(sizeof(*a) + n * sizeof(a->providers[0]));
	a->customer = (uint32_t)customer;
	TRY(providers(&list, a));
	MUST(!ee->ip, RR_ASPA_EE_IP);
	MUST(ee->as && !res_inherits_any(ee), RR_ASPA_EE_AS);
	MUST(rset_has(&ee->set[FAM_ASN], (struct range){ customer, customer }),
	    RR_ASPA_CUSTOMER);
	*ret = TAKE(a);
	return RR_OK;
}
