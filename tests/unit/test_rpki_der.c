/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/der.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *what;
	struct span der;
	enum reason want;
} cases[] = {
	{ "an empty sequence", { (const unsigned char *)"\x30\x00", 2 },
	    RR_OK },
	{ "nothing", { (const unsigned char *)"", 0 }, RR_DER_TAG },
	{ "a tag alone", { (const unsigned char *)"\x30", 1 },
	    RR_DER_TRUNCATED },
	{ "cut contents", { (const unsigned char *)"\x04\x02x", 3 },
	    RR_DER_TRUNCATED },
	{ "a byte too many", { (const unsigned char *)"\x05\x00x", 3 },
	    RR_DER_EXTRA },
	{ "indefinite", { (const unsigned char *)"\x30\x80\0\0", 4 },
	    RR_DER_INDEFINITE },
	{ "indefinite inside",
	    { (const unsigned char *)"\x30\x04\x30\x80\0\0", 6 },
	    RR_DER_INDEFINITE },
	{ "long form for a short length",
	    { (const unsigned char *)"\x04\x81\x01x", 4 }, RR_DER_LENGTH },
	{ "a leading zero in a length",
	    { (const unsigned char *)"\x04\x82\x00\x01x", 5 }, RR_DER_LENGTH },
	{ "a length of five bytes",
	    { (const unsigned char *)"\x04\x85\x01\x01\x01\x01\x01", 7 },
	    RR_DER_TRUNCATED },
	{ "a length of SIZE_MAX",
	    { (const unsigned char *)"\x04\x84\xff\xff\xff\xff", 6 },
	    RR_DER_TRUNCATED },
	{ "a high tag", { (const unsigned char *)"\x1f\x81\x00", 3 },
	    RR_DER_TAG },
	{ "tag 0", { (const unsigned char *)"\x00\x00", 2 }, RR_DER_TAG },
	{ "a constructed octet string",
	    { (const unsigned char *)"\x24\x03\x04\x01x", 5 },
	    RR_DER_CONSTRUCTED },
	{ "a primitive sequence", { (const unsigned char *)"\x10\x00", 2 },
	    RR_DER_CONSTRUCTED },
	{ "true as 1", { (const unsigned char *)"\x01\x01\x01", 3 },
	    RR_DER_VALUE },
	{ "true", { (const unsigned char *)"\x01\x01\xff", 3 }, RR_OK },
	{ "no integer at all", { (const unsigned char *)"\x02\x00", 2 },
	    RR_DER_VALUE },
	{ "an integer padded with 0",
	    { (const unsigned char *)"\x02\x02\x00\x7f", 4 }, RR_DER_VALUE },
	{ "an integer padded with ff",
	    { (const unsigned char *)"\x02\x02\xff\x80", 4 }, RR_DER_VALUE },
	{ "128", { (const unsigned char *)"\x02\x02\x00\x80", 4 }, RR_OK },
	{ "eight unused bits", { (const unsigned char *)"\x03\x02\x08\0", 4 },
	    RR_DER_VALUE },
	{ "unused bits of nothing",
	    { (const unsigned char *)"\x03\x01\x01", 3 }, RR_DER_VALUE },
	{ "unused bits that are set",
	    { (const unsigned char *)"\x03\x02\x01\x01", 4 }, RR_DER_VALUE },
	{ "NULL with contents", { (const unsigned char *)"\x05\x01x", 3 },
	    RR_DER_VALUE },
	{ "an OID that ends within a number",
	    { (const unsigned char *)"\x06\x01\x80", 3 }, RR_DER_VALUE },
	{ "an OID with a padded number",
	    { (const unsigned char *)"\x06\x03\x2a\x80\x01", 5 },
	    RR_DER_VALUE },
	{ "a set out of order",
	    { (const unsigned char *)"\x31\x06\x02\x01\x02\x02\x01\x01", 8 },
	    RR_DER_SET_ORDER },
	{ "a set in order",
	    { (const unsigned char *)"\x31\x06\x02\x01\x01\x02\x01\x02", 8 },
	    RR_OK },
};

static void
only_der_passes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum reason r = der_check(cases[i].der);

		if (r != cases[i].want)
			fail_msg("%s: '%s'", cases[i].what, reason_code(r));
	}
}

