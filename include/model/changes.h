/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_CHANGES_H
#define MODEL_CHANGES_H
/*
 * A feed of resource changes (nro-resource-changes, 2 December 2025, version
 * 0.1), read: what a registry did between two of its statistics files.
 * Custodians stay in the bytes: only where they stand is kept here.
 */
#include "model/stats.h"

/* Section 2.3.2. */
enum change_type {
	CT_RECEIVED_FROM_IANA,
	CT_RETURNED_TO_IANA,
	CT_DELEGATED,
	CT_TERMINATED,
	CT_FREED,
	CT_REDELEGATED,
	CT_TRANSFERRED,
	CT_TRANSFERRED_FROM_RIR,
	CT_TRANSFERRED_TO_RIR,
	CT_RESERVED,
	CT_CLAIMED,
	CT_CC_CHANGED,
	CT_STATUS_CHANGED,
	CT_OTHER
};
const char *change_type_name(enum change_type t); /* "received-from-iana" */

struct change_range {
	struct range r;
	uint8_t fam; /* enum family */
};

struct feed_entry {
	struct place at;	/* its line */
	struct place custodian; /* within its quotes; len 0 if none */
	uint32_t first, n;	/* its ranges, in the feed's */
	utc_t time;		/* TIME_NONE if none */
	uint8_t type;
	int8_t status; /* enum status, ST_OTHER if unknown; -1: none */
	char cc[3];    /* "" if none */
	/* It has a member that we do not know: a reversal or an override
	 * (sections 2.3.3 and 2.4) may be one, so it must not be taken at its
	 * word. */
	bool more;
};

/* Deviations from the format, by feed or by line. */
enum change_note {
	CN_NO_FEED,	  /* the first line is no metadata record */
	CN_VERSION,	  /* not 0.1 */
	CN_COUNT_BAD,	  /* no count, or no number */
	CN_COUNT,	  /* not the number of lines that follow */
	CN_STATS_URL,	  /* stats-begin or stats-end missing or no string */
	CN_TIME_BAD,	  /* missing or unreadable */
	CN_TIME_SPELLING, /* readable, not RFC 3339 in UTC */
	CN_ENTRY_BAD,	  /* a line that is no JSON object */
	CN_LINE_LONG,	  /* over CHANGES_LINE_MAX */
	CN_TYPE_UNKNOWN,
	CN_STATUS_UNKNOWN,
	CN_CC_BAD,	  /* not two capitals */
	CN_CUSTODIAN_BAD, /* no string */
	CN_NO_RESOURCES,  /* none that can be read */
	CN_RESOURCE_BAD,  /* neither prefix, range nor number */
	CN_RESOURCE_TEXT, /* not canonical */
	CN_MEMBER_UNKNOWN,
	CN_LIMIT, /* lines or ranges beyond a limit */
	CN_N
};
const char *change_note_name(enum change_note n);

struct changefeed {
	const struct source *source;
	struct span bytes; /* the artefact's */
	bool has_head;
	struct place head_at;
	struct place stats_begin, stats_end; /* URLs, within their quotes */
	utc_t time;			     /* TIME_NONE if unreadable */
	uint64_t declared;    /* count; valid without CN_COUNT_BAD */
	struct feed_entry *v; /* owned, in the feed's order */
	size_t n, cap;
	struct change_range *ranges; /* owned */
	size_t ranges_n, ranges_cap;
	uint64_t entries; /* lines that follow, unreadable ones too */
	struct note notes[CN_N];
};
void changefeed_clear(struct changefeed *f);
/* The bytes of a place; a string's escapes are still in them. */
struct span changefeed_text(const struct changefeed *f, struct place at);
/* Is every line of it read?  Else what is not in it shows nothing. */
bool changefeed_whole(const struct changefeed *f);

#endif
