/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/parse.h"
#include "unit.h"

#define HEX "0123456789abcdef0123456789abcdef"
#define UP "0123456789ABCDEF0123456789ABCDEF"
#define NAME "delegated-apnic-latest"

static void
both_grammars_are_read(void **state)
{
	static const struct {
		const char *text;
		enum sum_grammar grammar;
		const char *name;
		bool no_newline;
	} v[] = {
		{ "MD5 (" NAME ") = " HEX "\n", SUM_BSD, NAME, false },
		{ "MD5 (" NAME ") = " UP "\n", SUM_BSD, NAME, false },
		{ "MD5 (" NAME ") = " HEX, SUM_BSD, NAME, true },
		{ "MD5 (" NAME ") = " HEX " \r\n", SUM_BSD, NAME, false },
		{ "MD5 (a) = b) = " HEX "\n", SUM_BSD, "a) = b", false },
		{ "MD5 () = " HEX "\n", SUM_BSD, "", false },
		{ HEX "  " NAME "\n", SUM_MD5SUM, NAME, false },
		{ HEX " *" NAME "\n", SUM_MD5SUM, NAME, false },
		{ UP "  " NAME, SUM_MD5SUM, NAME, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct sumfile s;

		sums_parse(span_of(v[i].text), &s);
		assert_int_equal(s.grammar, v[i].grammar);
		assert_string_equal(s.hex, HEX);
		assert_true(span_is(s.name, v[i].name));
		assert_int_equal(s.no_newline, v[i].no_newline);
	}
}

static void
anything_else_is_malformed(void **state)
{
	static const char *const v[] = { "", "\n", HEX, HEX "\n", HEX " \n",
		HEX "   \n", HEX " " NAME "\n", "MD5 (" NAME ") = \n",
		"MD5 (" NAME ") = 0123\n", "md5 (" NAME ") = " HEX "\n",
		"MD5 (" NAME ")= " HEX "\n", "MD5(" NAME ") = " HEX "\n",
		"MD5 (" NAME ") = " HEX "0\n", "MD5 (x) = " HEX "\nmore\n",
		"\nMD5 (x) = " HEX "\n", " MD5 (x) = " HEX "\n",
		"g123456789abcdef0123456789abcdef  " NAME "\n",
		"SHA256 (x) = " HEX HEX "\n", "<html>" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct sumfile s;

		sums_parse(span_of(v[i]), &s);
		if (s.grammar != SUM_MALFORMED)
			fail_msg("read: %s", v[i]);
	}
}

static void
a_checksum_file_has_a_limit(void **state)
{
	AUTO_BUF b = { 0 };
	struct sumfile s;

	(void)state;
	buf_str(&b, HEX "  ");
	while (b.n < SUM_FILE_MAX)
		buf_chr(&b, 'x');
	sums_parse(buf_view(&b), &s);
	assert_int_equal(s.grammar, SUM_MD5SUM);
	buf_chr(&b, 'x');
	sums_parse(buf_view(&b), &s);
	assert_int_equal(s.grammar, SUM_MALFORMED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_grammars_are_read),
		cmocka_unit_test(anything_else_is_malformed),
		cmocka_unit_test(a_checksum_file_has_a_limit),
	};

	return cmocka_run_group_tests_name("sums", tests, NULL, NULL);
}
