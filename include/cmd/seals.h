/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SEALS_H
#define CMD_SEALS_H
/*
 * The branch seals of the history: for the MANIFESTs of main the timestamps,
 * and the checkpoint of the log that they make up (report/checkpoint.h), with
 * what witnesses add.  A commit's tree holds
 *
 *   checkpoint                  a signed note, over the MANIFESTs of main from
 *                               the first to the snapshot that was last sealed
 *   witnesses/NAME              a note that this branch had, and the line of
 *                               that witness; carried on to the next commit
 *   SNAPSHOT/manifest.TSA.tst   a time-stamp token over the MANIFEST's SHA-256,
 *                               only in the commit that adds it
 *
 * The leaves of the log are the MANIFESTs' bytes, the first snapshot's first.
 * Its origin is `nroaudit/` and, in hexadecimal, the fingerprint (SHA-256 of
 * the SSH public key) of the key that signed the first snapshot.  The key that
 * signs the note is the one that signs its commit.
 */
#include "cmd/job.h"
#include "io/store.h"
#include "report/checkpoint.h"

#define BRANCH_SEALS "seals"
#define SEALS_CHECKPOINT "checkpoint"
#define SEALS_WITNESSES "witnesses/"
#define SEALS_NOTE_MAX CHECKPOINT_MAX

/* The newest commit on the branch, "" where there is none. */
void seals_tip(struct store *st, char ret[SHA1_HEX]);
/* Is that commit on the branch? */
int seals_known(struct store *st, const char *commit, bool *ret,
    struct err *e);

/* Leaf hashes of main, from its first snapshot to that one. */
struct seals_log {
	struct merkle_hash *v; /* owned */
	char (*ids)[SHA1_HEX]; /* of the snapshots; owned */
	size_t n;
	char origin[CHECKPOINT_NAME_MAX + 1];
};
/* Of the key that signed the first snapshot. */
void seals_origin(const unsigned char pub[SSH_PUBLIC_SIZE],
    char ret[CHECKPOINT_NAME_MAX + 1]);
void seals_log_clear(struct seals_log *l); /* NULL-safe */
int seals_log_read(struct store *st, const char *snapshot,
    struct seals_log *ret, struct err *e);
/* The leaf of a snapshot; l->n where it is none. */
size_t seals_log_index(const struct seals_log *l, const char *snapshot);

/* The files of a commit on the branch that are no tokens. */
struct seals_notes {
	struct buf checkpoint;
	struct seals_witness {
		char *name; /* owned */
		struct buf note;
	} * v; /* owned; sorted by name */
	size_t n;
};
void seals_notes_clear(struct seals_notes *s); /* NULL-safe */
int seals_notes_read(struct store *st, const char *commit,
    struct seals_notes *ret, struct err *e);

/*
 * commit: a tree for the next commit on the branch, with the witnesses of its
 * tip (and, where wanted, its checkpoint).  NULL with the reason.
 */
struct store_tree *seals_tree(struct store *st, bool checkpoint,
    const char *but_witness, struct err *e);

#endif
