/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct source
made(const char *id)
{
	struct source s = { 0 };

	s.id = id;
	s.publisher = PUB_APNIC;
	s.kind = SK_ARCHIVE;
	s.url = "https://example.net/";
	s.max = 1 << 20;
	return s;
}

static void
built_in_sources_are_distinct(void **state)
{
	(void)state;
	for (size_t i = 0; i < sources_built_in(); i++) {
		assert_ptr_equal(source_find(sources[i].id), &sources[i]);
		assert_true(strncmp(sources[i].url, "https://", 8) == 0);
		for (size_t k = 0; k < i; k++) {
			assert_string_not_equal(sources[k].path,
			    sources[i].path);
			assert_string_not_equal(sources[k].url,
			    sources[i].url);
		}
	}
}

static void
kinds_have_names(void **state)
{
	(void)state;
	for (int k = 0; k < SK_N; k++) {
		enum source_kind got;

		assert_int_equal(
		    source_kind_parse(
			span_of(source_kind_name((enum source_kind)k)), &got),
		    0);
		assert_int_equal(got, k);
	}
}

static void
an_added_source_keeps_its_place(void **state)
{
	struct source s = made("test-one"), other = made("test-one");
	size_t n = sources_n;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(source_add(&s, &e), 0);
	assert_int_equal(sources_n, n + 1);
	assert_string_equal(sources[n].path, "extra/test-one");
	assert_int_equal(source_add(&s, &e), 0); /* the same again */
	assert_int_equal(sources_n, n + 1);
	other.kind = SK_MD5;
	assert_int_equal(source_add(&other, &e), -1);
	assert_non_null(strstr(e.msg, "never reused"));
}

static void
ids_are_bounded(void **state)
{
	static const char *const bad[] = { "", "A", "a/b", "..", "a b",
		"a234567890123456789012345678901234567890123456789" };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(strlen(bad[5]), SOURCE_ID_MAX + 1);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct source s = made(bad[i]);

		assert_int_equal(source_add(&s, &e), -1);
	}
}

static void
sources_have_a_ceiling(void **state)
{
	struct source s;
	struct err e = { 0 };
	char id[32];

	(void)state;
	for (int i = 0; sources_n < SOURCES_MAX; i++) {
		snprintf(id, sizeof(id), "filler-%d", i);
		s = made(id);
		assert_int_equal(source_add(&s, &e), 0);
	}
	s = made("one-too-many");
	assert_int_equal(source_add(&s, &e), -1);
	assert_non_null(strstr(e.msg, "over"));
}

static void
a_clock_is_off_beyond_its_limit(void **state)
{
	struct runinfo r = { 0 };

	(void)state;
	r.clock = 1000000;
	r.clock_skew = 2 * CLOCK_SKEW_MAX;
	assert_false(runinfo_clock_off(&r)); /* nobody looked */
	r.clock_checked = true;
	assert_true(runinfo_clock_off(&r));
	assert_int_equal(runinfo_now(&r), 1000000 - 2 * CLOCK_SKEW_MAX);
	r.clock_skew = -CLOCK_SKEW_MAX;
	assert_false(runinfo_clock_off(&r));
	assert_int_equal(runinfo_now(&r), 1000000);
	r.clock_skew = -CLOCK_SKEW_MAX - 1;
	assert_true(runinfo_clock_off(&r));
	r.clock = TIME_NONE;
	assert_int_equal(runinfo_now(&r), TIME_NONE);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(built_in_sources_are_distinct),
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(an_added_source_keeps_its_place),
		cmocka_unit_test(ids_are_bounded),
		cmocka_unit_test(sources_have_a_ceiling),
		cmocka_unit_test(a_clock_is_off_beyond_its_limit),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("model source", t, NULL, NULL);
}
