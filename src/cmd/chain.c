/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain.h"

#include "cmd/inspect.h"
#include "cmd/job_rpki.h"
#include "cmd/notices.h"
#include "cmd/parts.h"
#include "cmd/seals.h"
#include "cmd/site.h"
#include "cmd/stamp.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

/* What a phase is given; it sees the rest of the parent's memory, too, so
 * nothing secret is ever in that. */
struct given {
	const struct job *j;
	utc_t now;
	struct runinfo known;
	struct service inspector;
	struct span bytes;
	const char *id, *name;
	struct judging *g;
	bool last;
};

static int
fetch_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;

	return job_fetch(v->j, v->now, &v->inspector, &v->known, out, e);
}

static int
commit_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	char id[SHA1_HEX];

	if (job_store(v->j, true, &st, e) != 0 ||
	    job_commit(v->j, st, v->bytes, id, e) != 0)
		return -1;
	buf_str(out, id);
	return 0;
}

static int
plan_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, false, &st, e) != 0 ?
	    -1 :
	    job_plan(v->j, st, v->g->rev, v->g->pages, out, e);
}

static int
audit_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	AUTO(audited_clear) struct audited a = { 0 };
	char tip[SHA1_HEX];
	size_t begun;

	if (job_store(v->j, false, &st, e) != 0 ||
	    job_audit(st, v->id, &a, e) != 0)
		return -1;
	snapshot_shed(&a.snap);
	job_audited_parts(&a, out);
	if (v->g->pages) {
		begun = part_begin(out, "report");
		if (job_report(st, &a, v->name, out, e) != 0)
			return -1;
		part_end(out, begun);
	}
	if (v->g->text != NULL &&
	    (notices_tip(st, tip, e) != 0 ||
		notices_load(st, tip, &a.said, e) != 0))
		return -1;
	begun = part_begin(out, "text");
	if (v->g->text != NULL && (v->last || v->g->pages))
		v->g->text(&a, v->g->arg, out);
	else if (v->g->text == NULL && v->last &&
	    job_report(st, &a, v->name, out, e) != 0)
		return -1;
	part_end(out, begun);
	return audited_news(&a, v->j->cfg->report_fail_on, v->g->all_open) !=
	    0;
}

static int
findings_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	bool same;

	(void)out;
	if (job_store(v->j, true, &st, e) != 0 ||
	    job_findings(st, v->id, v->bytes, &same, e) != 0)
		return -1;
	return same ? 0 : 1;
}

static int
sign_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;

	return job_sign(v->j, v->bytes, v->now, out, e);
}

static int
published_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;

	(void)e;
	return job_published(v->j, v->name, v->bytes, out);
}

/* The index last, and when no page is missing any more. */
static int
publish_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	AUTO(site_free) struct site_job site = { 0 };

	(void)out;
	if (job_store(v->j, false, &st, e) != 0 ||
	    (v->bytes.n != 0 &&
		job_publish(v->j, st, v->id, v->name, v->bytes, e) != 0))
		return -1;
	if (!v->last)
		return 0;
	return site_open(v->j, st, &site, e) != 0 ||
		site_write(&site, e) != 0 ?
	    -1 :
	    0;
}

/* The parent's own hands: an empty spool/, and a cache, which a phase could not
 * make. */
static int
spool_make(const struct job *j, struct err *e)
{
	AUTO_FREE char *spool = job_path(j, "spool");
	AUTO_FREE char *cache = job_path(j, RPKI_CACHE);

	return dir_remove(spool, e) != 0 || dir_make(spool, 0700, e) != 0 ||
		dir_make(cache, 0700, e) != 0 ?
	    -1 :
	    0;
}

static void
spool_remove(const struct job *j)
{
	AUTO_FREE char *spool = job_path(j, "spool");

	dir_remove(spool, NULL);
}

static int
fetch_inspected(struct given *v, struct buf *parts, struct err *e)
{
	enum phase p =
	    job_mirror_dir(v->j) != NULL ? PHASE_FETCH_FILE : PHASE_FETCH;
	struct inspector known = { v->j->cfg };
	int r;

	if (box_serve(v->j, PHASE_INSPECT, inspect_serve, &known,
		&v->inspector, e) != 0)
		return -1;
	r = box_run(v->j, p, fetch_phase, v, parts, e);
	/* That it was lost stands in the provenance. */
	service_stop(&v->inspector, NULL);
	return r;
}

