/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FETCH_H
#define IO_FETCH_H
/*
 * The world's bytes into a spool directory: <spool>/<source path>, and
 * tls/<host>.pem with the certificates of every host that was asked, refused
 * ones too.  Never interprets a byte: what is odd about them is asked of an
 * inspector.
 *
 * Who is asked: https at the hosts of the sources, TLS 1.2 or later, directly
 * (no proxy), with no password file, cookie or remembered policy.  How: all
 * hosts side by side, two requests at a time each; files as they are (no
 * compression is asked for; what comes compressed all the same is decoded,
 * and its header stands in the record).  What may pass is tried again after
 * growing delays, or the server's own Retry-After.
 *
 * A file in doubt is downloaded a second time, with its .md5, on new
 * connections to addresses asked for anew.  The two of one download stay
 * together.  Where the second file came and is no web page, the second
 * download counts and sha256_first is the digest of the first; else the
 * first stands, without an .md5 that did not match, and reason tells it.
 * Where the wait does not fit before the deadline there is no second.
 */
#include "model/source.h"

struct fetch_options {
	const char *mirror; /* URL or NULL */
	const char *spool;  /* an existing empty directory */
	utc_t clock;	    /* decides which sources are in force */
	int deadline_secs;  /* for the whole run; its last quarter is kept
				for IANA */
	uint64_t bytes_max; /* of all files together; 0: no ceiling */
	int connect_secs, total_secs, low_speed_secs; /* per transfer */
	int retries;
	int retry_ms; /* before the first retry; each one doubles it */
	int refetch_wait_secs;	/* before a doubtful file is fetched again */
	bool progress;		/* a terminal is watching (stderr) */
	const char *ca_file;	/* extra trust for tests; NULL: the system's */
	const bool *off;	/* by source index: switched off; or NULL */
	const char *const *url; /* by source index: replaced URL or NULL; or
				   NULL */
};
void fetch_options_init(struct fetch_options *o);
int64_t monotonic_ms(void);

/* What a pair of downloads looks like to whoever may read them.  SHORT says
 * that the .md5, if there is one, agrees. */
enum inspect_verdict {
	INSPECT_FINE,
	INSPECT_HTML,
	INSPECT_SHORT,
	INSPECT_MD5_WRONG,
	INSPECT_SIGNATURE_WRONG
};
/* file and beside are paths in the spool: a file and its .md5, or a .asc and
 * the file that it signs; beside may be NULL. */
typedef enum inspect_verdict inspect_fn(const struct source *src,
    const char *file, const char *beside, void *arg);

/* Fills *ret (one fetch per source).  -1 only where the run itself failed.
 * IANA is asked when all others are done, and not at all where no registry
 * answered. */
int fetch_all(const struct fetch_options *o, inspect_fn *inspect, void *arg,
    struct provenance *ret, struct err *e);

/* A file to be had; borrowed. */
struct fetch_item {
	const char *id;	  /* for messages */
	const char *url;  /* https, as it is published */
	const char *path; /* in the spool */
	size_t max;	  /* ceiling in bytes */
};
/*
 * A list of files that nobody doubts: each is downloaded once, from whatever
 * host its URL names, and a redirect may lead to the same origin only.
 * ret[0..n) is filled, without a source.  Of o, clock, off and url are not
 * used, and the whole of deadline_secs is the list's.  The hosts' chains are
 * added to those in the spool.
 */
int fetch_list(const struct fetch_options *o, const struct fetch_item *items,
    size_t n, struct fetch *ret, struct err *e);

#endif
