/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report's head tells of the log, and which witnesses it counts. */
#include "store_fixture.h"

#include "cmd/witness.h"
#include "report/xml_priv.h"

#define AT ((utc_t)1767598200)
#define SEEN ((utc_t)1767600000)
#define DAYS 3

static struct fixture f;
static struct config cfg;
static struct seals_log all;
static EVP_PKEY *one, *two;

static int
set_up(void **state)
{
	char tip[SHA1_HEX];

	(void)state;
	fixture_make(&f);
	config_init(&cfg);
	for (int i = 0; i < DAYS; i++) {
		char when[UTC_TEXT], id[SHA1_HEX];

		utc_text(AT + i * DAY_SECS, when);
		snapshot(&f, when, when, id);
	}
	OK(store_resolve(f.st, "main", tip, &e));
	OK(seals_log_read(f.st, tip, &all, &e));
	one = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	two = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_non_null(one);
	assert_non_null(two);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	EVP_PKEY_free(one);
	EVP_PKEY_free(two);
	seals_log_clear(&all);
	config_clear(&cfg);
	fixture_clear(&f);
	return 0;
}

/* [witness "NAME"] with that key, which calls itself by another name. */
static void
configure(const char *name, EVP_PKEY *key, enum checkpoint_type type)
{
	struct config_witness *w = &cfg.witnesses[cfg.witnesses_n++];
	unsigned char pub[CHECKPOINT_PUBLIC];
	struct checkpoint_key k;
	size_t n = sizeof(pub);
	AUTO_BUF text = { 0 };

	assert_int_equal(EVP_PKEY_get_raw_public_key(key, pub, &n), 1);
	OK(checkpoint_key(type, span_of("w.example"), pub, &k, &e));
	checkpoint_key_print(&k, &text);
	w->name = mem_strdup(name);
	w->key = mem_strdup(text.p);
}

/* A note over the first size snapshots, cosigned where by is a key. */
static void
note(const char *origin, uint64_t size, const struct merkle_hash *root,
    EVP_PKEY *by, utc_t when, struct buf *out)
{
	AUTO_FREE struct checkpoint *c = mem_alloc(sizeof(*c));
	AUTO_BUF text = { 0 };

	OK(checkpoint_make(span_of(origin), size, root, store_private(f.st),
	    out, &e));
	OK(checkpoint_parse(buf_view(out), c, &e));
	buf_span(&text, c->text);
	if (by != NULL)
		OK(checkpoint_cosign(buf_view(&text), span_of("w.example"),
		    when, by, out, &e));
}

/* A commit on seals, whose checkpoint is over two snapshots, with that note
 * of the witness w, and of v where asked for. */
static void
sealed(const struct buf *w, bool twice, char id[SHA1_HEX])
{
	struct seals_subject is = { .what = STORE_STAMPED };
	struct store_tree *t = store_tree_new();
	struct merkle_hash root;
	AUTO_BUF message = { 0 };
	AUTO_BUF own = { 0 };

	merkle_root(all.v, 2, &root);
	note(all.origin, 2, &root, NULL, 0, &own);
	put(&f, t, SEALS_CHECKPOINT, own.p);
	if (w != NULL)
		put(&f, t, SEALS_WITNESSES "w", w->p);
	if (twice)
		put(&f, t, SEALS_WITNESSES "v", w->p);
	store_seals_message(&is, &message);
	OK(store_commit(f.st, BRANCH_SEALS, t, AT, message.p, id, &e));
	store_tree_free(t);
}

static size_t
counted(char *seals, struct log_view *ret)
{
	struct runinfo run = { .seals = seals };
	struct merkle_hash root;
	char hex[SHA256_HEX];

	OK(log_view_read(f.st, &run, &cfg, ret, &e));
	merkle_root(all.v, 2, &root);
	hex_of(root.b, MERKLE_HASH, hex);
	assert_string_equal(ret->log.commit, seals);
	assert_string_equal(ret->log.root, hex);
	assert_int_equal(ret->log.size, 2);
	return ret->log.n;
}

static void
the_first_night_has_no_checkpoint(void **state)
{
	AUTO(log_view_clear) struct log_view v = { 0 };
	struct runinfo run = { .seals = NULL };
	struct err why = { 0 };
	char id[SHA1_HEX];

	(void)state;
	configure("w", one, CHECKPOINT_WITNESS);
	OK(log_view_read(f.st, &run, &cfg, &v, &e));
	assert_null(v.log.commit);
	assert_int_equal(v.log.n, 0);
	sealed(NULL, false, id);
	run.seals = all.ids[0]; /* not on that branch */
	assert_int_equal(log_view_read(f.st, &run, &cfg, &v, &why), -1);
	assert_int_equal(why.kind, ERR_DATA);
	assert_non_null(strstr(why.msg, "not on the branch seals"));
	assert_int_equal(counted(id, &v), 0);
}

