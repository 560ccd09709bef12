/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SIGNER_H
#define REPORT_SIGNER_H
/*
 * The key that signs reports and notices, and its certificates.  The key may
 * be one that cannot leave its provider: it is only ever asked to sign.
 */
#include "base/date.h"
#include "base/digest.h"
#include "report/dsig.h"

#include <openssl/evp.h>

#define SIGNER_BITS_MIN 2048
#define SIGNER_URI "pkcs11:" /* RFC 7512; what OpenSSL's provider answers */

struct signer {
	EVP_PKEY *key;
	STACK_OF(X509) * chain; /* the key's first, then each one's issuer */
};

/* Where it comes from.  The bytes are borrowed for the call. */
struct signer_source {
	struct span key;	/* PEM or PKCS#12; not looked at with uri */
	const char *uri;	/* SIGNER_URI..., or NULL */
	struct span chain;	/* PEM; empty: what comes with the key */
	struct span passphrase; /* or PIN; empty: none */
};
/* ERR_DATA with the reason; no reason holds a byte of the key or of the
 * passphrase.  A key that is not its first certificate's is refused. */
int signer_load(const struct signer_source *from, struct signer **ret,
    struct err *e);

/*
 * May it sign reports at that time?  ERR_DATA with the first reason against
 * it, which names the certificate: expired, not yet valid, a CA's, a
 * time-stamping authority's, a usage that is not signing, a key too small, a
 * chain that does not end in a self-signed certificate of its own or one of
 * trusted_pem (may be empty).
 */
int signer_check(const struct signer *s, struct span trusted_pem, utc_t now,
    struct err *e);

/* The SHA-256 of its certificate. */
void signer_sha256(const struct signer *s, char ret[SHA256_HEX]);
/* From when until when it is valid. */
void signer_dates(const struct signer *s, utc_t *ret_from, utc_t *ret_until);
/* PEM of the certificate that its chain ends in. */
int signer_anchor(const struct signer *s, struct span trusted_pem,
    struct buf *out, struct err *e);

#endif
