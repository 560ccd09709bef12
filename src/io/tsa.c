/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/tsa.h"

#include "model/engine.h"

#include <curl/curl.h>
#include <stdio.h>

struct body {
	struct buf bytes; /* max is its ceiling */
};

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct body *b = arg;

	buf_add(&b->bytes, p, size * n);
	return b->bytes.over ? 0 : size * n;
}

static void
curl_freep(CURL **c)
{
	curl_easy_cleanup(*c);
}

static void
slist_freep(struct curl_slist **l)
{
	curl_slist_free_all(*l);
}

static void
options(CURL *c, const struct tsa_http *o, const char *url, char *agent,
    size_t n)
{
	snprintf(agent, n, "nroaudit/%s", engine_name());
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_USERAGENT, agent);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)TSA_REDIRECTS_MAX);
	curl_easy_setopt(c, CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)o->seconds);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)o->seconds);
	/* A name server that does not answer is not waited for beyond that. */
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	if (o->ca_file != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
}

static int
failure(CURL *c, CURLcode r, const struct tsa_http *o, const struct body *b,
    struct err *e)
{
	long status = 0;

	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	if (b->bytes.over)
		return err_set(e, ERR_NET, "it answered more than %zu bytes",
		    b->bytes.max);
	if (r == CURLE_OPERATION_TIMEDOUT)
		return err_set(e, ERR_NET, "no answer within %d s",
		    o->seconds);
	if (r != CURLE_OK)
		return err_set(e, ERR_NET, "%s", curl_easy_strerror(r));
	return err_set(e, ERR_NET, "it answered HTTP %ld", status);
}

static int
exchange(CURL *c, const struct tsa_http *o, size_t max, struct buf *ret,
    struct err *e)
{
	struct body b = { { 0 } };
	long status = 0;
	CURLcode r;
	int rc = 0;

	buf_init(&b.bytes, max);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &b);
	r = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	if (r != CURLE_OK || status != 200)
		rc = failure(c, r, o, &b, e);
	else
		buf_span(ret, buf_view(&b.bytes));
	buf_clear(&b.bytes);
	return rc;
}

int
tsa_post(const struct tsa_http *o, const char *url, struct span request,
    struct buf *ret, struct err *e)
{
	AUTO(curl_freep) CURL *c = curl_easy_init();
	AUTO(slist_freep)
	struct curl_slist *head = curl_slist_append(NULL,
	    "Content-Type: application/timestamp-query");
	char agent[128];

	if (c == NULL || head == NULL)
		return err_set(e, ERR_IO, "libcurl failed to start");
	options(c, o, url, agent, sizeof(agent));
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, head);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, (const char *)request.p);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)request.n);
	return exchange(c, o, TSA_REPLY_MAX, ret, e);
}

int
tsa_get(const struct tsa_http *o, const char *url, struct buf *ret,
    struct err *e)
{
	AUTO(curl_freep) CURL *c = curl_easy_init();
	char agent[128];

	if (c == NULL)
		return err_set(e, ERR_IO, "libcurl failed to start");
	options(c, o, url, agent, sizeof(agent));
	return exchange(c, o, TSA_CRL_MAX, ret, e);
}
