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

/* The same in the namespace of another. */
static bool
is_of(const xmlNode *n, const xmlNode *other, const char *name)
{
	return other->ns != NULL && is(n, (const char *)other->ns->href, name);
}

/* want NULL: any value. */
static bool
attr_is(xmlNode *n, const char *name, const char *want)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	bool ok = v != NULL && (want == NULL || strcmp((char *)v, want) == 0);

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
		verify_bad(v, "%s", s->path);
		return false;
	}
	for (; a < ARRAY_LEN(s->attr) && s->attr[a][0] != NULL; a++)
		if (!attr_is(n, s->attr[a][0], s->attr[a][1])) {
			verify_bad(v, "%s", s->path);
			return false;
		}
	if (attrs(n) != a) {
		verify_bad(v, "%s", s->path);
		return false;
	}
	for (c = n->children; c != NULL; c = c->next) {
		if (s->text && c->type == XML_TEXT_NODE)
			continue;
		if (k == ARRAY_LEN(s->child) || s->child[k] == NULL) {
			verify_bad(v, "%s", s->path);
			return false;
		}
		if (!fits(c, s->child[k++], v))
			return false;
	}
	if (k < ARRAY_LEN(s->child) && s->child[k] != NULL) {
		verify_bad(v, "%s", s->child[k]->path);
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
DS(ref_file, "reference to a file", "Reference", .attr = { { "URI", NULL } },
    .child = { &digest_method, &digest_value });

/* A reference to each file, without transforms, then the two of the
 * signature itself. */
static bool
files_fit(xmlNode *info, struct verify_result *v)
{
	const struct shape *head[] = { &c14n_method, &sig_method };
	const struct shape *tail[] = { &ref_props, &ref_key };
	size_t n = xmlChildElementCount(info), i = 0;

	if (n < 5 || attrs(info) != 0) {
		verify_bad(v, "%s", ref_file.path);
		return false;
	}
	for (xmlNode *c = info->children; c != NULL; c = c->next, i++)
		if (!fits(c,
			i < 2	       ? head[i] :
			    i >= n - 2 ? tail[i - (n - 2)] :
					 &ref_file,
			v))
			return false;
	return true;
}

static bool
info_fits(xmlNode *info, const struct verify_kind *kind,
    struct verify_result *v)
{
	size_t n = 0;

	if (!is(info, NS_DS, "SignedInfo")) {
		verify_bad(v, "%s", signed_info.path);
		return false;
	}
	if (kind->files)
		return files_fit(info, v);
	for (xmlNode *c = info->children; c != NULL; c = c->next)
		n += is(c, NS_DS, "Reference");
	if (n == 3)
		return fits(info, &signed_info, v);
	verify_bad(v, "%s", signed_info.path);
	return false;
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

static size_t
count(const xmlNode *n, const char *ns, const char *name, int depth)
{
	size_t k = 0;

	for (; n != NULL && depth < 256; n = n->next)
		k += (size_t)is(n, ns, name) +
		    count(n->children, ns, name, depth + 1);
	return k;
}

/* Object, QualifyingProperties, SignedProperties, UnsignedProperties?; what
 * is in the last is for xades_read. */
static int
object_fits(xmlNode *object, struct verify_result *v)
{
	xmlNode *q = object->children, *p;
	const char *why = NULL;

	if (!is(object, NS_DS, "Object") || attrs(object) != 0 ||
	    !is(q, NS_XADES, "QualifyingProperties") || q->next != NULL ||
	    attrs(q) != 1 || !attr_is(q, "Target", "#" ID_SIGNATURE))
		why = UNEXPECTED;
	else if (count(q, NS_XADES, "SignedProperties", 0) != 1)
		why = signed_props.path;
	if (why != NULL) {
		verify_bad(v, "%s", why);
		return -1;
	}
	p = q->children;
	if (!fits(p, &signed_props, v))
		return -1;
	if (p->next != NULL &&
	    (!is(p->next, NS_XADES, "UnsignedProperties") ||
		p->next->next != NULL)) {
		verify_bad(v, "unexpected unsigned property");
		return -1;
	}
	return 0;
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

bool
verify_has_node(const xmlNode *n, xmlElementType type)
{
	for (; n != NULL; n = n->next)
		if (n->type == type ||
		    (n->type == XML_ELEMENT_NODE &&
			verify_has_node(n->children, type)))
			return true;
	return false;
}

/* <stamps due="N"/> of the root or its head; that it is signed is seen to
 * elsewhere. */
static unsigned
read_due(xmlNode *root)
{
	uint64_t n = 0;
	xmlNode *found = NULL;

	for (xmlNode *c = root->children; c != NULL; c = c->next) {
		if (is_of(c, root, "stamps"))
			found = c;
		if (is_of(c, root, "head"))
			for (xmlNode *h = c->children; h != NULL; h = h->next)
				if (is_of(h, root, "stamps"))
					found = h;
	}
	if (found != NULL) {
		xmlChar *due = xmlGetNoNsProp(found, (const xmlChar *)"due");

		if (due == NULL ||
		    span_u64(span_of((const char *)due), 1000, &n) != 0)
			n = 1; /* not known how many, but some */
		xmlFree(due);
	}
	return (unsigned)n;
}

/* The one signature, if it stands where it must. */
static xmlNode *
the_signature(xmlNode *root, const struct verify_kind *kind,
    struct verify_result *v)
{
	xmlNode *last = root->last, *n = root->children;

	if (count(root, NS_DS, "Signature", 0) != 1) {
		verify_bad(v, "there must be exactly one ds:Signature");
		return NULL;
	}
	while (n != NULL && !is(n, NS_DS, "Signature"))
		n = n->next;
	if (n == NULL || n != last) {
		verify_bad(v, "Signature is not %s child of the root",
		    n == NULL ? "a" : "the last");
		return NULL;
	}
	if (!is(root, kind->ns, kind->root)) {
		verify_bad(v, "not a %s", kind->root);
		return NULL;
	}
	return n;
}

int
signature_read(xmlDoc *doc, const struct verify_kind *kind,
    struct signature *ret, struct verify_result *v)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	xmlNode *sig = the_signature(root, kind, v);
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
	if (!info_fits(part[0], kind, v) || !fits(part[1], &sig_value, v) ||
	    object_fits(part[3], v) != 0 ||
	    read_key_info(part[2], ret, v) != 0 ||
	    read_properties(part[3], ret, v) != 0)
		return -1;
	ret->node = sig;
	ret->key_info = part[2];
	ret->properties = part[3]->children->children;
	ret->due = read_due(root);
	return 0;
}
