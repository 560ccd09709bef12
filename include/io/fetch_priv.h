/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FETCH_PRIV_H
#define IO_FETCH_PRIV_H
/* The inside of fetch: one transfer, and the run around them. */
#include "io/fetch.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <stdio.h>

#define HEADERS_MAX 65536
#define REDIRECTS_MAX 5
#define URL_MAX 2048
#define HOST_CONNECTIONS 2
#define LOW_SPEED_BYTES 1000
#define RETRY_BASE_MS 2000

struct run;

struct transfer {
	struct run *run;
	size_t source;
	CURL *easy;
	FILE *file;
	char *tmp, *path; /* in the spool */
	char url[URL_MAX];
	EVP_MD_CTX *sha256, *sha512;
	struct buf headers;
	size_t received;
	char error[CURL_ERROR_SIZE];
	bool too_large, write_failed, fresh;
	int attempts, redirects;
	utc_t begun;
	int64_t ready_ms; /* when a retry may start; 0: at once */
	bool active, done;
};

struct run {
	const struct fetch_options *o;
	struct provenance *ret;
	CURLM *multi;
	int64_t deadline_ms;
	bool file_mirror;
	size_t finished, wanted;
};

int64_t monotonic_ms(void);
/* The URL of a source in this run; -1 if too long. */
int transfer_url(const struct run *r, size_t source, char out[URL_MAX]);
/* Opens the temporary file and sets up curl.  Failure is a struct err. */
int transfer_start(struct transfer *t, struct err *e);
/* Ends an attempt: 0 finished, 1 to be tried again (ready_ms is set), 2 to
 * be started again at once with t->url changed (a redirect). */
int transfer_end(struct transfer *t, CURLcode code);
void transfer_free(struct transfer *t);
/* Host of an https URL, "" for others. */
void url_host(const char *url, char *out, size_t n);

#endif
