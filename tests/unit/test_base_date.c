/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
days_are_calendar_dates(void **state)
{
	day_t d;

	(void)state;
	assert_int_equal(day_parse(span_of("20240229"), &d), 0);
	assert_int_equal(d, 20240229);
	assert_int_equal(day_parse(span_of("20230229"), &d), -1);
	assert_int_equal(day_parse(span_of("21000229"), &d), -1);
	assert_int_equal(day_parse(span_of("2024-12-31"), &d), 0);
	assert_int_equal(day_add(d, 1), 20250101);
	assert_int_equal(day_diff(20250101, 20240101), 366);
	assert_int_equal(day_parse(span_of("00000000"), &d), -1);
	assert_int_equal(day_parse(span_of("2024123"), &d), -1);
}

static void
instants_are_rfc_3339(void **state)
{
	utc_t t;
	char s[UTC_TEXT];

	(void)state;
	assert_int_equal(utc_parse(span_of("2013-04-09T03:59:59Z"), &t), 0);
	assert_int_equal(t, 1365479999);
	assert_string_equal(utc_text(t, s), "2013-04-09T03:59:59Z");
	assert_int_equal(utc_parse(span_of("2013-04-08T23:59:59.5-04:00"), &t),
	    0);
	assert_int_equal(t, 1365479999);
	assert_int_equal(utc_parse(span_of("2013-04-09 03:59:59Z"), &t), -1);
	assert_int_equal(utc_parse(span_of("2013-04-09T24:59:59Z"), &t), -1);
	assert_int_equal(utc_parse(span_of("2013-04-09T03:59:59"), &t), -1);
	assert_int_equal(utc_parse(span_of("2013-04-09T03:59:59.Z"), &t), -1);
}

static void
http_dates_are_read(void **state)
{
	utc_t t;

	(void)state;
	assert_int_equal(
	    utc_parse_http(span_of("Sun, 06 Nov 1994 08:49:37 GMT"), &t), 0);
	assert_int_equal(t, 784111777);
	assert_int_equal(
	    utc_parse_http(span_of("Sun, 06 Foo 1994 08:49:37 GMT"), &t), -1);
	assert_int_equal(utc_parse_http(span_of("0"), &t), -1);
}

/* Whatever is read can be written, and what cannot is refused. */
static void
instants_stay_within_the_days(void **state)
{
	utc_t t;
	char s[UTC_TEXT];

	(void)state;
	assert_int_equal(utc_parse(span_of("1900-01-01T00:00:00Z"), &t), 0);
	assert_true(t == UTC_FIRST);
	assert_string_equal(utc_text(t, s), "1900-01-01T00:00:00Z");
	assert_int_equal(utc_parse(span_of("2199-12-31T23:59:59Z"), &t), 0);
	assert_true(t == UTC_LAST);
	assert_string_equal(utc_text(t, s), "2199-12-31T23:59:59Z");
	assert_int_equal(utc_parse(span_of("2199-12-31T23:59:60Z"), &t), -1);
	assert_int_equal(utc_parse(span_of("1900-01-01T00:00:00+00:01"), &t),
	    -1);
	assert_int_equal(utc_parse(span_of("2199-12-31T23:59:59-00:01"), &t),
	    -1);
	assert_int_equal(
	    utc_parse_http(span_of("Tue, 31 Dec 2199 23:59:60 GMT"), &t), -1);
	/* A leap second is the next minute's first. */
	assert_int_equal(utc_parse(span_of("2016-12-31T23:59:60Z"), &t), 0);
	assert_string_equal(utc_text(t, s), "2017-01-01T00:00:00Z");
}

/* Outsiders' files lead to instants that no test of ours has foreseen. */
static void
every_instant_has_a_text(void **state)
{
	char s[UTC_TEXT];

	(void)state;
	assert_string_equal(utc_text(UTC_LAST + 1, s), "2200-01-01T00:00:00Z");
	assert_string_equal(utc_text(UTC_FIRST - 1, s),
	    "1899-12-31T23:59:59Z");
}

static void
days_have_ends(void **state)
{
	(void)state;
	assert_false(day_valid(18991231));
	assert_true(day_valid(19000101));
	assert_true(day_valid(21991231));
	assert_false(day_valid(22000101));
	assert_false(day_valid(0));
	assert_false(day_valid(-20240101));
	assert_int_equal(day_of(-1), 19691231);
	assert_int_equal(day_of(0), 19700101);
	for (day_t d = 19000101; d < 21991231; d = day_add(d, 1)) {
		char t[DAY_TEXT];
		day_t again;

		assert_true(day_valid(d));
		assert_int_equal(day_parse(span_of(day_text(d, t)), &again),
		    0);
		assert_int_equal(again, d);
		assert_int_equal(day_of(day_start(d) + DAY_SECS - 1), d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_calendar_dates),
		cmocka_unit_test(instants_are_rfc_3339),
		cmocka_unit_test(http_dates_are_read),
		cmocka_unit_test(instants_stay_within_the_days),
		cmocka_unit_test(every_instant_has_a_text),
		cmocka_unit_test(days_have_ends),
	};

	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
