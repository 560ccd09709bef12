/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains and CRLs at an instant that may be long past. */
#include "report/verify_priv.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

static void
store_ctx_free(X509_STORE_CTX **p)
{
	X509_STORE_CTX_free(*p);
}

static void
stack_free(STACK_OF(X509) * *s)
{
	sk_X509_free(*s);
}

void
chains_clear(struct chains *c)
{
	X509_STORE_free(c->signers);
	X509_STORE_free(c->tsas);
	sk_X509_pop_free(c->more, X509_free);
	sk_X509_CRL_pop_free(c->crls, X509_CRL_free);
	ERR_clear_error();
}

/* NULL where nothing is trusted. */
static X509_STORE *
store_of(struct span pem, int max)
{
	X509_STORE *st = X509_STORE_new();
	BIO *b = BIO_new_mem_buf(pem.p, (int)pem.n);
	X509 *x;
	int n = 0;

	while (st != NULL && b != NULL && n < max &&
	    (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
		X509_STORE_add_cert(st, x);
		X509_free(x);
		n++;
	}
	BIO_free(b);
	if (n == 0) {
		X509_STORE_free(st);
		st = NULL;
	}
	return st;
}

static void
read_pem_crls(struct span pem, STACK_OF(X509_CRL) * to)
{
	BIO *b = BIO_new_mem_buf(pem.p, (int)pem.n);
	X509_CRL *c;

	while (b != NULL && sk_X509_CRL_num(to) < XADES_VALUES_MAX &&
	    (c = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL)) != NULL)
		sk_X509_CRL_push(to, c);
	BIO_free(b);
}

/* All of its bytes, or nothing. */
static bool
read_value(const struct xades_item *i, struct chains *c)
{
	const unsigned char *p = (const unsigned char *)i->der.p;
	const unsigned char *end = p + i->der.n;
	X509 *x;
	X509_CRL *l;

	if (i->kind == XADES_CERT) {
		x = d2i_X509(NULL, &p, (long)i->der.n);
		if (x != NULL)
			sk_X509_push(c->more, x);
		return x != NULL && p == end;
	}
	l = d2i_X509_CRL(NULL, &p, (long)i->der.n);
	if (l != NULL)
		sk_X509_CRL_push(c->crls, l);
	return l != NULL && p == end;
}

void
chains_open(const struct verify_trust *t, const struct xades *x,
    struct chains *ret, struct verify_result *v)
{
	ret->signers = store_of(t->signers_pem, VERIFY_SIGNERS_MAX);
	ret->tsas =
	    x->stamps == 0 ? NULL : store_of(t->tsas_pem, TIMESTAMP_TRUST_MAX);
	ret->more = sk_X509_new_null();
	ret->crls = sk_X509_CRL_new_null();
	read_pem_crls(t->crls_pem, ret->crls);
	for (size_t i = 0; i < x->n; i++)
		if ((x->v[i].kind == XADES_CERT ||
			x->v[i].kind == XADES_CRL) &&
		    !read_value(&x->v[i], ret))
			verify_bad(v,
			    "unexpected unsigned property: neither a "
			    "certificate nor a CRL");
}

/* --- revocation --- */

static bool
idp_covers(ISSUING_DIST_POINT *p, X509 *x)
{
	bool is_ca = X509_check_ca(x) > 0;

	return !(p->onlyattr > 0 || p->indirectCRL > 0 ||
	    p->onlysomereasons != NULL || (p->onlyuser > 0 && is_ca) ||
	    (p->onlyCA > 0 && !is_ca));
}

