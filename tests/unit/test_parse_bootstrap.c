/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/bootstrap.h"

#include "parse/json.h"
#include "unit.h"

#define HEAD                                                                  \
	"{\"version\":\"1.0\",\"publication\":\"2026-01-05T00:00:00Z\","      \
	"\"description\":\"test\",\n\"services\":["
#define APNIC "[\"https://rdap.apnic.net/\"]"
#define ARIN                                                                  \
	"[\"http://rdap.arin.net/registry/\","                                \
	"\"https://rdap.arin.net/registry/\"]"

static struct bootstrap b;
static unsigned char *held;

static int
forget(void **state)
{
	(void)state;
	bootstrap_clear(&b);
	free(held);
	held = NULL;
	return 0;
}

/* Exactly as long, so that a read beyond the end is seen. */
static void
parse_span(enum family fam, struct span s)
{
	forget(NULL);
	held = malloc(s.n == 0 ? 1 : s.n);
	assert_non_null(held);
	memcpy(held, s.p, s.n);
	bootstrap_parse((struct span){ held, s.n }, NULL, fam, &b);
}

static void
parse(enum family fam, const char *text)
{
	parse_span(fam, span_of(text));
}

/* Exactly these notes, once each. */
static void
notes_are(const int *want, size_t n)
{
	for (int i = 0; i < BN_N; i++) {
		uint32_t expected = 0;

		for (size_t k = 0; k < n; k++)
			expected += want[k] == i;
		if (b.notes[i].count != expected)
			fail_msg("%s: %u, want %u",
			    boot_note_name((enum boot_note)i),
			    b.notes[i].count, expected);
	}
}

static void
a_good_file_has_no_notes(void **state)
{
	(void)state;
	parse(FAM_IPV4,
	    HEAD "[[\"1.0.0.0/8\",\"192.0.2.0/24\"]," APNIC "],\n"
		 "[[\"3.0.0.0/8\"]," ARIN "]]}\n");
	notes_are(NULL, 0);
	assert_true(bootstrap_whole(&b));
	assert_int_equal(b.published, 1767571200);
	assert_int_equal(b.services_n, 2);
	assert_int_equal(b.services[0].rir, PUB_APNIC);
	assert_int_equal(b.services[1].rir, PUB_ARIN);
	assert_int_equal(b.services[0].n, 2);
	assert_int_equal(b.services[1].first, 2);
	assert_int_equal(b.services[1].at.line, 3);
	/* Where there are both, it is the secure one. */
	assert_true(span_is(bootstrap_text(&b, b.services[1].url),
	    "https://rdap.arin.net/registry/"));
	assert_int_equal(b.n, 3);
	assert_true(span_is(bootstrap_text(&b, b.v[1].at), "192.0.2.0/24"));
	assert_int_equal(b.v[1].at.line, 2);
	assert_int_equal(b.v[2].service, 1);
	assert_true(b.v[2].r.lo == 0x03000000u && b.v[2].r.hi == 0x03ffffffu);
}

static void
each_family_has_its_entries(void **state)
{
	(void)state;
	parse(FAM_ASN, HEAD "[[\"64496-64511\",\"65536\"]," APNIC "]]}");
	notes_are(NULL, 0);
	assert_true(b.v[0].r.lo == 64496 && b.v[0].r.hi == 64511);
	assert_true(b.v[1].r.lo == 65536 && b.v[1].r.hi == 65536);
	parse(FAM_IPV6, HEAD "[[\"2001:200::/23\"]," APNIC "]]}");
	notes_are(NULL, 0);
	assert_true(b.v[0].r.hi - b.v[0].r.lo == ((num_t)1 << 105) - 1);
}

