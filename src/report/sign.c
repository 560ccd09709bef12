/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XAdES-B-B (ETSI EN 319 132-1): enveloped, the last child of the root, with
 * exactly three references: the document, SignedProperties, KeyInfo.  The
 * unsigned properties, where timestamps will stand, are not there yet.
 */
#include "report/report.h"
#include "report/sign_priv.h"
#include "report/signer.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define SIGNATURE_BEGIN                                                       \
	"<ds:Signature xmlns:ds=\"" NS_DS "\" Id=\"" ID_SIGNATURE "\">"
#define SIGNATURE_END "</ds:Signature>"
#define VALUE_WIDTH 64 /* of a line of SignatureValue, as in PEM */

static void
md_ctx_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

static void
reference(struct buf *b, const char *uri, const char *type, bool enveloped,
    const unsigned char digest[32])
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
	    "\"></ds:DigestMethod><ds:DigestValue>");
	dsig_base64((struct span){ digest, 32 }, b);
	buf_str(b, "</ds:DigestValue></ds:Reference>");
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

/* What the last two references are of. */
struct digests {
	unsigned char properties[32], key_info[32];
};

static void
signed_info(struct span first, const struct digests *d, struct buf *b)
{
	buf_str(b,
	    "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"" ALG_EXC_C14N
	    "\"></ds:CanonicalizationMethod>"
	    "<ds:SignatureMethod Algorithm=\"" ALG_RSA_SHA256
	    "\"></ds:SignatureMethod>");
	buf_span(b, first);
	reference(b, "#" ID_PROPERTIES, TYPE_SIGNED_PROPERTIES, false,
	    d->properties);
	reference(b, "#" ID_KEYINFO, NULL, false, d->key_info);
	buf_str(b, "</ds:SignedInfo>");
}

/* The canonical form of the first element of that name in a part of a
 * signature.  That it stands alone here makes no difference: every prefix in it
 * is declared in ds:Signature or below. */
static int
canonical(struct span part, const char *name, struct buf *out, struct err *e)
{
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO_BUF whole = { 0 };
	xmlNode *n;

	buf_str(&whole, SIGNATURE_BEGIN);
	buf_span(&whole, part);
	buf_str(&whole, SIGNATURE_END);
	doc = dsig_parse(buf_view(&whole), e);
	if (doc == NULL)
		return -1;
	n = xmlDocGetRootElement(doc)->children;
	while (n != NULL && strcmp((const char *)n->name, name) != 0)
		n = n->children;
	assert(n != NULL);
	return dsig_canonical_part(n, out, e);
}

static int
digest(struct span part, const char *name, unsigned char ret[32],
    struct err *e)
{
	AUTO_BUF text = { 0 };

	if (canonical(part, name, &text, e) != 0)
		return -1;
	dsig_sha256(buf_view(&text), ret);
	return 0;
}

/* Only the key's provider sees the key. */
static int
signature_value(const struct signer *s, struct span text, struct buf *out,
    struct err *e)
{
	AUTO(md_ctx_freep) EVP_MD_CTX *c = EVP_MD_CTX_new();
	AUTO_FREE unsigned char *sig = NULL;
	AUTO_BUF base64 = { 0 };
	size_t n = 0;

	if (c == NULL ||
	    EVP_DigestSignInit_ex(c, NULL, "SHA256", NULL, NULL, s->key,
		NULL) != 1 ||
	    EVP_DigestSign(c, NULL, &n, text.p, text.n) != 1)
		return err_set(e, ERR_IO, "the signing key could not sign");
	sig = mem_alloc(n);
	if (EVP_DigestSign(c, sig, &n, text.p, text.n) != 1)
		return err_set(e, ERR_IO, "the signing key could not sign");
	dsig_base64((struct span){ sig, n }, &base64);
	for (size_t i = 0; i < base64.n; i += VALUE_WIDTH) {
		if (i != 0)
			buf_chr(out, '\n');
		buf_span(out, span_sub(buf_view(&base64), i, VALUE_WIDTH));
	}
	return 0;
}

int
sign_references(const struct signer *s, struct span first, utc_t when,
    struct buf *out, struct err *e)
{
	AUTO_BUF info = { 0 };
	AUTO_BUF key = { 0 };
	AUTO_BUF object = { 0 };
	AUTO_BUF text = { 0 };
	AUTO_BUF value = { 0 };
	struct digests d;

	if (key_info(s, &key) != 0 || properties(s, when, &object) != 0)
		return err_set(e, ERR_DATA, "signing certificate unreadable");
	if (digest(buf_view(&object), "SignedProperties", d.properties, e) !=
		0 ||
	    digest(buf_view(&key), "KeyInfo", d.key_info, e) != 0)
		return -1;
	signed_info(first, &d, &info);
	if (canonical(buf_view(&info), "SignedInfo", &text, e) != 0 ||
	    signature_value(s, buf_view(&text), &value, e) != 0)
		return -1;
	buf_str(out, SIGNATURE_BEGIN);
	buf_span(out, buf_view(&info));
	buf_fmt(out, "<ds:SignatureValue>%s</ds:SignatureValue>", value.p);
	buf_span(out, buf_view(&key));
	buf_span(out, buf_view(&object));
	buf_str(out, SIGNATURE_END);
	return 0;
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

static int
signable(struct span xml, struct err *e)
{
	AUTO(dsig_doc_free) xmlDoc *doc = dsig_parse_fixed(xml, e);
	bool same = false;

	if (doc == NULL)
		return -1;
	for (xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL;
	     n = n->next)
		if (n->type == XML_ELEMENT_NODE && n->ns != NULL &&
		    strcmp((const char *)n->ns->href, NS_DS) == 0)
			return err_set(e, ERR_DATA, "it is signed already");
	if (dsig_is_canonical(doc, xml, &same, e) != 0)
		return -1;
	return same ? 0 :
		      err_set(e, ERR_DATA,
			  "it is not in its canonical form, which alone is "
			  "signed");
}

int
report_sign(const struct signer *s, struct span xml, utc_t when,
    struct buf *ret, struct err *e)
{
	struct span end = end_tag(xml);
	unsigned char d[32];
	AUTO_BUF whole = { 0 };
	AUTO_BUF sig = { 0 };

	if (end.n == 0)
		return err_set(e, ERR_DATA, "not an unsigned document");
	/* The enveloped signature taken out, it is what was given. */
	dsig_sha256(xml, d);
	reference(&whole, "", NULL, true, d);
	if (dsig_start(e) != 0 || signable(xml, e) != 0 ||
	    sign_references(s, buf_view(&whole), when, &sig, e) != 0)
		return -1;
	buf_add(ret, xml.p, xml.n - end.n);
	buf_span(ret, buf_view(&sig));
	buf_span(ret, end);
	return 0;
}
