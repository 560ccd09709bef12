/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_JOB_H
#define CMD_JOB_H
/*
 * The phases of the nightly job, each a function that can be repeated.  The
 * history is what passes between them.
 */
#include "cmd/load.h"
#include "model/config.h"

struct job {
	const char *dir;	/* -C */
	const struct config *cfg;
	const char *mirror;	/* or NULL */
	utc_t as_of;		/* or TIME_NONE */
	bool progress;
};

/* Paths below -C; owned by the caller. */
char *job_path(const struct job *j, const char *below);

/* Opens the history with its key and, for a run, its lock. */
int job_store(const struct job *j, bool lock, struct store **ret,
    struct err *e);

/* fetch, inspect: fills a new spool directory; *ret_spool is owned.
 * 1 where no RIR could be reached at all (nothing is committed then). */
int job_fetch(const struct job *j, utc_t now, struct provenance *ret,
    char **ret_spool, struct err *e);
/* commit: the spool into the history. */
int job_commit(const struct job *j, struct store *st,
    const struct provenance *p, const char *spool, char ret_id[SHA1_HEX],
    struct err *e);

/* What audit and report phases work on. */
struct audited {
	struct snapshot snap;
	struct audit_result result;
	struct ledger next;
};
void audited_clear(struct audited *a);
/* Audits a snapshot from the ledger of the one before, by its own
 * configuration and exceptions.  Opens an epoch where the engine changed. */
int job_audit(struct store *st, const char *id, struct audited *ret,
    struct err *e);
/* Puts findings and ledger on the branch, if they are not there.  Where they
 * are this engine's and differ it is ERR_DATA; another engine's may differ
 * (*ret_same false). */
int job_findings(struct store *st, const struct audited *a, bool *ret_same,
    struct err *e);
/* Every snapshot up to id that has no findings yet, oldest first. */
int job_catch_up(struct store *st, const char *id, struct err *e);
/* Writes, signs and renders the report of a snapshot; *ret_path owned. */
int job_report(const struct job *j, struct store *st,
    const struct audited *a, char **ret_path, struct err *e);
/* New findings at or above the threshold. */
size_t audited_news(const struct audited *a, int threshold, bool all_open);

#endif
