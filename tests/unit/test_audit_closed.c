/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/lifecycle_priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* An epoch's ledger is kept beside the next one: both are freed. */
static void
what_is_remembered_is_a_copy(void **state)
{
	char name[] = "stats/apnic", exception[] = "X1-test";
	struct open_entry e = { .rule = &rules[0],
		.type = SUBJ_FILE,
		.name = name,
		.first = 20260105,
		.last = 20260105,
		.exception = exception };
	struct dataset d = { .day = 20260106 };
	struct audit_result r = { 0 };
	struct ledger old, next;
	struct lifecycle lc = { &d, &old, NULL, NULL, &r, &next };

	(void)state;
	ledger_init(&old);
	ledger_init(&next);
	lifecycle_book(&old.closed, &e);
	lifecycle_finish(&lc);
	assert_int_equal(next.closed.n, 1);
	assert_string_equal(next.closed.v[0].name, name);
	assert_string_equal(next.closed.v[0].exception, exception);
	assert_ptr_not_equal(next.closed.v[0].name, old.closed.v[0].name);
	assert_ptr_not_equal(next.closed.v[0].exception,
	    old.closed.v[0].exception);
	ledger_clear(&next);
	ledger_clear(&old);
	audit_result_clear(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_remembered_is_a_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
