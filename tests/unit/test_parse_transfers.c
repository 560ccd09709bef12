/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/json.h"
#include "parse/transfers_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                  \
	"{\"version\":{\"stats_version\":\"4.0\",\"producer\":\"ARIN\","      \
	"\"UTC_offset\":-5,\"production_date\":\"2026-01-05T03:59:11Z\","     \
	"\"records_interval\":{\"start_date\":\"2009-10-12T00:00:00Z\","      \
	"\"end_date\":\"2026-01-05T03:59:11Z\"}},\n\"transfers\":["
#define ORGS                                                                  \
	"\"source_organization\":{\"name\":\"A\",\"country_code\":\"US\"},"   \
	"\"recipient_organization\":{\"name\":\"B\",\"country_code\":\"NL\"},"
#define RIRS "\"source_rir\":\"ARIN\",\"recipient_rir\":\"RIPE NCC\","
#define KIND "\"type\":\"RESOURCE_TRANSFER\""
#define DATE "\"transfer_date\":\"2020-02-03T04:05:06Z\","
#define NETS                                                                  \
	"\"ip4nets\":{\"original_set\":[{\"start_address\":\"192.0.2.0\","    \
	"\"end_address\":\"192.0.2.255\"}],\"transfer_set\":["                \
	"{\"start_address\":\"192.0.2.0\",\"end_address\":\"192.0.2.127\"}]},"
#define GOOD "{" NETS ORGS DATE RIRS KIND "}"

static struct source arin;

static void
read_log(const char *text, struct transferlog *l)
{
	struct span s = span_of(text);
	/* Exactly as long, so that a read beyond the end is seen. */
	unsigned char *copy = malloc(s.n == 0 ? 1 : s.n);

	assert_non_null(copy);
	memcpy(copy, s.p, s.n);
	arin.id = "arin-transfers";
	arin.publisher = PUB_ARIN;
	memset(l, 0, sizeof(*l));
	transfers_parse((struct span){ copy, s.n }, &arin, l);
	free(copy);
}

/* Exactly these notes, once each. */
static void
notes_are(const struct transferlog *l, const int *want, size_t n)
{
	for (int i = 0; i < TN_N; i++) {
		uint32_t expected = 0;

		for (size_t k = 0; k < n; k++)
			expected += want[k] == i;
		if (l->notes[i].count != expected)
			fail_msg("%s: %u, want %u",
			    transfer_note_name((enum transfer_note)i),
			    l->notes[i].count, expected);
	}
}

static void
a_good_log_has_no_notes(void **state)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };

	(void)state;
	read_log(HEAD "\n" GOOD "]}", &l);
	notes_are(&l, NULL, 0);
	assert_int_equal(l.format, TF_JSON_4);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.entries, 1);
	assert_int_equal(l.v[0].from, PUB_ARIN);
	assert_int_equal(l.v[0].to, PUB_RIPENCC);
	assert_string_equal(l.v[0].from_cc, "US");
	assert_string_equal(l.v[0].to_cc, "NL");
	assert_int_equal(l.v[0].type, TT_RESOURCE);
	assert_int_equal(l.v[0].date, 1580702706);
	assert_true(l.v[0].registered == TIME_NONE);
	assert_int_equal(l.v[0].at.line, 3);
	assert_int_equal(l.v[0].at.len, strlen(GOOD));
	assert_int_equal(l.v[0].n, 2);
	assert_true(l.ranges[0].original && !l.ranges[1].original);
	assert_true(l.ranges[1].r.hi == 0xc000027fu);
	assert_int_equal(l.produced, 1767585551);
}

