/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a command line is named in one line. */
#include "cmd/cmd.h"
#include "io/file.h"
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#define WORDS_MAX 8

struct got {
	int code;
	char *out; /* both streams; owned */
	size_t rest_n;
	const char *rest[1];
	const char *day, *url;
	bool json;
};

static void
got_clear(struct got *g)
{
	free(g->out);
}

/* Runs fn with both streams into a file. */
static char *
captured(int (*fn)(int, char **, void *), int argc, char **argv, void *arg,
    int *code)
{
	AUTO_FREE char *path = here("out");
	AUTO_FREE unsigned char *p = NULL;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	int keep1 = dup(1), keep2 = dup(2);
	size_t n = 0;

	assert_true(fd >= 0 && keep1 >= 0 && keep2 >= 0);
	fflush(NULL);
	dup2(fd, 1);
	dup2(fd, 2);
	*code = fn(argc, argv, arg);
	fflush(NULL);
	dup2(keep1, 1);
	dup2(keep2, 2);
	close(keep1);
	close(keep2);
	close(fd);
	assert_int_equal(file_read(path, 0, &p, &n, NULL), 0);
	return mem_strdup((char *)p);
}

static int
parse(int argc, char **argv, void *arg)
{
	struct got *g = arg;
	const struct option_row o[] = {
		{ "day", "DAY", "a day", NULL, &g->day },
		{ "mirror", "URL", "where from", NULL, &g->url },
		{ "json", NULL, "for programs", &g->json, NULL },
	};

	return options_parse(argc, argv, o, ARRAY_LEN(o), "[FILE]", g->rest, 1,
	    &g->rest_n);
}

/* words: separated by blanks; a word `''` is empty. */
static void
split(const char *words, char **argv, int *argc)
{
	struct span rest = span_of(words);

	*argc = 0;
	while (rest.n != 0) {
		struct span w = span_split(&rest, ' ');

		assert_true(*argc < WORDS_MAX);
		argv[(*argc)++] =
		    span_is(w, "''") ? mem_strdup("") : mem_strndup(w.p, w.n);
	}
	argv[*argc] = NULL;
}

static void
free_words(char **argv, int argc)
{
	for (int i = 0; i < argc; i++)
		free(argv[i]);
}

static void
options_are_read(void **state)
{
	AUTO(got_clear) struct got g = { 0 };
	char *argv[WORDS_MAX + 1];
	int argc;

	(void)state;
	split("x --day=2024-01-01 --json --mirror file:///a=b -- --day", argv,
	    &argc);
	g.out = captured(parse, argc, argv, &g, &g.code);
	assert_int_equal(g.code, 0);
	assert_string_equal(g.out, "");
	assert_string_equal(g.day, "2024-01-01");
	assert_string_equal(g.url, "file:///a=b");
	assert_true(g.json);
	assert_int_equal(g.rest_n, 1);
	assert_string_equal(g.rest[0], "--day");
	free_words(argv, argc);
}

static void
mistakes_are_named(void **state)
{
	static const struct {
		const char *words, *says;
	} v[] = {
		{ "x --dya 1",
		    "x: unknown option '--dya'; did you mean "
		    "--day?" },
		{ "x --zzz",
		    "x: unknown option '--zzz'; see `nroaudit x "
		    "--help`" },
		{ "x -j", "x: unknown option '-j'" },
		{ "x --day", "x: --day wants a value: DAY" },
		{ "x --day=", "x: --day wants a value: DAY" },
		{ "x --day ''", "x: --day wants a value: DAY" },
		{ "x --json=1", "x: --json takes no value" },
		{ "x a b", "x: one word too many: 'b'" },
		{ "x --days 1", "did you mean --day?" },
		{ "x --=1", "x: unknown option '--=1'" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO(got_clear) struct got g = { 0 };
		char *argv[WORDS_MAX + 1];
		const char *end;
		int argc;

		split(v[i].words, argv, &argc);
		g.out = captured(parse, argc, argv, &g, &g.code);
		assert_int_equal(g.code, EXIT_USAGE);
		assert_true(says(g.out, v[i].says));
		assert_true(span_starts(span_of(g.out), "nroaudit: "));
		end = strchr(g.out, '\n');
		assert_true(end != NULL && end[1] == '\0'); /* one line */
		free_words(argv, argc);
	}
}

static void
help_lists_every_option(void **state)
{
	AUTO(got_clear) struct got g = { 0 };
	char *argv[WORDS_MAX + 1];
	int argc;

	(void)state;
	split("x --json --help --nonsense", argv, &argc);
	g.out = captured(parse, argc, argv, &g, &g.code);
	assert_int_equal(g.code, -1);
	assert_true(says(g.out,
	    "usage: nroaudit [-C DIR] x [OPTION...] "
	    "[FILE]\n"));
	assert_true(says(g.out, "--day DAY "));
	assert_true(says(g.out, "--json "));
	assert_true(says(g.out, "for programs\n"));
	free_words(argv, argc);
}

static int
whole(int argc, char **argv, void *arg)
{
	(void)arg;
	return program(argc, argv);
}

static void
the_program_names_what_is_wrong(void **state)
{
	static const struct {
		const char *words, *says;
		int code;
	} v[] = {
		{ "n", "usage: nroaudit", EXIT_USAGE },
		{ "n --help", "usage: nroaudit", EXIT_NOTHING_NEW },
		{ "n help", "nroaudit(1)", EXIT_NOTHING_NEW },
		{ "n --version", "nroaudit ", EXIT_NOTHING_NEW },
		{ "n frobnicate", "no command 'frobnicate'", EXIT_USAGE },
		{ "n audti", "did you mean 'audit'", EXIT_USAGE },
		{ "n run -C", "-C wants a directory", EXIT_USAGE },
		{ "n -C /nonexistent run --as-of 2026-13-01", "2026-13-01",
		    EXIT_USAGE },
		{ "n -C /nonexistent run --as-of 2026-01-01", "2026-01-01",
		    EXIT_USAGE },
		{ "n -C /nonexistent run --mirror ftp://x", "ftp://x",
		    EXIT_USAGE },
		{ "n -C /nonexistent run --fail-on some", "some", EXIT_USAGE },
		{ "n -C /nonexistent sign", "sign: which report?",
		    EXIT_USAGE },
		{ "n -C /nonexistent audit", "/nonexistent", EXIT_FAILED },
		{ "n -C /nonexistent verify", "/nonexistent", EXIT_FAILED },
		{ "n -C /nonexistent verify /none/such", "/none/such",
		    EXIT_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		char *argv[WORDS_MAX + 1], *held[WORDS_MAX + 1];
		AUTO_FREE char *out = NULL;
		int argc, held_n, code;

		split(v[i].words, held, &held_n);
		argc = held_n;
		memcpy(argv, held, sizeof(held)); /* program() moves them */
		out = captured(whole, argc, argv, NULL, &code);
		if (code != v[i].code)
			fail_msg("%s: exit %d: %s", v[i].words, code, out);
		assert_true(says(out, v[i].says));
		free_words(held, held_n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_read),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(help_lists_every_option),
		cmocka_unit_test(the_program_names_what_is_wrong),
	};

	return cmocka_run_group_tests_name("options", tests, dir_setup,
	    dir_teardown);
}
