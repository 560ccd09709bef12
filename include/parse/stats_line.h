/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_STATS_LINE_H
#define PARSE_STATS_LINE_H
/* The inside of the statistics parser. */
#include "parse/parse.h"

#define FIELDS_MAX 16

struct stats_parser {
	struct span bytes;
	const struct source *src;
	struct statsfile *ret;
	size_t rows_max;
	struct span registry; /* the producer's name */
	day_t day;	      /* what country codes are judged by */
	/* What cc_known said of two capitals on that day. */
	enum { CC_UNASKED, CC_KNOWN, CC_UNKNOWN } cc[26][26];
	/* Records by field count; delegated, available and others apart. */
	struct note by_fields[3][FIELDS_MAX + 1];
	struct place last; /* the last line that is not blank */
	bool last_is_record;
	uint8_t last_fields;
	uint16_t last_flags;
	bool any_line; /* a summary or record was seen */
};

/* stats_parse with another limit than STATS_ROWS_MAX. */
void stats_parse_upto(struct span bytes, const struct source *src,
    size_t rows_max, struct statsfile *ret);
void stats_note(struct statsfile *f, enum stats_note n, struct place at);
void note_add(struct note *n, struct place at);
/* Both take a line split at '|' with blanks trimmed. */
void stats_header(struct stats_parser *p, const struct span *f, size_t n,
    struct place at);
void stats_record(struct stats_parser *p, const struct span *f, size_t n,
    struct place at);

#endif
