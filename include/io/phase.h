/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_PHASE_H
#define IO_PHASE_H
/*
 * A phase: a process in its own box.  It ends when its parent does, and gives
 * back only what it writes into a pipe.  Whatever it does to itself, the
 * parent gets an answer within the ceiling, or an error that names the phase.
 */
#include "io/sandbox.h"

#include <sys/types.h>

/* The longest answer of a phase that is read, where its buffer says no other.
 * The largest is an audit's: the ledger, 12 MB a full day and growing. */
#define PHASE_ANSWER_MAX ((size_t)256 << 20)

/* Runs in the child; what it puts into out goes back to the parent. */
typedef int phase_fn(void *arg, struct buf *out, struct err *e);

/* Runs fn in a child in box and waits for it.  Returns what fn returned, with
 * its err (control bytes in it replaced) and its answer added to out, which
 * may be NULL.  -1 ERR_IO, naming the phase and the reason, where the child
 * was ended, or its answer is over out's ceiling. */
int phase_run(const struct sandbox *box, phase_fn *fn, void *arg,
    struct buf *out, struct err *e);

/*
 * The same in two steps, so that phases that need nothing of each other run
 * side by side.  What was started is waited for or stopped, once; out is the
 * one whose ceiling was given.
 */
struct running {
	const char *name;
	size_t max;
	int from;  /* where its answer comes */
	pid_t pid; /* 0: none */
};
int phase_start(const struct sandbox *box, phase_fn *fn, void *arg,
    const struct buf *out, struct running *ret, struct err *e);
int phase_wait(struct running *p, struct buf *out, struct err *e);
/* Its answer is not wanted any more; NULL-safe, and after phase_wait. */
void phase_stop(struct running *p);

/* A server behind a pair of pipes, for a phase that asks another one. */
struct service {
	const char *name;
	int to, from; /* where to ask, where answers come; -1: closed */
	pid_t pid;
};
/* Reads questions from in and writes answers to out until in ends. */
typedef void service_fn(int in, int out, void *arg);

/* Returns when the server is in its box. */
int service_start(const struct sandbox *box, service_fn *fn, void *arg,
    struct service *ret, struct err *e);
/* Closes the pipes and waits for the end; -1 where it was not a clean one. */
int service_stop(struct service *s, struct err *e);

/* All n bytes or -1 (end of file too).  Signals do not interrupt. */
int pipe_read(int fd, void *p, size_t n) MUST_CHECK;
int pipe_write(int fd, const void *p, size_t n) MUST_CHECK;

#endif
