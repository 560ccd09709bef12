/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a hostile file can make a rule do: counted, said, and no more. */
#include "cmd/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define OVER 7

/* One day after another of AFRINIC's extended file alone. */
struct days {
	struct ledger before;
	struct dataset d;
	struct audit_result res;
	struct buf text;
};

static void
day_begin(struct days *s, int day, unsigned rows)
{
	dataset_init(&s->d);
	s->d.day = 20260100 + day;
	s->d.run->clock = day_start(s->d.day) + 12 * 3600;
	s->d.run->clock_given = true;
	buf_init(&s->text, 0);
	buf_fmt(&s->text, "2|afrinic|%d|%u|19830101|%d|+0000\n",
	    20260100 + day, rows, 20260099 + day);
}

static void
put(struct days *s, const char *source, struct span bytes)
{
	struct artefact *a = &s->d.art[source_index(source_find(source))];

	a->present = true;
	a->bytes = bytes;
	digest_sha256(a->bytes, a->sha256);
}

static void
day_audit(struct days *s)
{
	struct thresholds t;
	struct exceptions x = { 0 };
	struct ledger next;

	put(s, "afrinic-extended", buf_view(&s->text));
	thresholds_init(&t);
	ledger_init(&next);
	dataset_read(&s->d, &s->before, NULL);
	audit_run(&s->d, &s->before, &x, &t, &s->res, &next);
	ledger_clear(&s->before);
	s->before = next;
}

static void
day_end(struct days *s)
{
	audit_result_clear(&s->res);
	dataset_clear(&s->d);
	buf_clear(&s->text);
}

static size_t
found(const struct days *s, const char *rule, bool unobserved)
{
	size_t n = 0;

	for (size_t i = 0; i < s->res.open.n; i++)
		n += strcmp(s->res.open.v[i].rule->id, rule) == 0 &&
		    s->res.open.v[i].unobserved == unobserved;
	return n;
}

static bool
said(const struct days *s, const char *what)
{
	for (size_t i = 0; i < s->res.faults_n; i++)
		if (strstr(s->res.faults[i].text, what) != NULL)
			return true;
	return false;
}

/* n records of one AS number each, each with a country code of no country;
 * from counts on. */
static void
add_bad_rows(struct days *s, unsigned from, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		buf_fmt(&s->text, "afrinic|QQ|asn|%u|1|20200101|allocated|h\n",
		    from + 2 * i);
}

static void
findings_beyond_the_limit_are_counted_and_said(void **state)
{
	struct days s = { 0 };

	(void)state;
	ledger_init(&s.before);
	day_begin(&s, 5, RULE_FINDINGS_MAX);
	add_bad_rows(&s, 1, RULE_FINDINGS_MAX);
	day_audit(&s);
	assert_int_equal(found(&s, "A-20", false), RULE_FINDINGS_MAX);
	assert_false(said(&s, "A-20: "));
	day_end(&s);
	/* As many before those of yesterday: they fill the limit, so that
	 * yesterday's last are not looked at, and not cured. */
	day_begin(&s, 6, RULE_FINDINGS_MAX + OVER);
	add_bad_rows(&s, 200000, OVER);
	add_bad_rows(&s, 1, RULE_FINDINGS_MAX);
	day_audit(&s);
	assert_int_equal(found(&s, "A-20", false), RULE_FINDINGS_MAX);
	assert_int_equal(found(&s, "A-20", true), OVER);
	assert_int_equal(s.res.cured.n, 0);
	assert_true(said(&s, "A-20: 7 findings beyond the first 50000"));
	day_end(&s);
	/* And when they are gone, all are cured. */
	day_begin(&s, 7, 1);
	buf_str(&s.text, "afrinic|ZA|asn|1|1|20200101|allocated|h\n");
	day_audit(&s);
	assert_int_equal(found(&s, "A-20", false), 0);
	assert_int_equal(found(&s, "A-20", true), 0);
	assert_int_equal(s.res.cured.n, RULE_FINDINGS_MAX + OVER);
	day_end(&s);
	ledger_clear(&s.before);
}

/* Two million pairs in two thousand rows. */
static void
pairs_of_equal_rows_are_counted(void **state)
{
	const unsigned rows = 2000;
	struct days s = { 0 };
	char want[64];

	(void)state;
	ledger_init(&s.before);
	day_begin(&s, 5, rows);
	for (unsigned i = 0; i < rows; i++)
		buf_str(&s.text,
		    "afrinic|ZA|ipv6|::|0|20200101|allocated|h\n");
	day_audit(&s);
	/* All share one range: one piece, that counts every place. */
	assert_int_equal(found(&s, "U-02", false), 1);
	snprintf(want, sizeof(want), "U-02: %u findings beyond",
	    rows * (rows - 1) / 2 - RULE_FINDINGS_MAX);
	assert_true(said(&s, want));
	for (size_t i = 0; i < s.res.open.n; i++)
		if (strcmp(s.res.open.v[i].rule->id, "U-02") == 0)
			assert_int_equal(s.res.open.v[i].evidence_total,
			    2 * RULE_FINDINGS_MAX);
	day_end(&s);
	ledger_clear(&s.before);
}

/* One range of another registry's over more records than are counted. */
static void
places_are_counted_to_a_limit(void **state)
{
	struct days s = { 0 };
	uint32_t total = 0;

	(void)state;
	ledger_init(&s.before);
	day_begin(&s, 5, EVIDENCE_COUNT_MAX + OVER);
	for (unsigned i = 0; i < EVIDENCE_COUNT_MAX + OVER; i++)
		buf_fmt(&s.text, "afrinic|ZA|asn|%u|1|20200101|allocated|h\n",
		    i);
	put(&s, "apnic-extended",
	    span_of("2|apnic|20260105|1|19830101|20260104|+1000\n"
		    "apnic|AU|asn|0|4294967296|20200101|allocated|h\n"));
	day_audit(&s);
	assert_int_equal(found(&s, "U-01", false), 1);
	for (size_t i = 0; i < s.res.open.n; i++)
		if (strcmp(s.res.open.v[i].rule->id, "U-01") == 0)
			total = s.res.open.v[i].evidence_total;
	assert_in_range(total, EVIDENCE_COUNT_MAX, EVIDENCE_COUNT_MAX + 1);
	day_end(&s);
	ledger_clear(&s.before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    findings_beyond_the_limit_are_counted_and_said),
		cmocka_unit_test(pairs_of_equal_rows_are_counted),
		cmocka_unit_test(places_are_counted_to_a_limit),
	};

	return cmocka_run_group_tests_name("audit limits", tests, NULL, NULL);
}
