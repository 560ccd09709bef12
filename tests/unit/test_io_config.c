/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/config.h"
#include "io/file.h"
#include "parse/parse.h"
#include "unit.h"

#include <unistd.h>

static struct config c;
static struct err e;

static int
forget(void **state)
{
	(void)state;
	config_clear(&c);
	memset(&e, 0, sizeof(e));
	return 0;
}

static int
load(const char *text)
{
	AUTO_FREE char *path = here("nroaudit.conf");

	put_file("nroaudit.conf", text, 0644);
	config_clear(&c);
	memset(&e, 0, sizeof(e));
	return config_load(path, &c, &e);
}

static void
no_file_is_all_defaults(void **state)
{
	AUTO_FREE char *path = here("none");

	(void)state;
	assert_int_equal(config_load(path, &c, &e), 0);
	assert_int_equal(c.fetch_retries, 3);
	assert_int_equal(c.report_fail_on, 4);
	assert_null(c.history_remote);
}

static void
values_are_read(void **state)
{
	(void)state;
	assert_int_equal(
	    load("[fetch]\n\tretries = 7\n\tDeadline = 2k ; 2048 s\n"
		 "\tcafile = \"/a b#c\"\n"
		 "[report]\n\tfailon = S2\n"
		 "[source \"apnic-plain\"]\n\tenabled = false\n"
		 "\turl = https://example.net/x\n"
		 "[exception \"m\"]\n\trule = P-08\n\tpublisher = apnic\n"
		 "\tfrom = 2026-01-10\n\tuntil = 20260112\n"
		 "\trecorded = 2026-01-09\n\treason = r\n\tcitation = c\n"),
	    0);
	assert_int_equal(c.fetch_retries, 7);
	assert_int_equal(c.fetch_deadline, 2048);
	assert_string_equal(c.fetch_ca_file, "/a b#c");
	assert_int_equal(c.report_fail_on, 2);
	assert_true(c.source_off[source_index(source_find("apnic-plain"))]);
	assert_string_equal(
	    c.source_url[source_index(source_find("apnic-plain"))],
	    "https://example.net/x");
	assert_int_equal(c.exceptions_n, 1);
	assert_int_equal(c.exceptions[0].from, 20260110);
	assert_int_equal(c.exceptions[0].until, 20260112);
	assert_int_equal(c.exceptions[0].publisher, PUB_APNIC);
}

static void
numbers_have_units_and_limits(void **state)
{
	static const struct {
		const char *value;
		int want; /* of fetch.deadline, 10..86400; -1: refused */
	} v[] = { { "10", 10 }, { "9", -1 }, { "86400", 86400 },
		{ "86401", -1 }, { "1k", 1024 }, { "84K", 86016 },
		{ "85k", -1 }, { "1m", -1 }, { "1G", -1 }, { "k", -1 },
		{ "", -1 }, { "-5", -1 }, { "1kk", -1 }, { "1.5k", -1 },
		{ "0x40", -1 }, { "600 s", -1 }, { "2147483648", -1 },
		{ "99999999999g", -1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO_BUF b = { 0 };
		int r;

		buf_fmt(&b, "[fetch]\n\tdeadline = %s\n", v[i].value);
		r = load(b.p);
		if ((r == 0) != (v[i].want >= 0) ||
		    (r == 0 && c.fetch_deadline != v[i].want))
			fail_msg("%s: %d, %d", v[i].value, r,
			    c.fetch_deadline);
		if (r != 0)
			assert_true(says(e.msg,
			    "line 2: fetch.deadline: want "
			    "a number from 10 to 86400"));
	}
	/* m and g are read too, where a value can be that large. */
	assert_int_equal(load("[fetch]\n\trefetchwait = 7k\n"), 0);
	assert_int_equal(c.fetch_refetch_wait, 7168);
}

static void
what_is_wrong_is_named(void **state)
{
#define X "[exception \"m\"]\n\t"
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "[fetch]\n\tretires = 3\n",
		    "nroaudit.conf: line 2: "
		    "fetch.retires: unknown key; the nearest is "
		    "fetch.retries" },
		{ "[reports]\n\tfailon = S1\n",
		    "reports.failon: unknown key; the nearest is "
		    "report.failon" },
		{ "[fetch]\n\tretries\n", "want a number from 0 to 10" },
		{ "[report]\n\tfailon = S5\n", "want S1, S2, S3 or S4" },
		{ "[report]\n\tfailon = s1\n", "want S1, S2, S3 or S4" },
		{ "[report]\n\tsigningkey =\n", "the value is empty" },
		{ "[include]\n\tpath = /dev/null\n", "includes are refused" },
		{ "[includeIf \"gitdir:/\"]\n\tpath = /dev/null\n",
		    "includes are refused" },
		{ "[source \"x\"]\n\tenabled = false\n", "no such source" },
		{ "[source \"apnic-plain\"]\n\tenabled = no\n",
		    "want true or false" },
		{ "[source \"apnic-plain\"]\n\turl = http://x/\n",
		    "want an https:// URL" },
		{ "[source \"apnic-plain\"]\n\tmax = 1\n",
		    "unknown key; a source of the program's own has "
		    "url, enabled" },
		{ X "colour = red\n", "unknown key of an exception" },
		{ X "publisher = ripe\n", "no such publisher" },
		{ X "until = 2026-02-30\n", "want a date, YYYY-MM-DD" },
		{ X "reason = a|b\n", "are not allowed" },
		{ "[exception \"a|b\"]\n\treason = x\n", "are not allowed" },
		{ X "rule = P-08\n",
		    "exception \"m\": rule, publisher, "
		    "reason, citation, recorded and until are required" },
		{ "[fetch\n", "nroaudit.conf: " },
		{ "retries = 3\n", "nroaudit.conf: " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (load(bad[i].text) == 0)
			fail_msg("read: %s", bad[i].text);
		assert_int_equal(e.kind, ERR_DATA);
		assert_true(says(e.msg, dir_here));
		assert_true(says(e.msg, bad[i].why));
	}
}

