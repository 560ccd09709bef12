/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_JOB_RPKI_H
#define CMD_JOB_RPKI_H
/*
 * The part of fetch that follows the RPKI: trust anchors' certificates by
 * https, the RRDP repository that each names (RFC 8182), and the repositories
 * that the CA certificates found there name, in rounds.  What was had last
 * night lies in DIR/cache/rpki (io/rpki_cache.h), so that a night costs what
 * changed.  No byte of an outsider is interpreted here; an inspector is asked.
 *
 * Nothing here fails a run: what could not be had is a fault of the run's own,
 * and absent from its snapshot.
 */
#include "cmd/inspect_rpki.h"
#include "cmd/job.h"
#include "io/fetch.h"
#include "io/rpki_cache.h"

#define RPKI_CACHE "cache/rpki" /* below -C */
#define RPKI_PART "rpki/"	/* begins the names of parts, one a locator */
/* In the spool, by the locator's number in the configuration. */
#define RPKI_ANCHOR_FILE "rpki/certificate.%zu"

/* Limits; each has a test.  A round follows what the one before found, so
 * that there are at most CA_DEPTH_MAX. */
#define RPKI_REPOS_MAX 1000  /* of one locator */
#define RPKI_RSYNC_MAX 10000 /* points without RRDP that are noted */
#define RPKI_CONNECT_MAX 15  /* seconds, whatever fetch.connecttimeout says */
#define RPKI_SILENCE_MAX 30  /* the same of fetch.lowspeedtime */
#define RPKI_ANCHOR_MAX ((size_t)1 << 16)      /* bytes, from here on */
#define RPKI_SNAPSHOT_MAX ((size_t)1 << 30)    /* of an anchor's repository */
#define RPKI_DELEGATED_MAX ((size_t)256 << 20) /* of another */
#define RPKI_DELTA_MAX ((size_t)128 << 20)
#define RPKI_NIGHT_MAX ((uint64_t)4 << 30) /* all files of one run */
#define RPKI_FAULTS_MAX 24		   /* that are told one by one */
#define RPKI_KEEP_DAYS 30 /* what is not asked for so long is removed */

/* What became of a locator tonight. */
struct rpki_anchor {
	const struct config_locator *locator;
	char sha256[SHA256_HEX]; /* of its certificate; "": none was had */
	char *fault;		 /* NULL: none */
	utc_t when;
	char repo[URI_MAX + 1]; /* where it has no RRDP */
	size_t repos;
};

/* What became of a repository. */
enum rpki_had { HAD_NOTHING, HAD_SAME, HAD_DELTAS, HAD_SNAPSHOT };
const char *rpki_had_name(enum rpki_had h);

struct rpki_repo {
	char *uri;	  /* of its notification */
	uint32_t anchors; /* under which it is, a bit each */
	unsigned round;	  /* in which it was found; 0: an anchor's own */
	bool refused;	  /* and not asked */
	enum rpki_had had;
	enum rrdp_change change; /* since the night before */
	char session[RRDP_SESSION];
	uint64_t serial;
	size_t objects;
	char notification[SHA256_HEX];
	char *fault; /* NULL: none.  Also where all is had all the same */
	utc_t when;
	size_t *leads; /* to repositories */
	size_t leads_n, leads_cap;
};

/* A point that has no RRDP: not examined. */
struct rpki_rsync {
	char *uri;
	uint32_t anchors;
};

struct rpki_night {
	struct rpki_anchor anchors[LOCATORS_MAX];
	size_t anchors_n;
	struct rpki_repo *repos;
	size_t repos_n, repos_cap;
	struct rpki_rsync *rsync;
	size_t rsync_n, rsync_cap;
	bool over; /* there were more than may be followed */
};
void rpki_night_clear(struct rpki_night *n); /* for AUTO */
/* A repository, or point, that lies under those anchors; known ones are given
 * more.  False: one too many. */
bool rpki_night_repo(struct rpki_night *n, const char *uri, uint32_t anchors,
    unsigned round, size_t *ret);
bool rpki_night_rsync(struct rpki_night *n, const char *uri, uint32_t anchors);
/* May anybody reach that https URI?  Not where its host is an address, or this
 * machine by its name. */
bool rpki_uri_public(const char *uri);
/* The same, or none of those anchors' own certificates are, either. */
bool rpki_night_may(const struct rpki_night *n, const char *uri,
    uint32_t anchors);
/* What one leads to is under the same anchors. */
void rpki_night_spread(struct rpki_night *n);
/*
 * A part for each locator that was asked for: the lines of rpki/NAME/state
 * (nroaudit-formats(7)) but those of objects, which lie in the cache.
 */
void rpki_night_part(struct rpki_night *n, struct buf *out);
/* Every fault, to whoever reads the report. */
void rpki_night_say(const struct rpki_night *n, struct runinfo *run);
/* The ceiling of a repository's snapshot. */
size_t rpki_snapshot_max(unsigned round);

/* --- one repository (job_rpki_repo.c) --- */
struct rpki_work {
	const struct job *job;
	const struct fetch_options *options;
	const char *spool;
	char *root; /* RPKI_CACHE */
	struct inspected ask;
	struct rpki_night *night;
	int64_t until_ms; /* monotonic */
	uint64_t bytes;	  /* that are left of RPKI_NIGHT_MAX */
	utc_t now;
};
/* What holds for every list: the limits above, and what is left. */
void rpki_limits(const struct rpki_work *w, struct fetch_options *o);
/* A list of files, within these. */
int rpki_fetch(struct rpki_work *w, const struct fetch_item *items, size_t n,
    struct fetch *ret, struct err *e);

/* A repository on its way through a round. */
struct rpki_visit {
	size_t repo;	     /* in the night's */
	bool judged, deltas; /* n is filled; and deltas lead there */
	struct notified n;
	size_t first, files; /* of the round's list */
};
void rpki_visit_clear(struct rpki_visit *v);
/* Its notification, which was fetched into that file: what is to be had? */
int rpki_visit_judge(struct rpki_work *w, struct rpki_visit *v,
    const char *file, struct err *e);
/* Files of its list, fetched or not, into the cache.  Where deltas fail,
 * *again is set: then it is the snapshot's turn. */
int rpki_visit_take(struct rpki_work *w, struct rpki_visit *v,
    const char *notification, const struct fetch_item *items,
    const struct fetch *got, bool *again, struct err *e);
void rpki_repo_fault(struct rpki_repo *r, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* All of it.  base: the options of the other downloads.  Adds a part for each
 * locator to out, and faults to run. */
void job_rpki(const struct job *j, const struct fetch_options *base,
    const struct service *inspector, struct runinfo *run, struct buf *out);
/* commit: those parts, what they speak of in cache and spool, into a tree. */
int job_commit_rpki(const struct job *j, struct store *st,
    struct store_tree *t, struct span parts, utc_t when, struct err *e);

#endif
