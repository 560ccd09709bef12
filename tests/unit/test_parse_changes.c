/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/changes.h"

#include "parse/resource.h"
#include "unit.h"

#define URL(day)                                                              \
	"\"https://ftp.example.net/stats/" day "/delegated-extended-" day "\""
#define HEAD(count)                                                           \
	"{\"count\":" count ",\"stats-begin\":" URL(                          \
	    "20260626") ","                                                   \
			"\"stats-end\":" URL(                                 \
			    "20260627") ","                                   \
					"\"timestamp\":\"2026-06-26T15:23:38Z\",\"version\":\"0.1\"}\n"
#define REST "\"timestamp\":\"2026-06-25T22:16:15Z\",\"type\":\"delegated\""
#define GOOD                                                                  \
	"{\"cc\":\"IN\",\"custodian\":\"A91ED89F\",\"resources\":"            \
	"[\"192.0.2.0/24\",\"64496\"],\"status\":\"allocated\"," REST "}"

static struct changefeed f;
static unsigned char *held;

static int
forget(void **state)
{
	(void)state;
	changefeed_clear(&f);
	free(held);
	held = NULL;
	return 0;
}

/* Exactly as long, so that a read beyond the end is seen. */
static void
parse_span(struct span s)
{
	forget(NULL);
	held = malloc(s.n == 0 ? 1 : s.n);
	assert_non_null(held);
	memcpy(held, s.p, s.n);
	changes_parse((struct span){ held, s.n }, NULL, &f);
}

static void
parse(const char *text)
{
	parse_span(span_of(text));
}

/* Exactly these notes, once each. */
static void
notes_are(const int *want, size_t n)
{
	for (int i = 0; i < CN_N; i++) {
		uint32_t expected = 0;

		for (size_t k = 0; k < n; k++)
			expected += want[k] == i;
		if (f.notes[i].count != expected)
			fail_msg("%s: %u, want %u",
			    change_note_name((enum change_note)i),
			    f.notes[i].count, expected);
	}
}

static void
a_good_feed_has_no_notes(void **state)
{
	const struct feed_entry *c;

	(void)state;
	parse(HEAD("2") GOOD
	    "\n\n{\"cc\":\"BD\",\"resources\":[\"2001:db8::/32\"],"
	    "\"timestamp\":\"2026-06-25T22:27:30Z\","
	    "\"type\":\"cc-changed\"}");
	notes_are(NULL, 0);
	assert_true(changefeed_whole(&f));
	assert_true(f.has_head);
	assert_int_equal(f.head_at.line, 1);
	assert_int_equal(f.declared, 2);
	assert_int_equal(f.entries, 2);
	assert_int_equal(f.time, 1782487418);
	assert_true(span_is(changefeed_text(&f, f.stats_begin),
	    "https://ftp.example.net/stats/20260626/"
	    "delegated-extended-20260626"));
	assert_true(span_is(changefeed_text(&f, f.stats_end),
	    "https://ftp.example.net/stats/20260627/"
	    "delegated-extended-20260627"));
	assert_int_equal(f.n, 2);
	c = &f.v[0];
	assert_int_equal(c->at.line, 2);
	assert_true(span_is(changefeed_text(&f, c->at), GOOD));
	assert_true(span_is(changefeed_text(&f, c->custodian), "A91ED89F"));
	assert_int_equal(c->custodian.line, 2);
	assert_string_equal(c->cc, "IN");
	assert_int_equal(c->type, CT_DELEGATED);
	assert_int_equal(c->status, ST_ALLOCATED);
	assert_int_equal(c->time, 1782425775);
	assert_false(c->more);
	assert_int_equal(c->n, 2);
	assert_int_equal(f.ranges[0].fam, FAM_IPV4);
	assert_true(f.ranges[0].r.lo == 0xc0000200u &&
	    f.ranges[0].r.hi == 0xc00002ffu);
	assert_int_equal(f.ranges[1].fam, FAM_ASN);
	assert_true(f.ranges[1].r.lo == 64496 && f.ranges[1].r.hi == 64496);
	c = &f.v[1];
	assert_int_equal(c->at.line, 4);
	assert_int_equal(c->type, CT_CC_CHANGED);
	assert_int_equal(c->status, -1);
	assert_int_equal(c->custodian.len, 0);
	assert_int_equal(c->first, 2);
	assert_int_equal(f.ranges[2].fam, FAM_IPV6);
}

