/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The digests and the signature, without a library that would fetch what the
 * references name.  The document is in its canonical form and its signature in
 * our shape by now, so what an enveloped one's first reference is of are the
 * document's own bytes without the signature's.  The files of a detached one
 * are for whoever has them.
 */
#include "report/verify_priv.h"

#include <openssl/evp.h>
#include <string.h>

#define SIG_BEGINS "<ds:Signature "
#define SIG_ENDS "</ds:Signature>"

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

/* Does a ds:Reference have the digest of that element? */
static bool
refers(xmlNode *reference, xmlNode *to)
{
	AUTO_BUF text = { 0 };
	unsigned char d[32];

	if (!part_canonical(to, &text))
		return false;
	dsig_sha256(buf_view(&text), d);
	return digest_is(reference, d);
}

/* SignatureValue has line ends, as in PEM. */
static int
value_of(xmlNode *n, struct buf *out)
{
	xmlChar *t = xmlNodeGetContent(n);
	AUTO_BUF line = { 0 };

	for (const xmlChar *p = t; p != NULL && *p != '\0'; p++)
		if (*p != '\n')
			buf_chr(&line, (char)*p);
	xmlFree(t);
	return dsig_base64_read(buf_view(&line), out);
}

/* rsa-sha256 (RFC 9231 section 2.3.2) over the canonical SignedInfo. */
static bool
value_verifies(xmlNode *info, xmlNode *value, X509 *leaf)
{
	EVP_PKEY *k = X509_get0_pubkey(leaf);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	AUTO_BUF text = { 0 };
	AUTO_BUF sig = { 0 };
	bool ok = k != NULL && c != NULL && EVP_PKEY_is_a(k, "RSA") &&
	    value_of(value, &sig) == 0 && part_canonical(info, &text) &&
	    EVP_DigestVerifyInit(c, NULL, EVP_sha256(), NULL, k) == 1 &&
	    EVP_DigestVerify(c, (const unsigned char *)sig.p, sig.n,
		(const unsigned char *)text.p, text.n) == 1;

	EVP_MD_CTX_free(c);
	return ok;
}

bool
signature_verifies(const struct signature *s, struct span text,
    const struct verify_kind *kind, X509 *leaf)
{
	xmlNode *info = child(s->node, 0);
	unsigned char whole[32];

	if (!kind->files &&
	    (!document_digest(text, kind->root, whole) ||
		!digest_is(child(info, 2), whole)))
		return false;
	return refers(info->last->prev, s->properties) &&
	    refers(info->last, s->key_info) &&
	    value_verifies(info, child(s->node, 1), leaf);
}
