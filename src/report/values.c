/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/values.h"

#include "report/dsig.h"
#include "report/timestamp.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

void
values_init(struct values *v, utc_t now)
{
	memset(v, 0, sizeof(*v));
	v->extra = sk_X509_new_null();
	v->now = now;
}

void
values_clear(struct values *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->n; i++) {
		X509_free(v->v[i].cert);
		X509_free(v->v[i].issuer);
		X509_CRL_free(v->v[i].crl);
	}
	sk_X509_pop_free(v->extra, X509_free);
	memset(v, 0, sizeof(*v));
}

void
values_ders_clear(struct values_ders *d)
{
	for (size_t i = 0; i < d->n; i++)
		buf_clear(&d->v[i]);
	free(d->v);
	memset(d, 0, sizeof(*d));
}

void
values_drop(struct values *v, size_t of)
{
	size_t k = 0;

	for (size_t i = 0; i < v->n; i++) {
		struct values_need n = v->v[i];

		if (n.of != of) {
			v->v[k++] = n;
			continue;
		}
		X509_free(n.cert);
		X509_free(n.issuer);
		X509_CRL_free(n.crl);
	}
	v->n = k;
}

/* A certificate and the one above it. */
static int
need(struct values *v, size_t of, X509 *cert, X509 *issuer, struct err *e)
{
	struct values_need *n = &v->v[v->n];

	if (v->n == VALUES_NEEDS_MAX)
		return err_set(e, ERR_DATA,
		    "more than %d certificates in the chains",
		    VALUES_NEEDS_MAX);
	X509_up_ref(cert);
	X509_up_ref(issuer);
	n->cert = cert;
	n->issuer = issuer;
	n->crl = NULL;
	n->of = of;
	v->n++;
	return 0;
}

static int
add_stack(struct values *v, size_t of, STACK_OF(X509) * chain, struct err *e)
{
	for (int i = 0; i + 1 < sk_X509_num(chain); i++)
		if (need(v, of, sk_X509_value(chain, i),
			sk_X509_value(chain, i + 1), e) != 0)
			return -1;
	return 0;
}

int
values_add_token(struct values *v, size_t of, struct span token,
    struct span trusted, struct err *e)
{
	AUTO(dsig_certs_free)
	STACK_OF(X509) *chain = timestamp_chain(token, trusted, e);

	if (chain == NULL || add_stack(v, of, chain, e) != 0)
		return -1;
	/* The last is the reader's own affair: it is what is trusted. */
	for (int i = 0; i + 1 < sk_X509_num(chain); i++) {
		X509 *x = sk_X509_value(chain, i);

		if (timestamp_holds(token, x) || X509_up_ref(x) != 1)
			continue;
		sk_X509_push(v->extra, x);
	}
	return 0;
}

int
values_add_chain(struct values *v, size_t of, const struct span *certs,
    size_t n, struct err *e)
{
	AUTO(dsig_certs_free) STACK_OF(X509) *chain = sk_X509_new_null();

	for (size_t i = 0; i < n; i++) {
		const unsigned char *p = certs[i].p;
		X509 *x = d2i_X509(NULL, &p, (long)certs[i].n);

		if (x == NULL)
			return err_set(e, ERR_DATA,
			    "a signer's certificate is not DER");
		sk_X509_push(chain, x);
	}
	return add_stack(v, of, chain, e);
}

static void
crl_freep(X509_CRL **c)
{
	X509_CRL_free(*c);
}

static X509_CRL *
read_crl(struct span s)
{
	const unsigned char *p = s.p;
	X509_CRL *c = NULL;
	BIO *b;

	if (s.n == 0 || s.n > XADES_CRL_MAX)
		return NULL;
	if (!span_starts(s, "-----BEGIN "))
		return d2i_X509_CRL(NULL, &p, (long)s.n);
	b = BIO_new_mem_buf(s.p, (int)s.n);
	c = b == NULL ? NULL : PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
	BIO_free(b);
	return c;
}

static bool
in_force(const X509_CRL *c, utc_t now)
{
	time_t t = (time_t)now, soon = (time_t)(now + VALUES_SLACK);
	const ASN1_TIME *last = X509_CRL_get0_lastUpdate(c);
	const ASN1_TIME *next = X509_CRL_get0_nextUpdate(c);

	return last != NULL && next != NULL &&
	    X509_cmp_time(last, &soon) < 0 && X509_cmp_time(next, &t) > 0;
}

static bool
newer(const X509_CRL *a, const X509_CRL *b)
{
	return ASN1_TIME_compare(X509_CRL_get0_lastUpdate(a),
		   X509_CRL_get0_lastUpdate(b)) > 0;
}

