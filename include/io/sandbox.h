/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SANDBOX_H
#define IO_SANDBOX_H
/*
 * What a process may still do once it has begun to look at outsiders' bytes:
 * Landlock (landlock(7)) for files, seccomp(2) for calls.  Both are one-way.
 * No box may run a program, trace a process or start a child.
 */
#include "base/base.h"

/* What a box allows; nothing else is. */
enum {
	BOX_FILES = 1,	/* to open files; where is told by read and write */
	BOX_WRITE = 2,	/* to make, change and remove files */
	BOX_NETWORK = 4 /* sockets, and the threads of the resolver */
};

struct sandbox {
	const char *name;	  /* for messages */
	unsigned allow;		  /* BOX_ bits */
	bool secret;		  /* holds a key: no core dump, no tracing */
	const char *const *read;  /* NULL-terminated; what is missing is not
				     allowed, and no error */
	const char *const *write; /* the same, changed as well as read */
};

/* What this kernel has of it. */
struct sandbox_support {
	int landlock; /* ABI, 0: none */
	bool seccomp;
};
void sandbox_support(struct sandbox_support *ret);

/* Enters the box for good.  What the kernel lacks is left out (the caller
 * tells the reader: sandbox_support); anything else that fails is an error. */
int sandbox_enter(const struct sandbox *box, struct err *e);

#endif
