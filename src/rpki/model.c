/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/model.h"

#include "rpki/tals.h"
#include "rpki/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct copier {
	const struct rpki_input *in;
	const struct tree *t;
	struct rpki_ta *ret;
	int32_t tal;
	uint32_t *object, *ca; /* by the tree's object; RPKI_NONE: not yet */
	struct span repo_host, notify_host; /* of the RIR's own repositories */
};

/* What stands between "://" and the path. */
static struct span
host_of(struct span uri)
{
	size_t i = 0;

	while (i < uri.n && uri.p[i] != ':')
		i++;
	uri = span_sub(uri, i + 3, uri.n);
	return span_split(&uri, '/');
}

static enum rpki_kind
kind_of(enum object_type t)
{
	static const enum rpki_kind k[] = { [OBJ_CER] = RPKI_CER,
		[OBJ_CRL] = RPKI_CRL,
		[OBJ_MFT] = RPKI_MFT,
		[OBJ_ROA] = RPKI_ROA,
		[OBJ_ASPA] = RPKI_ASPA,
		[OBJ_TAK] = RPKI_OTHER,
		[OBJ_OTHER] = RPKI_OTHER };

	return k[t];
}

static uint32_t
put_uri(struct copier *c, const char *uri)
{
	return rpki_text_put(c->ret, span_of(uri));
}

static uint32_t
put_object(struct copier *c, uint32_t i)
{
	const struct object *o = &c->t->objects[i];
	struct rpki_object m = { .ca = RPKI_NONE,
		.from = TIME_NONE,
		.until = TIME_NONE,
		.kind = (uint8_t)kind_of(o->type) };

	if (c->object[i] != RPKI_NONE)
		return c->object[i];
	m.uri = put_uri(c, o->uri);
	if (o->parent != NO_OBJECT)
		m.ca = c->ca[o->parent];
	memcpy(m.sha256, o->sha256, sizeof(m.sha256));
	if (o->link != NULL) {
		m.from = o->link->not_before;
		m.until = o->link->not_after;
	}
	c->object[i] = rpki_object_add(c->ret, &m);
	return c->object[i];
}

/* Manifest and CRL, whether they held or not. */
static void
take_point(struct copier *c, uint32_t i, uint32_t ca)
{
	const struct object *o = &c->t->objects[i];
	uint32_t k = tree_find(c->t, o->u.ca->cert.mft), crl;
	const struct object *m = k == NO_OBJECT ? NULL : &c->t->objects[k];
	struct rpki_ca *r;

	if (m == NULL || m->type != OBJ_MFT || m->parent != i)
		return;
	k = put_object(c, k);
	r = &c->ret->cas[ca];
	r->manifest = k;
	r->current = m->state == STATE_VALID;
	if (m->u.mft == NULL)
		return;
	r->mft_this = m->u.mft->this_update;
	r->mft_next = m->u.mft->next_update;
	memcpy(r->number, m->u.mft->number, sizeof(r->number));
	crl = tree_find_in(c->t, uri_dir(o->u.ca->cert.mft),
	    mft_name(m->u.mft, m->u.mft->crl));
	if (crl == NO_OBJECT || c->t->objects[crl].type != OBJ_CRL)
		return;
	k = put_object(c, crl);
	r->crl = k;
	if (c->t->objects[crl].link != NULL)
		r->crl_next = c->t->objects[crl].link->not_after;
}

static void
take_holds(struct copier *c, const struct res *res, uint32_t ca)
{
	for (int f = 0; f < FAM_N; f++)
		for (size_t k = 0; k < res->set[f].n; k++)
			rpki_hold_add(c->ret, (enum family)f, res->set[f].v[k],
			    ca);
}

static bool
own_repository(const struct copier *c, const struct cert *x)
{
	return span_eq(host_of(x->repo), c->repo_host) ||
	    (x->notify.n != 0 && c->notify_host.n != 0 &&
		span_eq(host_of(x->notify), c->notify_host));
}

static void
take_ca(struct copier *c, uint32_t i)
{
	const struct object *o = &c->t->objects[i];
	struct rpki_ca m = { .issuer = RPKI_NONE,
		.manifest = RPKI_NONE,
		.crl = RPKI_NONE,
		.mft_this = TIME_NONE,
		.mft_next = TIME_NONE,
		.crl_next = TIME_NONE };

	if (c->ca[i] != RPKI_NONE)
		return;
	/* The chain is no longer than CA_DEPTH_MAX. */
	if (o->parent != NO_OBJECT) {
		take_ca(c, o->parent);
		m.issuer = c->ca[o->parent];
		m.depth = (uint8_t)(c->ret->cas[m.issuer].depth + 1);
	}
	m.object = put_object(c, i);
	m.mft_uri = rpki_text_put(c->ret, o->u.ca->cert.mft);
	m.own = own_repository(c, &o->u.ca->cert);
	memcpy(m.key, o->u.ca->cert.ski, sizeof(m.key));
	c->ca[i] = rpki_ca_add(c->ret, &m);
	take_holds(c, &o->u.ca->effective, c->ca[i]);
	take_point(c, i, c->ca[i]);
}