/* One service of AS numbers; what is odd about it. */
static const struct {
	const char *service;
	int notes[3];
	size_t n;
	size_t entries;
	int rir;
} services[] = {
	{ "[[\"1-9\"],[\"http://rdap.apnic.net/\"]]", { BN_NO_HTTPS }, 1, 1,
	    PUB_APNIC },
	{ "[[\"1-9\"],[\"https://RDAP.db.RIPE.net:443/x/\"]]", { 0 }, 0, 1,
	    PUB_RIPENCC },
	{ "[[\"1-9\"],[\"https://rdap.afrinic.net/rdap/\"]]", { 0 }, 0, 1,
	    PUB_AFRINIC },
	{ "[[\"1-9\"],[\"https://rdap.lacnic.net/rdap/\"]]", { 0 }, 0, 1,
	    PUB_LACNIC },
	{ "[[\"1-9\"],[\"https://rdap.notapnic.net/\"]]", { BN_HOST_UNKNOWN },
	    1, 1, -1 },
	{ "[[\"1-9\"],[\"https://apnic.net.example.org/\"]]",
	    { BN_HOST_UNKNOWN }, 1, 1, -1 },
	{ "[[\"1-9\"],[\"https://rdap.apnic.net/\","
	  "\"https://rdap.arin.net/\"]]",
	    { BN_HOST_SEVERAL }, 1, 1, -1 },
	{ "[[\"1-9\"],[\"https://rdap.apnic.net/\","
	  "\"https://rdap.example.net/\"]]",
	    { BN_HOST_UNKNOWN, BN_HOST_SEVERAL }, 2, 1, -1 },
	{ "[[\"1-9\"],[\"https://rdap.apnic.net\"]]",
	    { BN_URL_BAD, BN_NO_URL }, 2, 1, -1 },
	{ "[[\"1-9\"],[\"ftp://rdap.apnic.net/\"]]", { BN_URL_BAD, BN_NO_URL },
	    2, 1, -1 },
	{ "[[\"1-9\"],[\"https:///\"]]", { BN_URL_BAD, BN_NO_URL }, 2, 1, -1 },
	{ "[[\"1-9\"],[7]]", { BN_URL_BAD, BN_NO_URL }, 2, 1, -1 },
	{ "[[\"1-9\"],[]]", { BN_NO_URL }, 1, 1, -1 },
	{ "[[\"1-9\",\"AS10\"]," APNIC "]", { BN_ENTRY_BAD }, 1, 1,
	    PUB_APNIC },
	{ "[[\"1-9\",10]," APNIC "]", { BN_ENTRY_BAD }, 1, 1, PUB_APNIC },
	{ "[[\"1-9\",\"192.0.2.0/24\"]," APNIC "]", { BN_ENTRY_BAD }, 1, 1,
	    PUB_APNIC },
	{ "[[\"01-9\"]," APNIC "]", { BN_ENTRY_TEXT }, 1, 1, PUB_APNIC },
	{ "[[]," APNIC "]", { BN_NO_ENTRIES }, 1, 0, PUB_APNIC },
	{ "[[\"1-9\"]]", { BN_SERVICE_BAD }, 1, 0, -2 },
	{ "[[\"1-9\"]," APNIC ",[]]", { BN_SERVICE_BAD }, 1, 0, -2 },
	{ "[\"1-9\",\"https://rdap.apnic.net/\"]", { BN_SERVICE_BAD }, 1, 0,
	    -2 },
	{ "{}", { BN_SERVICE_BAD }, 1, 0, -2 },
	{ "null", { BN_SERVICE_BAD }, 1, 0, -2 },
};

/* What is odd in one service costs no other. */
static void
odd_services_are_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		AUTO_BUF t;

		buf_init(&t, 0);
		buf_fmt(&t, HEAD "%s,\n[[\"64496\"]," APNIC "]]}",
		    services[i].service);
		parse_span(FAM_ASN, buf_view(&t));
		notes_are(services[i].notes, services[i].n);
		assert_int_equal(b.n, services[i].entries + 1);
		assert_true(b.v[b.n - 1].r.lo == 64496);
		assert_int_equal(b.v[b.n - 1].at.line, 3);
		if (services[i].rir > -2)
			assert_int_equal(b.services[0].rir, services[i].rir);
		assert_int_equal(b.services[b.services_n - 1].rir, PUB_APNIC);
	}
}

static void
addresses_stand_as_prefixes(void **state)
{
	(void)state;
	parse(FAM_IPV4,
	    HEAD "[[\"192.0.2.0-192.0.2.255\",\"192.0.2.0\",\"64496\","
		 "\"192.0.2.1/24\",\"2001:db8::/32\"]," APNIC "]]}");
	assert_int_equal(b.notes[BN_ENTRY_BAD].count, 4);
	assert_int_equal(b.notes[BN_ENTRY_TEXT].count, 1);
	assert_int_equal(b.n, 1);
	assert_false(bootstrap_whole(&b));
}

static const struct {
	const char *text;
	int notes[4];
	size_t n;
	size_t entries;
} files[] = {
	{ "{\"services\":[[[\"1\"]," APNIC "]]}",
	    { BN_VERSION, BN_PUBLICATION }, 2, 1 },
	{ "{\"services\":[[[\"1\"]," APNIC "]],\"version\":\"2.0\","
	  "\"publication\":\"2026-01-05\"}",
	    { BN_VERSION, BN_PUBLICATION }, 2, 1 },
	{ "{\"version\":1.0,\"publication\":7,\"services\":[[[\"1\"]," APNIC
	  "]]}",
	    { BN_VERSION, BN_PUBLICATION }, 2, 1 },
	{ "{\"version\":\"1.0\",\"publication\":\"2026-01-05T00:00:00Z\","
	  "\"more\":{},\"services\":[]}",
	    { BN_MEMBER_UNKNOWN }, 1, 0 },
	{ "{\"version\":\"1.0\",\"publication\":\"2026-01-05T00:00:00Z\","
	  "\"services\":{}}",
	    { BN_NO_FILE }, 1, 0 },
	{ "{\"version\":\"1.0\",\"publication\":\"2026-01-05T00:00:00Z\"}",
	    { BN_NO_FILE }, 1, 0 },
	{ HEAD "[[\"1\"]," APNIC "]]} x", { BN_JSON }, 1, 1 },
	{ HEAD "[[\"1\"]," APNIC "]],\"services\":[]}", { BN_JSON }, 1, 0 },
	{ "[]", { BN_NO_FILE }, 1, 0 },
	{ "", { BN_JSON, BN_NO_FILE }, 2, 0 },
	{ "<!DOCTYPE html>", { BN_JSON, BN_NO_FILE }, 2, 0 },
};

