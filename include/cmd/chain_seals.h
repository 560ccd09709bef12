/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHAIN_SEALS_H
#define CMD_CHAIN_SEALS_H
/*
 * Every snapshot's MANIFEST gets its timestamps and a checkpoint, on the branch
 * seals.  What could not be had is asked for again by the next run; what is
 * older than SEALS_RETRIES_MAX snapshots is covered by those after it, since
 * each MANIFEST names the one before.
 */
#include "cmd/chain.h"
#include "cmd/seals.h"

#define SEALS_RETRIES_MAX 32 /* snapshots, the newest ones, in one run */

/* audit: parts `seal` (not sealed yet) and, with again, `lack` (a token is
 * missing), newest first: the snapshot, a blank, the SHA-256 of its MANIFEST. */
int job_seals_lacking(const struct job *j, struct store *st, bool again,
    struct buf *out, struct err *e);
/* commit: those parts, with the tokens of chain_stamp, onto the branch. */
int job_sealed(struct store *st, struct span todo, struct span tokens,
    struct err *e);

/* The chain; what fails is put into *faults as chain_keep does.  again: what
 * earlier ones lack is asked for, too.  False where something is missing. */
bool chain_seals(const struct job *j, const char *run, bool again,
    struct buf *faults);

#endif
