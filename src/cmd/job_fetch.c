/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phases that bring bytes into the history: fetch, inspect, commit. */
#include "cmd/job.h"

#include "io/fetch.h"
#include "io/file.h"
#include "io/provenance.h"
#include "model/engine.h"
#include "parse/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
unread(unsigned char **p)
{
	free(*p);
}

/* What a reader of the two files would say; pure, for the inspecting phase. */
static enum inspect_verdict
judge(const struct source *src, struct span file, struct span md5)
{
	AUTO(statsfile_clear) struct statsfile f = { 0 };
	struct sumfile sum = { 0 };
	char hex[MD5_HEX];

	if (src->kind != SK_STATS_EXTENDED && src->kind != SK_STATS_PLAIN)
		return src->publisher == PUB_IANA &&
			!span_starts(file, "<?xml") && stats_looks_html(file) ?
		    INSPECT_HTML :
		    INSPECT_FINE;
	stats_parse(file, src, &f);
	if (f.notes[SN_HTML].count != 0)
		return INSPECT_HTML;
	if (statsfile_short(&f))
		return INSPECT_SHORT;
	if (md5.n == 0)
		return INSPECT_FINE;
	sums_parse(md5, &sum);
	digest_md5(file, hex);
	return sum.grammar != SUM_MALFORMED && strcmp(sum.hex, hex) != 0 ?
	    INSPECT_MD5_WRONG :
	    INSPECT_FINE;
}

static enum inspect_verdict
judge_files(const struct source *src, const char *file, const char *md5_file,
    void *arg)
{
	AUTO(unread) unsigned char *a = NULL;
	AUTO(unread) unsigned char *b = NULL;
	size_t an = 0, bn = 0;

	(void)arg;
	if (file_read(file, src->max, &a, &an, NULL) != 0)
		return INSPECT_FINE;
	if (md5_file != NULL &&
	    file_read(md5_file, SUM_FILE_MAX, &b, &bn, NULL) != 0)
		bn = 0;
	return judge(src, (struct span){ a, an }, (struct span){ b, bn });
}

/* Without a given time, a mirror's is the latest as-of among its files. */
static utc_t
mirror_clock(const char *spool)
{
	utc_t latest = TIME_NONE;

	for (size_t i = 0; i < sources_n; i++) {
		AUTO(statsfile_clear) struct statsfile f = { 0 };
		AUTO(unread) unsigned char *p = NULL;
		AUTO_FREE char *path = path_join(spool, sources[i].path);
		size_t n = 0;
		utc_t t;

		if ((sources[i].kind != SK_STATS_EXTENDED &&
			sources[i].kind != SK_STATS_PLAIN) ||
		    file_read(path, sources[i].max, &p, &n, NULL) != 0)
			continue;
		stats_parse((struct span){ p, n }, &sources[i], &f);
		t = statsfile_asof(&f);
		if (t != TIME_NONE && t > latest)
			latest = t;
	}
	return latest;
}

static bool
any_rir(const struct provenance *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->fetches[i].outcome == FO_FETCHED &&
		    (sources[i].kind == SK_STATS_EXTENDED ||
			sources[i].kind == SK_STATS_PLAIN))
			return true;
	return false;
}

static void
settle_clock(const struct job *j, const char *spool, utc_t now,
    struct provenance *p)
{
	struct runinfo *r = &p->run;

	r->clock_given = j->mirror == NULL || j->as_of != TIME_NONE;
	r->clock = j->as_of != TIME_NONE ? j->as_of :
	    j->mirror != NULL		 ? mirror_clock(spool) :
					   now;
	if (r->clock == TIME_NONE)
		r->clock = now;
	/* What was not due on that day was not missed. */
	for (size_t i = 0; i < p->n; i++)
		if (p->fetches[i].outcome != FO_FETCHED &&
		    !source_in_force(&sources[i], day_of(r->clock))) {
			fetch_clear(&p->fetches[i]);
			p->fetches[i].source = &sources[i];
		}
}

static void
options_from(const struct job *j, const char *spool, utc_t now,
    struct fetch_options *o)
{
	fetch_options_init(o);
	o->mirror = j->mirror;
	o->spool = spool;
	/* 0: all sources, their days are judged once the clock is known. */
	o->clock = j->as_of != TIME_NONE ? j->as_of :
	    j->mirror != NULL		 ? 0 :
					   now;
	o->deadline_secs = j->cfg->fetch_deadline;
	o->connect_secs = j->cfg->fetch_connect;
	o->total_secs = j->cfg->fetch_total;
	o->low_speed_secs = j->cfg->fetch_low_speed;
	o->retries = j->cfg->fetch_retries;
	o->refetch_wait_secs = j->cfg->fetch_refetch_wait;
	o->ca_file = j->cfg->fetch_ca_file;
	o->progress = j->progress;
	o->off = j->cfg->source_off;
	o->url = (const char *const *)j->cfg->source_url;
}

