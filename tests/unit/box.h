/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of boxes: what is tried in a child, and kernels that lack a wall,
 * played by a filter that refuses to set it up. */
#ifndef TESTS_UNIT_BOX_H
#define TESTS_UNIT_BOX_H
#include "io/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WITHOUT_LANDLOCK = 1, WITHOUT_SECCOMP = 2 };

/* From here on the kernel says why to whoever asks for Landlock. */
static inline int
play_kernel(unsigned without, int why)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
	int r = c == NULL;

	if (without & WITHOUT_LANDLOCK)
		r |= seccomp_rule_add(c, SCMP_ACT_ERRNO((uint32_t)why),
		    SYS_landlock_create_ruleset, 0);
	if (without & WITHOUT_SECCOMP) {
		r |= seccomp_rule_add(c, SCMP_ACT_ERRNO(EINVAL),
		    SCMP_SYS(prctl), 1,
		    SCMP_CMP(0, SCMP_CMP_MASKED_EQ, UINT32_MAX,
			PR_SET_SECCOMP));
		r |= seccomp_rule_add(c, SCMP_ACT_ERRNO(ENOSYS),
		    SCMP_SYS(seccomp), 0);
	}
	if (r == 0)
		r = seccomp_load(c);
	seccomp_release(c);
	return r;
}

/* What is tried: 0, or the errno. */
typedef int attempt_fn(const void *arg);

#define NOT_BOXED 255

/* The attempt's result in a child, in box (NULL: none) on such a kernel. */
static inline int
attempt_on(unsigned without, const struct sandbox *box, attempt_fn *fn,
    const void *arg)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		if ((without != 0 && play_kernel(without, ENOSYS) != 0) ||
		    (box != NULL && sandbox_enter(box, NULL) != 0))
			_exit(NOT_BOXED);
		_exit(fn(arg));
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		fail_msg("ended by signal %d", WTERMSIG(status));
	assert_int_not_equal(WEXITSTATUS(status), NOT_BOXED);
	return WEXITSTATUS(status);
}

static inline int
attempt(const struct sandbox *box, attempt_fn *fn, const void *arg)
{
	return attempt_on(0, box, fn, arg);
}

static inline void
need_landlock(void)
{
	struct sandbox_support s;

	sandbox_support(&s);
	if (s.landlock == 0)
		skip();
}

static inline void
need_seccomp(void)
{
	struct sandbox_support s;

	sandbox_support(&s);
	if (!s.seccomp)
		skip();
}

static inline void
assert_denied(int why)
{
	if (why != EPERM && why != EACCES)
		fail_msg("not denied: %d (%s)", why, strerror(why));
}

#endif