static int
read_id(const struct buf *b, char ret[SHA1_HEX], struct err *e)
{
	if (!hex_is(buf_view(b), SHA1_HEX - 1))
		return err_set(e, ERR_IO,
		    "the phase 'commit' answered "
		    "no commit");
	memcpy(ret, b->p, SHA1_HEX);
	return 0;
}

static int
take(struct given *v, char ret_id[SHA1_HEX], struct buf *absent, struct err *e)
{
	AUTO_BUF parts = { 0 };
	AUTO_BUF id = { 0 };
	struct span lines;
	int r = fetch_inspected(v, &parts, e);

	if (r > 0 && part_find(buf_view(&parts), "absent", &lines, e) == 0) {
		buf_span(absent, lines);
		return err_set(e, ERR_NET,
		    "no registry could be reached at "
		    "all; nothing was stored");
	}
	if (r != 0)
		return -1;
	v->bytes = buf_view(&parts);
	return box_run(v->j, PHASE_COMMIT, commit_phase, v, &id, e) != 0 ?
	    -1 :
	    read_id(&id, ret_id, e);
}

/* To be asked here: in a box the kernel no longer tells. */
static void
look_at_kernel(struct runinfo *r)
{
	struct sandbox_support has;
	AUTO_BUF walls = { 0 };
	const char *lack;

	sandbox_support(&has);
	sandbox_text(&has, &walls);
	r->sandbox = mem_strdup(walls.p);
	for (size_t i = 0; (lack = sandbox_lack(&has, i)) != NULL; i++)
		runinfo_fault(r, lack);
}

static int
tip_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	char notices[SHA1_HEX], seals[SHA1_HEX];

	if (job_store(v->j, false, &st, e) != 0 ||
	    notices_tip(st, notices, e) != 0)
		return -1;
	seals_tip(st, seals);
	buf_fmt(out, "%s\n%s\n", notices, seals);
	return 0;
}

static char *
tip_of(struct span line)
{
	return hex_is(line, SHA1_HEX - 1) ? mem_strndup(line.p, line.n) : NULL;
}

/* What was said of findings so far, and how far the manifests are sealed: the
 * report of this run tells it. */
static int
look_at_branches(struct given *v, struct err *e)
{
	AUTO_BUF tips = { 0 };
	struct span rest;

	if (box_run(v->j, PHASE_AUDIT, tip_phase, v, &tips, e) != 0)
		return -1;
	rest = buf_view(&tips);
	v->known.notices = tip_of(span_split(&rest, '\n'));
	v->known.seals = tip_of(span_split(&rest, '\n'));
	return 0;
}

int
chain_take(const struct job *j, utc_t now, char ret_id[SHA1_HEX],
    struct buf *absent, struct err *e)
{
	struct given v = { 0 };
	int r;

	v.j = j;
	v.now = now;
	if (spool_make(j, e) != 0)
		return -1;
	look_at_kernel(&v.known);
	if (look_at_branches(&v, e) != 0 || job_pending(j, &v.known, e) != 0) {
		runinfo_clear(&v.known);
		return -1;
	}
	r = take(&v, ret_id, absent, e);
	runinfo_clear(&v.known);
	spool_remove(j);
	return r;
}

int
chain_sign(const struct job *j, struct span xml, utc_t when, struct buf *out,
    struct err *e)
{
	struct given v = { 0 };

	v.j = j;
	v.bytes = xml;
	v.now = when;
	return box_run(j, job_report_token(j) ? PHASE_SIGN_TOKEN : PHASE_SIGN,
	    sign_phase, &v, out, e);
}

/* Signs, and stamps what is signed; that it could not be stamped is noted
 * before it is published. */
static int
sign_and_stamp(struct given *v, struct span report, struct buf *ret,
    struct err *e)
{
	AUTO_BUF xml = { 0 };
	struct stamped state;

	if (chain_sign(v->j, report, wall_clock(), &xml, e) != 0)
		return -1;
	chain_stamp_document(v->j, v->name, buf_view(&xml), ret, &state,
	    &v->g->faults);
	return stamp_note(v->j, v->name, &state, e);
}

