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
	assert_true(span_is(f.v[0].holder, "12345"));
	assert_int_equal(f.v[0].flags, 0);
	assert_int_equal(f.offset_secs, -10800);
	at = f.v[1].at;
	assert_true(span_is(span_sub(f.bytes, at.offset, at.len),
	    "lacnic|UY|ipv4|200.7.84.0|512|20030101|reserved|12346"));
}

/* What registries have written for years: read whole, and noted. */
static void
house_formats_are_read_and_noted(void **state)
{
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
#define EXT(n) "apnic|JP|asn|" n "|1|20020801|allocated|A\n"

static void
every_note_has_its_cause(void **state)
{
	static const struct {
		enum stats_note note;
		const char *text;
		uint32_t line; /* where the first is noted */
	} v[] = {
		{ SN_HEADER_MISSING, ONE, 1 },
		{ SN_HEADER_MISSING, "", 1 },
		{ SN_HEADER_LATE, ONE HEAD, 2 },
		{ SN_HEADER_LATE, "apnic|*|asn|*|1|summary\n" HEAD ONE, 2 },
		{ SN_HEADER_AGAIN, HEAD ONE HEAD, 3 },
		{ SN_HEADER_FIELDS, "2|apnic|20240422|1|19830101|20240421\n", 1 },
		{ SN_HEADER_FIELDS,
		    "2|apnic|20240422|1|19830101|20240421|+1000|x\n", 1 },
		{ SN_VERSION, "3|apnic|20240422|1|19830101|20240421|+1000\n",
		    1 },
		{ SN_REGISTRY, "2|arin|20240422|1|19830101|20240421|+1000\n",
		    1 },
		{ SN_REGISTRY, "2|APNIC|20240422|1|19830101|20240421|+1000\n",
		    1 },
		{ SN_SERIAL, "2|apnic||1|19830101|20240421|+1000\n", 1 },
		{ SN_SERIAL_UNIXTIME,
		    "2|apnic|1713700000|1|19830101|20240421|+1000\n", 1 },
		{ SN_RECORDS, "2|apnic|20240422|many|19830101|20240421|+1000\n",
		    1 },
		{ SN_RECORDS, "2|apnic|20240422|-1|19830101|20240421|+1000\n",
		    1 },
		{ SN_RECORDS,
		    "2|apnic|20240422|4294967296|19830101|20240421|+1000\n",
		    1 },
		{ SN_STARTDATE_ZERO,
		    "2|apnic|20240422|1|00000000|20240421|+1000\n", 1 },
		{ SN_STARTDATE_EMPTY, "2|apnic|20240422|1||20240421|+1000\n",
		    1 },
		{ SN_STARTDATE_BAD,
		    "2|apnic|20240422|1|19830230|20240421|+1000\n", 1 },
		{ SN_STARTDATE_BAD,
		    "2|apnic|20240422|1|1983-02-03|20240421|+1000\n", 1 },
		{ SN_ENDDATE_BAD, "2|apnic|20240422|1|19830101||+1000\n", 1 },
		{ SN_ENDDATE_BAD,
		    "2|apnic|20240422|1|19830101|00000000|+1000\n", 1 },
		{ SN_ENDDATE_BAD,
		    "2|apnic|20240422|1|19830101|2024-04-21|+1000\n", 1 },
		{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|UTC\n",
		    1 },
		{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|\n", 1 },
		{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|+1500\n",
		    1 },
		{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|+1060\n",
		    1 },
		{ SN_OFFSET_UNSIGNED,
		    "2|apnic|20240422|1|19830101|20240421|01000\n", 1 },
		{ SN_FIELDS_FEW, HEAD "apnic|JP|asn|173|1|20020801\n", 2 },
		{ SN_FIELDS_AVAILABLE,
		    HEAD EXT("1") "apnic||asn|2|1||available\n", 3 },
		{ SN_FIELDS_MIXED, HEAD EXT("1") EXT("2") ONE, 4 },
		{ SN_FIELDS_MIXED,
		    HEAD EXT("1") "apnic||asn|2|1||available|A|B\n", 3 },
		{ SN_FIELDS_23,
		    "2.3|apnic|20240422|1|19830101|20240421|+1000\n" ONE, 2 },
		{ SN_SUMMARY_BAD, HEAD "apnic|*|atm|*|1|summary\n" ONE, 2 },
		{ SN_SUMMARY_BAD, HEAD "apnic|*|asn|*|-1|summary\n" ONE, 2 },
		{ SN_LINE_BAD, HEAD "a line of prose\n", 2 },
		{ SN_LINE_BAD, HEAD "apnic|JP|atm|173|1|20020801|allocated\n",
		    2 },
		{ SN_NUMBER_BAD, HEAD "apnic|JP|asn|AS173|1|20020801|assigned\n",
		    2 },
		{ SN_NUMBER_BAD, HEAD "apnic|JP|asn|173|0|20020801|assigned\n",
		    2 },
		{ SN_NUMBER_BAD,
		    HEAD "apnic|JP|ipv6|2001:db8::|129|20020801|assigned\n",
		    2 },
		{ SN_NUMBER_BAD, HEAD "apnic|JP|ipv4|1.2.3|1|20020801|assigned\n",
		    2 },
		{ SN_COMMENT_INSIDE,
		    HEAD "apnic|JP|asn|173|1|20020801|allocated # hm\n", 2 },
		{ SN_CRLF, "2|apnic|20240422|1|19830101|20240421|+1000\r\n",
		    1 },
		{ SN_NON_ASCII, HEAD "# caf\xc3\xa9\n", 2 },
		{ SN_CONTROL, HEAD "# bell \a\n", 2 },
		{ SN_NO_FINAL_NEWLINE,
		    HEAD "apnic|JP|asn|173|1|20020801|allocated", 2 },
		{ SN_CUT_MID_LINE, HEAD "apnic|JP|asn|173|1|2002", 2 },
		{ SN_CUT_MID_LINE, HEAD "apnic|JP|asn|173|1|20020801|alloc",
		    2 },
		{ SN_CUT_MID_LINE, HEAD EXT("1") EXT("2")
			"apnic|JP|asn|3|1|20020801|allocated", 4 },
		{ SN_CUT_MID_LINE, HEAD ONE "apn", 3 },
		{ SN_HTML, "<!DOCTYPE HTML>\n<p>busy", 1 },
		{ SN_HTML, "\xef\xbb\xbf\r\n <html>", 1 },
		{ SN_HTML, "<?xml version=\"1.0\"?>", 1 },
	};
	bool seen[SN_N] = { false };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		const struct note *n = &f.notes[v[i].note];

		parse("apnic-extended", v[i].text);
		if (n->count == 0 || n->at[0].line != v[i].line)
			fail_msg("%s in case %zu: %u, first in line %u",
			    stats_note_name(v[i].note), i, n->count,
			    n->at[0].line);
		seen[v[i].note] = true;
	}
	/* The limits' notes have their own test. */
	seen[SN_LINE_LONG] = seen[SN_ROWS_MAX] = true;
	for (int i = 0; i < SN_N; i++)
		if (!seen[i])
			fail_msg("%s has no case",
			    stats_note_name((enum stats_note)i));
}

static void
a_nul_is_a_byte_like_others(void **state)
{
	static const char text[] = HEAD "apnic|JP|asn|17\0003|1||allocated\n";

	(void)state;
	statsfile_clear(&f);
	stats_parse((struct span){ (const unsigned char *)text,
	    sizeof(text) - 1 }, source_find("apnic-plain"), &f);
	assert_int_equal(f.notes[SN_CONTROL].count, 1);
	assert_int_equal(f.notes[SN_NUMBER_BAD].count, 1);
	assert_int_equal(f.n, 0);
	assert_int_equal(f.rows_all, 1);
}

static void
every_flag_has_its_cause(void **state)
{
#define ALLOC "20020801|allocated|A"
	static const struct {
		const char *line;
		unsigned flags;
	} v[] = {
		{ "apnic|JP|asn|173|1|" ALLOC, 0 },
		{ "arin|JP|asn|173|1|" ALLOC, RF_REGISTRY },
		{ "apnic|JP|asn|173|1|20020801|legacy|A", RF_STATUS },
		{ "apnic|JP|asn|173|1|20020801|Allocated|A", RF_STATUS },
		{ "apnic|JP|asn|173|1|20020230|allocated|A", RF_DATE_BAD },
		{ "apnic|JP|asn|173|1|2002-08-01|allocated|A", RF_DATE_BAD },
		{ "apnic|JP|asn|173|1|00000000|allocated|A", RF_DATE_ZERO },
		{ "apnic|JP|asn|173|1||allocated|A", RF_DATE_EMPTY },
		{ "apnic||asn|173|1|" ALLOC, RF_CC_EMPTY },
		{ "apnic|JP|asn|173|1|20020801|allocated|", RF_ID_EMPTY },
		{ "apnic|JP|asn|173|1|20020801|allocated", RF_ID_ABSENT },
		{ "apnic|XX|asn|173|1|" ALLOC, RF_CC_UNKNOWN },
		{ "apnic|JPN|asn|173|1|" ALLOC, RF_CC_UNKNOWN },
		{ "apnic|EU|asn|173|1|" ALLOC, 0 },
		{ "apnic|JP|ipv6|2001:db8::1|32|" ALLOC, RF_HOST_BITS },
		{ "apnic|JP|ipv6|2001:db8::|65|" ALLOC, RF_LONG_PREFIX },
		{ "apnic|JP|ipv6|2001:db8::|65|20020801|reserved|A", 0 },
		{ "apnic|JP|asn|4294967295|2|" ALLOC, RF_OVERFLOW },
		/* The specification's own upper bound is one too high. */
		{ "apnic|JP|asn|4294967296|1|" ALLOC, RF_OVERFLOW },
		{ "apnic|JP|ipv4|255.255.255.0|512|" ALLOC, RF_OVERFLOW },
		{ "apnic|JP|ipv4|001.002.003.000|256|" ALLOC, RF_TEXT },
		{ "apnic|JP|ipv4|1.2.3.0|0256|" ALLOC, RF_TEXT },
		{ "apnic|JP|ipv6|2001:DB8::|32|" ALLOC, RF_TEXT },
	};
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO_BUF b = { 0 };

		buf_fmt(&b, HEAD "%s\n", v[i].line);
		parse("apnic-extended", b.p);
		assert_int_equal(f.n, 1);
		if (f.v[0].flags != v[i].flags)
			fail_msg("%s: flags %x, want %x", v[i].line,
			    f.v[0].flags, v[i].flags);
		assert_true(f.v[0].r.lo <= f.v[0].r.hi);
		seen |= v[i].flags;
	}
	assert_int_equal(seen, RF_TEXT * 2 - 1);
}

static void
both_ends_of_each_family_are_numbers(void **state)
{
	(void)state;
	parse("apnic-extended", HEAD
	    "apnic|JP|asn|0|4294967296|20020801|allocated|A\n"
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
limits_hold(void **state)
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

	b.n = 0;
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
#define H(serial, end, offset)                                                 \
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
		cmocka_unit_test_teardown(every_note_has_its_cause, forget),
		cmocka_unit_test_teardown(a_nul_is_a_byte_like_others, forget),
		cmocka_unit_test_teardown(every_flag_has_its_cause, forget),
		cmocka_unit_test_teardown(both_ends_of_each_family_are_numbers,
		    forget),
		cmocka_unit_test_teardown(limits_hold, forget),
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
