/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A time-stamping authority over HTTP on loopback, honest or as its file
 * `mode` says, which is read for each request:
 *
 *   tsa DIR [NAME [PORT [FROM DAYS]]]
 *
 * DIR keeps its CA (ca.pem, ca.key, made where there is none) and what it was
 * asked (log, a line each: METHOD PATH MODE).  Its certificate is new at each
 * start, valid for DAYS from FROM (RFC 3339; the default is an hour ago, 365
 * days); /crl is where it says that its CA's CRL is.  Prints its port.
 */
#include "tests/tsa/tsa.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HOUR 3600
#define CA_DAYS 20000
#define CLOCK_OFF 1000 /* seconds */
#define HUGE_BODY ((size_t)64 << 20)
#define REQUEST_MAX 65536

static struct {
	const char *dir;
	struct tsa tsa, rogue;
	long serial; /* of its certificate */
	pthread_mutex_t lock;
} me = { .lock = PTHREAD_MUTEX_INITIALIZER };

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "tsa: %s\n", what);
	exit(2);
}

static FILE *
open_here(const char *name, const char *how)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", me.dir, name);
	return fopen(path, how);
}

static utc_t
now(void)
{
	return (utc_t)time(NULL);
}

/* --- its keys --- */

static bool
load_ca(void)
{
	FILE *c = open_here("ca.pem", "r"), *k = open_here("ca.key", "r");
	bool there = c != NULL && k != NULL;

	if (there) {
		me.tsa.ca = PEM_read_X509(c, NULL, NULL, NULL);
		me.tsa.ca_key = PEM_read_PrivateKey(k, NULL, NULL, NULL);
		if (me.tsa.ca == NULL || me.tsa.ca_key == NULL)
			die("its CA cannot be read");
	}
	if (c != NULL)
		fclose(c);
	if (k != NULL)
		fclose(k);
	return there;
}

static void
save_ca(void)
{
	FILE *c = open_here("ca.pem", "w"), *k = open_here("ca.key", "w");

	if (c == NULL || k == NULL || PEM_write_X509(c, me.tsa.ca) != 1 ||
	    PEM_write_PrivateKey(k, me.tsa.ca_key, NULL, NULL, 0, NULL,
		NULL) != 1 ||
	    fclose(c) != 0 || fclose(k) != 0)
		die("its CA cannot be written");
}

/* How often it was started, and with that its certificate's number. */
static long
next_number(void)
{
	FILE *f = open_here("serial", "r");
	long n = 1;

	if (f != NULL && fscanf(f, "%ld", &n) != 1)
		die("serial");
	if (f != NULL)
		fclose(f);
	f = open_here("serial", "w");
	if (f == NULL || fprintf(f, "%ld\n", n + 1) < 0 || fclose(f) != 0)
		die("serial");
	return n + 1;
}

static void
make_keys(const char *name, int port, utc_t from, int days)
{
	char ca[128], unit[128], url[64];

	snprintf(ca, sizeof(ca), "Test TSA root %s", name);
	snprintf(unit, sizeof(unit), "Test TSA %s", name);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/crl", port);
	if (!load_ca()) {
		tsa_make_ca(&me.tsa, ca, from, CA_DAYS);
		save_ca();
	}
	me.serial = next_number();
	tsa_make_unit(&me.tsa, unit, url, me.serial, from, days);
	me.tsa.serial = (uint64_t)me.serial << 32;
	tsa_make_ca(&me.rogue, ca, from, CA_DAYS);
	tsa_make_unit(&me.rogue, unit, url, me.serial, from, days);
}

/* --- what it answers --- */

/* The request with another digest, or another nonce. */
static void
alter(struct span in, bool digest, struct buf *out)
{
	const unsigned char *p = in.p;
	TS_REQ *q = d2i_TS_REQ(NULL, &p, (long)in.n);
	unsigned char other[32] = { 7 }, *der = NULL;
	ASN1_INTEGER *i = ASN1_INTEGER_new();
	int n = 0;

	ASN1_INTEGER_set(i, 7);
	if (q != NULL && digest)
		TS_MSG_IMPRINT_set_msg(TS_REQ_get_msg_imprint(q), other, 32);
	if (q != NULL && !digest)
		TS_REQ_set_nonce(q, i);
	if (q != NULL)
		n = i2d_TS_REQ(q, &der);
	if (n > 0)
		buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	ASN1_INTEGER_free(i);
	TS_REQ_free(q);
}

static void
stamp(const char *mode, struct span request, struct buf *reply)
{
	AUTO_BUF altered = { 0 };
	struct tsa *t = strcmp(mode, "rogue") == 0 ? &me.rogue : &me.tsa;

	t->now = now() + (strcmp(mode, "clock") == 0 ? CLOCK_OFF : 0);
	if (strcmp(mode, "other-digest") == 0 ||
	    strcmp(mode, "other-nonce") == 0) {
		alter(request, strcmp(mode, "other-digest") == 0, &altered);
		request = buf_view(&altered);
	}
	if (strcmp(mode, "refuses") == 0)
		request = span_of("no request");
	tsa_answer(t, request, reply);
}

static void
list(const char *mode, struct buf *reply)
{
	struct tsa *t = strcmp(mode, "crl-rogue") == 0 ? &me.rogue : &me.tsa;
	utc_t from = now() - HOUR, next = from + 7 * DAY_SECS;

	if (strcmp(mode, "crl-stale") == 0)
		next = from + HOUR / 2;
	tsa_crl(t, strcmp(mode, "crl-revoked") == 0 ? me.serial : 0, from,
	    next, reply);
}

