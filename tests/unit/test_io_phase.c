/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a phase does to itself, its parent gets an answer or a clear
 * error. */
#include "box.h"

#include "io/phase.h"

#include <sys/stat.h>

static const struct sandbox box = { .name = "tried" };

static int
answers(void *arg, struct buf *out, struct err *e)
{
	(void)e;
	buf_add(out, arg, 4);
	return 7;
}

static void
an_answer_comes_back(void **state)
{
	char four[] = { 'a', '\0', '\n', 'b' };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(phase_run(&box, answers, four, &out, &e), 7);
	assert_int_equal(out.n, 4);
	assert_memory_equal(out.p, four, 4);
	/* A second one is added, and one may go unread. */
	assert_int_equal(phase_run(&box, answers, four, &out, &e), 7);
	assert_int_equal(out.n, 8);
	assert_int_equal(phase_run(&box, answers, four, NULL, &e), 7);
	assert_int_equal(e.kind, ERR_NONE);
}

static int
fails(void *arg, struct buf *out, struct err *e)
{
	buf_str(out, "half");
	return err_set(e, ERR_DATA, "%s", (const char *)arg);
}

static void
an_error_comes_back(void **state)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
	    phase_run(&box, fails, (char[]){ "why: \xc3\xa4" }, &out, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.msg, "why: \xc3\xa4");
	assert_int_equal(out.n, 0);
}

/* The words may be an outsider's; the terminal is ours. */
static void
an_error_has_no_control_bytes(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
	    phase_run(&box, fails, (char[]){ "a\033[2J\nb" }, NULL, &e), -1);
	assert_string_equal(e.msg, "a?[2J?b");
}

static int
is_killed(void *arg, struct buf *out, struct err *e)
{
	(void)e;
	buf_str(out, "half");
	raise(*(int *)arg);
	return 0;
}

static void
a_killed_phase_is_named(void **state)
{
	AUTO_BUF out = { 0 };
	struct err e = { 0 };
	int kill9 = SIGKILL, abrt = SIGABRT;

	(void)state;
	assert_int_equal(phase_run(&box, is_killed, &kill9, &out, &e), -1);
	assert_int_equal(e.kind, ERR_IO);
	assert_string_equal(e.msg,
	    "the phase 'tried' was ended by signal 9 (Killed)");
	assert_int_equal(out.n, 0);
	assert_int_equal(phase_run(&box, is_killed, &abrt, &out, &e), -1);
	assert_non_null(strstr(e.msg, "signal 6"));
}

static int
exits(void *arg, struct buf *out, struct err *e)
{
	(void)out;
	(void)e;
	_exit(*(int *)arg);
}

static void
an_early_exit_is_no_answer(void **state)
{
	struct err e = { 0 };
	int code[] = { 0, 3 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(code); i++) {
		assert_int_equal(phase_run(&box, exits, &code[i], NULL, &e),
		    -1);
		assert_string_equal(e.msg,
		    "the phase 'tried' ended without an answer");
	}
}

static int
answers_much(void *arg, struct buf *out, struct err *e)
{
	(void)e;
	for (size_t i = 0; i < *(size_t *)arg; i++)
		buf_chr(out, 'x');
	return 0;
}

static void
an_answer_has_a_ceiling(void **state)
{
	struct buf out;
	struct err e = { 0 };
	size_t n = 1000;

	(void)state;
	buf_init(&out, n);
	assert_int_equal(phase_run(&box, answers_much, &n, &out, &e), 0);
	assert_int_equal(out.n, n);
	buf_clear(&out);
	buf_init(&out, n);
	n++;
	assert_int_equal(phase_run(&box, answers_much, &n, &out, &e), -1);
	assert_string_equal(e.msg,
	    "the phase 'tried' answered more than 1000 bytes");
	assert_int_equal(out.n, 0);
	buf_clear(&out);
}

/* Beyond what the buffer's own ceiling says, where it says nothing. */
static int
answers_most(void *arg, struct buf *out, struct err *e)
{
	static char block[1 << 20];

	(void)e;
	for (size_t i = 0; i < PHASE_ANSWER_MAX / sizeof(block); i++)
		buf_add(out, block, sizeof(block));
	buf_add(out, block, *(size_t *)arg);
	return 0;
}

