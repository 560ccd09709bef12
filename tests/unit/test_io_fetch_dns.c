/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names.  The C library's resolver is replaced by one that answers as it is
 * told. */
#include "io/fetch_priv.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	const char *answer; /* addresses with blanks between */
	int code, calls, within, peak;
	bool mute; /* do not answer until it is false again */
} dns = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.moved = PTHREAD_COND_INITIALIZER };

static void
dns_set(const char *answer, int code, bool mute)
{
	pthread_mutex_lock(&dns.lock);
	dns.answer = answer;
	dns.code = code;
	dns.mute = mute;
	pthread_cond_broadcast(&dns.moved);
	pthread_mutex_unlock(&dns.lock);
}

static struct addrinfo *
address(struct span text)
{
	struct addrinfo *a = mem_alloc(sizeof(*a));
	struct sockaddr_in6 *v6 = mem_alloc(sizeof(*v6));
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)v6;
	AUTO_FREE char *s = mem_strndup(text.p, text.n);

	a->ai_addr = (struct sockaddr *)(void *)v6;
	if (inet_pton(AF_INET, s, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		a->ai_addrlen = sizeof(*v4);
	} else {
		assert_int_equal(inet_pton(AF_INET6, s, &v6->sin6_addr), 1);
		v6->sin6_family = AF_INET6;
		a->ai_addrlen = sizeof(*v6);
	}
	return a;
}

int
getaddrinfo(const char *node, const char *service,
    const struct addrinfo *hints, struct addrinfo **res)
{
	struct addrinfo **at = res;
	struct span rest;
	int code;

	(void)node;
	(void)service;
	(void)hints;
	pthread_mutex_lock(&dns.lock);
	dns.calls++;
	dns.within++;
	dns.peak = dns.within > dns.peak ? dns.within : dns.peak;
	pthread_cond_broadcast(&dns.moved);
	while (dns.mute)
		pthread_cond_wait(&dns.moved, &dns.lock);
	code = dns.code;
	rest = span_of(dns.answer);
	while (code == 0 && rest.n != 0) {
		*at = address(span_split(&rest, ' '));
		at = &(*at)->ai_next;
	}
	dns.within--;
	pthread_cond_broadcast(&dns.moved);
	pthread_mutex_unlock(&dns.lock);
	return code;
}

void
freeaddrinfo(struct addrinfo *a)
{
	while (a != NULL) {
		struct addrinfo *next = a->ai_next;

		free(a->ai_addr);
		free(a);
		a = next;
	}
}

static int
calls(void)
{
	int n;

	pthread_mutex_lock(&dns.lock);
	n = dns.calls;
	pthread_mutex_unlock(&dns.lock);
	return n;
}

/* Until the resolver has been asked so often. */
static void
wait_for_calls(int n)
{
	pthread_mutex_lock(&dns.lock);
	while (dns.calls < n)
		pthread_cond_wait(&dns.moved, &dns.lock);
	pthread_mutex_unlock(&dns.lock);
}

/* A run with nothing in it but what the functions look at. */
struct fixture {
	struct fetch_options o;
	struct provenance p;
	struct run r;
};

static int
setup(void **state)
{
	struct fixture *x = mem_alloc(sizeof(*x));

	curl_global_init(CURL_GLOBAL_DEFAULT);
	fetch_options_init(&x->o);
	provenance_init(&x->p);
	x->r.o = &x->o;
	x->r.multi = curl_multi_init();
	dns_set("", 0, false);
	*state = x;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *x = *state;

	hosts_clear(&x->r);
	curl_multi_cleanup(x->r.multi);
	provenance_clear(&x->p);
	free(x);
	return 0;
}

static struct lookup *
answered(struct fixture *x, int *code, char **order, char **sorted)
{
	struct lookup *l = lookup_start("name.example", x->r.multi);

	while (!lookup_poll(l, code, order, sorted))
		curl_multi_poll(x->r.multi, NULL, 0, 60000, NULL);
	return l;
}

static void
all_addresses_are_told_in_a_stable_order(void **state)
{
	struct fixture *x = *state;
	AUTO_FREE char *order = NULL;
	AUTO_FREE char *sorted = NULL;
	int code;

	dns_set("203.0.113.9 2001:db8::2 203.0.113.10 203.0.113.9", 0, false);
	lookup_free(answered(x, &code, &order, &sorted));
	assert_int_equal(code, 0);
	assert_string_equal(order,
	    "203.0.113.9,2001:db8::2,203.0.113.10,203.0.113.9");
	assert_string_equal(sorted, "2001:db8::2 203.0.113.10 203.0.113.9");
}

static void
a_long_answer_is_cut(void **state)
{
	struct fixture *x = *state;
	AUTO_FREE char *order = NULL;
	AUTO_FREE char *sorted = NULL;
	AUTO_BUF all = { 0 };
	size_t n = 1;
	int code;

	for (int i = 1; i <= ADDRESSES_MAX + 5; i++)
		buf_fmt(&all, "%s192.0.2.%d", i == 1 ? "" : " ", i);
	dns_set(all.p, 0, false);
	lookup_free(answered(x, &code, &order, &sorted));
	for (const char *p = sorted; *p != '\0'; p++)
		n += *p == ' ';
	assert_int_equal(n, ADDRESSES_MAX);
}

