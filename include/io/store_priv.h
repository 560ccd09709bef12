/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_PRIV_H
#define IO_STORE_PRIV_H
/* The inside of the store. */
#include "io/sshsig.h"
#include "io/store.h"

#include <git2.h>

#define MANIFEST_HEAD "# nroaudit manifest 1\n"
#define STORE_PATH_MAX 512
#define STORE_FILES_MAX 100000
#define STORE_BLOB_MAX ((size_t)512 << 20)

struct store {
	git_repository *repo;
	char *path;
	struct sshkey *key;
	int lock_fd; /* -1: not locked */
};

struct store_file {
	char *path;
	git_oid id;
	char sha256[SHA256_HEX];
};
struct store_tree {
	struct store_file *v;
	size_t n, cap;
};

/* libgit2's last error as ours. */
int store_error(struct err *e, const char *what);
/* Sorts by path; the MANIFEST's text of t after previous ("none" or hex). */
void store_manifest(struct store_tree *t, const char *previous,
    struct buf *out);
/* The SHA-256 of the MANIFEST in a commit; "none" where commit is "". */
int store_manifest_digest(struct store *s, const char *commit,
    char out[SHA256_HEX], struct err *e);
bool store_path_good(const char *path);

#endif