int
job_fetch(const struct job *j, utc_t now, struct provenance *ret,
    char **ret_spool, struct err *e)
{
	AUTO_FREE char *spool = job_path(j, "spool");
	struct fetch_options o;

	if (dir_remove(spool, e) != 0 || dir_make(spool, 0700, e) != 0)
		return -1;
	options_from(j, spool, now, &o);
	provenance_init(ret);
	if (fetch_all(&o, judge_files, NULL, ret, e) != 0)
		return -1;
	settle_clock(j, spool, now, ret);
	free(ret->run.mirror);
	ret->run.mirror = mem_strdup(j->mirror);
	free(ret->run.engine);
	ret->run.engine = mem_strdup(engine_name());
	*ret_spool = TAKE(spool);
	return any_rir(ret) ? 0 : 1;
}

static int
add_text(struct store *st, struct store_tree *t, const char *path,
    const struct buf *b, struct err *e)
{
	return store_tree_add(st, t, path, buf_view(b), e);
}

static int
add_spooled(struct store *st, struct store_tree *t,
    const struct provenance *p, const char *spool, struct err *e)
{
	for (size_t i = 0; i < p->n; i++) {
		AUTO_FREE char *file = path_join(spool, sources[i].path);

		if (p->fetches[i].outcome == FO_FETCHED &&
		    store_tree_add_file(st, t, sources[i].path, file, NULL,
			e) != 0)
			return -1;
	}
	for (size_t i = 0; i < p->n; i++) {
		const char *tls = p->fetches[i].tls_file;
		AUTO_FREE char *file = path_join(spool, tls == NULL ? "" : tls);
		bool again = false;

		for (size_t k = 0; k < i && tls != NULL; k++)
			again |= p->fetches[k].tls_file != NULL &&
			    strcmp(p->fetches[k].tls_file, tls) == 0;
		if (tls != NULL && !again && file_exists(file) &&
		    store_tree_add_file(st, t, tls, file, NULL, e) != 0)
			return -1;
	}
	return 0;
}

static int
add_config(const struct job *j, struct store *st, struct store_tree *t,
    struct err *e)
{
	AUTO(exceptions_clear) struct exceptions x = { 0 };
	AUTO_BUF conf = { 0 };
	AUTO_BUF exc = { 0 };

	exceptions_default(&x);
	for (size_t i = 0; i < j->cfg->exceptions_n; i++) {
		const struct config_exception *c = &j->cfg->exceptions[i];
		struct exception one = { 0 };

		one.id = c->id;
		one.xclass = c->xclass;
		one.rule = c->rule;
		one.subject = c->subject;
		one.citation = c->citation;
		one.text = c->reason;
		one.publisher = c->publisher;
		one.from = c->from;
		one.until = c->until;
		one.recorded = c->recorded;
		if (exceptions_add(&x, &one, e) != 0)
			return -1;
	}
	exceptions_print(&x, &exc);
	config_print(j->cfg, &conf);
	return add_text(st, t, "config/exceptions", &exc, e) != 0 ||
		add_text(st, t, "config/nroaudit.conf", &conf, e) != 0 ?
	    -1 :
	    0;
}

int
job_commit(const struct job *j, struct store *st, const struct provenance *p,
    const char *spool, char ret_id[SHA1_HEX], struct err *e)
{
	struct store_tree *t = store_tree_new();
	AUTO_BUF prov = { 0 };
	AUTO_BUF message = { 0 };
	char u[UTC_TEXT];
	int r;

	provenance_xml(p, &prov);
	buf_fmt(&message, "snapshot of %s\n", utc_text(p->run.clock, u));
	r = add_spooled(st, t, p, spool, e);
	if (r == 0)
		r = add_text(st, t, "provenance.xml", &prov, e);
	if (r == 0)
		r = add_config(j, st, t, e);
	if (r == 0)
		r = store_commit(st, BRANCH_MAIN, t, p->run.clock, message.p,
		    ret_id, e);
	store_tree_free(t);
	return r;
}
