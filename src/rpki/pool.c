/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/verify.h"

#include "base/work.h"

#include <stdatomic.h>

/* Neighbours stay on one thread: they share an issuer. */
#define CHUNK 64

struct job {
	pool_fn *fn;
	void *arg;
	size_t n;
	atomic_size_t next;
};

struct member {
	struct job *job;
	unsigned thread;
};

static void
run(void *arg)
{
	struct member *m = arg;
	struct job *j = m->job;

	for (;;) {
		size_t from = atomic_fetch_add(&j->next, CHUNK);
		size_t to = from + CHUNK < j->n ? from + CHUNK : j->n;

		if (from >= j->n)
			return;
		for (size_t i = from; i < to; i++)
			j->fn(j->arg, m->thread, i);
	}
}

void
pool_run(size_t n, unsigned threads, pool_fn *fn, void *arg)
{
	struct job j = { .fn = fn, .arg = arg, .n = n };
	AUTO_FREE struct member *m = mem_alloc(threads * sizeof(*m));
	struct work *w = threads > 1 ? work_new() : NULL;

	assert(threads != 0);
	for (unsigned t = 0; t < threads; t++)
		m[t] = (struct member){ .job = &j, .thread = t };
	for (unsigned t = 1; t < threads; t++)
		work_add(w, run, &m[t]);
	run(&m[0]);
	work_finish(w);
}
