/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A detached signature's own value, without a library that would fetch what
 * its references name: the shape of all of it is known by now.
 */
#include "report/verify_priv.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static void
md_ctx_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

/* Does a ds:Reference have the digest of that node's canonical form? */
static bool
refers(const xmlNode *reference, xmlNode *to)
{
	AUTO_BUF text = { 0 };
	AUTO_BUF want = { 0 };
	unsigned char d[32];
	xmlChar *has = xmlNodeGetContent(reference->last);
	bool same = false;

	if (has != NULL && dsig_canonical_part(to, &text, NULL) == 0) {
		dsig_sha256(buf_view(&text), d);
		dsig_base64((struct span){ d, sizeof(d) }, &want);
		same = strcmp((const char *)has, want.p) == 0;
	}
	xmlFree(has);
	return same;
}

/* SignatureValue has line ends, as in PEM. */
static int
value_of(xmlNode *n, struct buf *out)
{
	xmlChar *t = xmlNodeGetContent(n);
	AUTO_BUF line = { 0 };
	int r;

	for (const xmlChar *p = t; p != NULL && *p != '\0'; p++)
		if (*p != '\n')
			buf_chr(&line, (char)*p);
	xmlFree(t);
	r = dsig_base64_read(buf_view(&line), out);
	return r;
}

static bool
value_good(xmlNode *info, xmlNode *value, X509 *leaf)
{
	AUTO(md_ctx_freep) EVP_MD_CTX *c = EVP_MD_CTX_new();
	AUTO_BUF text = { 0 };
	AUTO_BUF sig = { 0 };
	EVP_PKEY *key = X509_get0_pubkey(leaf);

	return c != NULL && key != NULL && EVP_PKEY_is_a(key, "RSA") &&
	    dsig_canonical_part(info, &text, NULL) == 0 &&
	    value_of(value, &sig) == 0 &&
	    EVP_DigestVerifyInit_ex(c, NULL, "SHA256", NULL, NULL, key,
		NULL) == 1 &&
	    EVP_DigestVerify(c, (const unsigned char *)sig.p, sig.n,
		(const unsigned char *)text.p, text.n) == 1;
}

void
verify_detached(const struct signature *s, X509 *leaf, struct verify_result *v)
{
	xmlNode *info = s->node->children, *value = info->next;

	if (!refers(info->last->prev, s->properties) ||
	    !refers(info->last, s->key_info) || !value_good(info, value, leaf))
		verify_bad(v, "XML signature");
}
