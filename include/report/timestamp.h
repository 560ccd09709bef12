/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_TIMESTAMP_H
#define REPORT_TIMESTAMP_H
/*
 * Time-stamp tokens (RFC 3161) over a SHA-256 digest.  Pure: DER in, DER out;
 * the way to a time-stamping authority (TSA) is io/tsa.h.
 */
#include "base/date.h"
#include "base/digest.h"

#include <openssl/x509.h>

#define TIMESTAMP_NONCE 16		       /* bytes of a request's nonce */
#define TIMESTAMP_TOKEN_MAX ((size_t)64 << 10) /* bytes of a token, a reply */
#define TIMESTAMP_TRUST_MAX 1024 /* certificates that are trusted */

/* What a token says. */
struct timestamp {
	utc_t when;		 /* genTime, whole seconds */
	char serial[2 * 20 + 1]; /* hexadecimal */
	char tsa[SHA256_HEX];	 /* of the TSA's certificate */
	utc_t tsa_until;	 /* its certificate's notAfter */
};

/* A TimeStampReq (section 2.4.1), certificates asked for. */
int timestamp_request(const unsigned char digest[32],
    const unsigned char nonce[TIMESTAMP_NONCE], struct buf *ret,
    struct err *e);

/*
 * A TimeStampResp (section 2.4.2) to that request: granted, over this digest,
 * with this nonce, by a TSA whose chain ends in trusted (PEM), and whose time
 * is within slack seconds of now.  ret_token: the ContentInfo alone.
 * ERR_DATA with the reason.
 */
int timestamp_reply(struct span reply, const unsigned char digest[32],
    const unsigned char nonce[TIMESTAMP_NONCE], struct span trusted, utc_t now,
    int slack, struct buf *ret_token, struct timestamp *ret, struct err *e);

/*
 * A token by itself: over this digest, signed by a certificate for
 * time-stamping alone (RFC 3161 section 2.3) that it names (RFC 5816), whose
 * chain ends in trusted and was valid at the token's own time.
 */
int timestamp_verify(struct span token, const unsigned char digest[32],
    struct span trusted, struct timestamp *ret, struct err *e);

/* The token's chain, from its certificate to a trusted one, at its own time;
 * owned.  For a token that timestamp_verify accepts; NULL with the reason. */
STACK_OF(X509) *
    timestamp_chain(struct span token, struct span trusted, struct err *e);
/* Adds those of the trusted certificates that the chains of these tokens can
 * end in or lead over, by their names; all of them where that cannot be told:
 * to trust what is added comes to the same. */
void timestamp_narrow(struct span trusted, const struct span *tokens, size_t n,
    struct buf *ret);
/* SHA-256 of the name of the CA that certified its signer: two tokens of one
 * authority have the same. */
int timestamp_authority(struct span token, char ret[SHA256_HEX],
    struct err *e);
/* Does the token hold that certificate? */
bool timestamp_holds(struct span token, const X509 *cert);

#endif
