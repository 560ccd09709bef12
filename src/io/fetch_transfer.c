/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One item's way through attempts and redirects. */
#include "io/fetch_priv.h"

#include "io/file.h"
#include "model/engine.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static utc_t
wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (utc_t)ts.tv_sec;
}

static const struct fetch_item *
item_of(const struct transfer *t)
{
	return &t->run->items[t->index];
}

static int
keep(struct span s, void *arg)
{
	struct transfer *t = arg;
	uint64_t most = t->run->o->bytes_max;

	if (s.n > item_of(t)->max - t->received) {
		t->ceiling = "more bytes than the source's ceiling";
		return -1;
	}
	if (most != 0 && s.n > most - t->run->bytes) {
		t->ceiling = "more bytes than the whole list's ceiling";
		return -1;
	}
	if (fwrite(s.p, 1, s.n, t->file) != s.n) {
		t->write_errno = errno == 0 ? EIO : errno;
		return -1;
	}
	EVP_DigestUpdate(t->sha256, s.p, s.n);
	EVP_DigestUpdate(t->sha512, s.p, s.n);
	t->received += s.n;
	t->run->bytes += s.n;
	return 0;
}

static void
body_begins(struct transfer *t)
{
	struct span last =
	    span_sub(buf_view(&t->headers), t->answer_at, t->headers.n);

	t->body = true;
	t->unknown_encoding =
	    decoder_new(header_value(last, "content-encoding"), &t->decoder) !=
	    0;
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;
	struct span s = { (const unsigned char *)p, n * size };
	int r;

	if (!t->body)
		body_begins(t);
	if (t->unknown_encoding)
		return 0;
	r = t->decoder != NULL ? decoder_add(t->decoder, s, keep, t) :
				 keep(s, t);
	if (decoder_bomb(t->decoder) && t->ceiling == NULL)
		t->ceiling = "data that are compressed too well";
	return r == 0 ? s.n : 0;
}

static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	n *= size;
	if (n >= 5 && memcmp(p, "HTTP/", 5) == 0)
		t->answer_at = t->headers.n;
	buf_add(&t->headers, p, n);
	if (t->headers.over) {
		t->ceiling = "headers that are too long";
		return 0;
	}
	return n;
}

static SSL *
session_of(CURL *c)
{
	struct curl_tlssessioninfo *s = NULL;

	if (curl_easy_getinfo(c, CURLINFO_TLS_SSL_PTR, &s) != CURLE_OK ||
	    s == NULL || s->backend != CURLSSLBACKEND_OPENSSL)
		return NULL;
	return s->internals;
}

/* Connected, and nothing asked yet: the only time at which curl tells of a
 * connection that it may have used before. */
static int
on_connection(void *arg, char *peer, char *local, int port, int local_port)
{
	struct transfer *t = arg;
	SSL *ssl = session_of(t->easy);
	AUTO_BUF who = { 0 };
	AUTO_BUF how = { 0 };

	(void)local;
	(void)local_port;
	free(t->peer);
	buf_fmt(&who, "%s port %d", peer, port);
	t->peer = TAKE(who.p);
	if (ssl == NULL)
		return CURL_PREREQFUNC_OK;
	buf_fmt(&how, "%s %s", SSL_get_version(ssl), SSL_get_cipher_name(ssl));
	free(t->tls);
	t->tls = TAKE(how.p);
	host_chain(t->host, SSL_get_peer_cert_chain(ssl));
	return CURL_PREREQFUNC_OK;
}

/* A chain that is refused is evidence too.  Changes no verdict. */
static int
on_verify(int ok, X509_STORE_CTX *x)
{
	const SSL *ssl = X509_STORE_CTX_get_ex_data(x,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	struct transfer *t =
	    ssl == NULL ? NULL : SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (!ok && t != NULL)
		host_chain(t->host, X509_STORE_CTX_get0_untrusted(x));
	return ok;
}

static CURLcode
on_tls(CURL *c, void *ctx, void *arg)
{
	(void)c;
	SSL_CTX_set_app_data(ctx, arg);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify);
	/* The connection may outlive the transfer: verified once, at its
	 * begin. */
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
	return CURLE_OK;
}

static const char *
user_agent(char *to, size_t n)
{
	snprintf(to, n, "nroaudit/%s", engine_name());
	return to;
}

