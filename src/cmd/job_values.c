/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the phase tokens does with a document: tokens and CRLs into it. */
#include "cmd/stamp.h"

#include "cmd/parts.h"
#include "io/file.h"
#include "io/keys.h"
#include "report/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whose a certificate is, beside the ArchiveTimeStamps' numbers. */
enum { OF_SIGNER = 1000, OF_STAMPS, OF_NEW };

struct work {
	const struct stamping *s;
	struct buf xml;	  /* as it grows */
	struct buf trust; /* PEM */
	struct values v;
	struct xades x;	    /* of xml before */
	struct buf *faults; /* parts */
};

static void
work_clear(struct work *w)
{
	buf_clear(&w->xml);
	buf_clear(&w->trust);
	values_clear(&w->v);
	xades_clear(&w->x);
}

static void
fault(struct work *w, const char *what, const char *why)
{
	AUTO_BUF text = { 0 };

	if (w->faults == NULL)
		return;
	buf_fmt(&text, "%s: %s", what, why);
	part_add(w->faults, "fault", buf_view(&text));
}

/* The CRLs of an ArchiveTimeStamp; where all is to be fresh those alone that
 * a later one is over. */
static bool
has_values(const struct work *w, size_t of)
{
	size_t n = w->x.n;

	while (w->s->archive && n > 0 && w->x.v[n - 1].kind != XADES_ARCHIVE)
		n--;
	for (size_t i = 0; i < n; i++)
		if (w->x.v[i].of == of && w->x.v[i].kind == XADES_CRL)
			return true;
	return false;
}

/* The chains of the tokens whose values have a place yet. */
static void
add_tokens(struct work *w)
{
	size_t archive = 0;

	for (size_t i = 0; i < w->x.n; i++) {
		const struct xades_item *t = &w->x.v[i];
		size_t of = OF_STAMPS;
		struct err why = { 0 };

		if (t->kind == XADES_ARCHIVE)
			of = ++archive;
		else if (t->kind != XADES_STAMP || w->x.archives != 0)
			continue;
		if (of < OF_SIGNER && has_values(w, of))
			continue;
		if (values_add_token(&w->v, of, buf_view(&t->der),
			buf_view(&w->trust), &why) != 0)
			fault(w, "a token of before", why.msg);
	}
}

/* tsa/NAME/DIGEST, the i-th of them; false behind the last. */
static bool
new_token(const struct work *w, size_t i, struct span *name, struct span *der)
{
	struct span rest = w->s->bytes;

	while (part_next(&rest, name, der, NULL) == 0)
		if (span_starts(*name, "tsa/") && i-- == 0)
			return true;
	return false;
}

/* "TSA NAME" of tsa/NAME/DIGEST; owned. */
static char *
tsa_name(struct span part)
{
	AUTO_BUF text = { 0 };

	span_split(&part, '/');
	buf_str(&text, "TSA ");
	buf_span(&text, span_split(&part, '/'));
	return TAKE(text.p);
}

/* Is a token of that authority there?  By the CA that stands above it. */
static bool
has_authority(const struct work *w, struct span token)
{
	AUTO(xades_clear) struct xades x = { 0 };
	char mine[SHA256_HEX], its[SHA256_HEX];
	struct err e = { 0 };

	if (xades_read_of(buf_view(&w->xml), w->s->j->files, &x, &e) != 0 ||
	    timestamp_authority(token, mine, &e) != 0)
		return false;
	for (size_t i = 0; i < x.n; i++)
		if (x.v[i].kind == XADES_STAMP &&
		    timestamp_authority(buf_view(&x.v[i].der), its, &e) == 0 &&
		    strcmp(mine, its) == 0)
			return true;
	return false;
}

static void
add_new_tokens(struct work *w)
{
	struct span name, der;

	for (size_t i = 0; new_token(w, i, &name, &der); i++) {
		AUTO_FREE char *what = tsa_name(name);
		struct err why = { 0 };

		if (has_authority(w, der))
			continue;
		if (values_add_token(&w->v, OF_NEW + i, der,
			buf_view(&w->trust), &why) != 0)
			fault(w, what, why.msg);
	}
}

