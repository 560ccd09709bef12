/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every note and every flag that a statistics file can earn. */
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

#define HEAD "2|apnic|20240422|1|19830101|20240421|+1000\n"
#define ONE "apnic|JP|asn|173|1|20020801|allocated\n"
#define EXT(n) "apnic|JP|asn|" n "|1|20020801|allocated|A\n"

static const struct {
	enum stats_note note;
	const char *text;
	uint32_t line; /* where the first is noted */
} causes[] = {
	{ SN_HEADER_MISSING, ONE, 1 },
	{ SN_HEADER_MISSING, "", 1 },
	{ SN_HEADER_LATE, ONE HEAD, 2 },
	{ SN_HEADER_LATE, "apnic|*|asn|*|1|summary\n" HEAD ONE, 2 },
	{ SN_HEADER_AGAIN, HEAD ONE HEAD, 3 },
	{ SN_HEADER_FIELDS, "2|apnic|20240422|1|19830101|20240421\n", 1 },
	{ SN_HEADER_FIELDS, "2|apnic|20240422|1|19830101|20240421|+1000|x\n",
	    1 },
	{ SN_VERSION, "3|apnic|20240422|1|19830101|20240421|+1000\n", 1 },
	{ SN_REGISTRY, "2|arin|20240422|1|19830101|20240421|+1000\n", 1 },
	{ SN_REGISTRY, "2|APNIC|20240422|1|19830101|20240421|+1000\n", 1 },
	{ SN_SERIAL, "2|apnic||1|19830101|20240421|+1000\n", 1 },
	{ SN_SERIAL_UNIXTIME, "2|apnic|1713700000|1|19830101|20240421|+1000\n",
	    1 },
	{ SN_RECORDS, "2|apnic|20240422|many|19830101|20240421|+1000\n", 1 },
	{ SN_RECORDS, "2|apnic|20240422|-1|19830101|20240421|+1000\n", 1 },
	{ SN_RECORDS, "2|apnic|20240422|4294967296|19830101|20240421|+1000\n",
	    1 },
	{ SN_STARTDATE_ZERO, "2|apnic|20240422|1|00000000|20240421|+1000\n",
	    1 },
	{ SN_STARTDATE_EMPTY, "2|apnic|20240422|1||20240421|+1000\n", 1 },
	{ SN_STARTDATE_BAD, "2|apnic|20240422|1|19830230|20240421|+1000\n",
	    1 },
	{ SN_STARTDATE_BAD, "2|apnic|20240422|1|1983-02-03|20240421|+1000\n",
	    1 },
	{ SN_ENDDATE_BAD, "2|apnic|20240422|1|19830101||+1000\n", 1 },
	{ SN_ENDDATE_BAD, "2|apnic|20240422|1|19830101|00000000|+1000\n", 1 },
	{ SN_ENDDATE_BAD, "2|apnic|20240422|1|19830101|2024-04-21|+1000\n",
	    1 },
	{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|UTC\n", 1 },
	{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|\n", 1 },
	{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|+1500\n", 1 },
	{ SN_OFFSET_BAD, "2|apnic|20240422|1|19830101|20240421|+1060\n", 1 },
	{ SN_OFFSET_UNSIGNED, "2|apnic|20240422|1|19830101|20240421|01000\n",
	    1 },
	{ SN_FIELDS_FEW, HEAD "apnic|JP|asn|173|1|20020801\n", 2 },
	{ SN_FIELDS_AVAILABLE, HEAD EXT("1") "apnic||asn|2|1||available\n",
	    3 },
	{ SN_FIELDS_MIXED, HEAD EXT("1") EXT("2") ONE, 4 },
	{ SN_FIELDS_MIXED, HEAD EXT("1") "apnic||asn|2|1||available|A|B\n",
	    3 },
	{ SN_FIELDS_23, "2.3|apnic|20240422|1|19830101|20240421|+1000\n" ONE,
	    2 },
	{ SN_SUMMARY_BAD, HEAD "apnic|*|atm|*|1|summary\n" ONE, 2 },
	{ SN_SUMMARY_BAD, HEAD "apnic|*|asn|*|-1|summary\n" ONE, 2 },
	{ SN_LINE_BAD, HEAD "a line of prose\n", 2 },
	{ SN_LINE_BAD, HEAD "apnic|JP|atm|173|1|20020801|allocated\n", 2 },
	{ SN_NUMBER_BAD, HEAD "apnic|JP|asn|AS173|1|20020801|assigned\n", 2 },
	{ SN_NUMBER_BAD, HEAD "apnic|JP|asn|173|0|20020801|assigned\n", 2 },
	{ SN_NUMBER_BAD,
	    HEAD "apnic|JP|ipv6|2001:db8::|129|20020801|assigned\n", 2 },
	{ SN_NUMBER_BAD, HEAD "apnic|JP|ipv4|1.2.3|1|20020801|assigned\n", 2 },
	{ SN_COMMENT_INSIDE,
	    HEAD "apnic|JP|asn|173|1|20020801|allocated # hm\n", 2 },
	{ SN_CRLF, "2|apnic|20240422|1|19830101|20240421|+1000\r\n", 1 },
	{ SN_NON_ASCII, HEAD "# caf\xc3\xa9\n", 2 },
	{ SN_CONTROL, HEAD "# bell \a\n", 2 },
	{ SN_NO_FINAL_NEWLINE, HEAD "apnic|JP|asn|173|1|20020801|allocated",
	    2 },
	{ SN_CUT_MID_LINE, HEAD "apnic|JP|asn|173|1|2002", 2 },
	{ SN_CUT_MID_LINE, HEAD "apnic|JP|asn|173|1|20020801|alloc", 2 },
	{ SN_CUT_MID_LINE,
	    HEAD EXT("1") EXT("2") "apnic|JP|asn|3|1|20020801|allocated", 4 },
	{ SN_CUT_MID_LINE, HEAD ONE "apn", 3 },
	{ SN_HTML, "<!DOCTYPE HTML>\n<p>busy", 1 },
	{ SN_HTML, "\xef\xbb\xbf\r\n <html>", 1 },
	{ SN_HTML, "<?xml version=\"1.0\"?>", 1 },
};

static void
every_note_has_its_cause(void **state)
{
	bool seen[SN_N] = { false };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(causes); i++) {
		const struct note *n = &f.notes[causes[i].note];

		parse("apnic-extended", causes[i].text);
		if (n->count == 0 || n->at[0].line != causes[i].line)
			fail_msg("%s in case %zu: %u, first in line %u",
			    stats_note_name(causes[i].note), i, n->count,
			    n->at[0].line);
		seen[causes[i].note] = true;
	}
	/* The limits' notes have their own test. */
	seen[SN_LINE_LONG] = seen[SN_ROWS_MAX] = true;
	for (int i = 0; i < SN_N; i++)
		if (!seen[i])
			fail_msg("%s has no case",
			    stats_note_name((enum stats_note)i));
}

#define ALLOC "20020801|allocated|A"
static const struct {
	const char *line;
	unsigned flags;
} oddities[] = {
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

static void
every_flag_has_its_cause(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(oddities); i++) {
		AUTO_BUF b = { 0 };

		buf_fmt(&b, HEAD "%s\n", oddities[i].line);
		parse("apnic-extended", b.p);
		assert_int_equal(f.n, 1);
		if (f.v[0].flags != oddities[i].flags)
			fail_msg("%s: flags %x, want %x", oddities[i].line,
			    f.v[0].flags, oddities[i].flags);
		assert_true(f.v[0].r.lo <= f.v[0].r.hi);
		seen |= oddities[i].flags;
	}
	assert_int_equal(seen, RF_TEXT * 2 - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(every_note_has_its_cause, forget),
		cmocka_unit_test_teardown(every_flag_has_its_cause, forget),
	};

	return cmocka_run_group_tests_name("stats notes", tests, NULL, NULL);
}