/* Behind good keys, and of a file that would be good itself. */
static void
an_include_is_refused_wherever_it_stands(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	put_file("other.conf", "[fetch]\n\tretries = 9\n", 0644);
	buf_fmt(&b,
	    "[fetch]\n\tretries = 2\n[include]\n\tpath = "
	    "%s/other.conf\n",
	    dir_here);
	assert_int_equal(load(b.p), -1);
	assert_true(says(e.msg, "includes are refused"));
}

static void
a_configuration_has_a_limit(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_chr(&b, '#');
	while (b.n < CONFIG_FILE_MAX)
		buf_str(&b, " a comment's words");
	assert_int_equal(load(b.p), -1);
	assert_true(says(e.msg, "longer than 1048576 bytes"));
}

static void
the_canonical_text_has_a_limit(void **state)
{
	AUTO_BUF b = { 0 };
	struct config d = { 0 };

	(void)state;
	assert_int_equal(load(""), 0);
	config_print(&c, &b);
	assert_int_equal(config_parse(buf_view(&b), &d, &e), 0);
	config_clear(&d);
	while (b.n <= CONFIG_TEXT_MAX)
		buf_str(&b, "fetch.retries = 3\n");
	assert_int_equal(config_parse(buf_view(&b), &d, &e), -1);
	assert_true(says(e.msg, "too large"));
	config_clear(&d);
}

static void
an_added_source_has_a_ceiling(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_fmt(&b, "[source \"x\"]\n\tmaxmib = %d\n", SOURCE_MIB_MAX + 1);
	assert_int_equal(load(b.p), -1);
	assert_true(says(e.msg, "want a number from 1 to 1024"));
}

/* What stands in every snapshot: all that decides, no secrets. */
static void
secrets_are_not_printed(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	assert_int_equal(load("[report]\n\tsigningkey = /secret/place\n"
			      "[history]\n\tremote = https://u:pw@host/x\n"
			      "[fetch]\n\tretries = 5\n"),
	    0);
	config_print(&c, &b);
	assert_null(strstr(b.p, "secret/place"));
	assert_null(strstr(b.p, "pw@"));
	assert_non_null(strstr(b.p, "history.remote = (set, not shown)\n"));
	assert_non_null(strstr(b.p, "fetch.retries = 5\n"));
}

/* Every key stands in the template, which is itself a configuration. */
static void
the_template_explains_every_key(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	config_template(&b);
	assert_int_equal(load(b.p), 0);
	for (size_t i = 0; i < config_keys_n; i++) {
		assert_true(says(b.p, strchr(config_keys[i].name, '.') + 1));
		assert_true(says(b.p, config_keys[i].doc));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(no_file_is_all_defaults, forget),
		cmocka_unit_test_teardown(values_are_read, forget),
		cmocka_unit_test_teardown(numbers_have_units_and_limits,
		    forget),
		cmocka_unit_test_teardown(what_is_wrong_is_named, forget),
		cmocka_unit_test_teardown(
		    an_include_is_refused_wherever_it_stands, forget),
		cmocka_unit_test_teardown(a_configuration_has_a_limit, forget),
		cmocka_unit_test_teardown(the_canonical_text_has_a_limit,
		    forget),
		cmocka_unit_test_teardown(an_added_source_has_a_ceiling,
		    forget),
		cmocka_unit_test_teardown(secrets_are_not_printed, forget),
		cmocka_unit_test_teardown(the_template_explains_every_key,
		    forget),
	};

	return cmocka_run_group_tests_name("config", tests, dir_setup,
	    dir_teardown);
}
