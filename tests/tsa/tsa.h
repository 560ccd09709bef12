/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_TSA_TSA_H
#define TESTS_TSA_TSA_H
/* A time-stamping authority for tests, by OpenSSL's own responder. */
#include "base/base.h"
#include "base/date.h"

#include <openssl/x509.h>

struct tsa {
	EVP_PKEY *ca_key, *key;
	X509 *ca, *cert;
	utc_t now; /* what it takes as now; 0: the system's clock */
	uint64_t serial;
};
/* A CA and below it a certificate for time-stamping alone, both valid for
 * years from `from`. */
void tsa_make(struct tsa *t, utc_t from, int years);
/* The same one after the other; a further unit has the same key.  The authority's certificate names crl_url
 * as where its CRL is, unless that is NULL; serial is its number. */
void tsa_make_ca(struct tsa *t, const char *name, utc_t from, int days);
void tsa_make_unit(struct tsa *t, const char *name, const char *crl_url,
    long serial, utc_t from, int days);
void tsa_clear(struct tsa *t);
/* The CA's certificate, PEM. */
void tsa_trust(const struct tsa *t, struct buf *pem);
/* The CA's CRL, DER; serial 0: nothing is revoked. */
void tsa_crl(const struct tsa *t, long serial, utc_t from, utc_t next,
    struct buf *der);
/* Answers a TimeStampReq; what is no request gets a rejection. */
void tsa_answer(struct tsa *t, struct span request, struct buf *reply);

#endif
