/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job.h"

#include "cmd/parts.h"
#include "io/file.h"
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LOCK_PATIENCE_MS 2000
#define LOCK_PAUSE_MS 20

char *
job_path(const struct job *j, const char *below)
{
	return path_join(j->dir, below);
}

char *
job_ssh_key(const struct job *j)
{
	return j->cfg->history_ssh_key != NULL ?
	    mem_strdup(j->cfg->history_ssh_key) :
	    job_path(j, "keys/history");
}

char *
job_report_key(const struct job *j)
{
	return j->cfg->report_key != NULL ? mem_strdup(j->cfg->report_key) :
					    job_path(j, "keys/report.key");
}

char *
job_report_chain(const struct job *j)
{
	if (j->cfg->report_chain != NULL)
		return mem_strdup(j->cfg->report_chain);
	return j->cfg->report_key != NULL ? NULL :
					    job_path(j, "keys/report.pem");
}

const char *
job_mirror_dir(const struct job *j)
{
	return j->mirror != NULL && strncmp(j->mirror, "file://", 7) == 0 ?
	    j->mirror + 7 :
	    NULL;
}

int
job_store(const struct job *j, bool key, struct store **ret, struct err *e)
{
	AUTO_FREE char *path = job_path(j, "history");
	AUTO_FREE char *file = job_ssh_key(j);
	struct store *st = NULL;

	if (store_open(path, &st, e) != 0)
		return -1;
	if (key && file_exists(file) && store_key(st, file, e) != 0) {
		store_free(st);
		return -1;
	}
	*ret = st;
	return 0;
}

int
job_lock(const struct job *j, struct store **ret, struct err *e)
{
	const struct timespec pause = { 0, LOCK_PAUSE_MS * 1000000L };
	struct store *st = NULL;
	int r;

	if (job_store(j, false, &st, e) != 0)
		return -1;
	/* A phase of a run that was killed may still be ending. */
	for (int waited = 0; (r = store_lock(st, e)) != 0 &&
	     e->kind == ERR_BUSY && waited < LOCK_PATIENCE_MS;
	     waited += LOCK_PAUSE_MS)
		nanosleep(&pause, NULL);
	if (r != 0) {
		store_free(st);
		return -1;
	}
	*ret = st;
	return 0;
}

void
audited_clear(struct audited *a)
{
	if (a == NULL)
		return;
	audit_result_clear(&a->result);
	ledger_clear(&a->next);
	notices_clear(&a->said);
	snapshot_clear(&a->snap);
}

/* By the thresholds of the snapshot's own configuration. */
static void
judge(struct audited *a)
{
	const struct config *c = &a->snap.cfg;
	struct thresholds t;

	t.serials = (uint32_t)c->persistence_serials;
	t.days = c->persistence_days;
	t.aged = c->persistence_aged_days;
	t.chronic = c->persistence_chronic_days;
	a->snap.data.names = c->report_names != 0;
	ledger_init(&a->next);
	audit_run(&a->snap.data, &a->snap.before, &a->snap.exceptions, &t,
	    &a->result, &a->next);
}

/*
 * Where the snapshot before was judged by another engine, this one judges it
 * again: its ledger is what today starts from, and the difference is listed.
 */
static int
open_epoch(struct store *st, const char *previous, struct epoch *ret,
    struct ledger *ret_before, struct err *e)
{
	AUTO(audited_clear) struct audited a = { 0 };
	AUTO_FREE unsigned char *text = NULL;
	AUTO_FREE char *engine = NULL;
	struct span old;
	size_t n = 0;
	int r = findings_read(st, previous, &text, &n, e);

	if (r != 0)
		return r < 0 ? -1 : 0; /* snapshot_load says it */
	old = (struct span){ text, n };
	engine = findings_engine(old);
	if (engine != NULL && strcmp(engine, engine_name()) == 0)
		return 0;
	if (snapshot_load(st, previous, NULL, &a.snap, e) != 0)
		return -1;
	judge(&a);
	epoch_compare(old, &a.result, &a.next, ret);
	*ret_before = a.next;
	memset(&a.next, 0, sizeof(a.next));
	return 0;
}

int
job_audit(struct store *st, const char *id, struct audited *ret, struct err *e)
{
	struct epoch epoch = { 0 };
	AUTO(ledger_clear) struct ledger before = { 0 };
	char previous[SHA1_HEX];

	memset(ret, 0, sizeof(*ret));
	if (store_parent(st, id, previous, e) != 0 ||
	    (previous[0] != '\0' &&
		open_epoch(st, previous, &epoch, &before, e) != 0))
		return -1;
	if (snapshot_load(st, id, epoch.from == NULL ? NULL : &before,
		&ret->snap, e) != 0) {
		epoch_clear(&epoch);
		return -1;
	}
	judge(ret);
	ret->result.epoch = epoch;
	return 0;
}

size_t
audited_news(const struct audited *a, int threshold, bool all_open)
{
	size_t n = 0;

	for (size_t i = 0; i < a->result.open.n; i++) {
		const struct finding *f = &a->result.open.v[i];

		n += f->outcome == OUT_FAIL && !f->unobserved &&
		    f->severity <= threshold && (f->fresh || all_open);
	}
	return n;
}

void
job_audited_parts(const struct audited *a, struct buf *out)
{
	const struct dataset *d = &a->snap.data;
	char u[UTC_TEXT];
	size_t begun;

	part_add(out, "clock", span_of(utc_text(d->run->clock, u)));
	begun = part_begin(out, "findings");
	findings_print(d, &a->result, out);
	part_end(out, begun);
	for (size_t i = 0; i < LEDGER_FILES; i++) {
		begun = part_begin(out, ledger_files[i]);
		ledger_print(&a->next, i, out);
		part_end(out, begun);
	}
}

utc_t
wall_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (utc_t)ts.tv_sec;
}
