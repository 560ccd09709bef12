/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a commit whose tree was checked. */
#include "io/store_check.h"

#include <stdlib.h>
#include <string.h>

git_odb_object *
check_file(struct check *c, const git_oid *commit, struct span path)
{
	AUTO_FREE char *name = mem_strndup(path.p, path.n);
	git_commit *at = NULL;
	git_tree *t = NULL;
	git_tree_entry *en = NULL;
	git_odb_object *o = NULL;

	if (git_commit_lookup(&at, c->s->repo, commit) == 0 &&
	    git_commit_tree(&t, at) == 0 &&
	    git_tree_entry_bypath(&en, t, name) == 0)
		o = check_read(c, git_tree_entry_id(en), GIT_OBJECT_BLOB,
		    STORE_BLOB_MAX, name);
	git_tree_entry_free(en);
	git_tree_free(t);
	git_commit_free(at);
	return o;
}

void
check_list_next(struct check_list *l)
{
	struct span line;

	do {
		l->end = l->rest.n == 0;
		line = span_split(&l->rest, '\n');
	} while (!l->end && (line.n < SHA256_HEX + 1 || line.p[0] == '#'));
	l->hex = span_sub(line, 0, SHA256_HEX - 1);
	l->path = span_sub(line, SHA256_HEX + 1, line.n);
}

void
check_list_open(struct check *c, const git_oid *commit, struct check_list *l)
{
	memset(l, 0, sizeof(*l));
	l->o =
	    commit == NULL ? NULL : check_file(c, commit, span_of("MANIFEST"));
	if (l->o != NULL)
		l->rest = check_bytes(l->o);
	check_list_next(l);
}

void
check_list_close(struct check_list *l)
{
	git_odb_object_free(l->o);
}
