/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHAIN_NOTICE_H
#define CMD_CHAIN_NOTICE_H
/* The phases that make a notice: notice, sign, commit, publish. */
#include "cmd/chain.h"

struct noted {
	char commit[SHA1_HEX]; /* on notices; "" where it was not made */
	char *path;	       /* of the notice on that branch; owned */
};
void noted_clear(struct noted *n);

/* -1 with ret->commit set: the notice is recorded, but the pages do not show
 * it yet; the next run makes them.  Whoever calls holds the lock. */
int chain_notice(const struct job *j, const struct noting *g,
    struct noted *ret, struct err *e);
/* Its last phase alone. */
int chain_notice_pages(const struct job *j, struct err *e);

#endif
