/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names to addresses.  curl does not tell what it was answered; so the
 * question is asked here and curl given the answer. */
#include "io/fetch_priv.h"

#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct lookup {
	pthread_mutex_t lock;
	int holders; /* the thread and the asker; the last one frees */
	bool done;
	int code;
	CURLM *wake; /* NULL: nobody waits any more */
	struct addrinfo *answer;
	char host[HOST_MAX];
};

static void
let_go(struct lookup *l)
{
	bool last;

	pthread_mutex_lock(&l->lock);
	last = --l->holders == 0;
	pthread_mutex_unlock(&l->lock);
	if (!last)
		return;
	if (l->answer != NULL)
		freeaddrinfo(l->answer);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static void *
ask(void *arg)
{
	struct lookup *l = arg;
	struct addrinfo hints = { 0 }, *answer = NULL;
	int code;

	hints.ai_socktype = SOCK_STREAM;
	code = getaddrinfo(l->host, NULL, &hints, &answer);
	pthread_mutex_lock(&l->lock);
	l->code = code;
	l->answer = code == 0 ? answer : NULL;
	l->done = true;
	/* Under the lock, so that the handle is not gone. */
	if (l->wake != NULL)
		curl_multi_wakeup(l->wake);
	pthread_mutex_unlock(&l->lock);
	let_go(l);
	return NULL;
}

struct lookup *
lookup_start(const char *host, CURLM *wake)
{
	struct lookup *l = mem_alloc(sizeof(*l));
	pthread_t thread;
	sigset_t all, before;
	int r;

	pthread_mutex_init(&l->lock, NULL);
	l->wake = wake;
	snprintf(l->host, sizeof(l->host), "%s", host);
	/* Signals are for the thread that runs the loop. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	l->holders = 2;
	r = pthread_create(&thread, NULL, ask, l);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (r == 0) {
		pthread_detach(thread);
	} else {
		l->holders = 1;
		l->done = true;
		l->code = EAI_AGAIN;
	}
	return l;
}

static int
text_cmp(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
read_answer(const struct addrinfo *a, char **ret_order, char **ret_sorted)
{
	char v[ADDRESSES_MAX][INET6_ADDRSTRLEN];
	AUTO_BUF order = { 0 };
	AUTO_BUF sorted = { 0 };
	size_t n = 0;

	buf_str(&order, "");
	buf_str(&sorted, "");
	for (; a != NULL && n < ARRAY_LEN(v); a = a->ai_next) {
		if (getnameinfo(a->ai_addr, a->ai_addrlen, v[n], sizeof(v[n]),
			NULL, 0, NI_NUMERICHOST) != 0)
			continue;
		buf_fmt(&order, "%s%s", n == 0 ? "" : ",", v[n]);
		n++;
	}
	qsort(v, n, sizeof(v[0]), text_cmp);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(v[i], v[i - 1]) != 0)
			buf_fmt(&sorted, "%s%s", i == 0 ? "" : " ", v[i]);
	*ret_order = TAKE(order.p);
	*ret_sorted = TAKE(sorted.p);
}

bool
lookup_poll(struct lookup *l, int *ret_code, char **ret_order,
    char **ret_sorted)
{
	bool done;

	pthread_mutex_lock(&l->lock);
	done = l->done;
	pthread_mutex_unlock(&l->lock);
	if (!done)
		return false;
	*ret_code = l->code;
	if (l->code == 0)
		read_answer(l->answer, ret_order, ret_sorted);
	return true;
}

void
lookup_free(struct lookup *l)
{
	if (l == NULL)
		return;
	pthread_mutex_lock(&l->lock);
	l->wake = NULL;
	pthread_mutex_unlock(&l->lock);
	let_go(l);
}
