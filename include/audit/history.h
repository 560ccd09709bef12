/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_HISTORY_H
#define AUDIT_HISTORY_H
/*
 * What the rules share that hold a registry's file against the same source's
 * one before, as the ledger keeps it.
 */
#include "audit/audit.h"
#include "audit/probe.h"
#include "audit/view.h"

/* One registry's changes, in one family where a rule looks at one. */
struct history {
	const struct dataset *d;
	struct probe *p;
	const struct ledger *old, *today;
	size_t rir;
	enum family f;
};
/* Calls fn for each file that could be compared; those that could not are
 * unobserved, and where none could it says NO_INPUT. */
typedef void history_file_fn(const struct history *h);
void history_each_file(const struct dataset *d, struct probe *p,
    history_file_fn *fn);
/* Calls fn for each change of h's registry, in all families. */
typedef void history_fn(const struct history *h, const struct change *c);
void history_each(const struct history *h, history_fn *fn);
/* Did so much of the file change in place that A-24 tells it? */
bool history_bulk(const struct history *h);
/* Today's holder; "" where it cannot be told. */
const char *history_is(const struct history *h, const struct change *c);
/* Listed in both, and of one holder. */
bool history_same_holder(const struct change *c);
bool history_delegated(const struct registration *q);
/* "APNIC's files up to that as of ... last": the one before says it, or one
 * before that where it leaves it open or contradicts itself. */
#define HISTORY_TOLD (UTC_TEXT + 80)
const char *history_told(const struct history *h, char out[HISTORY_TOLD]);
/* Cites what today's file says of r: its records, else its header. */
void history_cite(const struct history *h, struct range r);

#endif
