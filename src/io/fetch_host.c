/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hosts of a run: who may be asked, where they are, what they showed. */
#include "io/fetch_priv.h"

#include "io/file.h"
#include "model/uri.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

static void
url_free(CURLU **u)
{
	curl_url_cleanup(*u);
}

static void
part_free(char **s)
{
	curl_free(*s);
}

int
url_host(const char *url, char ret[HOST_MAX])
{
	AUTO(url_free) CURLU *u = curl_url();
	AUTO(part_free) char *scheme = NULL;
	AUTO(part_free) char *user = NULL;
	AUTO(part_free) char *host = NULL;
	size_t n;

	/* curl's own reading of the URL: it is curl that will connect. */
	if (u == NULL || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    strcmp(scheme, "https") != 0 ||
	    curl_url_get(u, CURLUPART_USER, &user, 0) != CURLUE_NO_USER ||
	    curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		return -1;
	n = strlen(host);
	if (n == 0 || n >= HOST_MAX)
		return -1;
	for (size_t i = 0; i <= n; i++)
		ret[i] = host[i] >= 'A' && host[i] <= 'Z' ?
		    (char)(host[i] - 'A' + 'a') :
		    host[i];
	return 0;
}

static bool
same_host(const char *url, const char *host)
{
	char h[HOST_MAX];

	return url != NULL && url_host(url, h) == 0 && strcmp(h, host) == 0;
}

/* RFC 9674 section 3.1 has it for redirects, too. */
static bool
own_origin(const struct run *r, size_t item, const char *url)
{
	char own[URL_MAX];
	struct span to = span_of(url);

	return item_url(r, item, own) == 0 &&
	    uri_check(to, "https") == URI_OK &&
	    uri_check(span_of(own), "https") == URI_OK &&
	    uri_same_origin(to, span_of(own));
}

const char *
url_refused(const struct run *r, size_t item, const char *url)
{
	char host[HOST_MAX];

	if (strlen(url) >= URL_MAX)
		return "a URL that is too long";
	if (url_host(url, host) != 0)
		return "no https URL";
	if (r->same_origin)
		return own_origin(r, item, url) ? NULL : "not the same origin";
	if (r->o->mirror != NULL)
		return same_host(r->o->mirror, host) ? NULL :
						       "not the mirror's host";
	for (size_t i = 0; i < sources_n; i++)
		if (same_host(sources[i].url, host) ||
		    (r->o->url != NULL && same_host(r->o->url[i], host)))
			return NULL;
	return "not a host of a source";
}

struct host *
host_of(struct run *r, const char *url)
{
	char name[HOST_MAX];
	struct host *h;

	if (url_host(url, name) != 0)
		return NULL;
	for (size_t i = 0; i < r->hosts_n; i++)
		if (strcmp(r->hosts[i]->name, name) == 0)
			return r->hosts[i];
	h = mem_alloc(sizeof(*h));
	memcpy(h->name, name, sizeof(name));
	buf_init(&h->chains, CHAINS_MAX);
	r->hosts = mem_grow(r->hosts, &r->hosts_cap, r->hosts_n + 1,
	    sizeof(*r->hosts));
	r->hosts[r->hosts_n++] = h;
	return h;
}

static bool
is_address(const char *name)
{
	struct in_addr a;

	return name[0] == '[' || inet_pton(AF_INET, name, &a) == 1;
}

static int
not_found(const struct host *h, int code, char **ret_reason)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "%s: %s", h->name, gai_strerror(code));
	*ret_reason = TAKE(b.p);
	return code == EAI_AGAIN || code == EAI_SYSTEM ? HOST_FAILED :
							 HOST_UNKNOWN;
}

