/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dated file as the inspecting phase sees it. */
#include "cmd/inspect_dated.h"
#include "io/file.h"
#include "unit.h"

#include <pthread.h>
#include <unistd.h>

/* A server in a thread, on two pipes. */
static int to[2], from[2];
static struct service server;
static pthread_t thread;

static void *
serve(void *arg)
{
	struct question q;

	(void)arg;
	while (pipe_read(to[0], &q, sizeof(q)) == 0 &&
	    inspect_dated_serve(to[0], from[1], &q))
		;
	close(from[1]);
	return NULL;
}

static int
begin(void **state)
{
	(void)state;
	assert_int_equal(pipe(to), 0);
	assert_int_equal(pipe(from), 0);
	server.to = to[1];
	server.from = from[0];
	return pthread_create(&thread, NULL, serve, NULL);
}

static int
finish(void **state)
{
	(void)state;
	close(to[1]);
	pthread_join(thread, NULL);
	close(to[0]);
	close(from[0]);
	return 0;
}

static size_t
source(const char *id)
{
	return source_index(source_find(id));
}

static void
statistics_are_told_with_day_and_digest(void **state)
{
	static const char text[] =
	    "2|arin|20240105|1|19830101|20240104|-0500\n"
	    "arin|US|asn|7|1|20010101|assigned|h1\n";
	struct dated_said said;
	char want[SHA256_HEX];

	(void)state;
	digest_sha256(span_of(text), want);
	assert_int_equal(inspect_dated(&server, source("arin-extended"),
			     span_of(text), &said),
	    0);
	assert_int_equal(said.whole, 1);
	assert_int_equal(said.day, 20240105);
	assert_int_equal(said.size, strlen(text));
	assert_string_equal(said.sha256, want);
	assert_int_equal(said.asof,
	    day_start(20240105) - 1 + 5 * 3600); /* the day before, there */
}

static void
what_is_none_is_told_why(void **state)
{
	static const struct {
		const char *text, *why;
	} t[] = {
		{ "", "no statistics" },
		{ "\x1f\x8b", "end too soon" },
		{ "BZh9", "end too soon" },
		{ "<html>", "web page" },
		{ "2|apnic|20240105|1|19830101|20240104|+1000\n"
		  "apnic|AU|asn|7|1|20010101|assigned|h1\n",
		    "no statistics of this registry" },
		{ "2|arin|20240105|3|19830101|20240104|-0500\n"
		  "arin|US|asn|7|1|20010101|assigned|h1\n",
		    "fewer records" },
	};
	struct dated_said said;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		assert_int_equal(inspect_dated(&server,
				     source("arin-extended"),
				     span_of(t[i].text), &said),
		    0);
		assert_int_equal(said.whole, 0);
		assert_true(says(said.fault, t[i].why));
	}
}

/* A hundred times nothing, packed to little, is over DATED_PLAIN_MAX. */
static void
what_unpacks_to_too_much_is_refused(void **state)
{
	AUTO_FREE char *zeros = here("zeros");
	AUTO_FREE char *packed = here("packed");
	AUTO_FREE unsigned char *p = NULL;
	const char *const argv[] = { "gzip", "-1c", zeros, NULL };
	struct dated_said said;
	size_t n = 0;

	(void)state;
	put_file("zeros", "", 0600);
	assert_int_equal(truncate(zeros, (off_t)DATED_PLAIN_MAX + 1), 0);
	assert_int_equal(run(argv, NULL, packed), 0);
	assert_int_equal(file_read(packed, 0, &p, &n, NULL), 0);
	assert_int_equal(inspect_dated(&server, source("arin-extended"),
			     (struct span){ p, n }, &said),
	    0);
	assert_true(said.whole == 0 && says(said.fault, "more than"));
}

static void
a_question_out_of_bounds_ends_the_server(void **state)
{
	struct question q = { INSPECT_DATED, source("arin-extended"),
		DATED_PLAIN_MAX + 1, 0 };
	struct dated_said said;

	(void)state;
	assert_int_equal(pipe_write(to[1], &q, sizeof(q)), 0);
	assert_int_equal(pipe_read(from[0], &said, sizeof(said)), -1);
}

int
main(void)
{
#define SERVED(t) cmocka_unit_test_setup_teardown(t, begin, finish)
	const struct CMUnitTest tests[] = {
		SERVED(statistics_are_told_with_day_and_digest),
		SERVED(what_is_none_is_told_why),
		SERVED(what_unpacks_to_too_much_is_refused),
		SERVED(a_question_out_of_bounds_ends_the_server),
	};

	return cmocka_run_group_tests_name("inspect dated", tests, dir_setup,
	    dir_teardown);
}
