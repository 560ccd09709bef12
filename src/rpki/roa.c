/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/payload.h"

#include <stdlib.h>

void
roa_free(struct roa *r)
{
	free(r);
}

/* Prefixes while they are read. */
struct list {
	struct roa_prefix *v;
	size_t n, cap;
};

static void
list_clear(struct list *l)
{
	free(l->v);
}

static enum reason
address(struct der *d, enum family f, struct list *l)
{
	struct der in;
	struct span bytes;
	size_t bits, width = f == FAM_IPV4 ? 32 : 128;
	uint64_t maxlen;
	struct range r;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_ROA_FORM);
	TRY_AS(der_bits(&in, &bytes, &bits), RR_ROA_PREFIX);
	TRY_AS(res_prefix(f, bytes, bits, &r), RR_ROA_PREFIX);
	maxlen = bits;
	if (der_more(&in))
		TRY_AS(der_uint(&in, width, &maxlen), RR_ROA_MAXLEN);
	MUST(maxlen >= bits, RR_ROA_MAXLEN);
	TRY_AS(der_end(&in), RR_ROA_FORM);
	MUST(l->n < ROA_PREFIXES_MAX, RR_ROA_MANY);
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	l->v[l->n++] =
	    (struct roa_prefix){ r.lo, f, (uint8_t)bits, (uint8_t)maxlen };
	return RR_OK;
}

static enum reason
family(struct der *d, unsigned *seen, struct list *l)
{
	struct der in, list;
	struct span v;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_ROA_FORM);
	TRY_AS(der_get(&in, DER_OCTETS, &v), RR_ROA_FAMILY);
	MUST(v.n == 2 && v.p[0] == 0 && (v.p[1] == 1 || v.p[1] == 2),
	    RR_ROA_FAMILY);
	MUST((*seen >> v.p[1] & 1) == 0, RR_ROA_FAMILY);
	*seen |= 1u << v.p[1];
	TRY_AS(der_in(&in, DER_SEQ, &list), RR_ROA_FORM);
	TRY_AS(der_end(&in), RR_ROA_FORM);
	MUST(der_more(&list), RR_ROA_EMPTY);
	while (der_more(&list))
		TRY(address(&list, v.p[1] == 1 ? FAM_IPV4 : FAM_IPV6, l));
	return RR_OK;
}

static enum reason
attestation(struct der *d, uint64_t *asn, struct list *l)
{
	struct der in, blocks;
	unsigned seen = 0;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_ROA_FORM);
	TRY_AS(der_end(d), RR_ROA_FORM);
	/* DEFAULT 0 is not written, in whatever form. */
	MUST(!der_is(&in, DER_CONTEXT(0)) && !der_is(&in, DER_CONTEXT_P(0)),
	    RR_ROA_VERSION);
	TRY_AS(der_uint(&in, UINT32_MAX, asn), RR_ROA_ASID);
	TRY_AS(der_in(&in, DER_SEQ, &blocks), RR_ROA_FORM);
	TRY_AS(der_end(&in), RR_ROA_FORM);
	MUST(der_more(&blocks), RR_ROA_EMPTY);
	while (der_more(&blocks))
		TRY(family(&blocks, &seen, l));
	return RR_OK;
}

static bool
holds(const struct res *ee, const struct roa_prefix *p)
{
	num_t rest = p->len == (p->fam == FAM_IPV4 ? 32 : 128) ?
	    0 :
	    num_max(p->fam) >> p->len;

	return rset_has(&ee->set[p->fam],
	    (struct range){ p->lo, p->lo | rest });
}

enum reason
roa_parse(struct span content, const struct res *ee, struct roa **ret)
{
	AUTO(list_clear) struct list l = { 0 };
	struct der d = der_of(content);
	uint64_t asn = 0;
	struct roa *r;

	TRY(der_check(content));
	TRY(attestation(&d, &asn, &l));
	MUST(ee->ip && !res_inherits_any(ee), RR_ROA_EE_IP);
	for (size_t i = 0; i < l.n; i++)
		MUST(holds(ee, &l.v[i]), RR_ROA_EE_HOLDS);
	r = mem_alloc(sizeof(*r) + l.n * sizeof(r->v[0]));
	r->asn = (uint32_t)asn;
	r->n = (uint32_t)l.n;
	for (size_t i = 0; i < l.n; i++)
		r->v[i] = l.v[i];
	*ret = r;
	return RR_OK;
}
