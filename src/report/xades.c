/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/xades.h"

#include "report/xades_priv.h"

#include <stdlib.h>
#include <string.h>

#define PROPS_END "</xades:SignedProperties>"
#define TAIL "</xades:QualifyingProperties></ds:Object></ds:Signature>"
#define SIG "<ds:Signature xmlns:ds=\"" NS_DS "\" Id=\"" ID_SIGNATURE "\">"
#define VALUE "<ds:SignatureValue>"
#define VALUE_END "</ds:SignatureValue>"

void
xades_clear(struct xades *x)
{
	if (x == NULL)
		return;
	for (size_t i = 0; i < x->n; i++)
		buf_clear(&x->v[i].der);
	free(x->v);
	memset(x, 0, sizeof(*x));
}

/* The offset of s in xml from `from` on, or xml.n. */
static size_t
find(struct span xml, size_t from, const char *s)
{
	struct span in = span_sub(xml, from, xml.n);
	const unsigned char *at =
	    in.n == 0 ? NULL : memmem(in.p, in.n, s, strlen(s));

	return at == NULL ? xml.n : (size_t)(at - xml.p);
}

/* The root's end tag, which is the last: its offset, or 0. */
static size_t
root_end(struct span xml)
{
	size_t n = xml.n;

	if (n < 4 || xml.p[n - 1] != '>')
		return 0;
	while (n > 0 && xml.p[n - 1] != '<')
		n--;
	return n < 2 || xml.p[n] != '/' ? 0 : n - 1;
}

/* In canonical form a '<' begins a tag, unless there is an instruction. */
static bool
has_other_than_tags(struct span xml)
{
	const unsigned char *p = xml.p, *end = p + xml.n;

	while ((p = memchr(p, '<', (size_t)(end - p))) != NULL && ++p < end)
		if (*p == '?' || *p == '!')
			return true;
	return false;
}

int
xades_place_of(struct span xml, struct xades_place *ret, struct err *e)
{
	struct xades_place p = { 0 };
	size_t tail = sizeof(TAIL) - 1;

	p.end = root_end(xml);
	if (p.end <= tail || memcmp(xml.p + p.end - tail, TAIL, tail) != 0 ||
	    xml.n > REPORT_MAX || has_other_than_tags(xml))
		return err_set(e, ERR_DATA,
		    "no signature of the profile at the end of the document");
	p.tail = p.end - tail;
	for (p.sig = p.tail; p.sig > 0; p.sig--)
		if (span_starts(span_sub(xml, p.sig, p.tail), SIG))
			break;
	p.props = find(span_sub(xml, 0, p.tail), p.sig, PROPS_END);
	if (p.sig == 0 || p.props == p.tail)
		return err_set(e, ERR_DATA,
		    "no signed properties in the signature");
	p.props += sizeof(PROPS_END) - 1;
	*ret = p;
	return 0;
}

int
xades_imprint_at(struct span xml, const struct xades_place *p,
    unsigned char ret[32], struct err *e)
{
	AUTO_BUF text = { 0 };
	size_t from = find(xml, p->sig, VALUE),
	       to = find(xml, p->sig, VALUE_END);

	if (from >= to || to > p->props ||
	    find(span_sub(xml, 0, to), from + 1, "<") != to)
		return err_set(e, ERR_DATA, "no signature value");
	from += sizeof(VALUE) - 1;
	buf_str(&text, "<ds:SignatureValue xmlns:ds=\"" NS_DS "\">");
	buf_span(&text, span_sub(xml, from, to - from));
	buf_str(&text, VALUE_END);
	dsig_sha256(buf_view(&text), ret);
	return 0;
}

int
xades_imprint(struct span xml, unsigned char ret[32], struct err *e)
{
	struct xades_place p;

	return xades_place_of(xml, &p, e) != 0 ?
	    -1 :
	    xades_imprint_at(xml, &p, ret, e);
}

int
xades_add_stamp(struct span xml, struct span token, struct buf *ret,
    struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	struct xades_place p;

	if (xades_place_of(xml, &p, e) != 0 || xades_read(xml, &x, e) != 0 ||
	    xades_insert(&x, XADES_STAMP, 0, token, e) != 0)
		return -1;
	xades_write(xml, &p, &x, ret);
	return 0;
}

int
xades_add_archive(struct span xml, const EVP_MD_CTX *files, struct span token,
    struct buf *ret, struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	struct xades_place p;

	if (xades_place_of(xml, &p, e) != 0 ||
	    xades_read_of(xml, files, &x, e) != 0 ||
	    xades_insert(&x, XADES_ARCHIVE, 0, token, e) != 0)
		return -1;
	xades_write(xml, &p, &x, ret);
	return 0;
}

static bool
holds(const struct xades *x, enum xades_kind kind, struct span der)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].kind == kind &&
		    span_eq(buf_view(&x->v[i].der), der))
			return true;
	return false;
}

static int
add_all(struct xades *x, size_t of, enum xades_kind kind, const struct span *v,
    size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!holds(x, kind, v[i]) &&
		    xades_insert(x, kind, of, v[i], e) != 0)
			return -1;
	return 0;
}

int
xades_add_values(struct span xml, const EVP_MD_CTX *files, size_t of,
    const struct xades_values *v, struct buf *ret, struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	struct xades_place p;

	if (xades_place_of(xml, &p, e) != 0 ||
	    xades_read_of(xml, files, &x, e) != 0 ||
	    add_all(&x, of, XADES_CERT, v->certs, v->certs_n, e) != 0 ||
	    add_all(&x, of, XADES_CRL, v->crls, v->crls_n, e) != 0)
		return -1;
	xades_write(xml, &p, &x, ret);
	return 0;
}

int
xades_archive_imprint(struct span xml, const EVP_MD_CTX *files,
    unsigned char ret[32], struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	unsigned char all[XADES_ARCHIVES_MAX + 1][32];
	struct xades_place p;

	if (xades_place_of(xml, &p, e) != 0 ||
	    xades_read_of(xml, files, &x, e) != 0 ||
	    xades_archive_digests(xml, files, &p, x.archives, all, e) != 0)
		return -1;
	memcpy(ret, all[x.archives], 32);
	return 0;
}
