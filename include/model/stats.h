/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_STATS_H
#define MODEL_STATS_H
/*
 * One file in the RIR statistics exchange format, read.  All spans point into
 * the artefact's bytes.
 */
#include "base/base.h"
#include "base/date.h"
#include "model/source.h"
#include "num/range.h"

enum status {
	ST_ALLOCATED,
	ST_ASSIGNED,
	ST_AVAILABLE,
	ST_RESERVED,
	ST_OTHER /* the text is in the line */
};
const char *status_name(enum status s);
static inline bool
status_delegated(enum status s)
{
	return s == ST_ALLOCATED || s == ST_ASSIGNED;
}
static inline bool
status_pool(enum status s)
{
	return s == ST_AVAILABLE || s == ST_RESERVED;
}

/* Where a line stands: 1-based number, byte offset, length without its end. */
struct place {
	uint32_t line;
	uint32_t offset;
	uint32_t len;
};

/* What is odd about a record; several may hold (bits). */
enum {
	RF_REGISTRY = 1 << 0,  /* not the producer's name (P-11) */
	RF_STATUS = 1 << 1,    /* unknown status */
	RF_DATE_BAD = 1 << 2,  /* not a calendar date */
	RF_DATE_ZERO = 1 << 3, /* 00000000 */
	RF_DATE_EMPTY = 1 << 4,
	RF_CC_EMPTY = 1 << 5,
	RF_ID_EMPTY = 1 << 6,	  /* the field is there and empty */
	RF_ID_ABSENT = 1 << 7,	  /* no 8th field */
	RF_CC_UNKNOWN = 1 << 8,	  /* */
	RF_HOST_BITS = 1 << 9,	  /* IPv6 host bits set */
	RF_OVERFLOW = 1 << 10,	  /* runs over its family's end */
	RF_LONG_PREFIX = 1 << 11, /* IPv6 longer than /64, delegated */
	RF_TEXT = 1 << 12	  /* non-canonical number text */
};

/* A million of them are held at a time: 64 bytes each. */
struct record {
	struct range r;
	struct place at;
	day_t date;		      /* 0 if none or bad */
	uint16_t holder_at, holder_n; /* in its line; record_holder */
	char cc[3];		      /* "" if none */
	uint8_t fam;		      /* enum family */
	uint8_t status;		      /* enum status */
	uint8_t fields;
	uint16_t flags;
};

/* Deviations of a file from the format, by file or by line. */
enum stats_note {
	SN_HEADER_MISSING,  /* no version line */
	SN_HEADER_LATE,	    /* a record or summary before it */
	SN_HEADER_AGAIN,    /* a second version line */
	SN_HEADER_FIELDS,   /* not seven fields */
	SN_VERSION,	    /* version not 2 or 2.3 */
	SN_REGISTRY,	    /* header names another registry */
	SN_SERIAL,	    /* no serial */
	SN_SERIAL_UNIXTIME, /* serial is a UNIX time (RIPE NCC's) */
	SN_RECORDS,	    /* record count is no number */
	SN_STARTDATE_ZERO,  /* 00000000 */
	SN_STARTDATE_EMPTY,
	SN_STARTDATE_BAD,
	SN_ENDDATE_BAD, /* also empty */
	SN_OFFSET_BAD,
	SN_OFFSET_UNSIGNED,  /* five digits, no sign (AFRINIC's) */
	SN_FIELDS_FEW,	     /* a record with fewer than 7 fields */
	SN_FIELDS_AVAILABLE, /* 7 where others have 8, on available rows */
	SN_FIELDS_MIXED,     /* record counts differ otherwise */
	SN_FIELDS_23,	     /* version 2.3 and not 8 fields */
	SN_SUMMARY_BAD,	     /* a summary line that cannot be read */
	SN_LINE_BAD,	     /* neither header, summary, record, comment */
	SN_NUMBER_BAD,	     /* a record whose start or value is none */
	SN_COMMENT_INSIDE,   /* '#' behind other bytes */
	SN_CRLF,
	SN_NON_ASCII,
	SN_CONTROL, /* NUL and other control bytes */
	SN_NO_FINAL_NEWLINE,
	SN_CUT_MID_LINE, /* no newline, and the last line is no record
				   like the others */
	SN_HTML,	 /* a web page, not statistics */
	SN_LINE_LONG,	 /* over STATS_LINE_MAX */
	SN_ROWS_MAX,	 /* beyond STATS_ROWS_MAX: counted, not kept */
	SN_N
};
const char *stats_note_name(enum stats_note n); /* "startdate-zero" */

/* One per code: how often, and the first STATS_NOTE_PLACES places. */
#define STATS_NOTE_PLACES 16
struct note {
	uint32_t count;
	struct place at[STATS_NOTE_PLACES];
};

struct summary {
	enum family fam;
	uint64_t count;
	struct place at;
};
#define STATS_SUMMARY_MAX 16

struct statsfile {
	const struct source *source;
	struct span bytes; /* the artefact's */
	bool has_header;
	struct place header_at;
	struct span version, registry, serial, records_text, startdate,
	    enddate, offset;
	uint64_t declared; /* records, valid without SN_RECORDS */
	day_t serial_day;  /* calendar serial, else 0 */
	utc_t serial_time; /* UNIX-time serial, else TIME_NONE */
	day_t end_day;	   /* enddate, 0 if bad */
	int offset_secs;   /* UTC offset, 0 if unreadable */
	struct summary sums[STATS_SUMMARY_MAX];
	size_t sums_n;
	struct record *v; /* owned, file order */
	size_t n, cap;
	uint64_t rows[FAM_N]; /* record lines per type, unreadable too */
	uint64_t rows_all;    /* record lines, of unknown type too */
	/* Numbers listed per type and the first four statuses, overlaps as
	 * often as listed; IPv6 in /64s, longer prefixes as one. */
	num_t totals[FAM_N][4];
	uint32_t lines;
	struct note notes[SN_N];
};
void statsfile_clear(struct statsfile *f);
/* Its opaque-id, empty if none. */
struct span record_holder(const struct statsfile *f, const struct record *r);
/* Cut, page, over our limit, or fewer record lines than declared: absence
 * shows nothing. */
bool statsfile_short(const struct statsfile *f);
/* The instant the bytes speak for (facts, as-of); TIME_NONE if unknowable.
 * Not yet capped by retrieval or Last-Modified. */
utc_t statsfile_asof(const struct statsfile *f);
/* The day its serial names, else its enddate, else 0. */
day_t statsfile_day(const struct statsfile *f);

#endif
