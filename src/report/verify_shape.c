/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verify_priv.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

void
signature_clear(struct signature *s)
{
	buf_clear(&s->certs_pem);
}

static bool
is(const xmlNode *n, const char *ns, const char *name)
{
	/* Names differ sooner than namespaces do. */
	return n != NULL && n->type == XML_ELEMENT_NODE && n->ns != NULL &&
	    strcmp((const char *)n->name, name) == 0 &&
	    strcmp((const char *)n->ns->href, ns) == 0;
}

static bool
attr_is(xmlNode *n, const char *name, const char *want)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	bool ok = v != NULL && strcmp((char *)v, want) == 0;

	xmlFree(v);
	return ok;
}

static size_t
attrs(const xmlNode *n)
{
	size_t k = 0;

	for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
		k++;
	return k;
}

/* One node of the profile: its children, in order, and its attributes. */
struct shape {
	const char *path; /* for the reason */
	const char *ns, *name;
	const char *attr[3][2];
	const struct shape *child[8];
	bool text; /* holds text alone */
};

static bool
fits(xmlNode *n, const struct shape *s, struct verify_result *v)
{
	size_t a = 0, k = 0;
	xmlNode *c;

	if (!is(n, s->ns, s->name)) {
		verify_bad(v, s->path);
		return false;
	}
	for (; a < ARRAY_LEN(s->attr) && s->attr[a][0] != NULL; a++)
		if (!attr_is(n, s->attr[a][0], s->attr[a][1])) {
			verify_bad(v, s->path);
			return false;
		}
	if (attrs(n) != a) {
		verify_bad(v, s->path);
		return false;
	}
	for (c = n->children; c != NULL; c = c->next) {
		if (s->text && c->type == XML_TEXT_NODE)
			continue;
		if (k == ARRAY_LEN(s->child) || s->child[k] == NULL) {
			verify_bad(v, s->path);
			return false;
		}
		if (!fits(c, s->child[k++], v))
			return false;
	}
	if (k < ARRAY_LEN(s->child) && s->child[k] != NULL) {
		verify_bad(v, s->child[k]->path);
		return false;
	}
	return true;
}

#define DS(id, why, nm, ...)                                                  \
	static const struct shape id = { .path = why,                         \
		.ns = NS_DS,                                                  \
		.name = nm,                                                   \
		__VA_ARGS__ }
#define XA(id, why, nm, ...)                                                  \
	static const struct shape id = { .path = why,                         \
		.ns = NS_XADES,                                               \
		.name = nm,                                                   \
		__VA_ARGS__ }
#define UNEXPECTED "unexpected element in ds:Signature"

DS(c14n_method, "canonicalization method not allowed",
    "CanonicalizationMethod", .attr = { { "Algorithm", ALG_EXC_C14N } });
DS(sig_method, "signature method not allowed", "SignatureMethod",
    .attr = { { "Algorithm", ALG_RSA_SHA256 } });
DS(t_env, "transform", "Transform",
    .attr = { { "Algorithm", ALG_ENVELOPED } });
DS(t_c14n, "transform", "Transform",
    .attr = { { "Algorithm", ALG_EXC_C14N } });
DS(t_whole, "transform", "Transforms", .child = { &t_env, &t_c14n });
DS(t_part, "transform", "Transforms", .child = { &t_c14n });
DS(digest_method, "digest method", "DigestMethod",
    .attr = { { "Algorithm", ALG_SHA256 } });
DS(digest_value, "digest value", "DigestValue", .text = true);
DS(ref_whole, "reference 1 must be the whole document", "Reference",
    .attr = { { "URI", "" } },
    .child = { &t_whole, &digest_method, &digest_value });
DS(ref_props, "exactly three references", "Reference",
    .attr = { { "Type", TYPE_SIGNED_PROPERTIES },
	{ "URI", "#" ID_PROPERTIES } },
    .child = { &t_part, &digest_method, &digest_value });
DS(ref_key, "exactly three references", "Reference",
    .attr = { { "URI", "#" ID_KEYINFO } },
    .child = { &t_part, &digest_method, &digest_value });
DS(signed_info, "exactly three references", "SignedInfo",
    .child = { &c14n_method, &sig_method, &ref_whole, &ref_props, &ref_key });
DS(sig_value, UNEXPECTED, "SignatureValue", .text = true);
XA(signing_time, UNEXPECTED, "SigningTime", .text = true);
XA(cert_digest, UNEXPECTED, "CertDigest",
    .child = { &digest_method, &digest_value });
XA(cert, UNEXPECTED, "Cert", .child = { &cert_digest });
XA(signing_cert, UNEXPECTED, "SigningCertificateV2", .child = { &cert });
XA(sig_props, UNEXPECTED, "SignedSignatureProperties",
    .child = { &signing_time, &signing_cert });
XA(signed_props, "exactly one SignedProperties", "SignedProperties",
    .attr = { { "Id", ID_PROPERTIES } }, .child = { &sig_props });
XA(qualifying, "unexpected unsigned property", "QualifyingProperties",
    .attr = { { "Target", "#" ID_SIGNATURE } }, .child = { &signed_props });
DS(object, UNEXPECTED, "Object", .child = { &qualifying });

