/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/stamp.h"

#include "io/file.h"

#include <stdlib.h>
#include <string.h>

#define INDEX "history/nroaudit.stamps"

void
stamp_index_clear(struct stamp_index *x)
{
	free(x->v);
	memset(x, 0, sizeof(*x));
}

void
stamp_index_set(struct stamp_index *x, const char *name,
    const struct stamped *state)
{
	size_t i = x->n;

	assert(strlen(name) < REPORT_NAME);
	while (i > 0 && strcmp(x->v[i - 1].name, name) >= 0)
		i--;
	if (i == x->n || strcmp(x->v[i].name, name) != 0) {
		x->v = mem_grow(x->v, &x->cap, x->n + 1, sizeof(*x->v));
		memmove(&x->v[i + 1], &x->v[i], (x->n - i) * sizeof(*x->v));
		memcpy(x->v[i].name, name, strlen(name) + 1);
		x->n++;
	}
	x->v[i].state = *state;
}

/* NAME STATE */
static void
take_line(struct span line, struct stamp_index *x)
{
	struct span name = span_split(&line, ' ');
	struct stamped s;
	char text[REPORT_NAME] = "";

	if (name.n == 0 || name.n >= REPORT_NAME || !span_plain(name) ||
	    memchr(name.p, '/', name.n) != NULL || name.p[0] == '.' ||
	    stamped_parse(line, &s) != 0)
		return;
	memcpy(text, name.p, name.n);
	stamp_index_set(x, text, &s);
}

int
stamp_index_read(const struct job *j, struct stamp_index *ret, struct err *e)
{
	AUTO_FREE char *path = job_path(j, INDEX);
	AUTO_FREE unsigned char *p = NULL;
	struct span rest;
	size_t n = 0;

	memset(ret, 0, sizeof(*ret));
	if (!file_exists(path))
		return 0;
	if (file_read(path, STAMP_INDEX_MAX, &p, &n, e) != 0)
		return -1;
	rest = (struct span){ p, n };
	while (rest.n != 0)
		take_line(span_split(&rest, '\n'), ret);
	return 0;
}

int
stamp_index_write(const struct job *j, const struct stamp_index *x,
    struct err *e)
{
	AUTO_FREE char *path = job_path(j, INDEX);
	AUTO_BUF text = { 0 };

	buf_str(&text, "");
	for (size_t i = 0; i < x->n; i++) {
		buf_fmt(&text, "%s ", x->v[i].name);
		stamped_print(&x->v[i].state, &text);
		buf_chr(&text, '\n');
	}
	return file_write(path, buf_view(&text), 0644, e);
}

int
stamp_note(const struct job *j, const char *name, const struct stamped *state,
    struct err *e)
{
	AUTO(stamp_index_clear) struct stamp_index x = { 0 };

	if (stamp_index_read(j, &x, e) != 0)
		return -1;
	stamp_index_set(&x, name, state);
	return stamp_index_write(j, &x, e);
}
