/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/fetch_priv.h"

#include "io/file.h"

#include <errno.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t
monotonic_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static utc_t
wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (utc_t)ts.tv_sec;
}

void
url_host(const char *url, char *out, size_t n)
{
	size_t k;

	out[0] = '\0';
	if (strncmp(url, "https://", 8) != 0)
		return;
	k = strcspn(url + 8, "/:?#");
	if (k >= n)
		k = n - 1;
	memcpy(out, url + 8, k);
	out[k] = '\0';
}

int
transfer_url(const struct run *r, size_t source, char out[URL_MAX])
{
	const char *url = r->o->url != NULL && r->o->url[source] != NULL ?
	    r->o->url[source] :
	    sources[source].url;
	const char *m = r->o->mirror;
	int n;

	if (m == NULL)
		n = snprintf(out, URL_MAX, "%s", url);
	else
		n = snprintf(out, URL_MAX, "%.*s/%s",
		    (int)(strlen(m) - (m[0] != '\0' && m[strlen(m) - 1] == '/')),
		    m, url + strlen("https://"));
	return n < 0 || n >= URL_MAX || strstr(out, "/../") != NULL ? -1 : 0;
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	n *= size;
	if (n > sources[t->source].max - t->received) {
		t->too_large = true;
		return 0;
	}
	if (fwrite(p, 1, n, t->file) != n) {
		t->write_failed = true;
		return 0;
	}
	EVP_DigestUpdate(t->sha256, p, n);
	EVP_DigestUpdate(t->sha512, p, n);
	t->received += n;
	return n;
}

static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	n *= size;
	buf_add(&t->headers, p, n);
	if (t->headers.over) {
		t->too_large = true;
		return 0;
	}
	return n;
}

static void
set_options(struct transfer *t)
{
	const struct fetch_options *o = t->run->o;
	CURL *c = t->easy;

	curl_easy_setopt(c, CURLOPT_URL, t->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
	    t->run->file_mirror ? "file" : "https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)o->connect_secs);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)o->total_secs);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)o->low_speed_secs);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(c, CURLOPT_CERTINFO, 1L);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, t->fresh ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "nroaudit");
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)sources[t->source].max);
	curl_easy_setopt(c, CURLOPT_PRIVATE, t);
	if (o->ca_file != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
}

int
transfer_start(struct transfer *t, struct err *e)
{
	AUTO_FREE char *dir = NULL;

	transfer_free(t);
	t->path = path_join(t->run->o->spool, sources[t->source].path);
	dir = mem_strdup(t->path);
	*strrchr(dir, '/') = '\0';
	t->tmp = path_join(dir, ".partial");
	if (dir_make(dir, 0700, e) != 0)
		return -1;
	free(t->tmp);
	t->tmp = mem_alloc(strlen(t->path) + 16);
	snprintf(t->tmp, strlen(t->path) + 16, "%s.partial", t->path);
	t->file = fopen(t->tmp, "wbe");
	if (t->file == NULL)
		return err_set(e, ERR_IO, "%s: %s", t->tmp, strerror(errno));
	buf_init(&t->headers, HEADERS_MAX);
	buf_str(&t->headers, "");
	t->received = 0;
	t->too_large = t->write_failed = false;
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
	t->attempts++;
	t->active = true;
	return 0;
}

void
transfer_free(struct transfer *t)
{
	if (t->file != NULL)
		fclose(t->file);
	if (t->tmp != NULL)
		unlink(t->tmp);
	free(t->tmp);
	free(t->path);
	EVP_MD_CTX_free(t->sha256);
	EVP_MD_CTX_free(t->sha512);
	buf_clear(&t->headers);
	curl_easy_cleanup(t->easy);
	t->file = NULL;
	t->tmp = t->path = NULL;
	t->sha256 = t->sha512 = NULL;
	t->easy = NULL;
}

