/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_DSIG_H
#define REPORT_DSIG_H
/* What signing and verifying share: names, limits, small helpers. */
#include "base/base.h"
#include "base/date.h"
#include "base/digest.h"

#include <libxml/tree.h>
#include <openssl/x509.h>

#define NS_DS "http://www.w3.org/2000/09/xmldsig#"
#define NS_XADES "http://uri.etsi.org/01903/v1.3.2#"
#define ALG_EXC_C14N "http://www.w3.org/2001/10/xml-exc-c14n#"
#define ALG_ENVELOPED "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
#define ALG_SHA256 "http://www.w3.org/2001/04/xmlenc#sha256"
#define ALG_RSA_SHA256 "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
#define TYPE_SIGNED_PROPERTIES "http://uri.etsi.org/01903#SignedProperties"

#define ID_SIGNATURE "sig"
#define ID_KEYINFO "sig-keyinfo"
#define ID_PROPERTIES "sig-properties"

#define REPORT_MAX ((size_t)64 << 20)
#define CHAIN_MAX 8

int dsig_start(struct err *e); /* libxmlsec, once */
/* The document's exclusive C14N bytes, without comments. */
int dsig_canonical(xmlDoc *doc, struct buf *out, struct err *e);
/* The same of the subtree below top alone. */
int dsig_canonical_part(xmlNode *top, struct buf *out, struct err *e);
/* Are the document's canonical bytes those?  Without a copy of them. */
int dsig_is_canonical(xmlDoc *doc, struct span bytes, bool *ret,
    struct err *e);
/* No DTD, no network, no entities; NULL with the reason in e. */
xmlDoc *dsig_parse(struct span xml, struct err *e);
/* The same, faster, where nobody will change the document. */
xmlDoc *dsig_parse_fixed(struct span xml, struct err *e);
void dsig_doc_free(xmlDoc **doc);
/* PEM certificates in order; owned stack. */
STACK_OF(X509) * dsig_certs(struct span pem, struct err *e);
void dsig_certs_free(STACK_OF(X509) * *s);
/* Base64 without line ends. */
void dsig_base64(struct span s, struct buf *out);
/* What dsig_base64 writes and nothing else; -1 where it is not that. */
int dsig_base64_read(struct span text, struct buf *out);
/* DER of a certificate, and its SHA-256 (raw). */
int dsig_der(X509 *x, struct buf *out);
void dsig_sha256(struct span s, unsigned char out[32]);

#endif
