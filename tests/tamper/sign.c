/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing as the profile has it, or with one twist, by libxmlsec. */
#include "tests/tamper/tamper.h"

#include <libxml/c14n.h>
#include <openssl/sha.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

#define DS "http://www.w3.org/2000/09/xmldsig#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define C14N "http://www.w3.org/2001/10/xml-exc-c14n#"
#define TRANSFORM(a) "<ds:Transform Algorithm=\"" a "\"></ds:Transform>"

static const char *
method(enum twist t)
{
	return t == TWIST_HMAC ? MORE "hmac-sha256" :
	    t == TWIST_ECDSA   ? MORE "ecdsa-sha256" :
				 MORE "rsa-sha256";
}

static void
reference(struct buf *b, enum twist t, const char *attrs, const char *more)
{
	buf_fmt(b,
	    "<ds:Reference %s><ds:Transforms>%s" TRANSFORM(
		C14N) "</ds:Transforms><ds:DigestMethod Algorithm=\"%s\">"
		      "</ds:DigestMethod><ds:DigestValue></ds:DigestValue>"
		      "</ds:Reference>",
	    attrs, more,
	    t == TWIST_SHA1 ? DS "sha1" :
			      "http://www.w3.org/2001/04/xmlenc#sha256");
}

static void
signed_info(struct buf *b, enum twist t)
{
	static const char enveloped[] = TRANSFORM(DS "enveloped-signature");
	static const char hiding[] = TRANSFORM(DS
	    "enveloped-signature") "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/"
				   "REC-xpath-19991116\"><ds:XPath>not(ancestor-or-self::*"
				   "[local-name()='findings'])</ds:XPath></ds:Transform>";

	buf_fmt(b,
	    "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"" C14N
	    "\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="
	    "\"%s\"></ds:SignatureMethod>",
	    method(t));
	if (t == TWIST_BY_ID)
		reference(b, t, "URI=\"#findings\"", "");
	else if (t != TWIST_PROPS)
		reference(b, t, "URI=\"\"",
		    t == TWIST_XPATH ? hiding : enveloped);
	if (t != TWIST_NO_PROPS)
		reference(b, t,
		    "Type=\"http://uri.etsi.org/01903#SignedProperties\" "
		    "URI=\"#sig-properties\"",
		    "");
	if (t != TWIST_PROPS)
		reference(b, t, "URI=\"#sig-keyinfo\"", "");
	buf_str(b, "</ds:SignedInfo><ds:SignatureValue></ds:SignatureValue>");
}

/* KeyInfo; the digest of the first certificate. */
static void
key_info(struct span pem, struct buf *b, struct buf *digest)
{
	BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);
	X509 *x;

	buf_str(b, "<ds:KeyInfo Id=\"sig-keyinfo\"><ds:X509Data>");
	while ((x = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL) {
		unsigned char *der = NULL, d[32];
		int n = i2d_X509(x, &der);

		buf_str(b, CERT);
		to_base64((struct span){ der, (size_t)n }, b);
		buf_str(b, "</ds:X509Certificate>");
		SHA256(der, (size_t)n, d);
		if (digest->n == 0)
			to_base64((struct span){ d, sizeof(d) }, digest);
		OPENSSL_free(der);
		X509_free(x);
	}
	BIO_free(in);
	buf_str(b, "</ds:X509Data></ds:KeyInfo>");
}

static void template(const struct forge *f, const struct recipe *r,
    struct buf *b)
{
	AUTO_BUF pem = { 0 };
	AUTO_BUF digest = { 0 };
	char when[UTC_TEXT];

	read_file(f->keys, r->chain, &pem);
	utc_text((utc_t)time(NULL) + r->when, when);
	buf_str(b, SIG "xmlns:ds=\"" DS "\" Id=\"sig\">");
	signed_info(b, r->twist);
	key_info(buf_view(&pem), b, &digest);
	buf_fmt(b,
	    "<ds:Object><xades:QualifyingProperties xmlns:xades=\"http://"
	    "uri.etsi.org/01903/v1.3.2#\" Target=\"#sig\">"
	    "<xades:SignedProperties Id=\"sig-properties\">"
	    "<xades:SignedSignatureProperties><xades:SigningTime>%s"
	    "</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>"
	    "<xades:CertDigest><ds:DigestMethod Algorithm=\"http://"
	    "www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
	    "<ds:DigestValue>%s</ds:DigestValue></xades:CertDigest>"
	    "</xades:Cert></xades:SigningCertificateV2>"
	    "</xades:SignedSignatureProperties>" SIGNED_END
	    "</xades:QualifyingProperties>" OBJECT_END,
	    when, digest.p);
}

static xmlSecKeyPtr
key_of(const struct forge *f, const struct recipe *r)
{
	AUTO_BUF pem = { 0 };
	xmlSecKeyPtr k;

	read_file(f->keys, r->key, &pem);
	k = r->twist == TWIST_HMAC ?
	    xmlSecKeyReadMemory(xmlSecKeyDataHmacId, (xmlSecByte *)pem.p,
		(xmlSecSize)pem.n) :
	    xmlSecCryptoAppKeyLoadMemory((const xmlSecByte *)pem.p,
		(xmlSecSize)pem.n, xmlSecKeyDataFormatPem, NULL, NULL, NULL);
	if (k == NULL)
		die("%s cannot be read", r->key);
	return k;
}

static void
canonical(xmlDoc *doc, struct buf *out)
{
	xmlChar *p = NULL;
	int n = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_EXCLUSIVE_1_0, NULL,
	    0, &p);

	if (n < 0)
		die("canonical form");
	buf_add(out, p, (size_t)n);
	xmlFree(p);
}

/* As the program adds them. */
static void
values(struct forge *f, const struct recipe *r, struct span signed_,
    struct buf *out)
{
	struct tsa *by[2] = { &f->tsa[0], &f->tsa[1] };
	AUTO_BUF stamped = { 0 };
	AUTO_BUF der = { 0 };
	AUTO_BUF crl = { 0 };

	stamp(f, signed_, by, &stamped);
	if (r->crl != NULL) {
		read_file(f->keys, r->crl, &der);
		buf_str(&crl, "<xades:EncapsulatedCRLValue>");
		to_base64(buf_view(&der), &crl);
		buf_str(&crl, "</xades:EncapsulatedCRLValue>");
		before(buf_view(&stamped), "</xades:CRLValues>", crl.p, out);
	} else
		buf_span(out, buf_view(&stamped));
}

void
sign(struct forge *f, struct span body, const struct recipe *r,
    struct buf *out)
{
	static const xmlChar *ids[] = { (const xmlChar *)"Id", NULL };
	AUTO_BUF whole = { 0 };
	AUTO_BUF signed_ = { 0 };
	AUTO_BUF sig = { 0 };
	xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
	xmlDoc *doc;
	xmlNode *n;

	template(f, r, &sig);
	before(body, "</report>", sig.p, &whole);
	doc = xmlReadMemory(whole.p, (int)whole.n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_HUGE);
	n = xmlGetLastChild(xmlDocGetRootElement(doc));
	xmlSecAddIDs(doc, xmlDocGetRootElement(doc), ids);
	ctx->signKey = key_of(f, r);
	if (xmlSecDSigCtxSign(ctx, n) < 0)
		die("libxmlsec could not sign");
	canonical(doc, &signed_);
	xmlSecDSigCtxDestroy(ctx);
	xmlFreeDoc(doc);
	if (r->stamped)
		values(f, r, buf_view(&signed_), out);
	else
		buf_span(out, buf_view(&signed_));
}
