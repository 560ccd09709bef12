/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RRDP of the real world; skipped where ../shared/data is missing. */
#include "io/file.h"
#include "parse/rrdp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATA "../shared/data/rpki/"
#define RIPE "https://rrdp.ripe.net/notification.xml"

static struct err e;

static void
load(const char *name, struct buf *ret)
{
	AUTO_FREE char *path = path_join(DATA, name);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (!file_exists(DATA "rrdp/ripe-snapshot.xml")) {
		print_message("skipped: " DATA " is missing\n");
		skip();
	}
	assert_int_equal(file_read(path, 0, &p, &n, NULL), 0);
	ret->n = 0;
	buf_add(ret, p, n);
}

static int
notification(const char *name, const char *own, struct rrdp_notification *ret)
{
	AUTO_BUF b = { 0 };

	load(name, &b);
	return rrdp_notification_parse(buf_view(&b), own, ret, &e);
}

struct tally {
	size_t published, withdrawn, bytes;
};

static int
count(const struct rrdp_object *o, void *arg, struct err *err)
{
	struct tally *t = arg;

	(void)err;
	t->published += !o->withdrawn;
	t->withdrawn += o->withdrawn;
	t->bytes += o->object.n;
	return 0;
}

static int
objects(enum rrdp_kind kind, const char *name, const char *session,
    uint64_t serial, struct tally *ret)
{
	AUTO_BUF b = { 0 };
	struct rrdp_reader *r;
	int rc;

	memset(ret, 0, sizeof(*ret));
	load(name, &b);
	r = rrdp_open(kind, session, serial, count, ret);
	rc = rrdp_feed(r, buf_view(&b), &e);
	if (rc == 0)
		rc = rrdp_end(r, &e);
	rrdp_free(r);
	if (rc != 0)
		print_message("%s: %s\n", name, e.msg);
	return rc;
}

static void
digest_of(const char *name, char ret[SHA256_HEX])
{
	AUTO_BUF b = { 0 };

	load(name, &b);
	digest_sha256(buf_view(&b), ret);
}

static void
ripe_2019(void **state)
{
	AUTO(rrdp_notification_clear) struct rrdp_notification n = { 0 };
	AUTO(rrdp_notification_clear) struct rrdp_notification u = { 0 };
	AUTO(rrdp_notification_clear) struct rrdp_notification g = { 0 };
	char sum[SHA256_HEX];
	struct tally t;
	size_t k;

	(void)state;
	assert_int_equal(notification("rrdp/ripe-notification.xml", RIPE, &n),
	    0);
	assert_int_equal(
	    notification("rrdp/ripe-notification-unsorted.xml", RIPE, &u), 0);
	assert_int_equal(
	    notification("rrdp/ripe-notification-with-gaps.xml", RIPE, &g), 0);
	assert_int_equal(n.n, 91);
	assert_int_equal(n.unbroken, 91);
	assert_int_equal(u.unbroken, 91);
	assert_int_equal(rrdp_compare(&n, &u, &k), RRDP_SAME);
	assert_int_equal(g.n, 90);
	assert_true(g.unbroken < g.n);
	assert_int_equal(objects(RRDP_SNAPSHOT_FILE, "rrdp/ripe-snapshot.xml",
			     n.session, n.serial, &t),
	    0);
	assert_int_equal(t.published, 277);
	assert_int_equal(objects(RRDP_DELTA_FILE, "rrdp/ripe-delta.xml",
			     n.session, 1739, &t),
	    0);
	assert_int_equal(t.published, 65);
	assert_int_equal(t.withdrawn, 1);
	/* The notification is of the whole file; this one was cut down. */
	digest_of("rrdp/ripe-snapshot.xml", sum);
	assert_string_not_equal(sum, n.hash);
}

