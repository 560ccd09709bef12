/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_TRANSFER_H
#define MODEL_TRANSFER_H
/*
 * A transfer log, read: format 4.0, the draft 5.0, and APNIC's older pipe
 * format.  Names of organisations stay in the bytes: they are not kept here.
 */
#include "model/stats.h"

enum transfer_type { TT_MERGER, TT_RESOURCE, TT_OTHER };
const char *transfer_type_name(enum transfer_type t); /* "MERGER_..." */

/* Of the draft 5.0; TS_NONE where the entry has none. */
enum transfer_status {
	TS_NONE,
	TS_SOURCE_INITIALIZED,
	TS_RECIPIENT_ACCEPTED,
	TS_SOURCE_FINALIZED,
	TS_SOURCE_CANCELLED,
	TS_RECIPIENT_CANCELLED,
	TS_OTHER
};
const char *transfer_status_name(enum transfer_status s);

struct transfer_range {
	struct range r;
	uint8_t fam;   /* enum family */
	bool original; /* of original_set, else of transfer_set */
};

struct transfer {
	struct place at;   /* the entry's first line; len is all of it */
	uint32_t first, n; /* its ranges, in the log's */
	int8_t from, to;   /* enum publisher of a RIR, or -1: not named */
	uint8_t type, status;
	char from_cc[3], to_cc[3]; /* "" if none */
	utc_t date, registered;	   /* transfer_date, source_registration_date;
				   TIME_NONE if none */
};

/* Deviations from the format, by log or by entry. */
enum transfer_note {
	TN_NO_LOG,	    /* no JSON object with version and transfers */
	TN_VERSION,	    /* stats_version neither 4.0 nor 5.0 */
	TN_PRODUCER,	    /* not the name of the publisher */
	TN_UTC_OFFSET,	    /* no integer from -12 to 12 */
	TN_PRODUCTION_DATE, /* missing or unreadable */
	TN_INTERVAL,	    /* records_interval missing or unreadable */
	TN_ENTRY_BAD,	    /* an entry that is no JSON object */
	TN_NO_RESOURCES,    /* no readable resource set */
	TN_NO_TRANSFER_SET, /* a resource kind without transfer_set */
	TN_KINDS_SEVERAL,   /* more than one kind: 4.0 allows it, 5.0 not */
	TN_SET_IN_ARRAY,    /* an array around a resource set (LACNIC's) */
	TN_ADDRESS_TEXT,    /* IPv4 with octets padded by zeros */
	TN_ADDRESS_BAD,	    /* no number */
	TN_ASN_STRING,	    /* an AS number as a string */
	TN_REVERSED,	    /* start beyond end */
	TN_BEYOND_ORIGINAL, /* transfer_set not within original_set */
	TN_DATE_MISSING,
	TN_DATE_BAD,
	TN_DATE_SPELLING, /* readable, no date-time of RFC 3339 */
	TN_ORG_MISSING,	  /* no organization object */
	TN_NAME_NULL,
	TN_CC_BAD, /* not two capitals */
	TN_RIR_MISSING,
	TN_RIR_UNKNOWN,
	TN_TYPE_UNKNOWN,
	TN_MEMBER_UNKNOWN,
	TN_STATUS_UNKNOWN,
	TN_STATUS_MISSING, /* 5.0, between two registries */
	TN_STATUS_INTRA,   /* 5.0, within one */
	TN_LIMIT,	   /* entries or ranges beyond a limit */
	TN_N
};
const char *transfer_note_name(enum transfer_note n);

enum transfer_format { TF_NONE, TF_JSON_4, TF_JSON_5, TF_PIPE };

struct transferlog {
	const struct source *source;
	enum transfer_format format;
	utc_t produced;	      /* TIME_NONE if unreadable */
	utc_t begin, end;     /* records_interval */
	struct place head_at; /* the version object, or the first line */
	struct transfer *v;   /* owned, in the log's order */
	size_t n, cap;
	struct transfer_range *ranges; /* owned */
	size_t ranges_n, ranges_cap;
	uint64_t entries; /* all, unreadable ones too */
	struct note notes[TN_N];
};
void transferlog_clear(struct transferlog *l);
/* Is every entry of it here, with all its numbers?  From what such a log does
 * not list something follows. */
bool transferlog_whole(const struct transferlog *l);
/* Its records_interval, where it holds both instants. */
bool transferlog_covers(const struct transferlog *l, utc_t from, utc_t to);

#endif
