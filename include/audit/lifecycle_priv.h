/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_LIFECYCLE_PRIV_H
#define AUDIT_LIFECYCLE_PRIV_H
/* The inside of the lifecycle. */
#include "audit/audit.h"
#include "audit/past.h"

/* All that is known of one (parties, type) of a rule. */
struct group {
	struct finding *v; /* raw, today: a slice of the sorted array */
	size_t n;
	struct past open, closed;
	struct rindex closed_index; /* ranges only */
};

/* Copies the entry; its name too. */
void lifecycle_book(struct open_list *o, const struct open_entry *e);
/* Of the group's open entries, what was not found: found is the union of its
 * ranges today. */
void lifecycle_rest(struct lifecycle *lc, const struct group *g,
    const struct rset *found, const struct rule_result *res,
    const struct unobserved *un);

#endif
