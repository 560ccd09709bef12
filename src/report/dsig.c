/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dsig.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <limits.h>
#include <malloc.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmlsec.h>

static void
quiet(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

int
dsig_start(struct err *e)
{
	static bool started;

	if (started)
		return 0;
#ifdef M_MXFAST
	/* A document is a million small blocks, freed at once: kept apart for
	 * reuse they are joined again and again. */
	mallopt(M_MXFAST, 0);
#endif
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, quiet);
	if (xmlSecInit() < 0 || xmlSecCheckVersion() != 1 ||
	    xmlSecCryptoAppInit(NULL) < 0 || xmlSecCryptoInit() < 0)
		return err_set(e, ERR_IO, "libxmlsec failed to start");
	xmlSecErrorsDefaultCallbackEnableOutput(0);
	started = true;
	return 0;
}

/* For libxml2's canonical form: what stands in the subtree that arg begins. */
static int
is_part(void *arg, xmlNode *node, xmlNode *parent)
{
	const xmlNode *n = node;

	if (node->type == XML_ATTRIBUTE_NODE ||
	    node->type == XML_NAMESPACE_DECL)
		n = parent;
	while (n != NULL && n != arg)
		n = n->parent;
	return n != NULL;
}

/* Runs the canonical bytes through a function, as they come; of top and what
 * is below it, NULL for all. */
static int
canonical_to(xmlDoc *doc, xmlNode *top, xmlOutputWriteCallback write,
    void *arg, struct err *e)
{
	xmlOutputBuffer *o = xmlOutputBufferCreateIO(write, NULL, arg, NULL);
	int n = o == NULL ? -1 :
			    xmlC14NExecute(doc, top == NULL ? NULL : is_part,
				top, XML_C14N_EXCLUSIVE_1_0, NULL, 0, o);

	if (o != NULL && xmlOutputBufferClose(o) < 0)
		n = -1;
	return n < 0 ? err_set(e, ERR_DATA, "canonical form failed") : 0;
}

static int
write_buf(void *arg, const char *p, int n)
{
	buf_add(arg, p, (size_t)n);
	return n;
}

int
dsig_canonical(xmlDoc *doc, struct buf *out, struct err *e)
{
	return canonical_to(doc, NULL, write_buf, out, e);
}

int
dsig_canonical_part(xmlNode *top, struct buf *out, struct err *e)
{
	return canonical_to(top->doc, top, write_buf, out, e);
}

struct comparison {
	struct span left;
	bool differs;
};

static int
write_compare(void *arg, const char *p, int n)
{
	struct comparison *c = arg;

	if ((size_t)n > c->left.n || memcmp(p, c->left.p, (size_t)n) != 0)
		c->differs = true;
	c->left = span_sub(c->left, (size_t)n, c->left.n);
	return n;
}

int
dsig_is_canonical(xmlDoc *doc, struct span bytes, bool *ret, struct err *e)
{
	struct comparison c = { bytes, false };

	if (canonical_to(doc, NULL, write_compare, &c, e) != 0)
		return -1;
	*ret = !c.differs && c.left.n == 0;
	return 0;
}

static xmlDoc *
parse(struct span xml, int options, struct err *e)
{
	xmlDoc *d;

	if (xml.n > REPORT_MAX) {
		err_set(e, ERR_DATA, "parse: over %zu bytes", REPORT_MAX);
		return NULL;
	}
	d = xmlReadMemory((const char *)xml.p, (int)xml.n, NULL, NULL,
	    options | XML_PARSE_NONET | XML_PARSE_NOERROR |
		XML_PARSE_NOWARNING);
	if (d == NULL)
		err_set(e, ERR_DATA, "parse: not well-formed XML");
	else if (d->intSubset != NULL || d->extSubset != NULL) {
		xmlFreeDoc(d);
		d = NULL;
		err_set(e, ERR_DATA, "DTD refused");
	}
	return d;
}

xmlDoc *
dsig_parse(struct span xml, struct err *e)
{
	return parse(xml, 0, e);
}

xmlDoc *
dsig_parse_fixed(struct span xml, struct err *e)
{
	return parse(xml, XML_PARSE_COMPACT, e);
}

void
dsig_doc_free(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
}

void
dsig_certs_free(STACK_OF(X509) * *s)
{
	sk_X509_pop_free(*s, X509_free);
}

STACK_OF(X509) * dsig_certs(struct span pem, struct err *e)
{
	BIO *b = BIO_new_mem_buf(pem.p, (int)pem.n);
	STACK_OF(X509) *s = sk_X509_new_null();
	X509 *x;

	while (b != NULL && s != NULL && sk_X509_num(s) < CHAIN_MAX &&
	    (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL)
		sk_X509_push(s, x);
	BIO_free(b);
	if (s != NULL && sk_X509_num(s) == 0)
		dsig_certs_free(&s), s = NULL;
	if (s == NULL)
		err_set(e, ERR_DATA, "no certificate in PEM");
	return s;
}

void
dsig_base64(struct span s, struct buf *out)
{
	AUTO_FREE char *t = mem_alloc(s.n * 4 / 3 + 8);
	int n = EVP_EncodeBlock((unsigned char *)t, s.p, (int)s.n);

	buf_add(out, t, (size_t)n);
}

int
dsig_base64_read(struct span text, struct buf *out)
{
	AUTO_FREE unsigned char *p = mem_alloc(text.n / 4 * 3 + 1);
	AUTO_BUF again = { 0 };
	size_t pad = 0;
	int n;

	while (pad < 2 && pad < text.n && text.p[text.n - 1 - pad] == '=')
		pad++;
	if (text.n % 4 != 0 || text.n > INT_MAX)
		return -1;
	n = EVP_DecodeBlock(p, text.p, (int)text.n);
	if (n < (int)pad)
		return -1;
	/* OpenSSL skips blanks and does not look at the last bits. */
	dsig_base64((struct span){ p, (size_t)n - pad }, &again);
	if (!span_eq(buf_view(&again), text))
		return -1;
	buf_add(out, p, (size_t)n - pad);
	return 0;
}

int
dsig_der(X509 *x, struct buf *out)
{
	unsigned char *p = NULL;
	int n = i2d_X509(x, &p);

	if (n <= 0)
		return -1;
	buf_add(out, p, (size_t)n);
	OPENSSL_free(p);
	return 0;
}

void
dsig_sha256(struct span s, unsigned char out[32])
{
	unsigned n = 32;
	int ok = EVP_Digest(s.p, s.n, out, &n, EVP_sha256(), NULL);

	assert(ok == 1);
}
