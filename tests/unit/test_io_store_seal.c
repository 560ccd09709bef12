/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of snapshots, tags, and the month's pack. */
#include "store_fixture.h"

#include <sys/wait.h>

#define JAN1 "2026-01-30T07:30:00Z"
#define JAN2 "2026-01-31T07:30:00Z"
#define FEB1 "2026-02-01T07:30:00Z"
#define FEB2 "2026-02-02T07:30:00Z"
#define MAR1 "2026-03-01T07:30:00Z"

static void
names_count_within_a_day(void **state)
{
	struct fixture f;
	char id[3][SHA1_HEX], name[STORE_NAME_MAX];
	bool sealed;

	(void)state;
	fixture_make(&f);
	for (size_t i = 0; i < 3; i++) {
		snapshot(&f, i == 1 ? JAN2 : JAN1, "x", id[i]);
		OK(store_name(f.st, id[i], name, &sealed, &e));
		assert_false(sealed);
		seal(&f, i == 1 ? JAN2 : JAN1, id[i]);
	}
	OK(store_name(f.st, id[0], name, &sealed, &e));
	assert_string_equal(name, "2026-01-30");
	assert_true(sealed);
	OK(store_name(f.st, id[1], name, &sealed, &e));
	assert_string_equal(name, "2026-01-31");
	OK(store_name(f.st, id[2], name, &sealed, &e));
	assert_string_equal(name, "2026-01-30-2");
	assert_sound(&f);
	fixture_clear(&f);
}

static void
names_of_a_day_have_a_limit(void **state)
{
	struct fixture f;
	char a[SHA1_HEX], b[SHA1_HEX], name[STORE_NAME_MAX];
	bool sealed;
	struct err why = { 0 };

	(void)state;
	fixture_make(&f);
	snapshot(&f, JAN1, "x", a);
	SH(&f,
	    "{ echo create refs/tags/snapshot/2026-01-30 %s; "
	    "for i in $(seq 2 %d); do "
	    "echo create refs/tags/snapshot/2026-01-30-$i %s; done; } | "
	    "git update-ref --stdin",
	    a, SAME_DAY_MAX, a);
	snapshot(&f, JAN1, "y", b);
	assert_int_equal(store_name(f.st, b, name, &sealed, &why), -1);
	assert_non_null(strstr(why.msg, "over 1000 snapshots of 2026-01-30"));
	SH(&f, "git update-ref -d refs/tags/snapshot/2026-01-30-%d",
	    SAME_DAY_MAX);
	OK(store_name(f.st, b, name, &sealed, &e));
	assert_string_equal(name, "2026-01-30-1000");
	fixture_clear(&f);
}

static void
git_verifies_the_tag(void **state)
{
	struct fixture f;

	(void)state;
	fixture_make(&f);
	whole_day(&f, JAN1);
	SH(&f,
	    "git -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=../signers "
	    "verify-tag snapshot/2026-01-30 && "
	    "git -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=../signers "
	    "verify-commit main findings");
	SH(&f,
	    "git cat-file tag snapshot/2026-01-30 | grep -x "
	    "\"snapshot-manifest $(git show main:MANIFEST | sha256sum | "
	    "cut -d' ' -f1)\"");
	SH(&f,
	    "git cat-file tag snapshot/2026-01-30 | grep -x "
	    "\"findings $(git rev-parse findings)\"");
	fixture_clear(&f);
}

static void
a_tag_stays(void **state)
{
	struct fixture f;
	char id[SHA1_HEX], found[SHA1_HEX];

	(void)state;
	fixture_make(&f);
	whole_day(&f, JAN1);
	SH(&f, "git rev-parse snapshot/2026-01-30 >../tag");
	OK(store_resolve(f.st, "main", id, &e));
	OK(store_resolve(f.st, "findings", found, &e));
	OK(store_seal(f.st, id, found, &e));
	SH(&f, "git rev-parse snapshot/2026-01-30 | cmp - ../tag");
	/* Made again it is the same object: the clock is the snapshot's. */
	SH(&f, "git tag -d snapshot/2026-01-30");
	OK(store_seal(f.st, id, found, &e));
	SH(&f, "git rev-parse snapshot/2026-01-30 | cmp - ../tag");
	fixture_clear(&f);
}

static void
pack(struct fixture *f, size_t packs)
{
	struct store_packed done = { 99, 99 };

	OK(store_pack(f->st, &done, &e));
	assert_int_equal(done.packs, packs);
	assert_true((done.objects != 0) == (packs != 0));
	assert_sound(f);
}

static void
a_finished_month_is_one_pack(void **state)
{
	struct fixture f;
	AUTO_FREE char *out = NULL;

	(void)state;
	fixture_make(&f);
	whole_day(&f, JAN1);
	whole_day(&f, JAN2);
	pack(&f, 0);
	whole_day(&f, FEB1);
	pack(&f, 1);
	SH(&f, "cat objects/pack/*.keep");
	out = sh_out(&f);
	assert_string_equal(out, "nroaudit month 2026-01\n");
	/* All of January is in it, none of it is loose, February is. */
	SH(&f,
	    "git rev-list --objects findings~1 snapshot/2026-01-31 "
	    "snapshot/2026-01-30 | cut -d' ' -f1 | sort >../want && "
	    "git show-index <$(ls objects/pack/*.idx) | cut -d' ' -f2 | "
	    "sort | cmp - ../want");
	SH(&f,
	    "for o in $(cat ../want); do "
	    "! test -e objects/$(echo $o | sed 's,^..,&/,') || exit 1; done");
	SH(&f, "test -e objects/$(git rev-parse main | sed 's,^..,&/,')");
	/* Twice is once; the next month leaves it as it is. */
	SH(&f, "sha256sum objects/pack/* >../sums");
	pack(&f, 0);
	whole_day(&f, FEB2);
	whole_day(&f, MAR1);
	pack(&f, 1);
	SH(&f,
	    "sha256sum -c --quiet ../sums && ls objects/pack/*.pack | "
	    "wc -l | grep -x 2");
	fixture_clear(&f);
}

