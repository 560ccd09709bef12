/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's text: read back as it was, strict about what it is not. */
#include "audit/ledger.h"
#include "unit.h"

static struct ledger l;
static struct err e;

static int
fresh(void **state)
{
	(void)state;
	ledger_init(&l);
	memset(&e, 0, sizeof(e));
	return 0;
}

static int
forget(void **state)
{
	(void)state;
	ledger_clear(&l);
	return 0;
}

static int
parse(size_t file, const char *body)
{
	AUTO_BUF b = { 0 };

	ledger_clear(&l);
	ledger_init(&l);
	memset(&e, 0, sizeof(e));
	buf_fmt(&b, "# nroaudit ledger %s 1\n%s",
	    ledger_files[file] + strlen("ledger/"), body);
	return ledger_parse(&l, file, buf_view(&b), &e);
}

#define S64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define N12 "1,2,3,4,5,6,7,8,9,10,11,340282366920938463463374607431768211455"
#define SRC(n)                                                                \
	"source|afrinic-extended|" S64 "|2024-04-22T05:00:00Z|1|2|"           \
	"2024-04-22|1|" n "\n"
#define U "U-01|apnic+arin|ipv4|1.0.0.0-1.0.0.255|2024-04-01|2024-04-22|"

static const char *const good[LEDGER_FILES] = {
	"run|2024-04-22\n"
	"base|apnic|2024-01-01T13:59:59Z\n"
	"asof|apnic|2024-04-21T13:59:59Z\n"
	"asof|ripencc|2024-04-21T21:59:59Z\n" SRC(N12),
	"1-7|apnic|d|2024-01-01T00:00:00Z\n"
	"8|apnic|p|2024-01-01T00:00:00Z\n"
	"0-4294967295|ripencc|d|2024-01-01T00:00:00Z\n",
	"0.0.0.0-255.255.255.255|arin|d|1999-01-01T00:00:00Z\n",
	"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|lacnic|p|"
	"2024-01-01T00:00:00Z\n",
	"P-05|apnic|source|apnic-extended|2024-04-01|2024-04-22|1|5|0|"
	"0,1,2,3,4294967295|X9-apnic\n" U "2|20|3|0,1,2,3,4|\n",
	U "1\n",
};

static void
what_is_written_is_read_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEDGER_FILES; i++) {
		AUTO_BUF one = { 0 };
		AUTO_BUF want = { 0 };

		assert_int_equal(parse(i, good[i]), 0);
		buf_fmt(&want, "# nroaudit ledger %s 1\n%s",
		    ledger_files[i] + strlen("ledger/"), good[i]);
		ledger_print(&l, i, &one);
		assert_string_equal(one.p, want.p);
	}
}

