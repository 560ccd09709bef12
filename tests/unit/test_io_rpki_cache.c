/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A repository between two runs: what takes effect, and what a kill leaves. */
#include "unit.h"

#include "io/file.h"
#include "io/rpki_cache_priv.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define URI "https://rrdp.test/notification.xml"

static char root[] = "/tmp/nroaudit-cache-XXXXXX";

static int
set_up(void **state)
{
	(void)state;
	memcpy(root + sizeof(root) - 7, "XXXXXX", 6);
	return mkdtemp(root) == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return dir_remove(root, NULL);
}

static int
put_object(struct rpki_cache *c, const char *uri, const char *replaces,
    const char *bytes, struct err *e)
{
	struct cache_object o = { uri, "", NULL, { NULL, 0 }, bytes == NULL };
	char hash[SHA256_HEX];

	if (replaces != NULL) {
		digest_sha256(span_of(replaces), hash);
		o.replaces = hash;
	}
	if (bytes != NULL)
		o.object = span_of(bytes);
	return rpki_cache_object(c, &o, e);
}

/* What holds at the begin of every test. */
static void
two_objects(struct rpki_cache *c)
{
	struct err e;

	assert_int_equal(rpki_cache_open(root, URI, c, &e), 0);
	assert_int_equal(rpki_cache_begin(c, true, &e), 0);
	assert_int_equal(put_object(c, "rsync://b.test/b.roa", NULL, "bb", &e),
	    0);
	assert_int_equal(put_object(c, "rsync://a.test/a.roa", NULL, "a", &e),
	    0);
	assert_int_equal(rpki_cache_apply(c, &e), 0);
	assert_int_equal(rpki_cache_keep(c, span_of("first"), &e), 0);
}

static void
is_at(const struct rpki_cache *c, size_t i, const char *uri, const char *bytes)
{
	AUTO_BUF b = { 0 };
	struct err e;

	assert_string_equal(c->v[i].uri, uri);
	buf_str(&b, "");
	assert_int_equal(rpki_cache_read(c, i, &b, &e), 0);
	assert_string_equal(b.p, bytes);
}

static void
is_first(int rc, const struct rpki_cache *c)
{
	assert_int_equal(rc, 0);
	assert_int_equal(c->n, 2);
	assert_string_equal(c->notification.p, "first");
	is_at(c, 0, "rsync://a.test/a.roa", "a");
	is_at(c, 1, "rsync://b.test/b.roa", "bb");
}

static void
what_is_kept_is_there_again(void **state)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache d = { 0 };
	struct err e;

	(void)state;
	two_objects(&c);
	is_first(0, &c);
	is_first(rpki_cache_open(root, URI, &d, &e), &d);
	assert_int_equal(rpki_cache_bytes(&d), 3);
}

static void
a_delta_takes_effect(void **state)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache d = { 0 };
	struct err e;

	(void)state;
	two_objects(&c);
	assert_int_equal(rpki_cache_begin(&c, false, &e), 0);
	assert_int_equal(put_object(&c, "rsync://c.test/c.roa", NULL, "c", &e),
	    0);
	assert_int_equal(
	    put_object(&c, "rsync://b.test/b.roa", "bb", NULL, &e), 0);
	assert_int_equal(put_object(&c, "rsync://a.test/a.roa", "a", "A", &e),
	    0);
	assert_int_equal(rpki_cache_apply(&c, &e), 0);
	/* A second file of the same night. */
	assert_int_equal(put_object(&c, "rsync://a.test/a.roa", "A", "AA", &e),
	    0);
	assert_int_equal(rpki_cache_apply(&c, &e), 0);
	assert_int_equal(rpki_cache_keep(&c, span_of("second"), &e), 0);
	assert_int_equal(rpki_cache_open(root, URI, &d, &e), 0);
	assert_string_equal(d.notification.p, "second");
	assert_int_equal(d.n, 2);
	is_at(&d, 0, "rsync://a.test/a.roa", "AA");
	is_at(&d, 1, "rsync://c.test/c.roa", "c");
}

