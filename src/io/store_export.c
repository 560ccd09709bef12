/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few commits whole, as a repository of their own whose parents are cut. */
#include "io/store_export.h"

#include "io/store_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define PIECE 65536

struct store_export {
	struct store *s;
	git_odb *odb;
	struct stage *to;
	char *below;
	struct oidmap seen, commits;
};

static void
object_free(git_odb_object **o)
{
	git_odb_object_free(*o);
}

static void
tree_free(git_tree **t)
{
	git_tree_free(*t);
}

static void
commit_free(git_commit **c)
{
	git_commit_free(*c);
}

static void
deflate_end(z_stream *z)
{
	deflateEnd(z);
}

static char *
path_below(const struct store_export *x, const char *name)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "%s/%s", x->below, name);
	return TAKE(b.p);
}

/* Through zlib into the file, in pieces. */
static int
deflated(z_stream *z, struct span in, int flush, struct stage_file *f,
    struct err *e)
{
	AUTO_FREE unsigned char *piece = mem_alloc(PIECE);
	int r;

	z->next_in = (z_const Bytef *)(uintptr_t)in.p;
	z->avail_in = (uInt)in.n;
	do {
		z->next_out = piece;
		z->avail_out = PIECE;
		r = deflate(z, flush);
		if (r == Z_STREAM_ERROR)
			return err_set(e, ERR_IO, "zlib failed");
		if (stage_write(f,
			(struct span){ piece, PIECE - z->avail_out }, e) != 0)
			return -1;
	} while (z->avail_out == 0 || (flush == Z_FINISH && r == Z_OK));
	return 0;
}

/* A loose object is "TYPE SIZE", a NUL, and the bytes, deflated. */
static int
put_loose(struct store_export *x, const git_oid *id, git_odb_object *o,
    struct err *e)
{
	AUTO(stage_drop) struct stage_file *f = NULL;
	AUTO(deflate_end) z_stream z = { 0 };
	AUTO_FREE char *path = NULL;
	char hex[SHA1_HEX], name[64], head[64];
	int n = snprintf(head, sizeof(head), "%s %zu",
	    git_object_type2string(git_odb_object_type(o)),
	    git_odb_object_size(o));

	git_oid_tostr(hex, sizeof(hex), id);
	(void)snprintf(name, sizeof(name), "objects/%.2s/%s", hex, hex + 2);
	path = path_below(x, name);
	if (deflateInit(&z, 6) != Z_OK)
		return err_set(e, ERR_IO, "zlib failed to start");
	return stage_open(x->to, path, &f, e) != 0 ||
		deflated(&z,
		    (struct span){ (unsigned char *)head, (size_t)n + 1 },
		    Z_NO_FLUSH, f, e) != 0 ||
		deflated(&z,
		    (struct span){ git_odb_object_data(o),
			git_odb_object_size(o) },
		    Z_FINISH, f, e) != 0 ||
		stage_close(&f, e) != 0 ?
	    -1 :
	    0;
}

/* 1: it was there. */
static int
put(struct store_export *x, const git_oid *id, struct err *e)
{
	AUTO(object_free) git_odb_object *o = NULL;
	bool fresh = false;

	oidmap_add(&x->seen, id, &fresh);
	if (!fresh)
		return 1;
	if (git_odb_read(&o, x->odb, id) != 0)
		return store_error(e, "an object of the history");
	return put_loose(x, id, o, e);
}

static int
put_tree(struct store_export *x, const git_oid *id, int depth, struct err *e)
{
	AUTO(tree_free) git_tree *t = NULL;
	int r = put(x, id, e);

	if (r != 0)
		return r < 0 ? -1 : 0;
	if (depth > 64)
		return err_set(e, ERR_DATA,
		    "a tree of the history is too deep");
	if (git_tree_lookup(&t, x->s->repo, id) != 0)
		return store_error(e, "a tree of the history");
	for (size_t i = 0; i < git_tree_entrycount(t); i++) {
		const git_tree_entry *v = git_tree_entry_byindex(t, i);
		const git_oid *at = git_tree_entry_id(v);

		r = git_tree_entry_type(v) == GIT_OBJECT_TREE ?
		    put_tree(x, at, depth + 1, e) :
		    put(x, at, e);
		if (r < 0)
			return -1;
	}
	return 0;
}

static int
put_commit(struct store_export *x, const git_oid *id, struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;
	int r = put(x, id, e);
	bool fresh;

	if (r != 0)
		return r < 0 ? -1 : 0;
	oidmap_add(&x->commits, id, &fresh);
	if (git_commit_lookup(&c, x->s->repo, id) != 0)
		return store_error(e, "a commit of the history");
	return put_tree(x, git_commit_tree_id(c), 0, e);
}

