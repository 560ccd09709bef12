/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_H
#define IO_STORE_H
/*
 * The history: a bare git repository through libgit2.  Branch main holds the
 * snapshots, branch findings what was found in each.  Bytes go in and out as
 * received; nothing here knows a format.
 */
#include "base/date.h"
#include "base/digest.h"

struct store;

int store_init(const char *path, struct err *e); /* idempotent, fsync on */
int store_open(const char *path, struct store **ret, struct err *e);
void store_free(struct store *s);
/* An exclusive lock file; -1 ERR_BUSY where another run holds it.  A lock
 * left by a killed process is taken over (flock). */
int store_lock(struct store *s, struct err *e);

/* A tree to be committed: files by path. */
struct store_tree;
struct store_tree *store_tree_new(void);
void store_tree_free(struct store_tree *t);
int store_tree_add(struct store *s, struct store_tree *t, const char *path,
    struct span bytes, struct err *e);
/* Streams from a file; also gives its digest. */
int store_tree_add_file(struct store *s, struct store_tree *t,
    const char *path, const char *file, char sha256[SHA256_HEX],
    struct err *e);

/*
 * Commits the tree with a MANIFEST of every path in it (see the manual), on
 * the tip of branch, signed as SSHSIG with the key of store_key.  Returns the
 * commit's id.  The branch moves last: a crash before leaves it as it was.
 */
int store_key(struct store *s, const char *ssh_private_key_path,
    struct err *e);
int store_commit(struct store *s, const char *branch, struct store_tree *t,
    utc_t when, const char *message, char ret_id[SHA1_HEX], struct err *e);

/* Reading; ids are full hex or any revision for store_resolve. */
int store_resolve(struct store *s, const char *rev, char ret_id[SHA1_HEX],
    struct err *e);
/* 0 and "" where there is no parent. */
int store_parent(struct store *s, const char *id, char ret_id[SHA1_HEX],
    struct err *e);
/* Adds the commit's whole message. */
int store_message(struct store *s, const char *id, struct buf *ret,
    struct err *e);
/* The time a commit bears: that of its run's clock. */
int store_time(struct store *s, const char *id, utc_t *ret, struct err *e);
/* Owned by the caller (free); 1 where the path is not there. */
int store_read(struct store *s, const char *commit, const char *path,
    unsigned char **ret, size_t *ret_n, char ret_blob[SHA1_HEX],
    struct err *e);
/*
 * The same without a copy: *ret stays until store_blob_free, which may come
 * after store_free.  git's own hash is not computed: the caller compares the
 * bytes' SHA-256 with the MANIFEST's, which says more.
 */
struct store_blob;
int store_blob_read(struct store *s, const char *commit, const char *path,
    struct store_blob **ret_owner, struct span *ret, char ret_blob[SHA1_HEX],
    struct err *e);
void store_blob_free(struct store_blob *b); /* NULL-safe */
/* Commits from first to tip; calls fn with id, tree id, time, message. */
typedef int store_walk_fn(const char *id, const char *tree, utc_t when,
    const char *message, void *arg, struct err *e);
int store_walk(struct store *s, const char *branch, store_walk_fn *fn,
    void *arg, struct err *e);
/* Whole check of the chain: objects, manifests, links, signatures against
 * allowed_signers text; calls bad() with each fault. */
typedef void store_bad_fn(const char *what, void *arg);
int store_verify(struct store *s, const char *branch,
    const char *allowed_signers, store_bad_fn *bad, void *arg, struct err *e);
#endif
