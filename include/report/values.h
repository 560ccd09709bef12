/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_VALUES_H
#define REPORT_VALUES_H
/*
 * What stands behind a signature or a token when nobody can be asked any
 * more: for each certificate of a chain the CRL of the one above it.  Pure:
 * CRLs are offered, and where to get them is told.
 */
#include "base/date.h"
#include "report/xades.h"

#include <openssl/x509.h>

#define VALUES_NEEDS_MAX 64
#define VALUES_URLS_MAX 16
#define VALUES_URL_MAX 512 /* bytes */
#define VALUES_SLACK 300   /* seconds that a CRL may come from the future */

/* A certificate below an issuer, and the issuer's CRL once it was offered. */
struct values_need {
	X509 *cert, *issuer;
	X509_CRL *crl;
	size_t of; /* whose: the number that the caller gave */
};
struct values {
	struct values_need v[VALUES_NEEDS_MAX];
	size_t n;
	STACK_OF(X509) * extra; /* of chains, that stand in no token */
	utc_t now;
};
void values_init(struct values *v, utc_t now);
void values_clear(struct values *v);

/* The chain of a token, from its certificate to one that is trusted. */
int values_add_token(struct values *v, size_t of, struct span token,
    struct span trusted, struct err *e);
/* A signer's chain, leaf first; the last need not be self-signed. */
int values_add_chain(struct values *v, size_t of, const struct span *certs,
    size_t n, struct err *e);
/* A CRL, DER or PEM: kept for every certificate whose issuer signed it, where
 * it is newer than what is there and, if fresh, in force now.  Says for how
 * many. */
size_t values_offer(struct values *v, struct span crl, bool fresh);
/* http(s) URLs, a line each, of the CRLs that are published: of those that
 * are missing, or (all) of every one. */
void values_urls(const struct values *v, bool all, struct buf *ret);

/* Nothing is needed for it any more. */
void values_drop(struct values *v, size_t of);
/* Is any of its certificates on its issuer's CRL? */
bool values_revoked(const struct values *v, size_t of);
/* The first issuer whose CRL is published, and not there; NULL if none.
 * Owned. */
char *values_lack(const struct values *v, size_t of);
/* How many are not there. */
size_t values_lacks(const struct values *v);

/* The DERs of what is there for `of`, each once; to be cleared. */
struct values_ders {
	struct buf *v;
	size_t n, cap;
};
void values_crls(const struct values *v, size_t of, struct values_ders *ret);
void values_certs(const struct values *v, struct values_ders *ret);
void values_ders_clear(struct values_ders *d);

#endif
