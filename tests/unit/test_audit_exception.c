/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/exception.h"
#include "unit.h"

static struct exceptions x;
static struct err e;

static int
forget(void **state)
{
	(void)state;
	exceptions_clear(&x);
	memset(&e, 0, sizeof(e));
	return 0;
}

#define HEAD "# nroaudit exceptions 1\n"

static int
parse(const char *text)
{
	exceptions_clear(&x);
	memset(&e, 0, sizeof(e));
	return exceptions_parse(span_of(text), &x, &e);
}

static void
the_register_of_the_program_is_read_back(void **state)
{
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };
	struct exceptions y = { 0 };

	(void)state;
	exceptions_default(&y);
	assert_true(y.n > 5);
	exceptions_print(&y, &one);
	assert_int_equal(parse(one.p), 0);
	assert_int_equal(x.n, y.n);
	exceptions_print(&x, &two);
	assert_string_equal(one.p, two.p);
	for (size_t i = 0; i < y.n; i++) {
		/* What silences must say why, where it stands, since when. */
		assert_true(y.v[i].citation[0] != '\0');
		assert_true(y.v[i].text[0] != '\0');
		assert_true(day_valid(y.v[i].recorded));
	}
	exceptions_clear(&y);
}

static void
fields_are_read(void **state)
{
	(void)state;
	assert_int_equal(
	    parse(HEAD
		"b|X8|P-08|apnic||2026-01-10|2026-01-12|2026-01-09|c|t\n"
		"a|X2|U-01|arin|ipv4:192.0.2.0-192.0.2.255|||2026-01-01|c|t\n"),
	    0);
	assert_int_equal(x.n, 2);
	assert_string_equal(x.v[0].id, "a"); /* sorted */
	assert_true(x.v[0].ranged && x.v[0].fam == FAM_IPV4);
	assert_true(x.v[0].range.hi - x.v[0].range.lo == 255);
	assert_int_equal(x.v[0].from, 0);
	assert_int_equal(x.v[1].until, 20260112);
	assert_int_equal(x.v[1].publisher, PUB_APNIC);
	assert_false(x.v[1].ranged);
}

static void
what_is_no_register_is_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "line 1: not an exception register" },
		{ "# nroaudit exceptions 2\n", "line 1" },
		{ HEAD "\n", "line 2: too few fields" },
		{ HEAD "a|X8|P-08|apnic\n", "line 2: too few fields" },
		{ HEAD "a|X8|P-08|apnic||||2026-01-09|c|t\n"
		       "|X8|P-08|apnic||||2026-01-09|c|t\n",
		    "line 3: bad id, publisher or day" },
		{ HEAD "a|X8|P-08|ripe||||2026-01-09|c|t\n", "line 2: bad" },
		{ HEAD "a|X8|P-08|apnic||2026-02-30||2026-01-09|c|t\n",
		    "line 2: bad" },
		{ HEAD "a|X8|Z-99|apnic||||2026-01-09|c|t\n",
		    "no such rule, class" },
		{ HEAD "a|X99|P-08|apnic||||2026-01-09|c|t\n",
		    "no such rule, class" },
		{ HEAD "a|X2|U-01|apnic|ipv4:9.9.9.9-1.1.1.1|||2026-01-09|c|"
		       "t\n",
		    "no such rule, class or range" },
		{ HEAD "a|X8|P-08|apnic||||2026-01-09|c|t|u\n",
		    "line 2: not "
		    "printable" },
		{ HEAD "a|X8|P-08|apnic||||2026-01-09|c|t\n"
		       "a|X8|P-08|arin||||2026-01-09|c|t\n",
		    "line 3: exception a is there twice" },
		/* Such an id would stand in JSON and XML. */
		{ HEAD "a\xff|X8|P-08|apnic||||2026-01-09|c|t\n",
		    "line 2: "
		    "not printable" },
		{ HEAD "a|X8|P-08|apnic||||2026-01-09|c|\x1b[2J\n",
		    "line 2: "
		    "not printable" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (parse(bad[i].text) == 0)
			fail_msg("read: %s", bad[i].text);
		assert_int_equal(e.kind, ERR_DATA);
		assert_true(says(e.msg, "config/exceptions: line "));
		assert_true(says(e.msg, bad[i].why));
	}
}

static void
a_register_has_a_limit(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_str(&b, HEAD);
	for (int i = 0; i < EXCEPTIONS_MAX; i++)
		buf_fmt(&b, "%05d|X8|P-08|apnic||||2026-01-09|c|t\n", i);
	assert_int_equal(parse(b.p), 0);
	assert_int_equal(x.n, EXCEPTIONS_MAX);
	buf_str(&b, "x|X8|P-08|apnic||||2026-01-09|c|t\n");
	assert_int_equal(parse(b.p), -1);
	assert_true(says(e.msg, "over 4096"));
}

static const struct exception *
match(const char *rule, enum publisher p, const char *tag, const char *name,
    day_t d)
{
	struct finding f = { 0 };

	f.rule = rule_find(span_of(rule));
	f.parties = 1u << p;
	f.type = SUBJ_SOURCE;
	f.tag = tag;
	f.name = (char *)(uintptr_t)name;
	return exceptions_match(&x, &f, d);
}

static void
an_exception_covers_what_it_says_and_no_more(void **state)
{
	struct finding f = { 0 };

	(void)state;
	assert_int_equal(
	    parse(HEAD
		"a|X8|P-08|apnic|word|2026-01-10|2026-01-12|2026-01-09|c|t\n"
		"b|X8|P-09|apnic||||2026-01-09|c|t\n"
		"r|X2|U-01|arin|ipv4:192.0.2.0-192.0.2.255|||2026-01-01|c|t\n"),
	    0);
	assert_non_null(match("P-08", PUB_APNIC, "word", "n", 20260110));
	assert_non_null(match("P-08", PUB_APNIC, NULL, "word", 20260112));
	assert_null(match("P-08", PUB_APNIC, "word", "n", 20260109));
	assert_null(match("P-08", PUB_APNIC, "word", "n", 20260113));
	assert_null(match("P-08", PUB_APNIC, "wor", "words", 20260110));
	assert_null(match("P-08", PUB_ARIN, "word", "n", 20260110));
	assert_null(match("P-10", PUB_APNIC, "word", "n", 20260110));
	assert_non_null(match("P-09", PUB_APNIC, NULL, "any", 19990101));
	f.rule = rule_find(span_of("U-01"));
	f.parties = 1u << PUB_ARIN | 1u << PUB_APNIC;
	f.type = SUBJ_IPV4;
	f.range = (struct range){ 0xc0000200, 0xc00002ff };
	assert_non_null(exceptions_match(&x, &f, 20260101));
	f.range.hi++;
	assert_null(exceptions_match(&x, &f, 20260101));
	f.range = (struct range){ 0xc0000200, 0xc0000200 };
	f.type = SUBJ_ASN; /* the same numbers of another family */
	assert_null(exceptions_match(&x, &f, 20260101));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
		    the_register_of_the_program_is_read_back, forget),
		cmocka_unit_test_teardown(fields_are_read, forget),
		cmocka_unit_test_teardown(what_is_no_register_is_refused,
		    forget),
		cmocka_unit_test_teardown(a_register_has_a_limit, forget),
		cmocka_unit_test_teardown(
		    an_exception_covers_what_it_says_and_no_more, forget),
	};

	return cmocka_run_group_tests_name("exception", tests, NULL, NULL);
}
