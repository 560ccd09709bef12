/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_FINDING_H
#define AUDIT_FINDING_H
/* What a rule states about the world, and what became of it over the days. */
#include "audit/epoch.h"
#include "model/dataset.h"

enum outcome_kind {
	OUT_PASS,
	OUT_FAIL,
	OUT_EXCUSED,
	OUT_NO_INPUT,
	OUT_NOT_IN_FORCE,
	OUT_SKEW
};
const char *outcome_kind_name(enum outcome_kind o); /* "FAIL", ... */

enum severity { SEV_S1 = 1, SEV_S2, SEV_S3, SEV_S4 };
enum persistence { PERS_OBSERVED, PERS_PERSISTENT, PERS_AGED, PERS_CHRONIC };
const char *persistence_name(enum persistence p);

/* What a finding is about. */
enum subject_type {
	SUBJ_ASN,
	SUBJ_IPV4,
	SUBJ_IPV6,
	SUBJ_FILE,
	SUBJ_SOURCE,
	SUBJ_REGISTRY
}; /* the first three equal enum family */
const char *subject_type_name(enum subject_type t);

/* A cited line; by value, so that it outlives the dataset. */
struct evidence {
	const struct source *source;
	char blob[SHA1_HEX];
	char sha256[SHA256_HEX]; /* of the whole file */
	uint32_t line;		 /* 1-based; 0: the whole file */
	uint32_t offset;
	char *text; /* verbatim; control and non-UTF-8 bytes as \xNN */
};
#define EVIDENCE_MAX 16 /* inline; evidence_total counts the others */
/* evidence_total of a range's records stops here: it then means "or more". */
#define EVIDENCE_COUNT_MAX 10000

struct finding {
	const struct rule *rule;
	enum outcome_kind outcome; /* FAIL, EXCUSED or SKEW */
	unsigned parties;	   /* bit per enum publisher */
	enum subject_type type;
	struct range range; /* the first three types */
	char *name;	    /* the others; owned */
	int severity;	    /* 1..4 */
	char *observation;  /* one sentence, facts only; owned */
	const struct exception *exception; /* EXCUSED only: the one that does,
					      or did while it was seen */
	bool simultaneous; /* shown by bracketing; U-01, U-07 */
	bool direct; /* by the cited bytes: S1 where it persists and there is a
			copy of each file elsewhere; U-01, U-02 */
	const char *tag; /* what exceptions match by; static, or NULL */
	struct evidence *ev;
	size_t ev_n;
	uint32_t evidence_total;
	/* lifecycle; filled by the runner */
	day_t first_seen, last_seen;
	int episode; /* 1, then +1 for each recurrence after a cure */
	enum persistence persistence;
	uint32_t days_observed, days_total, longest_gap;
	bool fresh;	 /* first seen in this snapshot, or excused until it */
	bool unobserved; /* open, but not examinable in this snapshot */
	day_t noticed;	 /* of the NRO's report that first listed all of it,
			    if the newest does; 0: it is not listed */
	char *id;	 /* U-01/54.222.0.0-54.223.255.255/apnic+arin@... */
};
void finding_clear(struct finding *f);

struct findings {
	struct finding *v;
	size_t n, cap;
};
void findings_clear(struct findings *f);

/* What a rule came to. */
struct rule_result {
	const struct rule *rule;
	enum outcome_kind outcome;
	uint64_t examined;
	char *reason; /* NO_INPUT and NOT_IN_FORCE: why; owned */
	uint32_t fails, excused;
};

/* A fault of our own; stands in every report. */
struct self_fault {
	char *text;
};

struct audit_result {
	struct rule_result *results; /* rules_n, table order */
	struct findings open;	     /* FAIL, EXCUSED, SKEW: sorted by id */
	struct findings cured;	     /* cured in this snapshot */
	struct self_fault *faults;
	size_t faults_n, faults_cap;
	struct epoch epoch; /* where the engine changed since the snapshot
			       before */
};
void audit_result_clear(struct audit_result *r);

#endif
