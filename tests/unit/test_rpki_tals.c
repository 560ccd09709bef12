/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The locators that ship, against what is known of their keys. */
#include "base/digest.h"
#include "rpki/tals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* SHA-256 of each subjectPublicKeyInfo. */
static const struct {
	const char *name, *sha256;
} known[] = {
	{ "afrinic",
	    "25927ba316fb67f1a19355b900230fb9529186c25800bd57d94d17ecb50b0034" },
	{ "apnic",
	    "bae5d3c3d3b7d1195d756765f8c4164158927affdaea3f91c69a8c02d8cf3022" },
	{ "arin",
	    "e5ce11ce20c2811efec8209615e688946baf4988fbe263450345c0c0e14c944f" },
	{ "lacnic",
	    "2b701ba6899728b1e45c0be30938174fb60171ed3959525a4d13a5845a0ba489" },
	{ "ripe",
	    "5e22b2daa07f1a6b78d2f81b0ca5e06eafc2a9c817d1edfc78021522a987b34e" },
	{ "apnic-as0",
	    "2afc55bee290633864b43e18f33aeca494b4371c411259274ebc17dfe05d7aa3" },
};

static void
each_has_the_key_that_it_is_known_by(void **state)
{
	(void)state;
	assert_int_equal(tal_rows_n, ARRAY_LEN(known));
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const struct tal_row *r = tal_row_of(known[i].name);
		AUTO(tal_clear) struct tal t = { 0 };
		AUTO_BUF text = { 0 };
		struct err e = { ERR_NONE, "" };
		char hex[SHA256_HEX];

		assert_non_null(r);
		tal_row_text(r, &text);
		if (tal_parse(buf_view(&text), r->name, &t, &e) != 0)
			fail_msg("%s: %s", r->name, e.msg);
		digest_sha256((struct span){ t.spki, t.spki_n }, hex);
		assert_string_equal(hex, known[i].sha256);
		assert_int_equal(t.uris_n, 2);
		assert_string_equal(t.uris[0], r->https);
		assert_memory_equal(r->https, "https://", 8);
		assert_string_equal(t.uris[1], r->rsync);
		assert_memory_equal(r->rsync, "rsync://", 8);
	}
}

static void
each_rir_has_one_of_production(void **state)
{
	size_t n[RIR_N] = { 0 };

	(void)state;
	for (size_t i = 0; i < tal_rows_n; i++) {
		assert_true(tal_rows[i].publisher < RIR_N);
		n[tal_rows[i].publisher] += !tal_rows[i].as0;
	}
	for (size_t i = 0; i < RIR_N; i++)
		assert_int_equal(n[i], 1);
}

static void
a_name_is_one_row_s(void **state)
{
	(void)state;
	for (size_t i = 0; i < tal_rows_n; i++)
		assert_ptr_equal(tal_row_of(tal_rows[i].name), &tal_rows[i]);
	assert_null(tal_row_of(""));
	assert_null(tal_row_of("RIPE"));
	assert_null(tal_row_of("rip"));
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(each_has_the_key_that_it_is_known_by),
		cmocka_unit_test(each_rir_has_one_of_production),
		cmocka_unit_test(a_name_is_one_row_s),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
