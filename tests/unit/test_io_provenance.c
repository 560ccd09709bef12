/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/provenance.h"
#include "parse/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
confinement_and_faults_come_back(void **state)
{
	AUTO(provenance_clear) struct provenance p = { 0 };
	AUTO(provenance_clear) struct provenance q = { 0 };
	AUTO_BUF text = { 0 };

	(void)state;
	provenance_init(&p);
	p.run.clock = 1365479999;
	p.run.sandbox = mem_strdup("landlock 3, seccomp");
	p.run.notices = mem_strdup("1111111111111111111111111111111111111111");
	p.run.seals = mem_strdup("2222222222222222222222222222222222222222");
	runinfo_fault(&p.run, "<one> & \"two\"\n\\three\x01");
	runinfo_fault(&p.run, "");
	provenance_xml(&p, &text);
	assert_int_equal(provenance_parse(buf_view(&text), &q, NULL), 0);
	assert_string_equal(q.run.sandbox, "landlock 3, seccomp");
	assert_string_equal(q.run.notices, p.run.notices);
	assert_string_equal(q.run.seals, p.run.seals);
	assert_int_equal(q.run.faults_n, 2);
	assert_string_equal(q.run.faults[0], "<one> & \"two\"\n\\three\x01");
	assert_string_equal(q.run.faults[1], "");
}

/* Snapshots of before that do not say what confined them. */
static void
silence_is_kept(void **state)
{
	AUTO(provenance_clear) struct provenance q = { 0 };

	(void)state;
	assert_int_equal(
	    provenance_parse(
		span_of("<provenance version=\"1\">"
			"<run clock=\"2024-01-10T07:30:00Z\"/></provenance>"),
		&q, NULL),
	    0);
	assert_null(q.run.sandbox);
	assert_null(q.run.notices);
	assert_null(q.run.seals);
	assert_int_equal(q.run.faults_n, 0);
}

static void
faults_have_a_ceiling(void **state)
{
	AUTO(provenance_clear) struct provenance p = { 0 };
	AUTO(provenance_clear) struct provenance q = { 0 };
	AUTO(provenance_clear) struct provenance r = { 0 };
	AUTO_BUF text = { 0 };
	AUTO_BUF longer = { 0 };
	struct err e = { 0 };
	char *end;

	(void)state;
	provenance_init(&p);
	p.run.clock = 0;
	for (size_t i = 0; i < RUN_FAULTS_MAX + 1; i++)
		runinfo_fault(&p.run, "x");
	assert_int_equal(p.run.faults_n, RUN_FAULTS_MAX);
	provenance_xml(&p, &text);
	assert_int_equal(provenance_parse(buf_view(&text), &q, NULL), 0);
	assert_int_equal(q.run.faults_n, RUN_FAULTS_MAX);
	end = strstr(text.p, "<fault>");
	buf_add(&longer, text.p, (size_t)(end - text.p));
	buf_str(&longer, "<fault>one more</fault>");
	buf_str(&longer, end);
	assert_int_equal(provenance_parse(buf_view(&longer), &r, &e), -1);
	assert_non_null(strstr(e.msg, "over 64 of them"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(confinement_and_faults_come_back),
		cmocka_unit_test(silence_is_kept),
		cmocka_unit_test(faults_have_a_ceiling),
	};

	return cmocka_run_group_tests_name("provenance", tests, NULL, NULL);
}
