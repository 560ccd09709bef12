/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was had of the RPKI, into the history: the objects that it lacks, and
 * a list of all. */
#include "cmd/job_rpki.h"

#include "cmd/parts.h"
#include "io/file.h"
#include "parse/rpki_state.h"

#include <stdlib.h>
#include <string.h>

#define SHA256_LEN 32

/* What the history has, by its digest. */
struct known {
	unsigned char sha256[SHA256_LEN];
	char blob[SHA1_HEX]; /* "": an empty place */
};
struct present {
	char *uri;
	char sha256[SHA256_HEX], blob[SHA1_HEX];
};
/* One locator's state on its way into a tree. */
struct adding {
	struct store *st;
	struct store_tree *t;
	struct store_bulk *bulk;
	utc_t when;
	const char *name, *root, *spool;
	struct known *known; /* open addressing; cap is a power of two */
	size_t known_n, known_cap;
	struct present *v;
	size_t n, cap;
};

static void
adding_clear(struct adding *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->v[i].uri);
	free(a->v);
	free(a->known);
}

static struct known *
known_slot(struct known *v, size_t cap, const unsigned char *sha256)
{
	uint64_t h;

	memcpy(&h, sha256, sizeof(h));
	for (size_t i = (size_t)h & (cap - 1);; i = (i + 1) & (cap - 1))
		if (v[i].blob[0] == '\0' ||
		    memcmp(v[i].sha256, sha256, SHA256_LEN) == 0)
			return &v[i];
}

/* A place for it, empty where it is not known. */
static struct known *
known_of(struct adding *a, const char *sha256)
{
	unsigned char raw[SHA256_LEN];
	struct known *k;

	if (a->known_n * 2 >= a->known_cap) {
		size_t cap = a->known_cap == 0 ? 1024 : a->known_cap * 2;
		struct known *to = mem_alloc(cap * sizeof(*to));

		for (size_t i = 0; i < a->known_cap; i++)
			if (a->known[i].blob[0] != '\0')
				*known_slot(to, cap, a->known[i].sha256) =
				    a->known[i];
		free(a->known);
		a->known = to;
		a->known_cap = cap;
	}
	if (hex_read(sha256, raw, sizeof(raw)) != 0)
		return NULL;
	k = known_slot(a->known, a->known_cap, raw);
	memcpy(k->sha256, raw, sizeof(raw));
	return k;
}

static void
know(struct adding *a, struct known *k, const char *blob)
{
	memcpy(k->blob, blob, SHA1_HEX);
	a->known_n++;
}

/* What the snapshot before lists is in the history. */
static int
read_before(struct adding *a, const char *path, struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	AUTO(rpki_state_clear) struct rpki_state s = { 0 };
	char tip[SHA1_HEX], blob[SHA1_HEX];
	size_t n = 0;
	int r;

	store_tip(a->st, BRANCH_MAIN, tip);
	if (tip[0] == '\0')
		return 0;
	r = store_read(a->st, tip, path, &text, &n, blob, e);
	if (r != 0)
		return r < 0 ? -1 : 0;
	if (rpki_state_parse((struct span){ text, n }, &s, e) != 0)
		return err_wrap(e, "%s of %s", path, tip);
	for (size_t i = 0; i < s.n; i++) {
		AUTO_FREE char *sha =
		    mem_strndup(s.v[i].sha256.p, s.v[i].sha256.n);
		AUTO_FREE char *id = mem_strndup(s.v[i].blob.p, s.v[i].blob.n);
		struct known *k = known_of(a, sha);

		if (k != NULL && k->blob[0] == '\0')
			know(a, k, id);
	}
	return 0;
}

/* "cer", "roa", ...: what a URI ends in, if it may be a name's end. */
static const char *
ending_of_uri(const char *uri)
{
	const char *dot = strrchr(uri, '.');
	size_t n = dot == NULL ? 0 : strlen(dot + 1);

	return n != 0 && n <= 4 &&
		strspn(dot + 1, "abcdefghijklmnopqrstuvwxyz0123456789") == n ?
	    dot + 1 :
	    "bin";
}

static void
list(struct adding *a, const char *uri, const char *sha256, const char *blob)
{
	struct present *p;

	a->v = mem_grow(a->v, &a->cap, a->n + 1, sizeof(*a->v));
	p = &a->v[a->n++];
	p->uri = mem_strdup(uri);
	memcpy(p->sha256, sha256, SHA256_HEX);
	memcpy(p->blob, blob, SHA1_HEX);
}

/* bytes have that digest. */
static int
add_new(struct adding *a, struct known *k, const char *uri, const char *sha256,
    struct span bytes, struct err *e)
{
	AUTO_BUF path = { 0 };
	char blob[SHA1_HEX];

	/* No directory may get too large on the first night. */
	buf_fmt(&path, "rpki/%s/added/%.2s/%s.%s", a->name, sha256, sha256,
	    ending_of_uri(uri));
	if (store_bulk_add(a->bulk, a->t, path.p, bytes, a->when, e) != 0)
		return -1;
	digest_git_blob(bytes, blob);
	know(a, k, blob);
	return 0;
}

static int
add_bytes(struct adding *a, const char *uri, struct span bytes, struct err *e)
{
	char sha256[SHA256_HEX];
	struct known *k;

	digest_sha256(bytes, sha256);
	k = known_of(a, sha256);
	if (k->blob[0] == '\0' && add_new(a, k, uri, sha256, bytes, e) != 0)
		return -1;
	list(a, uri, sha256, k->blob);
	return 0;
}

