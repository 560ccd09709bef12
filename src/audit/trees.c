/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/trees.h"

#include <stdlib.h>
#include <string.h>

static struct range
vrp_at(const void *items, size_t i)
{
	return ((const struct rpki_vrp *)items)[i].r;
}

static struct range
hold_at(const void *items, size_t i)
{
	return ((const struct rpki_hold *)items)[i].r;
}

static void
index_make(const struct rpki_ta *t, struct tree_index *ret)
{
	size_t from = 0;

	for (int f = 0; f < FAM_N; f++) {
		size_t n = from;

		while (n < t->vrps_n && t->vrps[n].fam == f)
			n++;
		ret->vrp[f] = t->vrps_n == 0 ? NULL : t->vrps + from;
		rindex_make(&ret->vrps[f], ret->vrp[f], n - from, vrp_at);
		rindex_make(&ret->holds[f], t->holds[f].v, t->holds[f].n,
		    hold_at);
		from = n;
	}
}

/* Behind an issuer that holds all, or the anchor itself. */
static bool
first_level(const struct rpki_ta *t, const struct rpki_ca *c, enum family f)
{
	return c->issuer == RPKI_NONE || t->cas[c->issuer].all[f];
}

static void
take_tree(const struct rpki_ta *t, struct tree_sets *ret)
{
	ret->there = true;
	for (int f = 0; f < FAM_N; f++)
		for (size_t i = 0; i < t->holds[f].n; i++) {
			const struct rpki_hold *h = &t->holds[f].v[i];
			const struct rpki_ca *c = &t->cas[h->ca];

			if (first_level(t, c, (enum family)f))
				rset_add(&ret->first[f], h->r);
			rset_add(c->below == 0 ? &ret->given[f] :
						 &ret->above[f],
			    h->r);
		}
	for (size_t i = 0; i < t->vrps_n; i++) {
		const struct rpki_vrp *v = &t->vrps[i];

		rset_add(v->asn == 0 ? &ret->zero[v->fam] :
				       &ret->given[v->fam],
		    v->r);
	}
	for (size_t i = 0; i < t->aspas_n; i++)
		rset_add(&ret->given[FAM_ASN],
		    (struct range){ t->aspas[i].customer,
			t->aspas[i].customer });
}

static void
norm(struct trees *t)
{
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++) {
			rset_norm(&t->of[r].first[f]);
			rset_norm(&t->of[r].given[f]);
			rset_norm(&t->of[r].zero[f]);
			rset_norm(&t->of[r].above[f]);
			rset_norm(&t->as0[r][f]);
		}
}

void
trees_make(const struct dataset *d, struct trees *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->n = d->rpki_n;
	ret->index = mem_alloc((d->rpki_n + 1) * sizeof(*ret->index));
	for (size_t i = 0; i < d->rpki_n; i++) {
		const struct rpki_ta *t = &d->rpki[i];

		index_make(t, &ret->index[i]);
		if (!t->valid || t->publisher < 0)
			continue;
		if (!t->as0) {
			take_tree(t, &ret->of[t->publisher]);
			continue;
		}
		for (size_t k = 0; k < t->vrps_n; k++)
			if (t->vrps[k].asn == 0)
				rset_add(
				    &ret->as0[t->publisher][t->vrps[k].fam],
				    t->vrps[k].r);
	}
	norm(ret);
}

void
trees_clear(struct trees *t)
{
	for (size_t i = 0; i < t->n; i++)
		for (int f = 0; f < FAM_N; f++) {
			rindex_clear(&t->index[i].vrps[f]);
			rindex_clear(&t->index[i].holds[f]);
		}
	free(t->index);
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++) {
			rset_clear(&t->of[r].first[f]);
			rset_clear(&t->of[r].given[f]);
			rset_clear(&t->of[r].zero[f]);
			rset_clear(&t->of[r].above[f]);
			rset_clear(&t->as0[r][f]);
		}
	memset(t, 0, sizeof(*t));
}

utc_t
trees_at(const struct dataset *d, size_t rir)
{
	for (size_t i = 0; i < d->rpki_n; i++)
		if (d->rpki[i].valid && !d->rpki[i].as0 &&
		    d->rpki[i].publisher == (int)rir)
			return d->rpki[i].at;
	return TIME_NONE;
}

