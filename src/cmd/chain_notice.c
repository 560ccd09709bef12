/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chain_notice.h"

#include "cmd/parts.h"
#include "cmd/site.h"
#include "io/file.h"

#include <stdlib.h>
#include <string.h>

struct given {
	const struct job *j;
	const struct noting *g;
	struct span parts, xml;
};

static void
close_store(struct store **st)
{
	store_free(*st);
}

void
noted_clear(struct noted *n)
{
	free(n->path);
}

static int
notice_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(close_store) struct store *st = NULL;

	return job_store(v->j, false, &st, e) != 0 ?
	    -1 :
	    job_notice(v->j, st, v->g, out, e);
}

static int
noted_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(close_store) struct store *st = NULL;
	char id[SHA1_HEX];

	if (job_store(v->j, true, &st, e) != 0 ||
	    job_noted(st, v->parts, v->xml, id, e) != 0)
		return -1;
	buf_str(out, id);
	return 0;
}

static int
pages_phase(void *arg, struct buf *out, struct err *e)
{
	const struct given *v = arg;
	AUTO(close_store) struct store *st = NULL;
	AUTO(site_free) struct site_job site = { 0 };

	(void)out;
	return job_store(v->j, false, &st, e) != 0 ||
		site_open(v->j, st, &site, e) != 0 ||
		site_write(&site, e) != 0 ?
	    -1 :
	    0;
}

int
chain_notice_pages(const struct job *j, struct err *e)
{
	AUTO_FREE char *reports = job_path(j, "reports");
	AUTO_FREE char *index = path_join(reports, "index.html");
	struct given v = { j, NULL, { NULL, 0 }, { NULL, 0 } };

	/* Where there are no pages yet, the run that makes them shows it. */
	return file_exists(index) ?
	    box_run(j, PHASE_PUBLISH, pages_phase, &v, NULL, e) :
	    0;
}

int
chain_notice(const struct job *j, const struct noting *g, struct noted *ret,
    struct err *e)
{
	struct given v = { j, g, { NULL, 0 }, { NULL, 0 } };
	AUTO_BUF parts = { 0 };
	AUTO_BUF xml = { 0 };
	AUTO_BUF id = { 0 };
	struct span plain, path;

	memset(ret, 0, sizeof(*ret));
	if (box_run(j, PHASE_NOTICE, notice_phase, &v, &parts, e) != 0)
		return -1;
	v.parts = buf_view(&parts);
	if (part_find(v.parts, "notice", &plain, e) != 0 ||
	    part_find(v.parts, "path", &path, e) != 0 ||
	    chain_sign(j, plain, g->now, &xml, e) != 0)
		return -1;
	v.xml = buf_view(&xml);
	if (box_run(j, PHASE_COMMIT, noted_phase, &v, &id, e) != 0)
		return -1;
	if (!hex_is(buf_view(&id), SHA1_HEX - 1))
		return err_set(e, ERR_IO,
		    "the phase 'commit' answered no commit");
	memcpy(ret->commit, id.p, SHA1_HEX);
	ret->path = mem_strndup(path.p, path.n);
	return chain_notice_pages(j, e);
}
