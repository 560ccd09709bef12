/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/date.h"

#include <stdio.h>
#include <string.h>

/* Days since 1970-01-01 of a civil date, by counting 400-year eras. */
static int64_t
days_from_civil(int y, int m, int d)
{
	int yy = m <= 2 ? y - 1 : y;
	int era = yy / 400;
	int yoe = yy - era * 400;
	int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return (int64_t)era * 146097 + doe - 719468;
}

static day_t
civil_from_days(int64_t z)
{
	int64_t s = z + 719468;
	int64_t era = (s >= 0 ? s : s - 146096) / 146097;
	int doe = (int)(s - era * 146097);
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	int d = doy - (153 * mp + 2) / 5 + 1;
	int m = mp < 10 ? mp + 3 : mp - 9;
	int y = yoe + (int)era * 400 + (m <= 2);

	return y * 10000 + m * 100 + d;
}

static int
month_days(int y, int m)
{
	static const int n[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	if (m == 2 && ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0))
		return 29;
	return n[m - 1];
}

bool
day_valid(day_t d)
{
	int y = d / 10000, m = d / 100 % 100, dd = d % 100;

	return y >= 1900 && y <= 2199 && m >= 1 && m <= 12 && dd >= 1 &&
	    dd <= month_days(y, m);
}

utc_t
day_start(day_t d)
{
	assert(day_valid(d));
	return days_from_civil(d / 10000, d / 100 % 100, d % 100) * DAY_SECS;
}

day_t
day_of(utc_t t)
{
	int64_t q = t / DAY_SECS;

	if (t < 0 && t % DAY_SECS != 0)
		q--;
	return civil_from_days(q);
}

day_t
day_add(day_t d, int days)
{
	return day_of(day_start(d) + (utc_t)days * DAY_SECS);
}

int
day_diff(day_t a, day_t b)
{
	return (int)((day_start(a) - day_start(b)) / DAY_SECS);
}

const char *
day_text(day_t d, char out[DAY_TEXT])
{
	unsigned u = d < 0 ? 0 : (unsigned)d;

	snprintf(out, DAY_TEXT, "%04u-%02u-%02u", u / 10000 % 10000,
	    u / 100 % 100, u % 100);
	return out;
}

static int
digits(struct span s, size_t off, size_t n, int *ret)
{
	uint64_t v;

	if (s.n < off + n || span_u64(span_sub(s, off, n), 99999999, &v) != 0)
		return -1;
	*ret = (int)v;
	return 0;
}

int
day_parse(struct span s, day_t *ret)
{
	int y, m, d;

	if (s.n == 10 && s.p[4] == '-' && s.p[7] == '-') {
		if (digits(s, 0, 4, &y) != 0 || digits(s, 5, 2, &m) != 0 ||
		    digits(s, 8, 2, &d) != 0)
			return -1;
		d += y * 10000 + m * 100;
	} else if (s.n != 8 || digits(s, 0, 8, &d) != 0)
		return -1;
	if (!day_valid(d))
		return -1;
	*ret = d;
	return 0;
}

const char *
utc_text(utc_t t, char out[UTC_TEXT])
{
	char d[DAY_TEXT];
	unsigned s = (unsigned)((t % DAY_SECS + DAY_SECS) % DAY_SECS);

	snprintf(out, UTC_TEXT, "%sT%02u:%02u:%02uZ", day_text(day_of(t), d),
	    s / 3600, s / 60 % 60, s % 60);
	return out;
}

static int
clock_parse(struct span s, size_t off, utc_t *ret)
{
	int h, m, sec;

	if (s.n < off + 8 || s.p[off + 2] != ':' || s.p[off + 5] != ':')
		return -1;
	if (digits(s, off, 2, &h) != 0 || digits(s, off + 3, 2, &m) != 0 ||
	    digits(s, off + 6, 2, &sec) != 0)
		return -1;
	if (h > 23 || m > 59 || sec > 60)
		return -1;
	*ret = h * 3600 + m * 60 + sec;
	return 0;
}

/* A leap second or an offset leads out of the last day. */
static int
instant(utc_t t, utc_t *ret)
{
	if (t < UTC_FIRST || t > UTC_LAST)
		return -1;
	*ret = t;
	return 0;
}

/* "Z" or "+hh:mm" at s, all of it; seconds east. */
static int
offset_parse(struct span s, int *ret)
{
	int h, m;

	*ret = 0;
	if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z'))
		return 0;
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' ||
	    digits(s, 1, 2, &h) != 0 || digits(s, 4, 2, &m) != 0 || h > 23 ||
	    m > 59)
		return -1;
	*ret = (h * 3600 + m * 60) * (s.p[0] == '+' ? 1 : -1);
	return 0;
}

int
utc_parse(struct span s, utc_t *ret)
{
	day_t d;
	utc_t t;
	size_t i = 19;
	int east;

	if (s.n < 20 || (s.p[10] != 'T' && s.p[10] != 't') ||
	    day_parse(span_sub(s, 0, 10), &d) != 0 ||
	    clock_parse(s, 11, &t) != 0)
		return -1;
	if (s.p[i] == '.') {
		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			;
		if (i == 20)
			return -1;
	}
	if (offset_parse(span_sub(s, i, s.n), &east) != 0)
		return -1;
	return instant(day_start(d) + t - east, ret);
}

int
utc_parse_http(struct span s, utc_t *ret)
{
	static const char mon[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int y, d, m;
	utc_t t;

	/* Sun, 06 Nov 1994 08:49:37 GMT */
	if (s.n != 29 || memcmp(s.p + 25, " GMT", 4) != 0 || s.p[3] != ',')
		return -1;
	if (digits(s, 5, 2, &d) != 0 || digits(s, 12, 4, &y) != 0 ||
	    clock_parse(s, 17, &t) != 0)
		return -1;
	for (m = 0; m < 12; m++)
		if (memcmp(s.p + 8, mon + (size_t)m * 3, 3) == 0)
			break;
	d += y * 10000 + (m + 1) * 100;
	if (m == 12 || !day_valid(d))
		return -1;
	return instant(day_start(d) + t, ret);
}