static const struct {
	const char *line;
	int notes[3];
	size_t n;
	size_t entries; /* that are kept */
} entries[] = {
	{ "42", { CN_ENTRY_BAD }, 1, 0 },
	{ "[]", { CN_ENTRY_BAD }, 1, 0 },
	{ "{\"cc\":\"IN\",", { CN_ENTRY_BAD }, 1, 0 },
	{ "{\"cc\":\"IN\",\"cc\":\"IN\",\"resources\":[\"1\"]," REST "}",
	    { CN_ENTRY_BAD }, 1, 0 },
	{ GOOD GOOD, { CN_ENTRY_BAD }, 1, 0 },
	{ "{\"resources\":[\"1\"],\"timestamp\":\"2026-06-25T22:16:15\","
	  "\"type\":\"freed\"}",
	    { CN_TIME_SPELLING }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"type\":\"freed\"}", { CN_TIME_BAD }, 1,
	    1 },
	{ "{\"resources\":[\"1\"],\"timestamp\":7,\"type\":\"freed\"}",
	    { CN_TIME_BAD }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"timestamp\":\"2026-06-25T22:16:15Z\"}",
	    { CN_TYPE_UNKNOWN }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"timestamp\":\"2026-06-25T22:16:15Z\","
	  "\"type\":\"given\"}",
	    { CN_TYPE_UNKNOWN }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"status\":\"lent\"," REST "}",
	    { CN_STATUS_UNKNOWN }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"status\":1," REST "}",
	    { CN_STATUS_UNKNOWN }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"cc\":\"in\"," REST "}", { CN_CC_BAD }, 1,
	    1 },
	{ "{\"resources\":[\"1\"],\"cc\":3," REST "}", { CN_CC_BAD }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"custodian\":3," REST "}",
	    { CN_CUSTODIAN_BAD }, 1, 1 },
	{ "{\"resources\":[\"1\"],\"custodian\":null,\"cc\":null,"
	  "\"status\":null," REST "}",
	    { 0 }, 0, 1 },
	{ "{" REST "}", { CN_NO_RESOURCES }, 1, 1 },
	{ "{\"resources\":\"1\"," REST "}", { CN_NO_RESOURCES }, 1, 1 },
	{ "{\"resources\":[]," REST "}", { CN_NO_RESOURCES }, 1, 1 },
	{ "{\"resources\":[1]," REST "}", { CN_RESOURCE_BAD, CN_NO_RESOURCES },
	    2, 1 },
	{ "{\"resources\":[\"1\",\"x\"]," REST "}", { CN_RESOURCE_BAD }, 1,
	    1 },
	{ "{\"resources\":[\"192.0.2.1/24\"]," REST "}", { CN_RESOURCE_TEXT },
	    1, 1 },
	{ "{\"resources\":[\"1\"],\"reversal\":true," REST "}",
	    { CN_MEMBER_UNKNOWN }, 1, 1 },
};

/* One odd line costs no other. */
static void
odd_lines_are_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		AUTO_BUF b;

		buf_init(&b, 0);
		buf_fmt(&b, "%s%s\n%s\n", HEAD("2"), entries[i].line, GOOD);
		parse_span(buf_view(&b));
		notes_are(entries[i].notes, entries[i].n);
		for (size_t k = 0; k < entries[i].n; k++)
			assert_int_equal(
			    f.notes[entries[i].notes[k]].at[0].line, 2);
		assert_int_equal(f.entries, 2);
		assert_int_equal(f.n, entries[i].entries + 1);
		assert_int_equal(f.v[f.n - 1].at.line, 3);
		assert_int_equal(f.v[f.n - 1].type, CT_DELEGATED);
	}
}

/* What may say that it is to be read otherwise is not taken at its word. */
static void
an_unknown_member_marks_its_change(void **state)
{
	(void)state;
	parse(HEAD("2") GOOD "\n{\"resources\":[\"1\"],\"overrides\":{}," REST
			     "}\n");
	assert_false(f.v[0].more);
	assert_true(f.v[1].more);
}

