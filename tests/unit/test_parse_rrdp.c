/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/rrdp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SESSION "a2d845c4-5b91-4015-a2b7-988c03ce232a"
#define OWN "https://rrdp.example.net/notification.xml"
#define H "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define LOW "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NS "xmlns=\"http://www.ripe.net/rpki/rrdp\""
#define ROOT(name, serial)                                                    \
	"<" name " version=\"1\" session_id=\"" SESSION "\" serial=\"" serial \
	"\" " NS ">"
#define SNAP                                                                  \
	"<snapshot uri=\"https://rrdp.example.net/s.xml\" hash=\"" H "\"/>"
#define DELTA(serial)                                                         \
	"<delta serial=\"" serial "\" uri=\"https://rrdp.example.net/" serial \
	".xml\" hash=\"" H "\"/>"
#define NOTE(inside) ROOT("notification", "7") inside "</notification>"

static struct rrdp_notification n;
static struct err e;

static int
parse(const char *xml)
{
	rrdp_notification_clear(&n);
	memset(&e, 0, sizeof(e));
	return rrdp_notification_parse(span_of(xml), OWN, &n, &e);
}

static int
forget(void **state)
{
	(void)state;
	rrdp_notification_clear(&n);
	return 0;
}

static void
a_notification_is_read_in_any_order(void **state)
{
	(void)state;
	assert_int_equal(
	    parse("<?xml version=\"1.0\"?>\n<!-- don't -->\n" NOTE(
		DELTA("5") "\n" DELTA("7") SNAP DELTA("6"))),
	    0);
	assert_string_equal(n.session, SESSION);
	assert_int_equal(n.serial, 7);
	assert_string_equal(n.uri, "https://rrdp.example.net/s.xml");
	assert_string_equal(n.hash, LOW);
	assert_int_equal(n.n, 3);
	assert_int_equal(n.deltas[0].serial, 7);
	assert_int_equal(n.deltas[2].serial, 5);
	assert_int_equal(n.unbroken, 3);
}

static void
deltas_lead_on_from_the_newest_without_a_gap(void **state)
{
	(void)state;
	assert_int_equal(parse(NOTE(SNAP DELTA("7") DELTA("5"))), 0);
	assert_int_equal(n.unbroken, 1);
	assert_int_equal(parse(NOTE(SNAP DELTA("6") DELTA("5"))), 0);
	assert_int_equal(n.unbroken, 0);
	assert_int_equal(parse(NOTE(SNAP)), 0);
	assert_int_equal(n.unbroken, 0);
}

