/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job.h"

#include "io/file.h"
#include "model/engine.h"

#include <stdlib.h>
#include <string.h>

char *
job_path(const struct job *j, const char *below)
{
	return path_join(j->dir, below);
}

int
job_store(const struct job *j, bool lock, struct store **ret, struct err *e)
{
	AUTO_FREE char *path = job_path(j, "history");
	AUTO_FREE char *key = j->cfg->history_ssh_key != NULL ?
	    mem_strdup(j->cfg->history_ssh_key) :
	    job_path(j, "keys/history");
	struct store *st = NULL;

	if (store_open(path, &st, e) != 0)
		return -1;
	if ((lock && store_lock(st, e) != 0) ||
	    (file_exists(key) && store_key(st, key, e) != 0)) {
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
job_audit(struct store *st, const char *id, struct audited *ret,
    struct err *e)
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

/* Within one engine a replay gives the same bytes; across engines only the
 * findings are compared. */
static int
compare_findings(struct span stored, struct span now, const char *snapshot,
    bool *ret_same, struct err *e)
{
	AUTO_FREE char *engine = findings_engine(stored);

	*ret_same = findings_equal(stored, now);
	if (engine != NULL && strcmp(engine, engine_name()) == 0 &&
	    !span_eq(stored, now))
		return err_set(e, ERR_DATA, "the findings of snapshot %s in "
		    "the history are this engine's (%s) and differ from what "
		    "it finds now: they cannot be reproduced", snapshot,
		    engine);
	return 0;
}

int
job_findings(struct store *st, const struct audited *a, bool *ret_same,
    struct err *e)
{
	const struct dataset *d = &a->snap.data;
	AUTO_BUF text = { 0 };
	AUTO_BUF message = { 0 };
	AUTO_FREE unsigned char *stored = NULL;
	struct store_tree *t;
	char id[SHA1_HEX];
	size_t n = 0;
	int r;

	*ret_same = true;
	findings_print(d, &a->result, &text);
	r = findings_read(st, d->snapshot, &stored, &n, e);
	if (r <= 0)
		return r < 0 ? -1 :
			       compare_findings((struct span){ stored, n },
				   buf_view(&text), d->snapshot, ret_same, e);
	t = store_tree_new();
	r = store_tree_add(st, t, "findings", buf_view(&text), e);
	for (size_t i = 0; i < LEDGER_FILES && r == 0; i++) {
		AUTO_BUF b = { 0 };

		ledger_print(&a->next, i, &b);
		r = store_tree_add(st, t, ledger_files[i], buf_view(&b), e);
	}
	buf_fmt(&message, "findings of snapshot %s\n", d->snapshot);
	if (r == 0)
		r = store_commit(st, BRANCH_FINDINGS, t, d->run->clock,
		    message.p, id, e);
	store_tree_free(t);
	return r;
}

int
job_catch_up(struct store *st, const char *id, struct err *e)
{
	char parent[SHA1_HEX], done[SHA1_HEX];
	AUTO_FREE char *todo = NULL; /* ids, newest first, 41 bytes each */
	size_t n = 0, cap = 0;

	memcpy(parent, id, SHA1_HEX);
	for (;;) {
		if (store_parent(st, parent, parent, e) != 0)
			return -1;
		if (parent[0] == '\0')
			break;
		if (findings_commit_of(st, parent, done, e) != 0)
			return -1;
		if (done[0] != '\0')
			break;
		todo = mem_grow(todo, &cap, (n + 1) * SHA1_HEX, 1);
		memcpy(todo + n++ * SHA1_HEX, parent, SHA1_HEX);
	}
	while (n > 0) {
		AUTO(audited_clear) struct audited a = { 0 };
		bool same;

		n--;
		if (job_audit(st, todo + n * SHA1_HEX, &a, e) != 0 ||
		    job_findings(st, &a, &same, e) != 0)
			return -1;
	}
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
