/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_LOAD_H
#define CMD_LOAD_H
/* A snapshot, and what was found before it, from the history. */
#include "audit/audit.h"
#include "io/store.h"

#define BRANCH_MAIN "main"
#define BRANCH_FINDINGS "findings"

struct snapshot {
	struct dataset data;
	struct exceptions exceptions; /* in force at the snapshot */
	struct ledger before;	      /* from the snapshot before */
	char manifest_sha256[SHA256_HEX];
	char *config_text;	      /* config/nroaudit.conf */
	unsigned char **owned;	      /* the artefacts' bytes */
	size_t owned_n, owned_cap;
};
void snapshot_clear(struct snapshot *s);

/* Reads commit id; the ledger of its parent must be on the branch findings,
 * unless it is the first. */
int snapshot_load(struct store *st, const char *id, struct snapshot *ret,
    struct err *e);

/* Fills stats, md5, iana, chosen and asof from art and prov; before may be
 * NULL (no earlier retrieval known). */
void dataset_read(struct dataset *d, const struct ledger *before);

/* The commit on findings that was made for a snapshot; "" if none. */
int findings_commit_of(struct store *st, const char *snapshot,
    char ret_id[SHA1_HEX], struct err *e);

#endif