/* So many sequences, one in another. */
static enum reason
nested(unsigned n)
{
	unsigned char v[2 * (DER_DEPTH_MAX + 8)];

	assert_true(n <= DER_DEPTH_MAX + 8);
	for (unsigned i = 0; i < n; i++) {
		v[2 * i] = DER_SEQ;
		v[2 * i + 1] = (unsigned char)(2 * (n - 1 - i));
	}
	return der_check((struct span){ v, 2 * n });
}

static void
depth_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(nested(DER_DEPTH_MAX), RR_OK);
	assert_int_equal(nested(DER_DEPTH_MAX + 1), RR_DER_DEPTH);
}

static enum reason
time_of(const char *tlv, utc_t *ret)
{
	struct der d = der_of(span_of(tlv));

	return der_time(&d, ret);
}

static void
times_are_in_their_one_form(void **state)
{
	utc_t t = 0;

	(void)state;
	assert_int_equal(time_of("\x17\x0d"
				 "491231235959Z",
			     &t),
	    RR_OK);
	assert_true(t == day_start(20491231) + DAY_SECS - 1);
	assert_int_equal(time_of("\x17\x0d"
				 "500101000000Z",
			     &t),
	    RR_OK);
	assert_true(t == day_start(19500101));
	assert_int_equal(time_of("\x18\x0f"
				 "20500101000000Z",
			     &t),
	    RR_OK);
	assert_true(t == day_start(20500101));
	assert_int_equal(time_of("\x18\x0f"
				 "20491231235959Z",
			     &t),
	    RR_DER_VALUE);
	assert_int_equal(time_of("\x17\x0b"
				 "4912312359Z",
			     &t),
	    RR_DER_VALUE);
	assert_int_equal(time_of("\x17\x0d"
				 "490230000000Z",
			     &t),
	    RR_DER_VALUE);
	assert_int_equal(time_of("\x17\x0d"
				 "490101240000Z",
			     &t),
	    RR_DER_VALUE);
	assert_int_equal(time_of("\x17\x11"
				 "491231235959+0000",
			     &t),
	    RR_DER_VALUE);
}

static void
numbers_are_bounded(void **state)
{
	static const unsigned char twenty[] = "\x02\x14"
					      "12345678901234567890";
	static const unsigned char more[] = "\x02\x15"
					    "123456789012345678901";
	struct der d = der_of((struct span){ twenty, 22 });
	struct span v;
	uint64_t n = 7;

	(void)state;
	assert_int_equal(der_big(&d, &v), RR_OK);
	assert_int_equal(v.n, 20);
	d = der_of((struct span){ more, 23 });
	assert_int_equal(der_big(&d, &v), RR_DER_VALUE);
	d = der_of((struct span){ (const unsigned char *)"\x02\x05\x00\xff"
							 "\xff\xff\xff",
	    7 });
	assert_int_equal(der_uint(&d, UINT32_MAX, &n), RR_OK);
	assert_true(n == UINT32_MAX);
	d = der_of((struct span){ (const unsigned char *)"\x02\x05\x01\0\0"
							 "\0\0",
	    7 });
	assert_int_equal(der_uint(&d, UINT32_MAX, &n), RR_DER_VALUE);
	d = der_of((struct span){ (const unsigned char *)"\x02\x01\xff", 3 });
	assert_int_equal(der_uint(&d, UINT32_MAX, &n), RR_DER_VALUE);
	assert_true(n == UINT32_MAX); /* kept on failure */
}

static void
reasons_are_told_apart(void **state)
{
	(void)state;
	for (enum reason a = RR_OK + 1; a < RR_N; a++) {
		assert_true(reason_words(a)[0] != '\0');
		assert_true(strstr(reason_cite(a), "section") != NULL ||
		    a == RR_UNREADABLE);
		for (enum reason b = RR_OK; b < a; b++)
			assert_string_not_equal(reason_code(a),
			    reason_code(b));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_der_passes),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(times_are_in_their_one_form),
		cmocka_unit_test(numbers_are_bounded),
		cmocka_unit_test(reasons_are_told_apart),
	};

	return cmocka_run_group_tests_name("rpki der", tests, NULL, NULL);
}
