/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/notice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "U-01/54.222.0.0-54.223.255.255/apnic+arin@2013-04-09"
#define WHEN ((utc_t)1365580800) /* 2013-04-10T08:00:00Z */

static void
fill(struct notice *n, enum notice_kind kind)
{
	memset(n, 0, sizeof(*n));
	n->kind = kind;
	n->finding = mem_strdup(ID);
	n->number = 1;
	n->recorded = WHEN;
	assert_int_equal(notice_tsa_add(n, "one", "http://one.test/a?b&c"), 0);
	assert_int_equal(notice_tsa_add(n, "two", "http://two.test/"), 0);
	n->engine = mem_strdup("test 1");
	if (kind == NOTICE_RETRACTION) {
		n->report = mem_strdup("2013-04-09");
		memset(n->report_sha256, 'a', SHA256_HEX - 1);
		n->reason = mem_strdup("ARIN's file was read <wrongly> & so.");
	} else {
		n->party = mem_strdup("APNIC");
		n->media = notice_media_known("text/plain");
		n->statement_n = 5;
		memset(n->statement_sha256, 'b', SHA256_HEX - 1);
	}
}

static void
assert_refused(const char *xml, const char *why)
{
	struct notice n = { 0 };
	struct err e = { 0 };

	assert_int_equal(notice_read(span_of(xml), &n, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.msg, why);
	assert_null(n.finding); /* nothing is written but on success */
}

/* The document with the first `from` replaced by `to`. */
static char *
changed(const char *xml, const char *from, const char *to)
{
	const char *at = strstr(xml, from);
	AUTO_BUF b = { 0 };

	assert_non_null(at);
	buf_add(&b, xml, (size_t)(at - xml));
	buf_str(&b, to);
	buf_str(&b, at + strlen(from));
	return mem_strdup(b.p);
}

static void
what_is_written_is_read_back(void **state)
{
	(void)state;
	for (int k = NOTICE_RETRACTION; k <= NOTICE_RESPONSE; k++) {
		AUTO(notice_clear) struct notice n, m = { 0 };
		AUTO_BUF xml = { 0 };
		AUTO_FREE char *with_sig = NULL;
		AUTO(notice_clear) struct notice s = { 0 };
		struct err e = { 0 };

		fill(&n, (enum notice_kind)k);
		notice_print(&n, &xml);
		assert_int_equal(notice_read(buf_view(&xml), &m, &e), 0);
		assert_int_equal(m.kind, n.kind);
		assert_string_equal(m.finding, ID);
		assert_int_equal(m.recorded, WHEN);
		assert_int_equal(m.tsas_n, 2);
		assert_string_equal(m.tsas[0].url, "http://one.test/a?b&c");
		assert_string_equal(m.tsas[1].name, "two");
		assert_string_equal(m.engine, "test 1");
		if (k == NOTICE_RETRACTION) {
			assert_string_equal(m.reason, n.reason);
			assert_string_equal(m.report, "2013-04-09");
			assert_string_equal(m.report_sha256, n.report_sha256);
			assert_null(m.media);
		} else {
			assert_string_equal(m.party, "APNIC");
			assert_string_equal(m.media, "text/plain");
			assert_int_equal(m.statement_n, 5);
			assert_null(m.reason);
		}
		with_sig = changed(xml.p, "\n</notice>",
		    "\n<ds:Signature xmlns:ds=\"x\"></ds:Signature></notice>");
		assert_int_equal(notice_read(span_of(with_sig), &s, &e), 0);
	}
}

static void
what_was_not_written_is_refused(void **state)
{
	static const char form[] =
	    "notice: not in the form in which notices are written";
	static const char lacks[] =
	    "notice: it names no finding, or lacks what its kind has";
	static const struct {
		const char *from, *to, *why;
	} cases[] = {
		{ "<reason>", "<reason><!-- -->", form },
		{ "<reason>", "<reason >", form },
		{ "<reason>ARIN", "<extra></extra><reason>ARIN", form },
		{ "number=\"1\"", "number=\"01\"", form },
		{ "number=\"1\"", "number=\"0\"", lacks },
		{ "number=\"1\"", "number=\"1001\"", lacks },
		{ "recorded=\"2013", "recorded=\"x013", lacks },
		{ "due=\"2\"", "due=\"1\"", form },
		{ "<tsa name", "<tsa x=\"\" name", form },
		{ "sha256=\"a", "sha256=\"A", lacks },
		{ "name=\"2013-04-09\"", "name=\"../etc\"", lacks },
		{ "id=\"U-01", "id=\"U01", lacks },
		{ "page=\"U", "page=\"A", form },
		{ "version=\"1\"", "version=\"2\"", form },
		{ "xmlns=\"https", "xmlns=\"http",
		    "notice: the root element is not that of a notice" },
		{ "kind=\"retraction\"", "kind=\"response\"", lacks },
		{ "kind=\"retraction\"", "kind=\"other\"", lacks },
		{ "\n</notice>", "\n<!-- --></notice>", form },
		{ "\n</notice>", "\n</notice>\n", form },
		{ "\n</notice>", "", "notice: parse: not well-formed XML" },
		{ "<notice", "<!DOCTYPE a []><notice", "notice: DTD refused" },
	};
	AUTO(notice_clear) struct notice n;
	AUTO_BUF xml = { 0 };

	(void)state;
	fill(&n, NOTICE_RETRACTION);
	notice_print(&n, &xml);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO_FREE char *bad =
		    changed(xml.p, cases[i].from, cases[i].to);

		assert_refused(bad, cases[i].why);
	}
}