static void
a_lookup_may_be_left(void **state)
{
	struct fixture *x = *state;
	char *order, *sorted;
	struct lookup *l;
	int code, before = calls();

	dns_set("192.0.2.1", 0, true);
	l = lookup_start("name.example", x->r.multi);
	wait_for_calls(before + 1);
	assert_false(lookup_poll(l, &code, &order, &sorted));
	lookup_free(l);
	curl_multi_cleanup(x->r.multi);
	/* The thread ends after the handle that it would have woken. */
	dns_set("192.0.2.1", 0, false);
	x->r.multi = curl_multi_init();
}

static int
ready(struct fixture *x, struct host *h, int64_t since, char **reason)
{
	int r;

	while ((r = host_ready(&x->r, h, since, reason)) == HOST_WAIT)
		curl_multi_poll(x->r.multi, NULL, 0, 1000, NULL);
	return r;
}

static void
a_host_is_asked_for_once_or_anew(void **state)
{
	struct fixture *x = *state;
	struct host *h = host_of(&x->r, "https://name.example/a");
	int before = calls();

	assert_ptr_equal(h, host_of(&x->r, "https://NAME.example:1/b"));
	assert_null(host_of(&x->r, "file:///x"));
	dns_set("192.0.2.1", 0, false);
	assert_int_equal(ready(x, h, 0, NULL), HOST_READY);
	assert_int_equal(ready(x, h, 0, NULL), HOST_READY);
	assert_int_equal(calls(), before + 1);
	dns_set("192.0.2.2", 0, false);
	while (monotonic_ms() == h->answered_ms)
		;
	assert_int_equal(ready(x, h, monotonic_ms(), NULL), HOST_READY);
	assert_int_equal(calls(), before + 2);
	assert_string_equal(h->dns, "192.0.2.2");
	assert_int_equal(
	    ready(x, host_of(&x->r, "https://192.0.2.9/"), 0, NULL),
	    HOST_READY);
	assert_int_equal(
	    ready(x, host_of(&x->r, "https://[2001:db8::1]/"), 0, NULL),
	    HOST_READY);
	assert_int_equal(calls(), before + 2);
}

/* All sources, with a resolver that says code; how many times was one tried? */
static int
attempts(struct fixture *x, int code, bool mute, int retries)
{
	struct err e = { 0 };
	int n;

	x->o.spool = "."; /* no transfer starts: nothing is written */
	x->o.retries = retries;
	x->o.retry_ms = 0;
	x->o.connect_secs = mute ? 1 : 600;
	dns_set("", code, mute);
	provenance_clear(&x->p);
	provenance_init(&x->p);
	assert_int_equal(fetch_all(&x->o, NULL, NULL, &x->p, &e), 0);
	dns_set("", code, false);
	n = x->p.fetches[0].attempts;
	for (size_t i = 0; i < sources_n; i++) {
		const struct fetch *f = &x->p.fetches[i];
		bool iana = sources[i].publisher == PUB_IANA;

		assert_int_equal(f->outcome, iana ? FO_NONE : FO_DNS);
		assert_int_equal(f->attempts, iana ? 0 : n);
	}
	assert_non_null(strstr(x->p.fetches[0].reason, "ftp.afrinic.net: "));
	return n;
}

static void
names_that_are_none_are_asked_once(void **state)
{
	assert_int_equal(attempts(*state, EAI_NONAME, false, 2), 1);
}

static void
names_that_may_come_are_asked_again(void **state)
{
	assert_int_equal(attempts(*state, EAI_AGAIN, false, 2), 3);
}

static void
a_resolver_that_is_mute_is_left(void **state)
{
	assert_int_equal(attempts(*state, EAI_AGAIN, true, 0), 1);
}

/* Once as many are asked for as may be. */
static void *
lets_go(void *arg)
{
	wait_for_calls(*(int *)arg);
	dns_set("", EAI_NONAME, false);
	return NULL;
}

static void
so_many_hosts_are_asked_at_a_time(void **state)
{
	enum { N = CONNECTIONS_MAX + 20 };
	struct fixture *x = *state;
	struct fetch_item items[N];
	struct fetch got[N];
	char url[N][48];
	pthread_t helper;
	int until = calls() + CONNECTIONS_MAX;
	struct err e = { 0 };

	for (size_t i = 0; i < N; i++) {
		snprintf(url[i], sizeof(url[i]), "https://h%zu.test/x", i);
		items[i] = (struct fetch_item){ "x", url[i], "x", 9 };
	}
	x->o.spool = ".";
	x->o.retries = 0;
	x->o.connect_secs = 600;
	/* Those of a test before this one are through. */
	pthread_mutex_lock(&dns.lock);
	while (dns.within != 0)
		pthread_cond_wait(&dns.moved, &dns.lock);
	dns.peak = 0;
	pthread_mutex_unlock(&dns.lock);
	dns_set("", 0, true);
	assert_int_equal(pthread_create(&helper, NULL, lets_go, &until), 0);
	assert_int_equal(fetch_list(&x->o, items, N, got, &e), 0);
	pthread_join(helper, NULL);
	assert_int_equal(dns.peak, CONNECTIONS_MAX);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(got[i].outcome, FO_DNS);
		fetch_clear(&got[i]);
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(all_addresses_are_told_in_a_stable_order),
		T(a_long_answer_is_cut),
		T(a_lookup_may_be_left),
		T(a_host_is_asked_for_once_or_anew),
		T(names_that_are_none_are_asked_once),
		T(names_that_may_come_are_asked_again),
		T(a_resolver_that_is_mute_is_left),
		T(so_many_hosts_are_asked_at_a_time),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("io_fetch_dns", tests, NULL, NULL);
}
