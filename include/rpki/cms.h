/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_CMS_H
#define RPKI_CMS_H
/* Signed objects (RFC 6488, 9589): the envelope around every payload. */
#include "rpki/cert.h"

#define DIGEST_LEN 32

struct cms {
	struct cert ee;	  /* spans into the caller's bytes, as all */
	struct span type; /* eContentType, as in OID() */
	struct span content;
	struct span attrs;  /* the signed attributes' whole value, [0] */
	struct span digest; /* message-digest, DIGEST_LEN */
	struct span sig;    /* RSA_BYTES */
	utc_t signing_time; /* TIME_NONE where there is none */
	bool binary_time;
};
/* type: what the file's name promises.  The payload's digest and the
 * signature are left to the verifier; *ret must be cleared on failure too. */
enum reason cms_parse(struct span der, struct span type, struct cms *ret);
void cms_clear(struct cms *c);

/* --- within the layer --- */
enum reason cms_signer(struct der *d, struct cms *c);

#define CT_PREFIX "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01"
#define CT_ROA OID(CT_PREFIX "\x18")
#define CT_MFT OID(CT_PREFIX "\x1a")
#define CT_ASPA OID(CT_PREFIX "\x31")
#define CT_TAK OID(CT_PREFIX "\x32")

#endif
