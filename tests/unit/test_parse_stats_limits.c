/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits of the statistics parser, each at its edge. */
#include "audit/audit.h"
#include "parse/stats_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "2|afrinic|20260105|3|19830101|20260104|+0000\n"
#define ROW(n) "afrinic|ZA|asn|" n "|1|20200101|allocated|id" n "\n"

static void
rows_beyond_the_limit_are_counted_and_said(void **state)
{
	const struct source *src = source_find("afrinic-extended");
	struct statsfile s = { 0 };

	(void)state;
	stats_parse_upto(span_of(HEAD ROW("1") ROW("2") ROW("3")), src, 3, &s);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.notes[SN_ROWS_MAX].count, 0);
	assert_false(statsfile_short(&s));
	statsfile_clear(&s);
	stats_parse_upto(span_of(HEAD ROW("1") ROW("2") ROW("3")), src, 2, &s);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.rows_all, 3);
	assert_int_equal(s.notes[SN_ROWS_MAX].count, 1);
	assert_int_equal(s.notes[SN_ROWS_MAX].at[0].line, 4);
	assert_true(statsfile_short(&s));
	statsfile_clear(&s);
}

static void
what_was_not_kept_is_not_absent(void **state)
{
	size_t i = source_index(source_find("afrinic-extended"));
	struct dataset d;

	(void)state;
	dataset_init(&d);
	d.art[i].present = true;
	d.md5[i] = MD5_OK;
	stats_parse_upto(span_of(HEAD ROW("1") ROW("2") ROW("3")), &sources[i],
	    3, &d.stats[i]);
	assert_true(stats_complete(&d, i));
	statsfile_clear(&d.stats[i]);
	stats_parse_upto(span_of(HEAD ROW("1") ROW("2") ROW("3")), &sources[i],
	    2, &d.stats[i]);
	assert_false(stats_complete(&d, i));
	dataset_clear(&d);
}

/* A line of n bytes: a record whose holder fills it. */
static void
line_of(size_t n, struct buf *b)
{
	size_t from = b->n;

	buf_str(b, "afrinic|ZA|asn|1|1|20200101|allocated|");
	while (b->n - from < n)
		buf_chr(b, 'h');
	buf_chr(b, '\n');
}

static void
a_line_may_be_as_long_as_the_limit(void **state)
{
	const struct source *src = source_find("afrinic-extended");
	struct statsfile s = { 0 };
	struct span holder;
	AUTO_BUF b = { 0 };

	(void)state;
	buf_str(&b, HEAD);
	line_of(STATS_LINE_MAX, &b);
	line_of(STATS_LINE_MAX + 1, &b);
	stats_parse(buf_view(&b), src, &s);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.notes[SN_LINE_LONG].count, 1);
	holder = record_holder(&s, &s.v[0]);
	assert_int_equal(holder.n,
	    STATS_LINE_MAX - strlen("afrinic|ZA|asn|1|1|20200101|allocated|"));
	assert_true(holder.p[0] == 'h' && holder.p[holder.n - 1] == 'h');
	statsfile_clear(&s);
}

static void
totals_count_what_is_listed(void **state)
{
	const struct source *src = source_find("afrinic-extended");
	struct statsfile s = { 0 };

	(void)state;
	stats_parse(
	    span_of(HEAD
		"afrinic|ZA|ipv4|0.0.0.0|4294967296|20200101|allocated|a\n"
		"afrinic||ipv4|1.0.0.0|256||available|\n"
		"afrinic|ZA|ipv6|::|0|20200101|assigned|a\n"
		"afrinic|ZA|ipv6|2c00::|128|20200101|assigned|a\n"
		"afrinic|ZA|asn|4294967295|1|20200101|odd|a\n"),
	    src, &s);
	assert_true(s.totals[FAM_IPV4][ST_ALLOCATED] == (num_t)1 << 32);
	assert_true(s.totals[FAM_IPV4][ST_AVAILABLE] == 256);
	assert_true(s.totals[FAM_IPV6][ST_ASSIGNED] == ((num_t)1 << 64) + 1);
	assert_true(s.totals[FAM_ASN][ST_ALLOCATED] == 0);
	statsfile_clear(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_beyond_the_limit_are_counted_and_said),
		cmocka_unit_test(what_was_not_kept_is_not_absent),
		cmocka_unit_test(a_line_may_be_as_long_as_the_limit),
		cmocka_unit_test(totals_count_what_is_listed),
	};

	return cmocka_run_group_tests_name("stats limits", tests, NULL, NULL);
}
