/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY0 1767571200 /* 2026-01-05T00:00:00Z */
#define ID(n) "U-01/10.0.0." #n "-10.0.0." #n "/apnic+arin@2026-01-05"

static const char *const commits[] = {
	"1000000000000000000000000000000000000000",
	"2000000000000000000000000000000000000000",
	"3000000000000000000000000000000000000000",
	"4000000000000000000000000000000000000000",
};

static void
finding(struct buf *b, const char *id, const char *outcome, int fresh)
{
	bool excused = strcmp(outcome, "EXCUSED") == 0;

	buf_fmt(b,
	    "finding|%s|U-01|1|S3|%s|%s|OBSERVED|apnic+arin|ipv4|"
	    "10.0.0.1|2026-01-05|2026-01-05|1|1|1|0|%d|Both list it.\n",
	    id, outcome, excused ? "X1-test" : "", fresh);
}

static int
add(struct site *s, size_t run, utc_t clock, const struct buf *rows)
{
	AUTO_BUF text = { 0 };
	struct err e = { 0 };

	buf_fmt(&text, "# nroaudit findings 1\n# snapshot %s\n%s",
	    commits[run], rows->p == NULL ? "" : rows->p);
	return site_add(s, commits[run], clock, buf_view(&text), &e);
}

/* Printed, read back and printed again: the same bytes. */
static void
assert_keeps(const struct site *s)
{
	AUTO_BUF a = { 0 };
	AUTO_BUF b = { 0 };
	AUTO(site_clear) struct site again = { 0 };
	struct err e = { 0 };

	site_print(s, &a);
	assert_int_equal(site_parse(buf_view(&a), &again, &e), 0);
	site_print(&again, &b);
	assert_string_equal(a.p, b.p);
}

static void
a_life_is_told_in_spans(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO_BUF open = { 0 };
	AUTO_BUF away = { 0 };
	AUTO_BUF cured = { 0 };

	(void)state;
	finding(&open, ID(1), "FAIL", 1);
	buf_str(&away,
	    "unobserved|" ID(1) "|U-01|apnic+arin|2026-01-05|"
				"2026-01-05\n");
	buf_str(&cured,
	    "cured|" ID(1) "|U-01|apnic+arin|2026-01-05|"
			   "2026-01-06\n");
	assert_int_equal(add(&s, 0, DAY0, &open), 0);
	assert_int_equal(add(&s, 1, DAY0 + DAY_SECS, &open), 0);
	assert_int_equal(add(&s, 2, DAY0 + 2 * DAY_SECS, &away), 0);
	assert_int_equal(add(&s, 3, DAY0 + 3 * DAY_SECS, &cured), 0);
	assert_int_equal(s.lives_n, 1);
	assert_int_equal(s.lives[0].spans_n, 3);
	assert_int_equal(s.lives[0].spans[0].from, 0);
	assert_int_equal(s.lives[0].spans[0].to, 1);
	assert_int_equal(s.lives[0].spans[1].state, LIFE_UNOBSERVED);
	assert_int_equal(site_life_state(&s.lives[0]), LIFE_CURED);
	assert_string_equal(s.lives[0].observation, "Both list it.");
	assert_int_equal(s.runs[2].unobserved, 1);
	assert_int_equal(s.runs[3].cured, 1);
	assert_keeps(&s);
}

static void
what_a_run_changes_is_touched(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO(site_clear) struct site t = { 0 };
	AUTO_BUF both = { 0 };
	AUTO_BUF one = { 0 };
	AUTO_BUF xml = { 0 };
	struct err e = { 0 };

	(void)state;
	finding(&both, ID(1), "FAIL", 1);
	finding(&both, ID(2), "FAIL", 1);
	finding(&one, ID(1), "FAIL", 0);
	assert_int_equal(add(&s, 0, DAY0, &both), 0);
	assert_int_equal(add(&s, 1, DAY0 + DAY_SECS, &one), 0);
	site_print(&s, &xml);
	assert_int_equal(site_parse(buf_view(&xml), &t, &e), 0);
	assert_false(t.lives[0].touched || t.lives[1].touched);
	/* ID(2) was gone a run before: nothing is news about it. */
	assert_int_equal(add(&t, 2, DAY0 + 2 * DAY_SECS, &one), 0);
	assert_true(t.lives[0].touched);
	assert_false(t.lives[1].touched);
	/* The run after the last that had it ends it. */
	assert_true(s.lives[1].touched);
}

static void
too_many_of_a_kind_are_one_group(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO_BUF rows = { 0 };
	AUTO_BUF fewer = { 0 };

	(void)state;
	for (int i = 0; i <= SITE_GROUP_MAX; i++) {
		AUTO_BUF id = { 0 };

		buf_fmt(&id, "U-01/10.0.%d.1/apnic+arin@2026-01-05", i);
		finding(&rows, id.p, "FAIL", 1);
		if (i < 3)
			finding(&fewer, id.p, "FAIL", 0);
	}
	assert_int_equal(add(&s, 0, DAY0, &rows), 0);
	assert_int_equal(s.lives_n, 0);
	assert_int_equal(s.groups_n, 1);
	assert_int_equal(s.groups[0].count, SITE_GROUP_MAX + 1);
	assert_int_equal(s.runs[0].fails, SITE_GROUP_MAX + 1);
	assert_int_equal(add(&s, 1, DAY0 + DAY_SECS, &fewer), 0);
	assert_int_equal(s.lives_n, 3);
	assert_int_equal(s.groups[0].to, 0);
	assert_keeps(&s);
}

