/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_STAMP_H
#define CMD_STAMP_H
/*
 * Time stamps.  Whoever has the network reads nothing: it carries requests,
 * replies and CRLs.  Whoever reads these has no network.
 */
#include "cmd/job.h"
#include "report/timestamp.h"

#define JOB_REPORT_CRL "keys/report.crl" /* of the self-made CA */
#define STAMP_DIGESTS_MAX 256		 /* of one round */
#define STAMP_SLACK 300	       /* seconds between a TSA's clock and ours */
#define STAMP_DEADLINE 120     /* seconds, after which no more is asked */
#define STAMP_SECONDS_MAX 1300 /* no phase lasts longer */
#define STAMP_TRUST_MAX ((size_t)8 << 20) /* bytes of a file of CAs */

/* The file of the i-th TSA's CAs; owned. */
char *job_tsa_trusted(const struct job *j, size_t i);
/* All that tokens may end in, PEM. */
int job_tsa_trust(const struct job *j, struct buf *ret, struct err *e);

struct stamping {
	const struct job *j;
	utc_t now;
	const unsigned char (*digests)[32];
	size_t n;
	const char *only; /* the one TSA to ask, or NULL */
	unsigned char (*nonces)[TIMESTAMP_NONCE]; /* a TSA's n, the next's */
	struct span bytes; /* what the phase before answered, in parts */
	struct span xml;   /* a signed document */
	bool archive;	   /* an ArchiveTimeStamp is wanted, and all fresh */
};

/* What a document holds of what it should. */
struct stamped {
	size_t have, due; /* SignatureTimeStamps */
	size_t archives;
	size_t lacks; /* CRLs that are published, and not there */
	utc_t until;  /* when the last of its TSAs' certificates ends;
			 TIME_NONE: it has none */
};

/* stamp: parts `reply/NAME/DIGEST` and `fault`. */
int job_ask(const struct stamping *s, struct buf *out, struct err *e);
/* stamp: of URLs, a line each, in bytes: parts `crl` and `fault`. */
int job_get(const struct stamping *s, struct buf *out, struct err *e);
/* tokens: of replies parts `tsa/NAME/DIGEST` and `fault`. */
int job_tokens(const struct stamping *s, struct buf *out, struct err *e);
/* tokens: what xml is to be stamped over; 32 bytes. */
int job_imprint(const struct stamping *s, struct buf *out, struct err *e);
/* tokens: URLs of the CRLs that xml, with the tokens in bytes, needs. */
int job_needs(const struct stamping *s, struct buf *out, struct err *e);
/* tokens: xml with the tokens (`tsa/...`) and CRLs (`crl`) in bytes: parts
 * `xml`, `state` (stamped_parse) and `fault`. */
int job_apply(const struct stamping *s, struct buf *out, struct err *e);

/* tokens: xml with the tokens in bytes as ArchiveTimeStamps: `xml`, `state`. */
int job_archive(const struct stamping *s, struct buf *out, struct err *e);

void stamped_print(const struct stamped *s, struct buf *out);
int stamped_parse(struct span text, struct stamped *ret);

/*
 * The chain.  run names the run in *faults.  ret is the document with what
 * could be had, at worst xml itself; nothing fails.
 */
void chain_stamp_document(const struct job *j, const char *run,
    struct span xml, struct buf *ret, struct stamped *state,
    struct buf *faults);
/* An ArchiveTimeStamp of every TSA; -1 where none could be had. */
int chain_archive(const struct job *j, const char *run, struct span xml,
    struct buf *ret, struct stamped *state, struct buf *faults, struct err *e);

#endif
