/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H
/* Dataset and ledger in; outcomes, findings and the next ledger out. */
#include "audit/exception.h"
#include "audit/ledger.h"
#include "audit/rule.h"

/* Persistence thresholds (facts: persistence classes). */
struct thresholds {
	uint32_t serials;	 /* newer files of every involved RIR */
	int days, aged, chronic; /* days seen anew behind the first */
};
void thresholds_init(struct thresholds *t); /* 3, 7, 30, 180 */

void audit_run(const struct dataset *d, const struct ledger *old,
    const struct exceptions *x, const struct thresholds *t,
    struct audit_result *ret, struct ledger *next);

/*
 * The text of the file `findings` on the branch of that name:
 *   # nroaudit findings 1
 *   # snapshot COMMIT
 *   # engine ENGINE
 *   # rules VERSION
 *   epoch|ENGINE-BEFORE|ADDED|REMOVED       where the engine changed: counts
 *   epoch-added|ID|OUTCOME|SEVERITY         what it alone added, and removed,
 *   epoch-removed|ID|OUTCOME|SEVERITY       in the snapshot before
 *   outcome|RULE|OUTCOME|EXAMINED|REASON           a line a rule, by id
 *   finding|ID|RULE|OBLIGATION|S1..S4|OUTCOME|EXCEPTION|PERSISTENCE|PARTIES|
 *       TYPE|SUBJECT|FIRST|LAST|EPISODE|OBSERVED|TOTAL|GAP|NEW|OBSERVATION
 *   notice|ID|DAY       behind its finding: the NRO has listed it since then
 *   cured|ID|RULE|PARTIES|FIRST|LAST
 *   unobserved|ID|RULE|PARTIES|FIRST|LAST
 *   self|TEXT
 * '|', '\' and control bytes in OBSERVATION and REASON are \xNN.
 */
void findings_print(const struct dataset *d, const struct audit_result *r,
    struct buf *out);

/* "apnic+arin", "-" for none; bits are enum publisher. */
#define PARTIES_TEXT 64
const char *parties_text(unsigned parties, char out[PARTIES_TEXT]);
int parties_parse(struct span s, unsigned *ret);
/* The subject as in an id; owned. */
char *subject_text(enum subject_type t, struct range r, const char *name);

/* --- within the layer --- */
/* The M-rules' view of a file: may absence in it be reasoned from? */
bool stats_complete(const struct dataset *d, size_t source);
/* Is the shortfall of records the publisher's own (M-03)? */
bool stats_attributed(const struct dataset *d, size_t source);
/* Did this file lose more than 1 % since the one before (P-18)? */
bool stats_shrunk(const struct dataset *d, const struct ledger *l,
    size_t source);
/*
 * Of r, delegated by `to` and in the pool of `from`, what looks like a
 * transfer under way: `from` keeps it as reserved, not as available, and
 * either a log shows it as moving, or both took it up since our first sight
 * of them, within the last fortnight.
 */
void transfers_in(const struct dataset *d, const struct probe *p, size_t to,
    size_t from, enum family f, struct range r, struct rset *ret);
/* For rules over each statistics file of its own: marks what is absent or not
 * whole today as unobserved. */
void mark_unexamined(const struct dataset *d, struct probe *p);
/* Cites the records of a statistics file that meet r. */
enum cited_records { CITE_ALL, CITE_DELEGATED, CITE_POOL };
void cite_records(const struct dataset *d, struct probe *p, size_t source,
    enum family f, struct range r, enum cited_records which);
/* Ranges that A-13 would list but for what this registry's file lost. */
size_t loss_explains(const struct dataset *d, const struct probe *p,
    size_t rir);

/* Since when the NRO has listed what is open (U-01, U-07, A-13, C-03). */
void findings_notice(struct audit_result *ret, const struct ledger *today);

/* Raw findings of one rule to pieces with a life; see lifecycle.c. */
struct lifecycle {
	const struct dataset *d;
	const struct ledger *old;
	const struct exceptions *x;
	const struct thresholds *t;
	struct audit_result *ret;
	struct ledger *next;
};
/* What a rule could not examine today: bits of enum publisher, and sources by
 * index. */
struct unobserved {
	unsigned parties;
	bool *source;
};
void lifecycle_rule(struct lifecycle *lc, const struct rule *rule,
    struct findings *raw, const struct rule_result *res,
    const struct unobserved *un);
void lifecycle_finish(struct lifecycle *lc);
/* newer.c: parties whose newer files count, the RIRs named, or all for NRO's;
 * did this RIR's tree or a later file of it, its chosen file, any of the
 * parties, what f cites, or source i or its checksum come with bytes not seen
 * before? */
unsigned life_counted(unsigned parties);
bool life_newer_serial(const struct lifecycle *lc, const struct rule *rule,
    size_t rir);
bool life_newer_file(const struct lifecycle *lc, size_t rir);
bool life_any_newer(const struct lifecycle *lc, const struct rule *rule,
    unsigned parties);
bool life_shown_anew(const struct lifecycle *lc, const struct finding *f);
bool life_named_anew(const struct lifecycle *lc, const struct rule *rule,
    size_t i);

#endif
