/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FETCH_PRIV_H
#define IO_FETCH_PRIV_H
/*
 * The inside of fetch.  A transfer is one item's way through attempts and
 * redirects; a pair is a file with its .md5 and its .asc, downloaded together
 * and, where they are in doubt, once more; a host is asked by at most HOST_CONNECTIONS
 * transfers at a time.  All of it is one loop over one curl multi handle;
 * only names are looked up in threads.
 */
#include "io/fetch.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>

/* Limits; each has a test. */
#define HEADERS_MAX 65536    /* of one attempt, its redirects included */
#define REDIRECTS_MAX 5	     /* followed in one attempt */
#define URL_MAX 2048	     /* with its NUL */
#define HOST_MAX 256	     /* with its NUL (RFC 1035 section 2.3.4) */
#define HOST_CONNECTIONS 2   /* at a time */
#define CONNECTIONS_MAX 64   /* and names that are looked up, of all hosts */
#define LOW_SPEED_BYTES 1000 /* a second, for low_speed_secs */
#define RETRY_DOUBLINGS 5    /* of the delay between attempts */
#define RETRY_AFTER_MAX 600  /* seconds; who asks for more is left alone */
#define CHAINS_MAX 262144    /* of PEM for one host */
#define ADDRESSES_MAX 32     /* of one DNS answer that are kept */
#define IANA_SHARE 4	     /* the last 1/4 of the run's time is IANA's */
#define DATES_NEEDED 3	     /* hosts, for a median */
#define COMPLETE_MAX 4096    /* bytes of a mirror's file COMPLETE */
/* What is compressed better than so many to one is no text, behind the first
 * DECODE_FREE bytes. */
#define DECODE_RATIO_MAX 200
#define DECODE_FREE 1048576
#define PROGRESS_WIDTH 78 /* of a terminal's line */

/* --- names (fetch_dns.c) --- */

struct lookup;
/* Asks in a thread, which wakes that multi handle at its end. */
struct lookup *lookup_start(const char *host, CURLM *wake);
/* Has it been answered?  Then *ret_code is that of getaddrinfo(3), and for 0
 * there are the addresses: as answered with a comma between, for curl, and
 * sorted with a blank between, for the record (both owned by the caller). */
bool lookup_poll(struct lookup *l, int *ret_code, char **ret_order,
    char **ret_sorted);
void lookup_free(struct lookup *l); /* answered or not; NULL-safe */

/* --- hosts (fetch_host.c) --- */

struct host {
	char name[HOST_MAX];
	int active; /* transfers */
	struct lookup *lookup;
	int64_t asked_ms, answered_ms; /* monotonic; 0: never */
	char *addresses, *dns;	       /* as lookup_poll() returns them */
	struct buf chains; /* every certificate that it has shown, PEM */
};

struct run;
/* The host of an https URL in lower case, -1 where it is no such URL or one
 * with a user's name in it. */
int url_host(const char *url, char ret[HOST_MAX]);
/* May a redirect of that item lead there?  NULL, or why not. */
const char *url_refused(const struct run *r, size_t item, const char *url);
struct host *host_of(struct run *r, const char *url); /* NULL: files */
/* Has it an answer from since_ms or later?  FAILED may pass, UNKNOWN will not;
 * both set *ret_reason (owned). */
enum { HOST_READY, HOST_WAIT, HOST_FAILED, HOST_UNKNOWN };
int host_ready(struct run *r, struct host *h, int64_t since_ms,
    char **ret_reason);
/* Adds what is new of a chain. */
void host_chain(struct host *h, STACK_OF(X509) * chain);
/* tls/<host>.pem of each host. */
int hosts_write(const struct run *r, struct err *e);
void hosts_clear(struct run *r);

/* --- compressed bodies (fetch_decode.c) --- */

struct decoder;
/* NULL for none; -1: an encoding that we do not know. */
int decoder_new(struct span encoding, struct decoder **ret);
void decoder_free(struct decoder *d); /* NULL-safe */
/* Hands on what s holds, piece by piece.  -1: damaged, or fn said so. */
typedef int decoded_fn(struct span s, void *arg);
int decoder_add(struct decoder *d, struct span s, decoded_fn *fn, void *arg);
/* Was it compressed too well? */
bool decoder_bomb(const struct decoder *d); /* NULL-safe */
/* Is it through?  NULL, or what is wrong. */
const char *decoder_fault(const struct decoder *d);