/* The quirks of the five logs are read, and noted. */
static const struct {
	const char *entry;
	int notes[3];
	size_t n;
} quirks[] = {
	{ "{\"ip4nets\":[{\"transfer_set\":[{\"start_address\":"
	  "\"192.0.2.0\",\"end_address\":\"192.0.2.255\"}]}]," ORGS DATE RIRS
		KIND "}",
	    { TN_SET_IN_ARRAY }, 1 },
	{ "{\"ip4nets\":{\"transfer_set\":[{\"start_address\":"
	  "\"162.208.048.000\",\"end_address\":\"162.208.048.255\"}]}," ORGS
		DATE RIRS KIND "}",
	    { TN_ADDRESS_TEXT, TN_ADDRESS_TEXT }, 2 },
	{ "{\"asns\":{\"transfer_set\":[{\"start\":\"4200000001\","
	  "\"end\":4200000001}]}," ORGS DATE RIRS KIND "}",
	    { TN_ASN_STRING }, 1 },
	{ "{" NETS ORGS "\"transfer_date\":\"2020-02-03 "
	  "04:05:06.1+10\"," RIRS KIND "}",
	    { TN_DATE_SPELLING }, 1 },
	{ "{" NETS ORGS "\"transfer_date\":\"2020-02-03\"," RIRS KIND "}",
	    { TN_DATE_SPELLING }, 1 },
	{ "{" NETS ORGS "\"transfer_date\":\"3 Feb 2020\"," RIRS KIND "}",
	    { TN_DATE_BAD }, 1 },
	{ "{" NETS DATE RIRS KIND "}", { TN_ORG_MISSING, TN_ORG_MISSING }, 2 },
	{ "{" NETS "\"source_organization\":{\"name\":null},"
	  "\"recipient_organization\":{\"name\":\"B\","
	  "\"country_code\":\"nl\"}," DATE RIRS KIND "}",
	    { TN_NAME_NULL, TN_CC_BAD }, 2 },
	{ "{" NETS ORGS DATE RIRS KIND
	  ",\"recipient_registration_date\":null}",
	    { TN_MEMBER_UNKNOWN }, 1 },
	{ "{" NETS ORGS DATE "\"source_rir\":\"ripencc\","
	  "\"recipient_rir\":\"MOON\"," KIND "}",
	    { TN_RIR_UNKNOWN }, 1 },
	{ "{" ORGS DATE RIRS KIND "}", { TN_NO_RESOURCES }, 1 },
	{ "{\"ip4nets\":{\"original_set\":[]}," ORGS DATE RIRS KIND "}",
	    { TN_NO_TRANSFER_SET, TN_NO_RESOURCES }, 2 },
	{ "{" NETS ORGS DATE RIRS "\"type\":\"GIFT\"}", { TN_TYPE_UNKNOWN },
	    1 },
	{ "{" NETS "\"asns\":{\"transfer_set\":[{\"start\":5,"
	  "\"end\":5}]}," ORGS DATE RIRS KIND "}",
	    { TN_KINDS_SEVERAL }, 1 },
	{ "{\"asns\":{\"transfer_set\":[{\"start\":6,\"end\":5}]}," ORGS DATE
		RIRS KIND "}",
	    { TN_REVERSED, TN_NO_RESOURCES }, 2 },
	{ "{\"asns\":{\"transfer_set\":[{\"start\":5,"
	  "\"end\":4294967296}]}," ORGS DATE RIRS KIND "}",
	    { TN_ADDRESS_BAD, TN_NO_RESOURCES }, 2 },
	{ "{\"asns\":{\"original_set\":[{\"start\":1,\"end\":2}],"
	  "\"transfer_set\":[{\"start\":2,\"end\":3}]}," ORGS DATE RIRS KIND
	  "}",
	    { TN_BEYOND_ORIGINAL }, 1 },
	{ "{" NETS ORGS RIRS KIND "}", { TN_DATE_MISSING }, 1 },
	{ "{" NETS ORGS DATE RIRS KIND ",\"status\":\"LOST\"}",
	    { TN_STATUS_UNKNOWN }, 1 },
	{ "17", { TN_ENTRY_BAD }, 1 },
	{ "{\"type\":}", { TN_ENTRY_BAD }, 1 },
	{ "{\"type\":\"a\",\"type\":\"b\"}", { TN_ENTRY_BAD }, 1 },
};

static void
quirks_are_read_and_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(quirks); i++) {
		AUTO(transferlog_clear) struct transferlog l = { 0 };
		AUTO_BUF b = { 0 };

		/* Between two good entries, which must come through. */
		buf_fmt(&b, "%s%s,%s,%s]}", HEAD, GOOD, quirks[i].entry, GOOD);
		read_log(b.p, &l);
		notes_are(&l, quirks[i].notes, quirks[i].n);
		assert_int_equal(l.entries, 3);
		assert_true(l.v[0].n == 2 && l.v[l.n - 1].n == 2);
	}
}

static void
dates_in_four_spellings_are_one_instant(void **state)
{
	static const char *const same[] = { "2020-02-03T04:05:06Z",
		"2020-02-03T04:05:06.789Z", "2020-02-03 14:05:06+10",
		"2020-02-03 14:05:06.5 +1000", "2020-02-03T01:05:06-03:00" };
	utc_t t;
	bool usual;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(same); i++) {
		assert_int_equal(transfers_time(span_of(same[i]), &t, &usual),
		    0);
		assert_int_equal(t, 1580702706);
		/* RFC 3339, section 5.6, wants a T and a zone of +HH:MM. */
		assert_int_equal(usual, i == 0 || i == 1 || i == 4);
	}
}

static void
members_stand_in_any_order(void **state)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };

	(void)state;
	read_log("{\"transfers\":[{" NETS ORGS DATE RIRS KIND
		 "}],\"version\":{\"stats_version\":\"5.0\",\"producer\":"
		 "\"ARIN\",\"UTC_offset\":0,\"production_date\":"
		 "\"2026-01-05T03:59:11Z\",\"records_interval\":{"
		 "\"start_date\":\"2009-10-12T00:00:00Z\",\"end_date\":"
		 "\"2026-01-05T03:59:11Z\"}}}",
	    &l);
	notes_are(&l, (int[]){ TN_STATUS_MISSING }, 1);
	assert_int_equal(l.format, TF_JSON_5);
	assert_int_equal(l.n, 1);
}

