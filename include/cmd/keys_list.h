/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_KEYS_LIST_H
#define CMD_KEYS_LIST_H
/* What the branch keys says, for a reader, and what a change is of. */
#include "cmd/chain_keys.h"

struct keys_now {
	struct keyring ring;
	char ssh[SSH_FINGERPRINT];    /* signs now; "" where none does */
	char certificate[SHA256_HEX]; /* of the reports' key; "": not had */
	utc_t from, until;	      /* of it */
};
void keys_now_clear(struct keys_now *k);
/* ERR_DATA where the history has no branch keys. */
int keys_now(const struct job *j, struct keys_now *ret, struct err *e);

/* Fills in which keys are to be made. */
void keys_rotation(const struct job *j, struct rekeying *g);
/* And of a revocation which are revoked: named, a fingerprint (SHA256:...) or a
 * certificate's SHA-256, or both that sign now. */
int keys_revocation(const struct job *j, struct keys_now *now,
    const char *named, struct rekeying *g, struct err *e);

int keys_list(const struct job *j, bool json, struct buf *out, struct err *e);

#endif
