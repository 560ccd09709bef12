/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_STAMP_H
#define CMD_STAMP_H
/*
 * Time stamps.  Whoever has the network reads nothing: it carries requests,
 * replies and CRLs.  Whoever reads these has no network.
 */
#include "cmd/chain.h"
#include "report/timestamp.h"

#define JOB_REPORT_CRL "keys/report.crl" /* of the self-made CA */
#define STAMP_SLACK 300	      /* seconds between a TSA's clock and ours */
#define STAMP_DEADLINE 120    /* seconds, after which no more is asked */
#define STAMP_SECONDS_MAX 900 /* no phase lasts longer */
#define STAMP_TRUST_MAX ((size_t)8 << 20) /* bytes of a file of CAs */

/* The file of the i-th TSA's CAs; owned. */
char *job_tsa_trusted(const struct job *j, size_t i);
/* All that tokens may end in, PEM; -1 and the first reason where a file could
 * not be read, with what is in the others. */
int job_tsa_trust(const struct job *j, struct buf *ret, struct err *e);

struct stamping {
	const struct job *j;
	utc_t now;
	const unsigned char (*digests)[32];
	size_t n;
	const char *only; /* the one TSA to ask, or NULL */
	struct span due;  /* names of those to ask, a line each */
	bool by_due;	  /* others are not asked */
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
/* tokens: what xml is to be stamped over, 32 bytes; then, where xml says who
 * is to stamp it, a line `due` and their names, a line each. */
int job_imprint(const struct stamping *s, struct buf *out, struct err *e);
/* tokens: URLs of the CRLs that xml, with the tokens in bytes, needs. */
int job_needs(const struct stamping *s, struct buf *out, struct err *e);
/* tokens: xml with the tokens (`tsa/...`) and CRLs (`crl`) in bytes: parts
 * `xml`, `state` (stamped_parse) and `fault`. */
int job_apply(const struct stamping *s, struct buf *out, struct err *e);

/* tokens: `state`, of xml as it is; and `xml`. */
int job_state(const struct stamping *s, struct buf *out, struct err *e);
/* tokens: xml with the tokens in bytes as ArchiveTimeStamps: `xml`, `state`. */
int job_archive(const struct stamping *s, struct buf *out, struct err *e);

/* How many timestamps a document says are due, and whose, a line each; 0 where
 * it says nothing. */
size_t stamps_due(struct span xml, struct buf *ret_names);
bool stamps_told(struct span xml);
void stamped_print(const struct stamped *s, struct buf *out);
int stamped_parse(struct span text, struct stamped *ret);

/*
 * The chain.  run names the run in *faults.  ret is the document with what
 * could be had, at worst xml itself; nothing fails.
 */
void chain_stamp_document(const struct job *j, const char *run,
    struct span xml, struct buf *ret, struct stamped *state,
    struct buf *faults);
/* What a document has, without asking anybody. */
int chain_stamped(const struct job *j, struct span xml, struct stamped *state,
    struct err *e);
/* An ArchiveTimeStamp of every TSA, and CRLs before and behind it; -1 where none could be had. */
int chain_archive(const struct job *j, const char *run, struct span xml,
    struct buf *ret, struct stamped *state, struct buf *faults, struct err *e);

/* --- reports/ --- */
/*
 * What is known of each report, by its name: history/nroaudit.stamps, a line
 * each.  Derived from the reports; deleting it loses nothing.
 */
struct stamp_index {
	struct stamp_entry {
		char name[REPORT_NAME];
		struct stamped state;
	} * v; /* owned; sorted by name */
	size_t n, cap;
};
#define STAMP_INDEX_MAX ((size_t)16 << 20) /* bytes of the file */
/* A file that is missing is an empty index; a line that is none is left out. */
int stamp_index_read(const struct job *j, struct stamp_index *ret,
    struct err *e);
int stamp_index_write(const struct job *j, const struct stamp_index *x,
    struct err *e);
void stamp_index_set(struct stamp_index *x, const char *name,
    const struct stamped *state);
void stamp_index_clear(struct stamp_index *x);
/* One entry of the file. */
int stamp_note(const struct job *j, const char *name,
    const struct stamped *state, struct err *e);

#define STAMP_RETRIES_MAX 32 /* reports that a run asks for again */
#define STAMP_WARN_DAYS 180  /* before the last TSA's certificate ends */

/* Stamps a report of reports/ again, or (archive) for the archive. */
int restamp(const struct job *j, const char *run, const char *name,
    bool archive, struct stamped *state, struct buf *faults, struct err *e);
/* What earlier runs could not have, all but `run`'s own, newest first; and a
 * fault where timestamps end soon. */
void restamp_missing(const struct job *j, const char *run, struct buf *faults);
bool stamped_whole(const struct stamped *s);
/* Does the last of its TSAs' certificates end within STAMP_WARN_DAYS? */
bool stamped_ends(const struct stamped *s, utc_t now);
/* publish: a report of reports/ with other unsigned properties. */
int job_restamp(const struct job *j, const char *name, struct span xml,
    struct err *e);

/* --- the commands --- */
struct report_names {
	char **v; /* owned; oldest first */
	size_t n;
};
int report_names(const struct job *j, struct report_names *ret, struct err *e);
void report_names_clear(struct report_names *r);
/* NAME, reports/NAME or reports/NAME/report.xml; ERR_USAGE. */
int report_named(const struct job *j, const char *arg, char ret[REPORT_NAME],
    struct err *e);
void say_stamped(const char *name, const struct stamped *s);
/* Why it need not be renewed. */
void say_lasting(const char *name, const struct stamped *s);
/* Lines of faults, to standard error. */
void say_faults(const struct buf *faults);
/* sign --archive, sign --renew: of one report; NULL: of the newest, or of all
 * that need it.  1 where something could not be had. */
int archive_reports(const struct job *j, const char *only, bool renew,
    struct err *e);
/* stamp of an exhibit's own signature: what it lacks.  What is in it stays as
 * it is, and has to be good (ERR_DATA).  1 where something could not be had. */
int stamp_exhibit(const struct job *j, const char *path, struct err *e);
/* The same, for sign --archive and sign --renew. */
int archive_exhibit(const struct job *j, const char *path, bool renew,
    struct err *e);

#endif