static const struct {
	const char *xml, *why;
} bad_notifications[] = {
	{ "", "line 1: not well-formed" },
	{ "\n\n</x>", "line 3: not well-formed" },
	{ NOTE(""), "no <snapshot>" },
	{ NOTE(SNAP SNAP), "a second <snapshot>" },
	{ NOTE(SNAP DELTA("8")), "serial 8, beyond" },
	{ NOTE(SNAP DELTA("6") DELTA("6")), "two deltas of serial 6" },
	{ NOTE(SNAP DELTA("06")), "no positive number" },
	{ NOTE(SNAP DELTA("0")), "no positive number" },
	{ NOTE(SNAP DELTA("-1")), "no positive number" },
	{ NOTE(SNAP "x"), "text where none may be" },
	{ NOTE(SNAP "<publish/>"), "<publish> where none may be" },
	{ NOTE("<snapshot uri=\"https://rrdp.example.net/s\" "
	       "hash=\"12\"/>"),
	    "hash is no SHA-256" },
	{ NOTE("<snapshot uri=\"https://rrdp.example.net/s\"/>"),
	    "not two attributes" },
	{ NOTE("<snapshot uri=\"https://example.net/s\" hash=\"" H "\"/>"),
	    "not of the notification's origin" },
	{ NOTE("<snapshot uri=\"https://rrdp.example.net:444/s\" "
	       "hash=\"" H "\"/>"),
	    "not of the notification's origin" },
	{ NOTE("<snapshot uri=\"http://rrdp.example.net/s\" "
	       "hash=\"" H "\"/>"),
	    "another scheme" },
	{ NOTE("<snapshot uri=\"https://rrdp.example.net/../s\" "
	       "hash=\"" H "\"/>"),
	    "'..' segment" },
	{ ROOT("snapshot", "7") "</snapshot>",
	    "<snapshot> where <notification> must be" },
	{ "<notification version=\"2\" session_id=\"" SESSION
	  "\" serial=\"7\" " NS ">" SNAP "</notification>",
	    "version is not 1" },
	{ "<notification version=\"1\" session_id=\"a2d845c4-5b91-"
	  "1015-a2b7-988c03ce232a\" serial=\"7\" " NS ">" SNAP
	  "</notification>",
	    "no UUID of version 4" },
	{ "<notification version=\"1\" session_id=\"" SESSION "\" " NS ">" SNAP
	  "</notification>",
	    "without serial" },
	{ "<notification version=\"1\" session_id=\"" SESSION
	  "\" serial=\"7\">" SNAP "</notification>",
	    "no RRDP namespace" },
	{ "<notification version=\"1\" session_id=\"" SESSION
	  "\" serial=\"7\" a=\"\" " NS ">" SNAP "</notification>",
	    "an attribute too many" },
	{ "<notification version=\"1\" session_id=\"" SESSION
	  "\" serial=\"18446744073709551616\" " NS ">" SNAP "</notification>",
	    "at most 64 bits" },
	{ "<!DOCTYPE x>" NOTE(SNAP), "a document type: refused" },
	{ NOTE(SNAP "<![CDATA[]]>"), "a CDATA section" },
	{ NOTE(SNAP "&lol;"), "not well-formed" },
	{ NOTE(SNAP "\xc3\xa9"), "not US-ASCII" },
};

static void
bad_notifications_are_refused_with_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_notifications); i++) {
		if (parse(bad_notifications[i].xml) == 0)
			fail_msg("read: %s", bad_notifications[i].xml);
		assert_int_equal(e.kind, ERR_DATA);
		if (strstr(e.msg, bad_notifications[i].why) == NULL)
			fail_msg("%s\nnot: %s", e.msg,
			    bad_notifications[i].why);
	}
}

static void
limits_of_a_notification(void **state)
{
	AUTO_BUF b = { 0 };

	(void)state;
	/* A tag as long as it may be, then one byte more. */
	for (size_t more = 0; more < 2; more++) {
		b.n = 0;
		buf_str(&b, ROOT("notification", "7"));
		buf_add(&b, SNAP, strlen(SNAP) - 2);
		for (size_t i = strlen(SNAP); i < RRDP_TAG_MAX + more; i++)
			buf_chr(&b, ' ');
		buf_str(&b, "/></notification>");
		assert_int_equal(parse(b.p), more == 0 ? 0 : -1);
	}
	assert_non_null(strstr(e.msg, "a tag of over 4096 bytes"));
	/* '>' in a value ends no tag. */
	b.n = 0;
	buf_str(&b, ROOT("notification", "7") "<snapshot uri='");
	for (size_t i = 0; i < RRDP_TAG_MAX; i++)
		buf_chr(&b, '>');
	assert_int_equal(parse(b.p), -1);
	assert_non_null(strstr(e.msg, "a tag of over 4096 bytes"));
	/* One attribute more than RRDP_ATTRS_MAX. */
	assert_int_equal(parse("<notification version='1' session_id='' "
			       "serial='' a='' b='' " NS "/>"),
	    -1);
	assert_non_null(strstr(e.msg, "over 4 attributes"));

	b.n = 0;
	buf_str(&b, ROOT("notification", "7") SNAP);
	while (b.n <= RRDP_NOTIFICATION_MAX)
		buf_chr(&b, ' ');
	assert_int_equal(parse(b.p), -1);
	assert_non_null(strstr(e.msg, "over its limit"));
}