int
store_export_begin(struct store *s, struct stage *to, const char *below,
    struct store_export **ret, struct err *e)
{
	struct store_export *x = mem_alloc(sizeof(*x));

	x->s = s;
	x->to = to;
	x->below = mem_strdup(below);
	if (git_repository_odb(&x->odb, s->repo) != 0) {
		store_export_free(&x);
		return store_error(e, "history");
	}
	*ret = x;
	return 0;
}

void
store_export_free(struct store_export **x)
{
	if (*x == NULL)
		return;
	git_odb_free((*x)->odb);
	oidmap_clear(&(*x)->seen);
	oidmap_clear(&(*x)->commits);
	free((*x)->below);
	free(*x);
	*x = NULL;
}

/* A tag object, and what it is of. */
static int
put_tag(struct store_export *x, git_object *o, git_oid *commit, struct err *e)
{
	if (put(x, git_object_id(o), e) < 0)
		return -1;
	git_oid_cpy(commit, git_tag_target_id((const git_tag *)(void *)o));
	return git_tag_target_type((const git_tag *)(void *)o) ==
		GIT_OBJECT_COMMIT ?
	    0 :
	    err_set(e, ERR_DATA, "a tag of the history is of no commit");
}

int
store_export_add(struct store_export *x, const char *rev, const char *ref,
    bool all, struct err *e)
{
	git_object *o = NULL;
	AUTO_BUF name = { 0 };
	AUTO_BUF text = { 0 };
	char hex[SHA1_HEX], at[SHA1_HEX];
	git_oid id;
	int r = 0;

	if (git_revparse_single(&o, x->s->repo, rev) != 0)
		return err_set(e, ERR_DATA, "history: no '%s'", rev);
	git_oid_tostr(hex, sizeof(hex), git_object_id(o));
	git_oid_cpy(&id, git_object_id(o));
	if (git_object_type(o) == GIT_OBJECT_TAG)
		r = put_tag(x, o, &id, e);
	git_object_free(o);
	git_oid_tostr(at, sizeof(at), &id);
	while (r == 0 && at[0] != '\0') {
		r = git_oid_fromstr(&id, at) != 0 ? store_error(e, at) :
						    put_commit(x, &id, e);
		if (!all)
			break;
		if (r == 0)
			r = store_parent(x->s, at, at, e);
	}
	if (r != 0)
		return -1;
	buf_fmt(&name, "%s/%s", x->below, ref);
	buf_fmt(&text, "%s\n", hex);
	return stage_put(x->to, name.p, buf_view(&text), e);
}

static int
by_id(const void *a, const void *b)
{
	return git_oid_cmp(a, b);
}

/* Those whose parent is not there. */
static int
shallow(struct store_export *x, struct buf *out, struct err *e)
{
	AUTO_FREE git_oid *v = mem_alloc((x->commits.n + 1) * sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < x->commits.cap; i++) {
		AUTO(commit_free) git_commit *c = NULL;
		const git_oid *id = &x->commits.v[i].id;

		if (!x->commits.v[i].used)
			continue;
		if (git_commit_lookup(&c, x->s->repo, id) != 0)
			return store_error(e, "a commit of the history");
		if (git_commit_parentcount(c) != 0 &&
		    oidmap_get(&x->seen, git_commit_parent_id(c, 0)) == NULL)
			git_oid_cpy(&v[n++], id);
	}
	qsort(v, n, sizeof(*v), by_id);
	for (size_t i = 0; i < n; i++) {
		char hex[SHA1_HEX];

		git_oid_tostr(hex, sizeof(hex), &v[i]);
		buf_fmt(out, "%s\n", hex);
	}
	return 0;
}

int
store_export_end(struct store_export *x, struct err *e)
{
	static const char *const file[][2] = {
		{ "HEAD", "ref: refs/heads/" STORE_MAIN "\n" },
		{ "config",
		    "[core]\n\tbare = true\n\trepositoryformatversion = 0\n"
		    "\tfilemode = true\n" },
	};
	AUTO_FREE char *path = path_below(x, "shallow");
	AUTO_BUF cut = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(file); i++) {
		AUTO_FREE char *p = path_below(x, file[i][0]);

		if (stage_put(x->to, p, span_of(file[i][1]), e) != 0)
			return -1;
	}
	if (shallow(x, &cut, e) != 0)
		return -1;
	return cut.n == 0 ? 0 : stage_put(x->to, path, buf_view(&cut), e);
}
