/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch seals: messages, and what a commit on it may hold. */
#include "store_fixture.h"

#include "unit.h"

#define DAY_1 "2026-01-05T07:30:00Z"
#define DAY_1B "2026-01-05T17:30:00Z"
#define DAY_2 "2026-01-06T07:30:00Z"
#define AT_1 ((utc_t)1767598200)
#define AT_2 (AT_1 + DAY_SECS)

static struct fixture f;

static int
set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	fixture_clear(&f);
	return 0;
}

static void
unsound(const char *why)
{
	AUTO_BUF b = { 0 };

	verify(&f, &b);
	assert_true(says(b.p == NULL ? "" : b.p, why));
}

static void
add(const struct seals_subject *is, const char *const *files)
{
	seals(&f, is, AT_2, files);
}
#define FILES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
subject(const char *message, bool good)
{
	struct seals_subject s;

	assert_int_equal(store_seals_subject(span_of(message), &s),
	    good ? 0 : -1);
}

static void
a_message_says_one_thing(void **state)
{
	static const char id[] = "0123456789012345678901234567890123456789";
	struct seals_subject s = { .what = STORE_WITNESSED, .size = 12 }, t;
	char long_name[SEALS_WITNESS_MAX + 2];
	AUTO_BUF b = { 0 };

	(void)state;
	(void)snprintf(s.witness, sizeof(s.witness), "a.witness_-9");
	store_seals_message(&s, &b);
	assert_string_equal(b.p, "witness a.witness_-9 of checkpoint 12\n");
	assert_int_equal(store_seals_subject(buf_view(&b), &t), 0);
	assert_int_equal(t.what, STORE_WITNESSED);
	assert_string_equal(t.witness, s.witness);
	assert_int_equal(t.size, 12);
	b.n = 0;
	buf_fmt(&b, "seal of snapshot %s\n", id);
	assert_int_equal(store_seals_subject(buf_view(&b), &t), 0);
	assert_int_equal(t.what, STORE_SEALED);
	assert_string_equal(t.snapshot, id);
	subject("timestamps of manifests\n", true);
	subject("", false);
	subject("timestamps of manifests", false);
	subject("timestamps of manifests\n\n", false);
	subject("seal of snapshot 0123\n", false);
	subject("seal of snapshot 012345678901234567890123456789012345678X\n",
	    false);
	subject("witness x of checkpoint 012\n", false);
	subject("witness x of checkpoint \n", false);
	subject("witness x of checkpoint -1\n", false);
	subject("witness  of checkpoint 1\n", false);
	subject("witness a/b of checkpoint 1\n", false);
	subject("witness x", false);
	memset(long_name, 'x', sizeof(long_name));
	assert_true(store_witness_good(
	    (struct span){ (unsigned char *)long_name, SEALS_WITNESS_MAX }));
	assert_false(store_witness_good((struct span){
	    (unsigned char *)long_name, SEALS_WITNESS_MAX + 1 }));
	assert_false(store_witness_good(span_of(".x")));
	assert_false(
	    store_witness_good((struct span){ (unsigned char *)"a\0", 2 }));
}

static void
an_engine_has_a_name(void **state)
{
	char name[STORE_ENGINE_MAX + 1], longest[STORE_ENGINE_MAX + 2];
	AUTO_BUF b = { 0 };

	(void)state;
	store_engine_message("1.0-3-gabc", &b);
	assert_string_equal(b.p, "sources of engine 1.0-3-gabc\n");
	assert_int_equal(store_engine_subject(buf_view(&b), name), 0);
	assert_string_equal(name, "1.0-3-gabc");
	assert_int_equal(
	    store_engine_subject(span_of("sources of engine \n"), name), -1);
	assert_int_equal(
	    store_engine_subject(span_of("sources of engine a/b\n"), name),
	    -1);
	assert_int_equal(
	    store_engine_subject(span_of("sources of engine .a\n"), name), -1);
	assert_int_equal(
	    store_engine_subject(span_of("sources of engine a"), name), -1);
	memset(longest, 'x', sizeof(longest));
	longest[STORE_ENGINE_MAX] = '\0';
	b.n = 0;
	store_engine_message(longest, &b);
	assert_int_equal(store_engine_subject(buf_view(&b), name), 0);
	b.n--;
	buf_str(&b, "x\n");
	assert_int_equal(store_engine_subject(buf_view(&b), name), -1);
}

