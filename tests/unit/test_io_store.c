/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand in a snapshot. */
#include "io/file.h"
#include "io/store_priv.h"
#include "unit.h"

#include <unistd.h>

static struct store *st;
static struct err e;

static int
setup(void **state)
{
	AUTO_FREE char *path = NULL;

	if (dir_setup(state) != 0)
		return -1;
	path = here("history");
	return store_init(path, &e) != 0 || store_open(path, &st, &e) != 0;
}

static int
teardown(void **state)
{
	store_free(st);
	return dir_teardown(state);
}

static void
paths_stay_inside(void **state)
{
	static const char *const good[] = { "a", "MANIFEST", "stats/x/y-1.md5",
		"rpki/ta/added/0a.cer", "a_b+c/D.e" };
	static const char *const bad[] = { "", "/", "/a", "a/", "a//b", ".",
		"..", "../a", "a/../b", "a/..", "./a", ".git", "a/.git/x",
		"a b", "a\nb", "a\\b", "a|b", "caf\xc3\xa9", "a*" };
	AUTO_BUF b = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(store_path_good(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (store_path_good(bad[i]))
			fail_msg("'%s' is no path", bad[i]);
	while (b.n < STORE_PATH_MAX)
		buf_chr(&b, 'x');
	assert_true(store_path_good(b.p));
	buf_chr(&b, 'x');
	assert_false(store_path_good(b.p));
}

static void
a_blob_has_a_limit(void **state)
{
	struct store_tree *t = store_tree_new();
	struct span big = { (const unsigned char *)"", STORE_BLOB_MAX + 1 };
	AUTO_FREE char *path = here("big");

	(void)state;
	/* Refused before a byte of it is looked at. */
	assert_int_equal(store_tree_add(st, t, "a", big, &e), -1);
	assert_true(says(e.msg, "a: over 536870912 bytes"));
	put_file("big", "", 0644);
	assert_int_equal(truncate(path, (off_t)STORE_BLOB_MAX + 1), 0);
	assert_int_equal(store_tree_add_file(st, t, "a", path, NULL, &e), -1);
	assert_true(says(e.msg, "longer than 536870912 bytes"));
	assert_int_equal(unlink(path), 0);
	store_tree_free(t);
}

static void
a_tree_has_a_limit(void **state)
{
	struct store_tree *t = store_tree_new();

	(void)state;
	/* As if they were there. */
	t->n = STORE_FILES_MAX;
	assert_int_equal(store_tree_add(st, t, "a", span_of(""), &e), -1);
	assert_true(says(e.msg, "too many"));
	t->n = 0;
	assert_int_equal(store_tree_add(st, t, "a", span_of(""), &e), 0);
	assert_int_equal(t->n, 1);
	store_tree_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_stay_inside),
		cmocka_unit_test(a_blob_has_a_limit),
		cmocka_unit_test(a_tree_has_a_limit),
	};

	return cmocka_run_group_tests_name("store", tests, setup, teardown);
}
