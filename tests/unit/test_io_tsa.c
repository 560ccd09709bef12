/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP to an authority: what is taken, and where it ends.  The server is a
 * thread that answers what its path asks for. */
#include "io/tsa.h"

#include "unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd, port;
static pthread_t thread;
static char asked[4096]; /* the last request */

static void
say(int c, const char *p, size_t n)
{
	while (n != 0) {
		ssize_t k = send(c, p, n, MSG_NOSIGNAL);

		if (k <= 0)
			return;
		p += k;
		n -= (size_t)k;
	}
}

/* /N: N bytes.  /r/N: N redirects, then two bytes.  /file: to a file.
 * /s/N: status N.  /none: nothing, until the other side ends. */
static void
answer(int c, const char *path)
{
	AUTO_BUF b = { 0 };
	unsigned long n = 0;
	char rest[64];

	if (sscanf(path, "/r/%lu", &n) == 1 && n != 0)
		buf_fmt(&b,
		    "HTTP/1.1 302 Found\r\nLocation: /r/%lu\r\n"
		    "Content-Length: 0\r\n\r\n",
		    n - 1);
	else if (strcmp(path, "/file") == 0)
		buf_str(&b,
		    "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n"
		    "Content-Length: 0\r\n\r\n");
	else if (sscanf(path, "/s/%lu", &n) == 1)
		buf_fmt(&b, "HTTP/1.1 %lu X\r\nContent-Length: 0\r\n\r\n", n);
	else if (strcmp(path, "/none") == 0)
		while (recv(c, rest, sizeof(rest), 0) > 0)
			;
	else {
		if (sscanf(path, "/%lu", &n) != 1)
			n = 2;
		buf_str(&b, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
		for (; n > 0; n--)
			buf_chr(&b, 'x');
	}
	say(c, b.p, b.n);
}

static void *
serve(void *arg)
{
	int c;

	(void)arg;
	while ((c = accept(fd, NULL, NULL)) >= 0) {
		char path[256] = "";
		size_t n = 0;
		ssize_t k;

		memset(asked, 0, sizeof(asked));
		while (strstr(asked, "\r\n\r\n") == NULL &&
		    n < sizeof(asked) - 1 &&
		    (k = recv(c, asked + n, sizeof(asked) - 1 - n, 0)) > 0)
			n += (size_t)k;
		if (sscanf(asked, "%*s %255s", path) == 1)
			answer(c, path);
		close(c);
	}
	return NULL;
}

static int
start(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);

	(void)state;
	fd = socket(AF_INET, SOCK_STREAM, 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	port = ntohs(a.sin_port);
	return pthread_create(&thread, NULL, serve, NULL);
}

static int
end(void **state)
{
	(void)state;
	shutdown(fd, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(fd);
	return 0;
}

static int
exchange(bool post, const char *path, struct buf *ret, struct err *e)
{
	struct tsa_http o = { 1, NULL };
	AUTO_BUF url = { 0 };

	buf_fmt(&url, "http://127.0.0.1:%d%s", port, path);
	return post ? tsa_post(&o, url.p, span_of("request"), ret, e) :
		      tsa_get(&o, url.p, ret, e);
}

static void
refused(bool post, const char *path, const char *why)
{
	AUTO_BUF b = { 0 };
	struct err e = { 0 };

	assert_int_equal(exchange(post, path, &b, &e), -1);
	assert_int_equal(e.kind, ERR_NET);
	assert_true(says(e.msg, why));
	assert_int_equal(b.n, 0);
}

static void
a_request_is_sent_as_what_it_is(void **state)
{
	AUTO_BUF b = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(exchange(true, "/3", &b, &e), 0);
	assert_string_equal(b.p, "xxx");
	assert_non_null(strstr(asked, "POST /3 HTTP/1.1\r\n"));
	assert_non_null(
	    strstr(asked, "Content-Type: application/timestamp-query\r\n"));
	assert_non_null(strstr(asked, "Content-Length: 7\r\n"));
	assert_non_null(strstr(asked, "User-Agent: nroaudit/"));
	assert_int_equal(exchange(false, "/1", &b, &e), 0);
	assert_string_equal(b.p, "xxxx");
	assert_non_null(strstr(asked, "GET /1 HTTP/1.1\r\n"));
}

static void
bodies_have_a_ceiling(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_BUF path = { 0 };
	AUTO_BUF crl = { 0 };
	struct err e = { 0 };

	(void)state;
	buf_fmt(&path, "/%zu", TSA_REPLY_MAX);
	assert_int_equal(exchange(true, path.p, &b, &e), 0);
	assert_int_equal(b.n, TSA_REPLY_MAX);
	path.n = 0;
	buf_fmt(&path, "/%zu", TSA_REPLY_MAX + 1);
	refused(true, path.p, "more than 65536 bytes");
	path.n = 0;
	buf_fmt(&path, "/%zu", TSA_CRL_MAX);
	assert_int_equal(exchange(false, path.p, &crl, &e), 0);
	assert_int_equal(crl.n, TSA_CRL_MAX);
	path.n = 0;
	buf_fmt(&path, "/%zu", TSA_CRL_MAX + 1);
	refused(false, path.p, "more than 4194304 bytes");
}

static void
what_is_no_answer_is_named(void **state)
{
	(void)state;
	refused(true, "/s/404", "HTTP 404");
	refused(true, "/s/503", "HTTP 503");
	refused(true, "/s/204", "HTTP 204");
	refused(true, "/none", "no answer within 1 s");
	refused(false, "/file", "rotocol");
}

static void
redirects_have_a_ceiling(void **state)
{
	AUTO_BUF b = { 0 };
	AUTO_BUF path = { 0 };
	struct err e = { 0 };

	(void)state;
	buf_fmt(&path, "/r/%d", TSA_REDIRECTS_MAX);
	assert_int_equal(exchange(true, path.p, &b, &e), 0);
	assert_int_equal(b.n, 2);
	assert_non_null(strstr(asked, "POST /r/0"));
	path.n = 0;
	buf_fmt(&path, "/r/%d", TSA_REDIRECTS_MAX + 1);
	refused(true, path.p, "redirects");
}

static void
nobody_there_is_named(void **state)
{
	struct tsa_http o = { 1, NULL };
	AUTO_BUF b = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_int_equal(
	    tsa_post(&o, "http://127.0.0.1:1/", span_of("x"), &b, &e), -1);
	assert_true(says(e.msg, "connect"));
	assert_int_equal(tsa_get(&o, "file:///etc/passwd", &b, &e), -1);
	assert_int_equal(b.n, 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_request_is_sent_as_what_it_is),
		cmocka_unit_test(bodies_have_a_ceiling),
		cmocka_unit_test(what_is_no_answer_is_named),
		cmocka_unit_test(redirects_have_a_ceiling),
		cmocka_unit_test(nobody_there_is_named),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("io tsa", t, start, end);
}
