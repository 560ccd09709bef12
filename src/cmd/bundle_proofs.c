/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reports, what proves them, and what was said of them. */
#include "cmd/bundle.h"

#include "cmd/cmd.h"
#include "cmd/engines.h"
#include "cmd/notices.h"
#include "cmd/stamp.h"
#include "io/file.h"
#include "io/keyring.h"
#include "model/engine.h"
#include "report/dsig.h"
#include "report/xades.h"

#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_BEGIN "<ds:SignatureValue>"
#define VALUE_END "</ds:SignatureValue>"

static void
bio_freep(BIO **b)
{
	BIO_free(*b);
}

static int
add_pem(X509 *x, struct buf *out, struct err *e)
{
	AUTO(bio_freep) BIO *b = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n;

	if (b == NULL || PEM_write_bio_X509(b, x) != 1)
		return err_set(e, ERR_IO, "a certificate cannot be written");
	n = BIO_get_mem_data(b, &p);
	/* Each once. */
	if (out->n == 0 || memmem(out->p, out->n, p, (size_t)n) == NULL)
		buf_add(out, p, (size_t)n);
	return 0;
}

static int
add_der(struct span der, struct buf *out, struct err *e)
{
	const unsigned char *p = der.p;
	X509 *x = d2i_X509(NULL, &p, (long)der.n);
	int r;

	if (x == NULL)
		return err_set(e, ERR_DATA, "a certificate is not DER");
	r = add_pem(x, out, e);
	X509_free(x);
	return r;
}

/* What is given to one who looks at the file beside the report. */
static int
put_beside(struct collecting *c, const struct chosen *r, const char *name,
    struct err *e)
{
	AUTO_BUF below = { 0 };
	AUTO_FREE char *from = NULL;
	AUTO_FREE char *to = bundle_place(c, r, name);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	buf_fmt(&below, "reports/%s/%s", r->name, name);
	from = job_path(c->b->j, below.p);
	if (!file_exists(from))
		return 0;
	return file_read(from, REPORT_MAX, &p, &n, e) != 0 ?
	    -1 :
	    stage_put(&c->stage, to, (struct span){ p, n }, e);
}

/* What a SignatureTimeStamp is over: canonical, so it stands alone. */
static int
put_value(struct collecting *c, const struct chosen *r, struct err *e)
{
	struct span xml = buf_view(&r->xml);
	const unsigned char *from =
	    memmem(xml.p, xml.n, VALUE_BEGIN, strlen(VALUE_BEGIN));
	const unsigned char *to =
	    memmem(xml.p, xml.n, VALUE_END, strlen(VALUE_END));
	AUTO_BUF path = { 0 };
	AUTO_BUF text = { 0 };

	if (from == NULL || to == NULL || to < from)
		return err_set(e, ERR_DATA, "report %s is not signed",
		    r->name);
	buf_str(&text, "<ds:SignatureValue xmlns:ds=\"" NS_DS "\">");
	from += strlen(VALUE_BEGIN);
	buf_add(&text, from, (size_t)(to - from));
	buf_str(&text, VALUE_END);
	buf_fmt(&path, "data/timestamps/%s/signature-value", r->name);
	return stage_put(&c->stage, path.p, buf_view(&text), e);
}

/* The certificate that a token's chain ends in, if it is a trusted one. */
static int
add_anchor(struct span token, struct span trusted, struct buf *tsas,
    struct err *e)
{
	struct err no_matter = { 0 };
	AUTO(dsig_certs_free)
	STACK_OF(X509) *chain = timestamp_chain(token, trusted, &no_matter);
	int n = chain == NULL ? 0 : sk_X509_num(chain);

	return n == 0 ? 0 : add_pem(sk_X509_value(chain, n - 1), tsas, e);
}

static int
put_stamps(struct collecting *c, const struct chosen *r, struct span trusted,
    struct buf *tsas, struct err *e)
{
	AUTO(xades_clear) struct xades x = { 0 };
	AUTO(xades_clear) struct xades signer = { 0 };
	AUTO_BUF chain = { 0 };
	AUTO_BUF path = { 0 };
	unsigned n = 0;
	int bad = xades_read(buf_view(&r->xml), &x, e) != 0 ||
	    xades_signer(buf_view(&r->xml), &signer, e) != 0 ||
	    put_value(c, r, e) != 0;

	for (size_t i = 0; i < x.n && !bad; i++) {
		AUTO_BUF to = { 0 };

		if (x.v[i].kind != XADES_STAMP)
			continue;
		buf_fmt(&to, "data/timestamps/%s/%u.tst", r->name, ++n);
		bad = stage_put(&c->stage, to.p, buf_view(&x.v[i].der), e) !=
			0 ||
		    add_anchor(buf_view(&x.v[i].der), trusted, tsas, e) != 0;
	}
	for (size_t i = 0; i < signer.n && !bad; i++)
		bad = add_der(buf_view(&signer.v[i].der), &chain, e) != 0;
	buf_fmt(&path, "data/certs/%s.pem", r->name);
	c->stamps += n;
	return bad ? -1 : stage_put(&c->stage, path.p, buf_view(&chain), e);
}