/* One object that does not fit undoes its whole file. */
static void
refused(const char *uri, const char *replaces, const char *bytes,
    const char *why)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache d = { 0 };
	struct err e;

	two_objects(&c);
	assert_int_equal(rpki_cache_begin(&c, false, &e), 0);
	assert_int_equal(put_object(&c, "rsync://c.test/c.roa", NULL, "c", &e),
	    0);
	assert_int_equal(put_object(&c, uri, replaces, bytes, &e), 0);
	assert_int_equal(rpki_cache_apply(&c, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_non_null(strstr(e.msg, why));
	is_first(0, &c);
	is_first(rpki_cache_open(root, URI, &d, &e), &d);
}

static void
a_delta_that_does_not_fit_has_no_effect(void **state)
{
	(void)state;
	refused("rsync://a.test/a.roa", NULL, "A", "without a hash");
	refused("rsync://a.test/a.roa", "other", "A", "has not");
	refused("rsync://a.test/a.roa", "other", NULL, "has not");
	refused("rsync://a.test/x.roa", "a", NULL, "was not there");
	refused("rsync://a.test/x.roa", "a", "x", "was not there");
	refused("rsync://c.test/c.roa", NULL, "c", "twice");
}

static void
names_of_outsiders_are_checked(void **state)
{
	static const char *const bad[] = { "rsync://a.test/../../etc/passwd",
		"rsync://../a.roa", "https://a.test/a.roa", "a.roa",
		"rsync://a.test/a b.roa", "rsync://a.test/a\nb.roa", "" };
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	struct cache_object o = { "rsync://c.test/c.cer", "", "file:///etc",
		{ NULL, 0 }, false };
	struct err e;

	(void)state;
	two_objects(&c);
	assert_int_equal(rpki_cache_begin(&c, false, &e), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(put_object(&c, bad[i], NULL, "x", &e), -1);
	assert_int_equal(rpki_cache_object(&c, &o, &e), -1);
	o.leads = "https://d.test/n.xml";
	assert_int_equal(rpki_cache_object(&c, &o, &e), 0);
}

static char *
state_path(void)
{
	AUTO_FREE char *dir = rpki_cache_path(root, URI);

	return path_join(dir, CACHE_STATE);
}

static void
a_kill_leaves_what_was_there(void **state)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache d = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache f = { 0 };
	struct err e;

	(void)state;
	two_objects(&c);
	/* Killed behind a delta, and then behind a snapshot. */
	assert_int_equal(rpki_cache_begin(&c, false, &e), 0);
	assert_int_equal(put_object(&c, "rsync://c.test/c.roa", NULL, "c", &e),
	    0);
	assert_int_equal(rpki_cache_apply(&c, &e), 0);
	is_first(rpki_cache_open(root, URI, &d, &e), &d);
	assert_int_equal(rpki_cache_begin(&d, true, &e), 0);
	assert_int_equal(put_object(&d, "rsync://c.test/c.roa", NULL, "c", &e),
	    0);
	assert_int_equal(rpki_cache_apply(&d, &e), 0);
	is_first(rpki_cache_open(root, URI, &f, &e), &f);
	/* And the next one can go on. */
	assert_int_equal(rpki_cache_begin(&f, false, &e), 0);
	assert_int_equal(
	    put_object(&f, "rsync://c.test/c.roa", NULL, "c!", &e), 0);
	assert_int_equal(rpki_cache_apply(&f, &e), 0);
	assert_int_equal(rpki_cache_keep(&f, span_of("x"), &e), 0);
	is_at(&f, 2, "rsync://c.test/c.roa", "c!");
}

static void
damage_is_seen(void **state)
{
	AUTO_FREE char *path = state_path();
	AUTO_FREE unsigned char *text = NULL;
	size_t n = 0;
	struct err e;

	(void)state;
	{
		AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };

		two_objects(&c);
	}
	assert_int_equal(file_read(path, 0, &text, &n, &e), 0);
	for (size_t i = 0; i < n; i++) {
		AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };

		text[i] ^= 1;
		assert_int_equal(
		    file_write(path, (struct span){ text, n }, 0600, &e), 0);
		text[i] ^= 1;
		assert_int_equal(rpki_cache_open(root, URI, &c, &e), 1);
		assert_int_equal(c.n, 0);
		assert_int_equal(c.notification.n, 0);
	}
	for (size_t cut = 0; cut < n; cut++) {
		AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };

		assert_int_equal(
		    file_write(path, (struct span){ text, cut }, 0600, &e), 0);
		assert_int_equal(rpki_cache_open(root, URI, &c, &e), 1);
	}
}

