/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_WORK_H
#define BASE_WORK_H
/*
 * Independent pieces of work, done beside the caller's own and finished by
 * it.  The result may not depend on their order or on how many threads there
 * are: where none can be had (a sandbox, a limit), the caller does them all.
 */
#include "base/base.h"

#define WORK_THREADS_MAX 4 /* beside the caller */

struct work;
typedef void work_fn(void *arg);

struct work *work_new(void); /* at most a thread a further processor */
/* arg must stay until work_finish. */
void work_add(struct work *w, work_fn *fn, void *arg);
/* Helps until everything is done; the threads end.  NULL-safe. */
void work_finish(struct work *w);

#endif
