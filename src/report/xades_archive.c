/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an ArchiveTimeStamp is over, ETSI EN 319 132-1 section 5.5.2.2: what
 * the references name, SignedInfo, SignatureValue, KeyInfo, and the unsigned
 * properties before it, each in canonical form, one behind the other.  There
 * is no ds:Object but that of the properties.
 */
#include "report/xades_priv.h"

#include <openssl/evp.h>
#include <string.h>

static void
ctx_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

static void
hash(EVP_MD_CTX *c, struct span s)
{
	int ok = EVP_DigestUpdate(c, s.p, s.n);

	assert(ok == 1);
}

/* What was hashed so far; more may come. */
static void
hash_now(const EVP_MD_CTX *c, unsigned char ret[32])
{
	AUTO(ctx_freep) EVP_MD_CTX *copy = EVP_MD_CTX_new();
	int ok = copy != NULL && EVP_MD_CTX_copy_ex(copy, c) == 1 &&
	    EVP_DigestFinal_ex(copy, ret, NULL) == 1;

	assert(ok);
}

static int
hash_node(EVP_MD_CTX *c, xmlNode *n, struct err *e)
{
	AUTO_BUF text = { 0 };

	if (dsig_canonical_part(n, &text, e) != 0)
		return -1;
	hash(c, buf_view(&text));
	return 0;
}

static bool
is(const xmlNode *n, const char *ns, const char *name)
{
	return n != NULL && n->type == XML_ELEMENT_NODE && n->ns != NULL &&
	    strcmp((const char *)n->name, name) == 0 &&
	    strcmp((const char *)n->ns->href, ns) == 0;
}

static xmlNode *
child(xmlNode *n, const char *ns, const char *name)
{
	return n != NULL && is(n->children, ns, name) ? n->children : NULL;
}

struct parts {
	xmlNode *info, *value, *key, *props, *unsigned_;
};

static bool
parts_of(xmlNode *sig, struct parts *p)
{
	xmlNode *object;

	p->info = child(sig, NS_DS, "SignedInfo");
	p->value = p->info == NULL ? NULL : p->info->next;
	p->key = p->value == NULL ? NULL : p->value->next;
	object = p->key == NULL ? NULL : p->key->next;
	if (!is(p->value, NS_DS, "SignatureValue") ||
	    !is(p->key, NS_DS, "KeyInfo") || !is(object, NS_DS, "Object") ||
	    object->next != NULL)
		return false;
	p->props = child(child(object, NS_XADES, "QualifyingProperties"),
	    NS_XADES, "SignedProperties");
	if (p->props == NULL)
		return false;
	p->unsigned_ = is(p->props->next, NS_XADES, "UnsignedProperties") ?
	    child(p->props->next, NS_XADES, "UnsignedSignatureProperties") :
	    NULL;
	return p->props->next == NULL || p->unsigned_ != NULL;
}

/* The signature as a document of its own: none of its names has a prefix
 * from outside, so that its exclusive canonical form is the same. */
static xmlDoc *
signature_alone(struct span xml, const struct xades_place *p, struct parts *n,
    struct err *e)
{
	xmlDoc *doc;

	if (dsig_start(e) != 0)
		return NULL;
	doc = dsig_parse(span_sub(xml, p->sig, p->end - p->sig), e);
	if (doc == NULL)
		return NULL;
	if (parts_of(xmlDocGetRootElement(doc), n))
		return doc;
	xmlFreeDoc(doc);
	err_set(e, ERR_DATA, "unexpected element in ds:Signature");
	return NULL;
}

/* What the references of the signature name: files, else the document without
 * it. */
static EVP_MD_CTX *
begin(struct span xml, const EVP_MD_CTX *files, const struct xades_place *p)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok = c != NULL &&
	    (files == NULL ? EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1 :
			     EVP_MD_CTX_copy_ex(c, files) == 1);

	assert(ok);
	if (files == NULL) {
		hash(c, span_sub(xml, 0, p->sig));
		hash(c, span_sub(xml, p->end, xml.n));
	}
	return c;
}

int
xades_archive_digests(struct span xml, const EVP_MD_CTX *files,
    const struct xades_place *p, size_t archives, unsigned char (*ret)[32],
    struct err *e)
{
	AUTO(ctx_freep) EVP_MD_CTX *c = begin(xml, files, p);
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	struct parts n;
	size_t k = 0;

	doc = signature_alone(xml, p, &n, e);
	if (doc == NULL)
		return -1;
	if (hash_node(c, n.props, e) != 0 || hash_node(c, n.key, e) != 0 ||
	    hash_node(c, n.info, e) != 0 || hash_node(c, n.value, e) != 0 ||
	    hash_node(c, n.key, e) != 0)
		return -1;
	for (xmlNode *u = n.unsigned_ == NULL ? NULL : n.unsigned_->children;
	     u != NULL; u = u->next) {
		if (is(u, NS_XADES141, "ArchiveTimeStamp") && k < archives)
			hash_now(c, ret[k++]);
		if (hash_node(c, u, e) != 0)
			return -1;
	}
	if (k != archives)
		return err_set(e, ERR_DATA, "unexpected unsigned property");
	hash_now(c, ret[archives]);
	return 0;
}