/* --- transfers (fetch_transfer.c) --- */

enum transfer_state { TS_WAIT, TS_ACTIVE, TS_DONE };
struct transfer {
	struct run *run;
	size_t index; /* of its item */
	enum transfer_state state;
	bool second;	  /* of a pair in doubt: on a new connection */
	int64_t ready_ms; /* not before that; monotonic */
	int64_t since_ms; /* a DNS answer must not be older */
	int attempts, redirects;
	char url[URL_MAX];
	struct host *host; /* of url; NULL: a file */
	CURL *easy;
	FILE *file;
	char *tmp, *path; /* in the spool; path ends in .second if second */
	EVP_MD_CTX *sha256, *sha512;
	struct decoder *decoder;
	bool body, unknown_encoding; /* it has begun; and is unreadable */
	struct buf headers;
	size_t answer_at; /* in headers: where the last answer begins */
	size_t received;
	struct curl_slist *resolve; /* must live as long as easy */
	char *dns, *peer, *tls;
	char error[CURL_ERROR_SIZE];
	const char *ceiling; /* which one was reached, or NULL */
	int write_errno;     /* 0: none */
	utc_t begun;
};

/* Back to the item's own URL, for the first attempt.  -1: no good URL. */
int transfer_prepare(struct transfer *t, struct err *e);
/* Opens the temporary file and starts.  Failure is a struct err. */
int transfer_start(struct transfer *t, struct err *e);
/* Ends what is active with what it came to: done, or waiting for another
 * attempt, or for the next hop of a redirect. */
int transfer_end(struct transfer *t, CURLcode code, struct err *e);
/* Ends what waits: a name that was not found; or the deadline. */
void transfer_unresolved(struct transfer *t, const char *reason,
    bool may_pass);
void transfer_give_up(struct transfer *t);
void transfer_refused(struct transfer *t); /* no URL for us */
void transfer_free(struct transfer *t);	   /* handles and names, not *t */
/* Options that every request has. */
void easy_options(CURL *c, const struct run *r);

/* --- what it came to (fetch_record.c) --- */

struct ending {
	enum outcome outcome;
	bool may_pass;
	int64_t after_ms; /* that the server asked for */
	const char *why;  /* beside the outcome, or NULL */
};
void ending_of(const struct transfer *t, CURLcode code, struct ending *ret);
/* Into the run's fetches (first or second). */
void transfer_record(struct transfer *t, const struct ending *end);
/* Milliseconds before attempt n + 1: grows, with a jitter of half of it. */
int64_t retry_delay(int base_ms, int n);
/* The value of a header's last occurrence, empty where it is missing. */
struct span header_value(struct span headers, const char *name);
/* The median of the hosts' clocks into p->run. */
void check_clock(struct provenance *p);

/* --- pairs (fetch_pair.c) --- */

#define NO_SUM SIZE_MAX
struct pair {
	size_t file, sum, asc; /* items; the last two may be NO_SUM */
	enum { PAIR_FIRST, PAIR_SECOND, PAIR_DONE } state;
	enum inspect_verdict doubt, asc_doubt;
};
/* Pairs of the wanted sources; ret holds up to sources_n. */
size_t pairs_make(const bool *wanted, struct pair *ret);
/* Its transfers are done: what now?  Sets their next start, or ends it. */
int pair_step(struct run *r, struct pair *p, struct err *e);

/* --- the run (fetch.c) --- */

struct run {
	const struct fetch_options *o;
	inspect_fn *inspect;
	void *inspect_arg;
	const struct fetch_item *items;
	size_t n;
	const char *what; /* they are, for who watches */
	bool same_origin; /* redirects; else to the hosts of all sources */
	/* By item's index: */
	struct fetch *first, *second;
	struct transfer *transfers;
	CURLM *multi;
	int64_t start_ms, deadline_ms; /* of the phase that runs */
	bool file_mirror, complete;
	struct host **hosts;
	size_t hosts_n, hosts_cap;
	size_t finished, wanted, bytes;
	char shown[PROGRESS_WIDTH + 1]; /* the last line of progress */
};

/* The URL of an item in this run; -1 if too long or none of https. */
int item_url(const struct run *r, size_t item, char ret[URL_MAX]);

#endif
