/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dsig.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
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
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, quiet);
	if (xmlSecInit() < 0 || xmlSecCheckVersion() != 1 ||
	    xmlSecCryptoAppInit(NULL) < 0 || xmlSecCryptoInit() < 0)
		return err_set(e, ERR_IO, "libxmlsec failed to start");
	xmlSecErrorsDefaultCallbackEnableOutput(0);
	started = true;
	return 0;
}

int
dsig_canonical(xmlDoc *doc, struct buf *out, struct err *e)
{
	xmlChar *p = NULL;
	int n = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_EXCLUSIVE_1_0, NULL,
	    0, &p);

	if (n < 0)
		return err_set(e, ERR_DATA, "canonical form failed");
	buf_add(out, p, (size_t)n);
	xmlFree(p);
	return 0;
}

xmlDoc *
dsig_parse(struct span xml, struct err *e)
{
	xmlDoc *d;

	if (xml.n > REPORT_MAX) {
		err_set(e, ERR_DATA, "parse: over %zu bytes", REPORT_MAX);
		return NULL;
	}
	d = xmlReadMemory((const char *)xml.p, (int)xml.n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (d == NULL)
		err_set(e, ERR_DATA, "parse: not well-formed XML");
	else if (d->intSubset != NULL || d->extSubset != NULL) {
		xmlFreeDoc(d);
		d = NULL;
		err_set(e, ERR_DATA, "DTD refused");
	}
	return d;
}

void
dsig_doc_free(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
}

void
dsig_certs_free(STACK_OF(X509) **s)
{
	sk_X509_pop_free(*s, X509_free);
}

STACK_OF(X509) *
dsig_certs(struct span pem, struct err *e)
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
