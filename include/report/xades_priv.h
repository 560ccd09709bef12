/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_XADES_PRIV_H
#define REPORT_XADES_PRIV_H
/* The inside of xades: where the signature stands, and its literal forms. */
#include "report/dsig.h"
#include "report/timestamp.h"
#include "report/xades.h"

#define X_KEYINFO "<ds:KeyInfo Id=\"" ID_KEYINFO "\"><ds:X509Data>"
#define X_KEYINFO_END "</ds:X509Data></ds:KeyInfo>"
#define X_KEYCERT "<ds:X509Certificate>"
#define X_KEYCERT_END "</ds:X509Certificate>"
#define X_OPEN "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
#define X_CLOSE                                                               \
	"</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
#define X_STAMP "<xades:SignatureTimeStamp>"
#define X_STAMP_END "</xades:SignatureTimeStamp>"
#define X_TOKEN                                                               \
	"<ds:CanonicalizationMethod Algorithm=\"" ALG_EXC_C14N                \
	"\"></ds:CanonicalizationMethod><xades:EncapsulatedTimeStamp>"
#define X_TOKEN_END "</xades:EncapsulatedTimeStamp>"
#define X_CERTS "<xades:CertificateValues>"
#define X_CERTS_END "</xades:CertificateValues>"
#define X_CERT "<xades:EncapsulatedX509Certificate>"
#define X_CERT_END "</xades:EncapsulatedX509Certificate>"
#define X_CRLS "<xades:RevocationValues><xades:CRLValues>"
#define X_CRLS_END "</xades:CRLValues></xades:RevocationValues>"
#define X_CRL "<xades:EncapsulatedCRLValue>"
#define X_CRL_END "</xades:EncapsulatedCRLValue>"
/* Their number, and X_NUMBER_END, follow. */
#define X_ARCHIVE                                                             \
	"<xades141:ArchiveTimeStamp xmlns:xades141=\"" NS_XADES141            \
	"\" Id=\"" ID_SIGNATURE "-archive-"
#define X_ARCHIVE_END "</xades141:ArchiveTimeStamp>"
#define X_DATA                                                                \
	"<xades141:TimeStampValidationData xmlns:xades141=\"" NS_XADES141     \
	"\" URI=\"#" ID_SIGNATURE "-archive-"
#define X_DATA_END "</xades141:TimeStampValidationData>"
#define X_NUMBER_END "\">"

/* Offsets in the document. */
struct xades_place {
	size_t sig;   /* of <ds:Signature */
	size_t props; /* behind </xades:SignedProperties> */
	size_t tail;  /* of </xades:QualifyingProperties> */
	size_t end;   /* behind </ds:Signature> */
};
int xades_place_of(struct span xml, struct xades_place *ret, struct err *e);

/* xades_imprint, where the place is known. */
int xades_imprint_at(struct span xml, const struct xades_place *p,
    unsigned char ret[32], struct err *e);
/* What each ArchiveTimeStamp is over and, behind the last, the next one:
 * archives + 1 digests. */
int xades_archive_digests(struct span xml, const EVP_MD_CTX *files,
    const struct xades_place *p, size_t archives, unsigned char (*ret)[32],
    struct err *e);

/* May it stand there?  The place for it, or -1 with the reason. */
int xades_insert(struct xades *x, enum xades_kind kind, size_t of,
    struct span der, struct err *e);
/* The document with x as its unsigned properties. */
void xades_write(struct span xml, const struct xades_place *p,
    const struct xades *x, struct buf *ret);

#endif
