/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/stats_line.h"
#include "unit.h"

static struct statsfile f;

static int
forget(void **state)
{
	(void)state;
	statsfile_clear(&f);
	return 0;
}

static void
parse(const char *source, const char *text)
{
	statsfile_clear(&f);
	stats_parse(span_of(text), source_find(source), &f);
}

static uint32_t
notes_all(void)
{
	uint32_t n = 0;

	for (int i = 0; i < SN_N; i++)
		n += f.notes[i].count;
	return n;
}

static void
version_2_is_read(void **state)
{
	(void)state;
	parse("apnic-plain",
	    "2|apnic|20240422|3|19830101|20240421|+1000\n"
	    "apnic|*|asn|*|1|summary\n"
	    "apnic|*|ipv4|*|1|summary\n"
	    "apnic|*|ipv6|*|1|summary\n"
	    "# a comment\n"
	    "\n"
	    "apnic|JP|asn|173|4|20020801|allocated\n"
	    "apnic|CN|ipv4|1.0.1.0|768|20110414|assigned\n"
	    " apnic | AU | ipv6 | 2001:db8:: | 32 | 20110414 | allocated \n");
	assert_int_equal(notes_all(), 0);
	assert_int_equal(f.n, 3);
	assert_int_equal(f.declared, 3);
	assert_int_equal(f.lines, 9);
	assert_int_equal(f.sums_n, 3);
	assert_int_equal(f.serial_day, 20240422);
	assert_int_equal(f.end_day, 20240421);
	assert_int_equal(f.offset_secs, 36000);
	assert_true(f.v[0].r.lo == 173 && f.v[0].r.hi == 176);
	/* A count of addresses that is no prefix is as good as any. */
	assert_true(f.v[1].r.lo == 0x01000100 && f.v[1].r.hi == 0x010003ff);
	assert_int_equal(f.v[1].status, ST_ASSIGNED);
	assert_int_equal(f.v[1].date, 20110414);
	assert_string_equal(f.v[1].cc, "CN");
	assert_int_equal(f.v[2].flags, RF_ID_ABSENT);
	assert_int_equal(f.v[2].at.line, 9);
	assert_true(f.v[2].r.hi - f.v[2].r.lo == (((num_t)1 << 96) - 1));
	assert_false(statsfile_short(&f));
}

static void
version_2_3_is_read(void **state)
{
	struct place at;

	(void)state;
	parse("lacnic-extended",
	    "2.3|lacnic|20230323|2|19870101|20230322|-0300\n"
	    "lacnic|*|ipv4|*|2|summary\n"
	    "lacnic|BR|ipv4|200.3.8.0|1024|19970501|allocated|12345\n"
	    "lacnic|UY|ipv4|200.7.84.0|512|20030101|reserved|12346\n");
	assert_int_equal(notes_all(), 0);
	assert_int_equal(f.n, 2);
	assert_true(span_is(record_holder(&f, &f.v[0]), "12345"));
	assert_int_equal(f.v[0].flags, 0);
	assert_int_equal(f.offset_secs, -10800);
	at = f.v[1].at;
	assert_true(span_is(span_sub(f.bytes, at.offset, at.len),
	    "lacnic|UY|ipv4|200.7.84.0|512|20030101|reserved|12346"));
}

/* What registries have written for years: read whole, and noted. */
static const struct {
	const char *source, *text;
	enum stats_note note[3];
	size_t records;
} house[] = {
	{ "afrinic-extended",
	    "2|afrinic|20260821|1|00000000|20260821|00000\n"
	    "afrinic|*|asn|*|1|summary\n"
	    "afrinic|ZZ|asn|36864|1||available|F3\n",
	    { SN_STARTDATE_ZERO, SN_OFFSET_UNSIGNED, SN_N }, 1 },
	{ "apnic-extended",
	    "2.3|apnic|20160225|1||20160224|+1000\n"
	    "apnic|*|asn|*|1|summary\n"
	    "apnic||asn|1|1||reserved|A9\n",
	    { SN_STARTDATE_EMPTY, SN_N }, 1 },
	{ "arin-extended",
	    "2|arin|1407153599000|1|19700101|20140804|-0400\n"
	    "arin|*|asn|*|1|summary\n"
	    "arin|US|asn|1|1|20010920|assigned|e5e3\n",
	    { SN_SERIAL_UNIXTIME, SN_N }, 1 },
	{ "lacnic-extended",
	    "2.3|lacnic|20230323|3|19870101|20230322|-0200\n"
	    "lacnic|*|ipv4|*|3|summary\n"
	    "lacnic|BR|ipv4|200.3.8.0|1024|19970501|allocated|1\n"
	    "lacnic|BR|ipv4|200.3.12.0|1024|19970501|allocated|1\n"
	    "lacnic||ipv4|200.4.0.0|256||available\n",
	    { SN_FIELDS_AVAILABLE, SN_N }, 3 },
	{ "ripencc-extended",
	    "2|ripencc|1407103199|1|19830705|20140803|+0200\n"
	    "ripencc|*|ipv4|*|1|summary\n"
	    "ripencc|EU|ipv4|2.0.0.0|192|20100712|allocated|"
	    "c6ed8a3f-6f0e-4b3b-8a5d-6b3c0f0b6f0f\n",
	    { SN_SERIAL_UNIXTIME, SN_N }, 1 },
};

