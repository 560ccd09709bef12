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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_calendar_dates),
		cmocka_unit_test(instants_are_rfc_3339),
		cmocka_unit_test(http_dates_are_read),
	};

	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
