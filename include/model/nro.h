/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_NRO_H
#define MODEL_NRO_H
/*
 * What the NRO's combining tool publishes, and the list of conflicts that it
 * tolerates, read.  All are records of the statistics exchange format with a
 * ninth field, their origin; only the combined file has header and summaries.
 */
#include "model/stats.h"

enum nro_kind {
	NRO_COMBINED,	 /* nro-delegated-stats */
	NRO_CONFLICTS,	 /* two records that overlap, a blank line */
	NRO_UNCLAIMED,	 /* IANA's to a registry, in no registry's file */
	NRO_OVERCLAIMED, /* in a registry's file, and none of IANA's rows */
	NRO_ALLOWED	 /* allowedlist: records whose conflicts are borne */
};
#define NRO_KINDS 5
const char *nro_kind_name(enum nro_kind k); /* "combined", "conflicts", ... */

/* Whose record the tool took: the ninth field. */
enum nro_origin { NO_STATS, NO_IANA, NO_OTHER };
const char *nro_origin_name(enum nro_origin o); /* "e-stats", "iana" */

/* What only these files say of a record. */
struct nro_row {
	int8_t registry; /* enum publisher, IANA's too; -1: none known */
	uint8_t origin;
	bool ianapool; /* status "ianapool", the tool's own: ST_OTHER */
};

/* A conflict, as indices of its records, in the file's order. */
struct nro_pair {
	uint32_t a, b;
};

enum nro_note {
	NN_FIELDS,   /* a record that has not nine */
	NN_REGISTRY, /* of none of the six registries */
	NN_ORIGIN,   /* neither e-stats nor iana */
	NN_NOT_PAIR, /* conflicts: between blank lines not two records, line
			after line; whose they are is not guessed */
	NN_APART,    /* a pair whose records do not overlap */
	NN_N
};
const char *nro_note_name(enum nro_note n);

struct nrofile {
	enum nro_kind kind;
	/* Records, header, places and notes.  The registry of a record is in
	 * rows; RF_REGISTRY where it is none.  The tool writes no newline at
	 * the end: SN_NO_FINAL_NEWLINE says nothing. */
	struct statsfile stats;
	struct nro_row *rows;	/* owned; rows[i] is of stats.v[i] */
	struct nro_pair *pairs; /* owned; of conflicts alone */
	size_t pairs_n, pairs_cap;
	struct note notes[NN_N];
};
void nrofile_clear(struct nrofile *f);
/* Cut, a page, over our limit, or fewer records than the header declares:
 * absence shows nothing.  A list that is cut between two lines cannot be told
 * from a whole one; an empty one is whole. */
bool nrofile_short(const struct nrofile *f);

#endif
