/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_PROOF_H
#define REPORT_PROOF_H
/*
 * That an entry is in a log, as a text that stands alone (C2SP tlog-proof,
 * v1): its index, the audit path, and the checkpoint.  Pure.  Only the form
 * that is printed here is read: no extra data.
 */
#include "report/checkpoint.h"

#define PROOF_HEAD "c2sp.org/tlog-proof@v1\n"
#define PROOF_TEXT_MAX (CHECKPOINT_MAX + ((size_t)8 << 10)) /* bytes */

struct proof {
	uint64_t index;
	struct merkle_proof path;
	struct span note; /* of the text that was parsed: a checkpoint */
};

/* Leaf number index of the n that the note's checkpoint is over. */
void proof_print(const struct merkle_hash *leaves, size_t n, size_t index,
    struct span note, struct buf *out);
/* The note is not looked into.  ERR_DATA with the reason. */
int proof_parse(struct span text, struct proof *ret, struct err *e);
/* Does it lead from that entry to the root of checkpoint c?  ERR_DATA. */
int proof_holds(const struct proof *p, const struct merkle_hash *leaf,
    const struct checkpoint *c, struct err *e);

#endif
