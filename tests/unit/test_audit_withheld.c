/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/withheld.h"

#include "tests/unit/unit.h"

static const struct source log_source = { .kind = SK_TRANSFERS };
static const struct source stats_source = { .kind = SK_STATS_EXTENDED };

static void
text_is(const char *bytes, bool names, const char *want)
{
	AUTO_FREE char *is = evidence_text(&log_source, span_of(bytes), names);

	assert_string_equal(is, want);
}

static void
names_are_withheld(void **state)
{
	(void)state;
	text_is(
	    "{ \"source_organization\": {\n  \"name\": \"A \\\"B\\\" Ltd\","
	    "\"country_code\" : \"US\" },\n\"start\":10, \"x\":null }",
	    false,
	    "{\"source_organization\":{\"name\":\"...\",\"country_code\":\"US\"}"
	    ",\"start\":10,\"x\":null}");
	/* In a list, and under members that nobody knows. */
	text_is(
	    "{\"contacts\":[\"A\",[\"B\"]],\"type\":\"RESOURCE_TRANSFER\"}",
	    false,
	    "{\"contacts\":[\"...\",[\"...\"]],\"type\":"
	    "\"RESOURCE_TRANSFER\"}");
}

static void
custodians_are_withheld(void **state)
{
	static const struct source feed = { .kind = SK_CHANGES };
	AUTO_FREE char *is = evidence_text(&feed,
	    span_of("{\"cc\":\"AU\",\"custodian\":\"A Ltd\",\"resources\":"
		    "[\"1.0.0.0/24\",\"2001::/32\"],\"type\":\"delegation\"}"),
	    false);

	(void)state;
	assert_string_equal(is,
	    "{\"cc\":\"AU\",\"custodian\":\"...\",\"resources\":"
	    "[\"1.0.0.0/24\",\"2001::/32\"],\"type\":\"delegation\"}");
}

static void
names_are_shown_where_asked(void **state)
{
	(void)state;
	text_is("{\"name\": \"A\"}", true, "{\"name\": \"A\"}");
}

static void
fields_of_the_older_form_are_withheld(void **state)
{
	(void)state;
	text_is("asn|1|A Ltd|AU|APNIC|20100101|B Ltd|AU|APNIC|20200101|M",
	    false, "asn|1|...|AU|APNIC|20100101|...|AU|APNIC|20200101|M");
	text_is("asn|1||AU||", false, "asn|1||AU||");
}

static void
cut_strings_are_withheld(void **state)
{
	(void)state;
	text_is("{\"name\":\"A Lt", false, "{\"name\":\"...\"");
	text_is("{\"name\":\"A\\", false, "{\"name\":\"...\"");
}

static void
a_statistics_line_is_verbatim(void **state)
{
	AUTO_FREE char *is =
	    evidence_text(&stats_source, span_of("a|\"name\"|\x01"), false);

	(void)state;
	assert_string_equal(is, "a|\"name\"|\\x01");
}

static void
a_long_entry_is_cut_at_a_whole_character(void **state)
{
	static const char *const pieces[] = { "1", "\xc3\xa4", "\x01" };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(pieces); k++)
		for (size_t off = 0; off < 4; off++) {
			AUTO_BUF b = { 0 };
			AUTO_FREE char *is = NULL;
			size_t n;

			for (size_t i = 0; i < off; i++)
				buf_chr(&b, '9');
			while (b.n < 2 * EVIDENCE_TEXT_MAX)
				buf_str(&b, pieces[k]);
			is = evidence_text(&log_source, buf_view(&b), false);
			n = strlen(is);
			assert_in_range(n, EVIDENCE_TEXT_MAX - 3,
			    EVIDENCE_TEXT_MAX);
			/* Nothing of a character or an escape is left over. */
			assert_int_equal(
			    (n - off) % (k == 2 ? 4 : strlen(pieces[k])), 0);
		}
}

static void
an_entry_ends_with_its_bracket(void **state)
{
	struct span one =
	    evidence_entry(span_of("{\"a\":\"}\",\"b\":[{}]},\n{\"c\":1}"));

	(void)state;
	assert_true(span_is(one, "{\"a\":\"}\",\"b\":[{}]}"));
	assert_true(span_is(evidence_entry(span_of("a|b\nc")), "a|b"));
	assert_true(span_is(evidence_entry(span_of("{\"a")), "{\"a"));
	assert_int_equal(evidence_entry(span_of("")).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_withheld),
		cmocka_unit_test(custodians_are_withheld),
		cmocka_unit_test(names_are_shown_where_asked),
		cmocka_unit_test(fields_of_the_older_form_are_withheld),
		cmocka_unit_test(cut_strings_are_withheld),
		cmocka_unit_test(a_statistics_line_is_verbatim),
		cmocka_unit_test(a_long_entry_is_cut_at_a_whole_character),
		cmocka_unit_test(an_entry_ends_with_its_bracket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