static void
bad_lines_are_refused_by_number(void **state)
{
#define T "|2024-01-01T00:00:00Z\n"
#define NUM(a, b, c) U a "|" b "|0|" c "\n"
	static const struct {
		size_t file;
		const char *body;
	} bad[] = {
		{ 0, "\n" },
		{ 0, "run|yesterday\n" },
		{ 0, "run|2024-04-22|x\n" },
		{ 0, "base|iana" T },
		{ 0, "base|apnic|now\n" },
		{ 0, "since|apnic" T },
		{ 0, SRC("1,2,3") },
		{ 0, SRC(N12 ",13") },
		{ 0,
		    SRC("1,2,3,4,5,6,7,8,9,10,11,"
			"340282366920938463463374607431768211456") },
		{ 0, SRC("1,2,3,4,5,6,7,8,9,10,11,-1") },
		{ 1, "7-1|apnic|d" T },
		{ 1, "1|apnic|x" T },
		{ 1, "1|iana|d" T },
		{ 1, "1|apnic|d|\n" },
		{ 1, "1|apnic|d" T "0|apnic|d" T },
		{ 1, "4294967296|apnic|d" T },
		{ 2, "1|apnic|d" T },
		{ 3, "1.2.3.4|apnic|d" T },
		{ 4,
		    "U-01|arin+apnic|ipv4|1.0.0.0|2024-04-01|2024-04-22|1|1|"
		    "0|0,0,0,0,0\n" },
		{ 4,
		    "U-01|apnic|net|1.0.0.0|2024-04-01|2024-04-22|1|1|0|"
		    "0,0,0,0,0\n" },
		{ 4, NUM("x", "1", "0,0,0,0,0") },
		{ 4, NUM("1", "4294967296", "0,0,0,0,0") },
		{ 4, NUM("1", "1", "0,0,0,0") },
		{ 4, NUM("1", "1", "0,0,0,0,0,0") },
		{ 4, U "1\n" },
		{ 5, U "1|1|0|0,0,0,0,0\n" },
		{ 5, "U-01|apnic|ipv4|1.0.0.0|2024-04-31|2024-05-01|1\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (parse(bad[i].file, bad[i].body) == 0)
			fail_msg("read: %s", bad[i].body);
		assert_int_equal(e.kind, ERR_DATA);
		assert_true(says(e.msg, ledger_files[bad[i].file]));
		assert_true(says(e.msg, ": line "));
	}
	assert_int_equal(parse(0, "run|2024-04-22\n\n"), -1);
	assert_true(says(e.msg, "line 3"));
	assert_int_equal(ledger_parse(&l, 1, span_of(""), &e), -1);
	assert_true(says(e.msg, "line 1: not a ledger"));
}

/* Written by an engine that read more, or checked more. */
static void
what_is_no_longer_known_is_passed_over(void **state)
{
	(void)state;
	assert_int_equal(parse(0,
			     "source|gone|" S64 "|2024-04-22T05:00:00Z|1|"
			     "2|2024-04-22|1|" N12 "\n"),
	    0);
	assert_int_equal(parse(4,
			     "Z-99|apnic|ipv4|1.0.0.0|2024-04-01|"
			     "2024-04-22|1|1|0|0,0,0,0,0\n"),
	    0);
	assert_int_equal(l.open.n, 0);
}

static void
an_entry_without_an_exception_is_an_older_engine_s(void **state)
{
	(void)state;
	assert_int_equal(parse(4, U "2|20|3|0,1,2,3,4\n"), 0);
	assert_int_equal(l.open.n, 1);
	assert_null(l.open.v[0].exception);
}

static void
lines_have_a_limit(void **state)
{
	(void)state;
	assert_int_equal(ledger_lines_max, LEDGER_LINES_MAX);
	ledger_lines_max = 4; /* the head's counts too */
	assert_int_equal(parse(1, good[1]), 0);
	ledger_lines_max = 3;
	assert_int_equal(parse(1, good[1]), -1);
	ledger_lines_max = LEDGER_LINES_MAX;
	assert_true(says(e.msg, "ledger/asn: over 3 lines"));
}

static void
since_when_a_range_is_listed(void **state)
{
	struct range r = { 2, 5 };

	(void)state;
	assert_int_equal(parse(1,
			     "1-3|apnic|d|2024-01-01T00:00:00Z\n"
			     "4-7|apnic|d|2024-02-01T00:00:00Z\n"),
	    0);
	/* Throughout: since the youngest of its parts. */
	assert_true(
	    ledger_since(&l, PUB_APNIC, FAM_ASN, false, r) == 1706745600);
	assert_true(
	    ledger_since(&l, PUB_APNIC, FAM_ASN, true, r) == TIME_NONE);
	assert_true(
	    ledger_since(&l, PUB_ARIN, FAM_ASN, false, r) == TIME_NONE);
	r.hi = 8;
	assert_true(
	    ledger_since(&l, PUB_APNIC, FAM_ASN, false, r) == TIME_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_written_is_read_back,
		    fresh, forget),
		cmocka_unit_test_setup_teardown(
		    bad_lines_are_refused_by_number, fresh, forget),
		cmocka_unit_test_setup_teardown(
		    what_is_no_longer_known_is_passed_over, fresh, forget),
		cmocka_unit_test_setup_teardown(
		    an_entry_without_an_exception_is_an_older_engine_s, fresh,
		    forget),
		cmocka_unit_test_setup_teardown(lines_have_a_limit, fresh,
		    forget),
		cmocka_unit_test_setup_teardown(since_when_a_range_is_listed,
		    fresh, forget),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
