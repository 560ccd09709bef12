/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/object.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *ext, *name;
} types[] = {
	[OBJ_CER] = { ".cer", "cer" },
	[OBJ_CRL] = { ".crl", "crl" },
	[OBJ_MFT] = { ".mft", "mft" },
	[OBJ_ROA] = { ".roa", "roa" },
	[OBJ_ASPA] = { ".asa", "asa" },
	[OBJ_TAK] = { ".tak", "tak" },
	[OBJ_OTHER] = { "", "other" },
};

const char *
object_type_name(enum object_type t)
{
	return types[t].name;
}

enum object_type
object_type_of(const char *uri)
{
	size_t n = strlen(uri);

	for (enum object_type t = OBJ_CER; t < OBJ_OTHER; t++)
		if (n > 4 && strcmp(uri + n - 4, types[t].ext) == 0)
			return t;
	return OBJ_OTHER;
}

const char *
object_state_name(enum object_state s)
{
	static const char *const names[] = { "none", "valid", "invalid",
		"unreached", "ignored", "missing" };

	return names[s];
}

static void
link_free(struct link *l)
{
	if (l == NULL)
		return;
	res_clear(&l->res);
	free(l);
}

static void
ca_free(struct ca *c)
{
	if (c == NULL)
		return;
	cert_clear(&c->cert);
	res_clear(&c->effective);
	free(c);
}

static void
crl_free(struct crl_kept *c)
{
	if (c == NULL)
		return;
	crl_clear(&c->crl);
	free(c);
}

void
object_clear(struct object *o)
{
	link_free(o->link);
	o->link = NULL;
	switch (o->type) {
	case OBJ_CER:
		ca_free(o->u.ca);
		break;
	case OBJ_CRL:
		crl_free(o->u.crl);
		break;
	case OBJ_MFT:
		mft_free(o->u.mft);
		break;
	case OBJ_ROA:
		roa_free(o->u.roa);
		break;
	case OBJ_ASPA:
		aspa_free(o->u.aspa);
		break;
	case OBJ_TAK:
		tak_free(o->u.tak);
		break;
	case OBJ_OTHER:
		break;
	}
	o->u.ca = NULL;
}

static int
key_cmp(const void *a, const void *b)
{
	return memcmp(((const struct key *)a)->id, ((const struct key *)b)->id,
	    KEYID_LEN);
}

uint32_t
keys_find(const struct keys *k, const unsigned char id[KEYID_LEN])
{
	struct key want = { .n = NULL };
	const struct key *p;

	memcpy(want.id, id, KEYID_LEN);
	p = k->n == 0 ? NULL :
			bsearch(&want, k->v, k->n, sizeof(*k->v), key_cmp);
	return p == NULL ? NO_OBJECT : (uint32_t)(p - k->v);
}

void
worker_clear(struct worker *w)
{
	verifier_free(w->v);
	buf_clear(&w->bytes);
	while (w->issuers != NULL) {
		struct issuer *next = w->issuers->next;

		free(w->issuers);
		w->issuers = next;
	}
	memset(w, 0, sizeof(*w));
}

/* Files come in order, so that the last one is most often it. */
static const struct issuer *
issuer_of(struct worker *w, const unsigned char aki[KEYID_LEN],
    struct span name, struct span crldp)
{
	struct issuer *s = w->issuers;
	unsigned char *p;

	if (s != NULL && memcmp(s->aki, aki, KEYID_LEN) == 0 &&
	    span_eq(s->name, name) && span_eq(s->crldp, crldp))
		return s;
	s = mem_alloc(sizeof(*s) + name.n + crldp.n);
	p = (unsigned char *)(s + 1);
	memcpy(s->aki, aki, KEYID_LEN);
	memcpy(p, name.p, name.n);
	if (crldp.n != 0)
		memcpy(p + name.n, crldp.p, crldp.n);
	s->name = (struct span){ p, name.n };
	s->crldp = (struct span){ p + name.n, crldp.n };
	s->next = w->issuers;
	w->issuers = s;
	return s;
}

/* Of a certificate that was parsed; its resources move over. */
static struct link *
link_of(struct worker *w, struct cert *c)
{
	struct link *l = mem_alloc(sizeof(*l));

	/* Only a trust anchor may lack it: it is its own issuer. */
	l->issuer =
	    issuer_of(w, c->has_aki ? c->aki : c->ski, c->issuer, c->crldp);
	memcpy(l->serial, c->serial.p, c->serial.n);
	l->serial_n = (uint8_t)c->serial.n;
	l->not_before = c->not_before;
	l->not_after = c->not_after;
	l->signing_time = TIME_NONE;
	l->signer = NO_OBJECT;
	l->sig = RR_ISSUER_KEY;
	l->res = c->res;
	memset(&c->res, 0, sizeof(c->res));
	return l;
}

static void
verify(struct worker *w, const struct keys *k, struct span tbs,
    struct span sig, struct link *l)
{
	l->signer = keys_find(k, l->issuer->aki);
	if (l->signer == NO_OBJECT)
		return;
	l->sig =
	    verifier_bytes(w->v, l->signer, k->v[l->signer].n, tbs, sig.p) ?
	    RR_OK :
	    RR_SIGNATURE;
}

