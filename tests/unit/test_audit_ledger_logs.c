/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger's baseline and log entries: read back, strict, and as they grow. */
#include "audit/ledger.h"
#include "unit.h"

#define FIRST 10
#define LOGGED 11

static int
parse(struct ledger *l, size_t file, const char *body, struct err *e)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "# nroaudit ledger %s 1\n%s",
	    ledger_files[file] + strlen("ledger/"), body);
	return ledger_parse(l, file, buf_view(&b), e);
}

static const struct {
	size_t file;
	const char *body;
} good[] = {
	{ FIRST, "" },
	{ FIRST,
	    "afrinic|asn|1-2\nafrinic|asn|4\nafrinic|ipv4|1.0.0.0\n"
	    "ripencc|ipv6|2001::-2001::ffff\n" },
	{ LOGGED,
	    "apnic|-|-||other|\n"
	    "apnic|apnic|arin|2020-01-01T00:00:00Z|RESOURCE_TRANSFER|"
	    "asn:1,ipv4:1.0.0.0-1.0.0.255\n"
	    "apnic|apnic|arin|2020-01-01T00:00:00Z|RESOURCE_TRANSFER|"
	    "asn:1,ipv4:1.0.0.0-1.0.0.255\n"
	    "arin|apnic|arin|2020-01-01T00:00:00Z|MERGER_ACQUISITION|"
	    "ipv6:2001::\n" },
};

static void
what_is_written_is_read_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		AUTO(ledger_clear) struct ledger l = { 0 };
		AUTO_BUF is = { 0 };
		AUTO_BUF want = { 0 };
		struct err e = { 0 };

		ledger_init(&l);
		assert_int_equal(parse(&l, good[i].file, good[i].body, &e), 0);
		ledger_print(&l, good[i].file, &is);
		buf_fmt(&want, "# nroaudit ledger %s 1\n%s",
		    ledger_files[good[i].file] + strlen("ledger/"),
		    good[i].body);
		assert_string_equal(is.p, want.p);
	}
}

static void
bad_lines_are_refused(void **state)
{
	static const struct {
		size_t file;
		const char *body;
	} bad[] = { { FIRST, "nro|asn|1\n" }, { FIRST, "apnic|as|1\n" },
		{ FIRST, "apnic|asn|2-1\n" }, { FIRST, "apnic|asn\n" },
		{ FIRST, "apnic|asn|1|2\n" },
		{ FIRST, "apnic|asn|1-2\napnic|asn|2\n" },
		{ FIRST, "apnic|asn|1-2\napnic|asn|3\n" },
		{ FIRST, "apnic|asn|5\napnic|asn|1\n" },
		{ LOGGED, "nro|-|-||other|\n" },
		{ LOGGED, "apnic|-|-||other\n" },
		{ LOGGED, "apnic|-|-||other|x:1\n" },
		{ LOGGED, "apnic|-|-||other|asn:1,asn:\n" },
		{ LOGGED, "apnic|-|-||other|asn:1\x01\n" },
		{ LOGGED, "apnic|b|-||other|\napnic|a|-||other|\n" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO(ledger_clear) struct ledger l = { 0 };
		struct err e = { 0 };

		ledger_init(&l);
		if (parse(&l, bad[i].file, bad[i].body, &e) == 0)
			fail_msg("read: %s", bad[i].body);
		assert_int_equal(e.kind, ERR_DATA);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(bad_lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
