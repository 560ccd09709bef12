/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_PHASE_H
#define IO_PHASE_H
/*
 * A phase: a process in its own box.  It ends when its parent does, and gives
 * back only what it writes into a pipe.
 */
#include "io/sandbox.h"

#include <sys/types.h>

/* The longest answer of a phase that is read. */
#define PHASE_ANSWER_MAX ((size_t)16 << 20)

/* Runs in the child; what it puts into out goes back to the parent. */
typedef int phase_fn(void *arg, struct buf *out, struct err *e);

/* Runs fn in a child in box and waits for it.  Returns what fn returned, with
 * its err; -1 ERR_IO, naming the signal, where the child was ended. */
int phase_run(const struct sandbox *box, phase_fn *fn, void *arg,
    struct buf *out, struct err *e);

/* A server behind a pair of pipes, for a phase that asks another one. */
struct service {
	int to, from; /* its standard of asking and answering; -1: closed */
	pid_t pid;
};
/* Reads questions from in and answers to out until in ends. */
typedef void service_fn(int in, int out);

int service_start(const struct sandbox *box, service_fn *fn,
    struct service *ret, struct err *e);
/* Closes the pipes and waits for the end. */
void service_stop(struct service *s);

/* All n bytes or -1 (end of file too).  Signals do not interrupt. */
int pipe_read(int fd, void *p, size_t n) MUST_CHECK;
int pipe_write(int fd, const void *p, size_t n) MUST_CHECK;

#endif
