/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a path, and a manifest against others of its CA. */
#include "rpki/tree.h"

#include <stdlib.h>
#include <string.h>

enum reason
walk_link(const struct walk *w, const struct object *o,
    const struct object *ca)
{
	const struct link *l = o->link;
	const struct cert *c = &ca->u.ca->cert;

	MUST(memcmp(l->issuer->aki, c->ski, KEYID_LEN) == 0 &&
		l->signer == ca->u.ca->key,
	    RR_ISSUER_KEY);
	MUST(name_eq(l->issuer->name, c->subject), RR_ISSUER_NAME);
	MUST(l->sig == RR_OK, l->sig);
	MUST(l->not_before <= w->in->at, RR_NOT_YET);
	MUST(l->not_after >= w->in->at, RR_EXPIRED);
	return res_within(&l->res, &ca->u.ca->effective);
}

enum reason
walk_strict(const struct walk *w, const struct object *o)
{
	return w->in->strict ? o->note : RR_OK;
}

void
walk_missing(struct walk *w, struct span dir, const char *name, enum reason r,
    uint32_t parent)
{
	struct tree *t = w->t;
	AUTO_BUF uri = { 0 };
	struct missing *m;

	buf_span(&uri, dir);
	buf_str(&uri, name);
	t->missing = mem_grow(t->missing, &t->missing_cap, t->missing_n + 1,
	    sizeof(*t->missing));
	m = &t->missing[t->missing_n++];
	*m = (struct missing){ .type = object_type_of(uri.p),
		.reason = r,
		.parent = parent,
		.tal = w->tal };
	m->uri = TAKE(uri.p);
}

/* A CA is its key and its CRL: two may share a key. */
static int
issuer_cmp(const struct issuer *a, const struct issuer *b)
{
	int c = memcmp(a->aki, b->aki, KEYID_LEN);

	return c != 0 ? c : span_cmp(a->crldp, b->crldp);
}

static const struct issuer *
issuer_at(const struct walk *w, uint32_t i)
{
	return w->t->objects[i].link->issuer;
}

static int
index_cmp(const void *a, const void *b, void *arg)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int c = issuer_cmp(issuer_at(arg, x), issuer_at(arg, y));

	return c != 0 ? c : x < y ? -1 : x > y;
}

/* Only manifests whose whole signature holds can speak against another. */
void
walk_index(struct walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->t->n; i++)
		n += w->t->objects[i].type == OBJ_MFT;
	w->by_issuer = mem_resize(NULL, n + 1, sizeof(*w->by_issuer));
	for (size_t i = 0; i < w->t->n; i++) {
		const struct object *o = &w->t->objects[i];

		if (o->type == OBJ_MFT && o->reason == RR_OK &&
		    o->link->sig == RR_OK)
			w->by_issuer[w->by_issuer_n++] = (uint32_t)i;
	}
	qsort_r(w->by_issuer, w->by_issuer_n, sizeof(*w->by_issuer), index_cmp,
	    w);
}

/* The first in by_issuer that is not below this issuer. */
static size_t
seek(const struct walk *w, const struct issuer *s)
{
	size_t lo = 0, hi = w->by_issuer_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (issuer_cmp(issuer_at(w, w->by_issuer[mid]), s) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Must m give way to an earlier one with that number and time? */
static bool
regresses(const struct mft *m, const unsigned char number[SERIAL_MAX],
    utc_t this_update)
{
	return memcmp(m->number, number, SERIAL_MAX) <= 0 ||
	    m->this_update <= this_update;
}

static int
prior_cmp(const void *a, const void *b)
{
	return strcmp(((const struct rpki_prior *)a)->uri,
	    ((const struct rpki_prior *)b)->uri);
}

/* Does another manifest of the same CA, in force now, have a higher or the
 * same number? */
static bool
outrun(const struct walk *w, const struct object *o, const struct object *x)
{
	return x != o && memcmp(x->sha256, o->sha256, DIGEST_LEN) != 0 &&
	    x->link->not_before <= w->in->at &&
	    x->link->not_after >= w->in->at &&
	    x->u.mft->this_update <= w->in->at &&
	    memcmp(o->u.mft->number, x->u.mft->number, SERIAL_MAX) <= 0;
}

enum reason
walk_regress(const struct walk *w, uint32_t mft)
{
	const struct object *o = &w->t->objects[mft];
	struct rpki_prior want = { .uri = o->uri };
	const struct rpki_prior *p = w->in->priors_n == 0 ?
	    NULL :
	    bsearch(&want, w->in->priors, w->in->priors_n, sizeof(*p),
		prior_cmp);

	MUST(p == NULL || memcmp(p->sha256, o->sha256, DIGEST_LEN) == 0 ||
		!regresses(o->u.mft, p->number, p->this_update),
	    RR_MFT_REGRESS);
	for (size_t i = seek(w, o->link->issuer); i < w->by_issuer_n &&
	     issuer_cmp(issuer_at(w, w->by_issuer[i]), o->link->issuer) == 0;
	     i++)
		MUST(!outrun(w, o, &w->t->objects[w->by_issuer[i]]),
		    RR_MFT_REGRESS);
	return RR_OK;
}
