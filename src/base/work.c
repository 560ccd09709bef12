/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/work.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct piece {
	work_fn *fn;
	void *arg;
};

struct work {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct piece *v;
	size_t n, cap, next;
	bool ending; /* nothing will be added any more */
	pthread_t threads[WORK_THREADS_MAX];
	size_t threads_n;
};

/* With the lock held; false where there is nothing to be done now. */
static bool
do_one(struct work *w)
{
	struct piece p;

	if (w->next == w->n)
		return false;
	p = w->v[w->next++];
	pthread_mutex_unlock(&w->lock);
	p.fn(p.arg);
	pthread_mutex_lock(&w->lock);
	return true;
}

static void *
thread(void *arg)
{
	struct work *w = arg;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		if (do_one(w))
			continue;
		if (w->ending)
			break;
		pthread_cond_wait(&w->more, &w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static size_t
threads_wanted(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return cpus <= 1	    ? 0 :
	    cpus > WORK_THREADS_MAX ? WORK_THREADS_MAX :
				      (size_t)cpus - 1;
}

struct work *
work_new(void)
{
	struct work *w = mem_alloc(sizeof(*w));
	sigset_t all, before;

	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	/* Signals are the caller's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (size_t want = threads_wanted(); w->threads_n < want;
	     w->threads_n++)
		if (pthread_create(&w->threads[w->threads_n], NULL, thread,
			w) != 0)
			break;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return w;
}

void
work_add(struct work *w, work_fn *fn, void *arg)
{
	pthread_mutex_lock(&w->lock);
	w->v = mem_grow(w->v, &w->cap, w->n + 1, sizeof(*w->v));
	w->v[w->n++] = (struct piece){ fn, arg };
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
}

void
work_finish(struct work *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->ending = true;
	pthread_cond_broadcast(&w->more);
	while (do_one(w))
		;
	pthread_mutex_unlock(&w->lock);
	for (size_t i = 0; i < w->threads_n; i++)
		pthread_join(w->threads[i], NULL);
	pthread_cond_destroy(&w->more);
	pthread_mutex_destroy(&w->lock);
	free(w->v);
	free(w);
}
