/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The RPKI objects that the chosen findings cite, each with its chain. */
#include "cmd/bundle.h"

#include "cmd/rpki_history.h"

#include <stdlib.h>
#include <string.h>

#define HEX_LEN (SHA256_HEX - 1)

/* Digests that observations name. */
struct named {
	char (*v)[SHA256_HEX];
	size_t n, cap;
};

static void
named_clear(struct named *n)
{
	free(n->v);
}

static bool
is_named(const struct named *n, const char *sha256)
{
	for (size_t i = 0; i < n->n; i++)
		if (strcmp(n->v[i], sha256) == 0)
			return true;
	return false;
}

static void
take_digests(const char *text, struct named *to)
{
	for (size_t run = 0; *text != '\0'; text += run != 0 ? run : 1) {
		char sha[SHA256_HEX] = "";

		run = strspn(text, "0123456789abcdef");
		if (run != HEX_LEN)
			continue;
		memcpy(sha, text, HEX_LEN);
		if (is_named(to, sha))
			continue;
		to->v = mem_grow(to->v, &to->cap, to->n + 1, sizeof(*to->v));
		memcpy(to->v[to->n++], sha, sizeof(sha));
	}
}

static int
take_finding(xmlNode *finding, void *arg, struct err *e)
{
	const xmlNode *o = bundle_child(finding, "observation");
	xmlChar *text = o == NULL ? NULL : xmlNodeGetContent(o);

	(void)e;
	if (text != NULL)
		take_digests((const char *)text, arg);
	xmlFree(text);
	return 0;
}

struct packing {
	struct collecting *c;
	const struct chosen *r;
	struct rpki_history *h;
	const struct tree *t;
	struct buf list; /* SHA-256, state, URI, reason: a line an object */
	bool *done;	 /* by object */
};

static const char *
ending(const char *uri)
{
	const char *dot = strrchr(uri, '.');

	return dot == NULL || strchr(dot, '/') != NULL ? "" : dot;
}

static int
pack(struct packing *p, uint32_t i, struct err *e)
{
	const struct object *o = &p->t->objects[i];
	const struct rpki_object_ref *ref = &p->h->v[i];
	AUTO_BUF bytes = { 0 };
	AUTO_BUF to = { 0 };

	if (p->done[i])
		return 0;
	p->done[i] = true;
	buf_fmt(&p->list, "%s %s %s%s%s\n", ref->sha256,
	    object_state_name(o->state), ref->uri,
	    o->reason == RR_OK ? "" : " ", reason_code(o->reason));
	buf_fmt(&to, "data/rpki/%s/%s%s", p->r->name, ref->sha256,
	    ending(ref->uri));
	if (stage_find(&p->c->stage, to.p) != NULL)
		return 0;
	if (rpki_history_read(p->h, i, &bytes) != 0)
		return err_set(e, ERR_DATA, "%s of snapshot %s cannot be read",
		    ref->uri, p->r->commit);
	return stage_put(&p->c->stage, to.p, buf_view(&bytes), e);
}

static uint32_t
find(const struct packing *p, struct span dir, const char *name)
{
	AUTO_BUF uri = { 0 };
	size_t lo = 0, hi = p->t->n;

	buf_span(&uri, dir);
	buf_str(&uri, name);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(p->t->objects[mid].uri, uri.p) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < p->t->n && strcmp(p->t->objects[lo].uri, uri.p) == 0 ?
	    (uint32_t)lo :
	    NO_OBJECT;
}

/* A CA: its certificate, its manifest, and the CRL on that. */
static int
pack_ca(struct packing *p, uint32_t ca, struct err *e)
{
	const struct object *o = &p->t->objects[ca];
	struct span mft = o->u.ca->cert.mft;
	uint32_t m = find(p, mft, ""), crl;
	const struct mft *list;

	if (pack(p, ca, e) != 0)
		return -1;
	if (m == NO_OBJECT || p->t->objects[m].type != OBJ_MFT)
		return 0;
	if (pack(p, m, e) != 0)
		return -1;
	list = p->t->objects[m].u.mft;
	if (list == NULL)
		return 0;
	crl = find(p, uri_dir(mft), mft_name(list, list->crl));
	return crl == NO_OBJECT ? 0 : pack(p, crl, e);
}

/* Up to the trust anchor; the depth is bounded by the validator. */
static int
pack_chain(struct packing *p, uint32_t i, struct err *e)
{
	if (pack(p, i, e) != 0)
		return -1;
	for (i = p->t->objects[i].parent; i != NO_OBJECT;
	     i = p->t->objects[i].parent)
		if (pack_ca(p, i, e) != 0)
			return -1;
	return 0;
}

static int
pack_named(struct packing *p, const struct named *n, struct err *e)
{
	AUTO_BUF to = { 0 };

	for (uint32_t i = 0; i < p->t->n; i++)
		if (is_named(n, p->h->v[i].sha256) && pack_chain(p, i, e) != 0)
			return -1;
	if (p->list.n == 0)
		return 0;
	buf_fmt(&to, "data/rpki/%s/objects.txt", p->r->name);
	return stage_put(&p->c->stage, to.p, buf_view(&p->list), e);
}

static int
pack_tree(struct collecting *c, const struct chosen *r, const struct named *n,
    struct rpki_history *h, struct err *e)
{
	AUTO(tree_clear) struct tree t = { 0 };
	AUTO_FREE bool *done = mem_alloc((h->n + 1) * sizeof(*done));
	struct packing p = { .c = c, .r = r, .h = h, .t = &t, .done = done };
	int rc = rpki_history_validate(h, 1, &t, e);

	if (rc == 0)
		rc = pack_named(&p, n, e);
	buf_clear(&p.list);
	return rc;
}

int
bundle_rpki(struct collecting *c, const struct chosen *r, struct err *e)
{
	AUTO(named_clear) struct named n = { 0 };
	AUTO(rpki_history_clear) struct rpki_history h = { 0 };
	int rc;

	if (bundle_each(c, r, take_finding, &n, e) != 0)
		return -1;
	if (n.n == 0)
		return 0;
	rc = rpki_history_open(c->st, r->commit, &h, e);
	return rc != 0 ? (rc < 0 ? -1 : 0) : pack_tree(c, r, &n, &h, e);
}
