/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an attempt came to, and what is written down of it. */
#include "io/fetch_priv.h"

#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static enum outcome
outcome_of_code(const struct transfer *t, CURLcode code)
{
	bool answered = t->headers.n != t->answer_at;

	switch ((int)code) {
	case CURLE_FILE_COULDNT_READ_FILE:
		return t->run->complete ? FO_NOT_FOUND : FO_NOT_IN_MIRROR;
	case CURLE_FILESIZE_EXCEEDED:
	/* curl's own ceiling of a header line; memory ends the process. */
	case CURLE_OUT_OF_MEMORY:
		return FO_TOO_LARGE;
	case CURLE_PARTIAL_FILE:
		return FO_TRUNCATED;
	case CURLE_OPERATION_TIMEDOUT:
		return FO_TIMEOUT;
	case CURLE_COULDNT_RESOLVE_HOST:
		return FO_DNS;
	case CURLE_COULDNT_CONNECT:
	case CURLE_GOT_NOTHING:
		return FO_CONNECT;
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return answered ? FO_TRUNCATED : FO_CONNECT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CIPHER:
		return FO_TLS;
	default:
		return FO_OTHER;
	}
}

static bool
may_be_empty(const struct transfer *t)
{
	const struct source *s = t->run->first[t->index].source;

	return s != NULL && source_kind_empty(s->kind);
}

static enum outcome
outcome_of_status(const struct transfer *t, long status)
{
	const struct run *r = t->run;

	if (r->file_mirror || status == 200)
		return t->received == 0 && !may_be_empty(t) ? FO_EMPTY :
							      FO_FETCHED;
	if (status == 404 || status == 410)
		return r->o->mirror == NULL || r->complete ? FO_NOT_FOUND :
							     FO_NOT_IN_MIRROR;
	return status == 301 || status == 302 || status == 303 ||
		status == 307 || status == 308 ?
	    FO_REDIRECT :
	    FO_HTTP_STATUS;
}

static bool
may_pass(enum outcome o, CURLcode code, long status)
{
	switch ((int)o) {
	case FO_TIMEOUT:
	case FO_CONNECT:
	case FO_TRUNCATED:
	case FO_EMPTY:
		return true;
	case FO_TLS: /* a handshake that was cut, not a chain refused */
		return code == CURLE_SSL_CONNECT_ERROR;
	case FO_HTTP_STATUS:
		return status == 408 || status == 429 ||
		    (status >= 500 && status != 501 && status != 505);
	default:
		return false;
	}
}

/* What we saw ourselves in the answer comes before what curl says. */
static void
outcome_of(const struct transfer *t, CURLcode code, long status,
    struct ending *ret)
{
	const char *fault = decoder_fault(t->decoder);

	ret->why = t->ceiling;
	if (t->ceiling != NULL) {
		ret->outcome = FO_TOO_LARGE;
	} else if (t->unknown_encoding) {
		ret->outcome = FO_OTHER;
		ret->why = "a content encoding that is not known";
	} else if (code != CURLE_OK) {
		ret->outcome = outcome_of_code(t, code);
		if (code == CURLE_OUT_OF_MEMORY)
			ret->why = "a header line that is too long";
		else if (code == CURLE_WRITE_ERROR)
			ret->why = fault;
	} else {
		ret->outcome = outcome_of_status(t, status);
		if (ret->outcome != FO_FETCHED || fault == NULL)
			return;
		ret->outcome = FO_TRUNCATED;
		ret->why = fault;
	}
}

void
ending_of(const struct transfer *t, CURLcode code, struct ending *ret)
{
	long status = 0;
	curl_off_t after = 0;

	memset(ret, 0, sizeof(*ret));
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &after);
	outcome_of(t, code, status, ret);
	ret->may_pass = may_pass(ret->outcome, code, status);
	if (after > 0 && ret->may_pass)
		ret->after_ms = after > INT32_MAX ? (int64_t)INT32_MAX * 1000 :
						    (int64_t)after * 1000;
}

int64_t
retry_delay(int base_ms, int n)
{
	unsigned char b[2] = { 0, 0 };
	int doublings = n - 1 > RETRY_DOUBLINGS ? RETRY_DOUBLINGS : n - 1;
	int64_t base = (int64_t)base_ms << (doublings < 0 ? 0 : doublings);

	RAND_bytes(b, sizeof(b));
	return base + (b[0] * 256 + b[1]) * base / 131072;
}

static void
digest_hex(EVP_MD_CTX *c, char *out)
{
	unsigned char d[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_DigestFinal_ex(c, d, &n) == 1)
		hex_of(d, n, out);
}

struct span
header_value(struct span rest, const char *name)
{
	size_t n = strlen(name);
	struct span found = { NULL, 0 };

	while (rest.n != 0) {
		struct span l = span_split(&rest, '\n');
		struct span v;

		while (l.n != 0 &&
		    (l.p[l.n - 1] == '\r' || l.p[l.n - 1] == ' ' ||
			l.p[l.n - 1] == '\t'))
			l.n--;
		if (l.n <= n + 1 || l.p[n] != ':' ||
		    strncasecmp((const char *)l.p, name, n) != 0)
			continue;
		v = span_sub(l, n + 1, l.n);
		while (v.n != 0 && (v.p[0] == ' ' || v.p[0] == '\t'))
			v = span_sub(v, 1, v.n);
		found = v;
	}
	return found;
}

