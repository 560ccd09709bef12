/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_fixture.h"

#define DAY1 "2026-01-30T07:30:00Z"
#define DAY2 "2026-01-31T07:30:00Z"

static void
unchanged_bytes_cost_nothing(void **state)
{
	struct fixture f;
	char a[SHA1_HEX], b[SHA1_HEX];
	AUTO_FREE char *names = NULL;

	(void)state;
	fixture_make(&f);
	snapshot(&f, DAY1, "text\n", a);
	snapshot(&f, DAY2, "text\n", b);
	SH(&f, "git rev-list --objects %s ^%s | cut -d' ' -f2", b, a);
	names = sh_out(&f);
	/* The commit (an id of its own), the root, and what must be new. */
	assert_non_null(strstr(names, b));
	assert_non_null(strstr(names, "\nMANIFEST\n"));
	assert_non_null(strstr(names, "\nprovenance.xml\n"));
	assert_null(strstr(names, "stats"));
	assert_int_equal(sh_number(&f,
			     "git count-objects -v | "
			     "sed -n 's/^count: //p'"),
	    9 + 4);
	fixture_clear(&f);
}

static void
manifests_are_a_chain(void **state)
{
	struct fixture f;
	char a[SHA1_HEX], b[SHA1_HEX];

	(void)state;
	fixture_make(&f);
	snapshot(&f, DAY1, "one\n", a);
	snapshot(&f, DAY2, "two\n", b);
	SH(&f, "git show %s:MANIFEST | sed -n 2p | grep -x '# previous none'",
	    a);
	SH(&f,
	    "git show %s:MANIFEST | sed -n 2p | grep -x \"# previous "
	    "$(git show %s:MANIFEST | sha256sum | cut -d' ' -f1)\"",
	    b, a);
	SH(&f,
	    "mkdir ../x && git archive %s | tar -x -C ../x && cd ../x && "
	    "sha256sum -c --quiet MANIFEST",
	    b);
	fixture_clear(&f);
}

static void
paths_and_sizes_have_limits(void **state)
{
	static const char *const bad[] = { "", "/a", "a/", "a//b", ".", "..",
		"a/../b", "a/.git/b", ".hidden", "a b", "a\nb", "a\\b", "a:b",
		"\xc3\xa9" };
	struct fixture f;
	struct store_tree *t = store_tree_new();
	char path[STORE_PATH_MAX + 2];
	struct err why = { 0 };
	unsigned char byte = 0;

	(void)state;
	fixture_make(&f);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    store_tree_add(f.st, t, bad[i], span_of("x"), &why), -1);
	memset(path, 'a', sizeof(path));
	path[STORE_PATH_MAX + 1] = '\0';
	assert_int_equal(store_tree_add(f.st, t, path, span_of("x"), &why),
	    -1);
	path[STORE_PATH_MAX] = '\0';
	assert_int_equal(store_tree_add(f.st, t, path, span_of("x"), &why), 0);
	assert_int_equal(store_tree_add(f.st, t, "big",
			     (struct span){ &byte, STORE_BLOB_MAX + 1 }, &why),
	    -1);
	assert_non_null(strstr(why.msg, "big: over"));
	t->n = STORE_FILES_MAX;
	assert_int_equal(
	    store_tree_add(f.st, t, "one-more", span_of("x"), &why), -1);
	t->n = 1;
	store_tree_free(t);
	fixture_clear(&f);
}

static void
a_path_stands_once(void **state)
{
	struct fixture f;
	struct store_tree *t = store_tree_new();
	char id[SHA1_HEX];
	struct err why = { 0 };

	(void)state;
	fixture_make(&f);
	put(&f, t, "a", "1");
	put(&f, t, "b", "2");
	put(&f, t, "a", "3");
	assert_int_equal(store_commit(f.st, "main", t, 0, "m\n", id, &why),
	    -1);
	assert_non_null(strstr(why.msg, "a twice"));
	assert_int_not_equal(sh(&f, "git rev-parse --verify main"), 0);
	store_tree_free(t);
	fixture_clear(&f);
}