static void
a_response_is_no_place_for_words(void **state)
{
	AUTO(notice_clear) struct notice n;
	AUTO_BUF xml = { 0 };
	AUTO_FREE char *text = NULL;
	AUTO_FREE char *media = NULL;
	AUTO_FREE char *large = NULL;

	(void)state;
	fill(&n, NOTICE_RESPONSE);
	notice_print(&n, &xml);
	text = changed(xml.p, "size=\"5\">", "size=\"5\">hello");
	assert_refused(text,
	    "notice: not in the form in which notices are written");
	media = changed(xml.p, "text/plain", "text/html");
	assert_refused(media,
	    "notice: it names no finding, or lacks what its kind has");
	large = changed(xml.p, "size=\"5\"", "size=\"1048577\"");
	assert_refused(large,
	    "notice: it names no finding, or lacks what its kind has");
}

static void
a_notice_has_an_upper_size(void **state)
{
	AUTO_FREE char *big = mem_alloc(NOTICE_XML_MAX + 2);

	(void)state;
	memset(big, ' ', NOTICE_XML_MAX + 1);
	assert_refused(big, "notice: over 1048576 bytes");
	big[NOTICE_XML_MAX] = '\0'; /* the limit itself is only no XML */
	assert_refused(big, "notice: parse: not well-formed XML");
}

static void
notices_are_numbered_up_to_a_limit(void **state)
{
	AUTO(notice_clear) struct notice n, m = { 0 };
	AUTO_BUF last = { 0 };
	AUTO_BUF beyond = { 0 };
	struct err e = { 0 };

	(void)state;
	fill(&n, NOTICE_RETRACTION);
	n.number = NOTICE_NUMBER_MAX;
	notice_print(&n, &last);
	assert_int_equal(notice_read(buf_view(&last), &m, &e), 0);
	assert_int_equal(m.number, NOTICE_NUMBER_MAX);
	n.number++;
	notice_print(&n, &beyond);
	assert_refused(beyond.p,
	    "notice: it names no finding, or lacks what its kind has");
}

static void
who_stamps_has_a_limit(void **state)
{
	AUTO(notice_clear) struct notice n = { 0 };

	(void)state;
	for (int i = 0; i < NOTICE_TSAS_MAX; i++)
		assert_int_equal(notice_tsa_add(&n, "a", "b"), 0);
	assert_int_equal(notice_tsa_add(&n, "a", "b"), -1);
	assert_int_equal(n.tsas_n, NOTICE_TSAS_MAX);
}

