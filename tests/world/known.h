/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_KNOWN_H
#define WORLD_KNOWN_H
/* What is remembered of a piece from file to file, and what is told by it. */
#include "tests/world/words.h"

struct world;
struct truth;
struct day_view;

/* What a registry's extended file said of a piece when it was last told. */
struct known {
	bool listed;
	uint8_t status;	 /* enum status; ST_OTHER: cannot be told */
	uint32_t holder; /* 0: cannot be told */
	day_t date;	 /* 0: cannot be told */
	char cc[3];
};
struct tenant {
	uint32_t holder;
	utc_t since;   /* the first file without it */
	bool replaced; /* by another holder */
};
#define TENANTS_MAX 64
/* truth_bulk.c; those of whose files A-24 tells. */
void truth_bulk(struct world *w, struct truth *t, const struct day_view *v,
    bool ret[RIR_N]);
bool known_differ(const struct known *a, const struct known *b);
bool known_delegated(const struct known *k);
uint32_t holder_printed(size_t rir, uint32_t holder);

/* truth_history.c: what changed in the extended files since those before. */
void truth_history(struct world *w, struct truth *t, const struct day_view *v);

/* truth_reissue.c: U-08. */
void truth_reissues(struct world *w, struct truth *t,
    const struct day_view *v);

/* truth_named.c: an event, as named_event, of a range. */
void truth_event(struct truth *t, const struct world *w, int day,
    const char *rule, int severity, unsigned parties, const char *subject);

#endif
