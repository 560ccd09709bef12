/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rule may cite, and how outsiders' bytes stand in our texts. */
#include "audit/audit.h"
#include "audit/probe.h"
#include "unit.h"

static void
evidence_is_counted_beyond_what_is_shown(void **state)
{
	struct dataset d = { 0 };
	struct probe p = { .d = &d };
	struct artefact a = { &sources[0], span_of("one\ntwo\xff|\n"), true,
		"b", "s" };
	struct place at = { 2, 4, 5 };

	(void)state;
	p.rule = &rules[0];
	probe_range(&p, 1u << PUB_ARIN, FAM_ASN, (struct range){ 1, 2 }, 2);
	for (int i = 0; i < EVIDENCE_MAX + 3; i++)
		probe_cite(&p, &a, at);
	probe_cite_file(&p, &a);
	assert_int_equal(p.raw.v[0].ev_n, EVIDENCE_MAX);
	assert_int_equal(p.raw.v[0].evidence_total, EVIDENCE_MAX + 4);
	assert_string_equal(p.raw.v[0].ev[0].text, "two\\xff|");
	assert_int_equal(p.raw.v[0].ev[0].line, 2);
	findings_clear(&p.raw);
}

static void
bytes_are_printable_or_escaped(void **state)
{
	static const char *const v[][2] = { { "", "" }, { "abc", "abc" },
		{ "a\\b", "a\\x5cb" },
		{ "\t\n\r\x1b\x7f", "\\x09\\x0a\\x0d\\x1b\\x7f" },
		{ "caf\xc3\xa9", "caf\xc3\xa9" }, { "\xc2\x85", "\\xc2\\x85" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xef\xbf\xbf", "\\xef\\xbf\\xbf" }, { "\xc3", "\\xc3" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO_FREE char *t = text_escaped(span_of(v[i][0]));

		assert_string_equal(t, v[i][1]);
	}
}

static void
parties_are_read_back(void **state)
{
	static const char *const bad[] = { "", "+", "arin+", "+arin",
		"arin+apnic", "arin+arin", "ripe", "arin apnic", "ARIN" };
	char t[PARTIES_TEXT];
	unsigned got;

	(void)state;
	for (unsigned m = 0; m < 1u << PUB_N; m++) {
		got = ~0u;
		assert_int_equal(
		    parties_parse(span_of(parties_text(m, t)), &got), 0);
		assert_int_equal(got, m);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(parties_parse(span_of(bad[i]), &got), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_is_counted_beyond_what_is_shown),
		cmocka_unit_test(bytes_are_printable_or_escaped),
		cmocka_unit_test(parties_are_read_back),
	};

	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