static void
the_ceiling_is_phase_answer_max(void **state)
{
	struct err e = { 0 };
	size_t n = 0;

	(void)state;
	assert_int_equal(phase_run(&box, answers_most, &n, NULL, &e), 0);
	n = 1;
	assert_int_equal(phase_run(&box, answers_most, &n, NULL, &e), -1);
	assert_non_null(strstr(e.msg, "answered more than 268435456 bytes"));
}

static int
does_nothing_for_ever(void *arg, struct buf *out, struct err *e)
{
	(void)arg;
	(void)out;
	(void)e;
	while (pause() != 0)
		;
	return 0;
}

static void
time_has_a_limit(void **state)
{
	struct sandbox slow = { .name = "slow", .seconds = 1 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
	    phase_run(&slow, does_nothing_for_ever, NULL, NULL, &e), -1);
	assert_string_equal(e.msg, "the phase 'slow' took too long");
}

/* A phase that was taken over writes what it likes into its pipe. */
static int
floods(void *arg, struct buf *out, struct err *e)
{
	static char block[1 << 16]; /* zeros: a head that says all is well */

	(void)arg;
	(void)out;
	(void)e;
	for (;;)
		for (int fd = 3; fd < 64; fd++) {
			struct stat st;

			/* Not the pipes of who runs the test. */
			if (fcntl(fd, F_GETFD) == FD_CLOEXEC &&
			    fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
			    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY &&
			    write(fd, block, sizeof(block)) < 0)
				_exit(1);
		}
}

static void
a_flood_is_cut(void **state)
{
	struct buf out;
	struct err e = { 0 };

	(void)state;
	buf_init(&out, 1 << 20);
	assert_int_equal(phase_run(&box, floods, NULL, &out, &e), -1);
	assert_non_null(strstr(e.msg, "answered more than 1048576 bytes"));
	assert_int_equal(out.n, 0);
	buf_clear(&out);
}

static int
tries_to_fork(void *arg, struct buf *out, struct err *e)
{
	pid_t pid = fork();

	(void)arg;
	(void)out;
	if (pid == 0)
		_exit(0);
	return pid < 0 ? 0 : err_set(e, ERR_IO, "it can");
}

static void
a_phase_is_in_its_box(void **state)
{
	struct err e = { 0 };

	(void)state;
	need_seccomp();
	assert_int_equal(phase_run(&box, tries_to_fork, NULL, NULL, &e), 0);
}

static int
waits(void *arg, struct buf *out, struct err *e)
{
	int *fd = arg;
	char c;

	(void)out;
	(void)e;
	/* Here I am; then nothing to read, ever. */
	return pipe_write(fd[1], "x", 1) == 0 && read(fd[2], &c, 1) == 0;
}

