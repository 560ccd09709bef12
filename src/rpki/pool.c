/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/verify.h"

#include <pthread.h>
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
	pthread_t id;
};

static void *
work(void *arg)
{
	struct member *m = arg;
	struct job *j = m->job;

	for (;;) {
		size_t from = atomic_fetch_add(&j->next, CHUNK);
		size_t to = from + CHUNK < j->n ? from + CHUNK : j->n;

		if (from >= j->n)
			return NULL;
		for (size_t i = from; i < to; i++)
			j->fn(j->arg, m->thread, i);
	}
}

void
pool_run(size_t n, unsigned threads, pool_fn *fn, void *arg)
{
	struct job j = { .fn = fn, .arg = arg, .n = n };
	AUTO_FREE struct member *m = mem_alloc(threads * sizeof(*m));
	unsigned started = 1;

	assert(threads != 0);
	for (unsigned t = 0; t < threads; t++)
		m[t] = (struct member){ .job = &j, .thread = t };
	/* Where no more threads are to be had, fewer do the same work. */
	while (started < threads &&
	    pthread_create(&m[started].id, NULL, work, &m[started]) == 0)
		started++;
	work(&m[0]);
	for (unsigned t = 1; t < started; t++)
		pthread_join(m[t].id, NULL);
}
