/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/fetch_priv.h"

#include "io/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POLL_MS 200
#define DATES_NEEDED 3

void
fetch_options_init(struct fetch_options *o)
{
	memset(o, 0, sizeof(*o));
	o->deadline_secs = 3600;
	o->connect_secs = 30;
	o->total_secs = 900;
	o->low_speed_secs = 60;
	o->retries = 3;
	o->refetch_wait_secs = 600;
}

static bool
wanted(const struct fetch_options *o, size_t i)
{
	if (o->off != NULL && o->off[i])
		return false;
	return source_in_force(&sources[i], o->clock == 0 ? 19700101 :
							   day_of(o->clock)) ||
	    o->clock == 0;
}

static void
give_up(struct run *r, struct transfer *t)
{
	struct fetch *f = &r->ret->fetches[t->source];

	fetch_clear(f);
	f->source = &sources[t->source];
	f->outcome = FO_TIMEOUT;
	f->reason = mem_strdup("the run's deadline passed");
	t->done = true;
}

static void
show_progress(const struct run *r)
{
	if (r->o->progress)
		fprintf(stderr, "\rfetch: %zu of %zu sources ", r->finished,
		    r->wanted);
}

static int
begin(struct run *r, struct transfer *t, struct err *e)
{
	if (transfer_start(t, e) != 0)
		return -1;
	if (curl_multi_add_handle(r->multi, t->easy) != CURLM_OK)
		return err_set(e, ERR_IO, "fetch: curl refused a transfer");
	return 0;
}

static int
collect(struct run *r, struct err *e)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(r->multi, &left)) != NULL) {
		struct transfer *t = NULL;
		CURLcode code = m->data.result;
		int next;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		curl_multi_remove_handle(r->multi, m->easy_handle);
		if (t->write_failed)
			return err_set(e, ERR_IO,
			    "%s: cannot write to the spool", t->path);
		next = transfer_end(t, code);
		if (next == 2 && begin(r, t, e) != 0)
			return -1;
		if (next == 0)
			r->finished++;
		show_progress(r);
	}
	return 0;
}

/* Runs all of v to their ends, retries and the deadline included. */
static int
wave(struct run *r, struct transfer *v, size_t n, struct err *e)
{
	for (;;) {
		bool busy = false;
		int running = 0;
		int64_t now = monotonic_ms();

		for (size_t i = 0; i < n; i++) {
			struct transfer *t = &v[i];

			if (t->done)
				continue;
			busy = true;
			if (now > r->deadline_ms) {
				if (t->active)
					curl_multi_remove_handle(r->multi,
					    t->easy);
				give_up(r, t);
			} else if (!t->active && now >= t->ready_ms &&
			    begin(r, t, e) != 0)
				return -1;
		}
		if (!busy)
			return 0;
		if (curl_multi_perform(r->multi, &running) != CURLM_OK ||
		    curl_multi_poll(r->multi, NULL, 0, POLL_MS, NULL) !=
			CURLM_OK)
			return err_set(e, ERR_IO, "fetch: curl failed");
		if (collect(r, e) != 0)
			return -1;
	}
}

static void
transfers_free(struct transfer *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		transfer_free(&v[i]);
	free(v);
}

/* Those of the sources that pick() takes, at once. */
static int
fetch_some(struct run *r, const bool *pick, bool fresh, struct err *e)
{
	struct transfer *v = mem_alloc(sources_n * sizeof(*v));
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < sources_n && rc == 0; i++) {
		if (!pick[i])
			continue;
		v[n].run = r;
		v[n].source = i;
		v[n].fresh = fresh;
		if (transfer_url(r, i, v[n].url) != 0)
			rc = err_set(e, ERR_USAGE, "%s: bad or too long URL",
			    sources[i].id);
		n++;
	}
	if (rc == 0)
		rc = wave(r, v, n, e);
	transfers_free(v, n);
	return rc;
}

static size_t
sum_of(size_t i)
{
	char id[64];
	const struct source *s;

	snprintf(id, sizeof(id), "%s-md5", sources[i].id);
	s = source_find(id);
	return s == NULL ? sources_n : source_index(s);
}

static enum inspect_verdict
ask(const struct run *r, size_t i, inspect_fn *inspect, void *arg)
{
	AUTO_FREE char *file = path_join(r->o->spool, sources[i].path);
	AUTO_FREE char *md5 = NULL;
	size_t sum = sum_of(i);

	if (sum < sources_n && r->ret->fetches[sum].outcome == FO_FETCHED)
		md5 = path_join(r->o->spool, sources[sum].path);
	return inspect(&sources[i], file, md5, arg);
}

static void
drop_page(struct run *r, size_t i)
{
	struct fetch *f = &r->ret->fetches[i];
	AUTO_FREE char *file = path_join(r->o->spool, sources[i].path);

	unlink(file);
	f->outcome = FO_HTML;
	free(f->reason);
	f->reason = mem_strdup("a web page was served instead of the data");
}

