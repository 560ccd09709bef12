/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XAdES-B-B (ETSI EN 319 132-1): enveloped, the last child of the root, with
 * exactly three references: the document, SignedProperties, KeyInfo.  The
 * unsigned properties, where timestamps will stand, are not there yet.
 */
#include "report/dsig.h"
#include "report/report.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

struct signer {
	xmlSecKeyPtr key;
	STACK_OF(X509) * chain;
};

void
signer_free(struct signer *s)
{
	if (s == NULL)
		return;
	xmlSecKeyDestroy(s->key);
	sk_X509_pop_free(s->chain, X509_free);
	free(s);
}

/* The first certificate must be that of the key. */
static bool
key_fits(struct span key_pem, X509 *leaf)
{
	BIO *b = BIO_new_mem_buf(key_pem.p, (int)key_pem.n);
	EVP_PKEY *k = PEM_read_bio_PrivateKey(b, NULL, NULL, NULL);
	bool ok = k != NULL && X509_check_private_key(leaf, k) == 1 &&
	    EVP_PKEY_get_base_id(k) == EVP_PKEY_RSA &&
	    EVP_PKEY_get_bits(k) >= 2048;

	EVP_PKEY_free(k);
	BIO_free(b);
	return ok;
}

int
signer_open(struct span key_pem, struct span chain_pem, struct signer **ret,
    struct err *e)
{
	struct signer *s;

	if (dsig_start(e) != 0)
		return -1;
	s = mem_alloc(sizeof(*s));
	s->chain = dsig_certs(chain_pem, e);
	if (s->chain == NULL) {
		signer_free(s);
		return -1;
	}
	if (!key_fits(key_pem, sk_X509_value(s->chain, 0))) {
		signer_free(s);
		return err_set(e, ERR_DATA,
		    "the report's signing key is no "
		    "RSA key of 2048 bits or more, or its certificate is "
		    "another key's");
	}
	/* Loaded without certificates: KeyInfo is ours, byte for byte. */
	s->key = xmlSecCryptoAppKeyLoadMemory(key_pem.p, (xmlSecSize)key_pem.n,
	    xmlSecKeyDataFormatPem, NULL, NULL, NULL);
	if (s->key == NULL) {
		signer_free(s);
		return err_set(e, ERR_DATA, "the signing key cannot be read");
	}
	*ret = s;
	return 0;
}

static void
reference(struct buf *b, const char *uri, const char *type, bool enveloped)
{
	buf_str(b, "<ds:Reference");
	if (type != NULL)
		buf_fmt(b, " Type=\"%s\"", type);
	buf_fmt(b, " URI=\"%s\"><ds:Transforms>", uri);
	if (enveloped)
		buf_str(b,
		    "<ds:Transform Algorithm=\"" ALG_ENVELOPED
		    "\"></ds:Transform>");
	buf_str(b,
	    "<ds:Transform Algorithm=\"" ALG_EXC_C14N
	    "\"></ds:Transform></ds:Transforms>"
	    "<ds:DigestMethod Algorithm=\"" ALG_SHA256
	    "\"></ds:DigestMethod><ds:DigestValue></ds:DigestValue>"
	    "</ds:Reference>");
}

static int
key_info(const struct signer *s, struct buf *b)
{
	buf_str(b, "<ds:KeyInfo Id=\"" ID_KEYINFO "\"><ds:X509Data>");
	for (int i = 0; i < sk_X509_num(s->chain); i++) {
		AUTO_BUF der = { 0 };

		if (dsig_der(sk_X509_value(s->chain, i), &der) != 0)
			return -1;
		buf_str(b, "<ds:X509Certificate>");
		dsig_base64(buf_view(&der), b);
		buf_str(b, "</ds:X509Certificate>");
	}
	buf_str(b, "</ds:X509Data></ds:KeyInfo>");
	return 0;
}