static void
a_cut_log_keeps_what_stands_before_the_cut(void **state)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };
	AUTO(transferlog_clear) struct transferlog m = { 0 };

	(void)state;
	read_log(HEAD GOOD "," GOOD ",{\"ip4nets\":{\"transfer_set\":[{\"st",
	    &l);
	notes_are(&l, (int[]){ TN_NO_LOG, TN_ENTRY_BAD }, 2);
	assert_int_equal(l.n, 2);
	/* A quote that is lost ends with its line. */
	read_log(HEAD GOOD ",{\"type\":\"RESOURCE\n}," GOOD "]}", &m);
	notes_are(&m, (int[]){ TN_ENTRY_BAD }, 1);
	assert_int_equal(m.n, 2);
}

static void
what_is_no_log_is_said(void **state)
{
	static const char *const no[] = { "", "  \n", "<html></html>\n", "[]",
		"{}", "{\"transfers\":7}", "{\"version\":{}}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		AUTO(transferlog_clear) struct transferlog l = { 0 };

		read_log(no[i], &l);
		assert_int_equal(l.n, 0);
		assert_int_equal(l.notes[TN_NO_LOG].count, 1);
	}
}

static void
the_pipe_format_is_read(void **state)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };

	(void)state;
	read_log("# a comment\nresource_type|resource|from|cc|rir|delegated|"
		 "to|cc|rir|transferred|type\r\n"
		 "ipv4|192.0.2.0/25|A|AU|APNIC|19920317|B|JP|APNIC|20200203|"
		 "RESOURCE_TRANSFER\n"
		 "asn|4200000000|A|AU|ARIN||B|JP|APNIC|20200203|"
		 "MERGER_ACQUISITION\n"
		 "ipv6|2001:db8::/32|A|AU\n",
	    &l);
	notes_are(&l, (int[]){ TN_ENTRY_BAD }, 1);
	assert_int_equal(l.format, TF_PIPE);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.entries, 3);
	assert_true(l.ranges[0].r.lo == 0xc0000200u &&
	    l.ranges[0].r.hi == 0xc000027fu);
	assert_int_equal(day_of(l.v[0].registered), 19920317);
	assert_int_equal(l.v[1].from, PUB_ARIN);
	assert_int_equal(l.v[1].type, TT_MERGER);
	assert_int_equal(l.v[1].at.line, 4);
}

static void
depth_and_size_are_bounded(void **state)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };
	AUTO(transferlog_clear) struct transferlog m = { 0 };
	AUTO_BUF deep = { 0 };
	AUTO_BUF wide = { 0 };

	(void)state;
	buf_str(&deep, HEAD);
	for (int i = 0; i < JSON_DEPTH_MAX + 1; i++)
		buf_chr(&deep, '[');
	for (int i = 0; i < JSON_DEPTH_MAX + 1; i++)
		buf_chr(&deep, ']');
	buf_str(&deep, "]}");
	read_log(deep.p, &l);
	assert_int_equal(l.n, 0);
	assert_true(l.notes[TN_ENTRY_BAD].count != 0);
	buf_str(&wide, HEAD "{\"type\":\"");
	for (size_t i = 0; i <= JSON_VALUE_MAX; i++)
		buf_chr(&wide, 'x');
	buf_str(&wide, "\"}," GOOD "]}");
	read_log(wide.p, &m);
	assert_int_equal(m.notes[TN_ENTRY_BAD].count, 1);
	assert_int_equal(m.n, 1);
}

static void
entries_and_ranges_have_a_limit(void **state)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };
	AUTO(transferlog_clear) struct transferlog m = { 0 };

	(void)state;
	assert_int_equal(transfers_max, TRANSFERS_MAX);
	assert_int_equal(transfer_ranges_max, TRANSFER_RANGES_MAX);
	transfers_max = 2;
	read_log(HEAD GOOD "," GOOD "," GOOD "]}", &l);
	transfers_max = TRANSFERS_MAX;
	assert_int_equal(l.n, 2);
	assert_int_equal(l.entries, 3);
	assert_int_equal(l.notes[TN_LIMIT].count, 1);
	transfer_ranges_max = 3;
	read_log(HEAD GOOD "," GOOD "]}", &m);
	transfer_ranges_max = TRANSFER_RANGES_MAX;
	assert_int_equal(m.ranges_n, 3);
	assert_true(m.notes[TN_LIMIT].count >= 1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_good_log_has_no_notes),
		cmocka_unit_test(quirks_are_read_and_noted),
		cmocka_unit_test(dates_in_four_spellings_are_one_instant),
		cmocka_unit_test(members_stand_in_any_order),
		cmocka_unit_test(a_cut_log_keeps_what_stands_before_the_cut),
		cmocka_unit_test(what_is_no_log_is_said),
		cmocka_unit_test(the_pipe_format_is_read),
		cmocka_unit_test(entries_and_ranges_have_a_limit),
		cmocka_unit_test(depth_and_size_are_bounded),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("parse transfers", t, NULL, NULL);
}