void
easy_options(CURL *c, const struct run *r)
{
	const struct fetch_options *o = r->o;
	char agent[128];

	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
	    r->file_mirror ? "file" : "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	/* Each connection shows and proves its own chain. */
	curl_easy_setopt(c, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "identity");
	curl_easy_setopt(c, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	curl_easy_setopt(c, CURLOPT_USERAGENT,
	    user_agent(agent, sizeof(agent)));
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)o->connect_secs);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)o->total_secs);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)o->low_speed_secs);
	if (o->ca_file != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
}

static void
put_port(struct buf *b, const char *url)
{
	CURLU *u = curl_url();
	char *port = NULL;

	if (u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK)
		curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);
	buf_str(b, port == NULL ? "443" : port);
	curl_free(port);
	curl_url_cleanup(u);
}

/* Tells curl the addresses, in the order in which they were answered. */
static void
set_addresses(struct transfer *t)
{
	AUTO_BUF entry = { 0 };

	if (t->host == NULL || t->host->addresses == NULL)
		return;
	buf_fmt(&entry, "%s:", t->host->name);
	put_port(&entry, t->url);
	buf_fmt(&entry, ":%s", t->host->addresses);
	t->resolve = curl_slist_append(NULL, entry.p);
	curl_easy_setopt(t->easy, CURLOPT_RESOLVE, t->resolve);
	t->dns = mem_strdup(t->host->dns);
}

static void
set_options(struct transfer *t)
{
	CURL *c = t->easy;

	easy_options(c, t->run);
	curl_easy_setopt(c, CURLOPT_URL, t->url);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_connection);
	curl_easy_setopt(c, CURLOPT_PREREQDATA, t);
	curl_easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, on_tls);
	curl_easy_setopt(c, CURLOPT_SSL_CTX_DATA, t);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, t->second ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)item_of(t)->max);
	curl_easy_setopt(c, CURLOPT_PRIVATE, t);
	set_addresses(t);
}

/* What an attempt leaves behind goes with it. */
static void
attempt_clear(struct transfer *t)
{
	if (t->file != NULL)
		fclose(t->file);
	if (t->tmp != NULL)
		unlink(t->tmp);
	EVP_MD_CTX_free(t->sha256);
	EVP_MD_CTX_free(t->sha512);
	decoder_free(t->decoder);
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->resolve);
	free(t->dns);
	free(t->peer);
	free(t->tls);
	t->file = NULL;
	t->easy = NULL;
	t->decoder = NULL;
	t->sha256 = t->sha512 = NULL;
	t->resolve = NULL;
	t->dns = t->peer = t->tls = NULL;
}

void
transfer_free(struct transfer *t)
{
	attempt_clear(t);
	free(t->tmp);
	free(t->path);
	buf_clear(&t->headers);
	t->tmp = t->path = NULL;
}

int
transfer_prepare(struct transfer *t, struct err *e)
{
	t->redirects = 0;
	if (item_url(t->run, t->index, t->url) != 0)
		return err_set(e, ERR_USAGE,
		    "%s: no https URL of at most %d "
		    "bytes",
		    item_of(t)->id, URL_MAX - 1);
	t->host = host_of(t->run, t->url);
	return 0;
}

static int
open_file(struct transfer *t, struct err *e)
{
	AUTO_FREE char *dir = NULL;
	AUTO_FREE char *path = path_join(t->run->o->spool, item_of(t)->path);
	AUTO_BUF name = { 0 };

	dir = mem_strdup(path);
	*strrchr(dir, '/') = '\0';
	if (dir_make(dir, 0700, e) != 0)
		return -1;
	buf_fmt(&name, "%s%s", path, t->second ? ".second" : "");
	free(t->path);
	t->path = mem_strdup(name.p);
	buf_str(&name, ".partial");
	free(t->tmp);
	t->tmp = TAKE(name.p);
	t->file = fopen(t->tmp, "wbe");
	if (t->file == NULL)
		return err_set(e, ERR_IO, "%s: %s", t->tmp, strerror(errno));
	return 0;
}

