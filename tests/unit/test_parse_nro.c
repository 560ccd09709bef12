/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/nro.h"

#include "io/file.h"
#include "parse/parse.h"
#include "unit.h"

#define HEAD3 "2|nro|20260105|3|19821213|20260105|+0000\n"
#define SUMS3                                                                 \
	"nro|*|asn|*|1|summary\n"                                             \
	"nro|*|ipv4|*|1|summary\n"                                            \
	"nro|*|ipv6|*|1|summary\n"
#define ASN "arin|US|asn|7|1|20191107|assigned|12345|e-stats\n"
#define V4 "iana|ZZ|ipv4|0.0.0.0|16777216|19810901|reserved|ietf|iana\n"
#define V6_LAST "iana|ZZ|ipv6|2001:4e0::|27|20260105|ianapool||iana"

static struct nrofile f;
static unsigned char *held;

static int
forget(void **state)
{
	(void)state;
	nrofile_clear(&f);
	free(held);
	held = NULL;
	return 0;
}

/* Exactly as long, so that a read beyond the end is seen. */
static void
parse_span(enum nro_kind kind, struct span s)
{
	static const struct source src = { .id = "nro-test",
		.publisher = PUB_NRO,
		.kind = SK_ARCHIVE };

	forget(NULL);
	held = malloc(s.n == 0 ? 1 : s.n);
	assert_non_null(held);
	memcpy(held, s.p, s.n);
	nro_parse((struct span){ held, s.n }, &src, kind, &f);
}

static void
parse(enum nro_kind kind, const char *text)
{
	parse_span(kind, span_of(text));
}

/* Exactly these notes, once each. */
static void
notes_are(const int *want, size_t n)
{
	for (int i = 0; i < NN_N; i++) {
		uint32_t expected = 0;

		for (size_t k = 0; k < n; k++)
			expected += want[k] == i;
		if (f.notes[i].count != expected)
			fail_msg("%s: %u, want %u",
			    nro_note_name((enum nro_note)i), f.notes[i].count,
			    expected);
	}
}

static void
the_combined_file_is_read(void **state)
{
	(void)state;
	parse(NRO_COMBINED, HEAD3 SUMS3 ASN V4 V6_LAST);
	notes_are(NULL, 0);
	assert_int_equal(f.stats.n, 3);
	assert_int_equal(f.stats.declared, 3);
	assert_int_equal(f.stats.sums_n, 3);
	assert_int_equal(statsfile_day(&f.stats), 20260105);
	assert_int_equal(f.rows[0].registry, PUB_ARIN);
	assert_int_equal(f.rows[0].origin, NO_STATS);
	assert_int_equal(f.stats.v[0].status, ST_ASSIGNED);
	assert_true(span_is(record_holder(&f.stats, &f.stats.v[0]), "12345"));
	assert_int_equal(f.stats.v[0].flags, 0);
	assert_int_equal(f.rows[1].registry, PUB_IANA);
	assert_int_equal(f.rows[1].origin, NO_IANA);
	assert_false(f.rows[1].ianapool);
	assert_int_equal(f.stats.v[2].status, ST_OTHER);
	assert_true(f.rows[2].ianapool);
	assert_int_equal(f.stats.v[2].flags, RF_ID_EMPTY);
	assert_int_equal(f.stats.v[2].at.line, 7);
	assert_int_equal(f.pairs_n, 0);
	assert_false(nrofile_short(&f));
}

/* The tool ends its files without a newline: that is no cut, but a last line
 * that lacks its origin is one. */
static void
a_cut_is_seen_without_a_newline(void **state)
{
	const char *whole = HEAD3 SUMS3 ASN V4 V6_LAST;
	size_t n = strlen(whole), last = n - strlen(V6_LAST);

	(void)state;
	for (size_t k = last; k < n; k++) {
		parse_span(NRO_COMBINED, span_sub(span_of(whole), 0, k));
		assert_true(nrofile_short(&f));
	}
	parse_span(NRO_COMBINED, span_of(whole));
	assert_false(nrofile_short(&f));
	parse(NRO_COMBINED, HEAD3 SUMS3 ASN V4 V6_LAST "\n");
	assert_false(nrofile_short(&f));
	/* Lists declare no number. */
	parse(NRO_UNCLAIMED, ASN V6_LAST);
	assert_false(nrofile_short(&f));
	parse(NRO_UNCLAIMED, ASN "iana|ZZ|ipv6|2001:4e0::|27|20260105|");
	assert_true(nrofile_short(&f));
	parse(NRO_UNCLAIMED, ASN "iana|ZZ|ip");
	assert_true(nrofile_short(&f));
}

