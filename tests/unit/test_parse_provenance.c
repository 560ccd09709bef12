/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/provenance.h"
#include "parse/parse.h"
#include "model/dated.h"
#include "unit.h"

static struct provenance p;
static struct err e;

static int
forget(void **state)
{
	(void)state;
	provenance_clear(&p);
	memset(&e, 0, sizeof(e));
	return 0;
}

static int
parse(const char *text)
{
	provenance_clear(&p);
	memset(&e, 0, sizeof(e));
	return provenance_parse(span_of(text), &p, &e);
}

#define RUN                                                                   \
	"<run clock=\"2024-04-22T00:00:00Z\" clock-given=\"1\" "              \
	"complete=\"0\" clock-skew=\"-3\" clock-checked=\"1\"/>"
#define DOC(inner) "<provenance version=\"1\">" inner "</provenance>"

static void
what_is_written_is_read_back(void **state)
{
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };
	struct provenance w;
	struct fetch *f;
	struct dated *d;

	(void)state;
	provenance_init(&w);
	w.run.clock = 1713744000;
	w.run.clock_given = w.run.complete = w.run.clock_checked = true;
	w.run.clock_skew = -301;
	w.run.mirror = mem_strdup("file:///a&b\"<c>");
	w.run.engine = mem_strdup("v1\\x");
	d = provenance_dated(&w);
	d->rir = PUB_APNIC;
	d->at = PUB_RIPENCC;
	d->fetch.outcome = FO_NOT_FOUND;
	d->fetch.headers = mem_strdup("HTTP/1.1 404 No\r\n\r\n");
	d = provenance_dated(&w);
	d->rir = d->at = PUB_ARIN;
	d->day = 20240421;
	d->fetch.outcome = FO_FETCHED;
	d->plain_size = 77;
	d->file_day = 20240420;
	d->asof = 1713743999;
	memset(d->plain, 'c', 64);
	f = &w.fetches[3];
	f->outcome = FO_TIMEOUT;
	f->reason = mem_strdup("caf\xc3\xa9\n\t\\ \x01\xff");
	f->headers = mem_strdup("HTTP/1.1 200 OK\r\nX: <&>\"\xfe\r\n\r\n");
	f->start = 1713744001;
	f->status = 503;
	f->attempts = 4;
	f->size = (size_t)1 << 40;
	memset(f->sha256, 'a', 64);
	memset(f->sha512, 'b', 128);
	provenance_xml(&w, &one);
	provenance_clear(&w);
	assert_int_equal(parse(one.p), 0);
	f = &p.fetches[3];
	assert_int_equal(p.run.clock_skew, -301);
	assert_string_equal(p.run.mirror, "file:///a&b\"<c>");
	assert_string_equal(f->reason, "caf\xc3\xa9\n\t\\ \x01\xff");
	assert_string_equal(f->headers,
	    "HTTP/1.1 200 OK\r\nX: <&>\"\xfe\r\n\r\n");
	assert_true(f->size == (size_t)1 << 40 && f->end == TIME_NONE);
	assert_int_equal(p.dated_n, 2);
	assert_int_equal(p.dated[0].day, 0);
	assert_true(p.dated[0].at == PUB_RIPENCC && p.dated[0].plain[0] == 0);
	assert_true(p.dated[1].day == 20240421 && p.dated[1].plain_size == 77);
	assert_true(p.dated[1].asof == 1713743999);
	assert_int_equal(p.dated[1].file_day, 20240420);
	provenance_xml(&p, &two);
	assert_string_equal(one.p, two.p);
}

