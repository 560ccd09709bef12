/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run: one loop, first for the registries and then for IANA. */
#include "io/fetch_priv.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* At the longest between two looks at what waits. */
#define POLL_MS 1000

int64_t
monotonic_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
fetch_options_init(struct fetch_options *o)
{
	memset(o, 0, sizeof(*o));
	o->deadline_secs = 3600;
	o->connect_secs = 30;
	o->total_secs = 900;
	o->low_speed_secs = 60;
	o->retries = 3;
	o->retry_ms = 2000;
	o->refetch_wait_secs = 600;
}

int
item_url(const struct run *r, size_t item, char ret[URL_MAX])
{
	const char *url = r->items[item].url;
	const char *m = r->o->mirror;
	char host[HOST_MAX];
	int n;

	if (url_host(url, host) != 0)
		return -1;
	if (m == NULL)
		n = snprintf(ret, URL_MAX, "%s", url);
	else
		n = snprintf(ret, URL_MAX, "%.*s/%s",
		    (int)(strlen(m) -
			(m[0] != '\0' && m[strlen(m) - 1] == '/')),
		    m, url + strlen("https://"));
	return n < 0 || n >= URL_MAX || strstr(ret, "/../") != NULL ||
		(!r->file_mirror && url_host(ret, host) != 0) ?
	    -1 :
	    0;
}

static bool
wanted(const struct fetch_options *o, size_t i)
{
	if (o->off != NULL && o->off[i])
		return false;
	/* Without a clock all are asked for. */
	return o->clock == 0 || source_in_force(&sources[i], day_of(o->clock));
}

/* Until when nothing can happen but by the network or a name. */
static int64_t
next_start_ms(const struct run *r, int64_t now)
{
	int64_t wait = r->deadline_ms - now;

	for (size_t i = 0; i < r->n; i++) {
		const struct transfer *t = &r->transfers[i];

		if (t->state == TS_WAIT && t->ready_ms > now &&
		    t->ready_ms - now < wait)
			wait = t->ready_ms - now;
	}
	return wait < 0 ? 0 : wait;
}

/* Whom or what the run waits for, for whoever watches. */
static void
awaited(const struct run *r, char *to, size_t n)
{
	int64_t now = monotonic_ms();
	bool names = false;

	to[0] = '\0';
	for (size_t i = 0; i < r->n; i++) {
		const struct transfer *t = &r->transfers[i];

		if (t->state == TS_ACTIVE && t->host != NULL) {
			snprintf(to, n, ", %.40s", t->host->name);
			return;
		}
		names |= t->state == TS_WAIT && t->ready_ms <= now;
	}
	if (names)
		snprintf(to, n, ", looking up names");
	else if (r->finished < r->wanted)
		snprintf(to, n, ", next in %lld s",
		    (long long)(next_start_ms(r, now) + 999) / 1000);
}

static void
show_progress(struct run *r)
{
	char what[48], line[PROGRESS_WIDTH + 1];

	if (!r->o->progress)
		return;
	awaited(r, what, sizeof(what));
	snprintf(line, sizeof(line), "fetch: %zu of %zu %s, %.1f MB%s",
	    r->finished, r->wanted, r->what, (double)r->bytes / 1e6, what);
	if (strcmp(line, r->shown) == 0)
		return;
	memcpy(r->shown, line, sizeof(line));
	fprintf(stderr, "\r%-*s", PROGRESS_WIDTH, line);
}

/* How many transfers came to an end, or -1. */
static int
collect(struct run *r, struct err *e)
{
	CURLMsg *m;
	int left, n = 0;

	while ((m = curl_multi_info_read(r->multi, &left)) != NULL) {
		struct transfer *t = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		if (transfer_end(t, m->data.result, e) != 0)
			return -1;
		n++;
	}
	return n;
}

/* A name that was not found is so for all who wait for it. */
static void
unresolved(struct run *r, const struct host *h, const char *reason,
    bool may_pass)
{
	int64_t now = monotonic_ms();

	for (size_t i = 0; i < r->n; i++) {
		struct transfer *t = &r->transfers[i];

		if (t->state == TS_WAIT && t->ready_ms <= now && t->host == h)
			transfer_unresolved(t, reason, may_pass);
	}
}

/* Transfers, and names that are asked for. */
static size_t
busy(const struct run *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += r->transfers[i].state == TS_ACTIVE;
	for (size_t i = 0; i < r->hosts_n; i++)
		n += r->hosts[i]->lookup != NULL;
	return n;
}

/* A file, or a host with room. */
static bool
has_room(const struct host *h, size_t n)
{
	return h == NULL || h->lookup != NULL ||
	    (h->active < HOST_CONNECTIONS && n < CONNECTIONS_MAX);
}

