/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The unsigned properties as literal text: every byte between the signed
 * properties and the end is one that xades_write would write.
 */
#include "report/xades_priv.h"

#include <string.h>

struct reader {
	struct span rest;
	struct xades *x;
	struct err *e;
};

static bool
eat(struct reader *r, const char *s)
{
	if (!span_starts(r->rest, s))
		return false;
	r->rest = span_sub(r->rest, strlen(s), r->rest.n);
	return true;
}

static int
bad(struct reader *r)
{
	return err_set(r->e, ERR_DATA, "unexpected unsigned property");
}

/* Base64 up to the tag `close`. */
static int
decode(struct reader *r, const char *close, struct buf *der)
{
	const unsigned char *lt =
	    r->rest.n == 0 ? NULL : memchr(r->rest.p, '<', r->rest.n);
	struct span text;

	if (lt == NULL)
		return bad(r);
	text = span_sub(r->rest, 0, (size_t)(lt - r->rest.p));
	if (dsig_base64_read(text, der) != 0)
		return err_set(r->e, ERR_DATA,
		    "an unsigned property is not base64");
	r->rest = span_sub(r->rest, text.n, r->rest.n);
	return eat(r, close) ? 0 : bad(r);
}

static int
value(struct reader *r, enum xades_kind kind, size_t of, const char *close)
{
	AUTO_BUF der = { 0 };

	if (decode(r, close, &der) != 0)
		return -1;
	return xades_insert(r->x, kind, of, buf_view(&der), r->e);
}

static int
values(struct reader *r, enum xades_kind kind, size_t of)
{
	bool cert = kind == XADES_CERT;

	do
		if (!eat(r, cert ? X_CERT : X_CRL))
			return bad(r);
		else if (value(r, kind, of, cert ? X_CERT_END : X_CRL_END) !=
		    0)
			return -1;
	while (!eat(r, cert ? X_CERTS_END : X_CRLS_END));
	return 0;
}

/* CertificateValues? RevocationValues?; at least one of them. */
static int
owned(struct reader *r, size_t of)
{
	size_t n = r->x->n;

	if (eat(r, X_CERTS) && values(r, XADES_CERT, of) != 0)
		return -1;
	if (eat(r, X_CRLS) && values(r, XADES_CRL, of) != 0)
		return -1;
	return r->x->n == n ? bad(r) : 0;
}

/* Decimal, from 1, without leading zeros. */
static int
number(struct reader *r, size_t *ret)
{
	uint64_t n = 0;
	size_t k = 0;

	while (k < r->rest.n && r->rest.p[k] >= '0' && r->rest.p[k] <= '9')
		k++;
	if (k == 0 || r->rest.p[0] == '0' ||
	    span_u64(span_sub(r->rest, 0, k), XADES_ARCHIVES_MAX, &n) != 0)
		return bad(r);
	r->rest = span_sub(r->rest, k, r->rest.n);
	if (!eat(r, X_NUMBER_END))
		return bad(r);
	*ret = (size_t)n;
	return 0;
}

static int
archive(struct reader *r)
{
	size_t n;

	if (number(r, &n) != 0)
		return -1;
	if (n != r->x->archives + 1 || !eat(r, X_TOKEN))
		return bad(r);
	return value(r, XADES_ARCHIVE, 0, X_TOKEN_END X_ARCHIVE_END);
}

/* Behind one ArchiveTimeStamp they come in the order of their owners. */
static int
validation_data(struct reader *r)
{
	const struct xades *x = r->x;
	size_t of;

	if (number(r, &of) != 0)
		return -1;
	if (x->n == 0 ||
	    (x->v[x->n - 1].kind != XADES_ARCHIVE && x->v[x->n - 1].of >= of))
		return bad(r);
	if (owned(r, of) != 0)
		return -1;
	return eat(r, X_DATA_END) ? 0 : bad(r);
}

static int
properties(struct reader *r)
{
	int n = 0;

	if (!eat(r, X_OPEN))
		return bad(r);
	while (n == 0 && eat(r, X_STAMP X_TOKEN))
		n = value(r, XADES_STAMP, 0, X_TOKEN_END X_STAMP_END);
	if (n == 0 &&
	    (span_starts(r->rest, X_CERTS) || span_starts(r->rest, X_CRLS)))
		n = owned(r, 0);
	while (n == 0 && !span_starts(r->rest, X_CLOSE))
		n = eat(r, X_ARCHIVE) ? archive(r) :
		    eat(r, X_DATA)    ? validation_data(r) :
					bad(r);
	if (n != 0)
		return -1;
	return eat(r, X_CLOSE) && r->rest.n == 0 && r->x->n != 0 ? 0 : bad(r);
}

/* What each token has to be over. */
static int
imprints(struct span xml, const EVP_MD_CTX *files, const struct xades_place *p,
    struct xades *x, struct err *e)
{
	unsigned char all[XADES_ARCHIVES_MAX + 1][32], first[32];
	size_t archive = 0;

	if (xades_imprint_at(xml, p, first, e) != 0 ||
	    (x->archives != 0 &&
		xades_archive_digests(xml, files, p, x->archives, all, e) !=
		    0))
		return -1;
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].kind == XADES_STAMP)
			memcpy(x->v[i].imprint, first, 32);
		else if (x->v[i].kind == XADES_ARCHIVE)
			memcpy(x->v[i].imprint, all[archive++], 32);
	return 0;
}

int
xades_read_of(struct span xml, const EVP_MD_CTX *files, struct xades *ret,
    struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	struct reader r = { { NULL, 0 }, &x, e };
	struct xades_place p;

	if (xades_place_of(xml, &p, e) != 0)
		return -1;
	r.rest = span_sub(xml, p.props, p.tail - p.props);
	if (r.rest.n != 0 &&
	    (properties(&r) != 0 || imprints(xml, files, &p, &x, e) != 0))
		return -1;
	*ret = x;
	memset(&x, 0, sizeof(x));
	return 0;
}

int
xades_read(struct span xml, struct xades *ret, struct err *e)
{
	return xades_read_of(xml, NULL, ret, e);
}

static int
key_certs(struct reader *r)
{
	while (!eat(r, X_KEYINFO_END)) {
		struct buf der = { 0 };
		struct xades *x = r->x;

		if (x->n == CHAIN_MAX || !eat(r, X_KEYCERT))
			return bad(r);
		if (decode(r, X_KEYCERT_END, &der) != 0) {
			buf_clear(&der);
			return -1;
		}
		x->v = mem_grow(x->v, &x->cap, x->n + 1, sizeof(*x->v));
		memset(&x->v[x->n], 0, sizeof(*x->v));
		x->v[x->n].kind = XADES_CERT;
		x->v[x->n++].der = der;
	}
	return r->x->n != 0 ? 0 : bad(r);
}

int
xades_signer(struct span xml, struct xades *ret, struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	struct reader r = { { NULL, 0 }, &x, e };
	struct xades_place p;
	const unsigned char *at;

	if (xades_place_of(xml, &p, e) != 0)
		return -1;
	r.rest = span_sub(xml, p.sig, p.props - p.sig);
	at = memmem(r.rest.p, r.rest.n, X_KEYINFO, sizeof(X_KEYINFO) - 1);
	if (at == NULL)
		return err_set(e, ERR_DATA, "no signer certificate");
	r.rest = span_sub(xml, (size_t)(at - xml.p), p.props);
	if (!eat(&r, X_KEYINFO) || key_certs(&r) != 0)
		return -1;
	*ret = x;
	memset(&x, 0, sizeof(x));
	return 0;
}
