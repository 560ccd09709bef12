/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/crl.h"

#include <stdlib.h>
#include <string.h>

void
crl_clear(struct crl *c)
{
	if (c == NULL)
		return;
	free(c->revoked);
	memset(c, 0, sizeof(*c));
}

static int
serial_cmp(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

bool
crl_has(const struct crl *c, struct span serial)
{
	return c->n != 0 &&
	    bsearch(&serial, c->revoked, c->n, sizeof(*c->revoked),
		serial_cmp) != NULL;
}

static enum reason
entry(struct der *d, struct crl *c)
{
	struct der in;
	struct span serial;
	utc_t when;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_CRL_ENTRY);
	TRY_AS(der_big(&in, &serial), RR_CRL_ENTRY_SERIAL);
	MUST(serial.n != 1 || serial.p[0] != 0, RR_CRL_ENTRY_SERIAL);
	TRY_AS(der_time(&in, &when), RR_CRL_ENTRY);
	MUST(!der_more(&in), RR_CRL_ENTRY_EXT);
	c->revoked =
	    mem_grow(c->revoked, &c->cap, c->n + 1, sizeof(*c->revoked));
	c->revoked[c->n++] = serial;
	return RR_OK;
}

static enum reason
entries(struct der *d, struct crl *c)
{
	struct der in;

	if (!der_is(d, DER_SEQ))
		return RR_OK;
	TRY_AS(der_in(d, DER_SEQ, &in), RR_CRL_ENTRY);
	/* Real CAs have written it; it changes nothing. */
	if (!der_more(&in))
		c->note = RR_CRL_EMPTY;
	while (der_more(&in))
		TRY(entry(&in, c));
	if (c->n != 0)
		qsort(c->revoked, c->n, sizeof(*c->revoked), serial_cmp);
	return RR_OK;
}

static enum reason
number(struct span v, struct crl *c)
{
	struct der d = der_of(v);

	MUST(c->number.n == 0, RR_EXT_TWICE);
	TRY_AS(der_big(&d, &c->number), RR_CRL_NUMBER);
	return der_end(&d) == RR_OK ? RR_OK : RR_CRL_NUMBER;
}

static enum reason
extension(struct der *d, bool *aki, struct crl *c)
{
	struct der in;
	struct span oid, v;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_CRL_EXT);
	TRY_AS(der_get(&in, DER_OID, &oid), RR_CRL_EXT);
	/* Neither of the two may be critical. */
	TRY_AS(der_get(&in, DER_OCTETS, &v), RR_CRL_EXT);
	TRY_AS(der_end(&in), RR_CRL_EXT);
	TRY(der_check(v));
	if (span_eq(oid, OID("\x55\x1d\x14")))
		return number(v, c);
	MUST(span_eq(oid, OID("\x55\x1d\x23")), RR_CRL_EXT);
	MUST(!*aki, RR_EXT_TWICE);
	*aki = true;
	return ext_aki(v, c->aki);
}

static enum reason
extensions(struct der *d, struct crl *c)
{
	struct der outer, in;
	bool aki = false;

	if (der_more(d)) {
		TRY_AS(der_in(d, DER_CONTEXT(0), &outer), RR_CRL_FORM);
		TRY_AS(der_in(&outer, DER_SEQ, &in), RR_CRL_FORM);
		TRY_AS(der_end(&outer), RR_CRL_FORM);
		while (der_more(&in))
			TRY(extension(&in, &aki, c));
	}
	MUST(aki, RR_CRL_AKI);
	MUST(c->number.n != 0, RR_CRL_NUMBER);
	return der_end(d) == RR_OK ? RR_OK : RR_CRL_FORM;
}

static enum reason
tbs(struct span raw, struct crl *c)
{
	struct der d = der_of(raw), in;
	uint64_t v;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_CRL_FORM);
	TRY_AS(der_uint(&in, UINT32_MAX, &v), RR_CRL_VERSION);
	MUST(v == 1, RR_CRL_VERSION);
	TRY_AS(der_alg(&in, OID_RSA_SHA256, false), RR_CRL_SIGALG);
	TRY_AS(der_raw(&in, DER_SEQ, &c->issuer), RR_CRL_FORM);
	TRY(name_check(c->issuer, &c->note));
	TRY_AS(der_time(&in, &c->this_update), RR_CRL_TIME);
	TRY_AS(der_time(&in, &c->next_update), RR_CRL_TIME);
	MUST(c->this_update <= c->next_update, RR_CRL_CROSSED);
	TRY(entries(&in, c));
	return extensions(&in, c);
}

enum reason
crl_parse(struct span der, struct crl *ret)
{
	struct der d = der_of(der), in;

	memset(ret, 0, sizeof(*ret));
	TRY(der_check(der));
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_CRL_FORM);
	TRY_AS(der_raw(&in, DER_SEQ, &ret->tbs), RR_CRL_FORM);
	TRY(tbs(ret->tbs, ret));
	TRY_AS(der_alg(&in, OID_RSA_SHA256, false), RR_CRL_SIGALG);
	TRY_AS(cert_signature(&in, &ret->sig), RR_SIGNATURE);
	return der_end(&in) == RR_OK ? RR_OK : RR_CRL_FORM;
}
