/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the unsigned properties, and their text. */
#include "report/xades_priv.h"

#include <string.h>

static size_t
behind_archives(const struct xades *x)
{
	size_t i = x->n;

	while (i > 0 && x->v[i - 1].kind != XADES_ARCHIVE)
		i--;
	return i;
}

static size_t
size_max(enum xades_kind k)
{
	return k == XADES_CERT ? XADES_CERT_MAX :
	    k == XADES_CRL     ? XADES_CRL_MAX :
				 TIMESTAMP_TOKEN_MAX;
}

static const char *
stamp_refusal(const struct xades *x, enum xades_kind kind)
{
	if (kind == XADES_STAMP && x->archives != 0)
		return "a SignatureTimeStamp behind an ArchiveTimeStamp";
	if (kind == XADES_STAMP ? x->stamps == XADES_STAMPS_MAX :
				  x->archives == XADES_ARCHIVES_MAX)
		return "too many timestamps";
	return NULL;
}

static const char *
value_refusal(const struct xades *x, size_t of)
{
	if (x->n - x->stamps - x->archives == XADES_VALUES_MAX)
		return "too many certificates and CRLs";
	if ((of == 0) != (x->archives == 0) || of > x->archives)
		return "values of no ArchiveTimeStamp that is before them";
	return NULL;
}

static const char *
refusal(const struct xades *x, enum xades_kind kind, size_t of, struct span d)
{
	if (d.n == 0 || d.n > size_max(kind))
		return "an unsigned property is empty or too long";
	if (kind != XADES_STAMP && x->stamps == 0)
		return "values or an ArchiveTimeStamp without a "
		       "SignatureTimeStamp";
	return kind == XADES_CERT || kind == XADES_CRL ?
	    value_refusal(x, of) :
	    stamp_refusal(x, kind);
}

int
xades_insert(struct xades *x, enum xades_kind kind, size_t of, struct span der,
    struct err *e)
{
	const char *why = refusal(x, kind, of, der);
	struct xades_item *v;
	size_t i = kind == XADES_ARCHIVE ? x->n : behind_archives(x);

	if (why != NULL)
		return err_set(e, ERR_DATA, "%s", why);
	while (i < x->n &&
	    (x->v[i].of < of || (x->v[i].of == of && x->v[i].kind <= kind)))
		i++;
	x->v = mem_grow(x->v, &x->cap, x->n + 1, sizeof(*x->v));
	v = &x->v[i];
	memmove(v + 1, v, (x->n - i) * sizeof(*v));
	memset(v, 0, sizeof(*v));
	v->kind = kind;
	v->of = of;
	buf_span(&v->der, der);
	x->n++;
	x->stamps += kind == XADES_STAMP;
	x->archives += kind == XADES_ARCHIVE;
	return 0;
}

static void
put(struct buf *b, const char *open, const struct xades_item *v,
    const char *close)
{
	buf_str(b, open);
	dsig_base64(buf_view(&v->der), b);
	buf_str(b, close);
}

/* Values of one kind and owner, from v[i] on; the next one's place. */
static size_t
put_values(const struct xades *x, size_t i, struct buf *b)
{
	const struct xades_item *first = &x->v[i];
	bool cert = first->kind == XADES_CERT;

	buf_str(b, cert ? X_CERTS : X_CRLS);
	for (; i < x->n && x->v[i].kind == first->kind &&
	     x->v[i].of == first->of;
	     i++)
		put(b, cert ? X_CERT : X_CRL, &x->v[i],
		    cert ? X_CERT_END : X_CRL_END);
	buf_str(b, cert ? X_CERTS_END : X_CRLS_END);
	return i;
}

/* All values of one owner. */
static size_t
put_owned(const struct xades *x, size_t i, struct buf *b)
{
	size_t of = x->v[i].of;

	if (of != 0)
		buf_fmt(b, "%s%zu%s", X_DATA, of, X_NUMBER_END);
	while (i < x->n && x->v[i].of == of && x->v[i].kind != XADES_ARCHIVE)
		i = put_values(x, i, b);
	if (of != 0)
		buf_str(b, X_DATA_END);
	return i;
}

void
xades_write(struct span xml, const struct xades_place *p,
    const struct xades *x, struct buf *ret)
{
	size_t i = 0, archive = 0;

	buf_span(ret, span_sub(xml, 0, p->props));
	if (x->n != 0)
		buf_str(ret, X_OPEN);
	while (i < x->n) {
		const struct xades_item *v = &x->v[i];

		if (v->kind == XADES_STAMP) {
			put(ret, X_STAMP X_TOKEN, v, X_TOKEN_END X_STAMP_END);
			i++;
		} else if (v->kind == XADES_ARCHIVE) {
			buf_fmt(ret, "%s%zu%s", X_ARCHIVE, ++archive,
			    X_NUMBER_END);
			put(ret, X_TOKEN, v, X_TOKEN_END X_ARCHIVE_END);
			i++;
		} else
			i = put_owned(x, i, ret);
	}
	if (x->n != 0)
		buf_str(ret, X_CLOSE);
	buf_span(ret, span_sub(xml, p->tail, xml.n));
}