static void
packs_stand_alone_and_gc_leaves_them(void **state)
{
	struct fixture f;

	(void)state;
	fixture_make(&f);
	whole_day(&f, JAN1);
	whole_day(&f, JAN2);
	whole_day(&f, FEB1);
	whole_day(&f, FEB2);
	whole_day(&f, MAR1);
	pack(&f, 2);
	SH(&f,
	    "for p in objects/pack/*.pack; do rm -rf ../e && "
	    "git init -q --bare ../e && "
	    "git -C ../e index-pack --stdin <$p; done");
	SH(&f,
	    "sha256sum objects/pack/* >../sums && git gc -q && "
	    "sha256sum -c --quiet ../sums");
	assert_sound(&f);
	whole_day(&f, "2026-04-01T07:30:00Z");
	pack(&f, 0); /* gc was quicker */
	fixture_clear(&f);
}

/* The states in which a killed packing leaves the directory. */
static void
a_killed_packing_is_ended(void **state)
{
	struct fixture f;

	(void)state;
	fixture_make(&f);
	whole_day(&f, JAN1);
	whole_day(&f, JAN2);
	whole_day(&f, FEB1);
	SH(&f, "cp -r . ../loose");
	pack(&f, 1);
	fixture_close(&f);
	SH(&f, "cp -r objects/pack ../packed");
	/* .keep; .keep and .pack: removed, and made again. */
	SH(&f,
	    "rm -rf ../h/* && cp -r ../loose/* . && "
	    "cp ../packed/*.keep ../packed/*.pack objects/pack/ && "
	    "echo x >objects/pack/pack-of-git.pack");
	fixture_open(&f);
	SH(&f, "! ls objects/pack/ | grep -v pack-of-git.pack");
	SH(&f, "rm objects/pack/pack-of-git.pack");
	pack(&f, 1);
	fixture_close(&f);
	/* All three, and the loose objects too: only removed. */
	SH(&f,
	    "rm -rf ../h/* && cp -r ../loose/* . && "
	    "cp ../packed/* objects/pack/");
	fixture_open(&f);
	pack(&f, 0);
	SH(&f, "git count-objects -v | grep -x 'prune-packable: 0'");
	fixture_close(&f);
	/* The same where only the newest commit is still loose. */
	SH(&f,
	    "rm -rf ../h/* && cp -r ../loose/* . && "
	    "cp ../packed/* objects/pack/ && git prune-packed && "
	    "o=$(git rev-parse main~1 | sed 's,^..,&/,') && "
	    "mkdir -p objects/${o%%/*} && cp ../loose/objects/$o objects/$o");
	fixture_open(&f);
	pack(&f, 0);
	SH(&f, "git count-objects -v | grep -x 'prune-packable: 0'");
	fixture_clear(&f);
}

/* A reader that opened the history before, and git beside it. */
static void
readers_miss_nothing(void **state)
{
	struct fixture f;
	struct store *reader = NULL;
	AUTO_FREE char *h = NULL;
	AUTO_FREE unsigned char *p = NULL;
	char jan[SHA1_HEX], blob[SHA1_HEX];
	size_t n = 0;
	int status;
	pid_t pid;

	(void)state;
	fixture_make(&f);
	h = below(&f, "h");
	snapshot(&f, JAN1, "text", jan);
	seal(&f, JAN1, jan);
	OK(store_open(h, &reader, &e));
	whole_day(&f, FEB1);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		int bad = 0;

		for (int i = 0; i < 12 && bad == 0; i++)
			bad = sh(&f,
			    "rm -rf ../c && git clone -q --mirror "
			    "file://$PWD ../c && git -C ../c fsck");
		_exit(bad != 0);
	}
	for (int m = 3; m <= 12; m++) {
		char when[UTC_TEXT];

		utc_text(day_start(20260001 + m * 100), when);
		OK(store_pack(f.st, &(struct store_packed){ 0, 0 }, &e));
		whole_day(&f, when);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	OK(store_read(reader, jan, "stats/apnic/file", &p, &n, blob, &e));
	assert_int_equal(n, 4);
	store_free(reader);
	fixture_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_count_within_a_day),
		cmocka_unit_test(names_of_a_day_have_a_limit),
		cmocka_unit_test(git_verifies_the_tag),
		cmocka_unit_test(a_tag_stays),
		cmocka_unit_test(a_finished_month_is_one_pack),
		cmocka_unit_test(packs_stand_alone_and_gc_leaves_them),
		cmocka_unit_test(a_killed_packing_is_ended),
		cmocka_unit_test(readers_miss_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
