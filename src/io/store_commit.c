/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

static int
file_cmp(const void *pa, const void *pb)
{
	const struct store_file *a = pa, *b = pb;

	return strcmp(a->path, b->path);
}

void
store_manifest(struct store_tree *t, const char *previous, struct buf *out)
{
	if (t->n != 0)
		qsort(t->v, t->n, sizeof(*t->v), file_cmp);
	buf_fmt(out, MANIFEST_HEAD "# previous %s\n", previous);
	for (size_t i = 0; i < t->n; i++)
		buf_fmt(out, "%s  %s\n", t->v[i].sha256, t->v[i].path);
}

int
store_manifest_digest(struct store *s, const char *commit,
    char out[SHA256_HEX], struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;
	char blob[SHA1_HEX];
	int r;

	memcpy(out, "none", 5);
	if (commit[0] == '\0')
		return 0;
	r = store_read(s, commit, "MANIFEST", &p, &n, blob, e);
	if (r > 0)
		return err_set(e, ERR_DATA, "history: %s has no MANIFEST",
		    commit);
	if (r == 0)
		digest_sha256((struct span){ p, n }, out);
	return r;
}

/* Writes the directory that holds v[from..]; *next is the first beyond it. */
static int
write_dir(struct store *s, const struct store_tree *t, size_t from,
    size_t prefix, size_t *next, git_oid *ret, struct err *e)
{
	git_treebuilder *b = NULL;
	size_t i = from;
	int r = 0;

	if (git_treebuilder_new(&b, s->repo, NULL) != 0)
		return store_error(e, "tree");
	while (r == 0 && i < t->n &&
	    strncmp(t->v[i].path, t->v[from].path, prefix) == 0) {
		const char *name = t->v[i].path + prefix;
		const char *slash = strchr(name, '/');
		git_oid id = t->v[i].id;
		unsigned mode = GIT_FILEMODE_BLOB;
		AUTO_FREE char *one = mem_strndup(name,
		    slash == NULL ? strlen(name) : (size_t)(slash - name));

		if (slash != NULL) {
			mode = GIT_FILEMODE_TREE;
			r = write_dir(s, t, i,
			    (size_t)(slash - t->v[i].path) + 1, &i, &id, e);
		} else
			i++;
		if (r == 0 &&
		    git_treebuilder_insert(NULL, b, one, &id,
			(git_filemode_t)mode) != 0)
			r = store_error(e, one);
	}
	if (r == 0 && git_treebuilder_write(ret, b) != 0)
		r = store_error(e, "tree");
	git_treebuilder_free(b);
	*next = i;
	return r;
}

static int
signature(utc_t when, git_signature **ret, struct err *e)
{
	return git_signature_new(ret, STORE_WHO, STORE_WHERE, (git_time_t)when,
		   0) == 0 ?
	    0 :
	    store_error(e, "signature");
}

/* The commit object, signed where there is a key; the ref is not moved. */
static int
write_commit(struct store *s, const git_oid *tree, const git_oid *parent,
    utc_t when, const char *message, git_oid *ret, struct err *e)
{
	git_tree *t = NULL;
	git_commit *p = NULL;
	git_signature *who = NULL;
	git_buf text = { 0 };
	AUTO_BUF sig = { 0 };
	int r = -1;

	if (git_tree_lookup(&t, s->repo, tree) != 0 ||
	    (parent != NULL && git_commit_lookup(&p, s->repo, parent) != 0))
		store_error(e, "commit");
	else if (signature(when, &who, e) == 0) {
		const git_commit *parents[1] = { p };

		if (git_commit_create_buffer(&text, s->repo, who, who, NULL,
			message, t, p == NULL ? 0 : 1, parents) != 0)
			store_error(e, "commit");
		else if (s->key == NULL ||
		    sshsig_sign(s->key, "git",
			(struct span){ (unsigned char *)text.ptr, text.size },
			&sig, e) == 0)
			r = git_commit_create_with_signature(ret, s->repo,
				text.ptr, s->key == NULL ? NULL : sig.p,
				"gpgsig") == 0 ?
			    0 :
			    store_error(e, "commit");
	}
	git_buf_dispose(&text);
	git_signature_free(who);
	git_commit_free(p);
	git_tree_free(t);
	return r;
}

/* Compare and swap: somebody else's commit is never lost. */
static int
move_branch(struct store *s, const char *branch, const git_oid *old,
    const git_oid *now, struct err *e)
{
	AUTO_BUF name = { 0 };
	git_reference *ref = NULL;
	int r;

	buf_fmt(&name, "refs/heads/%s", branch);
	r = old == NULL ?
	    git_reference_create(&ref, s->repo, name.p, now, 0, "nroaudit") :
	    git_reference_create_matching(&ref, s->repo, name.p, now, 1, old,
		"nroaudit");
	git_reference_free(ref);
	return r == 0 ? 0 : store_error(e, branch);
}

static int
add_manifest(struct store *s, struct store_tree *t, const char *parent,
    struct err *e)
{
	char previous[SHA256_HEX];
	AUTO_BUF m = { 0 };

	if (store_manifest_digest(s, parent, previous, e) != 0)
		return -1;
	store_manifest(t, previous, &m);
	for (size_t i = 1; i < t->n; i++)
		if (strcmp(t->v[i - 1].path, t->v[i].path) == 0)
			return err_set(e, ERR_DATA, "history: %s twice",
			    t->v[i].path);
	return store_tree_add(s, t, "MANIFEST", buf_view(&m), e);
}

int
store_commit(struct store *s, const char *branch, struct store_tree *t,
    utc_t when, const char *message, char ret_id[SHA1_HEX], struct err *e)
{
	AUTO_BUF ref = { 0 };
	char parent[SHA1_HEX] = "";
	git_oid tree, id, old;
	size_t end;
	bool has_old;

	buf_fmt(&ref, "refs/heads/%s", branch);
	has_old = git_reference_name_to_id(&old, s->repo, ref.p) == 0;
	if (has_old)
		git_oid_tostr(parent, sizeof(parent), &old);
	if (store_may_sign(s, when, e) != 0 ||
	    add_manifest(s, t, parent, e) != 0)
		return -1;
	qsort(t->v, t->n, sizeof(*t->v), file_cmp);
	if (write_dir(s, t, 0, 0, &end, &tree, e) != 0 ||
	    write_commit(s, &tree, has_old ? &old : NULL, when, message, &id,
		e) != 0 ||
	    move_branch(s, branch, has_old ? &old : NULL, &id, e) != 0)
		return -1;
	git_oid_tostr(ret_id, SHA1_HEX, &id);
	return 0;
}
