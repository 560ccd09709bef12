/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHAIN_KEYS_H
#define CMD_CHAIN_KEYS_H
/*
 * The keys before anything is signed, and their change.  Whoever calls holds
 * the lock.  keys/next holds new keys until the history has them: a change
 * that is ended at any point is either undone or ended by the next command.
 */
#include "cmd/box.h"

#define JOB_NEXT "keys/next"

/* Ends what was ended, then refuses keys and certificates that may not sign,
 * ERR_DATA with the reason; begins the branch keys.  Nothing is fetched yet. */
int chain_keys(const struct job *j, struct err *e);
/* The first of it alone. */
int chain_keys_recover(const struct job *j, struct err *e);

/* New self-made keys in the place of those, and what is revoked: either may be
 * none. */
struct rekeying {
	bool ssh, report; /* make new ones */
	char *to; /* "ssh-ed25519 BASE64": the next key, which is elsewhere */
	struct keys_change what;
};
int chain_rekey(const struct job *j, const struct rekeying *g, struct err *e);

/* What the signing certificate is: parts certificate, anchor, crl, without
 * asking whether it may sign. */
int chain_certificate(const struct job *j, struct buf *out, struct err *e);

#endif
