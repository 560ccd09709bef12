/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERIFY_SEALS_H
#define CMD_VERIFY_SEALS_H
/*
 * What is on a history's branch seals, verified: every token, the checkpoint
 * of every seal against the log as it is, and what witnesses signed.
 */
#include "cmd/seals.h"

struct verify_seals {
	struct span tsas; /* CAs that tokens may end in, PEM */
	/* Its own. */
	struct store_seals fns;
	struct buf narrow; /* those of them that tokens did end in */
	struct seals_log log;
	size_t cap;
	struct merkle_edge
	    edge; /* of the first snapshots, for the next seal */
	struct sealed_root {
		uint64_t size;
		struct merkle_hash root;
	} * roots; /* of the seals so far, by size */
	size_t roots_n, roots_cap;
};

/* Puts itself into trust, which it must outlive, as must what tsas shows. */
void verify_seals_open(struct verify_seals *v, struct span tsas,
    struct store_trust *trust);
void verify_seals_clear(struct verify_seals *v);

#endif
