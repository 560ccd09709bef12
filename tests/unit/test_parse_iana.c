/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/parse.h"
#include "unit.h"

static struct iana v;
static struct err e;

static int
forget(void **state)
{
	(void)state;
	iana_clear(&v);
	memset(&e, 0, sizeof(e));
	return 0;
}

#define TOP                                                                   \
	"<?xml version='1.0' encoding='UTF-8'?>\n"                            \
	"<registry xmlns=\"http://www.iana.org/assignments\" id=\"x\">\n"
#define END "</registry>\n"

static int
parse(const char *source, const char *rows)
{
	AUTO_BUF b = { 0 };
	static char *text; /* the blocks point into it */

	iana_clear(&v);
	memset(&e, 0, sizeof(e));
	free(text);
	buf_fmt(&b, TOP "%s" END, rows);
	text = mem_strdup(b.p);
	return iana_parse(span_of(text), source_find(source), &v, &e);
}

static void
is_block(size_t i, const char *range, enum iana_status st, int rir)
{
	char t[RANGE_TEXT];

	assert_true(i < v.n);
	assert_string_equal(range_text((enum family)v.v[i].fam, v.v[i].r, t),
	    range);
	assert_int_equal(v.v[i].status, st);
	assert_int_equal(v.v[i].rir, rir);
}

static void
as_numbers(void **state)
{
	(void)state;
	assert_int_equal(
	    parse("iana-as-numbers",
		"<registry id='1'><registry id='2'>\n"
		"<record><number>0</number>"
		"<description>Reserved</description></record>\n"
		"<record>\n<number>1-1876</number>\n"
		"<description>Assigned by ARIN</description>\n</record>\n"
		"<record><number>2043</number><description>Administered by RIPE "
		"NCC</description></record></registry>\n"
		"<record><number>0-65535</number><description>See Sub-registry "
		"16-bit AS numbers</description></record>\n"
		"<record><number>151866-196607</number>"
		"<description>Unallocated</description></record>\n"
		"<record><number>AS1</number>"
		"<description>Reserved</description></record></registry>\n"),
	    0);
	assert_int_equal(v.n, 4);
	is_block(0, "0", IS_RESERVED, -1);
	is_block(1, "1-1876", IS_ALLOCATED, PUB_ARIN);
	is_block(2, "2043", IS_ALLOCATED, PUB_RIPENCC);
	is_block(3, "151866-196607", IS_UNALLOCATED, -1);
	assert_string_equal(v.v[1].name, "Assigned by ARIN");
	/* Where it stands, and its bytes. */
	assert_int_equal(v.v[1].at.line, 5);
	assert_true(span_starts(v.v[1].text, "<record>\n<number>1-1876"));
	assert_int_equal(v.v[1].text.n, v.v[1].at.len);
	assert_int_equal(v.rejected[SK_IANA_ASN], 1);
}

static void
ipv4(void **state)
{
	(void)state;
	assert_int_equal(
	    parse("iana-ipv4-address-space",
		"<record><prefix>001/8</prefix><designation>APNIC</designation>"
		"<whois>whois.apnic.net</whois><status>ALLOCATED</status>"
		"</record>"
		"<record><prefix>002/8</prefix><designation>Administered by "
		"somebody</designation><whois>whois.ripe.net</whois>"
		"<status>LEGACY</status></record>"
		"<record><prefix>240/8</prefix><designation>Future use"
		"</designation><status>RESERVED</status></record>"
		"<record><prefix>005/8</prefix><designation>IANA</designation>"
		"<status>UNALLOCATED</status></record>"
		"<record><prefix>256/8</prefix><status>LEGACY</status></record>"
		"<record><prefix>006/8</prefix><status>LOST</status></record>"),
	    0);
	assert_int_equal(v.n, 4);
	is_block(0, "1.0.0.0-1.255.255.255", IS_ALLOCATED, PUB_APNIC);
	is_block(1, "2.0.0.0-2.255.255.255", IS_LEGACY, PUB_RIPENCC);
	is_block(2, "240.0.0.0-240.255.255.255", IS_RESERVED, -1);
	is_block(3, "5.0.0.0-5.255.255.255", IS_UNALLOCATED, -1);
	assert_int_equal(v.rejected[SK_IANA_IPV4], 2);
}

