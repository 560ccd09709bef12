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
void tsa_clear(struct tsa *t);
/* The CA's certificate, PEM. */
void tsa_trust(const struct tsa *t, struct buf *pem);
/* Answers a TimeStampReq; what is no request gets a rejection. */
void tsa_answer(struct tsa *t, struct span request, struct buf *reply);

#endif
