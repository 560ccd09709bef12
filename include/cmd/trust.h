/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_TRUST_H
#define CMD_TRUST_H
/*
 * What a verifier trusts.  Of the history only what hangs on a root that was
 * given from outside: by --root, or keys/root.txt of one's own directory.
 */
#include "cmd/job.h"
#include "report/verify.h"

/* What was said on the command line; each may be NULL. */
struct trust_words {
	const char *root;    /* fingerprints */
	const char *signers; /* a file of allowed signers */
	const char *trusted; /* a file of CA certificates */
};
struct trust {
	char *roots, *signers; /* NULL where there are none */
	struct buf cas;	       /* PEM; empty where none is trusted */
	struct verify_revoked *revoked;
	size_t revoked_n;
};
void trust_clear(struct trust *t); /* NULL-safe */
/*
 * dir holds keys/.  history may be NULL.  The CAs are those of --trusted, else
 * of report.trusted, else those of the history's branch keys where it holds
 * from its root on, else of keys/ca.pem.
 */
int trust_load(const char *dir, const struct config *cfg,
    const struct trust_words *w, const char *history, struct trust *ret,
    struct err *e);

#endif
