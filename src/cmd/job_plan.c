/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an earlier run that was ended left to be done. */
#include "cmd/job.h"

#include "io/file.h"

#include <stdlib.h>
#include <string.h>

struct judged {
	char id[SHA1_HEX];
	day_t day;
	int of_day; /* 1, 2, ... */
	bool has_findings, sealed;
};

struct plan {
	struct judged *v; /* the branch main, first to last */
	size_t n, cap;
	char (*found)[SHA1_HEX]; /* snapshots that have findings, sorted */
	size_t found_n, found_cap;
};

static void
plan_clear(struct plan *p)
{
	free(p->v);
	free(p->found);
}

static int
id_cmp(const void *a, const void *b)
{
	return memcmp(a, b, SHA1_HEX - 1);
}

static int
add_found(const char *id, const char *tree, utc_t when, const char *message,
    void *arg, struct err *e)
{
	struct plan *p = arg;
	struct span m = span_of(message);
	struct span line = span_split(&m, '\n');

	(void)id;
	(void)tree;
	(void)when;
	(void)e;
	/* The subject ends with the snapshot's id. */
	if (line.n < SHA1_HEX - 1)
		return 0;
	p->found = mem_grow(p->found, &p->found_cap, p->found_n + 1,
	    sizeof(*p->found));
	memcpy(p->found[p->found_n], line.p + line.n - (SHA1_HEX - 1),
	    SHA1_HEX - 1);
	p->found[p->found_n++][SHA1_HEX - 1] = '\0';
	return 0;
}

static int
add_snapshot(const char *id, const char *tree, utc_t when, const char *message,
    void *arg, struct err *e)
{
	struct plan *p = arg;
	struct judged *s;

	(void)tree;
	(void)message;
	(void)e;
	p->v = mem_grow(p->v, &p->cap, p->n + 1, sizeof(*p->v));
	s = &p->v[p->n++];
	memset(s, 0, sizeof(*s));
	memcpy(s->id, id, SHA1_HEX);
	s->day = day_of(when);
	s->of_day = 1;
	/* Not only its neighbours: clocks of mirrors may go back. */
	for (size_t i = 0; i + 1 < p->n; i++)
		s->of_day += p->v[i].day == s->day;
	s->has_findings = p->found_n != 0 &&
	    bsearch(id, p->found, p->found_n, sizeof(*p->found), id_cmp) !=
		NULL;
	return 0;
}

/* "2013-04-09"; "2013-04-09-2" is the day's second snapshot. */
static void
report_name(const struct judged *s, struct buf *out)
{
	char day[DAY_TEXT];

	buf_str(out, day_text(s->day, day));
	if (s->of_day > 1)
		buf_fmt(out, "-%d", s->of_day);
}

/* Those before one that is sealed are sealed. */
static int
find_sealed(struct store *st, struct plan *p, struct err *e)
{
	bool sealed = false;
	char name[STORE_NAME_MAX];

	for (size_t i = p->n; i > 0; i--) {
		if (!sealed &&
		    store_name(st, p->v[i - 1].id, name, &sealed, e) != 0)
			return -1;
		p->v[i - 1].sealed = sealed;
	}
	return 0;
}

static bool
has_page(const struct job *j, const struct judged *s)
{
	AUTO_FREE char *reports = job_path(j, "reports");
	AUTO_FREE char *dir = NULL;
	AUTO_FREE char *xml = NULL;
	AUTO_FREE char *html = NULL;
	AUTO_BUF name = { 0 };

	report_name(s, &name);
	dir = path_join(reports, name.p);
	xml = path_join(dir, "report.xml");
	html = path_join(dir, "report.html");
	return file_exists(xml) && file_exists(html);
}

static void
plan_line(const struct judged *s, struct buf *out)
{
	buf_fmt(out, "%s ", s->id);
	report_name(s, out);
	buf_chr(out, '\n');
}

/* Is the i-th snapshot to be judged on the way to the one at `at`? */
static bool
is_due(const struct job *j, const struct plan *p, size_t i, size_t at,
    bool pages)
{
	const struct judged *s = &p->v[i];

	if (i == at)
		return false;
	if (!s->has_findings)
		return i < at;
	return pages && ((i < at && !s->sealed) || !has_page(j, s));
}

int
job_plan(const struct job *j, struct store *st, const char *rev, bool pages,
    struct buf *out, struct err *e)
{
	AUTO(plan_clear) struct plan p = { 0 };
	char id[SHA1_HEX];
	size_t at = 0;

	if (store_resolve(st, rev, id, e) != 0 ||
	    store_walk(st, BRANCH_FINDINGS, add_found, &p, e) != 0)
		return -1;
	if (p.found_n != 0)
		qsort(p.found, p.found_n, sizeof(*p.found), id_cmp);
	if (store_walk(st, BRANCH_MAIN, add_snapshot, &p, e) != 0 ||
	    find_sealed(st, &p, e) != 0)
		return -1;
	while (at < p.n && strcmp(p.v[at].id, id) != 0)
		at++;
	if (at == p.n)
		return err_set(e, ERR_DATA,
		    "history: '%s' is no snapshot on the branch main", rev);
	for (size_t i = 0; i < p.n; i++)
		if (is_due(j, &p, i, at, pages))
			plan_line(&p.v[i], out);
	plan_line(&p.v[at], out);
	return 0;
}