static void
conflicts_are_pairs_between_blank_lines(void **state)
{
	(void)state;
	parse(NRO_CONFLICTS,
	    "#AllowedList\n"
	    "apnic|ZZ|ipv4|198.51.100.0|256|20190924|reserved||e-stats\n"
	    "iana|ZZ|ipv4|198.51.100.0|256|20090714|reserved|ietf|iana\n"
	    "\r\n"
	    "# others \n"
	    "arin|US|asn|7|2|20191107|assigned|1|e-stats\r\n"
	    "ripencc|EU|asn|8|1|19930901|assigned|2|e-stats\r\n");
	notes_are(NULL, 0);
	assert_int_equal(f.stats.n, 4);
	assert_int_equal(f.pairs_n, 2);
	assert_int_equal(f.pairs[0].a, 0);
	assert_int_equal(f.pairs[0].b, 1);
	assert_int_equal(f.pairs[1].a, 2);
	assert_int_equal(f.pairs[1].b, 3);
	assert_int_equal(f.rows[2].registry, PUB_ARIN);
	assert_int_equal(f.rows[3].registry, PUB_RIPENCC);
	assert_int_equal(f.rows[3].origin, NO_STATS);
	assert_int_equal(f.stats.notes[SN_HEADER_MISSING].count, 0);
	assert_false(nrofile_short(&f));
}

#define A7 "arin|US|asn|7|2|20191107|assigned|1|e-stats\n"
#define R8 "ripencc|EU|asn|8|1|19930901|assigned|2|e-stats\n"
#define R9 "ripencc|EU|asn|9|1|19930901|assigned|2|e-stats\n"
#define R8V4 "ripencc|EU|ipv4|0.0.0.8|1|19930901|assigned|2|e-stats\n"

/* What stands between blank lines and is not two records is no conflict. */
static const struct {
	const char *text;
	int note;
	size_t pairs;
} blocks[] = {
	{ A7 "\n" A7 R8, NN_NOT_PAIR, 1 },
	{ A7 R8 R9 "\n" A7 R8, NN_NOT_PAIR, 1 },
	{ A7 R8 A7 R8, NN_NOT_PAIR, 0 },
	{ A7 "# between\n" R8, NN_NOT_PAIR, 0 },
	{ A7 "arin|US|asn|x|2|20191107|assigned|1|e-stats\n", NN_NOT_PAIR, 0 },
	{ A7 R9 "\n" A7 R8, NN_APART, 2 },
	{ A7 R8V4, NN_APART, 1 },
};

static void
what_is_no_pair_is_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		parse(NRO_CONFLICTS, blocks[i].text);
		notes_are(&blocks[i].note, 1);
		assert_int_equal(f.pairs_n, blocks[i].pairs);
		assert_int_equal(f.notes[blocks[i].note].at[0].line, 1);
	}
}

static const struct {
	const char *text;
	int notes[3];
	size_t n;
	int registry;
	enum nro_origin origin;
} rows[] = {
	{ "arin|US|asn|7|1|20191107|assigned|1|e-stats\n", { 0 }, 0, PUB_ARIN,
	    NO_STATS },
	{ " arin | US | asn | 7 | 1 | 20191107 | assigned | 1 | iana \n",
	    { 0 }, 0, PUB_ARIN, NO_IANA },
	{ "arin|US|asn|7|1|20191107|assigned|1\n", { NN_FIELDS }, 1, PUB_ARIN,
	    NO_OTHER },
	{ "arin|US|asn|7|1|20191107|assigned|1|e-stats|x\n", { NN_FIELDS }, 1,
	    PUB_ARIN, NO_OTHER },
	{ "arin|US|asn|7|1|20191107|assigned|1|moon\n", { NN_ORIGIN }, 1,
	    PUB_ARIN, NO_OTHER },
	{ "moon|US|asn|7|1|20191107|assigned|1|iana\n", { NN_REGISTRY }, 1, -1,
	    NO_IANA },
	{ "nro|US|asn|7|1|20191107|assigned|1|iana\n", { NN_REGISTRY }, 1, -1,
	    NO_IANA },
	{ "|US|asn|7|1|20191107|assigned|1|\n", { NN_REGISTRY, NN_ORIGIN }, 2,
	    -1, NO_OTHER },
};

static void
rows_say_registry_and_origin(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		parse(NRO_OVERCLAIMED, rows[i].text);
		assert_int_equal(f.stats.n, 1);
		notes_are(rows[i].notes, rows[i].n);
		assert_int_equal(f.rows[0].registry, rows[i].registry);
		assert_int_equal(f.rows[0].origin, rows[i].origin);
		assert_int_equal((f.stats.v[0].flags & RF_REGISTRY) != 0,
		    rows[i].registry < 0);
		assert_int_equal(f.pairs_n, 0);
	}
}

static void
an_unknown_status_stays_one(void **state)
{
	(void)state;
	parse(NRO_COMBINED,
	    "iana|ZZ|asn|0|1|19920101|ietf|ietf|iana\n" V6_LAST);
	assert_int_equal(f.stats.v[0].flags & RF_STATUS, RF_STATUS);
	assert_false(f.rows[0].ianapool);
	assert_true(f.rows[1].ianapool);
}

