/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The strict verifier.  Generic ones accept findings in an extra ds:Object, a
 * comment that splits a text, a transform that hides: here every node of the
 * signature is on a list, and all bytes are canonical.
 */
#include "report/verify_priv.h"

#include "report/report.h"

#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct verify_kind verify_report_kind = { REPORT_NS, "report", false };

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
verify_bad(struct verify_result *v, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	v->state = VERIFY_BAD;
	if (v->n < ARRAY_LEN(v->reasons))
		v->reasons[v->n++] = mem_strdup(text);
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
	v->signer = cert_subject(leaf);
	if (strcmp(want.p, s->cert_digest) != 0)
		verify_bad(v, "SigningCertificateV2 does not match");
}

/* What the leaf may be at all.  All bits: the certificate does not say. */
static void
check_use(X509 *leaf, struct verify_result *v)
{
	uint32_t extended = X509_get_extended_key_usage(leaf);
	uint32_t use = X509_get_key_usage(leaf);

	if (extended != UINT32_MAX && (extended & XKU_TIMESTAMP) != 0)
		verify_bad(v, "signer certificate chain: a TSA's certificate");
	for (size_t i = 0; i < v->tokens_n; i++)
		if (strcmp(v->tokens[i].stamp.tsa, v->signer_sha256) == 0)
			verify_bad(v, "signer certificate chain: its own TSA");
	if (use != UINT32_MAX &&
	    (use & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) == 0)
		verify_bad(v,
		    "signer certificate chain: not a certificate for "
		    "signing");
}

static void
check_revoked(STACK_OF(X509) * certs, const struct verify_trust *t,
    struct verify_result *v)
{
	for (int i = 0; i < sk_X509_num(certs); i++) {
		AUTO_BUF der = { 0 };
		char hex[SHA256_HEX], u[UTC_TEXT];
		const struct verify_revoked *r;

		if (dsig_der(sk_X509_value(certs, i), &der) != 0)
			continue;
		digest_sha256(buf_view(&der), hex);
		r = verify_revoked_of(t, hex);
		if (r != NULL &&
		    (v->proved == TIME_NONE || v->proved >= r->since))
			verify_bad(v,
			    "revoked signer: since %s, and no timestamp is "
			    "from before",
			    utc_text(r->since, u));
	}
}

/* At the time that is proved, else at the signer's own and now. */
static void
check_signer(STACK_OF(X509) * certs, const struct chains *c,
    const struct verify_trust *t, struct verify_result *v)
{
	utc_t when = v->proved != TIME_NONE ? v->proved : v->signing_time;
	struct judged j = chain_judged(c, c->signers, certs, 0, when);

	/* Whoever has the key of an expired certificate can write any time. */
	if (j.trusted && v->proved == TIME_NONE)
		j = chain_judged(c, c->signers, certs, 0, t->now);
	check_use(sk_X509_value(certs, 0), v);
	if (c->signers == NULL)
		verify_bad(v, "signer certificate chain: nothing is trusted");
	else if (!j.trusted)
		verify_bad(v, "signer certificate chain");
	else if (j.standing == REVOKED)
		verify_bad(v, "revoked signer: a CRL names its certificate");
	else if (j.standing == UNTOLD && v->proved != TIME_NONE)
		verify_note(v,
		    "no CRL tells whether the signer's certificate stood "
		    "then");
	check_revoked(certs, t, v);
}

static unsigned
authorities(const struct verify_result *v)
{
	unsigned n = 0;

	for (size_t i = 0; i < v->tokens_n; i++) {
		bool first = !v->tokens[i].archive;

		for (size_t k = 0; k < i && first; k++)
			first = strcmp(v->tokens[k].stamp.tsa,
				    v->tokens[i].stamp.tsa) != 0;
		n += first;
	}
	return n;
}

static void
check_times(const struct xades *x, const struct verify_trust *t,
    struct verify_result *v)
{
	unsigned n = authorities(v);

	if (x->stamps == 0 && v->due > 0)
		verify_bad(v, "no timestamp");
	else if (x->stamps == 0)
		verify_note(v,
		    "no timestamp: when it was signed rests on the signer's "
		    "clock alone");
	else if (n < v->due && v->proved != TIME_NONE)
		verify_note(v, "%u of %u timestamps", n, v->due);
	if (v->proved != TIME_NONE &&
	    v->signing_time > v->proved + VERIFY_CLOCK_SLACK)
		verify_bad(v, "signing time after the timestamp");
	else if (v->signing_time > t->now + VERIFY_CLOCK_SLACK)
		verify_bad(v, "signing time lies in the future");
}