static void
one_notification(struct rrdp_notification *r, uint64_t serial, size_t deltas)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, ROOT("notification", "%llu") SNAP,
	    (unsigned long long)serial);
	for (size_t i = 0; i < deltas; i++)
		buf_fmt(&b, DELTA("%llu"), (unsigned long long)(serial - i),
		    (unsigned long long)(serial - i));
	buf_str(&b, "</notification>");
	assert_int_equal(rrdp_notification_parse(buf_view(&b), OWN, r, &e), 0);
}

static void
what_two_notifications_say_of_each_other(void **state)
{
	struct rrdp_notification a, b;
	size_t k;

	(void)state;
	one_notification(&a, 1000, 3);
	one_notification(&b, 1000 + RRDP_DELTAS_MAX, RRDP_DELTAS_MAX);
	assert_int_equal(rrdp_compare(&a, &a, &k), RRDP_SAME);
	assert_int_equal(k, 0);
	assert_int_equal(rrdp_compare(&a, &b, &k), RRDP_DELTAS);
	assert_int_equal(k, RRDP_DELTAS_MAX);
	assert_int_equal(rrdp_compare(&b, &a, &k), RRDP_REGRESS);
	b.unbroken--;
	assert_int_equal(rrdp_compare(&a, &b, &k), RRDP_SNAPSHOT);
	rrdp_notification_clear(&b);
	one_notification(&b, 1001 + RRDP_DELTAS_MAX, RRDP_DELTAS_MAX + 1);
	assert_int_equal(rrdp_compare(&a, &b, &k), RRDP_SNAPSHOT);
	rrdp_notification_clear(&b);
	one_notification(&b, 1001, 4);
	assert_int_equal(rrdp_compare(&a, &b, &k), RRDP_DELTAS);
	assert_int_equal(k, 1);
	b.deltas[3].hash[0] = 'f'; /* of serial 998, which both have */
	assert_int_equal(rrdp_compare(&a, &b, &k), RRDP_MUTATED);
	b.session[0] = 'b';
	assert_int_equal(rrdp_compare(&a, &b, &k), RRDP_RESET);
	rrdp_notification_clear(&b);
	one_notification(&b, 1000, 3);
	b.hash[0] = 'f';
	assert_int_equal(rrdp_compare(&a, &b, &k), RRDP_MUTATED);
	assert_string_equal(rrdp_change_name(RRDP_MUTATED), "mutated");
	rrdp_notification_clear(&a);
	rrdp_notification_clear(&b);
}

/* --- snapshots and deltas --- */

static struct buf said;

static int
say(const struct rrdp_object *o, void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	buf_fmt(&said, "%s %s %.4s ", o->withdrawn ? "-" : "+", o->uri,
	    o->replaces[0] == '\0' ? "new" : o->replaces);
	buf_span(&said, o->object);
	buf_chr(&said, '\n');
	return 0;
}

/* In pieces of step bytes. */
static int
read_file(enum rrdp_kind kind, const char *xml, size_t step)
{
	struct rrdp_reader *r = rrdp_open(kind, SESSION, 7, say, NULL);
	struct span s = span_of(xml);
	int rc = 0;

	said.n = 0;
	memset(&e, 0, sizeof(e));
	for (; s.n != 0 && rc == 0; s = span_sub(s, step, s.n))
		rc = rrdp_feed(r, span_sub(s, 0, step), &e);
	if (rc == 0)
		rc = rrdp_end(r, &e);
	rrdp_free(r);
	return rc;
}

#define SNAPSHOT(inside) ROOT("snapshot", "7") inside "</snapshot>"
#define DELTAS(inside) ROOT("delta", "7") inside "</delta>"
#define PUB(uri, text) "<publish uri=\"rsync://h/" uri "\">" text "</publish>"