static const struct {
	const char *head;
	int notes[4];
	size_t n;
} heads[] = {
	{ "{\"count\":1,\"stats-begin\":\"a\",\"stats-end\":\"b\","
	  "\"timestamp\":\"2026-06-26 15:23:38\",\"version\":\"0.1\"}",
	    { CN_TIME_SPELLING }, 1 },
	{ "{\"count\":1,\"stats-begin\":\"a\",\"stats-end\":\"b\","
	  "\"timestamp\":\"2026-06-26T15:23:38Z\",\"version\":\"0.2\"}",
	    { CN_VERSION }, 1 },
	{ "{\"count\":1,\"stats-begin\":\"a\",\"stats-end\":\"b\","
	  "\"timestamp\":\"2026-06-26T15:23:38Z\",\"version\":0.1}",
	    { CN_VERSION }, 1 },
	{ "{\"count\":3,\"stats-begin\":\"a\",\"stats-end\":\"b\","
	  "\"timestamp\":\"2026-06-26T15:23:38Z\",\"version\":\"0.1\"}",
	    { CN_COUNT }, 1 },
	{ "{\"count\":-1,\"stats-begin\":\"a\",\"stats-end\":\"b\","
	  "\"timestamp\":\"2026-06-26T15:23:38Z\",\"version\":\"0.1\"}",
	    { CN_COUNT_BAD }, 1 },
	{ "{\"count\":\"1\",\"stats-begin\":\"a\",\"stats-end\":7,"
	  "\"timestamp\":\"soon\",\"version\":\"0.1\"}",
	    { CN_COUNT_BAD, CN_STATS_URL, CN_TIME_BAD }, 3 },
	{ "{\"count\":1,\"stats-end\":\"b\",\"note\":\"c\","
	  "\"timestamp\":\"2026-06-26T15:23:38Z\",\"version\":\"0.1\"}",
	    { CN_STATS_URL, CN_MEMBER_UNKNOWN }, 2 },
	{ "{}", { CN_VERSION, CN_COUNT_BAD, CN_STATS_URL, CN_TIME_BAD }, 4 },
};

static void
odd_heads_are_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		AUTO_BUF b;

		buf_init(&b, 0);
		buf_fmt(&b, "%s\n%s\n", heads[i].head, GOOD);
		parse_span(buf_view(&b));
		notes_are(heads[i].notes, heads[i].n);
		assert_true(f.has_head);
		assert_int_equal(f.n, 1);
	}
}

static void
what_is_no_feed_says_so(void **state)
{
	static const char *const none[] = { "", "\n \n",
		"<!DOCTYPE html><html>\n", "{\"count\":1\n", "\xef\xbb\xbf" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		parse(none[i]);
		assert_int_equal(f.notes[CN_NO_FEED].count, 1);
		assert_false(changefeed_whole(&f));
		assert_int_equal(f.n, 0);
	}
	/* Without its head, what there is is read all the same. */
	parse(GOOD "\n" GOOD);
	assert_int_equal(f.notes[CN_NO_FEED].count, 1);
	assert_int_equal(f.n, 2);
	assert_false(changefeed_whole(&f));
}

/* A feed that is cut at any byte is not taken for a whole one. */
static void
a_cut_feed_is_not_whole(void **state)
{
	struct span all = span_of(HEAD("2") GOOD "\n" GOOD);

	(void)state;
	for (size_t k = 0; k < all.n; k++) {
		parse_span(span_sub(all, 0, k));
		assert_false(changefeed_whole(&f));
	}
	parse_span(all);
	assert_true(changefeed_whole(&f));
}

static void
a_long_line_is_not_read(void **state)
{
	AUTO_BUF b;

	(void)state;
	buf_init(&b, 0);
	buf_str(&b, HEAD("2") "{\"resources\":[\"1\"],\"custodian\":\"");
	while (b.n <= CHANGES_LINE_MAX + strlen(HEAD("2")))
		buf_chr(&b, 'a');
	buf_str(&b, "\"," REST "}\n" GOOD "\n");
	parse_span(buf_view(&b));
	notes_are((int[]){ CN_LINE_LONG }, 1);
	assert_int_equal(f.entries, 2);
	assert_int_equal(f.n, 1);
	assert_false(changefeed_whole(&f));
}

static void
entries_and_ranges_have_limits(void **state)
{
	(void)state;
	assert_int_equal(changes_max, CHANGES_MAX);
	assert_int_equal(change_ranges_max, CHANGE_RANGES_MAX);
	changes_max = 2;
	parse(HEAD("3") GOOD "\n" GOOD "\n" GOOD "\n");
	changes_max = CHANGES_MAX;
	notes_are((int[]){ CN_LIMIT }, 1);
	assert_int_equal(f.n, 2);
	assert_int_equal(f.entries, 3);
	change_ranges_max = 3;
	parse(HEAD("2") GOOD "\n" GOOD "\n");
	change_ranges_max = CHANGE_RANGES_MAX;
	notes_are((int[]){ CN_LIMIT }, 1);
	assert_int_equal(f.ranges_n, 3);
	assert_int_equal(f.v[1].n, 1);
	assert_false(changefeed_whole(&f));
}

