/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-commit HISTORY KEY DIR: one snapshot of all files below DIR, as the
 * nightly job commits them. */
#include "io/store.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>

static struct store *st;
static struct store_tree *tree;
static size_t below; /* length of DIR and its slash */
static struct err fault;

static int
add(const char *path, const struct stat *s, int type, struct FTW *w)
{
	char sha256[SHA256_HEX];

	(void)s;
	(void)w;
	return type != FTW_F ?
	    0 :
	    store_tree_add_file(st, tree, path + below, path, sha256, &fault);
}

int
main(int argc, char **argv)
{
	char id[SHA1_HEX];

	if (argc != 4)
		return 3;
	below = strlen(argv[3]) + 1;
	tree = store_tree_new();
	if (store_init(argv[1], &fault) != 0 ||
	    store_open(argv[1], &st, &fault) != 0 ||
	    store_lock(st, &fault) != 0 ||
	    store_key(st, argv[2], &fault) != 0 ||
	    nftw(argv[3], add, 16, FTW_PHYS) != 0 ||
	    store_commit(st, "main", tree, 86400, "a day\n", id, &fault) !=
		0) {
		fprintf(stderr, "%s\n", fault.msg);
		return 1;
	}
	store_tree_free(tree);
	store_free(st);
	return 0;
}
