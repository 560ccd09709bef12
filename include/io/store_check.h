/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_CHECK_H
#define IO_STORE_CHECK_H
/* The inside of store_verify: what it knows, in the order it learns it. */
#include "io/store_priv.h"

#define CHECK_FAULTS_MAX 1000	  /* that are told */
#define CHECK_COMMITS_MAX 100000  /* of one branch */
#define CHECK_COMMIT_MAX 65536	  /* bytes of a commit or tag */
#define CHECK_TREE_MAX (8u << 20) /* bytes of a directory */
#define CHECK_DEPTH_MAX 16	  /* directories of the repository itself */

struct checked {
	git_oid id;
	git_oid parent;
	bool has_parent;
	utc_t when;
	bool has_signer; /* its signature is a good one, of this key */
	unsigned char signer[SSH_PUBLIC_SIZE];
	char subject[SHA1_HEX];	   /* findings, seals: the snapshot, or "" */
	char manifest[SHA256_HEX]; /* "" where it could not be read */
	utc_t proved; /* main: that it was there then, by timestamps; or 0 */
	const struct checked *made; /* main: its findings */
};
struct branch {
	const char *name;
	const char *ref;   /* of its tip; NULL: refs/heads/name */
	struct checked *v; /* oldest first */
	size_t n, cap;
};

struct check {
	struct store *s;
	git_odb *odb;
	struct store_trust trust;
	struct keyring ring; /* the last of the branch keys; or empty */
	store_bad_fn *bad;
	void *arg;
	char at[80]; /* what is looked at, before each fault */
	unsigned faults;
	size_t commits_max; /* of one branch */
	bool cut; /* a commit whose parent is not there is the first */
	struct oidmap blobs; /* digest of each that was read */
	struct branch main, findings, notices, keys, seals, engines;
};

/* store_verify_trust with another limit than CHECK_COMMITS_MAX. */
int check_upto(const char *path, const struct store_trust *trust,
    store_bad_fn *bad, void *arg, size_t commits_max, struct err *e);
void check_fault(struct check *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* An object of that type and at most max bytes, or a fault and NULL. */
git_odb_object *check_read(struct check *c, const git_oid *id,
    git_object_t type, size_t max, const char *what);
struct span check_bytes(git_odb_object *o);
/* A file of a commit; NULL where it is not there, which check_trees says. */
git_odb_object *check_file(struct check *c, const git_oid *commit,
    struct span path);
/* A MANIFEST that was checked, line by line, which are sorted; NULL: empty. */
struct check_list {
	git_odb_object *o;
	struct span rest, hex, path;
	bool end;
};
void check_list_open(struct check *c, const git_oid *commit,
    struct check_list *l);
void check_list_next(struct check_list *l);
void check_list_close(struct check_list *l);
/* From the tip to the root: links, headers, messages, signatures. */
void check_branch(struct check *c, struct branch *b);
/* The branch keys, and with it whose signatures count. */
void check_keys(struct check *c);
bool check_keys_message(struct span message, utc_t when);
/* Was what bears that time signed by one who might?  A revoked key's stands
 * where it is vouched for, or was there (proved; 0: that is not known). */
void check_signer(struct check *c, const unsigned char pub[SSH_PUBLIC_SIZE],
    utc_t when, utc_t proved, bool vouched);
void check_signers(struct check *c, const struct branch *b);
/* Trees and MANIFESTs of a branch that was read. */
void check_trees(struct check *c, struct branch *b);
/* What each findings commit names; tags; refs that are not ours. */
void check_findings(struct check *c);
/* Notices: nothing removed or edited, and added what the message says. */
void check_notices(struct check *c);
/* Seals: each the files that its message says; and what they say. */
void check_seals(struct check *c);
/* The tokens of a commit on seals over the MANIFEST of snapshot x, which is
 * called name. */
void check_seal_tokens(struct check *c, const git_oid *commit,
    struct span name, struct checked *x);
/* Engines: each one file, of the name that its message says. */
void check_engines(struct check *c);
void check_tags(struct check *c);
void check_tag(struct check *c, const struct checked *x, const char *name,
    const git_oid *id);
/* What store_verify_trust and its kin begin and end with. */
int check_open(struct check *c, const char *path,
    const struct store_trust *trust, store_bad_fn *bad, void *arg,
    struct err *e);
void check_close(struct check *c);
void check_refs(struct check *c);
/* Files of the repository that make git show or accept something else. */
void check_files(struct check *c);
/* Before anything is opened: only plain files and directories. */
int check_plain(const char *path, struct err *e);

#endif
