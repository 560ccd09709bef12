/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The three digests and the signature.  The document is in its canonical form
 * and its signature in our shape by now, so what the first reference is of are
 * the document's own bytes without the signature's.
 */
#include "report/verify_priv.h"

#include <openssl/evp.h>
#include <string.h>

#define SIG_BEGINS "<ds:Signature "
#define SIG_ENDS "</ds:Signature>"
#define RSA_MAX 1024 /* bytes of a signature: RSA of 8192 bits */

/* Its shape is known: there is one. */
static xmlNode *
child(xmlNode *n, size_t i)
{
	assert(n != NULL);
	n = n->children;
	while (i-- > 0 && n != NULL)
		n = n->next;
	assert(n != NULL);
	return n;
}

/* Whether an element's text is the base64 of a SHA-256. */
static bool
digest_is(xmlNode *reference, const unsigned char d[32])
{
	xmlChar *t = xmlNodeGetContent(child(reference, 2));
	AUTO_BUF want = { 0 };
	bool same;

	dsig_base64((struct span){ d, 32 }, &want);
	same = t != NULL && strcmp((const char *)t, want.p) == 0;
	xmlFree(t);
	return same;
}

static const unsigned char *
find_last(struct span s, const char *what)
{
	const unsigned char *at = NULL, *next = s.p;
	size_t n = strlen(what);

	while (
	    (next = memmem(next, (size_t)(s.p + s.n - next), what, n)) != NULL)
		at = next++;
	return at;
}

/* The document without its signature (the enveloped transform). */
static bool
document_digest(struct span text, const char *root, unsigned char ret[32])
{
	const unsigned char *from = find_last(text, SIG_BEGINS), *to;
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	AUTO_BUF end = { 0 };
	bool ok;

	buf_fmt(&end, SIG_ENDS "</%s>", root);
	ok = from != NULL && text.n >= end.n &&
	    memcmp(text.p + text.n - end.n, end.p, end.n) == 0;
	to = text.p + text.n - (end.n - strlen(SIG_ENDS));
	ok = ok && c != NULL &&
	    EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(c, text.p, (size_t)(from - text.p)) == 1 &&
	    EVP_DigestUpdate(c, to, (size_t)(text.p + text.n - to)) == 1 &&
	    EVP_DigestFinal_ex(c, ret, NULL) == 1;
	EVP_MD_CTX_free(c);
	return ok;
}

/* Exclusive canonical form of an element by itself, from a copy: libxml2 goes
 * through a whole document for a part of it. */
static bool
part_canonical(xmlNode *n, struct buf *ret)
{
	AUTO(dsig_doc_free) xmlDoc *doc = xmlNewDoc(NULL);
	xmlNode *copy = doc == NULL ? NULL : xmlDocCopyNode(n, doc, 1);

	if (copy == NULL)
		return false;
	xmlDocSetRootElement(doc, copy);
	return dsig_canonical(doc, ret, NULL) == 0;
}

static bool
part_digest(xmlNode *n, unsigned char ret[32])
{
	AUTO_BUF b = { 0 };

	if (!part_canonical(n, &b))
		return false;
	dsig_sha256(buf_view(&b), ret);
	return true;
}

/* The bytes of a ds:SignatureValue; white space stands between its lines. */
static int
value_bytes(xmlNode *value, unsigned char ret[RSA_MAX + 3])
{
	xmlChar *t = xmlNodeGetContent(value);
	AUTO_BUF b = { 0 };
	size_t pad = 0;
	int n = -1;

	for (const xmlChar *c = t; c != NULL && *c != '\0'; c++)
		if (strchr(" \t\r\n", *c) == NULL)
			buf_chr(&b, (char)*c);
	xmlFree(t);
	while (pad < 2 && pad < b.n && b.p[b.n - 1 - pad] == '=')
		pad++;
	if (b.n != 0 && b.n % 4 == 0 && b.n / 4 * 3 <= RSA_MAX + 3)
		n = EVP_DecodeBlock(ret, (const unsigned char *)b.p, (int)b.n);
	return n < (int)pad ? -1 : n - (int)pad;
}

/* rsa-sha256 (RFC 9231 section 2.3.2) over the canonical SignedInfo. */
static bool
value_verifies(xmlNode *info, xmlNode *value, X509 *leaf)
{
	unsigned char sig[RSA_MAX + 3];
	int n = value_bytes(value, sig);
	EVP_PKEY *k = X509_get0_pubkey(leaf);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	AUTO_BUF b = { 0 };
	bool ok = n > 0 && k != NULL && c != NULL &&
	    EVP_PKEY_get_base_id(k) == EVP_PKEY_RSA &&
	    part_canonical(info, &b) &&
	    EVP_DigestVerifyInit(c, NULL, EVP_sha256(), NULL, k) == 1 &&
	    EVP_DigestVerify(c, sig, (size_t)n, (const unsigned char *)b.p,
		b.n) == 1;

	EVP_MD_CTX_free(c);
	return ok;
}

bool
signature_verifies(const struct signature *s, struct span text,
    const struct verify_kind *kind, X509 *leaf)
{
	xmlNode *info = child(s->node, 0), *key_info = child(s->node, 2);
	xmlNode *properties = child(child(child(s->node, 3), 0), 0);
	unsigned char whole[32], props[32], key[32];

	return document_digest(text, kind->root, whole) &&
	    part_digest(properties, props) && part_digest(key_info, key) &&
	    digest_is(child(info, 2), whole) &&
	    digest_is(child(info, 3), props) &&
	    digest_is(child(info, 4), key) &&
	    value_verifies(info, child(s->node, 1), leaf);
}
