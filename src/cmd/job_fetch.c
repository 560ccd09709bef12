/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phase that brings bytes into the spool; it reads none of them. */
#include "cmd/job.h"

#include "cmd/inspect.h"
#include "cmd/job_dated.h"
#include "cmd/job_rpki.h"
#include "cmd/parts.h"
#include "io/file.h"
#include "io/provenance.h"
#include "model/engine.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* Without a given time, a mirror's is the latest as-of among its files.  Of
 * two downloads it need not be the last that stayed. */
static utc_t
mirror_clock(const struct provenance *p, const char *spool, struct asker *a)
{
	utc_t latest = TIME_NONE;

	for (size_t i = 0; i < p->n; i++) {
		AUTO_FREE char *file = path_join(spool, sources[i].path);

		if (p->fetches[i].outcome != FO_FETCHED)
			continue;
		if (a->asked[i] > 1)
			ask_server(&sources[i], file, NULL, a);
		if (a->asof[i] != TIME_NONE && a->asof[i] > latest)
			latest = a->asof[i];
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
settle_clock(const struct job *j, const char *spool, struct asker *a,
    utc_t now, struct provenance *p)
{
	struct runinfo *r = &p->run;

	r->clock_given = j->mirror == NULL || j->as_of != TIME_NONE;
	r->clock = j->as_of != TIME_NONE ? j->as_of :
	    j->mirror != NULL		 ? mirror_clock(p, spool, a) :
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
	o->retry_ms = j->cfg->fetch_retry_wait * 1000;
	o->refetch_wait_secs = j->cfg->fetch_refetch_wait;
	o->ca_file = j->cfg->fetch_ca_file;
	o->progress = j->progress;
	o->off = j->cfg->source_off;
	o->url = (const char *const *)j->cfg->source_url;
}

static void
describe(const struct job *j, const struct asker *a,
    const struct runinfo *known, struct runinfo *r)
{
	AUTO_BUF lost = { 0 };

	free(r->mirror);
	r->mirror = mem_strdup(j->mirror);
	free(r->engine);
	r->engine = mem_strdup(engine_name());
	r->sandbox = mem_strdup(known->sandbox);
	r->notices = mem_strdup(known->notices);
	r->seals = mem_strdup(known->seals);
	for (size_t i = 0; i < known->faults_n; i++)
		runinfo_fault(r, known->faults[i]);
	if (a->lost == NULL)
		return;
	buf_fmt(&lost,
	    "the inspecting phase was lost at %s: from there on "
	    "files were stored without a second look",
	    a->lost->id);
	runinfo_fault(r, lost.p);
}

static void
say_absent(const struct provenance *p, struct buf *out)
{
	AUTO_BUF b = { 0 };

	buf_str(&b, "");
	for (size_t i = 0; i < p->n; i++) {
		const struct fetch *f = &p->fetches[i];

		if (f->outcome != FO_NONE && f->outcome != FO_FETCHED)
			buf_fmt(&b, "absent: %s\n",
			    f->reason != NULL ? f->reason :
						outcome_name(f->outcome));
	}
	part_add(out, "absent", buf_view(&b));
}

/* What is to be committed: each source's file, each asked host's chain. */
static void
name_files(const struct provenance *p, const char *spool, struct buf *out)
{
	AUTO_FREE char *tls = path_join(spool, "tls");
	struct dirent **d = NULL;
	int n = scandir(tls, &d, NULL, alphasort);

	for (size_t i = 0; i < p->n; i++)
		if (p->fetches[i].outcome == FO_FETCHED)
			part_add(out, "file", span_of(sources[i].path));
	for (int i = 0; i < n; i++) {
		AUTO_FREE char *path = path_join("tls", d[i]->d_name);

		if (d[i]->d_name[0] != '.')
			part_add(out, "file", span_of(path));
		free(d[i]);
	}
	free(d);
}

static void
answer(const struct provenance *p, const char *spool, struct buf *out)
{
	char u[UTC_TEXT];
	size_t begun;

	part_add(out, "clock", span_of(utc_text(p->run.clock, u)));
	begun = part_begin(out, "provenance");
	provenance_xml(p, out);
	part_end(out, begun);
	name_files(p, spool, out);
	say_absent(p, out);
}

int
job_fetch(const struct job *j, utc_t now, const struct service *inspector,
    const struct runinfo *known, struct buf *out, struct err *e)
{
	AUTO_FREE char *spool = job_path(j, "spool");
	AUTO(provenance_clear) struct provenance p = { 0 };
	AUTO(asker_clear) struct asker a = { 0 };
	struct fetch_options o;

	options_from(j, spool, now, &o);
	provenance_init(&p);
	asker_init(&a, inspector);
	if (fetch_all(&o, ask_server, &a, &p, e) != 0)
		return -1;
	settle_clock(j, spool, &a, now, &p);
	if (a.lost != NULL && j->mirror != NULL && j->as_of == TIME_NONE)
		return err_set(e, ERR_IO,
		    "the inspecting phase was lost at "
		    "%s, and the mirror's time with it; give one by --as-of",
		    a.lost->id);
	describe(j, &a, known, &p.run);
	if (a.lost == NULL && j->cfg->dated_enabled && any_rir(&p))
		job_dated(j, &o, inspector, &p, out);
	if (a.lost == NULL && j->cfg->rpki_enabled && any_rir(&p))
		job_rpki(j, &o, inspector, &p.run, out);
	answer(&p, spool, out);
	return any_rir(&p) ? 0 : 1;
}
