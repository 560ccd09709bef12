/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/cert.h"

#include <string.h>

void
cert_clear(struct cert *c)
{
	if (c != NULL)
		res_clear(&c->res);
}

enum reason
cert_signature(struct der *d, struct span *ret)
{
	size_t bits;

	TRY(der_bits(d, ret, &bits));
	/* A signature of another length can be none of a 2048-bit key. */
	MUST(bits == RSA_BYTES * 8, RR_DER_VALUE);
	return RR_OK;
}

static enum reason
version(struct der *d)
{
	struct der in;
	uint64_t v;

	TRY(der_in(d, DER_CONTEXT(0), &in));
	TRY(der_uint(&in, UINT32_MAX, &v));
	MUST(v == 2, RR_DER_VALUE);
	return der_end(&in);
}

static enum reason
validity(struct der *d, struct cert *c)
{
	struct der in;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_CERT_FORM);
	TRY_AS(der_time(&in, &c->not_before), RR_CERT_TIME);
	TRY_AS(der_time(&in, &c->not_after), RR_CERT_TIME);
	TRY_AS(der_end(&in), RR_CERT_FORM);
	MUST(c->not_before <= c->not_after, RR_CERT_CROSSED);
	return RR_OK;
}

static enum reason
tbs(struct span raw, enum cert_kind kind, struct cert *c)
{
	struct der d = der_of(raw), in, ext;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_CERT_FORM);
	TRY_AS(version(&in), RR_CERT_VERSION);
	TRY_AS(der_big(&in, &c->serial), RR_CERT_SERIAL);
	MUST(c->serial.n != 1 || c->serial.p[0] != 0, RR_CERT_SERIAL);
	TRY_AS(der_alg(&in, OID_RSA_SHA256, false), RR_CERT_SIGALG);
	TRY_AS(der_raw(&in, DER_SEQ, &c->issuer), RR_CERT_FORM);
	TRY(name_check(c->issuer, &c->note));
	TRY(validity(&in, c));
	TRY_AS(der_raw(&in, DER_SEQ, &c->subject), RR_CERT_FORM);
	TRY(name_check(c->subject, &c->note));
	TRY_AS(der_raw(&in, DER_SEQ, &c->spki), RR_CERT_FORM);
	MUST(!der_is(&in, DER_CONTEXT_P(1)) && !der_is(&in, DER_CONTEXT_P(2)),
	    RR_CERT_UID);
	TRY_AS(der_in(&in, DER_CONTEXT(3), &ext), RR_EXT_FORM);
	TRY_AS(der_end(&in), RR_CERT_FORM);
	MUST(kind != CERT_TA || name_eq(c->issuer, c->subject), RR_TA_SELF);
	TRY(cert_extensions(&ext, kind, c));
	return der_end(&ext) == RR_OK ? RR_OK : RR_EXT_FORM;
}

/* The key, and that the identifier is its own. */
static enum reason
key(struct cert *c)
{
	unsigned char id[KEYID_LEN];

	if (c->kind != CERT_ROUTER)
		TRY(key_parse(c->spki, &c->n));
	TRY(key_id(c->spki, id));
	MUST(memcmp(id, c->ski, KEYID_LEN) == 0, RR_SKI_HASH);
	return RR_OK;
}

enum reason
cert_parse(struct span der, enum cert_kind kind, struct cert *ret)
{
	struct der d = der_of(der), in;

	assert(kind == CERT_FILE || kind == CERT_TA || kind == CERT_EE);
	memset(ret, 0, sizeof(*ret));
	TRY(der_check(der));
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_CERT_FORM);
	TRY_AS(der_raw(&in, DER_SEQ, &ret->tbs), RR_CERT_FORM);
	TRY(tbs(ret->tbs, kind, ret));
	TRY_AS(der_alg(&in, OID_RSA_SHA256, false), RR_CERT_SIGALG);
	TRY(key(ret));
	TRY_AS(cert_signature(&in, &ret->sig), RR_SIGNATURE);
	TRY_AS(der_end(&in), RR_CERT_FORM);
	res_shrink(&ret->res);
	return RR_OK;
}
