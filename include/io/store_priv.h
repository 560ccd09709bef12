/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_PRIV_H
#define IO_STORE_PRIV_H
/* The inside of the store. */
#include "io/keyring.h"
#include "io/sshsig.h"
#include "io/store.h"

#include <git2.h>

#define MANIFEST_HEAD "# nroaudit manifest 1\n"
#define STORE_PATH_MAX 512
#define STORE_CONFIG_MAX 65536
#define STORE_FILES_MAX 1000000
#define STORE_BLOB_MAX ((size_t)512 << 20)
#define STORE_MAIN "main"
#define STORE_FINDINGS "findings"
#define STORE_NOTICES "notices"
#define STORE_KEYS "keys"
#define STORE_SEALS "seals"
#define STORE_ENGINES "engines"
/* A deflated file of STORE_BLOB_MAX may be a little longer than it. */
#define LOOSE_FILE_MAX (STORE_BLOB_MAX + ((size_t)1 << 20))
#define SAME_DAY_MAX 1000 /* snapshots of one day */
#define TAG_PREFIX "refs/tags/snapshot/"
#define STORE_WHO "nroaudit"
#define STORE_WHERE "nroaudit@localhost"
/* Where a pack is made before it moves to objects/pack. */
#define STAGING "nroaudit.pack"
#define PUSH_SAID_MAX 300 /* bytes of what a remote says that are kept */
/* The first line of the .keep beside the pack of a month. */
#define KEEP_LINE "nroaudit month "
/* The same of the packs of store_bulk, until their month has its own. */
#define NIGHT_LINE "nroaudit night "
#define KEEP_OURS "nroaudit " /* begins both */

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

/* Object ids, each with a digest of what it names. */
struct oidmap {
	struct oidmap_slot {
		git_oid id;
		bool used;
		char sha256[SHA256_HEX]; /* "": not known */
	} * v;
	size_t n, cap; /* cap: a power of two */
};
/* Valid until the next oidmap_add. */
struct oidmap_slot *oidmap_add(struct oidmap *m, const git_oid *id,
    bool *ret_new);
struct oidmap_slot *oidmap_get(const struct oidmap *m, const git_oid *id);
void oidmap_clear(struct oidmap *m);

/* Puts our reader of loose objects before libgit2's. */
int store_loose(struct store *s, struct err *e);

/* Removes what killed runs left: locks of refs, half objects, half packs.
 * Only under our lock. */
int store_clean(const char *path, struct err *e);
/* The same without locks: only what libgit2 names, and no git. */
int store_clean_halves(const char *path, struct err *e);

/* What a remote says, for a report: printable, at most PUSH_SAID_MAX bytes,
 * and without its address, which may hold a password. */
void store_said(const char *said, const char *url, struct buf *out);

/* libgit2's last error as ours. */
int store_error(struct err *e, const char *what);
/* Sorts by path; the MANIFEST's text of t after previous ("none" or hex). */
void store_manifest(struct store_tree *t, const char *previous,
    struct buf *out);
bool store_path_good(const char *path);
/* A place in a tree for these bytes, which are not written; NULL with e. */
struct store_file *store_tree_place(struct store_tree *t, const char *path,
    struct span bytes, struct err *e);
/* What is in packs and nothing else: of single nights, or all others. */
int store_packs_open(const struct store *s, bool nights, git_odb **ret,
    struct err *e);
/* Removes the packs of nights of months before that one (yyyymm), where all
 * that they have is in other packs. */
int store_nights_remove(const struct store *s, int before, struct err *e);
/* An empty STAGING; *ret owned. */
int store_staging(const struct store *s, char **ret, struct err *e);
/* pack-NAME.pack and .idx from there into their place, with that text in their
 * .keep, each step on disk before the next; removes STAGING. */
int store_settle(const struct store *s, const char *name, const char *keep,
    struct err *e);
/* The snapshot that a findings commit's subject names; -1 where none. */
#define FINDINGS_SUBJECT "findings of snapshot "
int store_subject(const char *message, char ret_id[SHA1_HEX]);
/* Refuses to sign what store_verify would refuse: the branch keys does not let
 * this key sign at that time.  0 where there is no such branch. */
int store_may_sign(struct store *s, utc_t when, struct err *e);
void store_keys_message(enum store_keys_what what, utc_t when,
    struct buf *out);
/* What a commit on notices says; *number 0: timestamps.  -1 where nothing. */
int store_notice_subject(struct span message, bool *retraction,
    unsigned *number, struct span *finding);
/* The tag object of a snapshot, all but its signature. */
struct seal {
	const char *name, *id, *manifest, *findings, *findings_manifest;
	utc_t when;
};
void store_seal_text(const struct seal *t, struct buf *out);

#endif