static void
ids_of_findings(void **state)
{
	static const char *const good[] = { ID, ID "#2", ID "#10",
		"P-01/stats/apnic/a@b/apnic@2026-01-05", "M-03/x/-@2026-01-05",
		"C-01/AS1-AS2/afrinic+apnic+arin+lacnic+ripencc@2026-01-05" };
	static const char *const bad[] = { "", "U-01", "U-01/a",
		"U-01/a/apnic", "U-1/a/apnic@2026-01-05",
		"U-01//apnic@2026-01-05", "U-01/apnic@2026-01-05",
		"U-01/a/apnic@2026-02-30", "U-01/a/apnic@20260105",
		"U-01/a/apnic@2026-01-05#1", "U-01/a/apnic@2026-01-05#02",
		"U-01/a/apnic@2026-01-05#", "U-01/a/apnic@2026-01-05 ",
		"U-01/a/arin+apnic@2026-01-05", "U-01/a/arpa@2026-01-05",
		"U-01/a|b/apnic@2026-01-05", "U-01/a\nb/apnic@2026-01-05",
		"u-01/a/apnic@2026-01-05" };
	AUTO_BUF long_id = { 0 };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(finding_id_check(span_of(good[i]), &e), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(finding_id_check(span_of(bad[i]), &e), -1);
	buf_str(&long_id, "U-01/");
	while (long_id.n < FINDING_ID_MAX - strlen("/apnic@2026-01-05"))
		buf_chr(&long_id, 'a');
	buf_str(&long_id, "/apnic@2026-01-05");
	assert_int_equal(long_id.n, FINDING_ID_MAX);
	assert_int_equal(finding_id_check(buf_view(&long_id), &e), 0);
	buf_str(&long_id, "#2");
	assert_int_equal(finding_id_check(buf_view(&long_id), &e), -1);
	assert_string_equal(e.msg, "a finding's id has at most 512 bytes");
}

static void
words_of_the_operator(void **state)
{
	AUTO_BUF b = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(notice_words_check("the reason", NULL, 10, &e), -1);
	assert_string_equal(e.msg, "the reason is empty");
	assert_int_equal(notice_words_check("it", "  ", 10, &e), -1);
	assert_int_equal(notice_words_check("it", "a\nb", 10, &e), -1);
	assert_int_equal(notice_words_check("it", "a\x1b[1m", 10, &e), -1);
	assert_int_equal(notice_words_check("it", "\xff", 10, &e), -1);
	while (b.n < NOTICE_REASON_MAX)
		buf_chr(&b, 'r');
	assert_int_equal(notice_words_check("it", b.p, NOTICE_REASON_MAX, &e),
	    0);
	buf_chr(&b, 'r');
	assert_int_equal(notice_words_check("it", b.p, NOTICE_REASON_MAX, &e),
	    -1);
	assert_string_equal(e.msg, "it has over 4096 bytes");
	b.n = NOTICE_PARTY_MAX;
	b.p[b.n] = '\0';
	assert_int_equal(notice_words_check("it", b.p, NOTICE_PARTY_MAX, &e),
	    0);
}

static void
what_a_statement_is(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *media;
	} cases[] = {
		{ "", 0, "text/plain" },
		{ "Dear sirs,\r\n\tno.\n", 17, "text/plain" },
		{ "<script>alert(1)</script>", 25, "text/plain" },
		{ "\xc3\xa9", 2, "text/plain" },
		{ "\xc3", 1, "application/octet-stream" },
		{ "a\0b", 3, "application/octet-stream" },
		{ "a\x1b[31m", 6, "application/octet-stream" },
		{ "%PDF-1.7\n", 9, "application/pdf" },
		{ "%PDF", 4, "text/plain" },
		{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
		{ "\xff\xd8\xff\xe0", 4, "image/jpeg" },
		{ "PK\x03\x04", 4, "application/zip" },
		{ "GIF89a\x01", 7, "application/octet-stream" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(
		    notice_media((struct span){
			(const unsigned char *)cases[i].bytes, cases[i].n }),
		    cases[i].media);
	assert_string_equal(notice_media_ending("text/plain"), "txt");
	assert_string_equal(notice_media_ending("text/html"), "bin");
	assert_null(notice_media_known("text/html"));
}

static void
notices_are_found_by_their_finding(void **state)
{
	static const char *const ids[] = { "b", "a", "b", "c", "b" };
	AUTO(notices_clear) struct notices s = { 0 };
	const struct notice *v;
	size_t n;

	(void)state;
	assert_null(notices_of(&s, "a", &n));
	assert_int_equal(n, 0);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct notice *one = notices_add(&s);

		one->finding = mem_strdup(ids[i]);
		one->kind = i == 0 ? NOTICE_RESPONSE : NOTICE_RETRACTION;
		one->number = (unsigned)(10 - i);
	}
	notices_sort(&s);
	v = notices_of(&s, "b", &n);
	assert_int_equal(n, 3);
	assert_int_equal(v[0].number, 6);
	assert_int_equal(v[1].number, 8);
	assert_int_equal(v[2].kind, NOTICE_RESPONSE);
	assert_null(notices_of(&s, "bb", &n));
	v = notices_of(&s, "c", &n);
	assert_int_equal(n, 1);
	assert_null(notices_of(NULL, "c", &n));
}

static void
where_they_lie(void **state)
{
	AUTO(notice_clear) struct notice n;
	AUTO_BUF path = { 0 };
	AUTO_BUF want = { 0 };
	char hex[SHA256_HEX];

	(void)state;
	digest_sha256(span_of(ID), hex);
	fill(&n, NOTICE_RESPONSE);
	n.number = 3;
	notice_path(&n, &path);
	buf_fmt(&want, "responses/%s-3/notice.xml", hex);
	assert_string_equal(path.p, want.p);
	buf_clear(&path);
	buf_clear(&want);
	notice_statement_path(&n, &path);
	buf_fmt(&want, "responses/%s-3/statement.txt", hex);
	assert_string_equal(path.p, want.p);
}

static void
beside_a_report(void **state)
{
	AUTO(notice_clear) struct notice n;
	const struct notice *v[1] = { &n };
	AUTO_BUF xml = { 0 };

	(void)state;
	fill(&n, NOTICE_RESPONSE);
	n.text = mem_strdup("a <b> & c\r\n");
	notices_print(v, 1, "2013-04-09", &xml);
	assert_non_null(strstr(xml.p,
	    "<notices xmlns=\"" NOTICE_NS
	    "\" count=\"1\" report=\"2013-04-09\" version=\"1\">"));
	assert_non_null(
	    strstr(xml.p, ">a &lt;b&gt; &amp; c&#xD;\n</statement>"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(what_was_not_written_is_refused),
		cmocka_unit_test(a_response_is_no_place_for_words),
		cmocka_unit_test(a_notice_has_an_upper_size),
		cmocka_unit_test(notices_are_numbered_up_to_a_limit),
		cmocka_unit_test(who_stamps_has_a_limit),
		cmocka_unit_test(ids_of_findings),
		cmocka_unit_test(words_of_the_operator),
		cmocka_unit_test(what_a_statement_is),
		cmocka_unit_test(notices_are_found_by_their_finding),
		cmocka_unit_test(where_they_lie),
		cmocka_unit_test(beside_a_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
