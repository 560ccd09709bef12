/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The extensions of a resource certificate (RFC 6487 section 4.8), from one
 * table: what each must be, and who must and may not have it. */
#include "rpki/cert.h"

#include <string.h>

enum {
	FOR_TA = 1 << 0,
	FOR_CA = 1 << 1,
	FOR_EE = 1 << 2,
	FOR_ROUTER = 1 << 3,
	FOR_ALL = 15
};

static enum reason
basic(struct span v, struct cert *c)
{
	struct der d = der_of(v), in;
	bool ca = false;

	(void)c;
	TRY_AS(der_in(&d, DER_SEQ, &in), RR_BC_FORM);
	TRY_AS(der_end(&d), RR_BC_FORM);
	if (!der_more(&in))
		return RR_BC_MISSING;
	TRY_AS(der_bool(&in, &ca), RR_BC_FORM);
	MUST(ca, RR_BC_MISSING);
	return der_end(&in) == RR_OK ? RR_OK : RR_BC_FORM;
}

static enum reason
ski(struct span v, struct cert *c)
{
	struct der d = der_of(v);
	struct span id;

	TRY_AS(der_get(&d, DER_OCTETS, &id), RR_SKI_FORM);
	MUST(id.n == KEYID_LEN && !der_more(&d), RR_SKI_FORM);
	memcpy(c->ski, id.p, KEYID_LEN);
	return RR_OK;
}

enum reason
ext_aki(struct span v, unsigned char ret[KEYID_LEN])
{
	struct der d = der_of(v), in;
	struct span id;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_AKI_FORM);
	TRY_AS(der_end(&d), RR_AKI_FORM);
	TRY_AS(der_get(&in, DER_CONTEXT_P(0), &id), RR_AKI_KEYID);
	MUST(id.n == KEYID_LEN, RR_AKI_FORM);
	MUST(!der_more(&in), RR_AKI_EXTRA);
	memcpy(ret, id.p, KEYID_LEN);
	return RR_OK;
}

static enum reason
aki(struct span v, struct cert *c)
{
	c->has_aki = true;
	return ext_aki(v, c->aki);
}

/* Nine bits are defined; the first byte holds all that the profile uses. */
static enum reason
usage(struct span v, struct cert *c)
{
	struct der d = der_of(v);
	struct span b;
	size_t bits;

	TRY_AS(der_bits(&d, &b, &bits), RR_KU_FORM);
	MUST(!der_more(&d) && bits <= 9, RR_KU_FORM);
	/* A named bit list ends in a one (X.690 section 11.2.2). */
	MUST(bits == 0 ||
		(b.p[(bits - 1) / 8] >> (7 - (bits - 1) % 8) & 1) != 0,
	    RR_KU_FORM);
	c->usage = 0;
	for (size_t i = 0; i < bits; i++)
		if ((b.p[i / 8] >> (7 - i % 8) & 1) != 0)
			c->usage |= 1u << i;
	return RR_OK;
}

/* Only a router's certificate has one (RFC 8209 section 3.1.3.2). */
static enum reason
eku(struct span v, struct cert *c)
{
	struct der d = der_of(v), in;
	struct span oid;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_EKU);
	while (der_more(&in)) {
		TRY_AS(der_get(&in, DER_OID, &oid), RR_EKU);
		if (span_eq(oid, OID("\x2b\x06\x01\x05\x05\x07\x03\x1e")))
			c->router_eku = true;
	}
	return c->router_eku ? RR_OK : RR_EKU;
}

static enum reason
ip(struct span v, struct cert *c)
{
	return res_ip_parse(v, &c->res);
}

static enum reason
as(struct span v, struct cert *c)
{
	return res_as_parse(v, &c->res);
}

enum ext {
	E_BC,
	E_SKI,
	E_AKI,
	E_KU,
	E_EKU,
	E_CRLDP,
	E_AIA,
	E_SIA,
	E_CP,
	E_IP,
	E_AS,
	E_N
};

static const struct {
	const char *oid;
	unsigned char oid_n;
	bool critical;
	enum reason bad_critical;
	enum reason (*parse)(struct span v, struct cert *c);
	unsigned must, may_not; /* FOR_ bits */
	enum reason missing, forbidden;
} table[E_N] = {
#define PKIX_PE "\x2b\x06\x01\x05\x05\x07\x01"
	[E_BC] = { "\x55\x1d\x13", 3, true, RR_BC_CRITICAL, basic,
	    FOR_TA | FOR_CA, FOR_EE | FOR_ROUTER, RR_BC_MISSING, RR_BC_EE },
	[E_SKI] = { "\x55\x1d\x0e", 3, false, RR_SKI_FORM, ski, FOR_ALL, 0,
	    RR_SKI_FORM, RR_OK },
	[E_AKI] = { "\x55\x1d\x23", 3, false, RR_AKI_FORM, aki,
	    FOR_ALL & ~FOR_TA, 0, RR_AKI_MISSING, RR_OK },
	[E_KU] = { "\x55\x1d\x0f", 3, true, RR_KU_CRITICAL, usage, FOR_ALL, 0,
	    RR_KU_MISSING, RR_OK },
	[E_EKU] = { "\x55\x1d\x25", 3, false, RR_EKU, eku, FOR_ROUTER,
	    FOR_TA | FOR_CA | FOR_EE, RR_EKU, RR_EKU },
	[E_CRLDP] = { "\x55\x1d\x1f", 3, false, RR_CRLDP_FORM, ext_crldp,
	    FOR_ALL & ~FOR_TA, FOR_TA, RR_CRLDP_MISSING, RR_CRLDP_SELF },
	[E_AIA] = { PKIX_PE "\x01", 8, false, RR_AIA_FORM, ext_aia,
	    FOR_ALL & ~FOR_TA, FOR_TA, RR_AIA_MISSING, RR_AIA_SELF },
	[E_SIA] = { PKIX_PE "\x0b", 8, false, RR_SIA_FORM, ext_sia,
	    FOR_TA | FOR_CA | FOR_EE, FOR_ROUTER, RR_SIA_MISSING,
	    RR_SIA_METHOD },
	[E_CP] = { "\x55\x1d\x20", 3, true, RR_CP_CRITICAL, ext_policies,
	    FOR_ALL, 0, RR_CP_MISSING, RR_OK },
	[E_IP] = { PKIX_PE "\x07", 8, true, RR_RES_CRITICAL, ip, 0, 0, RR_OK,
	    RR_OK },
	[E_AS] = { PKIX_PE "\x08", 8, true, RR_RES_CRITICAL, as, 0, 0, RR_OK,
	    RR_OK },
};

