/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/cms.h"

#include <string.h>

void
cms_clear(struct cms *c)
{
	if (c != NULL)
		cert_clear(&c->ee);
}

static enum reason
digests(struct der *d)
{
	struct der set;

	TRY(der_in(d, DER_SET, &set));
	TRY(der_alg(&set, OID_SHA256, true));
	return der_end(&set);
}

static enum reason
content(struct der *d, struct span type, struct cms *c)
{
	struct der in, outer;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_CMS_FORM);
	TRY_AS(der_get(&in, DER_OID, &c->type), RR_CMS_ECONTENT_TYPE);
	MUST(span_eq(c->type, type), RR_CMS_ECONTENT_TYPE);
	TRY_AS(der_in(&in, DER_CONTEXT(0), &outer), RR_CMS_ECONTENT);
	TRY_AS(der_end(&in), RR_CMS_ECONTENT);
	TRY_AS(der_get(&outer, DER_OCTETS, &c->content), RR_CMS_ECONTENT);
	MUST(c->content.n != 0 && !der_more(&outer), RR_CMS_ECONTENT);
	return RR_OK;
}

static enum reason
certificate(struct der *d, struct cms *c)
{
	struct der in;
	struct span raw;

	TRY_AS(der_in(d, DER_CONTEXT(0), &in), RR_CMS_CERTS);
	TRY_AS(der_raw(&in, DER_SEQ, &raw), RR_CMS_CERTS);
	MUST(!der_more(&in), RR_CMS_CERTS);
	return cert_parse(raw, CERT_EE, &c->ee);
}

static enum reason
signer(struct der *d, struct cms *c)
{
	struct der set;

	TRY_AS(der_in(d, DER_SET, &set), RR_CMS_SIGNERS);
	MUST(der_is(&set, DER_SEQ), RR_CMS_SIGNERS);
	TRY(cms_signer(&set, c));
	MUST(!der_more(&set), RR_CMS_SIGNERS);
	return RR_OK;
}

static enum reason
signed_data(struct der *d, struct span type, struct cms *c)
{
	struct der in;
	uint64_t version;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_CMS_FORM);
	TRY_AS(der_end(d), RR_CMS_FORM);
	TRY_AS(der_uint(&in, UINT32_MAX, &version), RR_CMS_VERSION);
	MUST(version == 3, RR_CMS_VERSION);
	TRY_AS(digests(&in), RR_CMS_DIGEST);
	TRY(content(&in, type, c));
	TRY(certificate(&in, c));
	MUST(!der_is(&in, DER_CONTEXT(1)), RR_CMS_CRLS);
	TRY(signer(&in, c));
	return der_end(&in) == RR_OK ? RR_OK : RR_CMS_FORM;
}

enum reason
cms_parse(struct span der, struct span type, struct cms *ret)
{
	struct der d = der_of(der), in, data;

	memset(ret, 0, sizeof(*ret));
	ret->signing_time = TIME_NONE;
	TRY(der_check(der));
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_CMS_FORM);
	TRY_AS(der_oid(&in, OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")),
	    RR_CMS_TYPE);
	TRY_AS(der_in(&in, DER_CONTEXT(0), &data), RR_CMS_FORM);
	TRY_AS(der_end(&in), RR_CMS_FORM);
	return signed_data(&data, type, ret);
}