static void
house_formats_are_read_and_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(house); i++) {
		uint32_t n = 0;

		parse(house[i].source, house[i].text);
		assert_int_equal(f.n, house[i].records);
		for (size_t k = 0; house[i].note[k] != SN_N; k++, n++)
			assert_int_equal(f.notes[house[i].note[k]].count, 1);
		assert_int_equal(notes_all(), n);
		assert_false(statsfile_short(&f));
	}
}

#define HEAD "2|apnic|20240422|1|19830101|20240421|+1000\n"
#define ONE "apnic|JP|asn|173|1|20020801|allocated\n"

static void
a_nul_is_a_byte_like_others(void **state)
{
	static const char text[] = HEAD "apnic|JP|asn|17\0003|1||allocated\n";

	(void)state;
	statsfile_clear(&f);
	stats_parse(
	    (struct span){ (const unsigned char *)text, sizeof(text) - 1 },
	    source_find("apnic-plain"), &f);
	assert_int_equal(f.notes[SN_CONTROL].count, 1);
	assert_int_equal(f.notes[SN_NUMBER_BAD].count, 1);
	assert_int_equal(f.n, 0);
	assert_int_equal(f.rows_all, 1);
}

static void
both_ends_of_each_family_are_numbers(void **state)
{
	(void)state;
	parse("apnic-extended",
	    HEAD "apnic|JP|asn|0|4294967296|20020801|allocated|A\n"
		 "apnic|JP|ipv4|0.0.0.0|4294967296|20020801|allocated|A\n"
		 "apnic|JP|ipv6|::|0|20020801|allocated|A\n"
		 "apnic|JP|ipv4|255.255.255.255|1|20020801|allocated|A\n"
		 "apnic|JP|ipv6|ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff|128|"
		 "20020801|reserved|A\n");
	assert_int_equal(f.n, 5);
	for (size_t i = 0; i < 3; i++) {
		enum family fam = (enum family)f.v[i].fam;

		assert_true(f.v[i].r.lo == 0);
		assert_true(f.v[i].r.hi == num_max(fam));
		assert_int_equal(f.v[i].flags, 0);
	}
	assert_true(f.v[3].r.lo == num_max(FAM_IPV4));
	assert_true(f.v[4].r.lo == num_max(FAM_IPV6));
}

/* Lines around each limit. */
static void
a_line_has_a_limit(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_FREE char *fill = mem_alloc(STATS_LINE_MAX);
	size_t one = strlen(ONE) - 1;

	(void)state;
	memset(fill, 'x', STATS_LINE_MAX - 1);
	buf_fmt(&b, HEAD "%.*s|%.*s\n", (int)one, ONE,
	    (int)(STATS_LINE_MAX - one - 1), fill);
	parse("apnic-extended", b.p);
	assert_int_equal(f.n, 1);
	assert_int_equal(f.v[0].at.len, STATS_LINE_MAX);
	assert_int_equal(f.notes[SN_LINE_LONG].count, 0);
	b.n = 0;
	buf_fmt(&b, HEAD "%.*s|y%.*s\n" ONE, (int)one, ONE,
	    (int)(STATS_LINE_MAX - one - 1), fill);
	parse("apnic-extended", b.p);
	assert_int_equal(f.notes[SN_LINE_LONG].count, 1);
	assert_int_equal(f.n, 1); /* the next one is read */
	assert_int_equal(f.v[0].at.line, 3);
}

static void
counts_have_limits(void **state)
{
	AUTO_BUF b = { 0 };
	size_t one = strlen(ONE) - 1;

	(void)state;
	buf_str(&b, HEAD);
	for (int i = 0; i <= STATS_SUMMARY_MAX; i++)
		buf_str(&b, "apnic|*|asn|*|1|summary\n");
	parse("apnic-extended", b.p);
	assert_int_equal(f.sums_n, STATS_SUMMARY_MAX);
	assert_int_equal(f.notes[SN_SUMMARY_BAD].count, 1);

	b.n = 0;
	buf_str(&b, HEAD);
	for (int i = 0; i < STATS_NOTE_PLACES + 4; i++)
		buf_str(&b, "a line of prose\n");
	parse("apnic-extended", b.p);
	assert_int_equal(f.notes[SN_LINE_BAD].count, STATS_NOTE_PLACES + 4);
	assert_int_equal(f.notes[SN_LINE_BAD].at[STATS_NOTE_PLACES - 1].line,
	    STATS_NOTE_PLACES + 1);

	b.n = 0;
	buf_fmt(&b, HEAD "%.*s", (int)one, ONE);
	for (int i = 7; i < FIELDS_MAX + 4; i++)
		buf_str(&b, "|e");
	buf_chr(&b, '\n');
	parse("apnic-extended", b.p);
	assert_int_equal(f.n, 1);
	assert_int_equal(f.v[0].fields, FIELDS_MAX);
}

