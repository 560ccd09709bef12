/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch keys, and what verify makes of it. */
#include "store_fixture.h"

#include "unit.h"

#define DAY_1 "2026-01-05T07:30:00Z"
#define DAY_2 "2026-01-06T07:30:00Z"
#define DAY_3 "2026-01-07T07:30:00Z"
#define AT_1 ((utc_t)1767598200)
#define AT_2 (AT_1 + DAY_SECS)
#define AT_3 (AT_2 + DAY_SECS)

static struct fixture f;
static struct keyring ring;
static char root[SSH_FINGERPRINT];

static int
set_up(void **state)
{
	(void)state;
	fixture_make(&f);
	memset(&ring, 0, sizeof(ring));
	keyring_add(&ring, store_signer(f.st), TIME_NONE);
	ssh_fingerprint(store_signer(f.st), root);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	keyring_clear(&ring);
	fixture_clear(&f);
	return 0;
}

static void
commit(enum store_keys_what what, utc_t when)
{
	char id[SHA1_HEX];

	OK(store_keyring_commit(f.st, &ring, what, when, id, &e));
}

/* A second key, from then on that of the store. */
static void
second_key(utc_t from)
{
	AUTO_FREE char *key = below(&f, "key");
	AUTO_FREE char *pub = below(&f, "key.pub");
	AUTO_FREE char *old = below(&f, "old");
	AUTO(sshkey_freep) struct sshkey *k = NULL;

	OK(file_move(key, old, &e));
	OK(ssh_key_make(key, pub, "second", &e));
	OK(sshkey_load(key, &k, &e));
	keyring_add(&ring, sshkey_bytes(k), from);
}

static void
reopen(void)
{
	fixture_close(&f);
	fixture_open(&f);
}

static utc_t proof;

static void
leaf(struct span manifest, const unsigned char *signer, void *arg)
{
	(void)manifest;
	(void)signer;
	(void)arg;
}

static int
checkpoint(const struct store_sealed *s, void *arg, struct err *e)
{
	(void)s;
	(void)arg;
	(void)e;
	return 0;
}

static int
token(const unsigned char manifest[32], struct span bytes, void *arg,
    utc_t *ret_when, struct err *e)
{
	(void)manifest;
	(void)arg;
	(void)e;
	assert_true(span_is(bytes, "token"));
	*ret_when = proof;
	return 0;
}

static const struct store_seals proving = { .leaf = leaf,
	.checkpoint = checkpoint,
	.token = token };

static void
faults(const char *roots, struct buf *out)
{
	AUTO_FREE char *h = below(&f, "h");
	struct store_trust t = { .roots = roots, .seals = &proving };

	OK(store_verify_trust(h, &t, take_fault, out, &e));
}

static void
sound(const char *roots)
{
	AUTO_BUF b = { 0 };

	faults(roots, &b);
	if (b.n != 0)
		fail_msg("%s", b.p);
}

static void
unsound(const char *roots, const char *why)
{
	AUTO_BUF b = { 0 };

	faults(roots, &b);
	assert_true(says(b.p == NULL ? "" : b.p, why));
}

static void
a_history_hangs_on_its_root(void **state)
{
	static const char other[] =
	    "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	(void)state;
	/* Without the branch, too. */
	whole_day(&f, DAY_1);
	sound(root);
	unsound(other, "not among the allowed signers");
	commit(STORE_KEYS_BEGUN, AT_1);
	sound(root);
	unsound(other, "not the one that was given");
	assert_sound(&f); /* by allowed signers */
	free(f.signers);
	f.signers = mem_strdup("");
	{
		AUTO_BUF b = { 0 };

		verify(&f, &b);
		assert_true(says(b.p, "root key is not among"));
	}
}

static void
keys_follow_each_other(void **state)
{
	struct ring_key *old = &ring.keys[0];

	(void)state;
	whole_day(&f, DAY_1);
	commit(STORE_KEYS_BEGUN, AT_1);
	old->is.until = AT_1 + 60;
	second_key(AT_1);
	commit(STORE_KEYS_ROTATED, AT_1 + 60);
	sound(root);
	reopen();
	whole_day(&f, DAY_2);
	sound(root);
	SH(&f, "git log --format=%%s keys | grep -q 'keys rotated at '");
}

