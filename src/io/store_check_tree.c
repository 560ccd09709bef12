/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trees, and the MANIFEST that each must have. */
#include "io/store_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	struct check *c;
	struct store_tree files;
	size_t entries; /* directories too: a tree may hold itself often */
	bool stopped;
	struct buf manifest;
	bool has_manifest;
};

static void
files_clear(struct store_tree *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].path);
	free(t->v);
	memset(t, 0, sizeof(*t));
}

/* Each blob is read once, however many snapshots hold it. */
static void
digest(struct walk *w, const git_oid *id, const char *path, char *sha256)
{
	bool fresh, is = strcmp(path, "MANIFEST") == 0;
	struct oidmap_slot *s = oidmap_add(&w->c->blobs, id, &fresh);
	git_odb_object *o;

	if (fresh || is) {
		o = check_read(w->c, id, GIT_OBJECT_BLOB, STORE_BLOB_MAX,
		    path);
		if (o != NULL) {
			digest_sha256(check_bytes(o), s->sha256);
			if (is)
				buf_span(&w->manifest, check_bytes(o));
			w->has_manifest |= is;
		}
		git_odb_object_free(o);
	} else if (s->sha256[0] == '\0')
		check_fault(w->c, "%s is missing or damaged", path);
	memcpy(sha256, s->sha256, SHA256_HEX);
}

static void
walk_file(struct walk *w, const git_tree_entry *en, const char *path)
{
	struct store_file *f;

	if (git_tree_entry_filemode_raw(en) != GIT_FILEMODE_BLOB) {
		check_fault(w->c, "%s is no plain file (mode %o)", path,
		    (unsigned)git_tree_entry_filemode_raw(en));
		return;
	}
	w->files.v = mem_grow(w->files.v, &w->files.cap, w->files.n + 1,
	    sizeof(*w->files.v));
	f = &w->files.v[w->files.n++];
	memset(f, 0, sizeof(*f));
	f->path = mem_strdup(path);
	digest(w, git_tree_entry_id(en), path, f->sha256);
}

/* store_path_good holds the depth: a path has at most so many bytes. */
static void
walk_tree(struct walk *w, const git_oid *id, const char *prefix)
{
	const char *name = prefix[0] == '\0' ? "the tree" : prefix;
	git_odb_object *o =
	    check_read(w->c, id, GIT_OBJECT_TREE, CHECK_TREE_MAX, name);
	git_tree *t = NULL;

	if (o == NULL)
		return;
	git_odb_object_free(o);
	if (git_tree_lookup(&t, w->c->s->repo, id) != 0) {
		check_fault(w->c, "%s cannot be read", name);
		return;
	}
	for (size_t i = 0; i < git_tree_entrycount(t) && !w->stopped; i++) {
		const git_tree_entry *en = git_tree_entry_byindex(t, i);
		AUTO_BUF path = { 0 };

		buf_fmt(&path, "%s%s%s", prefix, prefix[0] == '\0' ? "" : "/",
		    git_tree_entry_name(en));
		if (++w->entries > STORE_FILES_MAX) {
			check_fault(w->c, "over %d entries", STORE_FILES_MAX);
			w->stopped = true;
		} else if (strchr(git_tree_entry_name(en), '/') != NULL ||
		    !store_path_good(path.p))
			check_fault(w->c, "%.100s is no path of a snapshot",
			    path.p);
		else if (git_tree_entry_filemode_raw(en) == GIT_FILEMODE_TREE)
			walk_tree(w, git_tree_entry_id(en), path.p);
		else
			walk_file(w, en, path.p);
	}
	git_tree_free(t);
}

static int
path_cmp(const void *pa, const void *pb)
{
	const struct store_file *a = pa, *b = pb;

	return strcmp(a->path, b->path);
}

