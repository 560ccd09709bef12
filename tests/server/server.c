/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An HTTPS server that does as it is told, for faults that a real one does
 * not make.
 *
 *   server DIR ADDRESS=PEM...
 *
 * One free port on each address; it is printed once all are open.  PEM has
 * key and chain; "cut" instead of it ends every handshake, and "deaf" lets the
 * kernel alone take connections.  The answer to the
 * n-th request of /a/b is the file DIR/a/b.n, or the one with the highest
 * number below n; none is 404.  It begins with what to do, a line each:
 *
 *   #gate NAME N  answer when N requests stand before that gate
 *   #close        end TLS and the connection behind the answer
 *   #cut          end the connection without ending TLS
 *   #hang         say nothing more, and wait for the client to go
 *   #drip         the body byte by byte, ten a second
 *
 * Then the answer: header lines end in CRLF whatever the file has, a
 * "Content-Length: *" gets the body's length, the rest is sent as it is.
 * DIR/log has a line a request: connection number, address, path, then the
 * other header lines, each behind " | "; and "peak ADDRESS N" where more
 * connections than ever were open.
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ADDRESSES 16
#define PATHS 512
#define GATES 16
#define REQUEST_MAX 16384
#define NAME_LEN 1024

static const char *dir;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gates_moved = PTHREAD_COND_INITIALIZER;
static FILE *logfile;
static int connections;

struct address {
	const char *name;
	SSL_CTX *ctx; /* NULL: cut */
	bool deaf;
	int fd, open, peak;
};
static struct address addresses[ADDRESSES];
static size_t addresses_n;

static struct counter {
	char name[NAME_LEN];
	int n;
} paths[PATHS], gates[GATES];

struct connection {
	struct address *at;
	SSL *ssl;
	int fd, number;
};

struct answer {
	char *bytes;
	size_t head, size; /* the head ends in an empty line */
	char gate[NAME_LEN];
	int gate_n;
	bool close, cut, hang, drip;
};

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static int
count(struct counter *v, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i].name[0] == '\0')
			snprintf(v[i].name, NAME_LEN, "%.*s", NAME_LEN - 1,
			    name);
		if (strcmp(v[i].name, name) == 0)
			return ++v[i].n;
	}
	return 1;
}

static char *
read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *p;

	if (f == NULL)
		return NULL;
	if (fstat(fileno(f), &st) != 0)
		die(path);
	p = malloc((size_t)st.st_size + 1);
	if (p == NULL)
		die("malloc");
	*n = fread(p, 1, (size_t)st.st_size, f);
	p[*n] = '\0';
	fclose(f);
	return p;
}

static void
directive(struct answer *a, const char *line)
{
	a->close |= strcmp(line, "#close") == 0;
	a->cut |= strcmp(line, "#cut") == 0;
	a->hang |= strcmp(line, "#hang") == 0;
	a->drip |= strcmp(line, "#drip") == 0;
	(void)sscanf(line, "#gate %1023s %d", a->gate, &a->gate_n);
}

/* The file's header lines as HTTP's, and the body behind them. */
static void
compose(struct answer *a, const char *p, size_t n)
{
	const char *end = p + n;
	char *to = a->bytes = malloc(2 * n + 64);
	const char *body = memmem(p, n, "\n\n", 2);

	if (to == NULL)
		die("malloc");
	body = body == NULL ? end : body + 2;
	while (p < body) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((nl == NULL ? end : nl) - p);

		if (len == 17 && memcmp(p, "Content-Length: *", 17) == 0) {
			to += sprintf(to, "Content-Length: %zu",
			    (size_t)(end - body));
		} else {
			memcpy(to, p, len);
			to += len;
		}
		memcpy(to, "\r\n", 2);
		to += 2;
		p += len + 1;
	}
	a->head = (size_t)(to - a->bytes);
	memcpy(to, body, (size_t)(end - body));
	a->size = a->head + (size_t)(end - body);
}

