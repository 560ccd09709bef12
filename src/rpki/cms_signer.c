/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SignerInfo and its signed attributes. */
#include "rpki/cms.h"

#include <string.h>

#define PKCS9 "\x2a\x86\x48\x86\xf7\x0d\x01\x09"

enum { A_TYPE, A_DIGEST, A_TIME, A_BINARY_TIME, A_N };

static const struct {
	const char *oid;
	unsigned char n;
} attr_oid[A_N] = {
	[A_TYPE] = { PKCS9 "\x03", 9 },
	[A_DIGEST] = { PKCS9 "\x04", 9 },
	[A_TIME] = { PKCS9 "\x05", 9 },
	[A_BINARY_TIME] = { PKCS9 "\x10\x02\x2e", 11 },
};

static enum reason
attr_value(int which, struct der *v, struct cms *c)
{
	struct span s;

	switch (which) {
	case A_TYPE:
		TRY_AS(der_oid(v, c->type), RR_CMS_ATTR_TYPE);
		return RR_OK;
	case A_DIGEST:
		TRY_AS(der_get(v, DER_OCTETS, &c->digest), RR_CMS_ATTR_DIGEST);
		MUST(c->digest.n == DIGEST_LEN, RR_CMS_ATTR_DIGEST);
		return RR_OK;
	case A_TIME:
		TRY_AS(der_time(v, &c->signing_time), RR_CMS_ATTR_TIME);
		return RR_OK;
	default:
		/* Allowed until RFC 9589: the walk knows the date. */
		TRY_AS(der_get(v, DER_INT, &s), RR_CMS_ATTR_TIME);
		c->binary_time = true;
		return RR_OK;
	}
}

static enum reason
attribute(struct der *d, unsigned *seen, struct cms *c)
{
	struct der in, set, value;
	struct span oid, one;
	int k = 0;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_CMS_ATTRS);
	TRY_AS(der_get(&in, DER_OID, &oid), RR_CMS_ATTRS);
	TRY_AS(der_in(&in, DER_SET, &set), RR_CMS_ATTRS);
	TRY_AS(der_end(&in), RR_CMS_ATTRS);
	while (k < A_N &&
	    !span_eq(oid,
		(struct span){ (const unsigned char *)attr_oid[k].oid,
		    attr_oid[k].n }))
		k++;
	MUST(k < A_N, RR_CMS_ATTR_UNKNOWN);
	MUST((*seen >> k & 1) == 0, RR_CMS_ATTR_TWICE);
	*seen |= 1u << k;
	TRY_AS(der_any(&set, NULL, &one), RR_CMS_ATTR_VALUES);
	MUST(!der_more(&set), RR_CMS_ATTR_VALUES);
	value = der_of(one);
	return attr_value(k, &value, c);
}

/* The digest is of the SET OF in DER, so that its order counts though the
 * tag here is another. */
static enum reason
attributes(struct der *d, struct cms *c)
{
	struct der in;
	struct span v, last = { NULL, 0 };
	unsigned seen = 0;

	TRY_AS(der_raw(d, DER_CONTEXT(0), &c->attrs), RR_CMS_ATTRS);
	in = der_of(c->attrs);
	TRY_AS(der_get(&in, DER_CONTEXT(0), &v), RR_CMS_ATTRS);
	MUST(v.n != 0, RR_CMS_ATTRS);
	in = der_of(v);
	while (der_more(&in)) {
		const unsigned char *from = in.p;
		struct span one;

		TRY(attribute(&in, &seen, c));
		one = (struct span){ from, (size_t)(in.p - from) };
		MUST(span_cmp(last, one) < 0, RR_CMS_ATTRS_ORDER);
		last = one;
	}
	MUST((seen >> A_TYPE & 1) != 0, RR_CMS_ATTR_TYPE);
	MUST((seen >> A_DIGEST & 1) != 0, RR_CMS_ATTR_DIGEST);
	return RR_OK;
}

static enum reason
signature_alg(struct der *d)
{
	struct der other = *d;

	if (der_alg(d, OID_RSA, true) == RR_OK)
		return RR_OK;
	TRY(der_alg(&other, OID_RSA_SHA256, true));
	*d = other;
	return RR_OK;
}

enum reason
cms_signer(struct der *d, struct cms *c)
{
	struct der in;
	struct span sid;
	uint64_t version;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_CMS_SIGNERS);
	TRY_AS(der_uint(&in, UINT32_MAX, &version), RR_CMS_SI_VERSION);
	MUST(version == 3, RR_CMS_SI_VERSION);
	TRY_AS(der_get(&in, DER_CONTEXT_P(0), &sid), RR_CMS_SID);
	MUST(sid.n == KEYID_LEN && memcmp(sid.p, c->ee.ski, KEYID_LEN) == 0,
	    RR_CMS_SID);
	TRY_AS(der_alg(&in, OID_SHA256, true), RR_CMS_SI_DIGEST);
	TRY(attributes(&in, c));
	TRY_AS(signature_alg(&in), RR_CMS_SIGALG);
	TRY_AS(der_get(&in, DER_OCTETS, &c->sig), RR_CMS_SIGNATURE);
	MUST(c->sig.n == RSA_BYTES, RR_CMS_SIGNATURE);
	MUST(!der_is(&in, DER_CONTEXT(1)), RR_CMS_UNSIGNED);
	return der_end(&in) == RR_OK ? RR_OK : RR_CMS_SIGNERS;
}