int
transfer_start(struct transfer *t, struct err *e)
{
	attempt_clear(t);
	if (open_file(t, e) != 0)
		return -1;
	if (t->redirects == 0) {
		t->attempts++;
		buf_clear(&t->headers);
		buf_init(&t->headers, HEADERS_MAX);
		buf_str(&t->headers, "");
	}
	t->answer_at = t->headers.n;
	t->received = 0;
	t->ceiling = NULL;
	t->write_errno = 0;
	t->body = t->unknown_encoding = false;
	t->error[0] = '\0';
	t->sha256 = EVP_MD_CTX_new();
	t->sha512 = EVP_MD_CTX_new();
	t->easy = curl_easy_init();
	if (t->easy == NULL || t->sha256 == NULL || t->sha512 == NULL ||
	    EVP_DigestInit_ex(t->sha256, EVP_sha256(), NULL) != 1 ||
	    EVP_DigestInit_ex(t->sha512, EVP_sha512(), NULL) != 1)
		return err_set(e, ERR_IO, "fetch: libraries failed to start");
	set_options(t);
	t->begun = wall();
	if (curl_multi_add_handle(t->run->multi, t->easy) != CURLM_OK)
		return err_set(e, ERR_IO, "fetch: curl refused a transfer");
	t->state = TS_ACTIVE;
	if (t->host != NULL)
		t->host->active++;
	return 0;
}

static void
detach(struct transfer *t)
{
	if (t->state != TS_ACTIVE)
		return;
	curl_multi_remove_handle(t->run->multi, t->easy);
	if (t->host != NULL)
		t->host->active--;
}

static void
finish(struct transfer *t, const struct ending *end)
{
	transfer_record(t, end);
	t->state = TS_DONE;
	t->run->finished++;
	attempt_clear(t);
}

/* Where a redirect leads, if it may be followed; else why not. */
static bool
follow(struct transfer *t, struct ending *end)
{
	char *to = NULL;

	curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &to);
	if (to == NULL) {
		end->why = "without a place to go to";
		return false;
	}
	end->why = url_refused(t->run, t->index, to);
	if (end->why == NULL && t->redirects >= REDIRECTS_MAX)
		end->why = "one of too many";
	if (end->why != NULL)
		return false;
	t->redirects++;
	snprintf(t->url, URL_MAX, "%s", to);
	t->host = host_of(t->run, t->url);
	t->state = TS_WAIT;
	t->ready_ms = 0;
	return true;
}

/* Another attempt, if it may help and there is time. */
static bool
retry(struct transfer *t, struct ending *end, struct err *e)
{
	const struct run *r = t->run;
	int64_t now = monotonic_ms();
	int64_t wait = retry_delay(r->o->retry_ms, t->attempts);

	if (r->file_mirror || !end->may_pass || t->attempts > r->o->retries)
		return false;
	if (end->after_ms > (int64_t)RETRY_AFTER_MAX * 1000) {
		end->why = "and asks us not to come back soon";
		return false;
	}
	if (wait < end->after_ms)
		wait = end->after_ms;
	if (now + wait >= r->deadline_ms || transfer_prepare(t, e) != 0)
		return false;
	t->state = TS_WAIT;
	t->ready_ms = now + wait;
	t->since_ms = now;
	return true;
}

static int
keep_file(struct transfer *t, struct err *e)
{
	bool bad = fflush(t->file) != 0;

	bad |= fclose(t->file) != 0;
	t->file = NULL;
	if (bad || rename(t->tmp, t->path) != 0)
		return err_set(e, ERR_IO, "cannot write %s: %s", t->path,
		    strerror(errno));
	return 0;
}

int
transfer_end(struct transfer *t, CURLcode code, struct err *e)
{
	struct ending end;

	if (t->write_errno != 0)
		return err_set(e, ERR_IO, "cannot write %s: %s", t->tmp,
		    strerror(t->write_errno));
	ending_of(t, code, &end);
	detach(t);
	if (end.outcome == FO_REDIRECT && follow(t, &end))
		return 0;
	if (retry(t, &end, e))
		return 0;
	if (end.outcome == FO_FETCHED && keep_file(t, e) != 0)
		return -1;
	finish(t, &end);
	return 0;
}

void
transfer_unresolved(struct transfer *t, const char *reason, bool may_pass)
{
	struct ending end = { FO_DNS, may_pass, 0, NULL };

	if (t->redirects == 0)
		t->attempts++;
	t->begun = wall();
	snprintf(t->error, sizeof(t->error), "%s", reason);
	if (!retry(t, &end, NULL))
		finish(t, &end);
}

void
transfer_give_up(struct transfer *t)
{
	struct ending end = { FO_TIMEOUT, false, 0,
		"the run's deadline passed" };

	detach(t);
	finish(t, &end);
}

void
transfer_refused(struct transfer *t)
{
	struct ending end = { FO_OTHER, false, 0, "no URL that we ask" };

	finish(t, &end);
}
