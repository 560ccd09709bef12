/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compressed as other programs do it. */
#include "io/unpack.h"
#include "io/file.h"
#include "unit.h"

#define MAX ((size_t)1 << 20)

static const char text[] = "2|arin|20240101|0|19830101|20231231|+0000\n";

static void
packed(const char *with, const char *in, struct buf *ret)
{
	AUTO_FREE char *from = here(in);
	AUTO_FREE char *to = here("packed");
	AUTO_FREE unsigned char *p = NULL;
	const char *const argv[] = { with, "-c", from, NULL };
	size_t n = 0;

	assert_int_equal(run(argv, NULL, to), 0);
	assert_int_equal(file_read(to, 0, &p, &n, NULL), 0);
	buf_add(ret, p, n);
}

static void
both_come_back_and_so_does_what_is_not_packed(void **state)
{
	static const char *const with[] = { "gzip", "bzip2", "cat" };

	(void)state;
	put_file("text", text, 0600);
	for (size_t i = 0; i < ARRAY_LEN(with); i++) {
		AUTO_BUF in = { 0 };
		AUTO_BUF out = { 0 };
		const char *why = NULL;

		if (i < 2)
			packed(with[i], "text", &in);
		else
			buf_str(&in, text);
		assert_int_equal(unpack(buf_view(&in), MAX, &out, &why), 0);
		assert_string_equal(out.p, text);
	}
}

static void
members_follow_each_other(void **state)
{
	static const char *const with[] = { "gzip", "bzip2" };

	(void)state;
	put_file("text", text, 0600);
	for (size_t i = 0; i < ARRAY_LEN(with); i++) {
		AUTO_BUF in = { 0 };
		AUTO_BUF out = { 0 };
		const char *why = NULL;

		packed(with[i], "text", &in);
		packed(with[i], "text", &in);
		assert_int_equal(unpack(buf_view(&in), MAX, &out, &why), 0);
		assert_int_equal(out.n, 2 * strlen(text));
	}
}

static void
what_is_cut_or_damaged_is_refused(void **state)
{
	static const char *const with[] = { "gzip", "bzip2" };

	(void)state;
	put_file("text", text, 0600);
	for (size_t i = 0; i < ARRAY_LEN(with); i++) {
		AUTO_BUF in = { 0 };
		AUTO_BUF out = { 0 };
		const char *why = NULL;

		packed(with[i], "text", &in);
		for (size_t n = 4; n < in.n; n++) {
			assert_int_equal(unpack(span_sub(buf_view(&in), 0, n),
					     MAX, &out, &why),
			    -1);
			assert_true(says(why, "end too soon"));
			assert_null(out.p);
		}
		in.p[in.n / 2] ^= 0x55;
		assert_int_equal(unpack(buf_view(&in), MAX, &out, &why), -1);
		assert_true(says(why, "damaged"));
	}
}

/* Zeros, which pack to nearly nothing. */
static void
a_bomb_is_refused_at_the_ceiling(void **state)
{
	static const char *const with[] = { "gzip", "bzip2", NULL };
	AUTO_FREE char *zeros = mem_alloc(MAX + 2);

	(void)state;
	memset(zeros, '0', MAX + 1);
	put_file("zeros", zeros, 0600);
	for (size_t i = 0; i < ARRAY_LEN(with); i++) {
		AUTO_BUF in = { 0 };
		AUTO_BUF out = { 0 };
		const char *why = NULL;

		if (with[i] != NULL)
			packed(with[i], "zeros", &in);
		else
			buf_str(&in, zeros);
		assert_int_equal(unpack(buf_view(&in), MAX, &out, &why), -1);
		assert_true(says(why, "more than"));
		assert_int_equal(unpack(buf_view(&in), MAX + 1, &out, &why),
		    0);
		assert_int_equal(out.n, MAX + 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    both_come_back_and_so_does_what_is_not_packed),
		cmocka_unit_test(members_follow_each_other),
		cmocka_unit_test(what_is_cut_or_damaged_is_refused),
		cmocka_unit_test(a_bomb_is_refused_at_the_ceiling),
	};

	return cmocka_run_group_tests_name("unpack", tests, dir_setup,
	    dir_teardown);
}
