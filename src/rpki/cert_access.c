/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions that hold URIs, and the policies. */
#include "rpki/cert.h"
#include "rpki/uri.h"

#define URI_NAME DER_CONTEXT_P(6) /* GeneralName: uniformResourceIdentifier */

/* The first rsync URI of these general names stays; at least one must be. */
static enum reason
crl_names(struct der *d, struct span *ret)
{
	bool found = false;

	while (der_more(d)) {
		struct span uri;

		if (!der_is(d, URI_NAME)) {
			TRY_AS(der_any(d, NULL, &uri), RR_CRLDP_FORM);
			continue;
		}
		TRY_AS(der_get(d, URI_NAME, &uri), RR_CRLDP_FORM);
		if (!span_starts(uri, "rsync://"))
			continue;
		TRY(uri_rsync(uri));
		if (!found)
			*ret = uri;
		found = true;
	}
	return found ? RR_OK : RR_CRLDP_URI;
}

enum reason
ext_crldp(struct span v, struct cert *c)
{
	struct der d = der_of(v), list, point, name, full;

	TRY_AS(der_in(&d, DER_SEQ, &list), RR_CRLDP_FORM);
	TRY_AS(der_in(&list, DER_SEQ, &point), RR_CRLDP_FORM);
	MUST(!der_more(&list) && !der_more(&d), RR_CRLDP_FORM);
	TRY_AS(der_in(&point, DER_CONTEXT(0), &name), RR_CRLDP_FORM);
	MUST(!der_more(&point), RR_CRLDP_FORM); /* reasons, cRLIssuer */
	TRY_AS(der_in(&name, DER_CONTEXT(0), &full), RR_CRLDP_FORM);
	MUST(!der_more(&name), RR_CRLDP_FORM);
	return crl_names(&full, &c->crldp);
}

/* One AccessDescription. */
static enum reason
description(struct der *d, struct span *method, struct span *uri,
    enum reason form)
{
	struct der in;

	TRY_AS(der_in(d, DER_SEQ, &in), form);
	TRY_AS(der_get(&in, DER_OID, method), form);
	if (der_is(&in, URI_NAME))
		TRY_AS(der_get(&in, URI_NAME, uri), form);
	else {
		TRY_AS(der_any(&in, NULL, uri), form);
		*uri = (struct span){ NULL, 0 };
	}
	TRY_AS(der_end(&in), form);
	return RR_OK;
}

#define PKIX_AD "\x2b\x06\x01\x05\x05\x07\x30"

enum reason
ext_aia(struct span v, struct cert *c)
{
	struct der d = der_of(v), in;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_AIA_FORM);
	while (der_more(&in)) {
		struct span method, uri;

		TRY(description(&in, &method, &uri, RR_AIA_FORM));
		MUST(span_eq(method, OID(PKIX_AD "\x02")), RR_AIA_URI);
		if (c->aia.n == 0 && span_starts(uri, "rsync://")) {
			TRY(uri_rsync(uri));
			c->aia = uri;
		}
	}
	MUST(c->aia.n != 0, RR_AIA_URI);
	return RR_OK;
}

static enum reason
keep(struct span *at, struct span uri)
{
	if (!span_starts(uri, "rsync://"))
		return RR_OK; /* others may stand beside the rsync URI */
	TRY(uri_rsync(uri));
	if (at->n == 0)
		*at = uri;
	return RR_OK;
}

static enum reason
sia_one(struct span method, struct span uri, struct cert *c)
{
	if (span_eq(method, OID(PKIX_AD "\x05")))
		return keep(&c->repo, uri);
	if (span_eq(method, OID(PKIX_AD "\x0a")))
		return keep(&c->mft, uri);
	if (span_eq(method, OID(PKIX_AD "\x0b")))
		return keep(&c->object, uri);
	if (span_eq(method, OID(PKIX_AD "\x0d"))) {
		MUST(uri_https(uri) == RR_OK, RR_SIA_NOTIFY);
		c->notify = uri;
		return RR_OK;
	}
	c->sia_other = true;
	return RR_OK;
}

enum reason
ext_sia(struct span v, struct cert *c)
{
	struct der d = der_of(v), in;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_SIA_FORM);
	MUST(der_more(&in), RR_SIA_FORM);
	while (der_more(&in)) {
		struct span method, uri;

		TRY(description(&in, &method, &uri, RR_SIA_FORM));
		TRY(sia_one(method, uri, c));
	}
	return RR_OK;
}

/* At most one qualifier, and that a CPS pointer (RFC 7318). */
static enum reason
qualifiers(struct der *d)
{
	struct der list, one;
	struct span uri;

	TRY(der_in(d, DER_SEQ, &list));
	TRY(der_in(&list, DER_SEQ, &one));
	TRY(der_oid(&one, OID("\x2b\x06\x01\x05\x05\x07\x02\x01")));
	TRY(der_get(&one, DER_IA5, &uri));
	TRY(der_end(&one));
	return der_end(&list);
}

enum reason
ext_policies(struct span v, struct cert *c)
{
	struct der d = der_of(v), list, one;
	struct span oid;

	(void)c;
	TRY_AS(der_in(&d, DER_SEQ, &list), RR_CP_FORM);
	TRY_AS(der_in(&list, DER_SEQ, &one), RR_CP_FORM);
	TRY_AS(der_get(&one, DER_OID, &oid), RR_CP_FORM);
	MUST(span_eq(oid, OID("\x2b\x06\x01\x05\x05\x07\x0e\x02")) &&
		!der_more(&list),
	    RR_CP_OID);
	if (der_more(&one))
		TRY_AS(qualifiers(&one), RR_CP_FORM);
	TRY_AS(der_end(&one), RR_CP_FORM);
	return RR_OK;
}