static void
exactly_the_limit_are_told_one_by_one(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO_BUF rows = { 0 };

	(void)state;
	for (int i = 0; i < SITE_GROUP_MAX; i++) {
		AUTO_BUF id = { 0 };

		buf_fmt(&id, "U-01/10.0.%d.1/apnic+arin@2026-01-05", i);
		finding(&rows, id.p, "EXCUSED", 1);
	}
	assert_int_equal(add(&s, 0, DAY0, &rows), 0);
	assert_int_equal(s.lives_n, SITE_GROUP_MAX);
	assert_int_equal(s.groups_n, 0);
	assert_int_equal(s.runs[0].excused, SITE_GROUP_MAX);
	assert_int_equal(s.runs[0].fails, 0);
}

static void
one_of_a_group_that_is_cured_has_a_life(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO_BUF none = { 0 };
	AUTO_BUF cured = { 0 };

	(void)state;
	buf_str(&cured,
	    "cured|" ID(7) "|U-01|apnic+arin|2026-01-05|"
			   "2026-01-05\n");
	assert_int_equal(add(&s, 0, DAY0, &none), 0);
	assert_int_equal(add(&s, 1, DAY0 + DAY_SECS, &cured), 0);
	assert_int_equal(s.lives_n, 1);
	assert_string_equal(s.lives[0].subject, "10.0.0.7-10.0.0.7");
	assert_string_equal(s.lives[0].first, "2026-01-05");
	assert_keeps(&s);
}

static void
runs_of_a_day_are_numbered(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO_BUF none = { 0 };

	(void)state;
	assert_int_equal(add(&s, 0, DAY0, &none), 0);
	assert_int_equal(add(&s, 1, DAY0 + DAY_SECS, &none), 0);
	assert_int_equal(add(&s, 2, DAY0 + 3600, &none), 0);
	assert_string_equal(s.runs[0].name, "2026-01-05");
	assert_string_equal(s.runs[1].name, "2026-01-06");
	assert_string_equal(s.runs[2].name, "2026-01-05-2");
	assert_ptr_equal(site_run_of(&s, commits[1]), &s.runs[1]);
	assert_null(site_run_of(&s, commits[3]));
}

static void
a_line_that_is_none_is_named(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	struct err e = { 0 };
	const char *bad =
	    "# snapshot 1000000000000000000000000000000000000000\n"
	    "finding|x|U-01|1\n";

	(void)state;
	assert_int_equal(site_add(&s, commits[0], DAY0, span_of(bad), &e), -1);
	assert_non_null(strstr(e.msg, "line 2"));
	assert_int_equal(s.runs_n, 0);
	bad = "# snapshot 1000000000000000000000000000000000000000\n"
	      "cured|../x|../../etc|-|2026-01-05|2026-01-05\n";
	assert_int_equal(site_add(&s, commits[0], DAY0, span_of(bad), &e), -1);
	assert_int_equal(site_add(&s, commits[0], DAY0,
			     span_of("# nroaudit findings 1\n"), &e),
	    -1);
}

static void
page_names_are_safe(void **state)
{
	char a[SITE_PAGE], b[SITE_PAGE];

	(void)state;
	site_page(span_of(ID(1)), a);
	assert_int_equal(strlen(a), SITE_PAGE - 3);
	assert_int_equal(strncmp(a, "U-01-", 5), 0);
	assert_int_equal(strspn(a + 5, "0123456789abcdef"), 32);
	site_page(span_of("../../x|y:z/<b>"), b);
	assert_int_equal(strspn(b, "0123456789abcdef"), strlen(b));
	assert_string_not_equal(a, b);
}

static void
what_was_changed_is_not_built_upon(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO(site_clear) struct site t = { 0 };
	AUTO_BUF rows = { 0 };
	AUTO_BUF xml = { 0 };
	struct err e = { 0 };

	(void)state;
	finding(&rows, ID(1), "FAIL", 1);
	assert_int_equal(add(&s, 0, DAY0, &rows), 0);
	site_print(&s, &xml);
	for (size_t i = 0; i < xml.n; i += 7) {
		xml.p[i] ^= 1;
		assert_int_equal(site_parse(buf_view(&xml), &t, &e), -1);
		xml.p[i] ^= 1;
	}
	assert_int_equal(site_parse(buf_view(&xml), &t, &e), 0);
}

static void
what_is_too_large_is_not_read(void **state)
{
	AUTO(site_clear) struct site s = { 0 };
	AUTO_FREE char *p = mem_alloc(SITE_XML_MAX + 1);
	struct err e = { 0 };

	(void)state;
	memset(p, ' ', SITE_XML_MAX + 1);
	assert_int_equal(
	    site_parse((struct span){ (unsigned char *)p, SITE_XML_MAX + 1 },
		&s, &e),
	    -1);
	assert_non_null(strstr(e.msg, "over"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_life_is_told_in_spans),
		cmocka_unit_test(what_a_run_changes_is_touched),
		cmocka_unit_test(too_many_of_a_kind_are_one_group),
		cmocka_unit_test(exactly_the_limit_are_told_one_by_one),
		cmocka_unit_test(one_of_a_group_that_is_cured_has_a_life),
		cmocka_unit_test(runs_of_a_day_are_numbered),
		cmocka_unit_test(a_line_that_is_none_is_named),
		cmocka_unit_test(page_names_are_safe),
		cmocka_unit_test(what_was_changed_is_not_built_upon),
		cmocka_unit_test(what_is_too_large_is_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
