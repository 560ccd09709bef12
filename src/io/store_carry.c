/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a commit holds, listed, and carried on into the next one. */
#include "io/store_priv.h"

#include <stdlib.h>
#include <string.h>

int
store_list(struct store *s, const char *commit, store_list_fn *fn, void *arg,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	struct span rest, line, hex;
	size_t n = 0;
	char blob[SHA1_HEX], sha256[SHA256_HEX];
	int r = store_read(s, commit, "MANIFEST", &p, &n, blob, e);

	if (r > 0)
		return err_set(e, ERR_DATA, "history: %s has no MANIFEST",
		    commit);
	rest = (struct span){ p, n };
	while (r == 0 && rest.n != 0) {
		line = span_split(&rest, '\n');
		if (line.n != 0 && line.p[0] == '#')
			continue;
		hex = span_sub(line, 0, SHA256_HEX - 1);
		if (!hex_is(hex, SHA256_HEX - 1) || line.n < SHA256_HEX + 2)
			return err_set(e, ERR_DATA,
			    "history: the MANIFEST of %s cannot be read",
			    commit);
		memcpy(sha256, hex.p, hex.n);
		sha256[hex.n] = '\0';
		{
			AUTO_FREE char *path = mem_strndup(
			    line.p + SHA256_HEX + 1, line.n - SHA256_HEX - 1);

			r = fn(path, sha256, arg, e);
		}
	}
	return r;
}

struct carrying {
	struct store_tree *t;
	git_tree *tree;
	size_t had; /* files that t had before */
};

static int
carry_file(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct carrying *c = arg;
	struct store_tree *t = c->t;
	git_tree_entry *entry = NULL;
	struct store_file *f;

	for (size_t i = 0; i < c->had; i++)
		if (strcmp(t->v[i].path, path) == 0)
			return 0;
	if (!store_path_good(path) || t->n >= STORE_FILES_MAX)
		return err_set(e, ERR_DATA,
		    "history: '%s' is no path of a snapshot, or too many",
		    path);
	if (git_tree_entry_bypath(&entry, c->tree, path) != 0)
		return store_error(e, path);
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	f = &t->v[t->n++];
	memset(f, 0, sizeof(*f));
	f->path = mem_strdup(path);
	f->id = *git_tree_entry_id(entry);
	memcpy(f->sha256, sha256, SHA256_HEX);
	git_tree_entry_free(entry);
	return 0;
}

int
store_carry(struct store *s, const char *commit, struct store_tree *t,
    struct err *e)
{
	struct carrying c = { t, NULL, t->n };
	git_commit *at = NULL;
	git_oid id;
	int r;

	if (git_oid_fromstr(&id, commit) != 0 ||
	    git_commit_lookup(&at, s->repo, &id) != 0 ||
	    git_commit_tree(&c.tree, at) != 0)
		r = store_error(e, commit);
	else
		r = store_list(s, commit, carry_file, &c, e);
	git_tree_free(c.tree);
	git_commit_free(at);
	return r;
}
