/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
parts_come_back_in_order(void **state)
{
	AUTO_BUF b = { 0 };
	struct span rest, name, bytes;
	size_t begun;

	(void)state;
	part_add(&b, "one", span_of("first\nsecond 0\n"));
	part_add(&b, "two/x-1", (struct span){ NULL, 0 });
	begun = part_begin(&b, "one");
	for (int i = 0; i < 300; i++)
		buf_add(&b, "\0\n", 2);
	part_end(&b, begun);
	rest = buf_view(&b);
	assert_int_equal(part_next(&rest, &name, &bytes, NULL), 0);
	assert_true(span_is(name, "one"));
	assert_true(span_is(bytes, "first\nsecond 0\n"));
	assert_int_equal(part_next(&rest, &name, &bytes, NULL), 0);
	assert_true(span_is(name, "two/x-1"));
	assert_int_equal(bytes.n, 0);
	assert_int_equal(part_next(&rest, &name, &bytes, NULL), 0);
	assert_int_equal(bytes.n, 600);
	assert_int_equal(part_next(&rest, &name, &bytes, NULL), 1);
	assert_int_equal(part_find(buf_view(&b), "one", &bytes, NULL), 0);
	assert_int_equal(bytes.n, 15);
}

static void
a_missing_part_is_named(void **state)
{
	AUTO_BUF b = { 0 };
	struct span bytes;
	struct err e = { 0 };

	(void)state;
	part_add(&b, "one", span_of("x"));
	assert_int_equal(part_find(buf_view(&b), "on", &bytes, &e), -1);
	assert_string_equal(e.msg, "a phase's answer lacks 'on'");
}

/* What a phase that was taken over might write. */
static void
malformed_parts_are_refused(void **state)
{
	static const char *const bad[] = {
		"one 0000000000000002\nx", /* cut */
		"one 0000000000000000",	   /* no newline */
		"one 0000000000000000x\n", /* beyond the length */
		"one 000000000000000\n0",  /* short length */
		"one 000000000000000G\n",
		"one 000000000000000A\n",
		"one ffffffffffffffff\nx", /* longer than all */
		" 0000000000000000\n",	   /* no name */
		"One 0000000000000000\n",
		"o\033e 0000000000000000\n",
		"\n",
		"one",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		/* Exactly as long as it is, for the sanitiser. */
		size_t n = strlen(bad[i]);
		AUTO_FREE char *copy = mem_alloc(n);
		struct span rest, name, bytes;

		memcpy(copy, bad[i], n);
		rest = (struct span){ (unsigned char *)copy, n };
		assert_int_equal(part_next(&rest, &name, &bytes, NULL), -1);
	}
}

static void
names_have_a_ceiling(void **state)
{
	char name[PART_NAME_MAX + 2];
	AUTO_BUF b = { 0 };
	struct span rest, n, bytes;

	(void)state;
	memset(name, 'a', sizeof(name));
	name[PART_NAME_MAX + 1] = '\0';
	buf_fmt(&b, "%s 0000000000000000\n", name);
	rest = buf_view(&b);
	assert_int_equal(part_next(&rest, &n, &bytes, NULL), -1);
	buf_clear(&b);
	part_add(&b, name + 1, span_of(""));
	rest = buf_view(&b);
	assert_int_equal(part_next(&rest, &n, &bytes, NULL), 0);
	assert_int_equal(n.n, PART_NAME_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_come_back_in_order),
		cmocka_unit_test(a_missing_part_is_named),
		cmocka_unit_test(malformed_parts_are_refused),
		cmocka_unit_test(names_have_a_ceiling),
	};

	return cmocka_run_group_tests_name("parts", tests, NULL, NULL);
}