static void
objects_come_one_by_one_in_pieces_of_any_size(void **state)
{
	static const char *const want = "+ rsync://h/a.cer new hello\n"
					"+ rsync://h/m/b.roa new A\n"
					"+ rsync://h/m/c.roa new xy\n";

	(void)state;
	for (size_t step = 1; step < 400; step += 7) {
		assert_int_equal(
		    read_file(RRDP_SNAPSHOT_FILE,
			SNAPSHOT(PUB("a.cer",
			    "aGVs\n  bG8=") "\n" PUB("m/b.roa",
			    "QQ==") "<!-- > -->" PUB("m/c.roa", "&#x65;Hk=")),
			step),
		    0);
		assert_string_equal(said.p, want);
	}
	assert_int_equal(read_file(RRDP_SNAPSHOT_FILE, SNAPSHOT(""), 9), 0);
	assert_int_equal(
	    read_file(RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a", " ")), 9), 0);
	assert_string_equal(said.p, "+ rsync://h/a new \n");
}

static void
a_delta_replaces_and_withdraws(void **state)
{
	(void)state;
	assert_int_equal(
	    read_file(RRDP_DELTA_FILE,
		DELTAS(
		    PUB("a", "QQ==") "<publish uri=\"rsync://h/b\" hash=\"" H
				     "\">Qg==</publish><withdraw "
				     "uri=\"rsync://h/c\" hash=\"" H "\"/>"),
		64),
	    0);
	assert_string_equal(said.p,
	    "+ rsync://h/a new A\n+ rsync://h/b 0123 B\n"
	    "- rsync://h/c 0123 \n");
}

static const struct {
	enum rrdp_kind kind;
	const char *xml, *why;
} bad_files[] = {
	{ RRDP_SNAPSHOT_FILE, ROOT("snapshot", "8") "</snapshot>",
	    "serial is 8, not the notification's 7" },
	{ RRDP_SNAPSHOT_FILE,
	    "<snapshot version=\"1\" "
	    "session_id=\"b2d845c4-5b91-4015-a2b7-988c03ce232a\" "
	    "serial=\"7\" " NS "/>",
	    "session_id is not the notification's" },
	{ RRDP_SNAPSHOT_FILE, DELTAS(""), "<delta> where <snapshot> must be" },
	{ RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a", "QQ=")), "no proper base64" },
	{ RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a", "Q=Q=")), "no proper base64" },
	{ RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a", "QQ-=")),
	    "a byte that is no base64" },
	{ RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a", "====")), "no proper base64" },
	{ RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a", "QQ==") PUB("a", "Qg==")),
	    "stands there twice" },
	{ RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a/../b", "QQ==")),
	    "'..' segment" },
	{ RRDP_SNAPSHOT_FILE, SNAPSHOT(PUB("a b", "QQ==")),
	    "a byte that no URI may hold" },
	{ RRDP_SNAPSHOT_FILE,
	    SNAPSHOT("<publish uri=\"https://h/a\">QQ==</publish>"),
	    "another scheme" },
	{ RRDP_SNAPSHOT_FILE,
	    SNAPSHOT(
		"<publish uri=\"rsync://h/a\" hash=\"" H "\">QQ==</publish>"),
	    "of a delta in a snapshot" },
	{ RRDP_SNAPSHOT_FILE,
	    SNAPSHOT("<withdraw uri=\"rsync://h/a\" hash=\"" H "\"/>"),
	    "of a delta in a snapshot" },
	{ RRDP_SNAPSHOT_FILE,
	    SNAPSHOT("<publish uri=\"rsync://h/a\"><x/></publish>"),
	    "<x> inside an object" },
	{ RRDP_DELTA_FILE, DELTAS("<withdraw uri=\"rsync://h/a\"/>"),
	    "attributes that differ" },
	{ RRDP_DELTA_FILE,
	    DELTAS("<withdraw uri=\"rsync://h/a\" hash=\"" H
		   "\">QQ==</withdraw>"),
	    "text in <withdraw>" },
	{ RRDP_DELTA_FILE, ROOT("delta", "7") PUB("a", "QQ=="), "or cut" },
};

static void
bad_files_are_refused_with_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_files); i++)
		for (size_t step = 1; step < 1000; step += 333) {
			if (read_file(bad_files[i].kind, bad_files[i].xml,
				step) == 0)
				fail_msg("read: %s", bad_files[i].xml);
			assert_int_equal(e.kind, ERR_DATA);
			if (strstr(e.msg, bad_files[i].why) == NULL)
				fail_msg("%s\nnot: %s", e.msg,
				    bad_files[i].why);
		}
}

static int
count(const struct rrdp_object *o, void *arg, struct err *err)
{
	(void)err;
	*(size_t *)arg += 1 + o->object.n;
	return 0;
}

/* Feeds n times the same; what came of it. */
static int
feed_many(struct rrdp_reader *r, const char *piece, size_t times)
{
	int rc = 0;

	for (size_t i = 0; i < times && rc == 0; i++)
		rc = rrdp_feed(r, span_of(piece), &e);
	return rc;
}

static void
limits_of_a_file(void **state)
{
	size_t seen = 0;
	struct rrdp_reader *r =
	    rrdp_open(RRDP_SNAPSHOT_FILE, SESSION, 7, count, &seen);

	(void)state;
	/* As large as it may be, base64 of whole groups, then more. */
	assert_int_equal(feed_many(r, ROOT("snapshot", "7"), 1), 0);
	assert_int_equal(feed_many(r, "<publish uri=\"rsync://h/a\">", 1), 0);
	assert_int_equal(feed_many(r, "QUFB", RRDP_OBJECT_MAX / 3), 0);
	assert_int_equal(feed_many(r, "</publish>", 1), 0);
	assert_int_equal(seen, 1 + RRDP_OBJECT_MAX / 3 * 3);
	assert_int_equal(feed_many(r, "<publish uri=\"rsync://h/b\">", 1), 0);
	assert_int_equal(feed_many(r, "QUFB", RRDP_OBJECT_MAX / 3 + 99999),
	    -1);
	assert_non_null(strstr(e.msg, "an object of over"));
	assert_int_equal(feed_many(r, " ", 1), -1); /* and stays so */
	rrdp_free(r);
}

static void
a_file_has_so_many_objects(void **state)
{
	size_t seen = 0;
	struct rrdp_reader *r =
	    rrdp_open(RRDP_SNAPSHOT_FILE, SESSION, 7, count, &seen);
	int rc = feed_many(r, ROOT("snapshot", "7"), 1);

	(void)state;
	for (size_t i = 0; i <= RRDP_OBJECTS_MAX && rc == 0; i++) {
		char piece[80];

		snprintf(piece, sizeof(piece), PUB("%zu", "QQ=="), i);
		rc = rrdp_feed(r, span_of(piece), &e);
	}
	assert_int_equal(rc, -1);
	assert_int_equal(seen, 2 * (size_t)RRDP_OBJECTS_MAX);
	assert_non_null(strstr(e.msg, "over 1000000 objects"));
	rrdp_free(r);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_notification_is_read_in_any_order),
		cmocka_unit_test(deltas_lead_on_from_the_newest_without_a_gap),
		cmocka_unit_test(bad_notifications_are_refused_with_a_reason),
		cmocka_unit_test(limits_of_a_notification),
		cmocka_unit_test(what_two_notifications_say_of_each_other),
		cmocka_unit_test(
		    objects_come_one_by_one_in_pieces_of_any_size),
		cmocka_unit_test(a_delta_replaces_and_withdraws),
		cmocka_unit_test(bad_files_are_refused_with_a_reason),
		cmocka_unit_test(limits_of_a_file),
		cmocka_unit_test(a_file_has_so_many_objects),
	};
	int r;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	r = cmocka_run_group_tests_name("rrdp", t, NULL, forget);
	buf_clear(&said);
	return r;
}
