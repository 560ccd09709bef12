/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_VIEW_H
#define AUDIT_VIEW_H
/* A dataset's numbers, sorted once for all rules. */
#include "audit/rule.h"
#include "num/rset.h"

struct view_file {
	uint32_t *order[FAM_N]; /* record indices by (lo, hi, line) */
	size_t n[FAM_N];
	struct rset delegated[FAM_N], pool[FAM_N];
	num_t widest[FAM_N]; /* hi - lo of the widest record */
};
struct view {
	struct view_file *files; /* by source index */
	struct rset iana_given[FAM_N];	/* allocated or legacy */
	struct rset iana_rir[RIR_N][FAM_N]; /* allocated to that RIR */
	struct rset iana_special[FAM_N];
	struct rset iana_withheld[FAM_N]; /* neither given nor special */
	bool have_iana; /* all eight registries were read */
};
void view_make(const struct dataset *d, struct view *ret);
void view_clear(struct view *v);
/* Calls fn for each record of that file and family that meets r, by lo. */
typedef void view_fn(const struct record *rec, void *arg);
void view_each(const struct dataset *d, const struct view *v, size_t source,
    enum family f, struct range r, view_fn *fn, void *arg);

#endif
