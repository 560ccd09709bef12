/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole chain, object by object: nothing here trusts an index. */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

struct verify {
	struct store *s;
	struct span allowed;
	store_bad_fn *bad;
	void *arg;
	const char *id;
	char previous[SHA256_HEX]; /* of the MANIFEST before */
	struct store_tree files;   /* of this commit's tree */
};

static void
fault(struct verify *v, const char *what)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "%.12s: %s", v->id, what);
	v->bad(b.p, v->arg);
}

/* git stores objects under their SHA-1: a changed byte shows there. */
static void
check_object(struct verify *v, const git_oid *id, const char *what)
{
	git_odb *odb = NULL;
	git_odb_object *o = NULL;
	git_oid now;
	AUTO_BUF b = { 0 };

	if (git_repository_odb(&odb, v->s->repo) != 0 ||
	    git_odb_read(&o, odb, id) != 0) {
		buf_fmt(&b, "%s is missing or damaged", what);
		fault(v, b.p);
	} else if (git_odb_hash(&now, git_odb_object_data(o),
		       git_odb_object_size(o), git_odb_object_type(o)) != 0 ||
	    git_oid_cmp(&now, id) != 0) {
		buf_fmt(&b, "%s does not match its id", what);
		fault(v, b.p);
	}
	git_odb_object_free(o);
	git_odb_free(odb);
}

static int
collect(const char *root, const git_tree_entry *entry, void *payload)
{
	struct verify *v = payload;
	struct store_file *f;
	AUTO_BUF path = { 0 };

	buf_fmt(&path, "%s%s", root, git_tree_entry_name(entry));
	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
		check_object(v, git_tree_entry_id(entry), path.p);
		return 0;
	}
	if (git_tree_entry_filemode(entry) != GIT_FILEMODE_BLOB ||
	    v->files.n >= STORE_FILES_MAX) {
		fault(v, "an entry that is no plain file");
		return 0;
	}
	v->files.v = mem_grow(v->files.v, &v->files.cap, v->files.n + 1,
	    sizeof(*v->files.v));
	f = &v->files.v[v->files.n++];
	memset(f, 0, sizeof(*f));
	f->path = mem_strdup(path.p);
	f->id = *git_tree_entry_id(entry);
	return 0;
}

static int
digest_blob(struct verify *v, struct store_file *f, struct buf *keep)
{
	git_blob *b = NULL;
	struct span s;

	check_object(v, &f->id, f->path);
	if (git_blob_lookup(&b, v->s->repo, &f->id) != 0)
		return -1;
	s = (struct span){ git_blob_rawcontent(b),
		(size_t)git_blob_rawsize(b) };
	digest_sha256(s, f->sha256);
	if (keep != NULL)
		buf_span(keep, s);
	git_blob_free(b);
	return 0;
}

/* The MANIFEST must be the very text that this tree makes. */
static void
check_manifest(struct verify *v)
{
	AUTO_BUF manifest = { 0 };
	AUTO_BUF want = { 0 };
	struct store_tree listed = { 0 };
	bool found = false;

	for (size_t i = 0; i < v->files.n; i++) {
		struct store_file *f = &v->files.v[i];
		bool is = strcmp(f->path, "MANIFEST") == 0;

		if (digest_blob(v, f, is ? &manifest : NULL) != 0)
			continue;
		found |= is;
		if (is)
			continue;
		listed.v = mem_grow(listed.v, &listed.cap, listed.n + 1,
		    sizeof(*listed.v));
		listed.v[listed.n++] = *f;
	}
	store_manifest(&listed, v->previous, &want);
	free(listed.v);
	if (!found)
		fault(v, "no MANIFEST");
	else if (!span_eq(buf_view(&manifest), buf_view(&want)))
		fault(v, "MANIFEST does not list this tree, or does not "
			 "follow the MANIFEST before");
	digest_sha256(buf_view(&manifest), v->previous);
}

static void
check_signature(struct verify *v, const git_oid *oid)
{
	git_buf sig = { 0 }, text = { 0 };
	git_oid copy = *oid;
	struct err e = { 0 };

	if (git_commit_extract_signature(&sig, &text, v->s->repo, &copy,
		"gpgsig") != 0)
		fault(v, "not signed");
	else if (sshsig_verify(
		     (struct span){ (unsigned char *)sig.ptr, sig.size }, "git",
		     (struct span){ (unsigned char *)text.ptr, text.size },
		     v->allowed, &e) != 0)
		fault(v, e.msg);
	git_buf_dispose(&sig);
	git_buf_dispose(&text);
}

static int
check_commit(const char *id, const char *tree, utc_t when,
    const char *message, void *arg, struct err *e)
{
	struct verify *v = arg;
	git_oid oid, tid;
	git_tree *t = NULL;
	git_commit *c = NULL;

	(void)when;
	(void)message;
	(void)e;
	v->id = id;
	if (git_oid_fromstr(&oid, id) != 0 || git_oid_fromstr(&tid, tree) != 0)
		return 0;
	check_object(v, &oid, "commit");
	check_object(v, &tid, "tree");
	check_signature(v, &oid);
	if (git_commit_lookup(&c, v->s->repo, &oid) == 0 &&
	    git_commit_parentcount(c) > 1)
		fault(v, "a merge");
	if (git_tree_lookup(&t, v->s->repo, &tid) != 0 ||
	    git_tree_walk(t, GIT_TREEWALK_PRE, collect, v) != 0)
		fault(v, "the tree cannot be read");
	else
		check_manifest(v);
	for (size_t i = 0; i < v->files.n; i++)
		free(v->files.v[i].path);
	free(v->files.v);
	memset(&v->files, 0, sizeof(v->files));
	git_tree_free(t);
	git_commit_free(c);
	return 0;
}

int
store_verify(struct store *s, const char *branch, const char *allowed_signers,
    store_bad_fn *bad, void *arg, struct err *e)
{
	struct verify v = { 0 };

	v.s = s;
	v.allowed = span_of(allowed_signers);
	v.bad = bad;
	v.arg = arg;
	memcpy(v.previous, "none", 5);
	return store_walk(s, branch, check_commit, &v, e);
}
