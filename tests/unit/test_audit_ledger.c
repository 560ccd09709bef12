/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's text: read back as it was, strict about what it is not. */
#include "audit/ledger.h"
#include "unit.h"

#include <stdio.h>

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
#define LEFT "2024-04-20T13:59:59Z|2024-04-21T13:59:59Z|"
#define TA(name, n)                                                           \
	"anchor|" name "|2024-04-22T05:00:00Z|2030-01-01T00:00:00Z|" S64      \
	"|" S64 "|rsync://a.example/r/|https://a.example/n.xml|" n "|" S64    \
	"\n"
#define FEED(uri, session)                                                    \
	"feed|apnic|" uri "|" session "|18446744073709551615|"                \
	"2024-04-22T05:00:00Z\n"
#define UUID "9df4b597-af9e-4dca-bdda-719cce2c4e28"
#define U "U-01|apnic+arin|ipv4|1.0.0.0-1.0.0.255|2024-04-01|2024-04-22|"

static const char *const good[LEDGER_FILES] = {
	"run|2024-04-22\n"
	"base|apnic|2024-01-01T13:59:59Z\n"
	"asof|apnic|2024-04-21T13:59:59Z\n"
	"asof|ripencc|2024-04-21T21:59:59Z\n"
	"records|apnic-extended|2024-01-01T13:59:59Z|"
	"2024-04-21T13:59:59Z\n" SRC(N12),
	"1-7|apnic|d|2024-01-01T00:00:00Z\n"
	"8|apnic|p|2024-01-01T00:00:00Z\n"
	"0-4294967295|ripencc|d|2024-01-01T00:00:00Z\n",
	"0.0.0.0-255.255.255.255|arin|d|1999-01-01T00:00:00Z\n",
	"::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|lacnic|p|"
	"2024-01-01T00:00:00Z\n",
	"P-05|apnic|source|apnic-extended|2024-04-01|2024-04-22|1|5|0|"
	"0,1,2,3,4294967295|X9-apnic\n" U "2|20|3|0,1,2,3,4|\n",
	U "1\n",
	"1-7|apnic|l|20100101|AU|A91\n"
	"8|apnic|s||AU|\n"
	"9|apnic|v|||\n"
	"10|apnic|r|||\n"
	"11|apnic|o|||\n"
	"1-7|ripencc|l|20100101||A91\n",
	"0.0.0.0/0|arin|l|19990101|US|H1\n",
	"::/0|lacnic|r|||\n",
	"asn|1-7|apnic|p|" LEFT "20100101|A91\n"
	"asn|1-3|arin|n|" LEFT "|A91\n"
	"ipv4|1.0.0.0/9|apnic|h|" LEFT "20100101|A92\n"
	"ipv4|1.0.0.0/32|apnic|h|" LEFT "20100101|A92\n"
	"ipv4|1.0.0.0-1.0.0.2|apnic|h|" LEFT "20100101|A92\n"
	"ipv4|1.0.0.1-1.0.0.2|apnic|h|" LEFT "20100101|A92\n"
	"ipv6|::/128|lacnic|a|" LEFT "20100101|\n"
	"ipv6|2000::/3|lacnic|a|" LEFT "20100101|\n"
	"ipv6|2001:db8::/32|lacnic|a|" LEFT "20100101|\n",
	"apnic|asn|1-3\n",
	"apnic|apnic|arin||other|asn:1-3\n",
	"apnic|2024-04-20|p|" S64 "|2024-04-20|2024-04-22|3\n"
	"apnic|2024-04-21|n||2024-04-21|2024-04-22|2\n"
	"ripencc|2024-04-01|g|" S64 "|2024-04-02|2024-04-02|1\n",
	TA("apnic", "1|2|3|18446744073709551615") TA("arin", "0|0|0|0")
	    FEED("https://a.example/n.xml", UUID)
		FEED("https://b.example/n.xml", UUID),
	"report|2024-04-22\n"
	"conflict|asn|1-7|apnic+arin|2024-04-20|3\n"
	"conflict|asn|4|apnic+ripencc|2024-04-22|1\n"
	"unclaimed|ipv6|::|arin+iana|2024-04-20|3\n"
	"differs|ipv4|1.0.0.0|apnic+nro|2024-04-20|3\n"
	"feed|apnic|https://example.net/a\n",
};

#define DATED "|2024-04-20|2024-04-22|3\n"

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
refused(size_t file, const char *body)
{
	if (parse(file, body) == 0)
		fail_msg("read: %s", body);
	assert_int_equal(e.kind, ERR_DATA);
	assert_true(says(e.msg, ledger_files[file]));
	assert_true(says(e.msg, ": line "));
}

