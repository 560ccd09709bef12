/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch seals, read and continued. */
#include "store_fixture.h"

#include "cmd/chain_seals.h"
#include "cmd/engines.h"
#include "cmd/parts.h"
#include "cmd/verify_seals.h"
#include "model/engine.h"

#define AT ((utc_t)1767598200)

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
days(int n)
{
	for (int i = 0; i < n; i++) {
		char when[UTC_TEXT], id[SHA1_HEX];

		utc_text(AT + i * DAY_SECS, when);
		snapshot(&f, when, when, id);
	}
}

static void
the_log_is_that_of_main(void **state)
{
	AUTO(seals_log_clear) struct seals_log all = { 0 }, part = { 0 };
	AUTO_FREE unsigned char *p = NULL;
	struct merkle_hash leaf;
	char tip[SHA1_HEX], before[SHA1_HEX], blob[SHA1_HEX], hex[SHA256_HEX];
	size_t n = 0;

	(void)state;
	days(3);
	OK(store_resolve(f.st, "main", tip, &e));
	OK(store_parent(f.st, tip, before, &e));
	OK(seals_log_read(f.st, tip, &all, &e));
	OK(seals_log_read(f.st, before, &part, &e));
	assert_int_equal(all.n, 3);
	assert_int_equal(part.n, 2);
	OK(store_read(f.st, before, "MANIFEST", &p, &n, blob, &e));
	merkle_leaf((struct span){ p, n }, &leaf);
	assert_true(merkle_eq(&leaf, &all.v[1]));
	assert_true(merkle_eq(&leaf, &part.v[1]));
	assert_int_equal(seals_log_index(&all, tip), 2);
	assert_int_equal(seals_log_index(&all, before), 1);
	assert_int_equal(seals_log_index(&part, tip), 2); /* none */
	assert_string_equal(all.origin, part.origin);
	ssh_fingerprint_hex(store_signer(f.st), hex);
	assert_int_equal(strncmp(all.origin, "nroaudit/", 9), 0);
	assert_string_equal(all.origin + 9, hex);
	assert_int_equal(seals_log_read(f.st,
			     "0000000000000000000000000000000000000000", &part,
			     NULL),
	    -1);
}

/* What is to be done of n snapshots: how many parts of that name. */
static size_t
lacking(const struct job *j, const char *what)
{
	AUTO_BUF out = { 0 };
	struct span rest, name, bytes;
	size_t n = 0;

	OK(job_seals_lacking(j, f.st, true, &out, &e));
	rest = buf_view(&out);
	while (part_next(&rest, &name, &bytes, NULL) == 0)
		n += span_is(name, what);
	return n;
}

static void
seal_all(const struct job *j, const char *tsa)
{
	AUTO_BUF todo = { 0 };
	AUTO_BUF tokens = { 0 };
	struct span rest, name, bytes;

	OK(job_seals_lacking(j, f.st, true, &todo, &e));
	rest = buf_view(&todo);
	while (part_next(&rest, &name, &bytes, NULL) == 0) {
		AUTO_BUF path = { 0 };

		(void)span_split(&bytes, ' ');
		buf_fmt(&path, "tsa/%s/%.*s", tsa, (int)bytes.n,
		    (const char *)bytes.p);
		part_add(&tokens, path.p, span_of("token"));
	}
	OK(job_sealed(f.st, buf_view(&todo), buf_view(&tokens), &e));
}

static void
what_is_not_sealed_is_told_up_to_a_limit(void **state)
{
	struct config cfg;
	struct job j = { .cfg = &cfg };

	(void)state;
	memset(&cfg, 0, sizeof(cfg));
	assert_int_equal(lacking(&j, "seal"), 0); /* nothing is there */
	days(SEALS_RETRIES_MAX + 1);
	assert_int_equal(lacking(&j, "seal"), SEALS_RETRIES_MAX);
	assert_int_equal(lacking(&j, "lack"), 0);
	seal_all(&j, "one");
	assert_int_equal(sh_number(&f, "git rev-list --count seals"),
	    SEALS_RETRIES_MAX);
	assert_int_equal(lacking(&j, "seal"), 0);
	/* Another authority is asked for the newest, too. */
	cfg.tsas_n = 2;
	cfg.tsas[0].name = mem_strdup("one");
	cfg.tsas[1].name = mem_strdup("two");
	cfg.tsas[1].off = true;
	assert_int_equal(lacking(&j, "lack"), 0);
	cfg.tsas[1].off = false;
	assert_int_equal(lacking(&j, "lack"), SEALS_RETRIES_MAX);
	seal_all(&j, "two");
	assert_int_equal(lacking(&j, "lack"), 0);
	assert_int_equal(sh_number(&f, "git rev-list --count seals"),
	    SEALS_RETRIES_MAX + 1);
	/* Tokens that are there already are not put in again. */
	seal_all(&j, "one");
	assert_int_equal(sh_number(&f, "git rev-list --count seals"),
	    SEALS_RETRIES_MAX + 1);
	assert_int_equal(
	    sh_number(&f, "git ls-tree -r --name-only seals | grep -c tst"),
	    SEALS_RETRIES_MAX);
	free(cfg.tsas[0].name);
	free(cfg.tsas[1].name);
}

static void
commit_files(const char *path, struct span bytes, int n)
{
	struct seals_subject is = { .what = STORE_STAMPED };
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	char id[SHA1_HEX];

	for (int i = 0; i < n; i++) {
		AUTO_BUF name = { 0 };

		buf_fmt(&name, "%s%d", path, i);
		OK(store_tree_add(f.st, t, n == 1 ? path : name.p, bytes, &e));
	}
	store_seals_message(&is, &message);
	OK(store_commit(f.st, "seals", t, AT, message.p, id, &e));
	store_tree_free(t);
}

