/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_VERIFY_PRIV_H
#define REPORT_VERIFY_PRIV_H
/* The inside of the verifier: the signature's structure, node by node. */
#include "report/dsig.h"
#include "report/verify.h"

struct signature {
	xmlNode *node;
	struct buf certs_pem; /* of KeyInfo, in order */
	char cert_digest[64]; /* SigningCertificateV2, base64 */
	utc_t signing_time;
};
void signature_clear(struct signature *s);
/* Fails where anything stands in the signature that the profile lacks. */
int signature_read(xmlDoc *doc, const struct verify_kind *kind,
    struct signature *ret, struct verify_result *v);
void verify_bad(struct verify_result *v, const char *reason);
void verify_note(struct verify_result *v, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

#endif