static enum outcome
outcome_of_code(const struct transfer *t, CURLcode code)
{
	const struct run *r = t->run;

	if (t->too_large)
		return FO_TOO_LARGE;
	switch ((int)code) {
	case CURLE_OK:
		return FO_FETCHED;
	case CURLE_FILE_COULDNT_READ_FILE:
		return r->ret->run.complete ? FO_NOT_FOUND : FO_NOT_IN_MIRROR;
	case CURLE_FILESIZE_EXCEEDED:
		return FO_TOO_LARGE;
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
		return FO_TRUNCATED;
	case CURLE_OPERATION_TIMEDOUT:
		return FO_TIMEOUT;
	case CURLE_COULDNT_RESOLVE_HOST:
		return FO_DNS;
	case CURLE_COULDNT_CONNECT:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return FO_CONNECT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
		return FO_TLS;
	default:
		return FO_OTHER;
	}
}

static enum outcome
outcome_of_status(const struct transfer *t, long status)
{
	if (t->run->file_mirror || status == 200)
		return t->received == 0 ? FO_EMPTY : FO_FETCHED;
	if (status == 404 || status == 410)
		return t->run->o->mirror == NULL || t->run->ret->run.complete ?
		    FO_NOT_FOUND :
		    FO_NOT_IN_MIRROR;
	return status >= 300 && status < 400 ? FO_REDIRECT : FO_HTTP_STATUS;
}

static bool
may_pass(enum outcome o, long status)
{
	return o == FO_TIMEOUT || o == FO_CONNECT || o == FO_TRUNCATED ||
	    o == FO_DNS || o == FO_EMPTY ||
	    (o == FO_HTTP_STATUS && (status == 429 || status >= 500));
}

static bool
host_allowed(const struct run *r, const char *host)
{
	char h[256];

	if (host[0] == '\0')
		return false;
	if (r->o->mirror != NULL) {
		url_host(r->o->mirror, h, sizeof(h));
		return strcmp(h, host) == 0;
	}
	for (size_t i = 0; i < sources_n; i++) {
		url_host(sources[i].url, h, sizeof(h));
		if (strcmp(h, host) == 0)
			return true;
	}
	return false;
}

/* Where a redirect leads, if it may be followed. */
static bool
redirect(struct transfer *t)
{
	char *to = NULL;
	char host[256];

	curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &to);
	if (to == NULL || strlen(to) >= URL_MAX ||
	    ++t->redirects > REDIRECTS_MAX)
		return false;
	url_host(to, host, sizeof(host));
	if (!host_allowed(t->run, host))
		return false;
	snprintf(t->url, URL_MAX, "%s", to);
	return true;
}

static void
digest_hex(EVP_MD_CTX *c, char *out)
{
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_DigestFinal_ex(c, d, &n) == 1)
		hex_of(d, n, out);
}

static utc_t
header_time(const struct transfer *t, const char *name)
{
	struct span rest = buf_view(&t->headers);
	size_t n = strlen(name);
	utc_t found = TIME_NONE;

	while (rest.n != 0) {
		struct span l = span_split(&rest, '\n');
		struct span v;

		while (l.n != 0 && (l.p[l.n - 1] == '\r' || l.p[l.n - 1] == ' '))
			l.n--;
		if (l.n <= n + 1 || l.p[n] != ':' ||
		    strncasecmp((const char *)l.p, name, n) != 0)
			continue;
		v = span_sub(l, n + 1, l.n);
		while (v.n != 0 && v.p[0] == ' ')
			v = span_sub(v, 1, v.n);
		utc_parse_http(v, &found);
	}
	return found;
}

