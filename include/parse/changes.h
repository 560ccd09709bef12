/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_CHANGES_H
#define PARSE_CHANGES_H
/* Feeds of resource changes: JSON Lines, a metadata record first. */
#include "model/changes.h"

#define CHANGES_LINE_MAX ((size_t)1 << 20)
#define CHANGES_MAX 1000000
#define CHANGE_RANGES_MAX 4000000

/*
 * Always succeeds: what is none has CN_NO_FEED.  A line that cannot be read
 * costs no other.  src is kept, no more, and may be NULL.  *ret must be zeroed
 * or cleared, and borrows bytes.
 */
void changes_parse(struct span bytes, const struct source *src,
    struct changefeed *ret);
/* CHANGES_MAX and CHANGE_RANGES_MAX, but for their own test. */
extern size_t changes_max, change_ranges_max;

#endif
