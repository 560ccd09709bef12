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

/* One registry's changes in one family. */
struct history {
	const struct dataset *d;
	struct probe *p;
	const struct ledger *old, *today;
	size_t rir;
	enum family f;
};
/* Calls fn for each change of each file that could be compared; those that
 * could not are unobserved, and where none could it says NO_INPUT. */
typedef void history_fn(const struct history *h, const struct change *c);
void history_each(const struct dataset *d, struct probe *p, history_fn *fn);
/* The two holders' words; "" where it cannot be told. */
const char *history_was(const struct history *h, const struct change *c);
const char *history_is(const struct history *h, const struct change *c);
bool history_same_holder(const struct history *h, const struct change *c);
bool history_delegated(const struct registration *q);
/* "between the files as of ... and ..." */
#define HISTORY_SPAN (2 * UTC_TEXT + 40)
const char *history_span(const struct history *h, char out[HISTORY_SPAN]);
/* Cites what today's file says of r: its records, else its header. */
void history_cite(const struct history *h, struct range r);

#endif