static bool
take_line(struct span line, char sha256[SHA256_HEX], char **path)
{
	size_t n = SHA256_HEX - 1;

	if (line.n < n + 3 || !hex_is(span_sub(line, 0, n), n) ||
	    line.p[n] != ' ' || line.p[n + 1] != ' ')
		return false;
	memcpy(sha256, line.p, n);
	sha256[n] = '\0';
	free(*path);
	*path = mem_strndup(line.p + n + 2, line.n - n - 2);
	return strlen(*path) == line.n - n - 2;
}

/* The list against the tree, both sorted, MANIFEST itself apart. */
static void
compare(struct walk *w, struct span rest)
{
	AUTO_FREE char *path = NULL;
	char sha256[SHA256_HEX];
	unsigned line = 2;
	size_t i = 0;

	while (rest.n != 0) {
		int d = -1;

		line++;
		if (!take_line(span_split(&rest, '\n'), sha256, &path)) {
			check_fault(w->c,
			    "MANIFEST: line %u has no digest "
			    "and path",
			    line);
			return;
		}
		for (; i < w->files.n; i++) {
			d = strcmp(w->files.v[i].path, path);
			if (d >= 0)
				break;
			if (strcmp(w->files.v[i].path, "MANIFEST") != 0)
				check_fault(w->c, "%s is not in MANIFEST",
				    w->files.v[i].path);
		}
		if (d != 0) {
			check_fault(w->c,
			    "MANIFEST names %s, which is not in "
			    "the tree, or not in order",
			    path);
			continue;
		}
		if (w->files.v[i].sha256[0] != '\0' &&
		    strcmp(w->files.v[i].sha256, sha256) != 0)
			check_fault(w->c,
			    "%s has not the SHA-256 that "
			    "MANIFEST gives it",
			    path);
		i++;
	}
	for (; i < w->files.n; i++)
		if (strcmp(w->files.v[i].path, "MANIFEST") != 0)
			check_fault(w->c, "%s is not in MANIFEST",
			    w->files.v[i].path);
}

static void
check_manifest(struct walk *w, struct checked *x, const char *previous)
{
	struct span rest = buf_view(&w->manifest);
	AUTO_BUF link = { 0 };

	if (!w->has_manifest) {
		check_fault(w->c, "no MANIFEST");
		return;
	}
	digest_sha256(rest, x->manifest);
	buf_fmt(&link, "# previous %s", previous);
	if (!span_starts(rest, MANIFEST_HEAD) || rest.p[rest.n - 1] != '\n') {
		check_fault(w->c, "MANIFEST is of no form that is known");
		return;
	}
	(void)span_split(&rest, '\n');
	if (!span_eq(span_split(&rest, '\n'), buf_view(&link)) &&
	    previous[0] != '\0')
		check_fault(w->c,
		    "MANIFEST does not name the MANIFEST "
		    "before it");
	compare(w, rest);
}

static void
check_tree(struct check *c, struct checked *x, const char *previous)
{
	struct walk w = { 0 };
	git_commit *commit = NULL;

	w.c = c;
	(void)snprintf(c->at, sizeof(c->at), "%.12s", git_oid_tostr_s(&x->id));
	if (git_commit_lookup(&commit, c->s->repo, &x->id) != 0) {
		check_fault(c, "it cannot be read as a commit");
		return;
	}
	walk_tree(&w, git_commit_tree_id(commit), "");
	git_commit_free(commit);
	if (w.files.n != 0)
		qsort(w.files.v, w.files.n, sizeof(*w.files.v), path_cmp);
	for (size_t i = 1; i < w.files.n; i++)
		if (strcmp(w.files.v[i - 1].path, w.files.v[i].path) == 0)
			check_fault(c, "%s twice", w.files.v[i].path);
	if (!w.stopped)
		check_manifest(&w, x, previous);
	files_clear(&w.files);
	buf_clear(&w.manifest);
}

void
check_trees(struct check *c, struct branch *b)
{
	const char *previous = b->n != 0 && b->v[0].has_parent ? "" : "none";

	for (size_t i = 0; i < b->n; i++) {
		check_tree(c, &b->v[i], previous);
		previous = b->v[i].manifest;
	}
}
