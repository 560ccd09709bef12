/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of work: each is done once, with threads or without. */
#include "base/work.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PIECES 1000
_Static_assert(PIECES > 2 * WORK_THREADS_MAX, "each thread has several");

struct piece {
	unsigned in, out, times;
};

static void
square(void *arg)
{
	struct piece *p = arg;

	p->out = p->in * p->in;
	p->times++;
}

static bool
all_squared(void)
{
	struct piece v[PIECES];
	struct work *w = work_new();
	bool ok = true;

	memset(v, 0, sizeof(v));
	for (unsigned i = 0; i < PIECES; i++) {
		v[i].in = i;
		work_add(w, square, &v[i]);
	}
	work_finish(w);
	for (unsigned i = 0; i < PIECES; i++)
		ok = ok && v[i].out == i * i && v[i].times == 1;
	return ok;
}

static void
each_piece_is_done_once(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++)
		assert_true(all_squared());
}

static void
nothing_to_do_ends(void **state)
{
	(void)state;
	work_finish(work_new());
	work_finish(NULL);
}

/* No address space for a thread's stack, as under a strict sandbox. */
static void
without_threads_the_caller_does_all(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit huge = { (rlim_t)1 << 50, (rlim_t)1 << 50 };

		/* glibc takes a thread's stack size from it. */
		setrlimit(RLIMIT_STACK, &huge);
		execl("/proc/self/exe", "work", "alone", NULL);
		_exit(2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_piece_is_done_once),
		cmocka_unit_test(nothing_to_do_ends),
		cmocka_unit_test(without_threads_the_caller_does_all),
	};

	if (argc == 2 && strcmp(argv[1], "alone") == 0)
		return all_squared() ? 0 : 1;
	return cmocka_run_group_tests_name("work", tests, NULL, NULL);
}
