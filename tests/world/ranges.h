/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_RANGES_H
#define WORLD_RANGES_H
/* Which rules hold of a piece of a slot, from who lists it and how. */
#include "tests/world/world.h"

/* What the files of today list of a piece. */
struct lists {
	unsigned delegated, pool, reserved, any; /* RIRs, chosen files */
	unsigned rows[RIR_N][KIND_N];
	bool delegated_twice[RIR_N][KIND_N]; /* or once among several */
	enum odd odd[RIR_N][KIND_N];
};

enum range_rule {
	U01,
	U07,
	U02,
	U04,
	A13,
	A11,
	A17,
	A18,
	A19,
	A20,
	A21,
	P11,
	C02,
	A03,
	A07,
	A09,
	A14,
	C05,
	U09,
	A04,
	A08,
	C03,	  /* two registries, or one with itself */
	C03_IANA, /* one with IANA */
	C03_NONE  /* allocated to one, and unclaimed */
};

struct case_of {
	const struct world *w;
	const struct truth *t;
	const struct incident *q;
	const struct day_view *v;
	const struct lists *l;
	enum range_rule rule;
	size_t a, b;
};

bool rule_holds(const struct case_of *c, size_t piece);
/* Was all of it looked at, and newer bytes with it? */
bool rule_looked(const struct case_of *c);
/* Do bytes that were not seen before show these pieces? */
bool rule_shown(const struct case_of *c, size_t from, size_t to);
/* X1: newly delegated by a, and newly reserved by b. */
bool rule_moving(const struct case_of *c, size_t piece);
/* truth_moves.c: the rules over transfer logs, and X1 by them. */
bool move_holds(const struct case_of *c, size_t piece);
bool move_looked(const struct case_of *c);
bool move_shown(const struct case_of *c);
/* Has any log an entry of it that comes to a registry, or goes from it? */
bool move_logged(const struct case_of *c, size_t piece, size_t rir, bool to);
/* Is a registry's file of today one that can be its first? */
bool move_first(const struct day_view *v, size_t rir);
/* Are a registry's file and log such that what it lacks shows something? */
bool move_comparable(const struct case_of *c, size_t rir);
/* C-04: did it come to a registry, or go from it, and nothing says how? */
bool move_residue(const struct case_of *c, size_t piece, size_t rir);
/* A log of any registry shows it as going from one to the other. */
bool move_under_way(const struct case_of *c, size_t piece, size_t from,
    size_t to);
/* A-13, C-01: nobody lists it. */
bool rule_hole(const struct case_of *c, size_t piece);

/* The rows that today's file has of a slot; how many. */
size_t rows_today(const struct incident *q, const struct day_view *v,
    size_t rir, int kind, struct row out[INC_ROWS]);

/* truth_vanish.c: A-11. */
bool vanish_holds(const struct case_of *c, size_t piece);
bool vanish_looked(const struct case_of *c);
int vanish_severity(const struct case_of *c, size_t piece);

struct level {
	const char *outcome;
	int severity;
};
/* The last piece of the raw finding that begins with one, and its level. */
size_t rule_run(const struct case_of *c, size_t from, struct level *ret);
#endif
