/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/stats.h"

#include <stdlib.h>
#include <string.h>

const char *
status_name(enum status s)
{
	static const char *const n[] = { "allocated", "assigned", "available",
		"reserved", "other" };

	return n[s];
}

const char *
stats_note_name(enum stats_note n)
{
	static const char *const names[SN_N] = {
		[SN_HEADER_MISSING] = "header-missing",
		[SN_HEADER_LATE] = "header-late",
		[SN_HEADER_AGAIN] = "header-again",
		[SN_HEADER_FIELDS] = "header-fields",
		[SN_VERSION] = "version",
		[SN_REGISTRY] = "registry",
		[SN_SERIAL] = "serial",
		[SN_SERIAL_UNIXTIME] = "serial-unixtime",
		[SN_RECORDS] = "records",
		[SN_STARTDATE_ZERO] = "startdate-zero",
		[SN_STARTDATE_EMPTY] = "startdate-empty",
		[SN_STARTDATE_BAD] = "startdate-bad",
		[SN_ENDDATE_BAD] = "enddate-bad",
		[SN_OFFSET_BAD] = "offset-bad",
		[SN_OFFSET_UNSIGNED] = "offset-unsigned",
		[SN_FIELDS_FEW] = "fields-few",
		[SN_FIELDS_AVAILABLE] = "fields-available",
		[SN_FIELDS_MIXED] = "fields-mixed",
		[SN_FIELDS_23] = "fields-23",
		[SN_SUMMARY_BAD] = "summary-bad",
		[SN_LINE_BAD] = "line-bad",
		[SN_NUMBER_BAD] = "number-bad",
		[SN_COMMENT_INSIDE] = "comment-inside",
		[SN_CRLF] = "crlf",
		[SN_NON_ASCII] = "non-ascii",
		[SN_CONTROL] = "control",
		[SN_NO_FINAL_NEWLINE] = "no-final-newline",
		[SN_CUT_MID_LINE] = "cut-mid-line",
		[SN_HTML] = "html",
		[SN_LINE_LONG] = "line-long",
		[SN_ROWS_MAX] = "rows-over-limit",
	};

	return names[n];
}

void
statsfile_clear(struct statsfile *f)
{
	if (f == NULL)
		return;
	free(f->v);
	memset(f, 0, sizeof(*f));
}

struct span
record_holder(const struct statsfile *f, const struct record *r)
{
	return span_sub(f->bytes, (size_t)r->at.offset + r->holder_at,
	    r->holder_n);
}

bool
statsfile_short(const struct statsfile *f)
{
	if (f->notes[SN_HTML].count != 0 || f->notes[SN_ROWS_MAX].count != 0 ||
	    f->notes[SN_CUT_MID_LINE].count != 0 || !f->has_header)
		return true;
	return f->notes[SN_RECORDS].count == 0 && f->declared > f->rows_all;
}

/* 23:59:59 local of a day, in UTC; the offset may lead out of the days. */
static utc_t
day_end(day_t d, int offset_secs)
{
	utc_t t = day_start(d) + DAY_SECS - 1 - offset_secs;

	return t > UTC_LAST ? TIME_NONE : t;
}

utc_t
statsfile_asof(const struct statsfile *f)
{
	day_t d = f->end_day;

	if (f->serial_time != TIME_NONE)
		return f->serial_time;
	if (f->serial_day != 0) {
		day_t before = day_add(f->serial_day, -1);

		if (day_valid(before) && before > d)
			d = before;
	}
	return d == 0 ? TIME_NONE : day_end(d, f->offset_secs);
}

day_t
statsfile_day(const struct statsfile *f)
{
	/* A UNIX time names the day that it falls on at the publisher. */
	if (f->serial_time != TIME_NONE)
		return day_of(f->serial_time + f->offset_secs);
	return f->serial_day != 0 ? f->serial_day : f->end_day;
}
