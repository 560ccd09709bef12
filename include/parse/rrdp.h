/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_RRDP_H
#define PARSE_RRDP_H
/*
 * RRDP (RFC 8182 section 3.5; same origin: RFC 9674; delta mutation: RFC 9697).
 * Pure, and a push parser: bytes come in pieces of any size, objects go out one
 * by one.  No DTD, no entity but XML's own five, no tag longer than a limit
 * that is checked before libxml2 sees it: hundreds of thousands of attributes
 * cost it minutes.  Every error is ERR_DATA and names the line.
 */
#include "base/digest.h"
#include "model/uri.h"

#define RRDP_TAG_MAX 4096		  /* bytes from '<' to '>' */
#define RRDP_OBJECT_MAX ((size_t)8 << 20) /* decoded */
#define RRDP_OBJECTS_MAX 1000000	  /* of a snapshot or delta */
#define RRDP_NOTIFICATION_MAX ((size_t)4 << 20)
#define RRDP_DELTAS_MAX 300 /* that are followed; a snapshot costs less then */
#define RRDP_SESSION 37	    /* bytes of a session id's text, with the NUL */

struct rrdp_delta {
	uint64_t serial;
	char *uri;
	char hash[SHA256_HEX];
};

struct rrdp_notification {
	char session[RRDP_SESSION];
	uint64_t serial;
	char *uri; /* of the snapshot */
	char hash[SHA256_HEX];
	struct rrdp_delta *deltas; /* newest first */
	size_t n, cap;
	/* How many of them, from the newest, have no gap between; 0 also where
	 * the newest is not the notification's own serial (section 3.3.2). */
	size_t unbroken;
};
/* own_uri is where it was read from: every URI in it must be of that origin. */
int rrdp_notification_parse(struct span xml, const char *own_uri,
    struct rrdp_notification *ret, struct err *e);
void rrdp_notification_clear(struct rrdp_notification *n); /* NULL-safe */

/* What is between two notifications of one publication server. */
enum rrdp_change {
	RRDP_SAME,     /* nothing new */
	RRDP_DELTAS,   /* *ret_n deltas of now, the newest, lead from before */
	RRDP_SNAPSHOT, /* too many, or a gap: the snapshot is to be read */
	RRDP_RESET,    /* another session (section 3.3.1) */
	RRDP_REGRESS,  /* the serial went back within a session */
	RRDP_MUTATED   /* a delta's or snapshot's hash is not what it was for
			  the same serial (RFC 9697) */
};
const char *rrdp_change_name(enum rrdp_change c);
enum rrdp_change rrdp_compare(const struct rrdp_notification *before,
    const struct rrdp_notification *now, size_t *ret_n);

enum rrdp_kind { RRDP_SNAPSHOT_FILE, RRDP_DELTA_FILE };

/* An object of a snapshot or delta.  replaces: the hash that the object there
 * must have, "" for one that must not be there.  object is empty where it is
 * withdrawn.  Borrowed; -1 with e set ends the reading. */
struct rrdp_object {
	const char *uri;
	const char *replaces;
	struct span object;
	bool withdrawn;
};
typedef int rrdp_object_fn(const struct rrdp_object *o, void *arg,
    struct err *e);

struct rrdp_reader;
/* Its bytes have the ceiling of whoever fetches them.  Both session and serial must be what the notification says. */
struct rrdp_reader *rrdp_open(enum rrdp_kind kind, const char *session,
    uint64_t serial, rrdp_object_fn *fn, void *arg);
/* After an error every further call returns the same one. */
int rrdp_feed(struct rrdp_reader *r, struct span bytes, struct err *e);
/* The end of the file: is it whole, and did nothing stand there twice? */
int rrdp_end(struct rrdp_reader *r, struct err *e);
void rrdp_free(struct rrdp_reader *r); /* NULL-safe */

#endif