static void
a_witness_counts_by_its_configured_key(void **state)
{
	AUTO(log_view_clear) struct log_view none = { 0 }, v = { 0 };
	AUTO(log_view_clear) struct log_view other = { 0 };
	struct merkle_hash root;
	AUTO_BUF n = { 0 };
	char id[SHA1_HEX];

	(void)state;
	/* An older checkpoint of the same log counts, and says so. */
	merkle_root(all.v, 1, &root);
	note(all.origin, 1, &root, one, SEEN, &n);
	sealed(&n, false, id);
	assert_int_equal(counted(id, &none), 0);
	configure("w", one, CHECKPOINT_WITNESS);
	assert_int_equal(counted(id, &v), 1);
	assert_string_equal(v.log.v[0].name, "w");
	assert_int_equal(v.log.v[0].size, 1);
	assert_int_equal(v.log.v[0].when, SEEN);
	/* By that name, with the key of somebody else. */
	config_clear(&cfg);
	config_init(&cfg);
	configure("w", two, CHECKPOINT_WITNESS);
	assert_int_equal(counted(id, &other), 0);
}

static void
a_key_counts_once(void **state)
{
	AUTO(log_view_clear) struct log_view v = { 0 };
	struct merkle_hash root;
	AUTO_BUF n = { 0 };
	char id[SHA1_HEX];

	(void)state;
	merkle_root(all.v, 2, &root);
	note(all.origin, 2, &root, one, SEEN, &n);
	sealed(&n, true, id);
	configure("w", one, CHECKPOINT_WITNESS);
	configure("v", one, CHECKPOINT_WITNESS);
	assert_int_equal(counted(id, &v), 1);
	assert_string_equal(v.log.v[0].name, "w");
}

/* Cosigned, but none of this log. */
static void
a_witness_of_something_else_counts_not(void **state)
{
	struct merkle_hash good, other;
	const struct {
		const char *origin;
		uint64_t size;
		const struct merkle_hash *root;
		size_t counts;
	} of[] = {
		{ all.origin, 3, &good, 1 },
		{ all.origin, 3, &other, 0 },
		{ "nroaudit/another", 3, &good, 0 },
		{ all.origin, DAYS + 1, &good, 0 },
	};

	(void)state;
	merkle_root(all.v, 3, &good);
	merkle_root(all.v, 2, &other);
	configure("w", one, CHECKPOINT_WITNESS);
	for (size_t i = 0; i < ARRAY_LEN(of); i++) {
		AUTO(log_view_clear) struct log_view v = { 0 };
		AUTO_BUF n = { 0 };
		char id[SHA1_HEX];

		note(of[i].origin, of[i].size, of[i].root, one, SEEN, &n);
		sealed(&n, false, id);
		assert_int_equal(counted(id, &v), of[i].counts);
	}
}

static void
a_witness_has_a_witness_s_key(void **state)
{
	struct witness_keys k = { .n = 7 };
	struct err e = { 0 };

	(void)state;
	configure("w", one, CHECKPOINT_WITNESS);
	configure("logger", two, CHECKPOINT_LOG);
	assert_int_equal(witness_keys(&cfg, &k, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_non_null(strstr(e.msg, "witness \"logger\": key"));
	assert_int_equal(k.n, 7);
}

/* The words of a report for that many witnesses. */
static void
says(size_t n, const char *what)
{
	struct report_input in = { .log.n = n };
	AUTO_BUF b = { 0 };
	struct xmlw w;

	xmlw_init(&w, &b);
	xml_scope(&w, &in);
	assert_non_null(strstr(b.p, what));
}

static void
a_report_says_how_many_zero_included(void **state)
{
	(void)state;
	says(0,
	    "No witness cosigned a checkpoint of the history (0 external "
	    "witnesses)");
	says(1, "<limit>1 external witness cosigned a checkpoint");
	says(2, "<limit>2 external witnesses cosigned a checkpoint");
}

int
main(void)
{
#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(the_first_night_has_no_checkpoint),
		CASE(a_witness_counts_by_its_configured_key),
		CASE(a_key_counts_once),
		CASE(a_witness_of_something_else_counts_not),
		CASE(a_witness_has_a_witness_s_key),
		cmocka_unit_test(a_report_says_how_many_zero_included),
	};

	return cmocka_run_group_tests_name("witness", tests, NULL, NULL);
}