int
host_ready(struct run *r, struct host *h, int64_t since_ms, char **ret_reason)
{
	char *order = NULL, *sorted = NULL;
	int code;

	if (is_address(h->name) ||
	    (h->answered_ms != 0 && h->answered_ms >= since_ms))
		return HOST_READY;
	if (h->lookup == NULL) {
		h->asked_ms = monotonic_ms();
		h->lookup = lookup_start(h->name, r->multi);
		return HOST_WAIT;
	}
	if (!lookup_poll(h->lookup, &code, &order, &sorted)) {
		if (monotonic_ms() - h->asked_ms <
		    (int64_t)r->o->connect_secs * 1000)
			return HOST_WAIT;
		code = EAI_AGAIN;
	}
	lookup_free(h->lookup);
	h->lookup = NULL;
	if (code != 0)
		return not_found(h, code, ret_reason);
	free(h->addresses);
	free(h->dns);
	h->addresses = order;
	h->dns = sorted;
	h->answered_ms = monotonic_ms();
	return HOST_READY;
}

static void
bio_free(BIO **b)
{
	BIO_free(*b);
}

static void
add_certificate(struct host *h, X509 *x)
{
	AUTO(bio_free) BIO *b = BIO_new(BIO_s_mem());
	AUTO_FREE char *text = NULL;
	char *p;
	long n;

	if (b == NULL || PEM_write_bio_X509(b, x) != 1)
		return;
	n = BIO_get_mem_data(b, &p);
	text = mem_strndup(p, (size_t)n);
	if (strstr(h->chains.p, text) == NULL &&
	    strlen(text) <= h->chains.max - h->chains.n)
		buf_str(&h->chains, text);
}

void
host_chain(struct host *h, STACK_OF(X509) * chain)
{
	buf_str(&h->chains, "");
	for (int i = 0; chain != NULL && i < sk_X509_num(chain); i++)
		add_certificate(h, sk_X509_value(chain, i));
}

/* A host's name as a file's; an IPv6 address stands in brackets. */
static char *
chain_path(const struct run *r, const struct host *h)
{
	AUTO_BUF name = { 0 };

	buf_fmt(&name, "tls/%s.pem", h->name);
	return path_join(r->o->spool, name.p);
}

#define PEM_END "-----END CERTIFICATE-----\n"

/* What an earlier list of this run saw comes first. */
static int
add_earlier(const char *path, struct host *h, struct err *e)
{
	AUTO_FREE unsigned char *old = NULL;
	AUTO_BUF all = { 0 };
	size_t n = 0;

	if (!file_exists(path))
		return 0;
	if (file_read(path, CHAINS_MAX, &old, &n, e) != 0)
		return -1;
	buf_init(&all, CHAINS_MAX);
	buf_add(&all, old, n);
	for (const char *p = h->chains.p, *end;
	     (end = strstr(p, PEM_END)) != NULL; p = end) {
		AUTO_FREE char *one = NULL;

		end += strlen(PEM_END);
		one = mem_strndup(p, (size_t)(end - p));
		if (strstr(all.p, one) == NULL &&
		    strlen(one) <= all.max - all.n)
			buf_str(&all, one);
	}
	buf_clear(&h->chains);
	h->chains = all;
	memset(&all, 0, sizeof(all));
	return 0;
}

int
hosts_write(const struct run *r, struct err *e)
{
	AUTO_FREE char *dir = path_join(r->o->spool, "tls");

	for (size_t i = 0; i < r->hosts_n; i++) {
		struct host *h = r->hosts[i];
		AUTO_FREE char *path = chain_path(r, h);

		if (h->chains.n == 0)
			continue;
		if (dir_make(dir, 0700, e) != 0 ||
		    add_earlier(path, h, e) != 0 ||
		    file_write(path, buf_view(&h->chains), 0600, e) != 0)
			return -1;
	}
	return 0;
}

void
hosts_clear(struct run *r)
{
	for (size_t i = 0; i < r->hosts_n; i++) {
		lookup_free(r->hosts[i]->lookup);
		free(r->hosts[i]->addresses);
		free(r->hosts[i]->dns);
		buf_clear(&r->hosts[i]->chains);
		free(r->hosts[i]);
	}
	free(r->hosts);
	r->hosts = NULL;
	r->hosts_n = r->hosts_cap = 0;
}
