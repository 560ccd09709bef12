/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

static void
object_free(git_object **o)
{
	git_object_free(*o);
}

static void
commit_free(git_commit **c)
{
	git_commit_free(*c);
}

int
store_resolve(struct store *s, const char *rev, char ret_id[SHA1_HEX],
    struct err *e)
{
	AUTO(object_free) git_object *o = NULL;
	AUTO(object_free) git_object *c = NULL;

	if (git_revparse_single(&o, s->repo, rev) != 0 ||
	    git_object_peel(&c, o, GIT_OBJECT_COMMIT) != 0)
		return err_set(e, ERR_DATA, "history: no snapshot '%s'", rev);
	git_oid_tostr(ret_id, SHA1_HEX, git_object_id(c));
	return 0;
}

static int
commit_get(struct store *s, const char *id, git_commit **ret, struct err *e)
{
	git_oid oid;

	if (git_oid_fromstr(&oid, id) != 0 ||
	    git_commit_lookup(ret, s->repo, &oid) != 0)
		return store_error(e, id);
	return 0;
}

int
store_parent(struct store *s, const char *id, char ret_id[SHA1_HEX],
    struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;

	if (commit_get(s, id, &c, e) != 0)
		return -1;
	if (git_commit_parentcount(c) == 0)
		ret_id[0] = '\0';
	else
		git_oid_tostr(ret_id, SHA1_HEX, git_commit_parent_id(c, 0));
	return 0;
}

void
store_tip(struct store *s, const char *branch, char ret_id[SHA1_HEX])
{
	AUTO_BUF ref = { 0 };

	buf_fmt(&ref, "refs/heads/%s", branch);
	if (store_resolve(s, ref.p, ret_id, NULL) != 0)
		ret_id[0] = '\0';
}

int
store_on_branch(struct store *s, const char *branch, const char *id, bool *ret,
    struct err *e)
{
	char at[SHA1_HEX];

	store_tip(s, branch, at);
	while (at[0] != '\0' && strcmp(at, id) != 0)
		if (store_parent(s, at, at, e) != 0)
			return -1;
	*ret = at[0] != '\0';
	return 0;
}

int
store_time(struct store *s, const char *id, utc_t *ret, struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;

	if (commit_get(s, id, &c, e) != 0)
		return -1;
	*ret = (utc_t)git_commit_time(c);
	return 0;
}

int
store_message(struct store *s, const char *id, struct buf *ret, struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;

	if (commit_get(s, id, &c, e) != 0)
		return -1;
	buf_str(ret, git_commit_message(c));
	return 0;
}

/* The blob at a path; 1 where there is none. */
static int
blob_find(struct store *s, const char *commit, const char *path, git_oid *ret,
    struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;
	git_tree *t = NULL;
	git_tree_entry *entry = NULL;
	int r;

	if (commit_get(s, commit, &c, e) != 0)
		return -1;
	if (git_commit_tree(&t, c) != 0)
		return store_error(e, commit);
	r = git_tree_entry_bypath(&entry, t, path);
	if (r == GIT_ENOTFOUND)
		r = 1;
	else if (r != 0)
		r = store_error(e, path);
	else if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		r = err_set(e, ERR_DATA, "history: %s is no file", path);
	else
		*ret = *git_tree_entry_id(entry);
	git_tree_entry_free(entry);
	git_tree_free(t);
	return r;
}

struct store_blob {
	git_odb_object *o;
};

void
store_blob_free(struct store_blob *b)
{
	if (b == NULL)
		return;
	git_odb_object_free(b->o);
	free(b);
}

