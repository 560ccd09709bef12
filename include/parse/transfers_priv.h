/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_TRANSFERS_PRIV_H
#define PARSE_TRANSFERS_PRIV_H
/* The inside of the transfer log parsers. */
#include "parse/json.h"
#include "parse/parse.h"

/* TRANSFERS_MAX and TRANSFER_RANGES_MAX, but for their own test. */
extern size_t transfers_max, transfer_ranges_max;

struct transfers_reader {
	struct transferlog *ret;
	struct place at;    /* of the entry at hand */
	struct transfer *t; /* the entry at hand */
};

/* Notes a deviation at the entry at hand. */
void transfers_note(struct transfers_reader *rd, enum transfer_note n);
/* The next entry of the log, or NULL beyond TRANSFERS_MAX. */
struct transfer *transfers_entry(struct transfers_reader *rd, struct place at);
void transfers_range(struct transfers_reader *rd, enum family f,
    struct range r, bool original);
/* A RIR's name in any spelling of the logs ("RIPE NCC", "ripencc"); -1 with a
 * note where it is none. */
int8_t transfers_rir(struct transfers_reader *rd, struct span s);
void transfers_country(struct transfers_reader *rd, struct span s,
    char ret[3]);
void transfers_type(struct transfers_reader *rd, struct span s);
/* What can be said once an entry is read. */
void transfers_check(struct transfers_reader *rd);
/* An instant in one of four spellings: RFC 3339; with a blank for the T; with
 * +HHMM or +HH; a day alone, YYYY-MM-DD or YYYYMMDD.  *ret_usual false where
 * it is no date-time of RFC 3339, section 5.6. */
int transfers_time(struct span s, utc_t *ret, bool *ret_usual);

void transfers_json(struct transfers_reader *rd, struct span bytes);
void transfers_pipe(struct transfers_reader *rd, struct span bytes);

#endif
