/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_H
#define IO_STORE_H
/*
 * The history: a bare git repository through libgit2.  Branch main holds the
 * snapshots, branch findings what was found in each, branch notices what was
 * said of findings afterwards.  Bytes go in and out as received; nothing here
 * knows a format.
 */
#include "base/date.h"
#include "base/digest.h"
#include "io/keyring.h"

#include <openssl/evp.h>

struct store;

int store_init(const char *path, struct err *e); /* idempotent, fsync on */
int store_open(const char *path, struct store **ret, struct err *e);
void store_free(struct store *s);
void store_freep(struct store **s); /* for AUTO */
/* An exclusive lock file; -1 ERR_BUSY where another run holds it.  A lock
 * left by a killed process is taken over (flock). */
int store_lock(struct store *s, struct err *e);

/* A tree to be committed: files by path. */
struct store_tree;
struct store_tree *store_tree_new(void);
void store_tree_free(struct store_tree *t);
int store_tree_add(struct store *s, struct store_tree *t, const char *path,
    struct span bytes, struct err *e);
/*
 * The same for files by the hundred thousand: they are in the history when
 * store_bulk_end returns, which comes before the tree is committed.  Fewer than
 * STORE_BULK_MIN become loose objects; more become a pack for every
 * STORE_BULK_BYTES, which goes when its month gets a pack of its own.
 */
#define STORE_BULK_MIN 512
#define STORE_BULK_BYTES ((size_t)64 << 20)
struct store_bulk;
struct store_bulk *store_bulk_new(struct store *s);
void store_bulk_free(struct store_bulk *b); /* NULL-safe */
int store_bulk_add(struct store_bulk *b, struct store_tree *t,
    const char *path, struct span bytes, utc_t when, struct err *e);
int store_bulk_end(struct store_bulk *b, utc_t when, struct err *e);
/* Streams from a file; also gives its digest. */
int store_tree_add_file(struct store *s, struct store_tree *t,
    const char *path, const char *file, char sha256[SHA256_HEX],
    struct err *e);

/* Every file of a commit, but for the paths that t has: what is to be kept is
 * carried on, without being read. */