static int
properties(const struct signer *s, utc_t when, struct buf *b)
{
	AUTO_BUF der = { 0 };
	unsigned char d[32];
	char u[UTC_TEXT];

	if (dsig_der(sk_X509_value(s->chain, 0), &der) != 0)
		return -1;
	dsig_sha256(buf_view(&der), d);
	buf_fmt(b,
	    "<ds:Object><xades:QualifyingProperties xmlns:xades=\"" NS_XADES
	    "\" Target=\"#" ID_SIGNATURE "\">"
	    "<xades:SignedProperties Id=\"" ID_PROPERTIES "\">"
	    "<xades:SignedSignatureProperties><xades:SigningTime>%s"
	    "</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>"
	    "<xades:CertDigest><ds:DigestMethod Algorithm=\"" ALG_SHA256
	    "\"></ds:DigestMethod><ds:DigestValue>",
	    utc_text(when, u));
	dsig_base64((struct span){ d, sizeof(d) }, b);
	buf_str(b,
	    "</ds:DigestValue></xades:CertDigest></xades:Cert>"
	    "</xades:SigningCertificateV2>"
	    "</xades:SignedSignatureProperties>"
	    "</xades:SignedProperties></xades:QualifyingProperties>"
	    "</ds:Object>");
	return 0;
}

static int template(const struct signer *s, utc_t when, struct buf *b)
{
	buf_str(b,
	    "<ds:Signature xmlns:ds=\"" NS_DS "\" Id=\"" ID_SIGNATURE
	    "\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"" ALG_EXC_C14N
	    "\"></ds:CanonicalizationMethod>"
	    "<ds:SignatureMethod Algorithm=\"" ALG_RSA_SHA256
	    "\"></ds:SignatureMethod>");
	reference(b, "", NULL, true);
	reference(b, "#" ID_PROPERTIES, TYPE_SIGNED_PROPERTIES, false);
	reference(b, "#" ID_KEYINFO, NULL, false);
	buf_str(b, "</ds:SignedInfo><ds:SignatureValue></ds:SignatureValue>");
	if (key_info(s, b) != 0 || properties(s, when, b) != 0)
		return -1;
	buf_str(b, "</ds:Signature>");
	return 0;
}

static int
sign_node(const struct signer *s, xmlNode *node, struct err *e)
{
	xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
	int r = -1;

	if (ctx != NULL) {
		ctx->signKey = xmlSecKeyDuplicate(s->key);
		r = xmlSecDSigCtxSign(ctx, node);
	}
	xmlSecDSigCtxDestroy(ctx);
	return r < 0 ? err_set(e, ERR_IO, "libxmlsec could not sign") : 0;
}

/* The last tag, "</NAME>"; empty where there is none. */
static struct span
end_tag(struct span xml)
{
	size_t i = xml.n;

	while (i > 0 && xml.p[i - 1] != '<')
		i--;
	if (i == 0 || xml.n - i < 3 || xml.p[i] != '/' ||
	    xml.p[xml.n - 1] != '>')
		return (struct span){ xml.p, 0 };
	return span_sub(xml, i - 1, xml.n);
}

int
report_sign(const struct signer *s, struct span xml, utc_t when,
    struct buf *ret, struct err *e)
{
	struct span end = end_tag(xml);
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO_BUF whole = { 0 };
	xmlNode *node;

	if (end.n == 0)
		return err_set(e, ERR_DATA, "not an unsigned document");
	buf_add(&whole, xml.p, xml.n - end.n);
	if (template(s, when, &whole) != 0)
		return err_set(e, ERR_DATA, "signing certificate unreadable");
	buf_span(&whole, end);
	doc = dsig_parse(buf_view(&whole), e);
	buf_clear(&whole);
	if (doc == NULL)
		return -1;
	node = xmlGetLastChild(xmlDocGetRootElement(doc));
	if (node == NULL ||
	    !xmlSecCheckNodeName(node, (const xmlChar *)"Signature",
		(const xmlChar *)NS_DS))
		return err_set(e, ERR_DATA, "not an unsigned document");
	for (xmlNode *n = node->prev; n != NULL; n = n->prev)
		if (xmlSecCheckNodeName(n, (const xmlChar *)"Signature",
			(const xmlChar *)NS_DS))
			return err_set(e, ERR_DATA, "it is signed already");
	if (sign_node(s, node, e) != 0)
		return -1;
	return dsig_canonical(doc, ret, e);
}
