/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_EPOCH_H
#define AUDIT_EPOCH_H
/*
 * A change of engine opens an epoch.  What the new engine alone finds or no
 * longer finds is shown by judging the last snapshot of the old one again;
 * it is listed, and counts neither as new nor as cured.
 */
#include "base/base.h"

struct ledger;
struct audit_result;

struct epoch {
	char *from;		 /* the engine before; NULL: no change */
	char **added, **removed; /* "ID|OUTCOME|SEVERITY", sorted; owned */
	size_t added_n, removed_n;
};
void epoch_clear(struct epoch *e);

/* The engine that a findings text (audit/audit.h) names; owned, NULL where it
 * names none. */
char *findings_engine(struct span text);
/* Are two findings texts equal apart from the engine that they name? */
bool findings_equal(struct span a, struct span b);

/*
 * text: what the old engine found in a snapshot; again: what this one finds
 * in it, with next its ledger.  Fills *ret, and takes out of next's closed
 * entries what the new engine dropped: it was not cured.
 */
void epoch_compare(struct span text, const struct audit_result *again,
    struct ledger *next, struct epoch *ret);

#endif