static int
put_keys(struct collecting *c, struct err *e)
{
	static const char *const file[] = { KEYRING_SIGNERS, KEYRING_CAS,
		KEYRING_CRLS, KEYRING_REVOKED };
	char tip[SHA1_HEX], blob[SHA1_HEX];

	if (store_resolve(c->st, "refs/heads/keys", tip, e) != 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(file); i++) {
		AUTO_FREE unsigned char *p = NULL;
		AUTO_BUF to = { 0 };
		size_t n = 0;

		buf_fmt(&to, "data/certs/%s", file[i]);
		if (store_read(c->st, tip, file[i], &p, &n, blob, e) != 0 ||
		    stage_put(&c->stage, to.p, (struct span){ p, n }, e) != 0)
			return -1;
	}
	return 0;
}

static int
put_notice(const char *path, struct span bytes, void *arg, struct err *e)
{
	struct collecting *c = arg;
	AUTO_BUF to = { 0 };

	buf_fmt(&to, "data/notices/%s", path);
	return stage_put(&c->stage, to.p, bytes, e);
}

/* The template that the report was made with, if it is still this one. */
static int
put_template(struct collecting *c, const char *name, const char *what,
    struct err *e)
{
	const xmlNode *head =
	    bundle_child(xmlDocGetRootElement(c->v[0].doc), "head");
	AUTO_FREE char *said = bundle_attr(bundle_child(head, what), "sha256");
	AUTO_BUF text = { 0 };
	AUTO_BUF to = { 0 };
	char hex[SHA256_HEX];

	if (bundle_template(name, &text, e) != 0)
		return -1;
	digest_sha256(buf_view(&text), hex);
	buf_fmt(&to, "data/%s", name);
	return strcmp(hex, said) != 0 ?
	    0 :
	    stage_put(&c->stage, to.p, buf_view(&text), e);
}

/* Of this program; else of an earlier one, from the history. */
static int
read_engine(struct collecting *c, const char *made, unsigned char **ret,
    size_t *n, struct err *e)
{
	AUTO_FREE char *here = engine_path();
	AUTO_BUF path = { 0 };
	char commit[SHA1_HEX], blob[SHA1_HEX];

	if (engines_find(c->st, made, commit, e) != 0)
		return -1;
	store_engine_path(made, &path);
	if (commit[0] != '\0')
		return store_read(c->st, commit, path.p, ret, n, blob, e);
	return strcmp(made, engine_name()) == 0 && file_exists(here) ?
	    file_read(here, ENGINE_ARCHIVE_MAX, ret, n, e) :
	    1;
}

/* The sources of what made a report; that they are not at hand is told. */
static int
put_engine(struct collecting *c, const struct chosen *v, struct err *e)
{
	const xmlNode *head =
	    bundle_child(xmlDocGetRootElement(v->doc), "head");
	AUTO_FREE char *made =
	    bundle_attr(bundle_child(head, "engine"), "name");
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF to = { 0 };
	size_t n = 0;
	int r;

	for (const struct chosen *x = c->v; x < v; x++) {
		const xmlNode *of =
		    bundle_child(xmlDocGetRootElement(x->doc), "head");
		AUTO_FREE char *before =
		    bundle_attr(bundle_child(of, "engine"), "name");

		if (strcmp(before, made) == 0)
			return 0; /* it is there */
	}
	r = read_engine(c, made, &p, &n, e);
	c->engines_missing += r > 0;
	if (r > 0)
		buf_fmt(&c->engines_lacking, "%s%s",
		    c->engines_lacking.n == 0 ? "" : ", ", made);
	buf_fmt(&to, "data/engine/%s.tar.gz", made);
	return r != 0 ? (r < 0 ? -1 : 0) :
			stage_put(&c->stage, to.p, (struct span){ p, n }, e);
}

static int
put_report(struct collecting *c, const struct chosen *r, struct span trusted,
    struct buf *tsas, struct err *e)
{
	AUTO_FREE char *to = bundle_place(c, r, "report.xml");

	return stage_put(&c->stage, to, buf_view(&r->xml), e) != 0 ||
		put_beside(c, r, "report.html", e) != 0 ||
		put_beside(c, r, NOTICES_BESIDE, e) != 0 ||
		put_stamps(c, r, trusted, tsas, e) != 0 ||
		put_engine(c, r, e) != 0 ?
	    -1 :
	    0;
}

struct anchoring {
	struct span trusted;
	struct buf *tsas;
};

static int
anchor_token(void *arg, const char *path, struct span token, struct err *e)
{
	const struct anchoring *a = arg;

	(void)path;
	return add_anchor(token, a->trusted, a->tsas, e);
}

int
bundle_proofs(struct collecting *c, struct err *e)
{
	AUTO_BUF trusted = { 0 };
	AUTO_BUF tsas = { 0 };
	struct anchoring a = { .tsas = &tsas };

	/* What cannot be read is trusted in nothing. */
	(void)job_tsa_trust(c->b->j, &trusted, NULL);
	for (size_t i = 0; i < c->n; i++)
		if (put_report(c, &c->v[i], buf_view(&trusted), &tsas, e) != 0)
			return -1;
	for (size_t i = 0; i < c->b->n; i++)
		if (notices_files(c->st, c->b->findings[i], put_notice, c,
			e) != 0)
			return -1;
	a.trusted = buf_view(&trusted);
	return bundle_seals(c, anchor_token, &a, e) != 0 ||
		put_keys(c, e) != 0 ||
		put_template(c, "report.xsl", "stylesheet", e) != 0 ||
		put_template(c, "report.xsd", "schema", e) != 0 ||
		(tsas.n != 0 &&
		    stage_put(&c->stage, "data/certs/tsas.pem",
			buf_view(&tsas), e) != 0) ?
	    -1 :
	    0;
}
