/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H
/* A snapshot, and what was found before it, from the history. */
#include "audit/audit.h"
#include "io/store.h"
#include "model/config.h"

#define BRANCH_MAIN "main"
#define BRANCH_FINDINGS "findings"

struct snapshot {
	struct dataset data;
	struct exceptions exceptions; /* in force at the snapshot */
	struct ledger before;	      /* from the snapshot before */
	unsigned char *manifest;      /* MANIFEST, owned */
	size_t manifest_n;
	char manifest_sha256[SHA256_HEX];
	char *config_text; /* config/nroaudit.conf */
	struct config cfg; /* the same, read: it is judged by its own */
	struct store_blob **owned; /* the artefacts' bytes */
	size_t owned_n, owned_cap;
};
void snapshot_clear(struct snapshot *s);
/* Once it is judged: frees the records, which are half of what it holds.
 * Findings have by value what they need of them. */
void snapshot_shed(struct snapshot *s);

/* Reads commit id, each file checked against its MANIFEST, with the ledger of
 * its parent: before, which is taken over and left empty, or else (NULL) the
 * one on the branch findings, which must be there unless the snapshot is the
 * first. */
int snapshot_load(struct store *st, const char *id, struct ledger *before,
    struct snapshot *ret, struct err *e);

/* Fills stats, logs, md5, sig, iana, chosen and asof from art and prov; before
 * may be NULL (no earlier retrieval known), and so may pgpkey, the pinned keys
 * of each registry. */
void dataset_read(struct dataset *d, const struct ledger *before,
    char *const pgpkey[RIR_N]);
/* Its parts.  The first four need the bytes of source i, of its sum and of its
 * signature, touch nothing but stats[i], logs[i], md5[i] and sig[i], and may
 * run side by side. */
void dataset_read_stats(struct dataset *d, size_t i);
void dataset_read_log(struct dataset *d, size_t i);
void dataset_read_other(struct dataset *d, size_t i);
void dataset_read_sum(struct dataset *d, size_t i);
void dataset_read_signature(struct dataset *d, size_t i,
    char *const pgpkey[RIR_N]);
void dataset_read_rest(struct dataset *d, const struct ledger *before);

/* The RPKI of snapshot id, where it has any. */
int dataset_read_rpki(struct store *st, const char *id, struct dataset *d,
    struct err *e);

/* The findings text of a snapshot; owned.  1 where it has none yet. */
int findings_read(struct store *st, const char *snapshot, unsigned char **ret,
    size_t *ret_n, struct err *e);
/* The commit on findings that was made for a snapshot; "" if none. */
int findings_commit_of(struct store *st, const char *snapshot,
    char ret_id[SHA1_HEX], struct err *e);

#endif