static void
odd_files_are_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		parse(FAM_ASN, files[i].text);
		notes_are(files[i].notes, files[i].n);
		assert_int_equal(b.n, files[i].entries);
	}
}

/* A file that is cut at any byte is not taken for a whole one, and has what
 * stands before the cut. */
static void
a_cut_file_is_not_whole(void **state)
{
	struct span all =
	    span_of(HEAD "[[\"1\"]," APNIC "],[[\"2\"]," ARIN "]]}");

	(void)state;
	for (size_t k = 0; k < all.n; k++) {
		parse_span(FAM_ASN, span_sub(all, 0, k));
		assert_false(bootstrap_whole(&b));
	}
	parse_span(FAM_ASN, span_sub(all, 0, all.n - 3));
	assert_int_equal(b.n, 1);
	parse_span(FAM_ASN, all);
	assert_true(bootstrap_whole(&b));
	assert_int_equal(b.n, 2);
}

static void
the_most_specific_entry_is_found(void **state)
{
	const struct boot_entry *e;

	(void)state;
	parse(FAM_IPV4,
	    HEAD "[[\"192.0.0.0/8\",\"10.0.0.0/8\"]," ARIN
		 "],[[\"192.0.2.0/24\",\"10.0.0.0/8\"]," APNIC "]]}");
	e = bootstrap_find(&b, 0xc0000201u);
	assert_non_null(e);
	assert_int_equal(b.services[e->service].rir, PUB_APNIC);
	e = bootstrap_find(&b, 0xc0000301u);
	assert_non_null(e);
	assert_int_equal(b.services[e->service].rir, PUB_ARIN);
	e = bootstrap_find(&b, 0x0a000000u);
	assert_ptr_equal(e, &b.v[1]);
	assert_null(bootstrap_find(&b, 0x0b000000u));
	assert_null(bootstrap_find(&b, 0));
}

static void
services_and_entries_have_limits(void **state)
{
	const char *text =
	    HEAD "[[\"1\",\"2\"]," APNIC "],[[\"3\"]," ARIN "]]}";

	(void)state;
	assert_int_equal(bootstrap_services_max, BOOTSTRAP_SERVICES_MAX);
	assert_int_equal(bootstrap_entries_max, BOOTSTRAP_ENTRIES_MAX);
	bootstrap_services_max = 1;
	parse(FAM_ASN, text);
	bootstrap_services_max = BOOTSTRAP_SERVICES_MAX;
	notes_are((int[]){ BN_LIMIT }, 1);
	assert_int_equal(b.services_n, 1);
	assert_int_equal(b.n, 2);
	bootstrap_entries_max = 1;
	parse(FAM_ASN, text);
	bootstrap_entries_max = BOOTSTRAP_ENTRIES_MAX;
	assert_int_equal(b.notes[BN_LIMIT].count, 2);
	assert_int_equal(b.n, 1);
	assert_int_equal(b.services_n, 2);
	assert_false(bootstrap_whole(&b));
}

/* What jansson is not given at once is read by its parts, and not whole. */
static void
a_file_over_the_limit_is_not_whole(void **state)
{
	AUTO_BUF t;

	(void)state;
	buf_init(&t, 0);
	buf_str(&t, HEAD "[[\"1\"]," APNIC "]]");
	while (t.n <= JSON_VALUE_MAX)
		buf_str(&t, "        ");
	buf_str(&t, "}");
	parse_span(FAM_ASN, buf_view(&t));
	notes_are((int[]){ BN_JSON }, 1);
	assert_int_equal(b.n, 1);
}

static void
notes_have_names(void **state)
{
	(void)state;
	assert_string_equal(boot_note_name(BN_NO_FILE), "no-file");
	assert_string_equal(boot_note_name(BN_HOST_SEVERAL), "host-several");
	assert_string_equal(boot_note_name(BN_LIMIT), "limit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_file_has_no_notes),
		cmocka_unit_test(each_family_has_its_entries),
		cmocka_unit_test(odd_services_are_noted),
		cmocka_unit_test(addresses_stand_as_prefixes),
		cmocka_unit_test(odd_files_are_noted),
		cmocka_unit_test(a_cut_file_is_not_whole),
		cmocka_unit_test(the_most_specific_entry_is_found),
		cmocka_unit_test(services_and_entries_have_limits),
		cmocka_unit_test(a_file_over_the_limit_is_not_whole),
		cmocka_unit_test(notes_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
