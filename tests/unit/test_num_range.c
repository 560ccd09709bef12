/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "num/range.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
numbers_are_decimal_never_octal(void **state)
{
	num_t n;
	bool canon;

	(void)state;
	assert_int_equal(
	    num_parse(FAM_IPV4, span_of("162.208.048.000"), &n, &canon), 0);
	assert_true(n == 0xa2d03000u);
	assert_false(canon);
	assert_int_equal(num_parse(FAM_IPV4, span_of("1.2.3"), &n, NULL), -1);
	assert_int_equal(num_parse(FAM_IPV4, span_of("1.2.3.4."), &n, NULL),
	    -1);
	assert_int_equal(num_parse(FAM_IPV4, span_of("1.2.3.256"), &n, NULL),
	    -1);
	assert_int_equal(num_parse(FAM_ASN, span_of("4294967295"), &n, &canon),
	    0);
	assert_true(canon && n == num_max(FAM_ASN));
	assert_int_equal(num_parse(FAM_ASN, span_of("4294967296"), &n, NULL),
	    -1);
	assert_int_equal(num_parse(FAM_ASN, span_of("-1"), &n, NULL), -1);
}

static void
ipv6_text_is_rfc_5952(void **state)
{
	char t[RANGE_TEXT];
	struct range r;

	(void)state;
	assert_int_equal(
	    range_parse(FAM_IPV6, span_of("2001:DB8:0:0::1-ffff::"), &r), 0);
	assert_string_equal(range_text(FAM_IPV6, r, t), "2001:db8::1-ffff::");
	assert_int_equal(range_parse(FAM_IPV6, span_of("ffff::-::"), &r), -1);
	assert_int_equal(range_parse(FAM_IPV6, span_of("::g"), &r), -1);
}

static void
counts_are_written_out(void **state)
{
	char t[COUNT_TEXT];

	(void)state;
	assert_string_equal(num_decimal(~(num_t)0, t),
	    "340282366920938463463374607431768211455");
	assert_string_equal(num_decimal(0, t), "0");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_decimal_never_octal),
		cmocka_unit_test(ipv6_text_is_rfc_5952),
		cmocka_unit_test(counts_are_written_out),
	};

	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
