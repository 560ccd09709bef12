/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/tree.h"

#include <stdlib.h>
#include <string.h>

void
tree_clear(struct tree *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		object_clear(&t->objects[i]);
	free(t->objects);
	free(t->keys.v);
	for (size_t i = 0; i < t->missing_n; i++)
		free(t->missing[i].uri);
	free(t->missing);
	free(t->vrps);
	for (unsigned i = 0; i < t->workers_n; i++)
		worker_clear(&t->workers[i]);
	free(t->workers);
	memset(t, 0, sizeof(*t));
}

/* The first object whose URI is not below dir and name. */
static size_t
seek(const struct tree *t, struct span dir, const char *name)
{
	size_t lo = 0, hi = t->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const char *u = t->objects[mid].uri;
		int c = strncmp(u, (const char *)dir.p, dir.n);

		if (c == 0)
			c = strcmp(u + dir.n, name);
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t
tree_find_in(const struct tree *t, struct span dir, const char *name)
{
	size_t i = seek(t, dir, name);
	const char *u;

	if (i == t->n)
		return NO_OBJECT;
	u = t->objects[i].uri;
	if (strncmp(u, (const char *)dir.p, dir.n) != 0 ||
	    strcmp(u + dir.n, name) != 0)
		return NO_OBJECT;
	return (uint32_t)i;
}

uint32_t
tree_find(const struct tree *t, struct span uri)
{
	AUTO_FREE char *s = mem_strndup(uri.p, uri.n);

	return tree_find_in(t, (struct span){ (const unsigned char *)"", 0 },
	    s);
}

struct pass {
	const struct rpki_input *in;
	struct tree *t;
};

/* The file's bytes, or its object says why not. */
static bool
fetch(const struct pass *p, struct worker *w, size_t i)
{
	w->bytes.n = 0;
	w->bytes.over = false;
	if (p->in->read(p->in->arg, i, &w->bytes) == 0)
		return true;
	p->t->objects[i].reason = RR_UNREADABLE;
	return false;
}

static void
pass_certs(void *arg, unsigned thread, size_t i)
{
	const struct pass *p = arg;
	struct worker *w = &p->t->workers[thread];
	struct object *o = &p->t->objects[i];

	if (o->type == OBJ_CER && fetch(p, w, i))
		object_parse_cert(w, buf_view(&w->bytes),
		    p->in->files[i].tal >= 0 ? CERT_TA : CERT_FILE, o);
}

static void
pass_rest(void *arg, unsigned thread, size_t i)
{
	const struct pass *p = arg;
	struct worker *w = &p->t->workers[thread];
	struct object *o = &p->t->objects[i];

	if (o->type == OBJ_CER)
		object_verify_cert(w, &p->t->keys, o);
	else if (fetch(p, w, i))
		object_parse(w, buf_view(&w->bytes), &p->t->keys, o);
}

struct candidate {
	struct key key;
	uint32_t object;
};

static int
candidate_cmp(const void *pa, const void *pb)
{
	const struct candidate *a = pa, *b = pb;
	int c = memcmp(a->key.id, b->key.id, KEYID_LEN);

	return c != 0 ? c : a->object < b->object ? -1 : a->object > b->object;
}

/* One key an identifier: SHA-1 can be made to collide, so that the second
 * key of one name is refused, with what it certifies. */
static void
collect_keys(struct tree *t)
{
	AUTO_FREE struct candidate *v = mem_resize(NULL, t->n + 1, sizeof(*v));
	struct keys *k = &t->keys;
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct object *o = &t->objects[i];

		if (o->type != OBJ_CER || o->u.ca == NULL ||
		    o->u.ca->cert.n.n == 0)
			continue;
		memcpy(v[n].key.id, o->u.ca->cert.ski, KEYID_LEN);
		v[n].key.n = o->u.ca->cert.n.p;
		v[n++].object = (uint32_t)i;
	}
	qsort(v, n, sizeof(*v), candidate_cmp);
	for (size_t i = 0; i < n; i++) {
		struct object *o = &t->objects[v[i].object];

		if (k->n == 0 ||
		    memcmp(k->v[k->n - 1].id, v[i].key.id, KEYID_LEN) != 0) {
			k->v =
			    mem_grow(k->v, &k->cap, k->n + 1, sizeof(*k->v));
			k->v[k->n++] = v[i].key;
		} else if (memcmp(k->v[k->n - 1].n, v[i].key.n, RSA_BYTES) !=
		    0) {
			object_clear(o);
			o->reason = RR_KEY_CLASH;
			continue;
		}
		o->u.ca->key = (uint32_t)(k->n - 1);
	}
}

