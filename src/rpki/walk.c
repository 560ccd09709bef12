/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the trust anchors down, in the order of locators and manifests. */
#include "rpki/tree.h"

#include <stdlib.h>
#include <string.h>

/* RFC 9582 and RFC 9589 were published in May 2024. */
#define PROFILES_OF_2024 20240501

static void walk_ca(struct walk *w, uint32_t ca, unsigned depth);

/* A valid object: what it adds to the result. */
static void
accept(struct walk *w, struct object *o)
{
	struct tree *t = w->t;
	const struct roa *r = o->u.roa;

	o->state = STATE_VALID;
	if (o->type != OBJ_ROA)
		return;
	for (uint32_t i = 0; i < r->n; i++) {
		t->vrps = mem_grow(t->vrps, &t->vrps_cap, t->vrps_n + 1,
		    sizeof(*t->vrps));
		t->vrps[t->vrps_n++] = (struct vrp){ r->v[i].lo, r->asn,
			w->tal, r->v[i].fam, r->v[i].len, r->v[i].maxlen };
	}
}

/* What an older profile allowed is judged by the date. */
static enum reason
check_dated(const struct walk *w, const struct object *o)
{
	const struct link *l = o->link;

	if (w->in->at < day_start(PROFILES_OF_2024))
		return RR_OK;
	MUST(o->type != OBJ_ROA || !l->res.as, RR_ROA_EE_AS);
	MUST(l->signing_time != TIME_NONE, RR_CMS_NO_TIME);
	MUST(!l->binary_time, RR_CMS_BINARY_TIME);
	return RR_OK;
}

static enum reason
check_tak(const struct walk *w, const struct object *o, unsigned depth)
{
	const struct key *anchor = &w->t->keys.v[w->chain[0]];

	MUST(depth == 0, RR_TAK_CURRENT);
	MUST(memcmp(o->u.tak->current, anchor->id, KEYID_LEN) == 0,
	    RR_TAK_CURRENT);
	return RR_OK;
}

static enum reason
check_ca(const struct walk *w, const struct object *o, unsigned depth)
{
	if (o->u.ca == NULL)
		return RR_OK; /* a router's */
	MUST(depth < CA_DEPTH_MAX, RR_CA_DEPTH);
	for (unsigned i = 0; i <= depth; i++)
		MUST(w->chain[i] != o->u.ca->key, RR_CA_LOOP);
	return RR_OK;
}

static enum reason
judge(const struct walk *w, const struct point *p, const struct object *o,
    unsigned depth)
{
	MUST(o->link != NULL, o->reason); /* it did not parse */
	/* A trust anchor's certificate has no place on a manifest. */
	MUST(o->type != OBJ_MFT &&
		(o->type != OBJ_CER || o->u.ca == NULL ||
		    o->u.ca->cert.kind == CERT_CA),
	    RR_UNLISTED);
	if (o->type == OBJ_CER)
		TRY(check_ca(w, o, depth));
	TRY(point_check(w, p, o));
	if (o->type != OBJ_CER)
		TRY(check_dated(w, o));
	if (o->type == OBJ_TAK)
		TRY(check_tak(w, o, depth));
	return walk_strict(w, o);
}

static void
walk_file(struct walk *w, const struct point *p, uint32_t i, unsigned depth)
{
	struct object *o = &w->t->objects[i];

	if (o->state != STATE_NONE || o->type == OBJ_CRL)
		return;
	o->parent = p->ca;
	o->tal = w->tal;
	if (o->type == OBJ_OTHER) {
		o->state = STATE_IGNORED;
		o->reason = RR_TYPE_IGNORED;
		return;
	}
	o->reason = judge(w, p, o, depth);
	if (o->reason == RR_OK)
		accept(w, o);
	else if (o->reason != RR_ISSUER_KEY && o->reason != RR_UNLISTED)
		o->state = STATE_INVALID;
	/* Else it may be another's, whose manifest is still to come: nobody
	 * can spoil an object by listing it. */
}

static void
walk_ca(struct walk *w, uint32_t ca, unsigned depth)
{
	AUTO(point_clear) struct point p = { 0 };
	struct object *o = &w->t->objects[ca];
	const struct mft *m;

	w->chain[depth] = o->u.ca->key;
	if (!point_open(w, ca, &p))
		return;
	m = w->t->objects[p.mft].u.mft;
	for (size_t i = 0; i < m->n; i++)
		walk_file(w, &p, p.files[i], depth);
	/* All of a point before what is below it. */
	for (size_t i = 0; i < m->n; i++) {
		struct object *c = &w->t->objects[p.files[i]];

		if (c->type != OBJ_CER || c->state != STATE_VALID ||
		    c->parent != ca || c->u.ca == NULL)
			continue;
		res_effective(&c->link->res, &o->u.ca->effective,
		    &c->u.ca->effective);
		walk_ca(w, p.files[i], depth + 1);
	}
}

static enum reason
check_anchor(const struct walk *w, const struct object *o)
{
	const struct tal *tal = &w->in->tals[w->tal];

	MUST(o->link != NULL, o->reason);
	MUST(span_eq(o->u.ca->cert.spki,
		 (struct span){ tal->spki, tal->spki_n }),
	    RR_TA_KEY);
	MUST(o->link->sig == RR_OK, RR_SIGNATURE);
	MUST(o->link->not_before <= w->in->at, RR_NOT_YET);
	MUST(o->link->not_after >= w->in->at, RR_EXPIRED);
	return walk_strict(w, o);
}

static void
missing_anchor(struct walk *w)
{
	const struct tal *tal = &w->in->tals[w->tal];

	walk_missing(w, span_of(tal->uris[0]), "", RR_TA_MISSING, NO_OBJECT);
}

/* The first certificate that holds is the anchor; the others of the same
 * locator are copies (RFC 8630 section 3). */
static void
walk_anchor(struct walk *w)
{
	uint32_t found = NO_OBJECT;
	size_t candidates = 0;

	for (size_t i = 0; i < w->t->n; i++) {
		struct object *o = &w->t->objects[i];

		if (w->in->files[i].tal != w->tal || o->type != OBJ_CER)
			continue;
		candidates++;
		o->tal = w->tal;
		o->reason = check_anchor(w, o);
		o->state = o->reason == RR_OK ? STATE_VALID : STATE_INVALID;
		if (found == NO_OBJECT && o->state == STATE_VALID)
			found = (uint32_t)i;
	}
	if (candidates == 0)
		missing_anchor(w);
	if (found != NO_OBJECT) {
		struct object *o = &w->t->objects[found];
		static const struct res none;

		res_effective(&o->link->res, &none, &o->u.ca->effective);
		walk_ca(w, found, 0);
	}
}

void
walk_tree(struct walk *w)
{
	walk_index(w);
	for (size_t i = 0; i < w->in->tals_n; i++) {
		w->tal = (int32_t)i;
		walk_anchor(w);
	}
	for (size_t i = 0; i < w->t->n; i++) {
		struct object *o = &w->t->objects[i];

		if (o->state != STATE_NONE)
			continue;
		if (o->reason == RR_OK || o->type == OBJ_OTHER)
			o->reason = o->type == OBJ_OTHER ? RR_TYPE_IGNORED :
							   RR_UNLISTED;
		o->state = o->type == OBJ_OTHER ? STATE_IGNORED :
		    o->reason == RR_UNLISTED || o->reason == RR_POINT_FAILED ?
						  STATE_UNREACHED :
						  STATE_INVALID;
	}
	free(w->by_issuer);
}
