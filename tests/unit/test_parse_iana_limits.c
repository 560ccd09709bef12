/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registry of IANA's at its limit, and one record over. */
#include "parse/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
registry_of(unsigned records, struct buf *b)
{
	buf_str(b,
	    "<?xml version='1.0' encoding='UTF-8'?>\n<registry "
	    "xmlns=\"http://www.iana.org/assignments\" "
	    "id=\"as-numbers\">\n<registry id=\"as-numbers-2\">\n");
	for (unsigned i = 0; i < records; i++)
		buf_fmt(b,
		    "<record><number>%u</number><description>Assigned "
		    "by ARIN</description><whois>whois.arin.net</whois>"
		    "</record>\n",
		    100000 + i);
	buf_str(b, "</registry>\n</registry>\n");
}

static void
records_over_the_limit_are_no_registry(void **state)
{
	const struct source *src = NULL;
	struct iana v = { 0 };
	struct err e = { 0 };
	AUTO_BUF fits = { 0 };
	AUTO_BUF over = { 0 };

	(void)state;
	for (size_t i = 0; i < sources_n; i++)
		if (sources[i].kind == SK_IANA_ASN)
			src = &sources[i];
	assert_non_null(src);
	registry_of(IANA_ROWS_MAX, &fits);
	assert_int_equal(iana_parse(buf_view(&fits), src, &v, &e), 0);
	assert_int_equal(v.n, IANA_ROWS_MAX);
	registry_of(IANA_ROWS_MAX + 1, &over);
	assert_int_equal(iana_parse(buf_view(&over), src, &v, &e), -1);
	assert_non_null(strstr(e.msg, "over 20000 records"));
	assert_int_equal(v.n, IANA_ROWS_MAX); /* nothing of it is kept */
	iana_clear(&v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_over_the_limit_are_no_registry),
	};

	return cmocka_run_group_tests_name("iana limits", tests, NULL, NULL);
}
