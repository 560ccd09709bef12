/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Timestamps over the signature and over what came behind it.  Each is judged
 * at its own time; what is over others cannot be older than they are.
 */
#include "report/verify_priv.h"

#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>
#include <string.h>

static void
pkcs7_freep(PKCS7 **p)
{
	PKCS7_free(*p);
}

static void
stack_free(STACK_OF(X509) * *s)
{
	sk_X509_free(*s);
}

const struct verify_revoked *
verify_revoked_of(const struct verify_trust *t, const char *sha256)
{
	for (size_t i = 0; i < t->revoked_n; i++)
		if (strcmp(t->revoked[i].sha256, sha256) == 0)
			return &t->revoked[i];
	return NULL;
}

/* The TSA's certificate, then those that the token has; none is owned. */
static STACK_OF(X509) * certs_of(PKCS7 *p)
{
	STACK_OF(X509) *s = PKCS7_get0_signers(p, NULL, 0);
	STACK_OF(X509) * all;

	if (s == NULL || sk_X509_num(s) != 1) {
		sk_X509_free(s);
		return NULL;
	}
	all = p->d.sign->cert;
	for (int i = 0; i < sk_X509_num(all); i++)
		sk_X509_push(s, sk_X509_value(all, i));
	return s;
}

/* What the verified token does not say: whose it is, and whether that
 * certificate stood. */
static const char *
judge_tsa(const struct xades_item *i, const struct chains *c,
    struct verify_token *t, bool *untold)
{
	const unsigned char *p = (const unsigned char *)i->der.p;
	AUTO(pkcs7_freep) PKCS7 *token = d2i_PKCS7(NULL, &p, (long)i->der.n);
	AUTO(stack_free)
	STACK_OF(X509) *certs = token == NULL ? NULL : certs_of(token);
	struct judged j;

	if (certs == NULL)
		return "timestamp DER";
	j = chain_judged(c, c->tsas, certs, X509_PURPOSE_TIMESTAMP_SIGN,
	    t->stamp.when);
	if (!j.trusted)
		return "timestamp token: chain of its certificate";
	if (j.standing == REVOKED)
		return "timestamp token: its certificate was revoked";
	*untold = j.standing == UNTOLD;
	t->tsa = cert_subject(sk_X509_value(certs, 0));
	return NULL;
}

static const char *
judge_token(const struct xades_item *i, const struct verify_trust *trust,
    const struct chains *c, struct verify_token *t, bool *untold,
    struct err *e)
{
	const struct verify_revoked *r;

	if (timestamp_verify(buf_view(&i->der), i->imprint, trust->tsas_pem,
		&t->stamp, e) != 0)
		return e->msg;
	if (t->stamp.when > trust->now + VERIFY_CLOCK_SLACK)
		return "timestamp token: its time lies in the future";
	r = verify_revoked_of(trust, t->stamp.tsa);
	if (r != NULL && t->stamp.when >= r->since)
		return "timestamp token: its certificate is revoked";
	return judge_tsa(i, c, t, untold);
}

/* Is an archive timestamp older than something that it is over? */
static bool
contradicts(const struct verify_result *v, const struct verify_token *t)
{
	if (!t->archive)
		return false;
	for (size_t i = 0; i < v->tokens_n; i++)
		if (t->stamp.when + VERIFY_CLOCK_SLACK <
		    v->tokens[i].stamp.when)
			return true;
	return false;
}

static void
take(struct verify_result *v, struct verify_token *t, bool untold)
{
	char u[UTC_TEXT];

	if (contradicts(v, t))
		verify_bad(v, "timestamp token: older than what it is over");
	if (untold)
		verify_note(v,
		    "no CRL tells whether the certificate of the timestamp "
		    "of %s stood then",
		    utc_text(t->stamp.when, u));
	if (!t->archive &&
	    (v->proved == TIME_NONE || t->stamp.when < v->proved))
		v->proved = t->stamp.when;
	assert(v->tokens_n < ARRAY_LEN(v->tokens));
	v->tokens[v->tokens_n++] = *t;
}

/* Each holds as long as its certificate, or until a later one covers it. */
static void
note_expired(const struct verify_trust *trust, struct verify_result *v)
{
	char a[UTC_TEXT], b[UTC_TEXT];

	for (size_t i = 0; i < v->tokens_n; i++) {
		const struct verify_token *t = &v->tokens[i];
		utc_t until = t->stamp.tsa_until;
		bool covered = trust->kept != 0 && trust->kept <= until;

		for (size_t k = i + 1; k < v->tokens_n; k++)
			covered |= v->tokens[k].archive &&
			    v->tokens[k].stamp.when <= until;
		if (until < trust->now && !covered)
			verify_note(v,
			    "the certificate of the timestamp of %s expired "
			    "on %s, and no ArchiveTimeStamp from before "
			    "covers it: it was verified at its own time",
			    utc_text(t->stamp.when, a), utc_text(until, b));
	}
}

void
verify_stamps(const struct xades *x, const struct verify_trust *trust,
    const struct chains *c, struct verify_result *v)
{
	_Static_assert(VERIFY_TOKENS_MAX >=
		XADES_STAMPS_MAX + XADES_ARCHIVES_MAX,
	    "every token has its place");

	for (size_t i = 0; i < x->n; i++) {
		struct verify_token t = { 0 };
		struct err e = { 0 };
		bool untold = false;
		const char *why;

		if (x->v[i].kind != XADES_STAMP &&
		    x->v[i].kind != XADES_ARCHIVE)
			continue;
		t.archive = x->v[i].kind == XADES_ARCHIVE;
		why = judge_token(&x->v[i], trust, c, &t, &untold, &e);
		if (why != NULL)
			verify_bad(v, "%s", why);
		else
			take(v, &t, untold);
	}
	note_expired(trust, v);
}