/* The chain as PEM, and where it stands in the snapshot. */
static void
keep_chain(const struct transfer *t, struct fetch *f)
{
	struct curl_certinfo *ci = NULL;
	char host[256];
	AUTO_BUF pem = { 0 };
	AUTO_BUF name = { 0 };
	AUTO_FREE char *path = NULL;
	AUTO_FREE char *dir = path_join(t->run->o->spool, "tls");

	url_host(t->url, host, sizeof(host));
	if (host[0] == '\0' ||
	    curl_easy_getinfo(t->easy, CURLINFO_CERTINFO, &ci) != CURLE_OK ||
	    ci == NULL || ci->num_of_certs == 0)
		return;
	for (int i = 0; i < ci->num_of_certs; i++)
		for (struct curl_slist *s = ci->certinfo[i]; s != NULL;
		     s = s->next)
			if (strncmp(s->data, "Cert:", 5) == 0) {
				buf_str(&pem, s->data + 5);
				buf_chr(&pem, '\n');
			}
	buf_fmt(&name, "tls/%s.pem", host);
	path = path_join(t->run->o->spool, name.p);
	if (pem.n != 0 && dir_make(dir, 0700, NULL) == 0 &&
	    file_write(path, buf_view(&pem), 0600, NULL) == 0)
		f->tls_file = mem_strdup(name.p);
}

static void
record_connection(const struct transfer *t, struct fetch *f)
{
	char *s = NULL;
	long n = 0;
	AUTO_BUF peer = { 0 };

	if (t->run->file_mirror)
		return;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &n);
	f->status = (int)n;
	curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &s);
	if (s != NULL && s[0] != '\0') {
		curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_PORT, &n);
		buf_fmt(&peer, "%s port %ld", s, n);
		f->peer = mem_strdup(peer.p);
	}
	f->last_modified = header_time(t, "last-modified");
	f->server_date = header_time(t, "date");
	if (t->headers.n != 0)
		f->headers = mem_strdup(t->headers.p);
	keep_chain(t, f);
}

static void
record(struct transfer *t, enum outcome o)
{
	struct fetch *f = &t->run->ret->fetches[t->source];
	char first[SHA256_HEX];
	char url[URL_MAX];

	memcpy(first, t->fresh ? f->sha256 : "", t->fresh ? SHA256_HEX : 1);
	fetch_clear(f);
	f->source = &sources[t->source];
	f->outcome = o;
	if (transfer_url(t->run, t->source, url) == 0)
		f->url = mem_strdup(url);
	f->final_url = mem_strdup(t->url);
	f->start = t->begun;
	f->end = wall();
	f->attempts = t->attempts;
	f->size = t->received;
	record_connection(t, f);
	if (o == FO_FETCHED) {
		digest_hex(t->sha256, f->sha256);
		digest_hex(t->sha512, f->sha512);
		memcpy(f->sha256_first, first, strlen(first) + 1);
		return;
	}
	{
		AUTO_BUF b = { 0 };

		buf_fmt(&b, "%s: %s", f->source->id, outcome_name(o));
		if (o == FO_NOT_IN_MIRROR)
			buf_str(&b, " (not in this mirror)");
		else if (o == FO_HTTP_STATUS || o == FO_REDIRECT)
			buf_fmt(&b, " %d", f->status);
		else if (t->error[0] != '\0')
			buf_fmt(&b, " (%s)", t->error);
		f->reason = mem_strdup(b.p);
	}
}

static int64_t
retry_delay(int attempt)
{
	unsigned char jitter[2] = { 0, 0 };
	int64_t base = (int64_t)RETRY_BASE_MS << (attempt > 6 ? 6 : attempt);

	RAND_bytes(jitter, sizeof(jitter));
	return base + (jitter[0] * 256 + jitter[1]) * base / 131072;
}

int
transfer_end(struct transfer *t, CURLcode code)
{
	enum outcome o = outcome_of_code(t, code);
	long status = 0;

	t->active = false;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (o == FO_FETCHED)
		o = outcome_of_status(t, status);
	if (o == FO_REDIRECT && !t->run->file_mirror && redirect(t))
		return 2;
	if (may_pass(o, status) && t->attempts <= t->run->o->retries &&
	    !t->run->file_mirror) {
		t->ready_ms = monotonic_ms() + retry_delay(t->attempts);
		return 1;
	}
	if (o == FO_FETCHED &&
	    (fflush(t->file) != 0 || rename(t->tmp, t->path) != 0))
		o = FO_OTHER;
	record(t, o);
	t->done = true;
	return 0;
}