static void
an_empty_list_is_whole_and_an_empty_file_is_not(void **state)
{
	(void)state;
	for (int k = 0; k < NRO_KINDS; k++) {
		parse((enum nro_kind)k, "");
		assert_int_equal(nrofile_short(&f), k == NRO_COMBINED);
		assert_int_equal(f.stats.n, 0);
		parse((enum nro_kind)k, "<!DOCTYPE html><html>\n");
		assert_true(nrofile_short(&f));
	}
	parse(NRO_CONFLICTS, "\n\n");
	assert_int_equal(f.pairs_n, 0);
	notes_are(NULL, 0);
}

/* Fewer records than the header declares: absence shows nothing. */
static void
fewer_records_than_declared_are_short(void **state)
{
	(void)state;
	parse(NRO_COMBINED, HEAD3 SUMS3 ASN V4);
	assert_true(nrofile_short(&f));
}

/* The limits are those of statistics. */
static void
a_long_line_is_not_read(void **state)
{
	AUTO_BUF b;

	(void)state;
	buf_init(&b, 0);
	buf_str(&b, "arin|US|asn|7|1|20191107|assigned|");
	while (b.n <= STATS_LINE_MAX)
		buf_chr(&b, 'a');
	buf_str(&b, "|e-stats\n" ASN);
	parse_span(NRO_UNCLAIMED, buf_view(&b));
	assert_int_equal(f.stats.notes[SN_LINE_LONG].count, 1);
	assert_int_equal(f.stats.n, 1);
	assert_int_equal(f.rows[0].registry, PUB_ARIN);
}

static void
kinds_and_notes_have_names(void **state)
{
	(void)state;
	for (int k = 0; k < NRO_KINDS; k++)
		assert_true(strlen(nro_kind_name((enum nro_kind)k)) > 3);
	for (int n = 0; n < NN_N; n++)
		assert_true(strlen(nro_note_name((enum nro_note)n)) > 3);
	assert_string_equal(nro_kind_name(NRO_ALLOWED), "allowed");
	assert_string_equal(nro_note_name(NN_APART), "apart");
	assert_string_equal(nro_origin_name(NO_STATS), "e-stats");
	assert_string_equal(nro_origin_name(NO_OTHER), "other");
}

/* The tool's own files: what they hold was counted by hand. */
static void
the_tools_own_files_are_read(void **state)
{
	static const struct {
		const char *name;
		enum nro_kind kind;
		size_t n, pairs, no_origin;
	} files[] = {
		{ "currentConflicts", NRO_CONFLICTS, 8, 4, 0 },
		{ "previousConflicts", NRO_CONFLICTS, 8, 4, 0 },
		{ "currentUnclaimed", NRO_UNCLAIMED, 9, 0, 0 },
		{ "previousUnclaimed", NRO_UNCLAIMED, 7, 0, 0 },
		{ "allowedlist", NRO_ALLOWED, 2, 0, 0 },
		{ "production-allowedlist", NRO_ALLOWED, 12, 0, 0 },
		/* Made by hand: without a header, and what should be the
		 * holder stands behind it. */
		{ "previous", NRO_COMBINED, 32, 0, 30 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTO_FREE char *path = path_join(
		    "../shared/data/peer/nro-delegated-stats", files[i].name);
		AUTO_FREE unsigned char *p = NULL;
		size_t n;

		if (file_read(path, 0, &p, &n, NULL) != 0) {
			print_message("skipped: %s is missing\n", path);
			skip();
		}
		parse_span(files[i].kind, (struct span){ p, n });
		assert_int_equal(f.stats.n, files[i].n);
		assert_int_equal(f.pairs_n, files[i].pairs);
		for (int k = 0; k < NN_N; k++)
			assert_int_equal(f.notes[k].count,
			    k == NN_ORIGIN ? files[i].no_origin : 0);
		assert_int_equal(nrofile_short(&f), files[i].no_origin != 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_combined_file_is_read),
		cmocka_unit_test(a_cut_is_seen_without_a_newline),
		cmocka_unit_test(conflicts_are_pairs_between_blank_lines),
		cmocka_unit_test(what_is_no_pair_is_noted),
		cmocka_unit_test(rows_say_registry_and_origin),
		cmocka_unit_test(an_unknown_status_stays_one),
		cmocka_unit_test(
		    an_empty_list_is_whole_and_an_empty_file_is_not),
		cmocka_unit_test(fewer_records_than_declared_are_short),
		cmocka_unit_test(a_long_line_is_not_read),
		cmocka_unit_test(kinds_and_notes_have_names),
		cmocka_unit_test(the_tools_own_files_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
