/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the phases at the end of a run do: the tag, the pack, the mirror. */
#include "cmd/job.h"

#include "io/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the last run could not do at its end, for the next snapshot. */
#define PENDING "history/nroaudit.faults"
#define PENDING_MAX 65536

const char *
job_remote_dir(const struct job *j)
{
	const char *url = j->cfg->history_remote;

	if (url == NULL)
		return NULL;
	if (strncmp(url, "file://", 7) == 0)
		return url + 7;
	return url[0] == '/' ? url : NULL;
}

struct ids {
	char (*v)[SHA1_HEX];
	size_t n, cap;
};

static void
ids_clear(struct ids *s)
{
	free(s->v);
}

/* Newest first, back to one that is sealed. */
static int
unsealed(struct store *st, const char *id, struct ids *ret, struct err *e)
{
	char at[SHA1_HEX], name[STORE_NAME_MAX];
	bool sealed = false;

	memcpy(at, id, SHA1_HEX);
	while (at[0] != '\0') {
		if (store_name(st, at, name, &sealed, e) != 0)
			return -1;
		if (sealed)
			break;
		ret->v =
		    mem_grow(ret->v, &ret->cap, ret->n + 1, sizeof(*ret->v));
		memcpy(ret->v[ret->n++], at, SHA1_HEX);
		if (store_parent(st, at, at, e) != 0)
			return -1;
	}
	return 0;
}

int
job_seal(struct store *st, const char *id, struct err *e)
{
	AUTO(ids_clear) struct ids todo = { 0 };

	if (unsealed(st, id, &todo, e) != 0)
		return -1;
	for (size_t i = todo.n; i > 0; i--) {
		char findings[SHA1_HEX];

		if (findings_commit_of(st, todo.v[i - 1], findings, e) != 0)
			return -1;
		if (findings[0] == '\0')
			return err_set(e, ERR_DATA,
			    "snapshot %s has not been audited", todo.v[i - 1]);
		if (store_seal(st, todo.v[i - 1], findings, e) != 0)
			return -1;
	}
	return 0;
}

int
job_push(const struct job *j, struct store *st, struct err *e)
{
	struct store_remote to = { j->cfg->history_remote, job_remote_dir(j),
		j->cfg->history_remote_key };

	return store_push(st, &to, e);
}

void
job_fault(struct buf *faults, const char *run, const struct err *e)
{
	buf_fmt(faults, "after the run of %s: ", run);
	for (const char *c = e->msg; *c != '\0'; c++)
		buf_chr(faults, *c >= ' ' && *c <= '~' ? *c : '?');
	buf_chr(faults, '\n');
}

int
job_pending_write(const struct job *j, const struct buf *faults, struct err *e)
{
	AUTO_FREE char *pending = job_path(j, PENDING);

	if (faults->n != 0)
		return file_write(pending, buf_view(faults), 0644, e);
	(void)unlink(pending);
	return 0;
}

int
job_pending(const struct job *j, struct runinfo *run, struct err *e)
{
	AUTO_FREE char *pending = job_path(j, PENDING);
	AUTO_FREE unsigned char *p = NULL;
	struct span rest;
	size_t n = 0;

	if (!file_exists(pending))
		return 0;
	if (file_read(pending, PENDING_MAX, &p, &n, e) != 0)
		return -1;
	rest = (struct span){ p, n };
	while (rest.n != 0) {
		struct span line = span_split(&rest, '\n');
		AUTO_FREE char *text = mem_strndup(line.p, line.n);

		runinfo_fault(run, text);
	}
	return 0;
}