/* Starts what waits and may begin. */
static int
start_some(struct run *r, struct err *e)
{
	int64_t now = monotonic_ms();
	size_t n = busy(r);

	for (size_t i = 0; i < r->n; i++) {
		struct transfer *t = &r->transfers[i];
		struct host *h = t->host;
		AUTO_FREE char *reason = NULL;
		int ready = HOST_READY;
		bool asked;

		if (t->state != TS_WAIT || t->ready_ms > now ||
		    !has_room(h, n))
			continue;
		asked = h != NULL && h->lookup != NULL;
		if (h != NULL)
			ready = host_ready(r, h, t->since_ms, &reason);
		if (ready == HOST_FAILED || ready == HOST_UNKNOWN)
			unresolved(r, h, reason, ready == HOST_FAILED);
		else if (ready == HOST_READY && transfer_start(t, e) != 0)
			return -1;
		/* A lookup that is through makes room for its transfer. */
		n += !asked;
	}
	return 0;
}

static bool
is_over(const struct run *r, size_t beside)
{
	return beside == NO_SUM || r->transfers[beside].state == TS_DONE;
}

/* Ends what the deadline ends, and steps the pairs that are through.  1 where
 * there are others, 0 where there is none; or -1. */
static int
step_pairs(struct run *r, struct pair *v, size_t n, struct err *e)
{
	bool late = monotonic_ms() >= r->deadline_ms, busy = false;

	for (size_t i = 0; late && i < r->n; i++)
		if (r->transfers[i].state != TS_DONE)
			transfer_give_up(&r->transfers[i]);
	for (size_t i = 0; i < n; i++) {
		struct pair *p = &v[i];

		if (p->state != PAIR_DONE &&
		    r->transfers[p->file].state == TS_DONE &&
		    is_over(r, p->sum) && is_over(r, p->asc) &&
		    pair_step(r, p, e) != 0)
			return -1;
		busy |= p->state != PAIR_DONE;
	}
	return busy;
}

static int
pause_ms(const struct run *r)
{
	int64_t wait = next_start_ms(r, monotonic_ms());

	return wait > POLL_MS ? POLL_MS : (int)wait;
}

static int
loop(struct run *r, struct pair *v, size_t n, struct err *e)
{
	int running, ended, more;

	while ((more = step_pairs(r, v, n, e)) == 1) {
		if (start_some(r, e) != 0)
			return -1;
		if (curl_multi_perform(r->multi, &running) != CURLM_OK)
			return err_set(e, ERR_IO, "fetch: curl failed");
		ended = collect(r, e);
		if (ended < 0)
			return -1;
		show_progress(r);
		/* Where one ended, another may begin. */
		if (ended == 0 &&
		    curl_multi_poll(r->multi, NULL, 0, pause_ms(r), NULL) !=
			CURLM_OK)
			return err_set(e, ERR_IO, "fetch: curl failed");
	}
	return more;
}

/* All of those items to their ends, before deadline_ms. */
static int
fetch_some(struct run *r, const bool *pick, struct pair *v, size_t n,
    int64_t deadline_ms, struct err *e)
{
	r->deadline_ms = deadline_ms;
	for (size_t i = 0; i < r->n; i++) {
		struct transfer *t = &r->transfers[i];

		if (pick != NULL && !pick[i])
			continue;
		if (transfer_prepare(t, e) == 0)
			t->state = TS_WAIT;
		else if (r->same_origin)
			transfer_refused(t);
		else
			return -1;
	}
	return loop(r, v, n, e);
}

static int
fetch_sources(struct run *r, const bool *pick, int64_t deadline_ms,
    struct err *e)
{
	AUTO_FREE struct pair *v = mem_alloc(sources_n * sizeof(*v));

	return fetch_some(r, pick, v, pairs_make(pick, v), deadline_ms, e);
}

static size_t
nothing(char *p, size_t size, size_t n, void *arg)
{
	size_t *seen = arg;

	(void)p;
	*seen += size * n;
	return *seen > COMPLETE_MAX ? 0 : size * n;
}

/* Does the mirror's root hold COMPLETE? */
static bool
mirror_complete(const struct run *r)
{
	char url[URL_MAX];
	CURL *c = curl_easy_init();
	long status = 0;
	size_t seen = 0;
	CURLcode code;

	if (c == NULL ||
	    snprintf(url, sizeof(url), "%s/COMPLETE", r->o->mirror) >=
		(int)sizeof(url)) {
		curl_easy_cleanup(c);
		return false;
	}
	easy_options(c, r);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, nothing);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &seen);
	code = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	return code == CURLE_OK && (r->file_mirror || status == 200);
}

static int
mirror_check(struct run *r, struct err *e)
{
	const char *m = r->o->mirror;
	char host[HOST_MAX];

	if (m == NULL)
		return 0;
	r->file_mirror = strncmp(m, "file:///", 8) == 0;
	if (!r->file_mirror && url_host(m, host) != 0)
		return err_set(e, ERR_USAGE,
		    "--mirror %s: want file:///PATH or https://HOST/PATH", m);
	if (r->file_mirror && access(m + 7, R_OK | X_OK) != 0)
		return err_set(e, ERR_USAGE, "--mirror %s: no such directory",
		    m);
	r->complete = mirror_complete(r);
	return 0;
}