static int
add_signer(struct work *w, struct err *e)
{
	AUTO(xades_clear) struct xades certs = { 0 };
	struct span der[16];
	size_t n = 0;

	if (xades_signer(w->s->xml, &certs, e) != 0)
		return -1;
	for (; n < certs.n && n < ARRAY_LEN(der); n++)
		der[n] = buf_view(&certs.v[n].der);
	return w->x.archives != 0 ?
	    0 :
	    values_add_chain(&w->v, OF_SIGNER, der, n, e);
}

/* The self-made CA's CRL, where there is one; it is among what was offered. */
static void
offer_own(struct work *w)
{
	AUTO_FREE char *path = job_path(w->s->j, JOB_REPORT_CRL);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_exists(path) &&
	    file_read(path, KEY_FILE_MAX, &p, &n, NULL) == 0)
		values_offer(&w->v, (struct span){ p, n }, true);
}

static void
offer(struct work *w)
{
	struct span rest = w->s->bytes, name, bytes;

	for (size_t i = 0; i < w->x.n; i++)
		if (w->x.v[i].kind == XADES_CRL)
			values_offer(&w->v, buf_view(&w->x.v[i].der), false);
	offer_own(w);
	while (part_next(&rest, &name, &bytes, NULL) == 0)
		if (span_is(name, "crl"))
			values_offer(&w->v, bytes, true);
}

static int
prepare(struct work *w, struct err *e)
{
	struct err why = { 0 };

	values_init(&w->v, w->s->now);
	buf_span(&w->xml, w->s->xml);
	if (job_tsa_trust(w->s->j, &w->trust, &why) != 0)
		fault(w, "trust", why.msg);
	if (xades_read_of(w->s->xml, w->s->j->files, &w->x, e) != 0 ||
	    add_signer(w, e) != 0)
		return -1;
	add_tokens(w);
	add_new_tokens(w);
	offer(w);
	return 0;
}

int
job_needs(const struct stamping *s, struct buf *out, struct err *e)
{
	AUTO(work_clear) struct work w = { .s = s };

	if (prepare(&w, e) != 0)
		return -1;
	values_urls(&w.v, s->archive, out);
	return 0;
}

/* --- into the document --- */

static void
take(struct work *w, struct buf *grown)
{
	buf_clear(&w->xml);
	w->xml = *grown;
	memset(grown, 0, sizeof(*grown));
}

static int
put_tokens(struct work *w, struct err *e)
{
	struct span name, der;

	for (size_t i = 0; new_token(w, i, &name, &der); i++) {
		AUTO_BUF grown = { 0 };
		AUTO_FREE char *what = tsa_name(name);

		if (values_revoked(&w->v, OF_NEW + i)) {
			fault(w, what, "its certificate is revoked");
			values_drop(&w->v, OF_NEW + i);
			continue;
		}
		/* What an ArchiveTimeStamp is over stays as it is. */
		if (has_authority(w, der) || w->x.archives != 0)
			continue;
		if (xades_add_stamp(buf_view(&w->xml), der, &grown, e) != 0)
			return -1;
		take(w, &grown);
	}
	return 0;
}

static int
put_values(struct work *w, size_t of, const struct values_ders *crls,
    const struct values_ders *certs, struct err *e)
{
	AUTO_FREE struct span *v =
	    mem_alloc((crls->n + certs->n + 1) * sizeof(*v));
	struct xades_values all = { v, v + certs->n, certs->n, crls->n };
	AUTO_BUF grown = { 0 };

	for (size_t i = 0; i < certs->n; i++)
		v[i] = buf_view(&certs->v[i]);
	for (size_t i = 0; i < crls->n; i++)
		v[certs->n + i] = buf_view(&crls->v[i]);
	if (crls->n + certs->n == 0)
		return 0;
	if (xades_add_values(buf_view(&w->xml), w->s->j->files, of, &all,
		&grown, e) != 0)
		return -1;
	take(w, &grown);
	return 0;
}

