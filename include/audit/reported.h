/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_REPORTED_H
#define AUDIT_REPORTED_H
/*
 * What others have reported day by day, as the ledger keeps it: what the NRO's
 * lists have had without a break, and where each feed of changes ended.
 */
#include "model/dataset.h"

enum reported_kind {
	REP_CONFLICT,  /* the NRO's list of conflicts */
	REP_UNCLAIMED, /* its list of what no registry's file has */
	REP_DIFFERS    /* its combined file, against the five (C-07) */
};
#define REPORTED_KINDS 3

struct listing {
	struct range r;
	unsigned parties; /* bits of enum publisher */
	day_t since;	  /* of the first report that had it */
	uint32_t reports; /* seen since, that one too */
};
struct listings {
	struct listing *v; /* by parties and lo; of one parties disjoint */
	size_t n, cap;
};

struct reported {
	day_t day; /* of the newest report seen, 0: none */
	struct listings by[REPORTED_KINDS][FAM_N];
	char *feed_end[RIR_N]; /* stats-end of the last feed; owned */
};
void reported_clear(struct reported *p);
/* The day of the NRO's report in this snapshot; 0 where not all of combined
 * file, conflicts and unclaimed are whole, or not of one report. */
day_t reported_day(const struct dataset *d);
/* Has the newest report this range, and since when all of it?  parties 0: any.
 * Since is the latest first report of its parts. */
bool reported_since(const struct reported *p, enum reported_kind k,
    enum family f, struct range r, unsigned parties, day_t *ret);
/* Today's ranges of one kind make tomorrow's listings; v is sorted in place
 * and may overlap. */
void listings_advance(const struct listings *old, struct listing *v, size_t n,
    day_t day, struct listings *ret);
/* What today's list of conflicts, or of unclaimed, has of one family: ret
 * grows. */
void reported_today(const struct dataset *d, enum reported_kind k,
    enum family f, struct listings *ret);

#endif
