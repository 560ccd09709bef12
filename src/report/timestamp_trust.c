/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Of what a system trusts, 140 certificates and more, tokens need one or two;
 * to decode each takes OpenSSL longer than all else that a verifier does.
 */
#include "report/timestamp.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN "-----BEGIN "
#define CERT_BEGIN "-----BEGIN CERTIFICATE-----"
#define CERT_END "-----END CERTIFICATE-----"
#define NAMES_MAX 64

/* Names of CAs, DER, and whether somebody of that name is at hand. */
struct names {
	struct {
		struct buf der;
		bool found;
	} v[NAMES_MAX];
	size_t n;
};

static void
names_clear(struct names *s)
{
	for (size_t i = 0; i < s->n; i++)
		buf_clear(&s->v[i].der);
}

/* Whoever certified x is needed; whoever is x is at hand.  True where that
 * asks for one more. */
static bool
names_add(struct names *s, const X509 *x)
{
	const X509_NAME *both[2] = { X509_get_issuer_name(x),
		X509_get_subject_name(x) };
	size_t before = s->n;

	for (size_t k = 0; k < 2; k++) {
		const unsigned char *der = NULL;
		size_t n = 0, i = 0;

		if (X509_NAME_get0_der(both[k], &der, &n) != 1 || n == 0)
			continue;
		while (i < s->n &&
		    (s->v[i].der.n != n || memcmp(s->v[i].der.p, der, n) != 0))
			i++;
		if (i == NAMES_MAX)
			return false;
		if (i == s->n) {
			memset(&s->v[s->n++], 0, sizeof(s->v[0]));
			buf_add(&s->v[i].der, der, n);
		}
		s->v[i].found |= k == 1;
	}
	return s->n != before;
}

static bool
names_found(const struct names *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!s->v[i].found)
			return false;
	return s->n < NAMES_MAX;
}

/* What is in the token; false where it is none. */
static bool
token_names(struct span der, struct names *s)
{
	const unsigned char *p = der.p;
	PKCS7 *t = der.n == 0 || der.n > TIMESTAMP_TOKEN_MAX ?
	    NULL :
	    d2i_PKCS7(NULL, &p, (long)der.n);
	STACK_OF(X509) *in =
	    t != NULL && PKCS7_type_is_signed(t) ? t->d.sign->cert : NULL;
	int n = sk_X509_num(in);

	for (int i = 0; i < n; i++)
		names_add(s, sk_X509_value(in, i));
	PKCS7_free(t);
	return n > 0;
}

struct block {
	struct span pem;
	struct buf der;
	bool taken;
};
struct blocks {
	struct block *v;
	size_t n, cap;
};

static void
blocks_clear(struct blocks *b)
{
	for (size_t i = 0; i < b->n; i++)
		buf_clear(&b->v[i].der);
	free(b->v);
}

static int
decode(struct span text, struct buf *der)
{
	EVP_ENCODE_CTX *c = EVP_ENCODE_CTX_new();
	AUTO_FREE unsigned char *to = mem_alloc(text.n + 4);
	int n = 0, more = 0;
	int ok = c != NULL;

	if (ok) {
		EVP_DecodeInit(c);
		ok = EVP_DecodeUpdate(c, to, &n, text.p, (int)text.n) >= 0 &&
		    EVP_DecodeFinal(c, to + n, &more) == 1;
	}
	EVP_ENCODE_CTX_free(c);
	if (!ok)
		return -1;
	buf_add(der, to, (size_t)(n + more));
	return 0;
}

static size_t
find(struct span s, const char *what)
{
	const unsigned char *at =
	    s.n == 0 ? NULL : memmem(s.p, s.n, what, strlen(what));

	return at == NULL ? s.n : (size_t)(at - s.p);
}

/* -1 where there is something that only OpenSSL reads. */
static int
read_blocks(struct span pem, struct blocks *b)
{
	for (;;) {
		size_t at = find(pem, BEGIN), end;
		struct block *x;

		pem = span_sub(pem, at, pem.n);
		if (pem.n == 0)
			return 0;
		end = find(pem, CERT_END);
		if (!span_starts(pem, CERT_BEGIN) || end == pem.n)
			return -1;
		b->v = mem_grow(b->v, &b->cap, b->n + 1, sizeof(*b->v));
		x = &b->v[b->n++];
		memset(x, 0, sizeof(*x));
		x->pem = span_sub(pem, 0, end + strlen(CERT_END));
		if (decode(span_sub(pem, strlen(CERT_BEGIN),
			       end - strlen(CERT_BEGIN)),
			&x->der) != 0)
			return -1;
		pem = span_sub(pem, x->pem.n, pem.n);
	}
}

static bool
holds(const struct block *b, const struct names *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (b->der.n != 0 &&
		    memmem(b->der.p, b->der.n, s->v[i].der.p, s->v[i].der.n) !=
			NULL)
			return true;
	return false;
}

/* Takes what has one of the names, and then what has its own. */
static void
take(struct blocks *b, struct names *s)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < b->n; i++) {
			struct block *x = &b->v[i];
			const unsigned char *p = (unsigned char *)x->der.p;
			X509 *cert;

			if (x->taken || !holds(x, s))
				continue;
			x->taken = true;
			cert = d2i_X509(NULL, &p, (long)x->der.n);
			if (cert != NULL)
				more |= names_add(s, cert);
			X509_free(cert);
		}
	}
}

void
timestamp_narrow(struct span trusted, const struct span *tokens, size_t n,
    struct buf *ret)
{
	AUTO(names_clear) struct names s;
	AUTO(blocks_clear) struct blocks b = { 0 };
	size_t taken = 0;
	bool all = false;

	s.n = 0;
	for (size_t i = 0; i < n; i++)
		all |= !token_names(tokens[i], &s);
	if (!all && read_blocks(trusted, &b) == 0)
		take(&b, &s);
	for (size_t i = 0; i < b.n; i++)
		taken += b.v[i].taken;
	/* A name may be written in two ways, which only OpenSSL compares: where
	 * somebody seems not to be there, it decides among all. */
	if (all || taken == 0 || !names_found(&s))
		buf_span(ret, trusted);
	else
		for (size_t i = 0; i < b.n; i++)
			if (b.v[i].taken) {
				buf_span(ret, b.v[i].pem);
				buf_chr(ret, '\n');
			}
	ERR_clear_error();
}