static int
add_object(struct adding *a, const struct rpki_cache *c, size_t i,
    struct err *e)
{
	struct known *k = known_of(a, c->v[i].sha256);
	AUTO_BUF b = { 0 };

	assert(k != NULL); /* the cache has none but digests */
	if (k->blob[0] == '\0' &&
	    (rpki_cache_read(c, i, &b, e) != 0 ||
		add_new(a, k, c->v[i].uri, c->v[i].sha256, buf_view(&b), e) !=
		    0))
		return err_wrap(e, "%s (to be removed, where this stays)",
		    c->dir);
	list(a, c->v[i].uri, c->v[i].sha256, k->blob);
	return 0;
}

/* "URI WHEN HAD ...": all that is had of it. */
static int
add_repository(struct adding *a, struct span line, struct err *e)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	struct span uri = span_split(&line, ' ');
	AUTO_FREE char *of = mem_strndup(uri.p, uri.n);

	span_split(&line, ' ');
	if (span_is(span_split(&line, ' '), rpki_had_name(HAD_NOTHING)))
		return 0;
	if (rpki_cache_open(a->root, of, &c, e) != 0)
		return err_wrap(e, "what is had of %s", of);
	for (size_t i = 0; i < c.n; i++)
		if (add_object(a, &c, i, e) != 0)
			return -1;
	return add_bytes(a, of, buf_view(&c.notification), e);
}

/* "URL WHEN SHA256 ...": its certificate, from the spool. */
static int
add_anchor(struct adding *a, const struct config *cfg, struct span line,
    struct err *e)
{
	struct span url = span_split(&line, ' ');
	AUTO_FREE char *of = mem_strndup(url.p, url.n);
	AUTO_FREE unsigned char *p = NULL;
	AUTO_FREE char *path = NULL;
	AUTO_BUF name = { 0 };
	size_t n = 0, i = 0;

	span_split(&line, ' ');
	if (span_is(span_split(&line, ' '), "-"))
		return 0;
	while (strcmp(cfg->locators[i].name, a->name) != 0)
		i++;
	buf_fmt(&name, RPKI_ANCHOR_FILE, i);
	path = path_join(a->spool, name.p);
	if (file_read_plain(path, RPKI_ANCHOR_MAX, &p, &n, e) != 0)
		return -1;
	return add_bytes(a, of, (struct span){ p, n }, e);
}

static int
present_cmp(const void *a, const void *b)
{
	return strcmp(((const struct present *)a)->uri,
	    ((const struct present *)b)->uri);
}

/* Of two that publish under one URI the first is listed. */
static void
print(struct adding *a, struct span lines, struct buf *out)
{
	buf_str(out, RPKI_STATE_HEAD);
	buf_span(out, lines);
	if (a->n != 0)
		qsort(a->v, a->n, sizeof(*a->v), present_cmp);
	for (size_t i = 0; i < a->n; i++) {
		const struct present *p = &a->v[i];

		if (i == 0 || strcmp(a->v[i - 1].uri, p->uri) != 0)
			buf_fmt(out, "object %s %s %s\n", p->uri, p->sha256,
			    p->blob);
	}
}

static int
add_locator(struct adding *a, const struct config *cfg, struct span lines,
    struct err *e)
{
	AUTO_BUF path = { 0 };
	AUTO_BUF text = { 0 };
	struct span rest = lines;

	buf_fmt(&path, "rpki/%s/state", a->name);
	if (read_before(a, path.p, e) != 0)
		return -1;
	while (rest.n != 0) {
		struct span line = span_split(&rest, '\n');
		struct span word = span_split(&line, ' ');
		int rc = span_is(word, "anchor") ?
		    add_anchor(a, cfg, line, e) :
		    span_is(word, "repository") ? add_repository(a, line, e) :
						  0;

		if (rc != 0)
			return -1;
	}
	print(a, lines, &text);
	return store_tree_add(a->st, a->t, path.p, buf_view(&text), e);
}

static bool
is_locator(const struct config *cfg, const char *name)
{
	for (size_t i = 0; i < cfg->locators_n; i++)
		if (strcmp(cfg->locators[i].name, name) == 0)
			return true;
	return false;
}

static void
bulk_freep(struct store_bulk **b)
{
	store_bulk_free(*b);
}

int
job_commit_rpki(const struct job *j, struct store *st, struct store_tree *t,
    struct span parts, utc_t when, struct err *e)
{
	AUTO_FREE char *root = job_path(j, RPKI_CACHE);
	AUTO_FREE char *spool = job_path(j, "spool");
	AUTO(bulk_freep) struct store_bulk *bulk = store_bulk_new(st);
	struct span name, lines;
	int r;

	while ((r = part_next(&parts, &name, &lines, e)) == 0) {
		AUTO_FREE char *ta = NULL;
		AUTO(adding_clear)
		struct adding a = { .st = st,
			.t = t,
			.bulk = bulk,
			.when = when,
			.root = root,
			.spool = spool };

		if (!span_starts(name, RPKI_PART))
			continue;
		name = span_sub(name, strlen(RPKI_PART), name.n);
		ta = mem_strndup(name.p, name.n);
		a.name = ta;
		if (!is_locator(j->cfg, ta))
			return err_set(e, ERR_DATA,
			    "the fetched '%s' is no locator's", ta);
		if (add_locator(&a, j->cfg, lines, e) != 0)
			return -1;
	}
	return r < 0 ? -1 : store_bulk_end(bulk, when, e);
}