#define FETCH(a) DOC(RUN "<fetch source=\"apnic-plain\" " a "/>")
#define DATED(a) DOC(RUN "<dated " a "/>")
static const struct {
	const char *text, *why;
} bad[] = {
	{ "", "not a provenance document" },
	{ "<x/>", "not a provenance document" },
	{ "<!DOCTYPE provenance []>" DOC(RUN), "not a provenance document" },
	{ DOC(""), "no clock" },
	{ DOC("<run/>"), "no clock" },
	{ DOC(RUN "<y/>"), "<y>" },
	{ DOC(RUN "text"), "<text>" },
	{ DOC(RUN "<!-- c -->"), "<comment>" },
	{ DOC("<run clock=\"yesterday\"/>"), "attribute clock" },
	{ DOC("<run clock=\"2024-04-22T00:00:00Z\" x=\"\"/>"), "attribute x" },
	{ DOC("<run clock-given=\"2\"/>"), "attribute clock-given" },
	{ DOC("<run clock-skew=\"1s\"/>"), "attribute clock-skew" },
	{ DOC(RUN "<fetch/>"), "no source or outcome" },
	{ FETCH(""), "no source or outcome" },
	{ FETCH("outcome=\"well\""), "no such outcome" },
	{ FETCH("outcome=\"dns\" status=\"-1\""), "attribute status" },
	{ FETCH("outcome=\"dns\" size=\"-1\""), "attribute size" },
	{ FETCH("outcome=\"dns\" attempts=\"2147483648\""),
	    "attribute attempts" },
	{ FETCH("outcome=\"dns\" sha256=\"AA\""), "attribute sha256" },
	{ FETCH("outcome=\"dns\" sha512=\"\""), "attribute sha512" },
	{ FETCH("outcome=\"dns\" reason=\"\\n\""), "attribute reason" },
	{ FETCH("outcome=\"dns\" reason=\"\\x00\""), "attribute reason" },
	{ FETCH("outcome=\"dns\" reason=\"\\x4\""), "attribute reason" },
	{ DATED("rir=\"iana\" at=\"arin\" outcome=\"dns\""), "whose" },
	{ DATED("rir=\"arin\" at=\"nro\" outcome=\"dns\""), "whose" },
	{ DATED("rir=\"arin\" outcome=\"dns\""), "whose" },
	{ DATED("rir=\"arin\" at=\"arin\" day=\"20240231\" "
		"outcome=\"dns\""),
	    "whose" },
	{ DATED("rir=\"arin\" at=\"arin\""), "no such outcome" },
	{ DATED("rir=\"arin\" at=\"arin\" outcome=\"dns\" "
		"plain-sha256=\"1\""),
	    "attribute plain-sha256" },
	{ DOC(RUN "<fetch source=\"apnic-plain\" outcome=\"dns\">"
		  "\\</fetch>"),
	    "headers" },
	{ DOC(RUN "<fetch source=\"apnic-plain\" outcome=\"dns\" "
		  "reason=\"a\"/><fetch source=\"apnic-plain\" "
		  "outcome=\"dns\" reason=\"b\"/>"),
	    "attribute reason" },
};

static void
what_we_would_not_write_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (parse(bad[i].text) != -1)
			fail_msg("read: %s", bad[i].text);
		assert_int_equal(e.kind, ERR_DATA);
		assert_true(says(e.msg, "provenance.xml: "));
		assert_true(says(e.msg, bad[i].why));
	}
}

/* A snapshot outlives the engine that took it. */
static void
a_source_of_another_time_is_passed_over(void **state)
{
	(void)state;
	assert_int_equal(parse(DOC(RUN "<fetch source=\"gone\" "
				       "outcome=\"fetched\"/>")),
	    0);
	for (size_t i = 0; i < p.n; i++)
		assert_int_equal(p.fetches[i].outcome, FO_NONE);
}

static void
dated_files_have_a_limit(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_str(&b, "<provenance version=\"1\">" RUN);
	for (int i = 0; i < DATED_MAX; i++)
		buf_str(&b,
		    "<dated rir=\"arin\" at=\"arin\" outcome=\"none\"/>");
	buf_str(&b, "</provenance>");
	assert_int_equal(parse(b.p), 0);
	assert_int_equal(p.dated_n, DATED_MAX);
	b.n -= strlen("</provenance>");
	buf_str(&b,
	    "<dated rir=\"arin\" at=\"arin\" outcome=\"none\"/>"
	    "</provenance>");
	provenance_clear(&p);
	assert_int_equal(parse(b.p), -1);
	assert_true(says(e.msg, "over 70 of them"));
}

static void
a_provenance_has_a_limit(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_FREE char *fill = mem_alloc((size_t)1 << 20);

	(void)state;
	memset(fill, ' ', (size_t)1 << 20);
	buf_str(&b, "<provenance version=\"1\">" RUN);
	for (int i = 0; i < 16; i++)
		buf_add(&b, fill, (size_t)1 << 20);
	buf_str(&b, "</provenance>");
	assert_true(b.n > PROVENANCE_MAX);
	assert_int_equal(parse(b.p), -1);
	assert_true(says(e.msg, "too large"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(what_is_written_is_read_back,
		    forget),
		cmocka_unit_test_teardown(dated_files_have_a_limit, forget),
		cmocka_unit_test_teardown(what_we_would_not_write_is_refused,
		    forget),
		cmocka_unit_test_teardown(
		    a_source_of_another_time_is_passed_over, forget),
		cmocka_unit_test_teardown(a_provenance_has_a_limit, forget),
	};

	return cmocka_run_group_tests_name("provenance", tests, NULL, NULL);
}
