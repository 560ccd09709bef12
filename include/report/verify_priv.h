/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_VERIFY_PRIV_H
#define REPORT_VERIFY_PRIV_H
/* The inside of the verifier. */
#include "report/dsig.h"
#include "report/verify.h"
#include "report/xades.h"

/* --- the signature's structure, node by node --- */
struct signature {
	xmlNode *node, *key_info, *properties; /* SignedProperties */
	struct buf certs_pem;		       /* of KeyInfo, in order */
	char cert_digest[64]; /* SigningCertificateV2, base64 */
	utc_t signing_time;
	unsigned
	    due; /* what the document says of its timestamps; 0: nothing */
};
void signature_clear(struct signature *s);
/* Fails where anything stands in the signature that the profile lacks; its
 * unsigned properties are for xades_read. */
int signature_read(xmlDoc *doc, const struct verify_kind *kind,
    struct signature *ret, struct verify_result *v);
/* Are its three digests those of text (the whole document, in canonical form)
 * and of its own parts, and is its value leaf's?  Of a kind whose references
 * are to files, these are not looked at.  After signature_read. */
bool signature_verifies(const struct signature *s, struct span text,
    const struct verify_kind *kind, X509 *leaf);
bool verify_has_node(const xmlNode *n, xmlElementType type);

void verify_bad(struct verify_result *v, const char *fmt, ...)
    PRINTF_LIKE(2, 3);
void verify_note(struct verify_result *v, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* --- certificates, judged at an instant --- */
struct chains {
	X509_STORE *signers, *tsas; /* NULL: nothing is trusted */
	STACK_OF(X509) * more;	    /* that may stand between */
	STACK_OF(X509_CRL) * crls;
};
/* A CRL or certificate of the document that is none is a reason. */
void chains_open(const struct verify_trust *t, const struct xades *x,
    struct chains *ret, struct verify_result *v);
void chains_clear(struct chains *c);

enum standing { STANDS, REVOKED, UNTOLD }; /* UNTOLD: no CRL tells */
struct judged {
	bool trusted; /* the chain ends where it must */
	enum standing standing;
};
/* certs: the one in question, then what may stand between.  purpose: an
 * X509_PURPOSE_ or 0. */
struct judged chain_judged(const struct chains *c, X509_STORE *roots,
    STACK_OF(X509) * certs, int purpose, utc_t when);
/* Its subject (RFC 2253, ASCII); owned. */
char *cert_subject(X509 *x);

/* The tokens in their order: tokens, proved, and what is wrong with them. */
void verify_stamps(const struct xades *x, const struct verify_trust *t,
    const struct chains *c, struct verify_result *v);
/* The entry for that certificate, or NULL. */
const struct verify_revoked *verify_revoked_of(const struct verify_trust *t,
    const char *sha256);

#endif
