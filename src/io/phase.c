/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/phase.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
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

/* What libraries read when they are first used, they read before the walls
 * are up; the children inherit it. */
static void
libraries_start(void)
{
	OPENSSL_init_crypto(
	    OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_DIGESTS, NULL);
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

static size_t
ceiling(const struct buf *out)
{
	return out == NULL || out->max == 0 ? PHASE_ANSWER_MAX : out->max;
}

static int
too_long(const char *name, size_t max, struct err *e)
{
	return err_set(e, ERR_IO,
	    "the phase '%s' answered more than %zu bytes", name, max);
}

static void NORETURN
child(const struct sandbox *box, phase_fn *fn, void *arg, size_t max, int fd)
{
	struct err e = { 0 };
	AUTO_BUF out = { 0 };
	struct answer a = { 0 };

	buf_init(&out, max);
	alarm(box->seconds); /* its signal ends the process */
	a.rc = sandbox_enter(box, &e) != 0 ? -1 : fn(arg, &out, &e);
	if (a.rc >= 0 && out.over)
		a.rc = too_long(box->name, max, &e);
	if (a.rc < 0)
		out.n = 0;
	a.kind = (int32_t)e.kind;
	memcpy(a.msg, e.msg, sizeof(a.msg));
	if (pipe_write(fd, &a, sizeof(a)) != 0 ||
	    (out.n != 0 && pipe_write(fd, out.p, out.n) != 0))
		leave(1);
	leave(0);
}

/* 0 whole as far as one can see, -1 cut before its head, 1 too long. */
static int
read_answer(int fd, struct answer *a, struct buf *out, size_t max)
{
	char b[65536];
	size_t n = 0;

	if (pipe_read(fd, a, sizeof(*a)) != 0)
		return -1;
	for (;;) {
		ssize_t k = read(fd, b, sizeof(b));

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return 0;
		n += (size_t)k;
		if (n > max)
			return 1;
		if (out != NULL)
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
ended(const char *name, int status, struct err *e)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return err_set(e, ERR_IO, "the phase '%s' took too long",
		    name);
	if (WIFSIGNALED(status))
		return err_set(e, ERR_IO,
		    "the phase '%s' was ended by signal %d (%s)", name,
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	return err_set(e, ERR_IO, "the phase '%s' ended without an answer",
	    name);
}

/* Words of a process that outsiders may have taken over. */
static int
child_error(struct answer *a, struct err *e)
{
	enum err_kind kind = a->kind >= ERR_IO && a->kind <= ERR_BUSY ?
	    (enum err_kind)a->kind :
	    ERR_IO;

	a->msg[sizeof(a->msg) - 1] = '\0';
	for (char *p = a->msg; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	return err_set(e, kind, "%s", a->msg);
}

/* The child's pid, with the read end of its pipe in *fd; -1. */
static pid_t
start(const struct sandbox *box, phase_fn *fn, void *arg, size_t max, int *fd,
    struct err *e)
{
	pid_t self = getpid(), pid;
	int p[2];

	libraries_start();
	fflush(NULL);
	if (pipe2(p, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "%s: pipe: %s", box->name,
		    strerror(errno));
	pid = fork();
	if (pid == 0) {
		close(p[0]);
		tie_to(self);
		child(box, fn, arg, max, p[1]);
	}
	if (pid < 0) {
		err_set(e, ERR_IO, "%s: fork: %s", box->name, strerror(errno));
		close(p[0]);
	}
	close(p[1]);
	*fd = p[0];
	return pid;
}

int
phase_start(const struct sandbox *box, phase_fn *fn, void *arg,
    const struct buf *out, struct running *ret, struct err *e)
{
	struct running r = { box->name, 0, -1, 0 };

	r.max = ceiling(out) - (out == NULL ? 0 : out->n);
	r.pid = start(box, fn, arg, r.max, &r.from, e);
	if (r.pid < 0)
		return -1;
	*ret = r;
	return 0;
}

int
phase_wait(struct running *p, struct buf *out, struct err *e)
{
	size_t before = out == NULL ? 0 : out->n;
	struct answer a = { 0 };
	int status, r = read_answer(p->from, &a, out, p->max);

	close(p->from);
	if (r > 0)
		kill(p->pid, SIGKILL);
	status = wait_for(p->pid);
	p->pid = 0;
	if (r == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
	    a.rc >= 0)
		return a.rc;
	if (out != NULL && out->p != NULL)
		out->p[out->n = before] = '\0';
	if (r > 0)
		return too_long(p->name, p->max, e);
	if (r < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return ended(p->name, status, e);
	return child_error(&a, e);
}

void
phase_stop(struct running *p)
{
	if (p == NULL || p->pid <= 0)
		return;
	kill(p->pid, SIGKILL);
	close(p->from);
	wait_for(p->pid);
	p->pid = 0;
}

int
phase_run(const struct sandbox *box, phase_fn *fn, void *arg, struct buf *out,
    struct err *e)
{
	struct running r;

	return phase_start(box, fn, arg, out, &r, e) != 0 ?
	    -1 :
	    phase_wait(&r, out, e);
}

/* The first word of a server: that it is in its box, or why not. */
static void NORETURN
serve(const struct sandbox *box, service_fn *fn, void *arg, int in, int out)
{
	struct err e = { 0 };
	struct answer a = { 0 };

	a.rc = sandbox_enter(box, &e);
	a.kind = (int32_t)e.kind;
	memcpy(a.msg, e.msg, sizeof(a.msg));
	if (pipe_write(out, &a, sizeof(a)) != 0 || a.rc != 0)
		leave(1);
	fn(in, out, arg);
	leave(0);
}

static int
two_pipes(const struct sandbox *box, int q[2], int a[2], struct err *e)
{
	if (pipe2(q, O_CLOEXEC) != 0)
		return err_set(e, ERR_IO, "%s: pipe: %s", box->name,
		    strerror(errno));
	if (pipe2(a, O_CLOEXEC) == 0)
		return 0;
	err_set(e, ERR_IO, "%s: pipe: %s", box->name, strerror(errno));
	close(q[0]);
	close(q[1]);
	return -1;
}

int
service_start(const struct sandbox *box, service_fn *fn, void *arg,
    struct service *ret, struct err *e)
{
	int q[2], a[2];
	pid_t self = getpid();
	struct answer first = { 0 };

	libraries_start();
	fflush(NULL);
	if (two_pipes(box, q, a, e) != 0)
		return -1;
	*ret = (struct service){ box->name, q[1], a[0], fork() };
	if (ret->pid == 0) {
		close(q[1]);
		close(a[0]);
		tie_to(self);
		serve(box, fn, arg, q[0], a[1]);
	}
	close(q[0]);
	close(a[1]);
	if (ret->pid < 0) {
		err_set(e, ERR_IO, "%s: fork: %s", box->name, strerror(errno));
		service_stop(ret, NULL);
		return -1;
	}
	if (pipe_read(ret->from, &first, sizeof(first)) == 0 && first.rc == 0)
		return 0;
	ended(box->name, 0, e);
	service_stop(ret, e);
	return first.rc != 0 ? child_error(&first, e) : -1;
}

int
service_stop(struct service *s, struct err *e)
{
	int status = 0;

	if (s->to >= 0)
		close(s->to);
	if (s->from >= 0)
		close(s->from);
	s->to = s->from = -1;
	if (s->pid > 0)
		status = wait_for(s->pid);
	s->pid = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ?
	    0 :
	    ended(s->name, status, e);
}