static xmlNode *
element(xmlNode *n)
{
	while (n != NULL && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

static void
put_pem(struct buf *pem, const char *base64)
{
	size_t k = 0;

	buf_str(pem, "-----BEGIN CERTIFICATE-----\n");
	for (; *base64 != '\0'; base64++) {
		if (*base64 == '\n' || *base64 == ' ' || *base64 == '\r')
			continue;
		buf_chr(pem, *base64);
		if (++k % 64 == 0)
			buf_chr(pem, '\n');
	}
	buf_str(pem, "\n-----END CERTIFICATE-----\n");
}

/* KeyInfo holds X509Data, that holds certificates, and nothing else. */
static int
read_key_info(xmlNode *ki, struct signature *s, struct verify_result *v)
{
	xmlNode *data = ki->children;
	size_t n = 0;

	if (!attr_is(ki, "Id", ID_KEYINFO) || attrs(ki) != 1 ||
	    !is(data, NS_DS, "X509Data") || data->next != NULL ||
	    attrs(data) != 0) {
		verify_bad(v, "report content inside ds:Signature");
		return -1;
	}
	for (xmlNode *c = data->children; c != NULL; c = c->next, n++) {
		xmlChar *t;

		if (!is(c, NS_DS, "X509Certificate") || attrs(c) != 0 ||
		    xmlChildElementCount(c) != 0 || n >= CHAIN_MAX) {
			verify_bad(v, "report content inside ds:Signature");
			return -1;
		}
		t = xmlNodeGetContent(c);
		put_pem(&s->certs_pem, (const char *)t);
		xmlFree(t);
	}
	return n == 0 ? (verify_bad(v, "no signer certificate"), -1) : 0;
}

/* Their shape is known by now: walk straight down. */
static int
read_properties(xmlNode *obj, struct signature *s, struct verify_result *v)
{
	xmlNode *ssp = obj->children->children->children;
	xmlNode *time = ssp->children;
	xmlNode *digest = time->next->children->children->children->next;
	xmlChar *t = xmlNodeGetContent(time);
	xmlChar *d = xmlNodeGetContent(digest);
	int r = 0;

	if (t == NULL ||
	    utc_parse(span_of((const char *)t), &s->signing_time) != 0) {
		verify_bad(v, "signing time unreadable");
		r = -1;
	}
	if (d != NULL && strlen((char *)d) < sizeof(s->cert_digest))
		memcpy(s->cert_digest, d, strlen((char *)d) + 1);
	xmlFree(t);
	xmlFree(d);
	return r;
}

static size_t
count_signatures(const xmlNode *n, int depth)
{
	size_t k = 0;

	for (; n != NULL && depth < 256; n = n->next)
		k += (size_t)is(n, NS_DS, "Signature") +
		    count_signatures(n->children, depth + 1);
	return k;
}

/* Canonical form leaves comments out, so that one may split a text without
 * breaking the signature: no tool that re-saves a file adds any. */
static bool
has_comment(const xmlNode *n, int depth)
{
	for (; n != NULL && depth < 256; n = n->next)
		if (n->type == XML_COMMENT_NODE || n->type == XML_PI_NODE ||
		    (n->type == XML_ELEMENT_NODE &&
			has_comment(n->children, depth + 1)))
			return true;
	return false;
}

/* The one signature, if it stands where it must. */
static xmlNode *
the_signature(xmlDoc *doc, const struct verify_kind *kind,
    struct verify_result *v)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	xmlNode *last;

	if (root == NULL || doc->children != root || root->next != NULL) {
		verify_bad(v, "something stands beside the root element");
		return NULL;
	}
	if (!is(root, kind->ns, kind->root)) {
		AUTO_BUF why = { 0 };

		buf_fmt(&why, "not a %s", kind->root);
		verify_bad(v, why.p);
		return NULL;
	}
	if (has_comment(root, 0)) {
		verify_bad(v, "a comment or instruction inside the report");
		return NULL;
	}
	if (count_signatures(root, 0) != 1) {
		verify_bad(v, "there must be exactly one ds:Signature");
		return NULL;
	}
	last = xmlGetLastChild(root);
	if (!is(last, NS_DS, "Signature")) {
		verify_bad(v, "Signature is not the last child of the root");
		return NULL;
	}
	return last;
}

int
signature_read(xmlDoc *doc, const struct verify_kind *kind,
    struct signature *ret, struct verify_result *v)
{
	xmlNode *sig = the_signature(doc, kind, v);
	xmlNode *part[4] = { NULL };
	size_t n = 0;

	if (sig == NULL)
		return -1;
	for (xmlNode *c = sig->children; c != NULL; c = c->next, n++) {
		if (n == ARRAY_LEN(part) || c->type != XML_ELEMENT_NODE) {
			verify_bad(v, UNEXPECTED);
			return -1;
		}
		part[n] = c;
	}
	if (n != ARRAY_LEN(part) || !attr_is(sig, "Id", ID_SIGNATURE) ||
	    attrs(sig) != 1 || !is(part[2], NS_DS, "KeyInfo")) {
		verify_bad(v, UNEXPECTED);
		return -1;
	}
	if (!fits(part[0], &signed_info, v) || !fits(part[1], &sig_value, v) ||
	    !fits(part[3], &object, v) || element(part[3]) == NULL ||
	    read_key_info(part[2], ret, v) != 0 ||
	    read_properties(part[3], ret, v) != 0)
		return -1;
	ret->node = sig;
	return 0;
}
