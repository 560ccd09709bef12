/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_WITNESS_H
#define CMD_WITNESS_H
/* The log of MANIFESTs as others see it: witnesses that cosign its checkpoints,
 * auditors who compare theirs. */
#include "cmd/seals.h"
#include "report/report.h"

/* All keys of [witness "NAME"], checked; ERR_DATA naming the witness. */
struct witness_keys {
	struct checkpoint_key
	    *v; /* owned; in the order of the configuration */
	size_t n;
};
int witness_keys(const struct config *c, struct witness_keys *ret,
    struct err *e);
void witness_keys_clear(struct witness_keys *k); /* NULL-safe */

/* What a history itself has: all its snapshots, the newest seal and its
 * checkpoint, which is over no more than these, its keys.  ERR_DATA where there
 * is no seal yet. */
struct log_own {
	struct seals_log log;
	struct seals_notes notes;
	struct checkpoint *c; /* of notes; owned */
	struct keyring ring;
};
void log_own_clear(struct log_own *o); /* NULL-safe */
int log_own_read(struct store *st, struct log_own *ret, struct err *e);

/* Is it a checkpoint of that log, signed by one of these keys?  *ret_known:
 * its size is one that the log has already, and its root that of the log;
 * where it is more, nothing is said of its root.  ERR_DATA with the reason. */
int log_checkpoint(const struct seals_log *l, const struct keyring *ring,
    const struct checkpoint *c, bool *ret_known, struct err *e);

/* What a report tells of the log: by the commit on seals that its snapshot
 * names.  Of its witnesses those count whose keys c has. */
struct log_view {
	struct report_log log;
	char commit[SHA1_HEX], root[SHA256_HEX];
	char (*names)[CHECKPOINT_NAME_MAX + 1];
	struct report_witness *v;
};
void log_view_clear(struct log_view *v); /* NULL-safe */
int log_view_read(struct store *st, const struct runinfo *run,
    const struct config *c, struct log_view *ret, struct err *e);

/* witness: the cosignatures in j->statement, a note or lines for the newest
 * checkpoint; parts name, size and note of each that is taken.  ERR_DATA where
 * none can be. */
int job_witness(const struct job *j, struct store *st, struct buf *out,
    struct err *e);
/* commit: those parts. */
int job_witnessed(struct store *st, struct span parts, struct err *e);
/* The chain of both, as `stamp --witness`. */
int chain_witness(const struct job *j, struct err *e);

#endif
