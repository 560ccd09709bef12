/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

static void
utf8_is_told_apart(void **state)
{
	static const struct {
		const char *s;
		size_t n;
	} v[] = { { "a", 1 }, { "\x7f", 1 }, { "\xc3\xa9", 2 },
		{ "\xe2\x82\xac", 3 }, { "\xf0\x9f\x98\x80", 4 },
		{ "\xed\x9f\xbf", 3 }, { "\xf4\x8f\xbf\xbf", 4 },
		{ "\x80", 0 }, { "\xc0\x80", 0 }, { "\xc1\xbf", 0 },
		{ "\xe0\x9f\xbf", 0 }, { "\xed\xa0\x80", 0 },
		{ "\xf0\x8f\xbf\xbf", 0 }, { "\xf4\x90\x80\x80", 0 },
		{ "\xf5\x80\x80\x80", 0 }, { "\xff", 0 }, { "\xc3", 0 },
		{ "\xe2\x82", 0 }, { "\xe2\x28\xa1", 0 }, { "\xc3(", 0 },
		{ "\xf0\x9f\x98", 0 }, { "\xf0\x9f\x98(", 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		assert_int_equal(span_utf8(span_of(v[i].s)), v[i].n);
	assert_int_equal(span_utf8((struct span){ NULL, 0 }), 0);
}

static void
what_no_reader_sees_is_not_printable(void **state)
{
	static const char *const hidden[] = { "\x01", "\t", "\n", "\x1f",
		"\x7f", "\xc2\x80", "\xc2\x9f", "\xef\xbf\xbe", "\xef\xbf\xbf",
		"\xff", "\xc3", "" };
	static const char *const seen[] = { " ", "~", "\\", "\xc2\xa0",
		"\xc3\xa9", "\xef\xbf\xbd", "\xf0\x9f\x98\x80" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
		assert_int_equal(span_printable(span_of(hidden[i])), 0);
	for (size_t i = 0; i < ARRAY_LEN(seen); i++)
		assert_int_equal(span_printable(span_of(seen[i])),
		    strlen(seen[i]));
}

static void
spans_are_compared_and_cut(void **state)
{
	struct span s = span_of("abc"), none = { NULL, 0 };

	(void)state;
	assert_true(span_is(span_sub(s, 1, 1), "b"));
	assert_int_equal(span_sub(s, 1, SIZE_MAX).n, 2);
	assert_int_equal(span_sub(s, 9, 9).n, 0);
	assert_true(span_eq(none, span_of("")));
	assert_true(span_cmp(s, span_of("abd")) < 0);
	assert_true(span_cmp(s, span_of("ab")) > 0);
	assert_true(span_cmp(none, s) < 0);
	assert_int_equal(span_cmp(s, s), 0);
	assert_true(span_starts(s, "ab"));
	assert_false(span_starts(s, "abcd"));
	assert_true(span_cmp(span_of("\xff"), span_of("a")) > 0);
}

static void
fields_are_split(void **state)
{
	struct span rest = span_of("a||b|");

	(void)state;
	assert_true(span_is(span_split(&rest, '|'), "a"));
	assert_true(span_is(span_split(&rest, '|'), ""));
	assert_true(span_is(span_split(&rest, '|'), "b"));
	assert_int_equal(rest.n, 0);
	assert_true(span_is(span_split(&rest, '|'), ""));
	assert_true(span_is(span_split(&rest, '|'), ""));
}

static void
numbers_are_plain_decimals(void **state)
{
	static const char *const bad[] = { "", "-1", "+1", " 1", "1 ", "0x1",
		"1.0", "18446744073709551616", "99999999999999999999",
		"000000000000000000001" };
	uint64_t v = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(span_u64(span_of(bad[i]), UINT64_MAX, &v),
		    -1);
	assert_true(v == 7); /* written on success only */
	assert_int_equal(
	    span_u64(span_of("18446744073709551615"), UINT64_MAX, &v), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(span_u64(span_of("007"), 7, &v), 0);
	assert_true(v == 7);
	assert_int_equal(span_u64(span_of("8"), 7, &v), -1);
}

static void
buffers_grow_up_to_their_ceiling(void **state)
{
	AUTO_BUF b;

	(void)state;
	buf_init(&b, 10);
	buf_str(&b, "12345");
	buf_chr(&b, '6');
	buf_fmt(&b, "%d", 789);
	assert_false(b.over);
	assert_string_equal(b.p, "123456789");
	buf_str(&b, "0a");
	assert_true(b.over);
	assert_string_equal(b.p, "1234567890");
	buf_chr(&b, 'x');
	assert_int_equal(b.n, 10);
	assert_true(span_is(buf_view(&b), "1234567890"));
	buf_clear(&b);
	assert_int_equal(b.n, 0);
	assert_false(b.over);
	buf_clear(NULL);
}

/* A full one: its pages are never touched. */
static void
a_buffer_without_a_ceiling_has_the_common_one(void **state)
{
	struct buf b = { 0 };
	char text[2000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	buf_fmt(&b, "%s%s", text, text); /* longer than its own stack room */
	assert_int_equal(b.n, 2 * (sizeof(text) - 1));
	buf_clear(&b);
	b.n = BUF_MAX;
	b.cap = BUF_MAX + 1;
	b.p = mem_alloc(b.cap);
	buf_chr(&b, 'x');
	assert_true(b.over);
	assert_true(b.n == BUF_MAX);
	buf_clear(&b);
}

static void
arrays_grow_by_doubling(void **state)
{
	AUTO_FREE int *v = NULL;
	size_t cap = 0;

	(void)state;
	v = mem_grow(v, &cap, 1, sizeof(*v));
	assert_int_equal(cap, 16);
	v[15] = 1;
	v = mem_grow(v, &cap, 16, sizeof(*v));
	assert_int_equal(cap, 16);
	v = mem_grow(v, &cap, 100, sizeof(*v));
	assert_int_equal(cap, 128);
	assert_int_equal(v[15], 1);
	assert_null(mem_strdup(NULL));
}

static void
errors_say_where_from_outside_in(void **state)
{
	struct err e = { 0 };
	char text[3000];

	(void)state;
	assert_int_equal(err_set(&e, ERR_DATA, "line %d", 3), -1);
	assert_int_equal(err_wrap(&e, "%s", "a file"), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.msg, "a file: line 3");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_wrap(&e, "%s", text);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
	assert_int_equal(err_set(NULL, ERR_IO, "x"), -1);
	assert_int_equal(err_wrap(NULL, "x"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(utf8_is_told_apart),
		cmocka_unit_test(what_no_reader_sees_is_not_printable),
		cmocka_unit_test(spans_are_compared_and_cut),
		cmocka_unit_test(fields_are_split),
		cmocka_unit_test(numbers_are_plain_decimals),
		cmocka_unit_test(buffers_grow_up_to_their_ceiling),
		cmocka_unit_test(
		    a_buffer_without_a_ceiling_has_the_common_one),
		cmocka_unit_test(arrays_grow_by_doubling),
		cmocka_unit_test(errors_say_where_from_outside_in),
	};

	return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