/* Does the CRL speak of certificates like this one at all? */
static bool
covers(X509_CRL *l, X509 *x)
{
	int i = -1, critical = 0;
	ISSUING_DIST_POINT *p;
	bool ok = true;

	while ((i = X509_CRL_get_ext_by_critical(l, 1, i)) >= 0)
		if (OBJ_obj2nid(X509_EXTENSION_get_object(X509_CRL_get_ext(l,
			i))) != NID_issuing_distribution_point)
			return false; /* a delta, or something unknown */
	p = X509_CRL_get_ext_d2i(l, NID_issuing_distribution_point, &critical,
	    NULL);
	if (p != NULL)
		ok = idp_covers(p, x);
	else if (critical >= 0)
		ok = false; /* unreadable, or more than one */
	ISSUING_DIST_POINT_free(p);
	return ok;
}

/* t <= when; an absent or unreadable time is not. */
static bool
by(const ASN1_TIME *t, utc_t when)
{
	time_t w = (time_t)when;

	return t != NULL && X509_cmp_time(t, &w) < 0;
}

static enum standing
one_crl(X509_CRL *l, X509 *x, X509 *issuer, utc_t when)
{
	X509_REVOKED *r = NULL;

	if (X509_NAME_cmp(X509_CRL_get_issuer(l),
		X509_get_subject_name(issuer)) != 0 ||
	    X509_CRL_verify(l, X509_get0_pubkey(issuer)) != 1 || !covers(l, x))
		return UNTOLD;
	if (X509_CRL_get0_by_cert(l, &r, x) == 1 &&
	    by(X509_REVOKED_get0_revocationDate(r), when))
		return REVOKED;
	return by(X509_CRL_get0_nextUpdate(l), when) ? UNTOLD : STANDS;
}

/* The chain's last is trusted by itself. */
static enum standing
standing_of(const struct chains *c, STACK_OF(X509) * chain, utc_t when)
{
	enum standing all = STANDS;

	for (int i = 0; i + 1 < sk_X509_num(chain); i++) {
		enum standing one = UNTOLD;

		for (int k = 0; k < sk_X509_CRL_num(c->crls) && one != REVOKED;
		     k++) {
			enum standing s =
			    one_crl(sk_X509_CRL_value(c->crls, k),
				sk_X509_value(chain, i),
				sk_X509_value(chain, i + 1), when);

			if (s != UNTOLD)
				one = s;
		}
		if (one == REVOKED)
			return REVOKED;
		if (one == UNTOLD)
			all = UNTOLD;
	}
	return all;
}

struct judged
chain_judged(const struct chains *c, X509_STORE *roots, STACK_OF(X509) * certs,
    int purpose, utc_t when)
{
	AUTO(store_ctx_free) X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	AUTO(stack_free) STACK_OF(X509) *between = sk_X509_dup(certs);
	struct judged j = { false, UNTOLD };
	X509_VERIFY_PARAM *p;

	if (roots == NULL || ctx == NULL || between == NULL)
		return j;
	for (int i = 0; i < sk_X509_num(c->more); i++)
		sk_X509_push(between, sk_X509_value(c->more, i));
	if (X509_STORE_CTX_init(ctx, roots, sk_X509_value(certs, 0),
		between) != 1)
		return j;
	p = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(p, (time_t)when);
	X509_VERIFY_PARAM_set_flags(p, X509_V_FLAG_PARTIAL_CHAIN);
	if (purpose != 0)
		X509_VERIFY_PARAM_set_purpose(p, purpose);
	if (X509_verify_cert(ctx) != 1)
		return j;
	j.trusted = true;
	j.standing = standing_of(c, X509_STORE_CTX_get0_chain(ctx), when);
	return j;
}

char *
cert_subject(X509 *x)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p = NULL, *s;
	long n = 0;

	if (b != NULL &&
	    X509_NAME_print_ex(b, X509_get_subject_name(x), 0,
		XN_FLAG_RFC2253 | ASN1_STRFLGS_ESC_CTRL |
		    ASN1_STRFLGS_ESC_MSB) >= 0)
		n = BIO_get_mem_data(b, &p);
	s = mem_strndup(n > 0 ? p : "", n > 0 ? (size_t)n : 0);
	BIO_free(b);
	return s;
}