static bool
any_answered(const struct run *r, const bool *pick)
{
	bool any = false, asked = false;

	for (size_t i = 0; i < sources_n; i++) {
		asked |= pick[i];
		any |= pick[i] && r->first[i].outcome == FO_FETCHED;
	}
	return any || !asked;
}

static int
fetch_phases(struct run *r, struct err *e)
{
	AUTO_FREE bool *rirs = mem_alloc(sources_n * sizeof(*rirs));
	AUTO_FREE bool *iana = mem_alloc(sources_n * sizeof(*iana));
	int64_t all = (int64_t)r->o->deadline_secs * 1000;
	bool any_iana = false;

	for (size_t i = 0; i < sources_n; i++) {
		bool w = wanted(r->o, i);

		rirs[i] = w && sources[i].publisher != PUB_IANA;
		iana[i] = w && sources[i].publisher == PUB_IANA;
		any_iana |= iana[i];
		r->wanted += w;
	}
	/* IANA last: its registries must not be older than the files. */
	if (fetch_sources(r, rirs,
		r->start_ms + all - (any_iana ? all / IANA_SHARE : 0), e) != 0)
		return -1;
	if (any_answered(r, rirs) &&
	    fetch_sources(r, iana, r->start_ms + all, e) != 0)
		return -1;
	return hosts_write(r, e);
}

static void
run_clear(struct run *r)
{
	for (size_t i = 0; i < r->n; i++) {
		transfer_free(&r->transfers[i]);
		fetch_clear(&r->second[i]);
	}
	free(r->transfers);
	free(r->second);
	hosts_clear(r); /* nobody wakes the handle any more */
	curl_multi_cleanup(r->multi);
}

static int
run_open(struct run *r, const struct fetch_options *o,
    const struct fetch_item *items, size_t n, struct fetch *first,
    struct err *e)
{
	r->o = o;
	r->items = items;
	r->n = n;
	r->first = first;
	r->start_ms = monotonic_ms();
	r->second = mem_alloc(n * sizeof(*r->second));
	r->transfers = mem_alloc(n * sizeof(*r->transfers));
	for (size_t i = 0; i < n; i++) {
		r->second[i].source = first[i].source;
		r->transfers[i].run = r;
		r->transfers[i].index = i;
		r->transfers[i].state = TS_DONE;
		r->transfers[i].begun = TIME_NONE;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	r->multi = curl_multi_init();
	if (r->multi == NULL)
		return err_set(e, ERR_IO, "fetch: curl failed to start");
	curl_multi_setopt(r->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
	    (long)HOST_CONNECTIONS);
	return mirror_check(r, e);
}

int
fetch_all(const struct fetch_options *o, inspect_fn *inspect, void *arg,
    struct provenance *ret, struct err *e)
{
	AUTO_FREE struct fetch_item *items =
	    mem_alloc(sources_n * sizeof(*items));
	AUTO(run_clear) struct run r = { .what = "sources" };
	int rc;

	for (size_t i = 0; i < sources_n; i++)
		items[i] = (struct fetch_item){ sources[i].id,
			o->url != NULL && o->url[i] != NULL ? o->url[i] :
							      sources[i].url,
			sources[i].path, sources[i].max };
	r.inspect = inspect;
	r.inspect_arg = arg;
	rc = run_open(&r, o, items, sources_n, ret->fetches, e);
	ret->run.complete = r.complete;
	if (rc == 0)
		rc = fetch_phases(&r, e);
	if (r.shown[0] != '\0')
		fprintf(stderr, "\n");
	if (rc == 0)
		check_clock(ret);
	return rc;
}

int
fetch_list(const struct fetch_options *o, const struct fetch_item *items,
    size_t n, struct fetch *ret, struct err *e)
{
	AUTO_FREE struct pair *v = mem_alloc((n + 1) * sizeof(*v));
	AUTO(run_clear)
	struct run r = { .what = "further files", .same_origin = true };
	int rc;

	for (size_t i = 0; i < n; i++) {
		memset(&ret[i], 0, sizeof(ret[i]));
		fetch_clear(&ret[i]);
		v[i] =
		    (struct pair){ .file = i, .sum = NO_SUM, .asc = NO_SUM };
	}
	r.wanted = n;
	rc = run_open(&r, o, items, n, ret, e);
	if (rc == 0)
		rc = fetch_some(&r, NULL, v, n,
		    r.start_ms + (int64_t)o->deadline_secs * 1000, e);
	if (rc == 0)
		rc = hosts_write(&r, e);
	if (r.shown[0] != '\0')
		fprintf(stderr, "\n");
	return rc;
}
