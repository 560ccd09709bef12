/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHAIN_H
#define CMD_CHAIN_H
/* The chain of phases.  Whoever calls holds the lock, and neither reads an
 * outsider's byte nor holds a key. */
#include "cmd/box.h"

/* fetch, inspect, commit.  Where no RIR could be reached (ERR_NET) *absent
 * has a line for each source that is absent. */
int chain_take(const struct job *j, utc_t now, char ret_id[SHA1_HEX],
    struct buf *absent, struct err *e);

/* What a command prints of an audit; runs in the audit's box. */
typedef void audited_text_fn(const struct audited *a, const void *arg,
    struct buf *out);

#define REPORT_NAME 32 /* "2013-04-09-2" */
struct judging {
	const char *rev;
	bool pages;	       /* sign and publish, too */
	bool all_open;	       /* what is news */
	audited_text_fn *text; /* NULL: the unsigned report */
	const void *arg;
	/* The answer, to be cleared. */
	char id[SHA1_HEX];
	char name[REPORT_NAME]; /* of its report: its day */
	struct buf said;   /* the text; where pages are wanted, of all that was
			    judged, each with the path of its page */
	struct buf faults; /* of stamping, as chain_keep's */
	bool same;	   /* the findings in the history are these */
};
void judging_clear(struct judging *g);

/* audit, commit of the findings, sign, publish: of rev, and before it of what
 * was left over, whose news nobody was told: with pages it counts, too.  1
 * where there is news, 0 where not, -1. */
int chain_judge(const struct job *j, struct judging *g, struct err *e);

/* The tag of rev's snapshot, once its reader was told. */
int chain_seal(const struct job *j, const char *id, struct err *e);
/* pack, push.  What fails is put into *faults, a line each that names the run,
 * and kept for the next one. */
void chain_keep(const struct job *j, const char *run, struct buf *faults);

/*
 * stamp: every digest (SHA-256) to every TSA that is configured.  The tokens
 * are added to *parts, each checked, as `tsa/NAME/DIGEST` (hexadecimal).  What
 * failed is put into *faults as chain_keep does; it never fails itself.
 */
void chain_stamp(const struct job *j, const char *run,
    const unsigned char (*digests)[32], size_t n, struct buf *parts,
    struct buf *faults);

/* sign alone. */
int chain_sign(const struct job *j, struct span xml, utc_t when,
    struct buf *out, struct err *e);

#endif
