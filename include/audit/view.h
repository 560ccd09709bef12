/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_VIEW_H
#define AUDIT_VIEW_H
/* A dataset's numbers, sorted once for all rules. */
#include "audit/moves.h"
#include "audit/rule.h"
#include "audit/trees.h"
#include "num/rindex.h"
#include "num/rset.h"

/* The records of one family in one file. */
struct view_order {
	const struct record *v;
	uint32_t *order; /* indices into v, by (lo, hi, line) */
	size_t n;
	bool disjoint;	     /* no two of them meet */
	struct rindex index; /* of order */
};
struct view_file {
	struct view_order by[FAM_N];
	/* Of the files chosen for their RIRs; empty for the others. */
	struct rset delegated[FAM_N], pool[FAM_N];
	struct rset other[FAM_N];  /* of unknown status */
	struct rset listed[FAM_N]; /* all three */
};
struct view {
	struct view_file *files;	    /* by source index */
	struct rset iana_given[FAM_N];	    /* allocated or legacy */
	struct rset iana_rir[RIR_N][FAM_N]; /* allocated to that RIR */
	struct rset iana_special[FAM_N];
	struct rset iana_withheld[FAM_N]; /* neither given nor special */
	struct moves moves[FAM_N];	  /* of the logs that are there */
	struct trees trees;		  /* of the RPKI */
	bool have_iana;			  /* all eight registries were read */
};
void view_make(const struct dataset *d, struct view *ret);
void view_clear(struct view *v);
/* Calls fn for each record of that file and family that meets r, by lo, until
 * it says false. */
typedef bool view_fn(const struct record *rec, void *arg);
void view_each(const struct view *v, size_t source, enum family f,
    struct range r, view_fn *fn, void *arg);

#endif