/* What stands in the document and is in its canonical form. */
static void
check_nodes(xmlDoc *doc, struct verify_result *v)
{
	xmlNode *root = xmlDocGetRootElement(doc);

	if (doc->children != root || root->next != NULL)
		verify_bad(v, "something stands beside the root element");
	if (verify_has_node(root, XML_PI_NODE))
		verify_bad(v, "an instruction inside the document");
}

static void
narrow(const struct xades *x, const struct verify_trust *trust,
    struct buf *ret)
{
	struct span tokens[VERIFY_TOKENS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].kind == XADES_STAMP ||
		    x->v[i].kind == XADES_ARCHIVE)
			tokens[n++] = buf_view(&x->v[i].der);
	if (n != 0)
		timestamp_narrow(trust->tsas_pem, tokens, n, ret);
}

static void
check_document(xmlDoc *doc, struct span text, const struct verify_kind *kind,
    const struct verify_trust *trust, struct verify_result *v)
{
	AUTO(signature_clear) struct signature s = { 0 };
	AUTO(dsig_certs_free) STACK_OF(X509) *certs = NULL;
	AUTO(chains_clear) struct chains chains = { 0 };
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO_BUF tsas = { 0 };
	struct verify_trust own = *trust;
	struct err e = { 0 };

	if (signature_read(doc, kind, &s, v) != 0)
		return;
	certs = dsig_certs(buf_view(&s.certs_pem), &e);
	if (certs == NULL) {
		verify_bad(v, "no signer certificate");
		return;
	}
	v->signing_time = s.signing_time;
	v->due = s.due;
	check_leaf(sk_X509_value(certs, 0), &s, v);
	if (!signature_verifies(&s, text, kind, sk_X509_value(certs, 0)))
		verify_bad(v, "XML signature");
	check_nodes(doc, v);
	/* What this cannot read has no token that could be judged. */
	if (xades_read_of(text, trust->files, &x, &e) != 0)
		verify_bad(v, "%s", e.msg);
	narrow(&x, trust, &tsas);
	own.tsas_pem = buf_view(&tsas);
	chains_open(&own, &x, &chains, v);
	verify_stamps(&x, &own, &chains, v);
	check_signer(certs, &chains, trust, v);
	check_times(&x, trust, v);
}

static void
not_canonical(xmlDoc *doc, struct verify_result *v)
{
	if (verify_has_node(doc->children, XML_COMMENT_NODE)) {
		verify_bad(v, "file is not in canonical form: comments");
	} else if (v->state == VERIFY_OK) {
		v->state = VERIFY_RESAVED;
		v->reasons[v->n++] =
		    mem_strdup("file is not in canonical form: re-saved, "
			       "signature still valid");
	} else
		verify_bad(v, "file is not in canonical form");
}

xmlDoc *
report_verify_doc(struct span xml, const struct verify_kind *kind,
    const struct verify_trust *trust, struct verify_result *ret)
{
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO(dsig_doc_free) xmlDoc *again = NULL;
	AUTO_BUF text = { 0 };
	struct err e = { 0 };
	bool same;

	memset(ret, 0, sizeof(*ret));
	ret->signing_time = ret->proved = TIME_NONE;
	if (dsig_start(&e) != 0 || (doc = dsig_parse_fixed(xml, &e)) == NULL ||
	    dsig_is_canonical(doc, xml, &same, &e) != 0) {
		verify_bad(ret, "%s", e.msg);
		return NULL;
	}
	if (same) {
		check_document(doc, xml, kind, trust, ret);
		return ret->state == VERIFY_OK ? TAKE(doc) : NULL;
	}
	/* Is it what was signed, but for how it is written? */
	if (dsig_canonical(doc, &text, &e) != 0 ||
	    (again = dsig_parse_fixed(buf_view(&text), &e)) == NULL)
		verify_bad(ret, "%s", e.msg);
	else
		check_document(again, buf_view(&text), kind, trust, ret);
	not_canonical(doc, ret);
	return NULL;
}

void
report_verify(struct span xml, const struct verify_kind *kind,
    const struct verify_trust *trust, struct verify_result *ret)
{
	xmlFreeDoc(report_verify_doc(xml, kind, trust, ret));
}
