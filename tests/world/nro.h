/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_NRO_H
#define WORLD_NRO_H
/* What the NRO makes of the five files at noon, and we see the day after. */
#include "tests/world/row.h"

#define NRO_FILES 4
#define NRO_SLOT_ROWS 160
extern const char nro_names[NRO_FILES][24]; /* source ids */

/* A registry, or IANA behind the five. */
#define NRO_PARTIES (RIR_N + 1)

/* Days on which the reports that we saw had a piece, one after the other. */
struct nro_count {
	bool made,
	    listed; /* by the report of today's noon; the one published */
	int reports;
};
struct nro_piece {
	/* In conflict: two registries, one with itself, one with IANA;
	 * [IANA][r]: unclaimed, and allocated to r. */
	struct nro_count by[NRO_PARTIES][NRO_PARTIES];
};

/* What is done to the files that we find; bits. */
enum {
	NF_NO_CONFLICTS = 1 << 0, /* C-08 */
	NF_NONE = 1 << 1,	  /* C-08 */
	NF_STALL = 1 << 2,	  /* C-08: no new report */
	NF_CUT = 1 << 3		  /* M-03, the list of conflicts */
};

struct nro_incident {
	uint32_t bit;
	struct sched on;
};
#define NRO_INCIDENTS 8
struct nro_plan {
	struct nro_incident v[NRO_INCIDENTS];
	size_t n;
};

struct nro_row_of {
	size_t rir;
	struct row row;
};

/* What we find on a day. */
struct nro_day {
	bool there[NRO_FILES];
	int day, cut; /* of the report; the file that is cut; -1 */
	bool lists;   /* all of them are whole */
	bool fresh;   /* and of a report not seen before */
};

struct world;
struct day_view;
struct truth;
struct incident;
struct nro_reports {
	struct buf made[NRO_FILES], text[NRO_FILES];
	int made_day, day; /* -1: none */
};
void nro_init(struct nro_reports *n);
void nro_clear(struct nro_reports *n);
/* In the morning: the newest report is put where we look for it. */
int nro_publish(struct world *w, struct nro_reports *n, const char *dir,
    struct day_view *v, struct err *e);
/* At noon: from what the registries publish by then. */
void nro_make(struct world *w, int day, struct nro_reports *n);
/* truth_nro.c: its files as files, and how often each piece was listed. */
void truth_nro(struct world *w, struct truth *t, struct day_view *v);
#endif
