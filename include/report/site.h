/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SITE_H
#define REPORT_SITE_H
/*
 * What the pages over all runs are made of: site.xml, a pure function of the
 * findings files in their order, and of the notices that there are.  A night appends one of them to yesterday's
 * site.xml; a rebuild from the first gives the same bytes.  Its schema is
 * templates/site.xsd.
 */
#include "audit/audit.h"
#include "model/notice.h"

#define SITE_NS "https://nroaudit.org/ns/site/1"
/* Where the report collapses findings of one kind, they get no page each but
 * are counted as one group. */
#define SITE_GROUP_MAX 200
#define SITE_XML_MAX ((size_t)64 << 20)

/* "U-01": a capital, a dash, two digits. */
bool site_rule_shaped(struct span s);
/* "U-01-" and the first half of the id's SHA-256: a file name without its
 * ".html" that is safe, short, and cannot be made to meet another. */
#define SITE_PAGE 40
const char *site_page(struct span id, char out[SITE_PAGE]);

enum life_state { LIFE_OPEN, LIFE_EXCUSED, LIFE_UNOBSERVED, LIFE_CURED };
#define LIFE_STATES 4

struct site_run {
	char *name; /* "2013-04-09", "2013-04-09-2": also its directory */
	char snapshot[SHA1_HEX], findings[SHA1_HEX]; /* commits */
	utc_t clock;
	unsigned fails, fresh, cured, excused, unobserved, faults;
	unsigned severity[5], obligation[5]; /* of the fails, by 1..4 */
	unsigned cell[PUB_N][5];	     /* by party and obligation */
};

/* Runs from..to, by index, in which a finding stood so. */
struct site_span {
	enum life_state state;
	uint32_t from, to;
};

/* One finding over all runs; texts are those of the last run that told. */
struct site_life {
	char *id, *subject, *observation;
	char *rule, *parties, *type, *persistence, *exception, *severity;
	char *obligation, *first, *last, *episode, *observed, *total, *gap;
	bool event; /* reported once, by its rule's kind */
	struct site_span *spans;
	size_t spans_n, spans_cap;
	bool touched; /* by what was added since site_init or site_parse */
};

/* What has no page of its own, being too many of a kind. */
struct site_group {
	char *rule, *parties, *exception; /* "" where none excuses */
	uint32_t from, to, runs; /* first and last run, how many had it */
	uint32_t count;		 /* in the last */
};

struct site {
	struct site_run *runs;
	size_t runs_n, runs_cap;
	struct site_life *lives; /* sorted by id */
	size_t lives_n, lives_cap;
	struct site_group *groups; /* sorted by rule, exception, parties */
	size_t groups_n, groups_cap;
	struct notices notices;
	char notices_commit[SHA1_HEX];	/* that holds them, or "" */
	char sheets_sha256[SHA256_HEX]; /* of the templates that show it */
};
void site_clear(struct site *s);

/* Appends a run.  text is its findings file; findings the commit that holds
 * it.  A line that cannot be read is an error that names it. */
int site_add(struct site *s, const char *findings, utc_t clock,
    struct span text, struct err *e);
/* The run of a snapshot, or NULL. */
const struct site_run *site_run_of(const struct site *s, const char *snapshot);
enum life_state site_life_state(const struct site_life *l);

/* Episodes of one subject, and pieces of one range: their pages name each
 * other. */
bool site_kin(const struct site_life *a, const struct site_life *b);

/* Canonical bytes. */
void site_print(const struct site *s, struct buf *out);
/* Of these, what a finding's page is made from: itself, its kin, its rule and
 * the newest SITE_LIFE_RUNS runs of its life.  The page is the same from
 * either, and costs the same on any day. */
#define SITE_LIFE_RUNS 366
void site_print_life(const struct site *s, const struct site_life *l,
    struct buf *out);
/* Only what site_print wrote and nobody changed since; *ret is zeroed. */
int site_parse(struct span xml, struct site *ret, struct err *e);

#endif
