/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many files at once: in packs of their own until their month is packed. */
#include "store_fixture.h"

#define JAN ((utc_t)1769758200) /* 2026-01-30T07:30:00Z */
#define FEB (JAN + 3 * (utc_t)DAY_SECS)

/* A commit with so many files of that size, each another. */
static void
night(struct fixture *f, utc_t when, size_t n, size_t size)
{
	struct store_bulk *b = store_bulk_new(f->st);
	struct store_tree *t = store_tree_new();
	AUTO_FREE char *bytes = mem_alloc(size + 64);
	char id[SHA1_HEX];

	for (size_t i = 0; i < n; i++) {
		char path[64];

		memset(bytes, 'x', size);
		(void)snprintf(bytes, 64, "%zu %lld", i, (long long)when);
		(void)snprintf(path, sizeof(path), "d/%zu", i);
		OK(store_bulk_add(b, t, path,
		    (struct span){ (unsigned char *)bytes, size }, when, &e));
	}
	OK(store_bulk_end(b, when, &e));
	OK(store_commit(f->st, STORE_MAIN, t, when, "snapshot of x\n", id,
	    &e));
	store_tree_free(t);
	store_bulk_free(b);
}

static long
packs(const struct fixture *f, const char *line)
{
	AUTO_BUF c = { 0 };

	buf_fmt(&c,
	    "cat objects/pack/*.keep 2>/dev/null | grep -c '%s' || :", line);
	return sh_number(f, c.p);
}

static void
is_whole(struct fixture *f, size_t files)
{
	SH(f,
	    "git fsck --strict --no-dangling && "
	    "test $(git ls-tree -r main d | wc -l) = %zu && "
	    "git archive main >/dev/null",
	    files);
}

static void
few_are_files(void **state)
{
	struct fixture f;

	(void)state;
	fixture_make(&f);
	night(&f, JAN, STORE_BULK_MIN - 1, 100);
	assert_int_equal(packs(&f, "nroaudit"), 0);
	is_whole(&f, STORE_BULK_MIN - 1);
	fixture_clear(&f);
}

static void
many_are_a_pack(void **state)
{
	struct fixture f;

	(void)state;
	fixture_make(&f);
	night(&f, JAN, STORE_BULK_MIN, 100);
	assert_int_equal(packs(&f, "^nroaudit night 2026-01$"), 1);
	is_whole(&f, STORE_BULK_MIN);
	/* The same again is there already. */
	night(&f, JAN + 60, 0, 100);
	night(&f, JAN, STORE_BULK_MIN, 100);
	assert_int_equal(packs(&f, "nroaudit"), 1);
	is_whole(&f, STORE_BULK_MIN);
	fixture_clear(&f);
}

static void
a_pack_has_a_size(void **state)
{
	struct fixture f;
	size_t size = STORE_BULK_BYTES / STORE_BULK_MIN;

	(void)state;
	fixture_make(&f);
	night(&f, JAN, STORE_BULK_MIN + 1, size);
	/* The last one alone is a file. */
	assert_int_equal(packs(&f, "^nroaudit night 2026-01$"), 1);
	is_whole(&f, STORE_BULK_MIN + 1);
	night(&f, FEB, 2 * STORE_BULK_MIN, size);
	assert_int_equal(packs(&f, "^nroaudit night 2026-02$"), 2);
	is_whole(&f, 2 * STORE_BULK_MIN);
	fixture_clear(&f);
}

static void
a_month_takes_its_nights_in(void **state)
{
	struct fixture f;
	struct store_packed done = { 0, 0 };

	(void)state;
	fixture_make(&f);
	night(&f, JAN, STORE_BULK_MIN, 100);
	night(&f, JAN + 60, STORE_BULK_MIN + 7, 100);
	OK(store_pack(f.st, &done, &e));
	assert_int_equal(done.packs, 0);
	assert_int_equal(packs(&f, "^nroaudit night 2026-01$"), 2);
	night(&f, FEB, STORE_BULK_MIN, 100);
	OK(store_pack(f.st, &done, &e));
	assert_int_equal(done.packs, 1);
	assert_true(done.objects > 2 * STORE_BULK_MIN + 7);
	assert_int_equal(packs(&f, "^nroaudit night 2026-01$"), 0);
	assert_int_equal(packs(&f, "^nroaudit month 2026-01$"), 1);
	assert_int_equal(packs(&f, "^nroaudit night 2026-02$"), 1);
	assert_int_equal(sh_number(&f, "ls objects/pack | wc -l"), 6);
	fixture_close(&f);
	fixture_open(&f);
	is_whole(&f, STORE_BULK_MIN);
	SH(&f, "test $(git ls-tree -r main~1 d | wc -l) = %d",
	    STORE_BULK_MIN + 7);
	fixture_clear(&f);
}

/* Killed behind the month's pack: the next packing ends it. */
static void
a_killed_packing_is_ended(void **state)
{
	struct fixture f;
	struct store_packed done = { 0, 0 };

	(void)state;
	fixture_make(&f);
	night(&f, JAN, STORE_BULK_MIN, 100);
	night(&f, FEB, 1, 100);
	SH(&f, "mkdir ../saved && cp objects/pack/* ../saved");
	OK(store_pack(f.st, &done, &e));
	SH(&f, "cp ../saved/* objects/pack");
	OK(store_pack(f.st, &done, &e));
	assert_int_equal(done.packs, 0);
	assert_int_equal(packs(&f, "night"), 0);
	fixture_close(&f);
	fixture_open(&f);
	is_whole(&f, 1);
	fixture_clear(&f);
}

/* What no commit names is in no other pack. */
static void
what_a_killed_run_left_stays(void **state)
{
	struct fixture f;
	struct store_packed done = { 0, 0 };
	struct store_bulk *b;
	struct store_tree *t = store_tree_new();

	(void)state;
	fixture_make(&f);
	b = store_bulk_new(f.st);
	for (int i = 0; i < STORE_BULK_MIN; i++) {
		char text[32];

		(void)snprintf(text, sizeof(text), "a/%d", i);
		OK(store_bulk_add(b, t, text, span_of(text), JAN, &e));
	}
	OK(store_bulk_end(b, JAN, &e));
	store_bulk_free(b);
	store_tree_free(t);
	night(&f, JAN, 1, 100);
	night(&f, FEB, 1, 100);
	OK(store_pack(f.st, &done, &e));
	assert_int_equal(done.packs, 1);
	assert_int_equal(packs(&f, "^nroaudit night 2026-01$"), 1);
	is_whole(&f, 1);
	fixture_clear(&f);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_are_files),
		cmocka_unit_test(many_are_a_pack),
		cmocka_unit_test(a_pack_has_a_size),
		cmocka_unit_test(a_month_takes_its_nights_in),
		cmocka_unit_test(a_killed_packing_is_ended),
		cmocka_unit_test(what_a_killed_run_left_stays),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("io/store_bulk", tests, NULL, NULL);
}