/* Values of the signature and its tokens, once it has any. */
static int
put_first_values(struct work *w, struct err *e)
{
	AUTO(values_ders_clear) struct values_ders crls = { 0 };
	AUTO(values_ders_clear) struct values_ders certs = { 0 };
	AUTO(xades_clear) struct xades x = { 0 };

	if (xades_read_of(buf_view(&w->xml), w->s->j->files, &x, e) != 0)
		return -1;
	if (x.stamps == 0)
		return 0;
	values_certs(&w->v, &certs);
	values_crls(&w->v, OF_SIGNER, &crls);
	values_crls(&w->v, OF_STAMPS, &crls);
	for (size_t i = 0; i < XADES_STAMPS_MAX; i++)
		values_crls(&w->v, OF_NEW + i, &crls);
	return put_values(w, 0, &crls, &certs, e);
}

static int
put_archive_values(struct work *w, struct err *e)
{
	AUTO(values_ders_clear) struct values_ders certs = { 0 };

	values_certs(&w->v, &certs);
	for (size_t k = 1; k <= w->x.archives; k++) {
		AUTO(values_ders_clear) struct values_ders crls = { 0 };

		values_crls(&w->v, k, &crls);
		if (crls.n == 0)
			continue;
		if (put_values(w, k, &crls, &certs, e) != 0)
			return -1;
		values_ders_clear(&certs);
	}
	return 0;
}

static void
tell_lacks(struct work *w)
{
	for (size_t of = 1; of < OF_NEW + XADES_STAMPS_MAX; of++) {
		AUTO_FREE char *issuer = values_lack(&w->v, of);

		if (issuer != NULL)
			fault(w, issuer,
			    "its CRL is published, and could not be had");
		if (values_revoked(&w->v, of))
			fault(w,
			    of == OF_SIGNER ? "the signer's certificate" :
					      "a certificate of a token",
			    "it is revoked");
	}
}

static int
state_of(const struct work *w, struct stamped *st, struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };

	if (xades_read_of(buf_view(&w->xml), w->s->j->files, &x, e) != 0)
		return -1;
	memset(st, 0, sizeof(*st));
	st->have = x.stamps;
	st->archives = x.archives;
	st->due = stamps_due(buf_view(&w->xml), NULL);
	st->lacks = values_lacks(&w->v);
	st->until = TIME_NONE;
	for (size_t i = 0; i < x.n; i++) {
		struct timestamp t;
		struct err why = { 0 };

		if ((x.v[i].kind == XADES_STAMP ||
			x.v[i].kind == XADES_ARCHIVE) &&
		    timestamp_verify(buf_view(&x.v[i].der), x.v[i].imprint,
			buf_view(&w->trust), &t, &why) == 0 &&
		    (st->until == TIME_NONE || t.tsa_until > st->until))
			st->until = t.tsa_until;
	}
	return 0;
}

static int
answer(const struct work *w, struct buf *out, struct err *e)
{
	AUTO_BUF text = { 0 };
	struct stamped st;

	if (state_of(w, &st, e) != 0)
		return -1;
	stamped_print(&st, &text);
	part_add(out, "xml", buf_view(&w->xml));
	part_add(out, "state", buf_view(&text));
	return 0;
}

int
job_state(const struct stamping *s, struct buf *out, struct err *e)
{
	AUTO(work_clear) struct work w = { .s = s };

	return prepare(&w, e) != 0 ? -1 : answer(&w, out, e);
}

int
job_apply(const struct stamping *s, struct buf *out, struct err *e)
{
	AUTO(work_clear) struct work w = { .s = s, .faults = out };

	if (prepare(&w, e) != 0 || put_tokens(&w, e) != 0 ||
	    (w.x.archives == 0 ? put_first_values(&w, e) :
				 put_archive_values(&w, e)) != 0)
		return -1;
	tell_lacks(&w);
	return answer(&w, out, e);
}

int
job_archive(const struct stamping *s, struct buf *out, struct err *e)
{
	AUTO(work_clear) struct work w = { .s = s };
	struct span name, der;
	struct err why;

	buf_span(&w.xml, s->xml);
	values_init(&w.v, s->now);
	/* Which could not be read was told with its tokens. */
	(void)job_tsa_trust(s->j, &w.trust, &why);
	for (size_t i = 0; new_token(&w, i, &name, &der); i++) {
		AUTO_BUF grown = { 0 };

		if (xades_add_archive(buf_view(&w.xml), s->j->files, der,
			&grown, e) != 0)
			return -1;
		take(&w, &grown);
	}
	return answer(&w, out, e);
}