static void
take_payload(struct copier *c, uint32_t i)
{
	const struct object *o = &c->t->objects[i];
	uint32_t k = put_object(c, i);

	if (o->type == OBJ_ASPA) {
		rpki_aspa_add(c->ret,
		    &(struct rpki_aspa){ o->u.aspa->customer, k,
			o->u.aspa->n });
		return;
	}
	c->ret->roas_n++;
	for (uint32_t n = 0; n < o->u.roa->n; n++) {
		const struct roa_prefix *p = &o->u.roa->v[n];
		unsigned bits = p->fam == FAM_IPV4 ? 32 : 128;
		num_t size = p->len == 0 ? num_max(p->fam) :
					   ((num_t)1 << (bits - p->len)) - 1;

		rpki_vrp_add(c->ret,
		    &(struct rpki_vrp){ { p->lo, p->lo + size }, o->u.roa->asn,
			k, (uint8_t)p->fam, p->len, p->maxlen });
	}
}

static void
take_fault(struct copier *c, uint32_t object, enum reason r, bool missing)
{
	rpki_fault_add(c->ret,
	    &(struct rpki_fault){ object, missing, reason_code(r),
		reason_words(r), reason_cite(r) });
}

static void
take_objects(struct copier *c)
{
	for (uint32_t i = 0; i < c->t->n; i++) {
		const struct object *o = &c->t->objects[i];

		if (o->tal != c->tal)
			continue;
		if (o->state == STATE_INVALID)
			take_fault(c, put_object(c, i), o->reason, false);
		else if (o->state == STATE_VALID &&
		    (o->type == OBJ_ROA || o->type == OBJ_ASPA))
			take_payload(c, i);
	}
	for (size_t i = 0; i < c->t->missing_n; i++) {
		const struct missing *m = &c->t->missing[i];
		struct rpki_object o = { .ca = RPKI_NONE,
			.from = TIME_NONE,
			.until = TIME_NONE,
			.kind = (uint8_t)kind_of(m->type) };

		if (m->tal != c->tal)
			continue;
		o.uri = put_uri(c, m->uri);
		if (m->parent != NO_OBJECT)
			o.ca = c->ca[m->parent];
		take_fault(c, rpki_object_add(c->ret, &o), m->reason, true);
	}
}

/* Resources as text, so that a change shows. */
static void
digest_resources(const struct res *res, char ret[SHA256_HEX])
{
	AUTO_BUF b = { 0 };
	char t[RANGE_TEXT];

	buf_str(&b, "");
	for (int f = 0; f < FAM_N; f++)
		for (size_t i = 0; i < res->set[f].n; i++)
			buf_fmt(&b, "%s:%s\n", fam_name((enum family)f),
			    range_text((enum family)f, res->set[f].v[i], t));
	digest_sha256(buf_view(&b), ret);
}

static void
take_anchor(struct copier *c, const struct object *o)
{
	const struct cert *x = &o->u.ca->cert;

	c->ret->valid = true;
	c->repo_host = host_of(x->repo);
	c->notify_host =
	    x->notify.n == 0 ? (struct span){ NULL, 0 } : host_of(x->notify);
	digest_sha256(x->spki, c->ret->key);
	c->ret->repo = rpki_text_put(c->ret, x->repo);
	if (x->notify.n != 0)
		c->ret->notify = rpki_text_put(c->ret, x->notify);
	digest_resources(&o->link->res, c->ret->resources);
	c->ret->until = o->link->not_after;
}

/* The anchor's certificate: the first that held, or why none did. */
static void
find_anchor(struct copier *c)
{
	const char *why = "there is no certificate";

	for (size_t i = 0; i < c->t->n; i++) {
		const struct object *o = &c->t->objects[i];

		if (o->tal != c->tal || o->parent != NO_OBJECT)
			continue;
		if (o->state == STATE_VALID && o->u.ca != NULL) {
			take_anchor(c, o);
			return;
		}
		why = reason_words(o->reason);
	}
	c->ret->reason = mem_strdup(why);
}

void
rpki_to_model(const struct rpki_input *in, const struct tree *t, int32_t tal,
    struct rpki_ta *ret)
{
	const char *name = in->tals[tal].name;
	const struct tal_row *row = tal_row_of(name);
	AUTO_FREE uint32_t *object = mem_resize(NULL, t->n + 1, 4);
	AUTO_FREE uint32_t *ca = mem_resize(NULL, t->n + 1, 4);
	struct copier c = { .in = in,
		.t = t,
		.ret = ret,
		.tal = tal,
		.object = object,
		.ca = ca };

	rpki_ta_init(ret);
	snprintf(ret->name, sizeof(ret->name), "%s", name);
	if (row != NULL) {
		ret->publisher = (int)row->publisher;
		ret->as0 = row->as0;
	}
	ret->at = in->at;
	memset(object, 0xff, (t->n + 1) * sizeof(*object));
	memset(ca, 0xff, (t->n + 1) * sizeof(*ca));
	find_anchor(&c);
	for (uint32_t i = 0; i < t->n; i++) {
		const struct object *o = &t->objects[i];

		if (o->tal == tal && o->type == OBJ_CER &&
		    o->state == STATE_VALID && o->u.ca != NULL)
			take_ca(&c, i);
	}
	take_objects(&c);
	rpki_ta_finish(ret);
}