static void
bad_reports_are_refused(void **state)
{
	static const char *const bad[] = {
		"report|now\n",
		"feed|iana|https://example.net/\n",
		"feed|apnic|\n",
		"feed|apnic|a\nfeed|apnic|a\n",
		"other|asn|1|apnic|2024-04-20|3\n",
		"conflict|as|1|apnic|2024-04-20|3\n",
		"conflict|asn|::|apnic|2024-04-20|3\n",
		"conflict|asn|1|-|2024-04-20|3\n",
		"conflict|asn|1|apnic|2024-04-31|3\n",
		"conflict|asn|1|apnic|2024-04-20|0\n",
		("conflict|asn|1-2|apnic|2024-04-20|1\n"
		 "conflict|asn|2|apnic|2024-04-20|1\n"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		refused(14, bad[i]);
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
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		refused(bad[i].file, bad[i].body);
	assert_int_equal(parse(0, "run|2024-04-22\n\n"), -1);
	assert_true(says(e.msg, "line 3"));
	assert_int_equal(ledger_parse(&l, 1, span_of(""), &e), -1);
	assert_true(says(e.msg, "line 1: not a ledger"));
}

static void
bad_records_are_refused_by_number(void **state)
{
	static const struct {
		size_t file;
		const char *body;
	} bad[] = {
		{ 0, "records|apnic-extended" T },
		{ 0, "records|apnic-extended|now" T },
		{ 0, "records|apnic-extended|2024-01-01T00:00:00Z|now\n" },
		{ 0, "records|iana-as-numbers|2024-01-01T00:00:00Z" T },
		{ 6, "1|apnic|l|20100101|AU\n" },
		{ 6, "1|apnic|l|20100101|AU|A|B\n" },
		{ 6, "1|apnic|x|20100101|AU|A\n" },
		{ 6, "1|apnic||20100101|AU|A\n" },
		{ 6, "1|apnic|ls|20100101|AU|A\n" },
		{ 6, "1|apnic|l|20100231|AU|A\n" },
		{ 6, "1|apnic|l|2010-01-01|AU|A\n" },
		{ 6, "1|apnic|l|20100101|AUS|A\n" },
		{ 6, "1|apnic|l|20100101|A\x1b|A\n" },
		{ 6, "1|apnic|l|20100101|AU|\xff\n" },
		{ 6, "1|iana|l|20100101|AU|A\n" },
		{ 6, "1-2|apnic|v|||\n2|apnic|v|||\n" },
		{ 6, "1|arin|v|||\n2|apnic|v|||\n" },
		{ 7, "1|apnic|v|||\n" },
		{ 6, "0/0|apnic|v|||\n" },
		{ 7, "1.0.0.0/33|apnic|v|||\n" },
		{ 7, "1.0.0.0/|apnic|v|||\n" },
		{ 7, "1.0.0.0/7|apnic|v|||\n" },
		{ 7, "001.0.0.0/8|apnic|v|||\n" },
		{ 8, "::/129|apnic|v|||\n" },
		{ 8, "1::/15|apnic|v|||\n" },
		{ 9, "asn|1|apnic|x|" LEFT "|A\n" },
		{ 9, "as|1|apnic|p|" LEFT "|A\n" },
		{ 9, "asn|1.0.0.0|apnic|p|" LEFT "|A\n" },
		{ 9, "asn|1|nro|p|" LEFT "|A\n" },
		{ 9, "asn|1|apnic|p|now|2024-04-21T13:59:59Z||A\n" },
		{ 9, "asn|1|apnic|p|2024-04-21T13:59:59Z|now||A\n" },
		{ 9, "asn|1|apnic|p|" LEFT "20100231|A\n" },
		{ 9, "asn|1|apnic|p|" LEFT "20100101|\x7f\n" },
		{ 9, "asn|2|apnic|p|" LEFT "|A\nasn|1|apnic|p|" LEFT "|A\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		refused(bad[i].file, bad[i].body);
}

static void
bad_dated_files_are_refused_by_number(void **state)
{
	static const struct {
		size_t file;
		const char *body;
	} bad[] = {
		{ 12, "iana|2024-04-20|p|" S64 DATED },
		{ 12, "apnic|2024-04-31|p|" S64 DATED },
		{ 12, "apnic|2024-04-20|x|" S64 DATED },
		{ 12, "apnic|2024-04-20||" S64 DATED },
		{ 12, "apnic|2024-04-20|pg|" S64 DATED },
		{ 12, "apnic|2024-04-20|p|" DATED },
		{ 12, "apnic|2024-04-20|n|" S64 DATED },
		{ 12, "apnic|2024-04-20|p|" S64 "|now|2024-04-22|3\n" },
		{ 12, "apnic|2024-04-20|p|" S64 "|2024-04-20|now|3\n" },
		{ 12, "apnic|2024-04-20|p|" S64 "|2024-04-20|2024-04-22|\n" },
		{ 12,
		    "apnic|2024-04-20|p|" S64 DATED
		    "apnic|2024-04-20|p|" S64 DATED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		refused(bad[i].file, bad[i].body);
}

static void
bad_lines_of_anchors_are_refused(void **state)
{
	static const char *const bad[] = {
		TA("", "1|2|3|4"),
		TA("a-name-of-forty-characters-and-not-fewer-x", "1|2|3|4"),
		TA("apnic", "1|2|3"),
		TA("apnic", "1|2|3|-4"),
		TA("apnic", "18446744073709551616|2|3|4"),
		TA("arin", "1|2|3|4") TA("apnic", "1|2|3|4"),
		TA("arin", "1|2|3|4") TA("arin", "1|2|3|4"),
		FEED("https://a.example/", UUID) TA("arin", "1|2|3|4"),
		FEED("", UUID),
		FEED("https://a.example/", "0"),
		FEED("https://b/", UUID) FEED("https://a/", UUID),
		"repo|apnic\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (parse(13, bad[i]) == 0)
			fail_msg("read: %s", bad[i]);
		assert_true(says(e.msg, "ledger/rpki: line "));
	}
}

/* Written by an engine that read more, or checked more. */
static void
what_is_no_longer_known_is_passed_over(void **state)
{
	(void)state;
	assert_int_equal(parse(0,
			     "source|gone|" S64 "|2024-04-22T05:00:00Z|1|"
			     "2|2024-04-22|1|" N12 "\n"
			     "records|gone|2024-04-22T05:00:00Z|"
			     "2024-04-22T05:00:00Z\n"),
	    0);
	assert_int_equal(l.held_from[PUB_AFRINIC], -1);
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

static void
a_text_is_kept_once(void **state)
{
	struct words *w = words_new();
	char t[16];
	uint32_t at[3000];

	(void)state;
	assert_int_equal(words_put(w, span_of("")), 0);
	assert_string_equal(words_at(w, 0), "");
	for (int i = 0; i < 3000; i++) {
		snprintf(t, sizeof(t), "%d", i);
		at[i] = words_put(w, span_of(t));
		assert_int_not_equal(at[i], 0);
	}
	for (int i = 0; i < 3000; i++) {
		snprintf(t, sizeof(t), "%d", i);
		assert_int_equal(words_put(w, span_of(t)), at[i]);
		assert_string_equal(words_at(w, at[i]), t);
	}
	/* One that begins another is not that. */
	assert_int_not_equal(words_put(w, span_of("29990")), at[2999]);
	/* Who shares them has them until the last is gone. */
	words_drop(words_share(w));
	assert_string_equal(words_at(w, at[7]), "7");
	words_drop(w);
	words_drop(NULL);
}

struct walked {
	char t[256];
	size_t n;
};

static void
walk_note(struct range r, const struct registration *a,
    const struct registration *b, void *arg)
{
	struct walked *w = arg;
	char t[RANGE_TEXT];

	w->n += (size_t)snprintf(w->t + w->n, sizeof(w->t) - w->n, "%s%s%s ",
	    range_text(FAM_ASN, r, t), a != NULL ? "a" : "",
	    b != NULL ? "b" : "");
}

static void
two_listings_are_cut_where_either_is(void **state)
{
	struct registration a[] = { { .r = { 0, 4 } }, { .r = { 8, 9 } } };
	struct registration b[] = { { .r = { 3, 8 } },
		{ .r = { 20, ~(num_t)0 } } };
	struct registrations x = { a, 2, 2 }, y = { b, 2, 2 }, none = { 0 };
	struct walked w = { "", 0 };

	(void)state;
	registrations_walk(&x, &y, walk_note, &w);
	assert_true(says(w.t, "0-2a 3-4ab 5-7b 8ab 9a 20-"));
	w.n = 0;
	w.t[0] = '\0';
	registrations_walk(&x, &none, walk_note, &w);
	assert_string_equal(w.t, "0-4a 8-9a ");
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
		    bad_records_are_refused_by_number, fresh, forget),
		cmocka_unit_test_setup_teardown(
		    bad_dated_files_are_refused_by_number, fresh, forget),
		cmocka_unit_test_setup_teardown(
		    bad_lines_of_anchors_are_refused, fresh, forget),
		cmocka_unit_test_setup_teardown(bad_reports_are_refused, fresh,
		    forget),
		cmocka_unit_test_setup_teardown(
		    what_is_no_longer_known_is_passed_over, fresh, forget),
		cmocka_unit_test_setup_teardown(
		    an_entry_without_an_exception_is_an_older_engine_s, fresh,
		    forget),
		cmocka_unit_test_setup_teardown(lines_have_a_limit, fresh,
		    forget),
		cmocka_unit_test(a_text_is_kept_once),
		cmocka_unit_test(two_listings_are_cut_where_either_is),
		cmocka_unit_test_setup_teardown(since_when_a_range_is_listed,
		    fresh, forget),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
