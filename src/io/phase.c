/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/phase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What stands before a phase's answer. */
struct answer {
	int32_t rc, kind;
	char msg[sizeof(((struct err *)NULL)->msg)];
};

/* A build that measures coverage has it: _exit would lose the counts. */
extern void __gcov_dump(void) __attribute__((weak));

int
pipe_read(int fd, void *p, size_t n)
{
	char *to = p;

	while (n != 0) {
		ssize_t k = read(fd, to, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return -1;
		to += k;
		n -= (size_t)k;
	}
	return 0;
}

int
pipe_write(int fd, const void *p, size_t n)
{
	const char *from = p;

	while (n != 0) {
		ssize_t k = write(fd, from, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		from += k;
		n -= (size_t)k;
	}
	return 0;
}

static void NORETURN
leave(int code)
{
	fflush(NULL);
	if (__gcov_dump != NULL)
		__gcov_dump();
	_exit(code);
}

/* No phase outlives the run: the lock must be free when the run is gone. */
static void
tie_to(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	signal(SIGPIPE, SIG_IGN);
}

static void NORETURN
child(const struct sandbox *box, phase_fn *fn, void *arg, int fd)
{
	struct err e = { 0 };
	AUTO_BUF out = { 0 };
	struct answer a = { 0 };

	buf_init(&out, PHASE_ANSWER_MAX);
	a.rc = sandbox_enter(box, &e) != 0 ? -1 : fn(arg, &out, &e);
	a.kind = (int32_t)e.kind;
	memcpy(a.msg, e.msg, sizeof(a.msg));
	if (pipe_write(fd, &a, sizeof(a)) != 0 ||
	    (out.n != 0 && pipe_write(fd, out.p, out.n) != 0))
		leave(1);
	leave(0);
}

static void
read_answer(int fd, struct answer *a, struct buf *out, bool *whole)
{
	char b[65536];
	ssize_t k;

	*whole = pipe_read(fd, a, sizeof(*a)) == 0;
	while (*whole) {
		k = read(fd, b, sizeof(b));
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			break;
		if (out != NULL && out->n + (size_t)k <= PHASE_ANSWER_MAX)
			buf_add(out, b, (size_t)k);
	}
}

static int
wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static int
ended(const struct sandbox *box, int status, struct err *e)
{
	if (WIFSIGNALED(status))
		return err_set(e, ERR_IO,
		    "the phase '%s' was ended by signal %d (%s)", box->name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	return err_set(e, ERR_IO, "the phase '%s' ended without an answer",
	    box->name);
}

int
phase_run(const struct sandbox *box, phase_fn *fn, void *arg, struct buf *out,
    struct err *e)
{
	struct answer a = { 0 };
	int fd[2], status;
	pid_t self = getpid(), pid;
	bool whole;

	fflush(NULL);
	if (pipe2(fd, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "%s: pipe: %s", box->name,
		    strerror(errno));
	pid = fork();
	if (pid == 0) {
		close(fd[0]);
		tie_to(self);
		child(box, fn, arg, fd[1]);
	}
	close(fd[1]);
	if (pid < 0) {
		close(fd[0]);
		return err_set(e, ERR_IO, "%s: fork: %s", box->name,
		    strerror(errno));
	}
	read_answer(fd[0], &a, out, &whole);
	close(fd[0]);
	status = wait_for(pid);
	if (!whole || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return ended(box, status, e);
	if (a.rc < 0) {
		a.msg[sizeof(a.msg) - 1] = '\0';
		err_set(e, (enum err_kind)a.kind, "%s", a.msg);
	}
	return a.rc;
}

static void NORETURN
serve(const struct sandbox *box, service_fn *fn, int in, int out)
{
	if (sandbox_enter(box, NULL) != 0)
		leave(1);
	fn(in, out);
	leave(0);
}

int
service_start(const struct sandbox *box, service_fn *fn, struct service *ret,
    struct err *e)
{
	int q[2], a[2];
	pid_t self = getpid();

	if (pipe2(q, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "%s: pipe: %s", box->name,
		    strerror(errno));
	if (pipe2(a, O_CLOEXEC) != 0) {
		close(q[0]);
		close(q[1]);
		return err_set(e, ERR_IO, "%s: pipe: %s", box->name,
		    strerror(errno));
	}
	fflush(NULL);
	ret->pid = fork();
	if (ret->pid == 0) {
		close(q[1]);
		close(a[0]);
		tie_to(self);
		serve(box, fn, q[0], a[1]);
	}
	close(q[0]);
	close(a[1]);
	ret->to = q[1];
	ret->from = a[0];
	if (ret->pid < 0) {
		service_stop(ret);
		return err_set(e, ERR_IO, "%s: fork: %s", box->name,
		    strerror(errno));
	}
	return 0;
}

void
service_stop(struct service *s)
{
	if (s->to >= 0)
		close(s->to);
	if (s->from >= 0)
		close(s->from);
	s->to = s->from = -1;
	if (s->pid > 0)
		wait_for(s->pid);
	s->pid = 0;
}
