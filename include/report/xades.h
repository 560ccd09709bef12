/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_XADES_H
#define REPORT_XADES_H
/*
 * The unsigned properties of a signature of our profile (ETSI EN 319 132-1),
 * spliced as text into the canonical signed bytes, so that these stay
 * canonical and the signature untouched.  In this order, and nothing else:
 *
 *   SignatureTimeStamp+ CertificateValues? RevocationValues?	(B-T, B-LT)
 *   ( ArchiveTimeStamp | TimeStampValidationData )*		(B-LTA)
 *
 * where TimeStampValidationData names the earlier ArchiveTimeStamp that its
 * values are for.
 *
 * files, of a detached signature, which is over files (report/asic.h): SHA-256
 * begun over the bytes of all of them, in the order of the signature's
 * references; NULL where it is over its own document.
 *
 * Pure, and of any root element.  `xml` is always the whole
 * document, in canonical form: what it says is checked by report_verify, not
 * here.  Errors are ERR_DATA with the reason.
 */
#include "base/base.h"

#include <openssl/evp.h>

#define NS_XADES141 "http://uri.etsi.org/01903/v1.4.1#"

#define XADES_STAMPS_MAX 16		  /* SignatureTimeStamps */
#define XADES_ARCHIVES_MAX 64		  /* ArchiveTimeStamps */
#define XADES_VALUES_MAX 256		  /* certificates and CRLs together */
#define XADES_CERT_MAX ((size_t)64 << 10) /* bytes of one, DER */
#define XADES_CRL_MAX ((size_t)4 << 20)

/* What certificates and CRLs there are, each DER. */
struct xades_values {
	const struct span *certs, *crls;
	size_t certs_n, crls_n;
};

/* SHA-256 of the exclusive C14N of ds:SignatureValue: what a
 * SignatureTimeStamp is over (section 5.3). */
int xades_imprint(struct span xml, unsigned char ret[32], struct err *e);
/* A further SignatureTimeStamp, while there is no ArchiveTimeStamp. */
int xades_add_stamp(struct span xml, struct span token, struct buf *ret,
    struct err *e);
/*
 * Values that are not there yet.  of 0: those of the signature and of its
 * SignatureTimeStamps, while there is no ArchiveTimeStamp.  Else those of the
 * of-th ArchiveTimeStamp (from 1).  Where nothing is to be added ret is xml.
 */
int xades_add_values(struct span xml, const EVP_MD_CTX *files, size_t of,
    const struct xades_values *v, struct buf *ret, struct err *e);
/* What the next ArchiveTimeStamp is over (section 5.5.2.2). */
int xades_archive_imprint(struct span xml, const EVP_MD_CTX *files,
    unsigned char ret[32], struct err *e);
int xades_add_archive(struct span xml, const EVP_MD_CTX *files,
    struct span token, struct buf *ret, struct err *e);

enum xades_kind { XADES_STAMP, XADES_CERT, XADES_CRL, XADES_ARCHIVE };
struct xades_item {
	enum xades_kind kind;
	struct buf der;		   /* token, certificate, CRL */
	unsigned char imprint[32]; /* what a token has to be over */
	size_t of; /* values: of which ArchiveTimeStamp; 0: of the signature */
};
/* The unsigned properties, in their order. */
struct xades {
	struct xades_item *v; /* owned */
	size_t n, cap;
	size_t stamps, archives; /* how many of v are */
};
/* Strict: what we did not write ourselves is refused.  A signature without
 * unsigned properties is read as none. */
int xades_read(struct span xml, struct xades *ret, struct err *e);
int xades_read_of(struct span xml, const EVP_MD_CTX *files, struct xades *ret,
    struct err *e);
void xades_clear(struct xades *x);
/* The certificates of KeyInfo, the signer's first, each a XADES_CERT. */
int xades_signer(struct span xml, struct xades *ret, struct err *e);

#endif
