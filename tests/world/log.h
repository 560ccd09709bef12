/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_LOG_H
#define WORLD_LOG_H
/* Transfer logs of the simulated registries. */
#include "tests/world/row.h"

#define DAYS_MAX 400

struct world;
struct incident;

/* An entry that an incident puts into a registry's transfer log. */
struct log_entry {
	struct range r;
	enum family fam;
	size_t from, to;
	day_t date, registered; /* registered 0: not stated */
	bool merger;
	const char *status; /* of the draft 5.0, or NULL */
};
#define LOG_ENTRIES 4

/* What is done to a registry's transfer log; bits. */
enum {
	LF_ABSENT = 1 << 0,
	LF_STALL = 1 << 1,	/* the bytes of the day before */
	LF_FEWER = 1 << 2,	/* P-13 */
	LF_NULL_NAME = 1 << 3,	/* P-12 */
	LF_OUTSIDE = 1 << 4,	/* P-14 */
	LF_BEYOND = 1 << 5,	/* P-14 */
	LF_ASN_STRING = 1 << 6, /* P-12 */
	LF_CUT = 1 << 7		/* M-03, and P-12 as S4 */
};
struct log_incident {
	size_t rir;
	uint32_t bit;
	struct sched on;
};
#define LOG_INCIDENTS 16

/* log.c: a registry's transfer log. */
struct rendered_log {
	struct buf text;
	int day; /* whose log it is */
	uint32_t bits;
	uint64_t entries;
};
/* Those within one registry; how many. */
size_t intra_entries(const struct world *w, size_t rir, int day, uint32_t bits,
    struct log_entry out[DAYS_MAX]);
/* What an incident has in that log, as of that day's. */
size_t incident_entries(const struct world *w, const struct incident *i,
    size_t rir, int day, struct log_entry out[LOG_ENTRIES]);
uint32_t plan_log_bits(const struct world *w, size_t rir, int day);
void log_render(const struct world *w, size_t rir, int day,
    struct rendered_log *ret);
utc_t log_produced(const struct world *w, int day);
extern const char log_names[RIR_N][24]; /* source ids */
void plan_logs(struct world *w);	/* plan_logs.c */
#endif
