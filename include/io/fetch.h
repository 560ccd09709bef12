/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FETCH_H
#define IO_FETCH_H
/*
 * The world's bytes into a spool directory: <spool>/<source path>, and
 * tls/<host>.pem.  Never interprets a byte: what is odd about them is asked
 * of an inspector.
 */
#include "model/source.h"

struct fetch_options {
	const char *mirror;  /* URL or NULL */
	const char *spool;   /* an existing empty directory */
	utc_t clock;	     /* decides which sources are in force */
	int deadline_secs;   /* for the whole run */
	int connect_secs, total_secs, low_speed_secs; /* per transfer */
	int retries;
	int refetch_wait_secs; /* before a doubtful file is fetched again */
	bool progress;	       /* a terminal is watching (stderr) */
	const char *ca_file;   /* extra trust for tests; NULL: the system's */
	const bool *off;       /* by source index: switched off; or NULL */
	const char *const *url; /* by source index: replaced URL or NULL; or
				   NULL */
};
void fetch_options_init(struct fetch_options *o);

/* What a pair of downloads looks like to whoever may read them. */
enum inspect_verdict { INSPECT_FINE, INSPECT_HTML, INSPECT_SHORT,
	INSPECT_MD5_WRONG };
/* file and md5_file are paths in the spool; md5_file may be NULL. */
typedef enum inspect_verdict inspect_fn(const struct source *src,
    const char *file, const char *md5_file, void *arg);

/* Fills *ret (one fetch per source).  -1 only where the run itself failed;
 * IANA last. */
int fetch_all(const struct fetch_options *o, inspect_fn *inspect, void *arg,
    struct provenance *ret, struct err *e);

#endif