static unsigned
who_of(enum cert_kind kind)
{
	return kind == CERT_TA	? FOR_TA :
	    kind == CERT_EE	? FOR_EE :
	    kind == CERT_ROUTER ? FOR_ROUTER :
	    kind == CERT_CA	? FOR_CA :
				  0;
}

static enum reason
one(struct der *d, enum cert_kind kind, struct cert *c)
{
	struct der in;
	struct span oid, v;
	bool critical = false;
	size_t k = 0;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_EXT_FORM);
	TRY_AS(der_get(&in, DER_OID, &oid), RR_EXT_FORM);
	if (der_is(&in, DER_BOOL)) {
		TRY_AS(der_bool(&in, &critical), RR_EXT_FORM);
		MUST(critical, RR_EXT_FORM); /* a DEFAULT is not written */
	}
	TRY_AS(der_get(&in, DER_OCTETS, &v), RR_EXT_FORM);
	TRY_AS(der_end(&in), RR_EXT_FORM);
	while (k < E_N &&
	    !span_eq(oid,
		(struct span){ (const unsigned char *)table[k].oid,
		    table[k].oid_n }))
		k++;
	if (k == E_N) {
		MUST(!critical, RR_EXT_UNKNOWN);
		c->note = RR_EXT_UNKNOWN;
		return RR_OK;
	}
	MUST((c->seen >> k & 1) == 0, RR_EXT_TWICE);
	c->seen |= 1u << k;
	MUST((table[k].may_not & who_of(kind)) == 0, table[k].forbidden);
	MUST(critical == table[k].critical, table[k].bad_critical);
	TRY(der_check(v));
	return table[k].parse(v, c);
}

static enum reason
profile(unsigned who, struct cert *c)
{
	for (size_t k = 0; k < E_N; k++) {
		bool seen = (c->seen >> k & 1) != 0;

		MUST(seen || (table[k].must & who) == 0, table[k].missing);
		MUST(!seen || (table[k].may_not & who) == 0,
		    table[k].forbidden);
	}
	MUST(c->res.ip || c->res.as, RR_RES_NONE);
	/* Bits 5 and 6: keyCertSign and cRLSign; bit 0: digitalSignature. */
	if ((who & (FOR_TA | FOR_CA)) != 0)
		MUST(c->usage == (1u << 5 | 1u << 6), RR_KU_CA);
	else
		MUST(c->usage == 1u << 0, RR_KU_EE);
	return RR_OK;
}

static enum reason
access_of(unsigned who, struct cert *c)
{
	if ((who & FOR_EE) != 0) {
		MUST(c->repo.n == 0 && c->mft.n == 0 && !c->sia_other,
		    RR_SIA_METHOD);
		MUST(c->object.n != 0, RR_SIA_OBJECT);
		/* Large CAs have put it there, and no relying party minds. */
		if (c->notify.n != 0)
			c->note = RR_SIA_METHOD;
	} else if ((who & (FOR_CA | FOR_TA)) != 0) {
		MUST(c->repo.n != 0, RR_SIA_REPO);
		MUST(c->mft.n != 0, RR_SIA_MFT);
	}
	return RR_OK;
}

enum reason
cert_extensions(struct der *d, enum cert_kind kind, struct cert *c)
{
	struct der in;
	unsigned who;

	TRY_AS(der_in(d, DER_SEQ, &in), RR_EXT_FORM);
	while (der_more(&in))
		TRY(one(&in, kind, c));
	c->kind = kind != CERT_FILE ? kind :
	    c->router_eku	    ? CERT_ROUTER :
				      CERT_CA;
	who = who_of(c->kind);
	TRY(profile(who, c));
	TRY(access_of(who, c));
	if (c->kind == CERT_TA) {
		MUST(!c->has_aki || memcmp(c->aki, c->ski, KEYID_LEN) == 0,
		    RR_AKI_SELF);
		MUST(!res_inherits_any(&c->res), RR_TA_INHERIT);
	}
	return RR_OK;
}