static void
a_damaged_pack_is_seen(void **state)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache d = { 0 };
	AUTO_FREE char *pack = NULL;
	AUTO_BUF b = { 0 };
	struct err e;
	int fd;

	(void)state;
	two_objects(&c);
	pack = cache_pack_path(&c, c.pack);
	fd = open(pack, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "X", 1, 2), 1);
	close(fd);
	assert_int_equal(rpki_cache_read(&c, 0, &b, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_int_equal(truncate(pack, 2), 0);
	assert_int_equal(rpki_cache_open(root, URI, &d, &e), 1);
	/* What is had anew goes elsewhere, and all is well. */
	assert_int_equal(rpki_cache_begin(&d, true, &e), 0);
	assert_int_equal(rpki_cache_apply(&d, &e), 0);
	assert_int_equal(rpki_cache_keep(&d, span_of("x"), &e), 0);
	assert_int_equal(access(pack, F_OK), -1);
}

static void
waste_is_given_back(void **state)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache d = { 0 };
	AUTO_FREE char *big = mem_alloc(CACHE_WASTE_MIN + 1);
	AUTO_FREE char *pack = NULL;
	struct err e;
	struct stat st;

	(void)state;
	memset(big, 'x', CACHE_WASTE_MIN);
	two_objects(&c);
	assert_int_equal(rpki_cache_begin(&c, false, &e), 0);
	assert_int_equal(put_object(&c, "rsync://c.test/c.roa", NULL, big, &e),
	    0);
	assert_int_equal(rpki_cache_apply(&c, &e), 0);
	assert_int_equal(put_object(&c, "rsync://c.test/c.roa", big, NULL, &e),
	    0);
	assert_int_equal(rpki_cache_apply(&c, &e), 0);
	assert_int_equal(rpki_cache_keep(&c, span_of("first"), &e), 0);
	is_first(0, &c);
	is_first(rpki_cache_open(root, URI, &d, &e), &d);
	pack = cache_pack_path(&d, d.pack);
	assert_int_equal(stat(pack, &st), 0);
	assert_int_equal(st.st_size, 3);
}

static void
objects_have_a_limit(void **state)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	struct err e;

	(void)state;
	two_objects(&c);
	assert_int_equal(rpki_cache_begin(&c, false, &e), 0);
	for (int i = 0; i < CACHE_OBJECTS_MAX; i++) {
		char uri[64];

		snprintf(uri, sizeof(uri), "rsync://c.test/%d.roa", i);
		assert_int_equal(put_object(&c, uri, NULL, "", &e), 0);
	}
	assert_int_equal(put_object(&c, "rsync://c.test/c.roa", NULL, "", &e),
	    -1);
	/* With the two that are there it is over. */
	assert_int_equal(rpki_cache_apply(&c, &e), -1);
	assert_non_null(strstr(e.msg, "over 1000000 objects"));
}

static void
what_nobody_asks_for_goes(void **state)
{
	AUTO(rpki_cache_clear) struct rpki_cache c = { 0 };
	AUTO(rpki_cache_clear) struct rpki_cache d = { 0 };
	AUTO_FREE char *path = state_path();
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	struct err e;

	(void)state;
	two_objects(&c);
	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
	assert_int_equal(rpki_cache_sweep(root, 1000, &e), 0);
	assert_int_equal(access(path, F_OK), 0);
	file_touch(path);
	assert_int_equal(rpki_cache_sweep(root, 2000, &e), 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
	assert_int_equal(rpki_cache_sweep(root, 1001, &e), 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(rpki_cache_open(root, URI, &d, &e), 0);
	assert_int_equal(d.n, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(what_is_kept_is_there_again),
		T(a_delta_takes_effect),
		T(a_delta_that_does_not_fit_has_no_effect),
		T(names_of_outsiders_are_checked),
		T(a_kill_leaves_what_was_there),
		T(damage_is_seen),
		T(a_damaged_pack_is_seen),
		T(waste_is_given_back),
		T(objects_have_a_limit),
		T(what_nobody_asks_for_goes),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("io/rpki_cache", tests, NULL, NULL);
}
