/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_PAST_H
#define AUDIT_PAST_H
/* What the ledger holds of one rule, in an order that can be searched. */
#include "audit/ledger.h"
#include "num/rindex.h"

/* By (parties, type), then by name or lo, then as in the ledger. */
struct past {
	const struct open_entry **v; /* owned; the entries are the ledger's */
	size_t n;
};
void past_make(struct past *p, const struct open_list *l,
    const struct rule *rule);
void past_clear(struct past *p);
/* Those of one (parties, type); v is borrowed from p. */
struct past past_of(const struct past *p, unsigned parties,
    enum subject_type type);
/* Among those of one (parties, type): how many have the name; the first. */
size_t past_named(const struct past *p, const char *name, size_t *ret_first);
/* An index over those of one (parties, type) that are ranges. */
void past_index(const struct past *p, struct rindex *ret);

/* The order of raw findings and of entries alike. */
int subject_key_cmp(unsigned parties_a, enum subject_type type_a,
    unsigned parties_b, enum subject_type type_b);

#endif