size_t
values_offer(struct values *v, struct span crl, bool fresh)
{
	AUTO(crl_freep) X509_CRL *c = read_crl(crl);
	size_t n = 0;

	if (c == NULL || (fresh && !in_force(c, v->now)))
		return 0;
	for (size_t i = 0; i < v->n; i++) {
		struct values_need *w = &v->v[i];

		if (X509_NAME_cmp(X509_CRL_get_issuer(c),
			X509_get_subject_name(w->issuer)) != 0 ||
		    X509_CRL_verify(c, X509_get0_pubkey(w->issuer)) != 1)
			continue;
		n++;
		if (w->crl != NULL && !newer(c, w->crl))
			continue;
		X509_CRL_free(w->crl);
		X509_CRL_up_ref(c);
		w->crl = c;
	}
	return n;
}

/* Bytes that a URL has, and a terminal shows. */
static bool
url_good(struct span s)
{
	if (s.n > VALUES_URL_MAX ||
	    (!span_starts(s, "http://") && !span_starts(s, "https://")))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] >= 0x7f)
			return false;
	return true;
}

/* The first full URL of a certificate's CRL distribution points (RFC 5280
 * section 4.2.1.13); false where it has none that we take. */
static bool
url_of(const X509 *x, struct buf *ret)
{
	CRL_DIST_POINTS *d =
	    X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
	bool found = false;

	for (int i = 0; i < sk_DIST_POINT_num(d) && !found; i++) {
		const DIST_POINT *p = sk_DIST_POINT_value(d, i);
		const GENERAL_NAMES *names =
		    p->distpoint == NULL || p->distpoint->type != 0 ?
		    NULL :
		    p->distpoint->name.fullname;

		for (int k = 0; k < sk_GENERAL_NAME_num(names) && !found;
		     k++) {
			const GENERAL_NAME *g =
			    sk_GENERAL_NAME_value(names, k);
			struct span s = { NULL, 0 };

			if (g->type == GEN_URI) {
				s.p = ASN1_STRING_get0_data(g->d.ia5);
				s.n = (size_t)ASN1_STRING_length(g->d.ia5);
			}
			found = s.n != 0 && url_good(s);
			if (found)
				buf_span(ret, s);
		}
	}
	CRL_DIST_POINTS_free(d);
	return found;
}

static bool
has_line(const struct buf *b, struct span line)
{
	struct span rest = buf_view(b);

	while (rest.n != 0)
		if (span_eq(span_split(&rest, '\n'), line))
			return true;
	return false;
}

void
values_urls(const struct values *v, bool all, struct buf *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n && n < VALUES_URLS_MAX; i++) {
		AUTO_BUF url = { 0 };

		if ((!all && v->v[i].crl != NULL) ||
		    !url_of(v->v[i].cert, &url) ||
		    has_line(ret, buf_view(&url)))
			continue;
		buf_span(ret, buf_view(&url));
		buf_chr(ret, '\n');
		n++;
	}
}

bool
values_revoked(const struct values *v, size_t of)
{
	for (size_t i = 0; i < v->n; i++) {
		X509_REVOKED *r = NULL;

		if (v->v[i].of == of && v->v[i].crl != NULL &&
		    X509_CRL_get0_by_cert(v->v[i].crl, &r, v->v[i].cert) == 1)
			return true;
	}
	return false;
}

static bool
lacks(const struct values_need *n)
{
	AUTO_BUF url = { 0 };

	return n->crl == NULL && url_of(n->cert, &url);
}

char *
values_lack(const struct values *v, size_t of)
{
	char name[256];

	for (size_t i = 0; i < v->n; i++)
		if (v->v[i].of == of && lacks(&v->v[i])) {
			X509_NAME_oneline(
			    X509_get_subject_name(v->v[i].issuer), name,
			    sizeof(name));
			return mem_strdup(name);
		}
	return NULL;
}

size_t
values_lacks(const struct values *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		n += lacks(&v->v[i]);
	return n;
}

/* Takes der over, unless it is there. */
static void
put(struct values_ders *d, struct buf *der)
{
	for (size_t i = 0; i < d->n; i++)
		if (span_eq(buf_view(&d->v[i]), buf_view(der))) {
			buf_clear(der);
			return;
		}
	d->v = mem_grow(d->v, &d->cap, d->n + 1, sizeof(*d->v));
	d->v[d->n++] = *der;
}

void
values_crls(const struct values *v, size_t of, struct values_ders *ret)
{
	for (size_t i = 0; i < v->n; i++) {
		struct buf der = { 0 };
		unsigned char *p = NULL;
		int n = 0;

		if (v->v[i].of == of && v->v[i].crl != NULL)
			n = i2d_X509_CRL(v->v[i].crl, &p);
		if (n <= 0)
			continue;
		buf_add(&der, p, (size_t)n);
		OPENSSL_free(p);
		put(ret, &der);
	}
}

void
values_certs(const struct values *v, struct values_ders *ret)
{
	for (int i = 0; i < sk_X509_num(v->extra); i++) {
		struct buf der = { 0 };

		if (dsig_der(sk_X509_value(v->extra, i), &der) == 0)
			put(ret, &der);
	}
}