int store_carry(struct store *s, const char *commit, struct store_tree *t,
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

/*
 * A snapshot's name among those of its UTC day: "2013-04-09", then
 * "2013-04-09-2" and on.  *ret_sealed: its tag snapshot/NAME is there; where
 * it is not, the name is the one that the tag would get.
 */
#define STORE_NAME_MAX 24
int store_name(struct store *s, const char *id, char ret[STORE_NAME_MAX],
    bool *ret_sealed, struct err *e);
/*
 * Seals a snapshot: the signed tag snapshot/NAME on it (see the manual), which
 * names the commit on findings and both MANIFESTs by SHA-256.  It is never
 * moved; 0 where it is there.  The last step of a run: a snapshot without its
 * tag is of a run that was ended before it was whole.
 */
int store_seal(struct store *s, const char *id, const char *findings,
    struct err *e);

/*
 * Each finished month of main, with its findings and tags, becomes one pack
 * that nothing writes again; the month of the newest snapshot stays loose.
 * What is removed is in a pack that is on disk, so a reader never misses an
 * object and a killed packing is ended by the next one.
 */
struct store_packed {
	size_t packs, objects;
};
int store_pack(struct store *s, struct store_packed *ret, struct err *e);

/*
 * Every branch and tag to the remote, never by force; ERR_NET with a reason
 * that can be printed and holds no address: it cannot be reached, it refused,
 * it has commits that are not ours (then nothing is sent).
 */
struct store_remote {
	const char *url; /* file://, https:// with NAME:TOKEN@, ssh:// */
	const char *dir; /* file://: its directory; else NULL */
	const char *key; /* ssh://: a private key's file */
};
int store_push(struct store *s, const struct store_remote *to, struct err *e);

/*
 * The message of a commit on notices, whose tree has that of the one before,
 * byte for byte, and upon it the retraction or response of that number about
 * that finding; with number 0, timestamps in notices that are there.
 */
void store_notice_message(bool retraction, unsigned number,
    const char *finding, struct buf *out);
/* What a commit on engines says, and has: one file.  The way back -1 where it
 * says nothing. */
#define STORE_ENGINE_MAX 128 /* bytes of an engine's name */
void store_engine_message(const char *engine, struct buf *out);
void store_engine_path(const char *engine, struct buf *out);
int store_engine_subject(struct span message, char ret[STORE_ENGINE_MAX + 1]);

/* What a commit on seals says. */
#define SEALS_WITNESS_MAX 64 /* bytes of a witness's name */
struct seals_subject {
	enum { STORE_SEALED, STORE_STAMPED, STORE_WITNESSED } what;
	char snapshot[SHA1_HEX];	     /* that is sealed */
	char witness[SEALS_WITNESS_MAX + 1]; /* and the size it cosigned: */
	uint64_t size;
};
void store_seals_message(const struct seals_subject *s, struct buf *out);
/* The way back; -1 where it says nothing. */
int store_seals_subject(struct span message, struct seals_subject *ret);
/* Letters, digits, '-', '.' and '_', no '.' first. */
bool store_witness_good(struct span name);

/* Is b the signed document a with more among its signature's unsigned
 * properties, nothing of them taken out, and nothing else changed?  That and
 * no more may become of a notice. */
bool store_grown(struct span a, struct span b);

/* Reading; ids are full hex or any revision for store_resolve. */
int store_resolve(struct store *s, const char *rev, char ret_id[SHA1_HEX],
    struct err *e);
/* The newest commit on a branch, "" where there is none. */
void store_tip(struct store *s, const char *branch, char ret_id[SHA1_HEX]);
/* Is that commit on that branch? */
int store_on_branch(struct store *s, const char *branch, const char *id,
    bool *ret, struct err *e);
/* The SHA-256 of the MANIFEST in a commit; "none" where commit is "". */
int store_manifest_digest(struct store *s, const char *commit,
    char out[SHA256_HEX], struct err *e);
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
/* The bytes of a blob, at most max of them, added to ret; ERR_DATA where it is
 * not there or longer. */
int store_object(struct store *s, const char *blob, size_t max,
    struct buf *ret, struct err *e);
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
/* Every path of a commit with its SHA-256, in order, as its MANIFEST lists
 * them. */
typedef int store_list_fn(const char *path, const char *sha256, void *arg,
    struct err *e);
int store_list(struct store *s, const char *commit, store_list_fn *fn,
    void *arg, struct err *e);
/* Commits from first to tip; calls fn with id, tree id, time, message. */
typedef int store_walk_fn(const char *id, const char *tree, utc_t when,
    const char *message, void *arg, struct err *e);
int store_walk(struct store *s, const char *branch, store_walk_fn *fn,
    void *arg, struct err *e);
/*
 * Checks a whole history: every object that a branch or tag reaches, commits,
 * signatures against allowed_signers text, trees, MANIFESTs and their links,
 * findings, notices (which only ever grow), seals and tags, and that nothing
 * makes git show something else than what was checked.  Runs nothing that the
 * repository names.  bad() hears of each
 * fault (at most CHECK_FAULTS_MAX); ERR_* only where it cannot be read at all.
 */
typedef void store_bad_fn(const char *what, void *arg);
int store_verify(const char *path, const char *allowed_signers,
    store_bad_fn *bad, void *arg, struct err *e);

/* Whoever can read what is on the branch seals; each ERR_DATA with the reason.
 * All snapshots come first, as leaves of the log (signer NULL: not signed). */
struct store_sealed {
	unsigned char signer[SSH_PUBLIC_SIZE]; /* of the commit */
	uint64_t size;			       /* snapshots until then */
	struct span note;
};
struct store_seals {
	void (*leaf)(struct span manifest, const unsigned char *signer,
	    void *arg);
	int (*checkpoint)(const struct store_sealed *s, void *arg,
	    struct err *e);
	/* Over that SHA-256 of a MANIFEST; when it says that it was there. */
	int (*token)(const unsigned char manifest[32], struct span token,
	    void *arg, utc_t *ret_when, struct err *e);
	int (*witness)(struct span name, uint64_t size, struct span note,
	    void *arg, struct err *e);
	void *arg;
};
/* What the reader has from elsewhere, never from the history. */
struct store_trust {
	const char *signers; /* allowed signers, or NULL */
	const char *roots;   /* fingerprints (keyring_rooted); over signers */
	const struct store_seals *seals; /* NULL: what they say is not read,
					    and proves nothing */
};
/* The same.  Where the history has a branch keys, roots or signers are whom its
 * first commit must be signed by, and it tells the rest. */
int store_verify_trust(const char *path, const struct store_trust *trust,
    store_bad_fn *bad, void *arg, struct err *e);

/*
 * The same of an exhibit's repository (io/store_export.h), whose branches but
 * keys begin where they are cut: its commits, each with its tree and MANIFEST,
 * signatures and tags, and that there are no other references.
 */
int store_verify_cut(const char *path, const struct store_trust *trust,
    store_bad_fn *bad, void *arg, struct err *e);

/* Of all that the branch keys alone: *ret is its newest, empty where there is
 * no such branch; to be trusted where bad() heard of nothing. */
int store_verify_keys(const char *path, const struct store_trust *trust,
    struct keyring *ret, store_bad_fn *bad, void *arg, struct err *e);

/*
 * The branch keys (io/keyring.h).  rev NULL: its newest; 1 where there is no
 * such branch.  Not verified: for a history of one's own.
 */
int store_keyring(struct store *s, const char *rev, struct keyring *ret,
    struct err *e);
enum store_keys_what {
	STORE_KEYS_BEGUN,
	STORE_KEYS_TAKEN, /* a CA more */
	STORE_KEYS_ROTATED,
	STORE_KEYS_REVOKED
};
int store_keyring_commit(struct store *s, const struct keyring *r,
    enum store_keys_what what, utc_t when, char ret_id[SHA1_HEX],
    struct err *e);
/* The key of store_key, which stays its own; NULL where there is none. */
EVP_PKEY *store_private(const struct store *s);
/* Whose signature a commit bears; ERR_DATA where it is not a good one. */
int store_commit_signer(struct store *s, const char *id,
    unsigned char ret[SSH_PUBLIC_SIZE], struct err *e);
/* The public half of store_key's; NULL where there is none. */
const unsigned char *store_signer(const struct store *s);
#endif