static bool
answer_read(const char *path, int n, struct answer *a)
{
	char name[2048];
	char *file = NULL, *p;
	size_t size = 0;

	memset(a, 0, sizeof(*a));
	for (; file == NULL && n > 0; n--) {
		snprintf(name, sizeof(name), "%s%s.%d", dir, path, n);
		file = read_file(name, &size);
	}
	if (file == NULL)
		return false;
	for (p = file; *p == '#';) {
		char *nl = strchr(p, '\n');

		*nl = '\0';
		directive(a, p);
		p = nl + 1;
	}
	compose(a, p, size - (size_t)(p - file));
	free(file);
	return true;
}

static bool
put(SSL *ssl, const char *p, size_t n)
{
	while (n != 0) {
		int k = SSL_write(ssl, p, n > 16384 ? 16384 : (int)n);

		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static void
wait_at(const struct answer *a)
{
	if (a->gate[0] == '\0')
		return;
	pthread_mutex_lock(&lock);
	count(gates, GATES, a->gate);
	pthread_cond_broadcast(&gates_moved);
	for (size_t i = 0; i < GATES; i++)
		while (strcmp(gates[i].name, a->gate) == 0 &&
		    gates[i].n < a->gate_n)
			pthread_cond_wait(&gates_moved, &lock);
	pthread_mutex_unlock(&lock);
}

static bool
send_answer(struct connection *c, const struct answer *a)
{
	if (!a->drip)
		return put(c->ssl, a->bytes, a->size);
	if (!put(c->ssl, a->bytes, a->head))
		return false;
	for (size_t i = a->head; i < a->size; i++) {
		if (!put(c->ssl, a->bytes + i, 1))
			return false;
		usleep(100000);
	}
	return true;
}

static void
log_request(const struct connection *c, char *request, char *path)
{
	char *save, *line = strtok_r(request, "\r\n", &save);

	if (line == NULL || sscanf(line, "GET %1023s", path) != 1)
		snprintf(path, 1024, "/bad");
	fprintf(logfile, "%d %s %s", c->number, c->at->name, path);
	while ((line = strtok_r(NULL, "\r\n", &save)) != NULL)
		fprintf(logfile, " | %s", line);
	fprintf(logfile, "\n");
	fflush(logfile);
}

static bool
read_request(SSL *ssl, char *to)
{
	size_t n = 0;

	for (;;) {
		int k = SSL_read(ssl, to + n, (int)(REQUEST_MAX - 1 - n));

		if (k <= 0)
			return false;
		n += (size_t)k;
		to[n] = '\0';
		if (strstr(to, "\r\n\r\n") != NULL)
			return true;
		if (n >= REQUEST_MAX - 1)
			return false;
	}
}

/* One request and its answer; whether there may be another. */
static bool
serve(struct connection *c)
{
	static const char none[] =
	    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
	char request[REQUEST_MAX], path[1024];
	struct answer a;
	bool more;
	int n;

	if (!read_request(c->ssl, request))
		return false;
	pthread_mutex_lock(&lock);
	log_request(c, request, path);
	n = count(paths, PATHS, path);
	pthread_mutex_unlock(&lock);
	if (strstr(path, "..") != NULL || !answer_read(path, n, &a))
		return put(c->ssl, none, sizeof(none) - 1);
	wait_at(&a);
	more = send_answer(c, &a);
	if (a.hang)
		while (SSL_read(c->ssl, request, REQUEST_MAX) > 0)
			;
	if (a.close)
		SSL_shutdown(c->ssl);
	free(a.bytes);
	return more && !a.close && !a.cut && !a.hang;
}

static void
opened(struct connection *c, int by)
{
	struct address *at = c->at;

	pthread_mutex_lock(&lock);
	at->open += by;
	if (at->open > at->peak) {
		at->peak = at->open;
		fprintf(logfile, "peak %s %d\n", at->name, at->peak);
		fflush(logfile);
	}
	pthread_mutex_unlock(&lock);
}

static void *
converse(void *arg)
{
	struct connection *c = arg;

	if (c->at->ctx == NULL) {
		char hello[64];

		/* Read, so that the client sees an end and no reset. */
		if (read(c->fd, hello, sizeof(hello)) > 0)
			shutdown(c->fd, SHUT_RDWR);
	} else {
		c->ssl = SSL_new(c->at->ctx);
		if (c->ssl != NULL && SSL_set_fd(c->ssl, c->fd) == 1 &&
		    SSL_accept(c->ssl) == 1)
			while (serve(c))
				;
		SSL_free(c->ssl);
	}
	close(c->fd);
	opened(c, -1);
	free(c);
	return NULL;
}

static void *
listen_at(void *arg)
{
	struct address *at = arg;

	for (;;) {
		struct connection *c = calloc(1, sizeof(*c));
		pthread_t thread;

		if (c == NULL)
			die("calloc");
		c->at = at;
		c->fd = accept(at->fd, NULL, NULL);
		if (c->fd < 0)
			die("accept");
		pthread_mutex_lock(&lock);
		c->number = ++connections;
		if (at->ctx == NULL) {
			fprintf(logfile, "%d %s cut\n", c->number, at->name);
			fflush(logfile);
		}
		pthread_mutex_unlock(&lock);
		opened(c, 1);
		if (pthread_create(&thread, NULL, converse, c) != 0)
			die("thread");
		pthread_detach(thread);
	}
	return NULL;
}

static SSL_CTX *
context(const char *pem)
{
	SSL_CTX *ctx;

	if (strcmp(pem, "cut") == 0 || strcmp(pem, "deaf") == 0)
		return NULL;
	ctx = SSL_CTX_new(TLS_server_method());
	if (ctx == NULL || SSL_CTX_use_certificate_chain_file(ctx, pem) != 1 ||
	    SSL_CTX_use_PrivateKey_file(ctx, pem, SSL_FILETYPE_PEM) != 1) {
		ERR_print_errors_fp(stderr);
		exit(1);
	}
	return ctx;
}

static bool
bind_all(unsigned short *port)
{
	for (size_t i = 0; i < addresses_n; i++) {
		struct sockaddr_in a = { 0 };
		socklen_t n = sizeof(a);
		int on = 1;

		a.sin_family = AF_INET;
		a.sin_port = htons(*port);
		if (inet_pton(AF_INET, addresses[i].name, &a.sin_addr) != 1)
			die(addresses[i].name);
		addresses[i].fd =
		    socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		setsockopt(addresses[i].fd, SOL_SOCKET, SO_REUSEADDR, &on,
		    sizeof(on));
		if (bind(addresses[i].fd, (struct sockaddr *)&a, n) != 0 ||
		    listen(addresses[i].fd, 64) != 0 ||
		    getsockname(addresses[i].fd, (struct sockaddr *)&a, &n) !=
			0) {
			for (size_t k = 0; k <= i; k++)
				close(addresses[k].fd);
			return false;
		}
		*port = ntohs(a.sin_port);
	}
	return true;
}

int
main(int argc, char **argv)
{
	char name[1024];
	pthread_t thread[ADDRESSES];
	unsigned short port = 0;

	if (argc < 3 || argc - 2 > ADDRESSES) {
		fprintf(stderr, "usage: server DIR ADDRESS=PEM...\n");
		return 3;
	}
	signal(SIGPIPE, SIG_IGN);
	dir = argv[1];
	snprintf(name, sizeof(name), "%s/log", dir);
	logfile = fopen(name, "w");
	if (logfile == NULL)
		die(name);
	for (int i = 2; i < argc; i++) {
		char *eq = strchr(argv[i], '=');

		if (eq == NULL)
			die(argv[i]);
		*eq = '\0';
		addresses[addresses_n].name = argv[i];
		addresses[addresses_n].deaf = strcmp(eq + 1, "deaf") == 0;
		addresses[addresses_n++].ctx = context(eq + 1);
	}
	for (int tries = 0; !bind_all(&port); port = 0)
		if (++tries == 20)
			die("bind");
	for (size_t i = 0; i < addresses_n; i++)
		if (!addresses[i].deaf &&
		    pthread_create(&thread[i], NULL, listen_at,
			&addresses[i]) != 0)
			die("thread");
	printf("%u\n", port);
	fclose(stdout);
	pause();
	return 0;
}