/* Which sources are in doubt, each with its sum; is waiting called for? */
static bool
doubtful(struct run *r, inspect_fn *inspect, void *arg, bool *again,
    bool *wait)
{
	bool any = false;

	for (size_t i = 0; i < sources_n; i++) {
		enum inspect_verdict v;
		size_t sum = sum_of(i);

		if (r->ret->fetches[i].outcome != FO_FETCHED ||
		    sources[i].kind == SK_MD5)
			continue;
		v = ask(r, i, inspect, arg);
		if (v == INSPECT_FINE)
			continue;
		again[i] = any = true;
		*wait |= v != INSPECT_HTML;
		if (sum < sources_n &&
		    r->ret->fetches[sum].outcome == FO_FETCHED)
			again[sum] = true;
	}
	return any;
}

/* What looks wrong is fetched again before it counts; never from files. */
static int
look_again(struct run *r, inspect_fn *inspect, void *arg, struct err *e)
{
	bool again[128] = { false };
	bool wait = false;

	assert(sources_n <= ARRAY_LEN(again));
	if (doubtful(r, inspect, arg, again, &wait) && !r->file_mirror) {
		int64_t ms = (int64_t)r->o->refetch_wait_secs * 1000;

		if (wait && monotonic_ms() + ms < r->deadline_ms)
			sleep((unsigned)r->o->refetch_wait_secs);
		if (fetch_some(r, again, true, e) != 0)
			return -1;
	}
	for (size_t i = 0; i < sources_n; i++)
		if (again[i] && sources[i].kind != SK_MD5 &&
		    r->ret->fetches[i].outcome == FO_FETCHED &&
		    ask(r, i, inspect, arg) == INSPECT_HTML)
			drop_page(r, i);
	return 0;
}

static int
skew_cmp(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

static void
check_clock(struct provenance *p)
{
	int64_t v[128];
	char seen[128][256];
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct fetch *f = &p->fetches[i];
		char host[256];
		bool again = false;

		if (f->server_date == TIME_NONE || f->final_url == NULL)
			continue;
		url_host(f->final_url, host, sizeof(host));
		for (size_t k = 0; k < n; k++)
			again |= strcmp(seen[k], host) == 0;
		if (again)
			continue;
		memcpy(seen[n], host, sizeof(host));
		/* The header is written when the answer begins. */
		v[n++] = f->start - f->server_date;
	}
	p->run.clock_checked = n >= DATES_NEEDED;
	if (!p->run.clock_checked)
		return;
	qsort(v, n, sizeof(*v), skew_cmp);
	p->run.clock_skew = v[n / 2];
}

static size_t
discard(char *p, size_t size, size_t n, void *arg)
{
	(void)p;
	(void)arg;
	return size * n;
}

/* Does the mirror's root hold COMPLETE? */
static bool
mirror_complete(const struct run *r)
{
	char url[URL_MAX];
	CURL *c = curl_easy_init();
	long status = 0;
	CURLcode code;

	if (c == NULL || snprintf(url, sizeof(url), "%s/COMPLETE",
			     r->o->mirror) >= (int)sizeof(url)) {
		curl_easy_cleanup(c);
		return false;
	}
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR,
	    r->file_mirror ? "file" : "https");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)r->o->connect_secs);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)r->o->total_secs);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, discard);
	if (r->o->ca_file != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, r->o->ca_file);
	code = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	return code == CURLE_OK && (r->file_mirror || status == 200);
}

static int
mirror_check(struct run *r, struct err *e)
{
	const char *m = r->o->mirror;

	if (m == NULL)
		return 0;
	r->file_mirror = strncmp(m, "file:///", 8) == 0;
	if (!r->file_mirror && strncmp(m, "https://", 8) != 0)
		return err_set(e, ERR_USAGE,
		    "--mirror %s: want file:///PATH or https://HOST/PATH", m);
	if (r->file_mirror && access(m + 7, R_OK | X_OK) != 0)
		return err_set(e, ERR_USAGE, "--mirror %s: no such directory",
		    m);
	r->ret->run.complete = mirror_complete(r);
	return 0;
}

static int
fetch_waves(struct run *r, inspect_fn *inspect, void *arg, struct err *e)
{
	bool rirs[128] = { false }, iana[128] = { false };

	assert(sources_n <= ARRAY_LEN(rirs));
	for (size_t i = 0; i < sources_n; i++) {
		bool w = wanted(r->o, i);

		rirs[i] = w && sources[i].publisher != PUB_IANA;
		iana[i] = w && sources[i].publisher == PUB_IANA;
		r->wanted += w;
	}
	/* IANA last: its registries must not be older than the files. */
	if (fetch_some(r, rirs, false, e) != 0 ||
	    fetch_some(r, iana, false, e) != 0)
		return -1;
	return look_again(r, inspect, arg, e);
}

int
fetch_all(const struct fetch_options *o, inspect_fn *inspect, void *arg,
    struct provenance *ret, struct err *e)
{
	struct run r = { 0 };
	int rc;

	r.o = o;
	r.ret = ret;
	r.deadline_ms = monotonic_ms() + (int64_t)o->deadline_secs * 1000;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (mirror_check(&r, e) != 0)
		return -1;
	r.multi = curl_multi_init();
	if (r.multi == NULL)
		return err_set(e, ERR_IO, "fetch: curl failed to start");
	curl_multi_setopt(r.multi, CURLMOPT_MAX_HOST_CONNECTIONS,
	    (long)HOST_CONNECTIONS);
	rc = fetch_waves(&r, inspect, arg, e);
	curl_multi_cleanup(r.multi);
	if (o->progress)
		fprintf(stderr, "\n");
	if (rc == 0)
		check_clock(ret);
	return rc;
}
