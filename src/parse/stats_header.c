/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version line: RIR statistics exchange format, section 3.1. */
#include "parse/stats_line.h"

#include <string.h>

#define UNIX_SECONDS_MIN 500000000u /* 1985 */
#define UNIX_SECONDS_MAX ((uint64_t)UTC_LAST)
#define HEADER_FIELDS 7

static void
header_serial(struct statsfile *f, struct place at)
{
	uint64_t v;

	if (f->serial.n == 0) {
		stats_note(f, SN_SERIAL, at);
		return;
	}
	if (f->serial.n == 8 && day_parse(f->serial, &f->serial_day) == 0)
		return;
	f->serial_day = 0;
	if (span_u64(f->serial, UINT64_MAX, &v) != 0 || v < UNIX_SECONDS_MIN)
		return; /* any number is a serial */
	/* ARIN's are at times in milliseconds. */
	if (v > UNIX_SECONDS_MAX)
		v /= 1000;
	if (v > UNIX_SECONDS_MAX || v < UNIX_SECONDS_MIN)
		return;
	f->serial_time = (utc_t)v;
	stats_note(f, SN_SERIAL_UNIXTIME, at);
}

static void
header_dates(struct statsfile *f, struct place at)
{
	day_t d;

	if (f->startdate.n == 0)
		stats_note(f, SN_STARTDATE_EMPTY, at);
	else if (span_is(f->startdate, "00000000"))
		stats_note(f, SN_STARTDATE_ZERO, at);
	else if (f->startdate.n != 8 || day_parse(f->startdate, &d) != 0)
		stats_note(f, SN_STARTDATE_BAD, at);
	if (f->enddate.n != 8 || day_parse(f->enddate, &f->end_day) != 0) {
		f->end_day = 0;
		stats_note(f, SN_ENDDATE_BAD, at);
	}
}

static bool
all_digits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n != 0;
}

static void
header_offset(struct statsfile *f, struct place at)
{
	struct span s = f->offset;
	uint64_t hm;

	if (all_digits(s) && (s.n == 4 || s.n == 5)) {
		stats_note(f, SN_OFFSET_UNSIGNED, at);
		span_u64(s, UINT64_MAX, &hm);
	} else if (s.n == 5 && (s.p[0] == '+' || s.p[0] == '-') &&
	    span_u64(span_sub(s, 1, 4), UINT64_MAX, &hm) == 0)
		;
	else {
		stats_note(f, SN_OFFSET_BAD, at);
		return;
	}
	if (hm / 100 > 14 || hm % 100 > 59) {
		stats_note(f, SN_OFFSET_BAD, at);
		return;
	}
	f->offset_secs = (int)(hm / 100 * 3600 + hm % 100 * 60);
	if (s.p[0] == '-')
		f->offset_secs = -f->offset_secs;
}

void
stats_header(struct stats_parser *p, const struct span *v, size_t n,
    struct place at)
{
	struct statsfile *f = p->ret;
	struct span none = { NULL, 0 };

	if (f->has_header) {
		stats_note(f, SN_HEADER_AGAIN, at);
		return;
	}
	f->has_header = true;
	f->header_at = at;
	if (p->any_line)
		stats_note(f, SN_HEADER_LATE, at);
	if (n != HEADER_FIELDS)
		stats_note(f, SN_HEADER_FIELDS, at);
	f->version = v[0];
	f->registry = n > 1 ? v[1] : none;
	f->serial = n > 2 ? v[2] : none;
	f->records_text = n > 3 ? v[3] : none;
	f->startdate = n > 4 ? v[4] : none;
	f->enddate = n > 5 ? v[5] : none;
	f->offset = n > 6 ? v[6] : none;
	if (!span_is(f->version, "2") && !span_is(f->version, "2.3"))
		stats_note(f, SN_VERSION, at);
	if (!span_eq(f->registry, p->registry))
		stats_note(f, SN_REGISTRY, at);
	header_serial(f, at);
	if (span_u64(f->records_text, UINT32_MAX, &f->declared) != 0)
		stats_note(f, SN_RECORDS, at);
	header_dates(f, at);
	header_offset(f, at);
	p->day = statsfile_day(f);
	memset(p->cc, 0, sizeof(p->cc));
}
