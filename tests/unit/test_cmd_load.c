/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which findings belong to which snapshot. */
#include "cmd/load.h"
#include "io/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DAYS 6
#define JUDGED 4

struct history {
	char dir[64];
	struct store *st;
	char main[DAYS][SHA1_HEX], findings[JUDGED][SHA1_HEX];
};

static void
commit(struct history *h, const char *branch, int day, const char *message,
    char id[SHA1_HEX])
{
	struct store_tree *t = store_tree_new();
	struct err e = { 0 };
	char text[16];

	snprintf(text, sizeof(text), "%d\n", day);
	assert_int_equal(store_tree_add(h->st, t, "file", span_of(text), &e),
	    0);
	assert_int_equal(
	    store_commit(h->st, branch, t, 86400 * (day + 1), message, id, &e),
	    0);
	store_tree_free(t);
}

static int
setup(void **state)
{
	struct history *h = mem_alloc(sizeof(*h));
	struct err e = { 0 };

	snprintf(h->dir, sizeof(h->dir), "/tmp/nroaudit-load-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	assert_int_equal(store_init(h->dir, &e), 0);
	assert_int_equal(store_open(h->dir, &h->st, &e), 0);
	for (int i = 0; i < DAYS; i++)
		commit(h, BRANCH_MAIN, i, "a snapshot\n", h->main[i]);
	for (int i = 0; i < JUDGED; i++) {
		char m[80];

		snprintf(m, sizeof(m), "findings of snapshot %s\n",
		    h->main[i]);
		commit(h, BRANCH_FINDINGS, i, m, h->findings[i]);
	}
	*state = h;
	return 0;
}

static int
teardown(void **state)
{
	struct history *h = *state;

	store_free(h->st);
	dir_remove(h->dir, NULL);
	free(h);
	return 0;
}

static void
each_snapshot_has_its_own_findings(void **state)
{
	struct history *h = *state;

	for (int i = 0; i < DAYS; i++) {
		struct err e = { 0 };
		char id[SHA1_HEX];

		assert_int_equal(findings_commit_of(h->st, h->main[i], id, &e),
		    0);
		assert_string_equal(id, i < JUDGED ? h->findings[i] : "");
	}
}

/* With the oldest findings gone, only who walks that far would notice. */
static void
a_night_does_not_walk_the_years_before(void **state)
{
	struct history *h = *state;
	struct err e = { 0 };
	char path[160], id[SHA1_HEX];

	snprintf(path, sizeof(path), "%s/objects/%.2s/%s", h->dir,
	    h->findings[0], h->findings[0] + 2);
	assert_int_equal(unlink(path), 0);
	store_free(h->st);
	assert_int_equal(store_open(h->dir, &h->st, &e), 0);
	assert_int_equal(
	    findings_commit_of(h->st, h->main[JUDGED - 1], id, &e), 0);
	assert_string_equal(id, h->findings[JUDGED - 1]);
	assert_int_equal(findings_commit_of(h->st, h->main[JUDGED], id, &e),
	    0);
	assert_string_equal(id, "");
	assert_int_equal(findings_commit_of(h->st, h->main[0], id, &e), -1);
}

static void
no_findings_at_all(void **state)
{
	struct history *h = *state;
	struct err e = { 0 };
	char path[160], id[SHA1_HEX];

	snprintf(path, sizeof(path), "%s/refs/heads/findings", h->dir);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(findings_commit_of(h->st, h->main[0], id, &e), 0);
	assert_string_equal(id, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    each_snapshot_has_its_own_findings, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_night_does_not_walk_the_years_before, setup, teardown),
		cmocka_unit_test_setup_teardown(no_findings_at_all, setup,
		    teardown),
	};

	return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