/* STATS_ROWS_MAX itself would take a gigabyte; the same code with another. */
static void
rows_over_the_limit_are_counted_not_kept(void **state)
{
	(void)state;
	statsfile_clear(&f);
	stats_parse_upto(span_of(HEAD ONE ONE ONE ONE),
	    source_find("apnic-extended"), 2, &f);
	assert_int_equal(f.n, 2);
	assert_int_equal(f.rows_all, 4);
	assert_int_equal(f.notes[SN_ROWS_MAX].count, 2);
	assert_int_equal(f.notes[SN_ROWS_MAX].at[0].line, 4);
	assert_true(statsfile_short(&f)); /* absence says nothing here */
}

static void
the_instant_a_file_speaks_for(void **state)
{
#define H(serial, end, offset)                                                \
	"2|ripencc|" serial "|0|19830101|" end "|" offset "\n"
	static const struct {
		const char *text, *want; /* "" : unknowable */
	} v[] = {
		/* The later of enddate and the day before the serial. */
		{ H("20240422", "20240421", "+1000"), "2024-04-21T13:59:59Z" },
		{ H("20240422", "20240420", "+1000"), "2024-04-21T13:59:59Z" },
		{ H("20240422", "20240422", "+0000"), "2024-04-22T23:59:59Z" },
		{ H("17", "20240422", "-0300"), "2024-04-23T02:59:59Z" },
		{ H("17", "", "+0000"), "" },
		{ H("20240422", "", "+0000"), "2024-04-21T23:59:59Z" },
		{ H("1713736799", "20240421", "+0200"),
		    "2024-04-21T21:59:59Z" },
		{ H("1713736799000", "20240421", "+0200"),
		    "2024-04-21T21:59:59Z" },
		/* At the ends of what can be written. */
		{ H("19000101", "", "+1400"), "" },
		{ H("17", "19000101", "+1400"), "1900-01-01T09:59:59Z" },
		{ H("17", "21991231", "-0500"), "" },
		{ H("17", "21991231", "+0500"), "2199-12-31T18:59:59Z" },
		{ H("7258118399", "20240421", "+0000"),
		    "2199-12-31T23:59:59Z" },
		{ H("9999999999999", "20240421", "+0000"),
		    "2024-04-21T23:59:59Z" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		char s[UTC_TEXT] = "";
		utc_t t;

		parse("ripencc-extended", v[i].text);
		t = statsfile_asof(&f);
		if (t != TIME_NONE)
			utc_text(t, s);
		if (strcmp(s, v[i].want) != 0)
			fail_msg("%s: %s", v[i].text, s);
	}
}

static void
fewer_records_than_declared_is_short(void **state)
{
	(void)state;
	parse("apnic-plain",
	    "2|apnic|20240422|2|19830101|20240421|+1000\n" ONE);
	assert_true(statsfile_short(&f));
	parse("apnic-plain",
	    "2|apnic|20240422|1|19830101|20240421|+1000\n" ONE ONE);
	assert_false(statsfile_short(&f));
	parse("apnic-plain",
	    "2|apnic|20240422|x|19830101|20240421|+1000\n" ONE);
	assert_false(statsfile_short(&f));
}

static void
country_codes_have_their_time(void **state)
{
	(void)state;
	assert_true(cc_known("JP", 20240101));
	assert_true(cc_known("SS", 20240101));
	assert_false(cc_known("XX", 0));
	assert_false(cc_known("jp", 0));
	for (const char *s = "AP\0EU\0UK\0ZZ\0"; *s != '\0'; s += 3)
		assert_true(cc_known(s, 20240101));
	assert_true(cc_known("AN", 20151215)); /* five years of grace */
	assert_false(cc_known("AN", 20151216));
	assert_true(cc_known("YU", 0));
	assert_true(cc_known("AD", 0) && cc_known("ZW", 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(version_2_is_read, forget),
		cmocka_unit_test_teardown(version_2_3_is_read, forget),
		cmocka_unit_test_teardown(house_formats_are_read_and_noted,
		    forget),
		cmocka_unit_test_teardown(a_nul_is_a_byte_like_others, forget),
		cmocka_unit_test_teardown(both_ends_of_each_family_are_numbers,
		    forget),
		cmocka_unit_test_teardown(a_line_has_a_limit, forget),
		cmocka_unit_test_teardown(counts_have_limits, forget),
		cmocka_unit_test_teardown(
		    rows_over_the_limit_are_counted_not_kept, forget),
		cmocka_unit_test_teardown(the_instant_a_file_speaks_for,
		    forget),
		cmocka_unit_test_teardown(fewer_records_than_declared_is_short,
		    forget),
		cmocka_unit_test_teardown(country_codes_have_their_time,
		    forget),
	};

	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
