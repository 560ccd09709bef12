/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_RULE_H
#define AUDIT_RULE_H
/* The rule table and what a rule function may do. */
#include "audit/finding.h"

#define RULESET_VERSION "1"

/* Needs, any of: */
enum {
	NEED_ANY = 0,		/* examines what is there */
	NEED_STATS = 1 << 0,	/* at least one RIR's statistics */
	NEED_ALL_RIRS = 1 << 1, /* all five, chosen file each */
	NEED_EXTENDED = 1 << 2, /* all five extended: pools are listed */
	NEED_IANA = 1 << 3,	/* all of IANA's registries */
	NEED_CLOCK = 1 << 4,	/* a given clock, and NEED_STEADY */
	NEED_STEADY = 1 << 5, /* a clock that the publishers' do not refute */
	NEED_LOGS =
	    1 << 6, /* a transfer log; what it shows is new by logs, and
			       by statistics where NEED_STATS stands beside */
	NEED_RPKI =
	    1 << 7,	  /* a RIR's trust anchor that held; new by trees, and
			      by the others that stand beside */
	NEED_NRO = 1 << 8 /* what it shows is new by a report of the NRO's */
};

enum rule_kind { KIND_STATE, KIND_EVENT };

/* In force from: nobody publishes yet what the rule is about. */
#define RULE_WAITS 21991231

struct probe;
typedef void rule_fn(const struct dataset *d, struct probe *p);

struct rule {
	const char *id;
	rule_fn *fn;
	unsigned needs;
	int obligation; /* 1..4, the first named */
	enum rule_kind kind;
	int severity;	     /* the highest that it states, 1..4 */
	char evidence_class; /* 'A' 'B' 'C' */
	day_t in_force;	     /* 0: always; or RULE_WAITS */
	const char *title, *text, *citation, *measured;
};
extern const struct rule rules[];
extern const size_t rules_n;
const struct rule *rule_find(struct span id);

#define RULE(id, fn, needs, ob, kind, sev, class, from, title, text, cite,    \
    measured)                                                                 \
	rule_fn fn;
#define RETIRED(id)
#include "audit/rules.def"
#undef RULE
#undef RETIRED

/* Findings that one rule may make of one snapshot.  Those beyond are counted:
 * the count is a self-fault, and nothing of the rule is cured that day. */
#define RULE_FINDINGS_MAX 50000

/* What a rule may tell its probe. */
void probe_examined(struct probe *p, uint64_t items);
/* This RIR could not be examined by this rule today: its open findings that
 * name it are UNOBSERVED. */
void probe_unobserved(struct probe *p, enum publisher pub);
/* The same for one source: findings named by it, and the ranges of its
 * registry. */
void probe_unobserved_source(struct probe *p, size_t source);
void probe_no_input(struct probe *p, const char *reason, ...)
    PRINTF_LIKE(2, 3);
/* Starts a finding; parties are bits; the calls below add to it. */
void probe_range(struct probe *p, unsigned parties, enum family fam,
    struct range r, int severity);
void probe_named(struct probe *p, unsigned parties, enum subject_type t,
    int severity, const char *name_fmt, ...) PRINTF_LIKE(5, 6);
void probe_observe(struct probe *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
void probe_cite(struct probe *p, const struct artefact *a, struct place at);
/* How many findings may still start; and those counted, not started. */
uint64_t probe_room(const struct probe *p);
void probe_beyond(struct probe *p, uint64_t findings);
void probe_cite_file(struct probe *p, const struct artefact *a);
/* How many places the finding cites by now. */
uint32_t probe_cited(const struct probe *p);
void probe_simultaneous(struct probe *p, bool shown);
/* The cited bytes alone show it. */
void probe_direct(struct probe *p);
/* The instants of the two files cannot be ordered at all. */
void probe_skew(struct probe *p);
/* A word that exceptions are matched by, beside rule and publisher. */
void probe_tag(struct probe *p, const char *tag);
/* The state that the runner carries from day to day, as of yesterday. */
const struct ledger *probe_ledger(const struct probe *p);
/* The same as of today: its listings and changes; of findings it has none. */
const struct ledger *probe_today(const struct probe *p);
/* The snapshot's numbers, sorted. */
const struct view *probe_view(const struct probe *p);
/* A fault of our own, for the report. */
void probe_self_fault(struct probe *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
