/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repositories that are too much: refused by name, and in bounded memory. */
#include "store_fixture.h"

#include "io/store_check.h"

static void
one_day(struct fixture *f)
{
	fixture_make(f);
	whole_day(f, "2026-01-30T07:30:00Z");
	assert_sound(f);
}

static void
told(const struct fixture *f, const char *why)
{
	AUTO_BUF faults = { 0 };

	buf_str(&faults, "");
	verify(f, &faults);
	if (strstr(faults.p, why) == NULL)
		fail_msg("'%s' is not among: %.2000s", why, faults.p);
}

static void
a_commit_has_a_ceiling(void **state)
{
	struct fixture f;
	AUTO_BUF why = { 0 };

	(void)state;
	one_day(&f);
	SH(&f,
	    "{ git cat-file commit main; head -c %d /dev/zero | "
	    "tr '\\0' x; } | git hash-object -t commit -w --stdin "
	    "--literally >../c; cp ../c refs/heads/main",
	    CHECK_COMMIT_MAX);
	buf_fmt(&why, "the commit: over %d bytes", CHECK_COMMIT_MAX);
	told(&f, why.p);
	fixture_clear(&f);
}

static void
a_directory_has_a_ceiling(void **state)
{
	struct fixture f;

	(void)state;
	one_day(&f);
	/* Names of 200 bytes: 8 MB before long. */
	SH(&f,
	    "b=$(echo x | git hash-object -w --stdin); p=$(head -c 200 "
	    "/dev/zero | tr '\\0' n); seq 100000 %u | "
	    "sed \"s/.*/100644 blob $b\\t&$p/\" | git mktree >../t; "
	    "c=$(git -c user.name=x -c user.email=x commit-tree -p main "
	    "-m x $(cat ../t)); echo $c >refs/heads/main",
	    100000 + CHECK_TREE_MAX / 220);
	told(&f, "over 8388608 bytes");
	fixture_clear(&f);
}

/* CHECK_COMMITS_MAX itself is more than a test should make. */
static void
a_branch_has_a_ceiling(void **state)
{
	struct fixture f;
	AUTO_FREE char *h = NULL;
	AUTO_BUF faults = { 0 };
	AUTO_BUF none = { 0 };
	struct store_trust trust = { 0 };

	(void)state;
	fixture_make(&f);
	whole_day(&f, "2026-01-30T07:30:00Z");
	whole_day(&f, "2026-01-31T07:30:00Z");
	h = below(&f, "h");
	trust.signers = f.signers;
	OK(check_upto(h, &trust, take_fault, &none, 2, &e));
	assert_int_equal(none.n, 0);
	OK(check_upto(h, &trust, take_fault, &faults, 1, &e));
	assert_non_null(strstr(faults.p, "main has over 1 commits"));
	fixture_clear(&f);
}

/* A sparse file of over LOOSE_FILE_MAX costs nothing to make; to read it
 * would. */
static void
a_loose_object_has_a_ceiling(void **state)
{
	struct fixture f;

	(void)state;
	one_day(&f);
	SH(&f,
	    "r=$(git rev-parse main:MANIFEST); o=objects/$(echo $r | "
	    "sed 's,^..,&/,'); chmod u+w $o; truncate -s %zu $o",
	    LOOSE_FILE_MAX + 1);
	told(&f, "MANIFEST");
	fixture_clear(&f);
}

/* The repository's own directories, to CHECK_DEPTH_MAX. */
static void
directories_are_not_followed_for_ever(void **state)
{
	struct fixture f;
	AUTO_FREE char *h = NULL;
	struct err e = { 0 };

	(void)state;
	one_day(&f);
	h = below(&f, "h");
	assert_int_equal(check_plain(h, &e), 0);
	SH(&f, "mkdir -p objects/$(seq -s / %d)", CHECK_DEPTH_MAX + 1);
	assert_int_equal(check_plain(h, &e), -1);
	assert_non_null(strstr(e.msg, "directories deep"));
	fixture_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_has_a_ceiling),
		cmocka_unit_test(a_directory_has_a_ceiling),
		cmocka_unit_test(a_branch_has_a_ceiling),
		cmocka_unit_test(a_loose_object_has_a_ceiling),
		cmocka_unit_test(directories_are_not_followed_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