static void
notes_refused(const char *why)
{
	struct seals_notes s = { .n = 7 };
	struct err e = { 0 };
	char tip[SHA1_HEX];

	seals_tip(f.st, tip);
	assert_int_equal(seals_notes_read(f.st, tip, &s, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_non_null(strstr(e.msg, why));
	assert_int_equal(s.n, 7);
	assert_null(seals_tree(f.st, true, NULL, &e));
}

static void
notes_have_limits(void **state)
{
	AUTO(seals_notes_clear) struct seals_notes s = { 0 };
	AUTO_BUF big = { 0 };
	char tip[SHA1_HEX];
	bool known;

	(void)state;
	seals_tip(f.st, tip);
	assert_string_equal(tip, "");
	while (big.n < SEALS_NOTE_MAX)
		buf_chr(&big, 'x');
	commit_files(SEALS_CHECKPOINT, buf_view(&big), 1);
	seals_tip(f.st, tip);
	OK(seals_notes_read(f.st, tip, &s, &e));
	assert_int_equal(s.checkpoint.n, SEALS_NOTE_MAX);
	assert_int_equal(s.n, 0);
	OK(seals_known(f.st, tip, &known, &e));
	assert_true(known);
	buf_chr(&big, 'x');
	commit_files(SEALS_CHECKPOINT, buf_view(&big), 1);
	notes_refused("checkpoint is too long");
	OK(seals_known(f.st, tip, &known, &e)); /* the one before */
	assert_true(known);
	OK(seals_known(f.st, "0000000000000000000000000000000000000000",
	    &known, &e));
	assert_false(known);
	seals_notes_clear(&s);
	commit_files(SEALS_WITNESSES, span_of("note"),
	    CHECKPOINT_WITNESSES_MAX);
	seals_tip(f.st, tip);
	OK(seals_notes_read(f.st, tip, &s, &e));
	assert_int_equal(s.n, CHECKPOINT_WITNESSES_MAX);
	assert_string_equal(s.v[1].name, "1");
	assert_true(span_is(buf_view(&s.v[1].note), "note"));
	commit_files(SEALS_WITNESSES, span_of("note"),
	    CHECKPOINT_WITNESSES_MAX + 1);
	notes_refused("over 64 witnesses");
}

static void
a_note_is_what_manifest_says(void **state)
{
	(void)state;
	commit_files(SEALS_CHECKPOINT, span_of("one"), 1);
	SH(&f,
	    "b=$(printf other | git hash-object -w --stdin) && "
	    "t=$(git ls-tree seals | sed \"s/blob [0-9a-f]*\\tcheckpoint/blob "
	    "$b\\tcheckpoint/\" | git mktree) && "
	    "c=$(git -c user.name=x -c user.email=x@x commit-tree -m x $t) && "
	    "git update-ref refs/heads/seals $c");
	notes_refused("has not the SHA-256 that MANIFEST gives it");
}

static void
a_token_has_a_limit(void **state)
{
	AUTO(verify_seals_clear) struct verify_seals v = { 0 };
	struct store_trust t = { 0 };
	unsigned char digest[32] = { 0 };
	AUTO_BUF big = { 0 };
	struct err e = { 0 };
	utc_t when = 7;

	(void)state;
	verify_seals_open(&v, span_of(""), &t);
	while (big.n <= ((size_t)64 << 10))
		buf_chr(&big, 'x');
	assert_int_equal(
	    t.seals->token(digest, buf_view(&big), t.seals->arg, &when, &e),
	    -1);
	assert_non_null(strstr(e.msg, "timestamp DER"));
	assert_int_equal(
	    t.seals->token(digest, span_of("x"), t.seals->arg, &when, &e), -1);
	assert_int_equal(when, 7);
}

/* The branch beside it. */
static void
sources_have_a_limit(void **state)
{
	AUTO_FREE char *path = below(&f, "archive");
	struct err e = { 0 };
	char id[SHA1_HEX];

	(void)state;
	assert_int_equal(job_engine(f.st, path, &e), -1);
	assert_non_null(strstr(e.msg, "the sources of this engine"));
	assert_int_equal(file_write(path, span_of("x"), 0644, NULL), 0);
	assert_int_equal(truncate(path, (off_t)ENGINE_ARCHIVE_MAX + 1), 0);
	assert_int_equal(job_engine(f.st, path, &e), -1);
	assert_non_null(strstr(e.msg, "longer than"));
	assert_int_equal(engines_find(f.st, engine_name(), id, NULL), 0);
	assert_string_equal(id, "");
	assert_int_equal(truncate(path, 1), 0);
	assert_int_equal(job_engine(f.st, path, NULL), 0);
	assert_int_equal(job_engine(f.st, path, NULL), 0);
	assert_int_equal(sh_number(&f, "git rev-list --count engines"), 1);
	assert_int_equal(engines_find(f.st, engine_name(), id, NULL), 0);
	assert_int_equal(strlen(id), SHA1_HEX - 1);
	assert_int_equal(engines_find(f.st, "another", id, NULL), 0);
	assert_string_equal(id, "");
}

int
main(void)
{
#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_log_is_that_of_main),
		CASE(what_is_not_sealed_is_told_up_to_a_limit),
		CASE(notes_have_limits),
		CASE(a_note_is_what_manifest_says),
		CASE(sources_have_a_limit),
		cmocka_unit_test(a_token_has_a_limit),
	};

	return cmocka_run_group_tests_name("seals", tests, NULL, NULL);
}