static void
seals_follow_the_snapshots(void **state)
{
	struct seals_subject stamped = { .what = STORE_STAMPED };

	(void)state;
	whole_day(&f, DAY_1);
	seal_newest(&f, "2026-01-05", AT_1);
	whole_day(&f, DAY_1B);
	seal_newest(&f, "2026-01-05-2", AT_1);
	whole_day(&f, DAY_2); /* sealed by the next night */
	assert_sound(&f);
	/* Those of two snapshots at once; a later one of another authority. */
	add(&stamped,
	    FILES("checkpoint", "x", "2026-01-05/manifest.b.tst", "t",
		"2026-01-05-2/manifest.b.tst", "t"));
	unsound("checkpoint was changed");
	SH(&f, "git update-ref refs/heads/seals seals~1");
	seal_newest(&f, "2026-01-06", AT_2);
	assert_sound(&f);
	seal_newest(&f, "2026-01-06", AT_2);
	unsound("which is no snapshot, or not after the one before");
	SH(&f, "git update-ref refs/heads/seals seals~2");
	/* An order that is not the snapshots'. */
	SH(&f, "git update-ref -d refs/heads/seals");
	seal_newest(&f, "2026-01-06", AT_2);
	assert_sound(&f);
}

/* Over a sealed first day. */
static void
begin(char checkpoint[SHA1_HEX])
{
	whole_day(&f, DAY_1);
	seal_newest(&f, "2026-01-05", AT_1);
	OK(store_resolve(f.st, "main", checkpoint, &e));
}

static void
refused(const struct seals_subject *is, const char *const *files,
    const char *why)
{
	add(is, files);
	unsound(why);
	SH(&f, "git update-ref refs/heads/seals seals~1");
}

static void
a_commit_has_what_it_says(void **state)
{
	struct seals_subject stamped = { .what = STORE_STAMPED },
			     sealed = { .what = STORE_SEALED };
	char c[SHA1_HEX];

	(void)state;
	begin(c);
	add(&stamped,
	    FILES("checkpoint", c, "2026-01-05/manifest.b.tst", "t"));
	assert_sound(&f);
	refused(&stamped, FILES("checkpoint", c), "it lacks what");
	refused(&stamped, FILES("2026-01-05/manifest.c.tst", "t"),
	    "it has no checkpoint");
	refused(&stamped, FILES("2026-01-05/manifest.c.tst", "t"),
	    "checkpoint was removed");
	refused(&stamped, FILES("checkpoint", c, "other", "t"),
	    "other is none of a seal's files");
	refused(&stamped,
	    FILES("checkpoint", c, "2026-01-07/manifest.b.tst", "t"),
	    "2026-01-07/manifest.b.tst is none of a seal's files");
	refused(&stamped,
	    FILES("checkpoint", c, "2026-01-05-2/manifest.b.tst", "t"),
	    "is none of a seal's files");
	refused(&stamped,
	    FILES("checkpoint", c, "2026-01-05-1/manifest.b.tst", "t"),
	    "is none of a seal's files");
	refused(&stamped,
	    FILES("checkpoint", c, "2026-01-05/manifest..tst", "t"),
	    "is none of a seal's files");
	refused(&stamped,
	    FILES("checkpoint", c, "2026-01-05/manifest.tst", "t"),
	    "is none of a seal's files");
	refused(&stamped, FILES("checkpoint", c, "2026-01-05/manifest.b", "t"),
	    "is none of a seal's files");
	whole_day(&f, DAY_2);
	OK(store_resolve(f.st, "main", sealed.snapshot, &e));
	refused(&sealed,
	    FILES("checkpoint", "x", "2026-01-05/manifest.c.tst", "t"),
	    "2026-01-05/manifest.c.tst, which its message does not say");
	refused(&sealed, FILES("2026-01-06/manifest.c.tst", "t"),
	    "it has no checkpoint");
	SH(&f, "git update-ref -d refs/heads/seals");
	add(&stamped,
	    FILES("checkpoint", c, "2026-01-05/manifest.b.tst", "t"));
	unsound("the branch begins with no seal");
}

