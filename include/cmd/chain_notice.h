/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHAIN_NOTICE_H
#define CMD_CHAIN_NOTICE_H
/* The phases that make a notice: notice, sign, stamp, commit, publish. */
#include "cmd/chain.h"

struct noted {
	char commit[SHA1_HEX]; /* on notices; "" where it was not made */
	char *path;	       /* of the notice on that branch; owned */
	struct buf faults;     /* of stamping it, a line each */
};
void noted_clear(struct noted *n);

/* -1 with ret->commit set: the notice is recorded, but the pages do not show
 * it yet; the next run makes them.  Whoever calls holds the lock. */
int chain_notice(const struct job *j, const struct noting *g,
    struct noted *ret, struct err *e);
/* Stamps that notices lack, asked for again: true where none lacks any then.
 * What fails is put into *faults as chain_keep does. */
bool chain_notices_stamp(const struct job *j, const char *run,
    struct buf *faults);

#endif