static void
recovered(void **state)
{
	(void)state;
	assert_int_equal(
	    parse("iana-ipv4-recovered-address-space",
		"<registry><record><start>160.20.241.0</start>"
		"<end>160.20.241.255</end><returned>APNIC</returned>"
		"<status>RECOVERED</status></record></registry>"
		"<registry><record><start>216.250.96.0</start>"
		"<end>216.250.111.255</end><designation>LACNIC</designation>"
		"<status>ALLOCATED</status></record>"
		"<record><start>2.0.0.0</start><end>1.0.0.0</end>"
		"<status>ALLOCATED</status></record></registry>"),
	    0);
	assert_int_equal(v.n, 2);
	/* Who gave it back has it no longer. */
	is_block(0, "160.20.241.0-160.20.241.255", IS_RECOVERED, -1);
	is_block(1, "216.250.96.0-216.250.111.255", IS_ALLOCATED, PUB_LACNIC);
	assert_int_equal(v.rejected[SK_IANA_RECOVERED], 1);
}

static void
ipv6(void **state)
{
	(void)state;
	assert_int_equal(
	    parse("iana-ipv6-address-space",
		"<record><prefix>0000::/8</prefix><description>Reserved by IETF"
		"</description></record>"
		"<record><prefix>2000::/3</prefix><description>Global Unicast"
		"</description></record>"
		"<record><prefix>fc00::/3</prefix><description>no such boundary"
		"</description></record>"),
	    0);
	assert_int_equal(v.n, 1);
	is_block(0, "::-ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", IS_RESERVED,
	    -1);
	assert_int_equal(v.rejected[SK_IANA_IPV6], 1);
	assert_int_equal(
	    parse("iana-ipv6-unicast-address-assignments",
		"<record date='1999-07-01'><prefix>2001:0000::/23</prefix>"
		"<description>IANA</description><whois>whois.iana.org</whois>"
		"<status>ALLOCATED</status></record>"
		"<record><prefix>2001:200::/23</prefix>"
		"<description>APNIC</description><status>ALLOCATED</status>"
		"</record><record><prefix>2d00::/8</prefix>"
		"<description>IANA</description><status>RESERVED</status>"
		"</record>"),
	    0);
	assert_int_equal(v.n, 3);
	is_block(0, "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
	    IS_RESERVED, -1);
	is_block(1, "2001:200::-2001:3ff:ffff:ffff:ffff:ffff:ffff:ffff",
	    IS_ALLOCATED, PUB_APNIC);
	is_block(2, "2d00::-2dff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    IS_RESERVED, -1);
}

static void
special(void **state)
{
	(void)state;
	assert_int_equal(
	    parse("iana-as-numbers-special",
		"<registry><record><value>112</value><name>AS112</name></record>"
		"<record><value>64496-64511</value><name>documentation</name>"
		"</record></registry>"),
	    0);
	assert_int_equal(v.n, 2);
	is_block(1, "64496-64511", IS_SPECIAL, -1);
	assert_int_equal(
	    parse("iana-ipv4-special",
		"<record><address>192.0.0.170/32, 192.0.0.171/32</address>"
		"</record><record><address>192.0.0.0/24 "
		"<xref type='note' data='2'/> [2]</address></record>"),
	    0);
	assert_int_equal(v.n, 3);
	is_block(0, "192.0.0.170", IS_SPECIAL, -1);
	is_block(1, "192.0.0.171", IS_SPECIAL, -1);
	is_block(2, "192.0.0.0-192.0.0.255", IS_SPECIAL, -1);
	assert_int_equal(parse("iana-ipv6-special",
			     "<record><address>::1/128</address></record>"
			     "<record><address>::1</address></record>"),
	    0);
	assert_int_equal(v.n, 1);
	is_block(0, "::1", IS_SPECIAL, -1);
	assert_int_equal(v.rejected[SK_IANA_IPV6_SPECIAL], 1);
}

static int
raw(const char *text)
{
	iana_clear(&v);
	memset(&e, 0, sizeof(e));
	return iana_parse(span_of(text), source_find("iana-as-numbers"), &v,
	    &e);
}

#define ROW "<record><number>1</number></record>"

static void
what_is_no_registry_is_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "not well-formed" },
		{ TOP ROW, "line 3: not well-formed" },
		{ "<registry>" ROW END "<p/>", "not well-formed" },
		{ "<html><body/></html>", "no <registry>" },
		{ "<!DOCTYPE registry>\n<registry/>", "DOCTYPE" },
		{ "<!DOCTYPE registry SYSTEM \"/etc/passwd\">\n<registry/>",
		    "DOCTYPE" },
		{ "<!DOCTYPE r [<!ENTITY e SYSTEM \"/etc/passwd\">]>\n"
		  "<registry><record><number>&e;</number></record></registry>",
		    "DOCTYPE" },
		{ "<registry><record><number>&e;</number></record>"
		  "</registry>",
		    "not well-formed" },
		/* A record's text must be that record's. */
		{ "<registry><!-- " ROW " --><record><number>2</number>"
		  "</record></registry>",
		    "disagree" },
		{ "<registry><note>" ROW "</note></registry>", "disagree" },
		{ "<registry><x:record xmlns:x='y'><number>1</number>"
		  "</x:record></registry>",
		    "disagree" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(raw(bad[i].text), -1);
		assert_int_equal(e.kind, ERR_DATA);
		assert_true(says(e.msg, "iana-as-numbers: "));
		assert_true(says(e.msg, bad[i].why));
		assert_int_equal(v.n, 0);
	}
}

