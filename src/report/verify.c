/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The strict verifier.  Generic ones accept findings in an extra ds:Object, a
 * comment that splits a text, a transform that hides: here every node of the
 * signature is on a list, and all bytes are canonical.
 */
#include "report/verify_priv.h"

#include "report/report.h"

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmltree.h>

const struct verify_kind verify_report_kind = { REPORT_NS, "report" };

void
verify_result_clear(struct verify_result *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->n; i++)
		free(v->reasons[i]);
	for (size_t i = 0; i < v->notes_n; i++)
		free(v->notes[i]);
	for (size_t i = 0; i < v->tokens_n; i++)
		free(v->tokens[i].tsa);
	free(v->signer);
	memset(v, 0, sizeof(*v));
}

void
verify_bad(struct verify_result *v, const char *reason)
{
	v->state = VERIFY_BAD;
	if (v->n < ARRAY_LEN(v->reasons))
		v->reasons[v->n++] = mem_strdup(reason);
}

void
verify_note(struct verify_result *v, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (v->notes_n < ARRAY_LEN(v->notes))
		v->notes[v->notes_n++] = mem_strdup(text);
}

/* The key of the leaf that stands in KeyInfo; trust is judged apart. */
static xmlSecKeyPtr
leaf_key(X509 *leaf)
{
	AUTO_BUF der = { 0 };

	if (dsig_der(leaf, &der) != 0)
		return NULL;
	return xmlSecCryptoAppKeyLoadMemory((unsigned char *)der.p,
	    (xmlSecSize)der.n, xmlSecKeyDataFormatCertDer, NULL, NULL, NULL);
}

static void
check_signature(xmlNode *sig, X509 *leaf, struct verify_result *v)
{
	xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);

	if (ctx == NULL) {
		verify_bad(v, "XML signature: out of memory");
		return;
	}
	ctx->signKey = leaf_key(leaf);
	ctx->enabledReferenceUris =
	    xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
	if (ctx->signKey == NULL || xmlSecDSigCtxVerify(ctx, sig) < 0 ||
	    ctx->status != xmlSecDSigStatusSucceeded)
		verify_bad(v, "XML signature");
	xmlSecDSigCtxDestroy(ctx);
}

static void
store_free(X509_STORE **p)
{
	X509_STORE_free(*p);
}

static void
store_ctx_free(X509_STORE_CTX **p)
{
	X509_STORE_CTX_free(*p);
}

/* NULL where nothing is trusted. */
static X509_STORE *
trusted(struct span pem)
{
	X509_STORE *st = X509_STORE_new();
	BIO *b = BIO_new_mem_buf(pem.p, (int)pem.n);
	X509 *x;
	int n = 0;

	while (st != NULL && b != NULL && n < VERIFY_SIGNERS_MAX &&
	    (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
		X509_STORE_add_cert(st, x);
		X509_free(x);
		n++;
	}
	BIO_free(b);
	if (n == 0) {
		X509_STORE_free(st);
		st = NULL;
	}
	return st;
}

static void
check_chain(STACK_OF(X509) * certs, const struct verify_trust *t, utc_t when,
    struct verify_result *v)
{
	AUTO(store_free) X509_STORE *st = trusted(t->signers_pem);
	AUTO(store_ctx_free) X509_STORE_CTX *ctx = X509_STORE_CTX_new();

	if (st == NULL) {
		verify_bad(v, "signer certificate chain: nothing is trusted");
		return;
	}
	if (ctx == NULL ||
	    X509_STORE_CTX_init(ctx, st, sk_X509_value(certs, 0), certs) !=
		1) {
		verify_bad(v, "signer certificate chain");
		return;
	}
	X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(ctx),
	    (time_t)when);
	if (X509_verify_cert(ctx) != 1)
		verify_bad(v, "signer certificate chain");
}

static void
check_leaf(X509 *leaf, const struct signature *s, struct verify_result *v)
{
	AUTO_BUF der = { 0 };
	AUTO_BUF want = { 0 };
	unsigned char d[32];

	if (dsig_der(leaf, &der) != 0) {
		verify_bad(v, "signer certificate DER");
		return;
	}
	dsig_sha256(buf_view(&der), d);
	dsig_base64((struct span){ d, sizeof(d) }, &want);
	hex_of(d, sizeof(d), v->signer_sha256);
	if (strcmp(want.p, s->cert_digest) != 0)
		verify_bad(v, "SigningCertificateV2 does not match");
	/* All bits: the certificate does not say. */
	if (X509_get_extended_key_usage(leaf) != UINT32_MAX &&
	    (X509_get_extended_key_usage(leaf) & XKU_TIMESTAMP) != 0)
		verify_bad(v, "signer certificate chain: a TSA's certificate");
}

static void
check_document(xmlDoc *doc, const struct verify_kind *kind,
    const struct verify_trust *trust, struct verify_result *v)
{
	AUTO(signature_clear) struct signature s = { 0 };
	AUTO(dsig_certs_free) STACK_OF(X509) *certs = NULL;
	struct err e = { 0 };

	if (signature_read(doc, kind, &s, v) != 0)
		return;
	certs = dsig_certs(buf_view(&s.certs_pem), &e);
	if (certs == NULL) {
		verify_bad(v, "no signer certificate");
		return;
	}
	v->signing_time = s.signing_time;
	check_leaf(sk_X509_value(certs, 0), &s, v);
	check_signature(s.node, sk_X509_value(certs, 0), v);
	check_chain(certs, trust, s.signing_time, v);
}

void
report_verify(struct span xml, const struct verify_kind *kind,
    const struct verify_trust *trust, struct verify_result *ret)
{
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	struct err e = { 0 };
	bool same;

	memset(ret, 0, sizeof(*ret));
	ret->signing_time = ret->proved = TIME_NONE;
	if (dsig_start(&e) != 0 || (doc = dsig_parse_fixed(xml, &e)) == NULL ||
	    dsig_is_canonical(doc, xml, &same, &e) != 0) {
		verify_bad(ret, e.msg);
		return;
	}
	check_document(doc, kind, trust, ret);
	if (same)
		return;
	if (ret->state == VERIFY_OK) {
		ret->state = VERIFY_RESAVED;
		ret->reasons[ret->n++] =
		    mem_strdup("file is not in canonical form: re-saved, "
			       "signature still valid");
	} else
		verify_bad(ret, "file is not in canonical form");
}