static void
mismatches(void **state)
{
	AUTO(rrdp_notification_clear) struct rrdp_notification good = { 0 };
	AUTO(rrdp_notification_clear) struct rrdp_notification hash2 = { 0 };
	AUTO(rrdp_notification_clear) struct rrdp_notification next = { 0 };
	char sum[SHA256_HEX];
	struct tally t;
	size_t k;

	(void)state;
	assert_int_equal(
	    notification("rrdp/mismatch/ripe-notification.xml", RIPE, &good),
	    0);
	digest_of("rrdp/mismatch/ripe-snapshot.xml", sum);
	assert_string_equal(sum, good.hash);
	/* Another snapshot for the same serial. */
	assert_int_equal(
	    notification("rrdp/mismatch/ripe-notification-1742-hash2.xml",
		RIPE, &hash2),
	    0);
	assert_int_equal(rrdp_compare(&good, &hash2, &k), RRDP_MUTATED);
	/* A serial further, with no delta, and the snapshot of before. */
	assert_int_equal(
	    notification("rrdp/mismatch/ripe-notification-serial-2.xml", RIPE,
		&next),
	    0);
	assert_int_equal(rrdp_compare(&good, &next, &k), RRDP_SNAPSHOT);
	assert_int_equal(objects(RRDP_SNAPSHOT_FILE,
			     "rrdp/mismatch/ripe-snapshot.xml", next.session,
			     next.serial, &t),
	    -1);
	assert_non_null(strstr(e.msg, "serial is 1742, not"));
	assert_int_equal(
	    objects(RRDP_SNAPSHOT_FILE,
		"rrdp/mismatch/ripe-snapshot-session-mismatch.xml",
		good.session, good.serial, &t),
	    -1);
	assert_non_null(strstr(e.msg, "session_id is not"));
	assert_int_equal(objects(RRDP_SNAPSHOT_FILE,
			     "rrdp/mismatch/ripe-snapshot-collision.xml",
			     good.session, good.serial, &t),
	    -1);
	assert_non_null(strstr(e.msg, "stands there twice"));
}

static void
a_run_of_2024(void **state)
{
	static const char own[] =
	    "https://rpki-rrdp.us-east-2.amazonaws.com/rrdp/notification.xml";
	AUTO(rrdp_notification_clear) struct rrdp_notification n = { 0 };
	AUTO(rrdp_notification_clear) struct rrdp_notification x = { 0 };
	size_t withdrawn = 0;

	(void)state;
	assert_int_equal(
	    notification("rrdp/deltas-2024/notification.xml", own, &n), 0);
	assert_int_equal(n.unbroken, 100);
	for (size_t i = 0; i < 9; i++) {
		AUTO_BUF name = { 0 };
		AUTO_BUF copy = { 0 };
		char sum[SHA256_HEX];
		struct tally t;

		buf_fmt(&name, "rrdp/deltas-2024/%llu.xml",
		    (unsigned long long)n.deltas[i].serial);
		/* The copy has a newline that the file had not. */
		load(name.p, &copy);
		digest_sha256(span_sub(buf_view(&copy), 0, copy.n - 1), sum);
		assert_string_equal(sum, n.deltas[i].hash);
		assert_int_equal(objects(RRDP_DELTA_FILE, name.p, n.session,
				     n.deltas[i].serial, &t),
		    0);
		assert_int_equal(t.published, 2);
		withdrawn += t.withdrawn;
	}
	assert_int_equal(withdrawn, 4);
	/* From another host, it would be of no origin of ours. */
	assert_int_equal(
	    notification("rrdp/deltas-2024/notification.xml", RIPE, &x), -1);
	assert_non_null(strstr(e.msg, "origin"));
}

static void
hostile_files(void **state)
{
	static const char *const names[] = { "hostile-xml/billion_lol.xml",
		"hostile-xml/lolz-notification.xml", "hostile-xml/xxe.xml",
		"rrdp/lolz-notification.xml" };
	AUTO(rrdp_notification_clear) struct rrdp_notification n = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(notification(names[i], RIPE, &n), -1);
		assert_non_null(strstr(e.msg, "a document type: refused"));
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(ripe_2019),
		cmocka_unit_test(mismatches),
		cmocka_unit_test(a_run_of_2024),
		cmocka_unit_test(hostile_files),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("rrdp, real", t, NULL, NULL);
}