/* Ten entities of ten entities of ...: refused, soon and small. */
static void
an_entity_bomb_does_nothing(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_str(&b, "<!DOCTYPE registry [<!ENTITY e0 \"ha\">\n");
	for (int i = 1; i < 10; i++) {
		buf_fmt(&b, "<!ENTITY e%d \"", i);
		for (int k = 0; k < 10; k++)
			buf_fmt(&b, "&e%d;", i - 1);
		buf_str(&b, "\">\n");
	}
	buf_str(&b,
	    "]><registry><record><number>&e9;</number></record>"
	    "</registry>");
	assert_int_equal(raw(b.p), -1);
	assert_int_equal(v.n, 0);
}

static void
rows_have_a_limit(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_str(&b, "<registry>");
	for (int i = 0; i < IANA_ROWS_MAX; i++)
		buf_str(&b, ROW);
	buf_str(&b, "</registry>");
	assert_int_equal(raw(b.p), 0);
	assert_int_equal(v.n, IANA_ROWS_MAX);
	b.n -= strlen("</registry>");
	buf_str(&b, ROW "</registry>");
	assert_int_equal(raw(b.p), -1);
	assert_true(says(e.msg, "over 20000 records"));
	assert_int_equal(v.n, 0);
}

/* Half a list of prefixes would be another list. */
static void
a_number_too_long_is_rejected_not_cut(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	buf_str(&b, "<record><address>");
	while (b.n < 600)
		buf_str(&b, "0.0.0.0/24, ");
	buf_str(&b, "0.0.0.0/24</address></record>");
	assert_int_equal(parse("iana-ipv4-special", b.p), 0);
	assert_int_equal(v.n, 0);
	assert_int_equal(v.rejected[SK_IANA_IPV4_SPECIAL], 1);
}

static void
registries_have_a_depth(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	for (int i = 0; i < 20; i++)
		buf_str(&b, "<registry>");
	buf_str(&b, ROW);
	for (int i = 0; i < 20; i++)
		buf_str(&b, "</registry>");
	assert_int_equal(raw(b.p), -1);
	assert_true(says(e.msg, "disagree"));
}

static void
a_second_registry_is_added_to_the_first(void **state)
{
	static const char bad[] = "<registry>" ROW;

	(void)state;
	assert_int_equal(parse("iana-as-numbers", ROW), 0);
	assert_int_equal(iana_parse(span_of("<registry>" ROW "</registry>"),
			     source_find("iana-as-numbers-special"), &v, &e),
	    0);
	assert_int_equal(v.n, 2);
	is_block(1, "1", IS_SPECIAL, -1);
	assert_int_equal(
	    iana_parse(span_of(bad), source_find("iana-as-numbers"), &v, &e),
	    -1);
	assert_int_equal(v.n, 2); /* as it was */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(as_numbers, forget),
		cmocka_unit_test_teardown(ipv4, forget),
		cmocka_unit_test_teardown(recovered, forget),
		cmocka_unit_test_teardown(ipv6, forget),
		cmocka_unit_test_teardown(special, forget),
		cmocka_unit_test_teardown(what_is_no_registry_is_refused,
		    forget),
		cmocka_unit_test_teardown(an_entity_bomb_does_nothing, forget),
		cmocka_unit_test_teardown(rows_have_a_limit, forget),
		cmocka_unit_test_teardown(
		    a_number_too_long_is_rejected_not_cut, forget),
		cmocka_unit_test_teardown(registries_have_a_depth, forget),
		cmocka_unit_test_teardown(
		    a_second_registry_is_added_to_the_first, forget),
	};

	return cmocka_run_group_tests_name("iana", tests, NULL, NULL);
}