static utc_t
header_time(const struct transfer *t, const char *name)
{
	struct span last =
	    span_sub(buf_view(&t->headers), t->answer_at, t->headers.n);
	utc_t found = TIME_NONE;

	if (utc_parse_http(header_value(last, name), &found) != 0)
		return TIME_NONE;
	return found;
}

/* One line of printable ASCII: it may quote a server. */
static char *
reason_of(const struct transfer *t, const struct ending *end, int status)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "%s: %s", t->run->items[t->index].id,
	    outcome_name(end->outcome));
	if (end->outcome == FO_NOT_IN_MIRROR)
		buf_str(&b, " (not in this mirror)");
	if (end->outcome == FO_HTTP_STATUS || end->outcome == FO_REDIRECT)
		buf_fmt(&b, " %d", status);
	if (end->outcome == FO_REDIRECT) {
		char *to = NULL;

		curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &to);
		if (to != NULL)
			buf_fmt(&b, " to %.200s", to);
	}
	if (end->why != NULL)
		buf_fmt(&b, " (%s)", end->why);
	else if (t->error[0] != '\0')
		buf_fmt(&b, " (%s)", t->error);
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] < ' ' || b.p[i] > '~')
			b.p[i] = '?';
	return TAKE(b.p);
}

/* Of a connection that came to no request. */
static char *
peer_of(CURL *c)
{
	AUTO_BUF b = { 0 };
	char *ip = NULL;
	long port = 0;

	curl_easy_getinfo(c, CURLINFO_PRIMARY_IP, &ip);
	curl_easy_getinfo(c, CURLINFO_PRIMARY_PORT, &port);
	if (ip == NULL || ip[0] == '\0')
		return NULL;
	buf_fmt(&b, "%s port %ld", ip, port);
	return TAKE(b.p);
}

static void
record_answer(struct transfer *t, struct fetch *f)
{
	long status = 0;
	AUTO_BUF name = { 0 };

	if (t->run->file_mirror || t->easy == NULL)
		return;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	f->status = (int)status;
	f->dns = TAKE(t->dns);
	f->peer = t->peer != NULL ? TAKE(t->peer) : peer_of(t->easy);
	f->tls = TAKE(t->tls);
	f->last_modified = header_time(t, "last-modified");
	f->server_date = header_time(t, "date");
	if (t->headers.n != 0)
		f->headers = mem_strdup(t->headers.p);
	if (t->host != NULL && t->host->chains.n != 0) {
		buf_fmt(&name, "tls/%s.pem", t->host->name);
		f->tls_file = TAKE(name.p);
	}
}

static utc_t
wall(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (utc_t)ts.tv_sec;
}

void
transfer_record(struct transfer *t, const struct ending *end)
{
	struct run *r = t->run;
	struct fetch *f =
	    t->second ? &r->second[t->index] : &r->first[t->index];
	const struct source *source = f->source;
	char url[URL_MAX];

	fetch_clear(f);
	f->source = source;
	f->outcome = end->outcome;
	if (item_url(r, t->index, url) == 0)
		f->url = mem_strdup(url);
	f->final_url = mem_strdup(t->url);
	f->start = t->begun;
	f->end = t->begun == TIME_NONE ? TIME_NONE : wall();
	f->attempts = t->attempts;
	f->size = t->received;
	record_answer(t, f);
	if (f->outcome == FO_FETCHED) {
		digest_hex(t->sha256, f->sha256);
		digest_hex(t->sha512, f->sha512);
	} else {
		f->reason = reason_of(t, end, f->status);
	}
}

static int
skew_cmp(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

/* Ours minus a host's; a cache's answer is as old as it says (RFC 9111
 * section 5.1). */
static int64_t
skew_of(const struct fetch *f)
{
	uint64_t age = 0;

	if (f->headers != NULL &&
	    span_u64(header_value(span_of(f->headers), "age"), INT32_MAX,
		&age) != 0)
		age = 0;
	return f->start - (f->server_date + (int64_t)age);
}

void
check_clock(struct provenance *p)
{
	AUTO_FREE int64_t *v = mem_alloc(p->n * sizeof(*v));
	AUTO_FREE char(*seen)[HOST_MAX] = mem_alloc(p->n * HOST_MAX);
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct fetch *f = &p->fetches[i];
		bool again = false;

		if (f->server_date == TIME_NONE || f->start == TIME_NONE ||
		    f->final_url == NULL ||
		    url_host(f->final_url, seen[n]) != 0)
			continue;
		for (size_t k = 0; k < n; k++)
			again |= strcmp(seen[k], seen[n]) == 0;
		if (!again)
			v[n++] = skew_of(f);
	}
	p->run.clock_checked = n >= DATES_NEEDED;
	if (!p->run.clock_checked)
		return;
	qsort(v, n, sizeof(*v), skew_cmp);
	p->run.clock_skew = v[n / 2];
}