static int
start(const struct rpki_input *in, struct tree *t, struct err *e)
{
	if (in->files_n > RPKI_FILES_MAX)
		return err_set(e, ERR_DATA, "more than %d files",
		    RPKI_FILES_MAX);
	t->workers_n = in->threads == 0 ? 1 : in->threads;
	t->workers = mem_alloc(t->workers_n * sizeof(*t->workers));
	for (unsigned i = 0; i < t->workers_n; i++) {
		t->workers[i].bytes.max = OBJECT_MAX + 1;
		t->workers[i].v = verifier_new();
		if (t->workers[i].v == NULL)
			return err_set(e, ERR_IO,
			    "OpenSSL has no RSA or "
			    "SHA-256");
	}
	t->n = in->files_n;
	t->objects = mem_alloc((t->n + 1) * sizeof(*t->objects));
	for (size_t i = 0; i < t->n; i++) {
		assert(i == 0 ||
		    strcmp(in->files[i - 1].uri, in->files[i].uri) < 0);
		t->objects[i].uri = in->files[i].uri;
		t->objects[i].type = object_type_of(in->files[i].uri);
		t->objects[i].parent = NO_OBJECT;
		t->objects[i].tal = -1;
	}
	return 0;
}

static int
vrp_cmp(const void *pa, const void *pb)
{
	const struct vrp *a = pa, *b = pb;

#define ORDER(field)                                                          \
	if (a->field != b->field)                                             \
	return a->field < b->field ? -1 : 1
	ORDER(asn);
	ORDER(fam);
	ORDER(lo);
	ORDER(len);
	ORDER(maxlen);
	ORDER(tal);
	return 0;
}

static int
missing_cmp(const void *a, const void *b)
{
	const struct missing *x = a, *y = b;
	int c = strcmp(x->uri, y->uri);

	return c != 0 ? c : x->parent < y->parent ? -1 : x->parent > y->parent;
}

static void
finish(struct tree *t)
{
	size_t k = 0;

	if (t->missing_n != 0)
		qsort(t->missing, t->missing_n, sizeof(*t->missing),
		    missing_cmp);
	if (t->vrps_n != 0)
		qsort(t->vrps, t->vrps_n, sizeof(*t->vrps), vrp_cmp);
	for (size_t i = 0; i < t->vrps_n; i++)
		if (i == 0 || vrp_cmp(&t->vrps[k - 1], &t->vrps[i]) != 0)
			t->vrps[k++] = t->vrps[i];
	t->vrps_n = k;
	for (size_t i = 0; i < t->n; i++)
		t->unread += t->objects[i].reason == RR_UNREADABLE;
}

int
rpki_validate(const struct rpki_input *in, struct tree *ret, struct err *e)
{
	AUTO(tree_clear) struct tree t = { 0 };
	struct pass p = { in, &t };
	struct walk w = { .in = in, .t = &t };

	if (start(in, &t, e) != 0)
		return -1;
	pool_run(t.n, t.workers_n, pass_certs, &p);
	collect_keys(&t);
	pool_run(t.n, t.workers_n, pass_rest, &p);
	walk_tree(&w);
	finish(&t);
	*ret = t;
	memset(&t, 0, sizeof(t));
	return 0;
}
