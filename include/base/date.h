/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_DATE_H
#define BASE_DATE_H
/* Dates without the C library's locale or zones.  Proleptic Gregorian. */
#include "base/base.h"

/* Seconds since 1970-01-01T00:00:00Z; TIME_NONE where there is none. */
typedef int64_t utc_t;
#define TIME_NONE INT64_MIN
#define DAY_SECS 86400
/* The instants of the days that day_valid() knows. */
#define UTC_FIRST ((utc_t)-2208988800)
#define UTC_LAST ((utc_t)7258118399)

/* A day as the number yyyymmdd; 0 where there is none. */
typedef int32_t day_t;

bool day_valid(day_t d);  /* a calendar date, 1900-2199 */
day_t day_of(utc_t t);	  /* its UTC day */
utc_t day_start(day_t d); /* 00:00:00Z */
day_t day_add(day_t d, int days);
int day_diff(day_t a, day_t b); /* a - b in days */
#define DAY_TEXT 11
const char *day_text(day_t d, char out[DAY_TEXT]); /* YYYY-MM-DD */
int day_parse(struct span s, day_t *ret);	   /* YYYY-MM-DD or YYYYMMDD */
#define UTC_TEXT 21
const char *utc_text(utc_t t, char out[UTC_TEXT]); /* 2013-04-09T07:30:00Z */
/* RFC 3339 section 5.6, with offset; seconds' fraction is dropped.  Both are
 * within UTC_FIRST..UTC_LAST. */
int utc_parse(struct span s, utc_t *ret);
/* HTTP-date, IMF-fixdate only (RFC 9110 section 5.6.7). */
int utc_parse_http(struct span s, utc_t *ret);

#endif