static bool
send_all(int fd, const char *p, size_t n)
{
	while (n != 0) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static void
send_reply(int fd, const char *status, const char *type, struct span body)
{
	AUTO_BUF out = { 0 };

	buf_fmt(&out,
	    "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	    "Connection: close\r\n\r\n",
	    status, type, body.n);
	buf_span(&out, body);
	send_all(fd, out.p, out.n);
}

/* More than anybody wants, without saying how much. */
static void
send_huge(int fd)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n"
				   "\r\n";
	static const char part[65536];
	bool more = send_all(fd, head, sizeof(head) - 1);

	for (size_t n = 0; more && n < HUGE_BODY; n += sizeof(part))
		more = send_all(fd, part, sizeof(part));
}

/* Until whoever asked gives up. */
static void
send_nothing(int fd)
{
	char c[64];

	while (recv(fd, c, sizeof(c), 0) > 0)
		;
}

/* The modes that are of the way, not of the answer. */
static bool
on_the_way(int fd, const char *mode, bool crl)
{
	const char *is = mode;

	if (crl && strncmp(mode, "crl-", 4) == 0)
		is = mode + 4;
	else if (crl)
		return false;
	if (strcmp(is, "slow") == 0)
		send_nothing(fd);
	else if (strcmp(is, "huge") == 0)
		send_huge(fd);
	else if (strcmp(is, "garbage") == 0)
		send_reply(fd, "200 OK", "text/html",
		    span_of("<html>busy</html>"));
	else if (strcmp(is, "error") == 0)
		send_reply(fd, "503 Service Unavailable", "text/html",
		    span_of("later"));
	else
		return strcmp(is, "down") == 0;
	return true;
}

static void
answer(int fd, const char *mode, const char *path, struct span body)
{
	AUTO_BUF reply = { 0 };
	bool crl = strncmp(path, "/crl", 4) == 0;

	if (on_the_way(fd, mode, crl))
		return;
	pthread_mutex_lock(&me.lock);
	if (crl)
		list(mode, &reply);
	else
		stamp(mode, body, &reply);
	pthread_mutex_unlock(&me.lock);
	send_reply(fd, "200 OK",
	    crl ? "application/pkix-crl" : "application/timestamp-reply",
	    buf_view(&reply));
}

/* --- the server --- */

static void
read_mode(char mode[32])
{
	FILE *f = open_here("mode", "r");

	if (f == NULL || fscanf(f, "%31s", mode) != 1)
		snprintf(mode, 32, "good");
	if (f != NULL)
		fclose(f);
}

/* The whole request; the offset of its body, or 0. */
static size_t
receive(int fd, struct buf *in)
{
	char part[4096];

	for (;;) {
		ssize_t k = recv(fd, part, sizeof(part), 0);
		const char *head, *len;
		size_t body;

		if (k <= 0 || in->n + (size_t)k > REQUEST_MAX)
			return 0;
		buf_add(in, part, (size_t)k);
		head = strstr(in->p, "\r\n\r\n");
		if (head == NULL)
			continue;
		body = (size_t)(head - in->p) + 4;
		len = strcasestr(in->p, "\nContent-Length:");
		if (len == NULL || in->n - body >= strtoul(len + 16, NULL, 10))
			return body;
	}
}

static void *
serve(void *arg)
{
	int fd = (int)(intptr_t)arg;
	AUTO_BUF in = { 0 };
	char mode[32], method[16], path[256];
	size_t body = receive(fd, &in);
	FILE *log;

	if (body != 0 && sscanf(in.p, "%15s %255s", method, path) == 2) {
		read_mode(mode);
		log = open_here("log", "a");
		if (log != NULL) {
			fprintf(log, "%s %s %s\n", method, path, mode);
			fclose(log);
		}
		answer(fd, mode, path, span_sub(buf_view(&in), body, in.n));
	}
	close(fd);
	return NULL;
}

static bool
bound(int fd, int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons((uint16_t)port);
	return bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
}

/* A port of our choice is none of those that the kernel gives to whoever
 * connects: it is still free for the authority that is started again later. */
static int
listen_on(int port, int *ret_port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	int first = port != 0 ? port : 10000 + (int)(getpid() % 20000);
	int tries = port != 0 ? 1 : 1000;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	for (int i = 0; i < tries; i++)
		if (fd >= 0 && bound(fd, first + i) && listen(fd, 64) == 0) {
			*ret_port = first + i;
			return fd;
		}
	die("cannot listen");
}

int
main(int argc, char **argv)
{
	utc_t from = now() - HOUR;
	int fd, port = argc > 3 ? atoi(argv[3]) : 0, days = 365;

	if (argc < 2 || argc == 5 || argc > 6 ||
	    (argc == 6 && utc_parse(span_of(argv[4]), &from) != 0))
		die("DIR [NAME [PORT [FROM DAYS]]]");
	if (argc == 6)
		days = atoi(argv[5]);
	/* It ends with the test that started it. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	me.dir = argv[1];
	fd = listen_on(port, &port);
	make_keys(argc > 2 ? argv[2] : "test", port, from, days);
	printf("%d\n", port);
	fflush(stdout);
	for (;;) {
		int c = accept(fd, NULL, NULL);
		pthread_t t;

		if (c < 0)
			continue;
		if (pthread_create(&t, NULL, serve, (void *)(intptr_t)c) != 0)
			die("no thread");
		pthread_detach(t);
	}
}