static void
what_would_not_verify_is_not_signed(void **state)
{
	struct err why = { 0 };
	struct store_tree *t;
	char id[SHA1_HEX], head[SHA1_HEX];

	(void)state;
	whole_day(&f, DAY_1);
	commit(STORE_KEYS_BEGUN, AT_1);
	ring.keys[0].is.until = AT_1 + 60;
	second_key(AT_2);
	commit(STORE_KEYS_ROTATED, AT_1 + 60);
	t = store_tree_new();
	put(&f, t, "x", "y");
	assert_int_equal(store_commit(f.st, "main", t, AT_2, "x\n", id, &why),
	    -1);
	assert_true(says(why.msg, "was valid only until"));
	reopen();
	assert_int_equal(
	    store_commit(f.st, "main", t, AT_2 - 1, "x\n", id, &why), -1);
	assert_true(says(why.msg, "is valid only from"));
	store_tree_free(t);
	snapshot(&f, DAY_2, "b", id);
	OK(store_resolve(f.st, "main", head, &e));
	assert_string_equal(id, head);
}

/* Keys that were never allowed, dates that were made longer. */
static void
a_branch_keys_is_followed_strictly(void **state)
{
	(void)state;
	whole_day(&f, DAY_1);
	ring.keys[0].is.until = AT_2;
	commit(STORE_KEYS_BEGUN, AT_1);
	ring.keys[0].is.until = AT_3;
	commit(STORE_KEYS_TAKEN, AT_1);
	unsound(root, "was made valid for longer");
	SH(&f, "git update-ref refs/heads/keys keys~1");
	/* By a key that nobody let in. */
	second_key(AT_1);
	SH(&f, "mv refs/heads/keys ../keys.ref");
	reopen();
	ring.keys[0].is.until = AT_2;
	{
		char id[SHA1_HEX];

		OK(store_keyring_commit(f.st, &ring, STORE_KEYS_ROTATED, AT_1,
		    id, &e));
		SH(&f,
		    "c=$(git rev-parse keys) && mv ../keys.ref refs/heads/keys "
		    "&& git cat-file commit $c >../c && "
		    "git update-ref refs/heads/keys $c");
	}
	unsound(root, "first commit is not signed by its first key");
	SH(&f, "git update-ref -d refs/heads/keys");
	sound(root);
}

static void
a_file_of_the_branch_is_read_strictly(void **state)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF message = { 0 };
	char id[SHA1_HEX];

	(void)state;
	whole_day(&f, DAY_1);
	put(&f, t, KEYRING_SIGNERS, "# nobody\n");
	put(&f, t, KEYRING_REVOKED, "");
	put(&f, t, KEYRING_CAS, "");
	put(&f, t, KEYRING_CRLS, "");
	store_keys_message(STORE_KEYS_BEGUN, AT_1, &message);
	OK(store_commit(f.st, "keys", t, AT_1, message.p, id, &e));
	store_tree_free(t);
	unsound(root, "allowed_signers: line 1: not an Ed25519 key");
}

/* The first key is revoked since a time between both days. */
static void
first_revoked(void)
{
	whole_day(&f, DAY_1);
	seal_newest(&f, "2026-01-05", AT_1);
	commit(STORE_KEYS_BEGUN, AT_1);
	second_key(AT_1);
	keyring_revoke_key(&ring.keys[0], AT_2);
	commit(STORE_KEYS_REVOKED, AT_3);
	reopen();
}

static void
what_was_timestamped_before_stands(void **state)
{
	(void)state;
	first_revoked();
	proof = AT_2 - 1;
	sound(root);
	proof = AT_2;
	unsound(root, "signed by a key that is revoked since " DAY_2);
	proof = 0;
	unsound(root, "no timestamp proves that it was there before");
	/* Findings are what their holder goes on from; snapshots are not. */
	whole_day(&f, DAY_3);
	seal_newest(&f, "2026-01-07", AT_3);
	{
		AUTO_BUF b = { 0 };
		size_t lines = 0;

		faults(root, &b);
		for (size_t i = 0; i < b.n; i++)
			lines += b.p[i] == '\n';
		assert_int_equal(lines, 2); /* the snapshot and its tag */
	}
	proof = AT_2 - 1;
	sound(root);
}

static void
a_thief_is_told_apart_by_a_further_root(void **state)
{
	AUTO_BUF roots = { 0 };
	char newest[SSH_FINGERPRINT];

	(void)state;
	first_revoked();
	proof = AT_1;
	ssh_fingerprint(ring.keys[1].is.pub, newest);
	buf_fmt(&roots, "%s\n%s\n", root, newest);
	sound(roots.p);
	SH(&f, "git update-ref refs/heads/keys keys~1");
	sound(root);
	unsound(roots.p, "is not in the history, or revoked");
}

int
main(void)
{
#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(a_history_hangs_on_its_root),
		CASE(keys_follow_each_other),
		CASE(what_would_not_verify_is_not_signed),
		CASE(a_branch_keys_is_followed_strictly),
		CASE(a_file_of_the_branch_is_read_strictly),
		CASE(what_was_timestamped_before_stands),
		CASE(a_thief_is_told_apart_by_a_further_root),
	};

	return cmocka_run_group_tests_name("store keys", tests, NULL, NULL);
}
