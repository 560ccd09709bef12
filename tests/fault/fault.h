/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FAULT_H
#define FAULT_H
/*
 * What the runner and the preloaded library share, over all processes of one
 * run.  A point is a call that changes what is on the disk.
 */
#include <stdatomic.h>

#define FAULT_ENV "NROAUDIT_FAULT_STATE"

enum fault_mode {
	FAULT_COUNT,	 /* only count */
	FAULT_ONCE,	 /* point `at` fails */
	FAULT_STICKY,	 /* it and all after it fail: a disk that stays full */
	FAULT_KILL,	 /* the process group ends before that point */
	FAULT_KILL_AFTER /* or behind it */
};

struct fault_state {
	atomic_uint points;   /* met so far */
	atomic_uint injected; /* faults that were given */
	atomic_uint end;      /* futex: 1 asks the runner to kill */
	unsigned mode, at;
	int error;     /* errno of a failure */
	char what[32]; /* the call that failed */
};

#endif