static void
one_run_at_a_time(void **state)
{
	struct fixture f;
	struct store *second = NULL;
	AUTO_FREE char *h = NULL;
	struct err why = { 0 };

	(void)state;
	fixture_make(&f);
	h = below(&f, "h");
	OK(store_open(h, &second, &e));
	assert_int_equal(store_lock(second, &why), -1);
	assert_int_equal(why.kind, ERR_BUSY);
	assert_non_null(strstr(why.msg, "another run holds the history"));
	/* To read needs no lock. */
	whole_day(&f, DAY1);
	{
		char id[SHA1_HEX];

		OK(store_resolve(second, "main", id, &e));
	}
	fixture_close(&f);
	OK(store_lock(second, &e));
	store_free(second);
	fixture_clear(&f);
}

/* A killed run leaves the file, locks of refs, half objects. */
static void
what_a_killed_run_left_is_taken_over(void **state)
{
	struct fixture f;

	(void)state;
	fixture_make(&f);
	whole_day(&f, DAY1);
	fixture_close(&f);
	SH(&f,
	    "touch refs/heads/main.lock refs/heads/findings.lock HEAD.lock "
	    "packed-refs.lock config.lock "
	    "refs/tags/snapshot/2026-01-31.lock "
	    "objects/tmp_object_git2_0011223344556677 && "
	    "mkdir nroaudit.pack && touch nroaudit.pack/pack_git2_00 "
	    "objects/tmp_obj_of_git");
	fixture_open(&f);
	whole_day(&f, DAY2);
	assert_sound(&f);
	SH(&f, "! find . -name '*.lock' ! -name nroaudit.lock | grep .");
	SH(&f, "! find . -name 'tmp_object*' -o -name nroaudit.pack | grep .");
	/* git's own may be in use. */
	SH(&f, "test -e objects/tmp_obj_of_git");
	fixture_clear(&f);
}

static void
a_half_made_history_is_made_again(void **state)
{
	struct fixture f;
	AUTO_FREE char *h = NULL;

	(void)state;
	fixture_make(&f);
	h = below(&f, "h");
	fixture_close(&f);
	SH(&f, "rm HEAD && touch config.lock HEAD.lock");
	OK(store_init(h, &e));
	OK(store_init(h, &e));
	fixture_open(&f);
	whole_day(&f, DAY1);
	assert_sound(&f);
	fixture_clear(&f);
}

static void
reads_go_nowhere_else(void **state)
{
	struct fixture f;
	struct store *s = NULL;
	AUTO_FREE char *h = NULL;
	struct err why = { 0 };

	(void)state;
	fixture_make(&f);
	h = below(&f, "h");
	SH(&f,
	    "cp config ../config && "
	    "printf '[Include]\\n\\tpath = /dev/zero\\n' >>config");
	assert_int_equal(store_open(h, &s, &why), -1);
	assert_non_null(strstr(why.msg, "includes are refused"));
	SH(&f, "cp ../config config && echo .. >commondir");
	assert_int_equal(store_open(h, &s, &why), -1);
	assert_non_null(strstr(why.msg, "lies elsewhere"));
	SH(&f,
	    "rm commondir && "
	    "head -c %d /dev/zero | tr '\\0' '#' >>config",
	    STORE_CONFIG_MAX);
	assert_int_equal(store_open(h, &s, &why), -1);
	assert_non_null(strstr(why.msg, "longer than"));
	fixture_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unchanged_bytes_cost_nothing),
		cmocka_unit_test(manifests_are_a_chain),
		cmocka_unit_test(paths_and_sizes_have_limits),
		cmocka_unit_test(a_path_stands_once),
		cmocka_unit_test(one_run_at_a_time),
		cmocka_unit_test(what_a_killed_run_left_is_taken_over),
		cmocka_unit_test(a_half_made_history_is_made_again),
		cmocka_unit_test(reads_go_nowhere_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
