/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that are published: what they lack is asked for again. */
#include "cmd/stamp.h"

#include "io/file.h"
#include "report/dsig.h"

#include <stdlib.h>
#include <string.h>

struct published {
	const struct job *j;
	const char *name;
	struct span xml;
};

static int
restamp_phase(void *arg, struct buf *out, struct err *e)
{
	const struct published *p = arg;

	(void)out;
	return job_restamp(p->j, p->name, p->xml, e);
}

bool
stamped_whole(const struct stamped *s)
{
	return (s->have >= s->due || s->archives != 0) && s->lacks == 0;
}

bool
stamped_ends(const struct stamped *s, utc_t now)
{
	return s->until != TIME_NONE &&
	    s->until < now + STAMP_WARN_DAYS * DAY_SECS;
}

/* What it lacks can be had no more once it is in the archive. */
static int
archive(const struct job *j, const char *run, struct span xml, struct buf *ret,
    struct stamped *state, struct buf *faults, struct err *e)
{
	AUTO_BUF whole = { 0 };

	if (chain_stamped(j, xml, state, e) != 0)
		return -1;
	if (!stamped_whole(state)) {
		chain_stamp_document(j, run, xml, &whole, state, faults);
		xml = buf_view(&whole);
	}
	return chain_archive(j, run, xml, ret, state, faults, e);
}

int
restamp(const struct job *j, const char *run, const char *name, bool for_ever,
    struct stamped *state, struct buf *faults, struct err *e)
{
	AUTO_BUF below = { 0 };
	AUTO_FREE char *path = NULL;
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF xml = { 0 };
	struct published to = { j, name, { NULL, 0 } };
	size_t n = 0;

	buf_fmt(&below, "reports/%s/report.xml", name);
	path = job_path(j, below.p);
	if (file_read(path, REPORT_MAX, &p, &n, e) != 0)
		return -1;
	if (!for_ever)
		chain_stamp_document(j, run, (struct span){ p, n }, &xml,
		    state, faults);
	else if (archive(j, run, (struct span){ p, n }, &xml, state, faults,
		     e) != 0)
		return -1;
	to.xml = buf_view(&xml);
	if (!span_eq(to.xml, (struct span){ p, n }) &&
	    box_run(j, PHASE_PUBLISH, restamp_phase, &to, NULL, e) != 0)
		return -1;
	return stamp_note(j, name, state, e);
}

static void
warn(const struct job *j, const char *run, struct buf *faults)
{
	AUTO(stamp_index_clear) struct stamp_index x = { 0 };
	const struct stamp_entry *first = NULL;
	utc_t now = wall_clock();
	char u[UTC_TEXT];
	struct err e = { 0 };
	size_t n = 0;

	if (stamp_index_read(j, &x, &e) != 0) {
		job_fault(faults, run, &e);
		return;
	}
	for (size_t i = 0; i < x.n; i++) {
		if (!stamped_ends(&x.v[i].state, now))
			continue;
		n++;
		if (first == NULL || x.v[i].state.until < first->state.until)
			first = &x.v[i];
	}
	if (n == 0)
		return;
	err_set(&e, ERR_DATA,
	    "the timestamps of %s end at %s, those of %zu other reports "
	    "within %d days: nroaudit sign --renew",
	    first->name, utc_text(first->state.until, u), n - 1,
	    STAMP_WARN_DAYS);
	job_fault(faults, run, &e);
}

void
restamp_missing(const struct job *j, const char *run, struct buf *faults)
{
	AUTO(stamp_index_clear) struct stamp_index x = { 0 };
	struct err e = { 0 };
	size_t tries = 0, before = faults->n;

	if (stamp_index_read(j, &x, &e) != 0)
		job_fault(faults, run, &e);
	/* Whoever does not answer once does not tonight. */
	for (size_t i = x.n;
	     i > 0 && tries < STAMP_RETRIES_MAX && faults->n == before; i--) {
		struct stamped state;

		if (stamped_whole(&x.v[i - 1].state) ||
		    strcmp(x.v[i - 1].name, run) == 0)
			continue;
		tries++;
		if (restamp(j, run, x.v[i - 1].name, false, &state, faults,
			&e) != 0)
			job_fault(faults, run, &e);
	}
	warn(j, run, faults);
}
