/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_LEDGER_H
#define AUDIT_LEDGER_H
/*
 * What the runner carries from snapshot to snapshot, on the branch findings.
 * Rules read it and never write it.  All files are text, a record a line,
 * fields separated by '|', sorted; the first line names the format.
 *
 * ledger/sources        # nroaudit ledger sources 1
 *   run|DAY                                the snapshot's UTC day
 *   base|RIR|INSTANT                       as-of of the first file seen
 *   asof|RIR|INSTANT                       as-of of the newest file seen
 *   source|ID|SHA256|RETRIEVED|SIZE|ROWS|FILEDAY|UNBROKEN|N1,..N12
 *       RETRIEVED: first retrieval of these bytes; FILEDAY: the day its
 *       serial (else enddate) names, or empty; UNBROKEN 1: a run every day
 *       since; of a transfer log ROWS is the most entries, and FILEDAY the
 *       latest end of records_interval, that any had; N: numbers per family (asn, ipv4, ipv6) and status (allocated,
 *       assigned, available, reserved), decimal, IPv6 in /64s
 * ledger/asn, ipv4, ipv6    # nroaudit ledger FAMILY 1
 *   LO-HI|RIR|CLASS|SINCE                  by RIR, LO and CLASS; CLASS
 *       d: delegated, p: pool;
 *       SINCE: as-of of the first file that listed it in this class
 * ledger/open           # nroaudit ledger open 1
 *   RULE|PARTIES|TYPE|SUBJECT|FIRST|LAST|EPISODE|OBSERVED|GAP|SERIALS
 *       LAST: the last day on which bytes not seen before showed it; OBSERVED:
 *       such days; GAP: the longest run of other days between them; SERIALS:
 *       newer files seen since FIRST, per RIR, five numbers by ','
 * ledger/closed         # nroaudit ledger closed 1
 *   RULE|PARTIES|TYPE|SUBJECT|FIRST|CURED|EPISODE    kept CLOSED_DAYS
 */
#include "audit/rule.h"
#include "num/rset.h"

#define CLOSED_DAYS 730
#define LEDGER_LINES_MAX 20000000
extern uint32_t ledger_lines_max; /* that, but for its own test */

struct source_state {
	bool seen;
	char sha256[SHA256_HEX];
	utc_t retrieved;
	size_t size;
	uint64_t rows;
	day_t file_day;
	bool unbroken;
	num_t totals[FAM_N][4];
};

/* A RIR's listing of an interval in one class, without a gap. */
struct tenancy {
	struct range r;
	utc_t since;
};
struct tenancies {
	struct tenancy *v; /* sorted, disjoint */
	size_t n, cap;
};
/* The two may overlap, where a file contradicts itself. */
enum class { CLASS_DELEGATED, CLASS_POOL };
#define CLASS_N 2

struct open_entry {
	const struct rule *rule;
	unsigned parties;
	enum subject_type type;
	struct range range;
	char *name;
	char *exception; /* that excused it last; owned, or NULL */
	day_t first, last;
	int episode;
	uint32_t observed, gap;
	uint32_t serials[RIR_N];
};
struct open_list {
	struct open_entry *v;
	size_t n, cap;
};

struct ledger {
	day_t run_day; /* 0: no snapshot before */
	utc_t base[RIR_N], asof[RIR_N];
	struct source_state *src; /* by source index */
	struct tenancies ten[RIR_N][FAM_N][CLASS_N];
	struct open_list open, closed;
};
void ledger_init(struct ledger *l);
void ledger_clear(struct ledger *l);
/* As-of of the first file in the unbroken listing that holds r, or TIME_NONE
 * where it is not listed throughout in that class. */
utc_t ledger_since(const struct ledger *l, size_t rir, enum family f,
    enum class c, struct range r);

/* The files above; names[] in the order of ledger_files. */
#define LEDGER_FILES 6
extern const char *const ledger_files[LEDGER_FILES];
void ledger_print(const struct ledger *l, size_t file, struct buf *out);
/* Our own text, but from a repository that others can write: strict. */
int ledger_parse(struct ledger *l, size_t file, struct span text,
    struct err *e);

/* Yesterday's ledger and today's snapshot make today's. open and closed are
 * the lifecycle's. */
struct view;
void ledger_advance(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret);

#endif