static void
every_type_has_its_name(void **state)
{
	(void)state;
	for (int t = 0; t < CT_OTHER; t++) {
		AUTO_BUF b;

		buf_init(&b, 0);
		buf_fmt(&b,
		    "%s{\"resources\":[\"1\"],\"timestamp\":"
		    "\"2026-06-25T22:16:15Z\",\"type\":\"%s\"}\n",
		    HEAD("1"), change_type_name((enum change_type)t));
		parse_span(buf_view(&b));
		notes_are(NULL, 0);
		assert_int_equal(f.v[0].type, t);
	}
	assert_string_equal(change_type_name(CT_RECEIVED_FROM_IANA),
	    "received-from-iana");
	assert_string_equal(change_type_name(CT_STATUS_CHANGED),
	    "status-changed");
	assert_string_equal(change_note_name(CN_LIMIT), "limit");
}

static const struct {
	const char *text;
	int fam; /* -1: refused */
	bool usual;
	const char *range;
} resources[] = {
	{ "64496", FAM_ASN, true, "64496" },
	{ "64496-64511", FAM_ASN, true, "64496-64511" },
	{ "064496", FAM_ASN, false, "64496" },
	{ "4294967295", FAM_ASN, true, "4294967295" },
	{ "4294967296", -1, false, NULL },
	{ "AS64496", -1, false, NULL },
	{ "64511-64496", -1, false, NULL },
	{ "64496/24", -1, false, NULL },
	{ "192.0.2.0/24", FAM_IPV4, true, "192.0.2.0-192.0.2.255" },
	{ "0.0.0.0/0", FAM_IPV4, true, "0.0.0.0-255.255.255.255" },
	{ "192.0.2.1/32", FAM_IPV4, true, "192.0.2.1" },
	{ "192.0.2.1", FAM_IPV4, true, "192.0.2.1" },
	{ "192.0.2.1-192.0.2.9", FAM_IPV4, true, "192.0.2.1-192.0.2.9" },
	{ "192.0.2.9/24", FAM_IPV4, false, "192.0.2.0-192.0.2.255" },
	{ "192.000.002.000/24", FAM_IPV4, false, "192.0.2.0-192.0.2.255" },
	{ "192.0.2.0/024", FAM_IPV4, false, "192.0.2.0-192.0.2.255" },
	{ "192.0.2.0/33", -1, false, NULL },
	{ "192.0.2.0/", -1, false, NULL },
	{ "/24", -1, false, NULL },
	{ "192.0.2/24", -1, false, NULL },
	{ "192.0.2.0-2001:db8::", -1, false, NULL },
	{ "2001:db8::/32", FAM_IPV6, true,
	    "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "::/0", FAM_IPV6, true,
	    "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "2001:db8::1/128", FAM_IPV6, true, "2001:db8::1" },
	{ "2001:DB8::/32", FAM_IPV6, false,
	    "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "2001:db8::/129", -1, false, NULL },
	{ "", -1, false, NULL },
	{ "-", -1, false, NULL },
	{ "1-", -1, false, NULL },
	{ " 1", -1, false, NULL },
};

static void
resources_are_prefix_range_or_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(resources); i++) {
		char t[RANGE_TEXT];
		enum family fam;
		struct range r;
		bool usual;
		int rc = resource_read(span_of(resources[i].text), &fam, &r,
		    &usual);

		if ((rc == 0) != (resources[i].fam >= 0))
			fail_msg("%s: %d", resources[i].text, rc);
		if (rc != 0)
			continue;
		assert_int_equal(fam, resources[i].fam);
		assert_int_equal(usual, resources[i].usual);
		assert_string_equal(range_text(fam, r, t), resources[i].range);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_feed_has_no_notes),
		cmocka_unit_test(odd_lines_are_noted),
		cmocka_unit_test(an_unknown_member_marks_its_change),
		cmocka_unit_test(odd_heads_are_noted),
		cmocka_unit_test(what_is_no_feed_says_so),
		cmocka_unit_test(a_cut_feed_is_not_whole),
		cmocka_unit_test(a_long_line_is_not_read),
		cmocka_unit_test(entries_and_ranges_have_limits),
		cmocka_unit_test(every_type_has_its_name),
		cmocka_unit_test(resources_are_prefix_range_or_number),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
