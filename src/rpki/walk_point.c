/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A publication point: its manifest, its CRL, and every file it lists, or
 * nothing at all (RFC 9286 section 6). */
#include "rpki/tree.h"

#include "rpki/uri.h"

#include <stdlib.h>
#include <string.h>

void
point_clear(struct point *p)
{
	free(p->files);
	p->files = NULL;
}

/* The manifest's directory is the publication point. */
static void
place(const struct walk *w, uint32_t ca, struct point *p)
{
	const struct object *o = &w->t->objects[ca];

	p->ca = ca;
	p->mft = tree_find(w->t, o->u.ca->cert.mft);
	p->crl = NO_OBJECT;
	p->dir = uri_dir(o->u.ca->cert.mft);
}

static enum reason
check_crl(const struct walk *w, const struct point *p, const struct object *o)
{
	const struct object *ca = &w->t->objects[p->ca];

	MUST(o->link != NULL, o->reason);
	MUST(memcmp(o->link->issuer->aki, ca->u.ca->cert.ski, KEYID_LEN) ==
		    0 &&
		o->link->signer == ca->u.ca->key,
	    RR_ISSUER_KEY);
	MUST(name_eq(o->link->issuer->name, ca->u.ca->cert.subject),
	    RR_ISSUER_NAME);
	MUST(o->link->sig == RR_OK, o->link->sig);
	MUST(o->link->not_before <= w->in->at, RR_CRL_PREMATURE);
	MUST(o->link->not_after >= w->in->at, RR_CRL_STALE);
	return walk_strict(w, o);
}

static bool
revoked(const struct walk *w, const struct point *p, const struct object *o)
{
	const struct crl_kept *c = w->t->objects[p->crl].u.crl;

	return crl_has(&c->crl,
	    (struct span){ o->link->serial, o->link->serial_n });
}

enum reason
point_check(const struct walk *w, const struct point *p,
    const struct object *o)
{
	TRY(walk_link(w, o, &w->t->objects[p->ca]));
	MUST(span_is(o->link->issuer->crldp, w->t->objects[p->crl].uri),
	    RR_CRLDP_OTHER);
	MUST(!revoked(w, p, o), RR_REVOKED);
	return RR_OK;
}

/* Which file the manifest's reason is about. */
static enum reason
about(struct object *m, size_t file, enum reason r)
{
	m->detail = (uint32_t)file;
	return r;
}

/* What an object without a fault of its own will be said to be, unless a
 * manifest that holds has it: nobody can spoil an object by listing it. */
static void
suspect(struct walk *w, const struct point *p, uint32_t i, enum reason r)
{
	struct object *o = &w->t->objects[i];

	if (o->state != STATE_NONE)
		return;
	o->parent = p->ca;
	o->tal = w->tal;
	if (o->link != NULL)
		o->reason = r;
}

/* Every listed file is there, with its hash. */
static enum reason
collect(struct walk *w, struct point *p, struct object *o)
{
	const struct mft *m = o->u.mft;
	enum reason r = RR_OK;

	for (size_t i = 0; i < m->n; i++) {
		uint32_t k = tree_find_in(w->t, p->dir, mft_name(m, i));

		p->files[i] = k;
		if (k == NO_OBJECT) {
			walk_missing(w, p->dir, mft_name(m, i), RR_MISSING,
			    p->ca);
			r = r != RR_OK ? r : about(o, i, RR_MFT_FILE_MISSING);
		} else if (memcmp(w->t->objects[k].sha256, m->files[i].sha256,
			       DIGEST_LEN) != 0) {
			suspect(w, p, k, RR_FILE_HASH);
			r = r != RR_OK ? r : about(o, i, RR_MFT_FILE_HASH);
		}
	}
	return r;
}

/* A manifest or CRL; one of another key may be another CA's. */
static void
settle(struct walk *w, const struct point *p, struct object *o, enum reason r)
{
	o->parent = p->ca;
	o->tal = w->tal;
	o->reason = r;
	if (r != RR_ISSUER_KEY)
		o->state = r == RR_OK ? STATE_VALID : STATE_INVALID;
}

static enum reason
check_manifest(struct walk *w, struct point *p, struct object *o)
{
	const struct object *ca = &w->t->objects[p->ca];
	const struct mft *m = o->u.mft;
	struct object *crl;
	enum reason r;

	MUST(o->link != NULL, o->reason);
	p->files = mem_resize(NULL, m->n, sizeof(*p->files));
	r = walk_link(w, o, ca);
	if (r == RR_OK && m->this_update > w->in->at)
		r = RR_MFT_PREMATURE;
	if (r == RR_OK && m->next_update < w->in->at)
		r = RR_MFT_STALE;
	if (r == RR_OK)
		r = walk_regress(w, p->mft);
	if (r != RR_OK)
		return r;
	TRY(collect(w, p, o));
	crl = &w->t->objects[p->files[m->crl]];
	MUST(crl->state == STATE_NONE, about(o, m->crl, RR_MFT_CRL_BAD));
	settle(w, p, crl, check_crl(w, p, crl));
	MUST(crl->state == STATE_VALID, about(o, m->crl, RR_MFT_CRL_BAD));
	p->crl = p->files[m->crl];
	TRY(point_check(w, p, o));
	return walk_strict(w, o);
}

/* RFC 9286 section 6.6: nothing of a failed point is used. */
static void
fail(struct walk *w, const struct point *p, const struct object *o)
{
	const struct mft *m = o->u.mft;

	for (size_t i = 0; m != NULL && i < m->n; i++) {
		uint32_t k = tree_find_in(w->t, p->dir, mft_name(m, i));

		if (k != NO_OBJECT && k != p->mft &&
		    w->t->objects[k].reason == RR_OK)
			suspect(w, p, k, RR_POINT_FAILED);
	}
}

bool
point_open(struct walk *w, uint32_t ca, struct point *ret)
{
	struct object *o;

	place(w, ca, ret);
	if (ret->mft == NO_OBJECT) {
		walk_missing(w, w->t->objects[ca].u.ca->cert.mft, "",
		    RR_MFT_MISSING, ca);
		return false;
	}
	o = &w->t->objects[ret->mft];
	if (o->state != STATE_NONE || o->type != OBJ_MFT) {
		/* Another CA's already: the second one is not believed. */
		w->t->objects[ca].state = STATE_INVALID;
		w->t->objects[ca].reason = RR_CA_TWICE;
		return false;
	}
	settle(w, ret, o, check_manifest(w, ret, o));
	if (o->reason != RR_OK)
		fail(w, ret, o);
	return o->reason == RR_OK;
}
