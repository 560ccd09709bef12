/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch engines: the sources of each program that took or judged a
 * snapshot, one commit each. */
#include "io/store_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUBJECT "sources of engine "

void
store_engine_message(const char *engine, struct buf *out)
{
	buf_fmt(out, SUBJECT "%s\n", engine);
}

void
store_engine_path(const char *engine, struct buf *out)
{
	buf_fmt(out, "%s.tar.gz", engine);
}

int
store_engine_subject(struct span message, char ret[STORE_ENGINE_MAX + 1])
{
	size_t n = strlen(SUBJECT);
	struct span name;

	if (!span_starts(message, SUBJECT) || message.n < n + 2 ||
	    message.p[message.n - 1] != '\n')
		return -1;
	name = span_sub(message, n, message.n - n - 1);
	if (name.n > STORE_ENGINE_MAX || !span_plain(name) ||
	    memchr(name.p, '/', name.n) != NULL || name.p[0] == '.')
		return -1;
	memcpy(ret, name.p, name.n);
	ret[name.n] = '\0';
	return 0;
}

/* Its one file is of that name. */
static void
check_one(struct check *c, const struct checked *x, const char *engine)
{
	AUTO_BUF want = { 0 };
	struct check_list l;
	bool found = false;

	store_engine_path(engine, &want);
	for (check_list_open(c, &x->id, &l); !l.end; check_list_next(&l)) {
		if (span_eq(l.path, buf_view(&want)))
			found = true;
		else
			check_fault(c,
			    "it adds %.*s, which its message does not say",
			    (int)l.path.n, (const char *)l.path.p);
	}
	check_list_close(&l);
	if (!found)
		check_fault(c, "it lacks what its message says");
}

void
check_engines(struct check *c)
{
	for (size_t i = 0; i < c->engines.n; i++) {
		const struct checked *x = &c->engines.v[i];
		char engine[STORE_ENGINE_MAX + 1];
		git_commit *at = NULL;
		bool good;

		(void)snprintf(c->at, sizeof(c->at), "%.12s",
		    git_oid_tostr_s(&x->id));
		good = git_commit_lookup(&at, c->s->repo, &x->id) == 0 &&
		    store_engine_subject(span_of(git_commit_message(at)),
			engine) == 0;
		git_commit_free(at);
		if (good) /* else told with its message */
			check_one(c, x, engine);
	}
}