/* The lock that it inherited must be free when the run is gone. */
static void
a_phase_ends_with_its_parent(void **state)
{
	int fd[4], here[2], never[2];
	pid_t pid;
	char c;

	(void)state;
	assert_int_equal(pipe(here), 0);
	assert_int_equal(pipe(never), 0);
	fd[1] = here[1];
	fd[2] = never[0];
	pid = fork();
	if (pid == 0) {
		close(here[0]);
		phase_run(&box, waits, fd, NULL, NULL);
		_exit(0);
	}
	close(here[1]);
	assert_int_equal(read(here[0], &c, 1), 1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	/* The end of file comes when the last writer is gone: the phase. */
	assert_int_equal(read(here[0], &c, 1), 0);
	close(here[0]);
	close(never[0]);
	close(never[1]);
}

static void
echoes(int in, int out, void *arg)
{
	char c;

	(void)arg;
	while (pipe_read(in, &c, 1) == 0)
		if (c == '!' || pipe_write(out, &c, 1) != 0)
			raise(SIGKILL);
}

static void
a_service_answers(void **state)
{
	struct service s;
	struct err e = { 0 };
	char c = 0;

	(void)state;
	assert_int_equal(service_start(&box, echoes, NULL, &s, &e), 0);
	for (int i = 'a'; i < 'e'; i++) {
		char q = (char)i;

		assert_int_equal(pipe_write(s.to, &q, 1), 0);
		assert_int_equal(pipe_read(s.from, &c, 1), 0);
		assert_int_equal(c, q);
	}
	assert_int_equal(service_stop(&s, &e), 0);
	assert_int_equal(s.to, -1);
}

static void
a_killed_service_is_named(void **state)
{
	struct service s;
	struct err e = { 0 };
	char c = '!';

	(void)state;
	assert_int_equal(service_start(&box, echoes, NULL, &s, &e), 0);
	assert_int_equal(pipe_write(s.to, &c, 1), 0);
	assert_int_equal(pipe_read(s.from, &c, 1), -1);
	assert_int_equal(service_stop(&s, &e), -1);
	assert_string_equal(e.msg,
	    "the phase 'tried' was ended by signal 9 (Killed)");
}

/* A phase, by what it inherited, asks a service. */
static int
asks(void *arg, struct buf *out, struct err *e)
{
	struct service *s = arg;
	char c = 'q';

	if (pipe_write(s->to, &c, 1) != 0 || pipe_read(s->from, &c, 1) != 0)
		return err_set(e, ERR_IO, "no answer");
	buf_chr(out, c);
	return 0;
}

static void
a_phase_asks_a_service(void **state)
{
	struct service s;
	struct err e = { 0 };
	AUTO_BUF out = { 0 };

	(void)state;
	assert_int_equal(service_start(&box, echoes, NULL, &s, &e), 0);
	assert_int_equal(phase_run(&box, asks, &s, &out, &e), 0);
	assert_string_equal(out.p, "q");
	assert_int_equal(service_stop(&s, &e), 0);
}

/* Each ends only when the other has run, too. */
static int pipes[2][2];

static int
meets(void *arg, struct buf *out, struct err *e)
{
	size_t me = *(const size_t *)arg;
	char c = 'x';

	(void)e;
	if (pipe_write(pipes[me][1], &c, 1) != 0 ||
	    pipe_read(pipes[1 - me][0], &c, 1) != 0)
		return -1;
	buf_fmt(out, "%zu", me);
	return (int)me;
}

static void
two_run_side_by_side(void **state)
{
	struct running p[2];
	size_t who[2] = { 0, 1 };
	AUTO_BUF out = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(pipe(pipes[0]), 0);
	assert_int_equal(pipe(pipes[1]), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    phase_start(&box, meets, &who[i], NULL, &p[i], &e), 0);
	for (size_t i = 2; i > 0; i--)
		assert_int_equal(phase_wait(&p[i - 1], &out, &e), (int)i - 1);
	assert_string_equal(out.p, "10");
	phase_stop(&p[0]); /* nothing is left to stop */
	for (size_t i = 0; i < 4; i++)
		close(pipes[i / 2][i % 2]);
}

static void
what_is_not_wanted_is_stopped(void **state)
{
	struct running p, none = { 0 };
	struct err e = { 0 };
	int here[2], never[2], fd[3];
	pid_t pid;
	char c;

	(void)state;
	assert_int_equal(pipe(here), 0);
	assert_int_equal(pipe(never), 0);
	fd[1] = here[1];
	fd[2] = never[0];
	assert_int_equal(phase_start(&box, waits, fd, NULL, &p, &e), 0);
	assert_int_equal(pipe_read(here[0], &c, 1), 0);
	pid = p.pid;
	phase_stop(&p);
	assert_int_equal(p.pid, 0);
	assert_int_equal(kill(pid, 0), -1); /* gone, and waited for */
	phase_stop(&p);
	phase_stop(&none);
	phase_stop(NULL);
	for (size_t i = 0; i < 2; i++) {
		close(here[i]);
		close(never[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_back),
		cmocka_unit_test(an_error_comes_back),
		cmocka_unit_test(an_error_has_no_control_bytes),
		cmocka_unit_test(a_killed_phase_is_named),
		cmocka_unit_test(an_early_exit_is_no_answer),
		cmocka_unit_test(an_answer_has_a_ceiling),
		cmocka_unit_test(the_ceiling_is_phase_answer_max),
		cmocka_unit_test(time_has_a_limit),
		cmocka_unit_test(a_flood_is_cut),
		cmocka_unit_test(a_phase_is_in_its_box),
		cmocka_unit_test(a_phase_ends_with_its_parent),
		cmocka_unit_test(a_service_answers),
		cmocka_unit_test(a_killed_service_is_named),
		cmocka_unit_test(a_phase_asks_a_service),
		cmocka_unit_test(two_run_side_by_side),
		cmocka_unit_test(what_is_not_wanted_is_stopped),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("phase", tests, NULL, NULL);
}