static enum reason
size_check(struct worker *w, struct span bytes, struct object *o)
{
	o->size = (uint32_t)bytes.n;
	verifier_sha256(w->v, bytes, o->sha256);
	MUST(bytes.n >= OBJECT_MIN, RR_OBJECT_SMALL);
	MUST(bytes.n <= OBJECT_MAX, RR_OBJECT_LARGE);
	return RR_OK;
}

static enum reason
parse_cert(struct worker *w, struct span bytes, enum cert_kind kind,
    struct object *o)
{
	struct ca *ca;
	enum reason r;

	TRY(size_check(w, bytes, o));
	ca = mem_alloc(sizeof(*ca) + bytes.n);
	memcpy(ca->der, bytes.p, bytes.n);
	o->u.ca = ca;
	r = cert_parse((struct span){ ca->der, bytes.n }, kind, &ca->cert);
	if (r != RR_OK)
		return r;
	o->note = ca->cert.note;
	o->link = link_of(w, &ca->cert);
	return RR_OK;
}

void
object_parse_cert(struct worker *w, struct span bytes, enum cert_kind kind,
    struct object *o)
{
	o->reason = parse_cert(w, bytes, kind, o);
	if (o->reason != RR_OK) {
		ca_free(o->u.ca);
		o->u.ca = NULL;
	}
}

void
object_verify_cert(struct worker *w, const struct keys *k, struct object *o)
{
	struct ca *ca = o->u.ca;

	if (ca == NULL)
		return;
	verify(w, k, ca->cert.tbs, ca->cert.sig, o->link);
	if (ca->cert.kind == CERT_ROUTER) {
		ca_free(ca);
		o->u.ca = NULL;
	}
}

static enum reason
parse_crl(struct worker *w, struct span bytes, const struct keys *k,
    struct object *o)
{
	struct crl_kept *c = mem_alloc(sizeof(*c) + bytes.n);
	struct link *l;

	memcpy(c->der, bytes.p, bytes.n);
	o->u.crl = c;
	TRY(crl_parse((struct span){ c->der, bytes.n }, &c->crl));
	o->note = c->crl.note;
	o->link = l = mem_alloc(sizeof(*l));
	l->issuer =
	    issuer_of(w, c->crl.aki, c->crl.issuer, (struct span){ NULL, 0 });
	l->not_before = c->crl.this_update;
	l->not_after = c->crl.next_update;
	l->sig = RR_ISSUER_KEY;
	verify(w, k, c->crl.tbs, c->crl.sig, l);
	return RR_OK;
}

static struct span
content_type(enum object_type t)
{
	return t == OBJ_MFT ? CT_MFT :
	    t == OBJ_ROA    ? CT_ROA :
	    t == OBJ_ASPA   ? CT_ASPA :
			      CT_TAK;
}

static enum reason
parse_payload(struct span content, const struct res *ee, struct object *o)
{
	switch (o->type) {
	case OBJ_MFT:
		return mft_parse(content, ee, &o->u.mft);
	case OBJ_ROA:
		return roa_parse(content, ee, &o->u.roa);
	case OBJ_ASPA:
		return aspa_parse(content, ee, &o->u.aspa);
	case OBJ_TAK:
		return tak_parse(content, ee, &o->u.tak);
	case OBJ_CER:
	case OBJ_CRL:
	case OBJ_OTHER:
		break;
	}
	return RR_TYPE_IGNORED;
}

static enum reason
parse_signed(struct worker *w, struct span bytes, const struct keys *k,
    struct object *o)
{
	AUTO(cms_clear) struct cms c = { 0 };

	TRY(cms_parse(bytes, content_type(o->type), &c));
	TRY(verifier_cms(w->v, &c));
	TRY(parse_payload(c.content, &c.ee.res, o));
	o->note = c.ee.note;
	if (o->type == OBJ_MFT && o->note == RR_OK &&
	    (o->u.mft->this_update < c.ee.not_before ||
		o->u.mft->next_update > c.ee.not_after))
		o->note = RR_MFT_VALIDITY;
	o->link = link_of(w, &c.ee);
	o->link->signing_time = c.signing_time;
	o->link->binary_time = c.binary_time;
	verify(w, k, c.ee.tbs, c.ee.sig, o->link);
	return RR_OK;
}

static enum reason
parse(struct worker *w, struct span bytes, const struct keys *k,
    struct object *o)
{
	TRY(size_check(w, bytes, o));
	if (o->type == OBJ_CRL)
		return parse_crl(w, bytes, k, o);
	return parse_signed(w, bytes, k, o);
}

void
object_parse(struct worker *w, struct span bytes, const struct keys *k,
    struct object *o)
{
	if (o->type == OBJ_OTHER) {
		/* Its hash counts all the same (RFC 9286 section 6.5). */
		(void)size_check(w, bytes, o);
		return;
	}
	o->reason = parse(w, bytes, k, o);
	if (o->reason != RR_OK)
		object_clear(o);
}
