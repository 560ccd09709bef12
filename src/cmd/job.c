/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/job.h"

#include "io/file.h"

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

int
job_audit(const struct job *j, struct store *st, const char *id,
    struct audited *ret, struct err *e)
{
	struct thresholds t;

	memset(ret, 0, sizeof(*ret));
	if (snapshot_load(st, id, &ret->snap, e) != 0)
		return -1;
	thresholds_init(&t);
	t.serials = (uint32_t)j->cfg->persistence_serials;
	t.days = j->cfg->persistence_days;
	t.aged = j->cfg->persistence_aged_days;
	t.chronic = j->cfg->persistence_chronic_days;
	ledger_init(&ret->next);
	audit_run(&ret->snap.data, &ret->snap.before, &ret->snap.exceptions,
	    &t, &ret->result, &ret->next);
	return 0;
}

static int
same_findings(struct store *st, const char *id, struct span now, bool *ret,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;
	char blob[SHA1_HEX];

	if (store_read(st, id, "findings", &p, &n, blob, e) != 0)
		return -1;
	*ret = span_eq((struct span){ p, n }, now);
	return 0;
}

int
job_findings(struct store *st, const struct audited *a, bool *ret_same,
    struct err *e)
{
	const struct dataset *d = &a->snap.data;
	AUTO_BUF text = { 0 };
	AUTO_BUF message = { 0 };
	struct store_tree *t;
	char id[SHA1_HEX];
	int r;

	*ret_same = true;
	findings_print(d, &a->result, &text);
	if (findings_commit_of(st, d->snapshot, id, e) != 0)
		return -1;
	if (id[0] != '\0')
		return same_findings(st, id, buf_view(&text), ret_same, e);
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
job_catch_up(const struct job *j, struct store *st, const char *id,
    struct err *e)
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
		if (job_audit(j, st, todo + n * SHA1_HEX, &a, e) != 0 ||
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