static bool
is_older(const struct rpki_ta *t, uint32_t object, utc_t until)
{
	utc_t from = t->objects[object].from;

	return from != TIME_NONE && from <= until;
}

void
trees_since(const struct dataset *d, size_t rir, enum family f, utc_t until,
    struct rset *ret)
{
	for (size_t i = 0; i < d->rpki_n; i++) {
		const struct rpki_ta *t = &d->rpki[i];

		if (!t->valid || t->as0 || t->publisher != (int)rir)
			continue;
		for (size_t k = 0; k < t->holds[f].n; k++) {
			const struct rpki_hold *h = &t->holds[f].v[k];

			if (is_older(t, t->cas[h->ca].object, until))
				rset_add(ret, h->r);
		}
		for (size_t k = 0; k < t->vrps_n; k++)
			if (t->vrps[k].fam == f &&
			    is_older(t, t->vrps[k].object, until))
				rset_add(ret, t->vrps[k].r);
		for (size_t k = 0; f == FAM_ASN && k < t->aspas_n; k++)
			if (is_older(t, t->aspas[k].object, until))
				rset_add(ret,
				    (struct range){ t->aspas[k].customer,
					t->aspas[k].customer });
	}
	rset_norm(ret);
}

struct finder {
	const struct dataset *d;
	const struct trees *t;
	const struct rpki_ta *ta;
	const struct tree_index *x;
	enum family f;
	struct tree_object *v;
	size_t n;
};

/* A payload counts as deeper than any CA. */
#define DEPTH_PAYLOAD UINT8_MAX

static bool
better(const struct tree_object *a, const struct tree_object *b)
{
	if (a->depth != b->depth)
		return a->depth > b->depth;
	return false;
}

static void
take_object(struct finder *x, uint32_t object, struct range r, uint8_t depth)
{
	struct tree_object o = { x->ta, object, r, depth };
	size_t kept = x->n < TREE_CITED_MAX ? x->n : TREE_CITED_MAX, at = kept;

	for (size_t i = 0; i < kept; i++)
		if (x->v[i].ta == o.ta && x->v[i].object == object)
			return;
	x->n++;
	while (at > 0 && better(&o, &x->v[at - 1]))
		at--;
	if (at == TREE_CITED_MAX)
		return;
	if (kept == TREE_CITED_MAX)
		kept--;
	memmove(&x->v[at + 1], &x->v[at], (kept - at) * sizeof(o));
	x->v[at] = o;
}

static bool
find_vrp(size_t i, void *arg)
{
	struct finder *x = arg;
	const struct rpki_vrp *v = &x->x->vrp[x->f][i];

	take_object(x, v->object, v->r, DEPTH_PAYLOAD);
	return true;
}

static bool
find_hold(size_t i, void *arg)
{
	struct finder *x = arg;
	const struct rpki_hold *h = &x->ta->holds[x->f].v[i];
	const struct rpki_ca *c = &x->ta->cas[h->ca];

	take_object(x, c->object, h->r, c->depth);
	return true;
}

size_t
trees_find(const struct dataset *d, const struct trees *t, size_t rir,
    bool as0, enum family f, struct range r,
    struct tree_object v[TREE_CITED_MAX])
{
	struct finder x = { .d = d, .t = t, .f = f, .v = v };

	for (size_t i = 0; i < d->rpki_n; i++) {
		x.ta = &d->rpki[i];
		x.x = &t->index[i];
		if (!x.ta->valid || x.ta->as0 != as0 ||
		    x.ta->publisher != (int)rir)
			continue;
		rindex_each(&x.x->vrps[f], r, find_vrp, &x);
		for (size_t k = 0; f == FAM_ASN && k < x.ta->aspas_n; k++) {
			struct range c = { x.ta->aspas[k].customer,
				x.ta->aspas[k].customer };

			if (range_meets(c, r))
				take_object(&x, x.ta->aspas[k].object, c,
				    DEPTH_PAYLOAD);
		}
		if (!as0)
			rindex_each(&x.x->holds[f], r, find_hold, &x);
	}
	return x.n;
}
