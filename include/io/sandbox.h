/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SANDBOX_H
#define IO_SANDBOX_H
/*
 * What a process may still do once it has begun to look at outsiders' bytes:
 * Landlock (landlock(7)) for files, seccomp(2) for calls.  Both are one-way.
 * No box may run a program, trace or signal another process, start a child,
 * or make memory executable.
 */
#include "base/base.h"

/* What a box allows; nothing else is. */
enum {
	BOX_FILES = 1,	 /* to open files; where is told by read and write */
	BOX_WRITE = 2,	 /* to make, change and remove files, below write */
	BOX_NETWORK = 4, /* IPv4 and IPv6; never to listen */
	BOX_THREADS = 8, /* libcurl resolves names in one */
	BOX_LOCAL = 16	 /* to talk to a daemon of this machine */
};

struct sandbox {
	const char *name;	  /* for messages */
	unsigned allow;		  /* BOX_ bits */
	bool secret;		  /* holds a key: no core dump, no tracing */
	unsigned seconds;	  /* 0: no limit; a phase is ended then */
	const char *const *read;  /* NULL-terminated; what is missing is not
				     allowed, and no error */
	const char *const *write; /* the same, changed as well as read */
};

/* Older ones let no file be renamed from one directory to another. */
#define LANDLOCK_MIN 2

/* What this kernel has of it; to be asked outside of any box. */
struct sandbox_support {
	int landlock; /* ABI, 0: none, or before LANDLOCK_MIN */
	bool seccomp; /* filters */
};
void sandbox_support(struct sandbox_support *ret);
/* "landlock 3, seccomp", or what was missing: "seccomp, no landlock". */
void sandbox_text(const struct sandbox_support *s, struct buf *out);
/* What is missing, a sentence each for the reader; NULL for i beyond. */
const char *sandbox_lack(const struct sandbox_support *s, size_t i);

/* Enters the box for good.  What the kernel lacks is left out (the caller
 * tells the reader: sandbox_lack); anything else that fails is ERR_IO.  To be
 * called while the process has one thread. */
int sandbox_enter(const struct sandbox *box, struct err *e);

#endif
