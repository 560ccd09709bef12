/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_DATED_H
#define MODEL_DATED_H
/*
 * The registries' extended files under the names of their days, at their own
 * servers and at another's mirror: which are asked for in a night.  They are
 * no sources: their names change by the day.
 */
#include "model/source.h"

/*
 * Days before and behind that of `latest` that its publisher is asked for;
 * the mirror for `latest` and for the first of them.  Without `latest` its
 * publisher is asked for the run's day and the one before.
 */
#define DATED_BEFORE 3
#define DATED_AHEAD 3
/*
 * Of earlier ones two a night, each day's file once in each window: the days
 * 1 to 31 before the run's, and the 691 before those.  The lengths are primes,
 * so that a step of DATED_STEP a night passes over no day.
 */
#define DATED_NEAR 31
#define DATED_FAR 691
#define DATED_STEP 7
/* Of one registry in one night: all that, both samples, and as many of its
 * mirror. */
#define DATED_ASKS_MAX 14
#define DATED_MAX (RIR_N * DATED_ASKS_MAX)

/* What is asked for, and what became of it. */
struct dated {
	enum publisher rir; /* whose file */
	enum publisher at;  /* at whose server */
	day_t day;	    /* of its name; 0: latest, of a mirror */
	struct fetch fetch; /* without a source */
	/* Decompressed, of a file that was fetched and is whole; else "". */
	char plain[SHA256_HEX];
	size_t plain_size;
	day_t file_day; /* that its header gives; 0: none */
	utc_t asof;	/* the same, TIME_NONE */
};

struct dated_ask {
	enum publisher at;
	day_t day; /* 0: latest */
};
/* latest: the day of the file at `latest`, 0 where there is none.  today: the
 * run's.  Returns how many; no two are the same. */
size_t dated_plan(enum publisher rir, day_t latest, day_t today,
    struct dated_ask ret[DATED_ASKS_MAX]);
/* The samples of a night, by its day's number alone. */
day_t dated_near(day_t today);
day_t dated_far(day_t today);

/* Whose server has a mirror of that registry's files. */
enum publisher dated_mirror(enum publisher rir);
/* "delegated-apnic-extended-20260821.gz" */
void dated_name(enum publisher rir, day_t day, struct buf *out);
/* latest: the URL of the publisher's own `latest`, beside which its own files
 * lie. */
void dated_url(enum publisher rir, const struct dated_ask *ask,
    const char *latest, struct buf *out);
/* Of its bytes, where a snapshot keeps them: dated/AT/RIR/NAME. */
void dated_path(enum publisher rir, const struct dated_ask *ask,
    struct buf *out);
/* Is this such a path? */
bool dated_path_good(struct span path);

#endif