static int
publish(struct given *v, struct span report, struct err *e)
{
	AUTO_BUF xml = { 0 };
	AUTO_FREE char *reports = job_path(v->j, "reports");
	AUTO_FREE char *dir = path_join(reports, v->name);
	int there;

	v->bytes = report;
	there = box_run(v->j, PHASE_PUBLISH, published_phase, v, &xml, e);
	if (there < 0 ||
	    (there == 0 && sign_and_stamp(v, report, &xml, e) != 0))
		return -1;
	v->bytes = buf_view(&xml);
	if (box_run(v->j, PHASE_PUBLISH, publish_phase, v, NULL, e) != 0)
		return -1;
	buf_fmt(&v->g->said, "report: %s/report.html\n", dir);
	return 0;
}

static int
judge_one(struct given *v, struct err *e)
{
	AUTO_BUF parts = { 0 };
	struct span report, text;
	struct judging *g = v->g;
	int news, differ;

	news = box_run(v->j, PHASE_AUDIT, audit_phase, v, &parts, e);
	if (news < 0)
		return -1;
	v->bytes = buf_view(&parts);
	differ = box_run(v->j, PHASE_COMMIT, findings_phase, v, NULL, e);
	if (differ < 0 || part_find(buf_view(&parts), "text", &text, e) != 0)
		return -1;
	g->same = differ == 0;
	buf_span(&g->said, text);
	if (g->pages &&
	    (part_find(buf_view(&parts), "report", &report, e) != 0 ||
		publish(v, report, e) != 0))
		return -1;
	return news;
}

/* A plan's line: a commit and a name that is no path. */
static int
plan_step(struct span line, struct judging *g, char **name, struct err *e)
{
	struct span id = span_split(&line, ' ');

	if (!hex_is(id, SHA1_HEX - 1) || line.n == 0 || line.n >= REPORT_NAME)
		return err_set(e, ERR_IO, "the phase 'audit' made no plan");
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != '-' && (line.p[i] < '0' || line.p[i] > '9'))
			return err_set(e, ERR_IO,
			    "the phase 'audit' gave a report no name");
	memcpy(g->id, id.p, SHA1_HEX - 1);
	g->id[SHA1_HEX - 1] = '\0';
	*name = mem_strndup(line.p, line.n);
	memcpy(g->name, *name, line.n + 1);
	return 0;
}

int
chain_judge(const struct job *j, struct judging *g, struct err *e)
{
	struct given v = { 0 };
	AUTO_BUF plan = { 0 };
	struct span rest;
	int r, news = 0;

	v.j = j;
	v.g = g;
	r = box_run(j, PHASE_AUDIT, plan_phase, &v, &plan, e);
	rest = buf_view(&plan);
	while (r >= 0 && rest.n != 0) {
		AUTO_FREE char *name = NULL;

		r = plan_step(span_split(&rest, '\n'), g, &name, e);
		v.id = g->id;
		v.name = name;
		v.last = rest.n == 0;
		if (r == 0)
			r = judge_one(&v, e);
		if (r > 0 && (g->pages || v.last))
			news = 1;
	}
	return r < 0 ? -1 : news;
}

static int
seal_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	(void)out;
	return job_store(v->j, true, &st, e) != 0 ? -1 :
						    job_seal(st, v->id, e);
}

int
chain_seal(const struct job *j, const char *id, struct err *e)
{
	struct given v = { 0 };

	v.j = j;
	v.id = id;
	return box_run(j, PHASE_COMMIT, seal_phase, &v, NULL, e);
}

/* Apart from all else also since libgit2 writes packs through a mapping: a
 * disk that is full ends the process that does. */
static int
pack_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	struct store_packed packed;

	(void)out;
	return job_store(v->j, false, &st, e) != 0 ||
		store_pack(st, &packed, e) != 0 ?
	    -1 :
	    0;
}

static int
push_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	(void)out;
	if (job_store(v->j, false, &st, e) != 0 || job_push(v->j, st, e) != 0)
		return err_wrap(e, "history.remote");
	return 0;
}

void
chain_keep(const struct job *j, const char *run, struct buf *faults)
{
	struct given v = { 0 };
	struct err e = { 0 };

	v.j = j;
	if (box_run(j, PHASE_PACK, pack_phase, &v, NULL, &e) != 0)
		job_fault(faults, run, &e);
	if (j->cfg->history_remote != NULL &&
	    box_run(j,
		job_remote_dir(j) != NULL ? PHASE_PUSH_FILE : PHASE_PUSH,
		push_phase, &v, NULL, &e) != 0)
		job_fault(faults, run, &e);
	if (job_pending_write(j, faults, &e) != 0)
		job_fault(faults, run, &e);
}

void
judging_clear(struct judging *g)
{
	buf_clear(&g->said);
	buf_clear(&g->faults);
}
