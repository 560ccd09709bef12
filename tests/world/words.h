/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_WORDS_H
#define WORLD_WORDS_H
/*
 * The world's own words for numbers, sets and dates, over the C library's:
 * what is planted is not to be computed by the code that must find it.
 * Shared with the program are names (enum family, enum status, struct range,
 * publishers), the paths of sources.def, buffers and the MD5 digest.
 */
#include "base/base.h"
#include "base/date.h"
#include "model/source.h"
#include "model/stats.h"

num_t net_max(enum family f);
const char *net_family(enum family f);
const char *net_status(enum status s);
#define NET_TEXT 48
const char *net_text(enum family f, num_t n, char out[NET_TEXT]);
#define NET_RANGE_TEXT 100
const char *net_range_text(enum family f, struct range r,
    char out[NET_RANGE_TEXT]);
/* Our own tables only: what cannot be read aborts. */
num_t net_number(enum family f, const char *text);
/* "a-b", "a", or "a/len" */
struct range net_range(enum family f, const char *text);
bool net_holds(struct range outer, struct range inner);

/* Sorted, disjoint, never adjacent behind zone_norm. */
struct zone {
	struct range *v;
	size_t n, cap;
};
void zone_clear(struct zone *z);
#define AUTO_ZONE AUTO(zone_clear) struct zone
void zone_add(struct zone *z, struct range r);
void zone_norm(struct zone *z);
void zone_minus(struct zone *from, const struct zone *what);
num_t zone_count(const struct zone *z);

day_t cal_add(day_t d, int days);
int cal_diff(day_t a, day_t b);
utc_t cal_start(day_t d);
#define CAL_TEXT 24
const char *cal_text(day_t d, char out[CAL_TEXT]); /* YYYY-MM-DD */
const char *cal_utc(utc_t t, char out[CAL_TEXT]);
int cal_parse(const char *s, day_t *ret); /* YYYY-MM-DD */
int cal_weekday(day_t d);		  /* 0: Sunday */
#endif
