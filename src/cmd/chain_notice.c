/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain_notice.h"

#include "cmd/parts.h"
#include "cmd/site.h"
#include "cmd/stamp.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

struct given {
	const struct job *j;
	const struct noting *g;
	struct span parts;
	struct span plain, xml; /* signed; and stamped, too */
	utc_t now;
};

void
noted_clear(struct noted *n)
{
	free(n->path);
	buf_clear(&n->faults);
}

static int
notice_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, false, &st, e) != 0 ?
	    -1 :
	    job_notice(v->j, st, v->g, out, e);
}

static int
noted_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	char id[SHA1_HEX];

	if (!span_eq(v->plain, v->xml) && !store_grown(v->plain, v->xml))
		return err_set(e, ERR_DATA,
		    "stamping changed what was signed");
	if (job_store(v->j, true, &st, e) != 0 ||
	    job_noted(st, v->parts, v->xml, id, e) != 0)
		return -1;
	buf_str(out, id);
	return 0;
}

static int
lacking_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	return job_store(v->j, false, &st, e) != 0 ?
	    -1 :
	    job_notices_lacking(st, STAMP_RETRIES_MAX, out, e);
}

static int
stamped_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;

	(void)out;
	return job_store(v->j, true, &st, e) != 0 ?
	    -1 :
	    job_notices_stamped(st, v->parts, v->now, e);
}

static int
pages_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(store_freep) struct store *st = NULL;
	AUTO(site_free) struct site_job site = { 0 };

	(void)out;
	return job_store(v->j, false, &st, e) != 0 ||
		site_open(v->j, st, &site, e) != 0 ||
		site_write(&site, e) != 0 ?
	    -1 :
	    0;
}

static int
show(const struct job *j, struct err *e)
{
	AUTO_FREE char *reports = job_path(j, "reports");
	AUTO_FREE char *index = path_join(reports, "index.html");
	struct given v = { .j = j };

	/* Where there are no pages yet, the run that makes them shows it. */
	return file_exists(index) ?
	    box_run(j, PHASE_PUBLISH, pages_phase, &v, NULL, e) :
	    0;
}

int
chain_notice(const struct job *j, const struct noting *g, struct noted *ret,
    struct err *e)
{
	struct given v = { .j = j, .g = g, .now = g->now };
	AUTO_BUF parts = { 0 };
	AUTO_BUF xml = { 0 };
	AUTO_BUF stamped = { 0 };
	AUTO_BUF id = { 0 };
	struct span plain, path;
	struct stamped state;
	char day[DAY_TEXT];

	memset(ret, 0, sizeof(*ret));
	if (box_run(j, PHASE_NOTICE, notice_phase, &v, &parts, e) != 0)
		return -1;
	v.parts = buf_view(&parts);
	if (part_find(v.parts, "notice", &plain, e) != 0 ||
	    part_find(v.parts, "path", &path, e) != 0 ||
	    chain_sign(j, plain, g->now, &xml, e) != 0)
		return -1;
	chain_stamp_document(j, day_text(day_of(g->now), day), buf_view(&xml),
	    &stamped, &state, &ret->faults);
	v.plain = buf_view(&xml);
	v.xml = buf_view(&stamped);
	if (box_run(j, PHASE_COMMIT, noted_phase, &v, &id, e) != 0)
		return -1;
	if (!hex_is(buf_view(&id), SHA1_HEX - 1))
		return err_set(e, ERR_IO,
		    "the phase 'commit' answered no commit");
	memcpy(ret->commit, id.p, SHA1_HEX);
	ret->path = mem_strndup(path.p, path.n);
	return show(j, e);
}

/* The next notice of a list, and its bytes. */
static int
next_of(struct span *rest, struct span *path, struct span *xml, struct err *e)
{
	struct span name;
	int r = part_next(rest, &name, path, e);

	return r != 0 ? r : part_next(rest, &name, xml, e) == 0 ? 0 : -1;
}

static int
stamp_all(struct given *v, const char *run, struct buf *faults,
    bool *ret_whole, struct err *e)
{
	AUTO_BUF lacking = { 0 };
	AUTO_BUF done = { 0 };
	struct span rest, path, xml;
	size_t before = faults->n;
	int r;

	if (box_run(v->j, PHASE_AUDIT, lacking_phase, v, &lacking, e) != 0)
		return -1;
	rest = buf_view(&lacking);
	/* Whoever does not answer once does not tonight. */
	while (
	    faults->n == before && (r = next_of(&rest, &path, &xml, e)) <= 0) {
		AUTO_BUF stamped = { 0 };
		struct stamped state;

		if (r < 0)
			return -1;
		chain_stamp_document(v->j, run, xml, &stamped, &state, faults);
		*ret_whole &= state.have >= state.due;
		if (span_eq(buf_view(&stamped), xml))
			continue;
		part_add(&done, "path", path);
		part_add(&done, "xml", buf_view(&stamped));
	}
	*ret_whole &= faults->n == before;
	v->parts = buf_view(&done);
	return done.n == 0 ? 0 :
	    box_run(v->j, PHASE_COMMIT, stamped_phase, v, NULL, e) != 0 ?
			     -1 :
			     show(v->j, e);
}

bool
chain_notices_stamp(const struct job *j, const char *run, struct buf *faults)
{
	struct given v = { .j = j };
	struct err e = { 0 };
	bool whole = true;

	v.now = wall_clock();
	if (stamp_all(&v, run, faults, &whole, &e) != 0) {
		job_fault(faults, run, &e);
		whole = false;
	}
	return whole;
}