static void
witnesses_are_carried_on(void **state)
{
	struct seals_subject w = { .what = STORE_WITNESSED,
		.size = 1,
		.witness = "w" };
	struct seals_subject stamped = { .what = STORE_STAMPED };
	char c[SHA1_HEX];

	(void)state;
	begin(c);
	add(&w, FILES("checkpoint", c, "witnesses/w", "1"));
	assert_sound(&f);
	/* The same one, again later. */
	add(&w, FILES("checkpoint", c, "witnesses/w", "2"));
	assert_sound(&f);
	refused(&w, FILES("checkpoint", c, "witnesses/w", "2"),
	    "it lacks what its message says");
	refused(&w,
	    FILES("checkpoint", c, "witnesses/w", "2", "witnesses/v", "1"),
	    "it changes witnesses/v, which its message does not say");
	refused(&w, FILES("checkpoint", c), "witnesses/w was removed");
	refused(&w, FILES("checkpoint", c, "witnesses/w/x", "1"),
	    "is none of a seal's files");
	refused(&w,
	    FILES("checkpoint", c, "witnesses/w", "3",
		"2026-01-05/manifest.c.tst", "t"),
	    "manifest.c.tst, which its message does not say");
	refused(&stamped,
	    FILES("checkpoint", c, "witnesses/w", "3",
		"2026-01-05/manifest.c.tst", "t"),
	    "it changes witnesses/w, which its message does not say");
	whole_day(&f, DAY_2);
	seal_newest(&f, "2026-01-06", AT_2);
	unsound("witnesses/w was removed");
}

static void
a_foreign_message_or_key_is_told(void **state)
{
	struct store_tree *t = store_tree_new();
	unsigned char pub[SSH_PUBLIC_SIZE];
	char c[SHA1_HEX], id[SHA1_HEX];

	(void)state;
	begin(c);
	OK(store_commit_signer(f.st, c, pub, &e));
	assert_memory_equal(pub, store_signer(f.st), SSH_PUBLIC_SIZE);
	put(&f, t, "checkpoint", c);
	OK(store_commit(f.st, "seals", t, AT_1, "seal of nothing\n", id, &e));
	store_tree_free(t);
	unsound("its message is not that of a commit on seals");
	SH(&f,
	    "c=$(git -c user.name=nroaudit -c user.email=nroaudit@localhost "
	    "commit-tree -m x seals^{tree}) && "
	    "git update-ref refs/heads/seals $c && echo $c");
	{
		AUTO_FREE char *out = sh_out(&f);

		out[SHA1_HEX - 1] = '\0';
		assert_int_equal(store_commit_signer(f.st, out, pub, NULL),
		    -1);
	}
	unsound("not signed");
}

static void
loose(const char *branch, long want)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b,
	    "f=$(git rev-parse %s); test -e objects/${f%%%%${f#??}}/${f#??} "
	    "&& echo 1 || echo 0",
	    branch);
	assert_int_equal(sh_number(&f, b.p), want);
}

static void
sources_of(const char *engine, utc_t at)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	AUTO_BUF path = { 0 };
	char id[SHA1_HEX];

	store_engine_path(engine, &path);
	store_engine_message(engine, &message);
	put(&f, t, path.p, engine);
	OK(store_commit(f.st, "engines", t, at, message.p, id, &e));
	store_tree_free(t);
}

static void
they_are_packed_with_their_month(void **state)
{
	struct store_packed packed = { 0, 0 };

	(void)state;
	whole_day(&f, DAY_1);
	seal_newest(&f, "2026-01-05", AT_1);
	sources_of("one", AT_1);
	whole_day(&f, "2026-02-02T07:30:00Z");
	seal_newest(&f, "2026-02-02", AT_1 + 28 * DAY_SECS);
	sources_of("two", AT_1 + 28 * DAY_SECS);
	OK(store_pack(f.st, &packed, &e));
	assert_int_equal(packed.packs, 1);
	loose("seals~1", 0);
	loose("seals", 1);
	loose("engines~1", 0);
	loose("engines", 1);
	assert_sound(&f);
	/* They go on from what is packed. */
	whole_day(&f, "2026-03-01T07:30:00Z");
	seal_newest(&f, "2026-03-01", AT_1 + 55 * DAY_SECS);
	OK(store_pack(f.st, &packed, &e));
	loose("seals~1", 0);
	loose("seals", 1);
	loose("engines", 0);
	assert_sound(&f);
}

int
main(void)
{
#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_says_one_thing),
		cmocka_unit_test(an_engine_has_a_name),
		CASE(seals_follow_the_snapshots),
		CASE(a_commit_has_what_it_says),
		CASE(witnesses_are_carried_on),
		CASE(a_foreign_message_or_key_is_told),
		CASE(they_are_packed_with_their_month),
	};

	return cmocka_run_group_tests_name("store seals", tests, NULL, NULL);
}