static int
object_read(struct store *s, const git_oid *id, const char *path,
    git_odb_object **ret, struct err *e)
{
	git_odb *odb = NULL;
	git_odb_object *o = NULL;
	int r = 0;

	if (git_repository_odb(&odb, s->repo) != 0 ||
	    git_odb_read(&o, odb, id) != 0)
		r = store_error(e, path);
	else if (git_odb_object_type(o) != GIT_OBJECT_BLOB)
		r = err_set(e, ERR_DATA, "history: %s is no file", path);
	else if (git_odb_object_size(o) > STORE_BLOB_MAX)
		r = err_set(e, ERR_DATA, "history: %s: over %zu bytes", path,
		    STORE_BLOB_MAX);
	git_odb_free(odb);
	if (r == 0)
		*ret = o;
	else
		git_odb_object_free(o);
	return r;
}

int
store_blob_read(struct store *s, const char *commit, const char *path,
    struct store_blob **ret_owner, struct span *ret, char ret_blob[SHA1_HEX],
    struct err *e)
{
	git_odb_object *o = NULL;
	git_oid id;
	int r = blob_find(s, commit, path, &id, e);

	if (r != 0)
		return r;
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	r = object_read(s, &id, path, &o, e);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	if (r != 0)
		return -1;
	*ret_owner = mem_alloc(sizeof(**ret_owner));
	(*ret_owner)->o = o;
	*ret = (struct span){ git_odb_object_data(o), git_odb_object_size(o) };
	git_oid_tostr(ret_blob, SHA1_HEX, &id);
	return 0;
}

int
store_read(struct store *s, const char *commit, const char *path,
    unsigned char **ret, size_t *ret_n, char ret_blob[SHA1_HEX], struct err *e)
{
	git_odb_object *o = NULL;
	git_oid id;
	int r = blob_find(s, commit, path, &id, e);

	if (r != 0)
		return r;
	if (object_read(s, &id, path, &o, e) != 0)
		return -1;
	*ret_n = git_odb_object_size(o);
	*ret = (unsigned char *)mem_strndup(git_odb_object_data(o), *ret_n);
	git_oid_tostr(ret_blob, SHA1_HEX, &id);
	git_odb_object_free(o);
	return 0;
}

static int
visit(struct store *s, const git_oid *oid, store_walk_fn *fn, void *arg,
    struct err *e)
{
	AUTO(commit_free) git_commit *c = NULL;
	char id[SHA1_HEX], tree[SHA1_HEX];

	if (git_commit_lookup(&c, s->repo, oid) != 0)
		return store_error(e, "history");
	git_oid_tostr(id, sizeof(id), oid);
	git_oid_tostr(tree, sizeof(tree), git_commit_tree_id(c));
	return fn(id, tree, (utc_t)git_commit_time(c), git_commit_message(c),
	    arg, e);
}

int
store_walk(struct store *s, const char *branch, store_walk_fn *fn, void *arg,
    struct err *e)
{
	git_revwalk *w = NULL;
	git_oid oid;
	AUTO_BUF ref = { 0 };
	int r = 0;

	buf_fmt(&ref, "refs/heads/%s", branch);
	if (git_reference_name_to_id(&oid, s->repo, ref.p) != 0)
		return 0; /* nothing was committed there yet */
	if (git_revwalk_new(&w, s->repo) != 0)
		return store_error(e, branch);
	git_revwalk_sorting(w, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
	git_revwalk_simplify_first_parent(w);
	if (git_revwalk_push(w, &oid) != 0)
		r = store_error(e, branch);
	while (r == 0 && git_revwalk_next(&oid, w) == 0)
		r = visit(s, &oid, fn, arg, e);
	git_revwalk_free(w);
	return r;
}

int
store_object(struct store *s, const char *blob, size_t max, struct buf *ret,
    struct err *e)
{
	git_oid id;
	git_blob *b = NULL;
	git_object_size_t n;

	if (git_oid_fromstr(&id, blob) != 0 ||
	    git_blob_lookup(&b, s->repo, &id) != 0)
		return store_error(e, blob);
	n = git_blob_rawsize(b);
	if (n <= max)
		buf_add(ret, git_blob_rawcontent(b), (size_t)n);
	git_blob_free(b);
	return n <= max ?
	    0 :
	    err_set(e, ERR_DATA, "%s: over %zu bytes", blob, max);
}
