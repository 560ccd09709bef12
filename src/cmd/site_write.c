/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which pages are written is the reverse of that of links. */
#include "cmd/site.h"

#include "cmd/notices.h"
#include "io/file.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#define YEAR 4 /* of a run's name */

enum { SHEET_SITE, SHEET_ATOM, SHEET_CSS };

struct writer {
	struct site_job *s;
	char *dir; /* reports/ */
	struct html *html;
	struct err *e;
};

/* Only what differs, so that a night rewrites what changed. */
static int
put(const struct writer *w, const char *name, struct span bytes)
{
	AUTO_FREE char *path = path_join(w->dir, name);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_exists(path) && file_read(path, 0, &p, &n, NULL) == 0 &&
	    span_eq((struct span){ p, n }, bytes))
		return 0;
	return file_write(path, bytes, 0644, w->e);
}

static int
page(const struct writer *w, const char *kind, const char *of,
    const char *name)
{
	AUTO_BUF b = { 0 };

	if (html_page(w->html, kind, of, true, &b, w->e) != 0)
		return err_wrap(w->e, "site.xsl, %s", name);
	return put(w, name, buf_view(&b));
}

static int
page_below(const struct writer *w, const char *kind, const char *of)
{
	AUTO_BUF name = { 0 };

	buf_fmt(&name, "%s/%s.html", kind, of);
	return page(w, kind, of, name.p);
}

static int
finding_page(const struct writer *w, const struct site_life *l)
{
	AUTO_BUF xml = { 0 };
	char of[SITE_PAGE];

	site_print_life(&w->s->site, l, &xml);
	return html_document(w->html, buf_view(&xml), w->e) != 0 ?
	    -1 :
	    page_below(w, "finding", site_page(span_of(l->id), of));
}

static bool
has_page(const struct writer *w, const struct site_life *l)
{
	char of[SITE_PAGE];
	AUTO_BUF path = { 0 };

	buf_fmt(&path, "%s/finding/%s.html", w->dir,
	    site_page(span_of(l->id), of));
	return file_exists(path.p);
}

/* Those that are there already come last: the page of an earlier episode
 * leads to that of the new one. */
static int
finding_pages(const struct writer *w)
{
	const struct site *s = &w->s->site;
	AUTO_FREE bool *there = mem_alloc((s->lives_n + 1) * sizeof(*there));

	for (size_t i = 0; i < s->lives_n; i++)
		there[i] = has_page(w, &s->lives[i]);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < s->lives_n; i++)
			if ((s->lives[i].touched || w->s->all) &&
			    there[i] == (pass == 1) &&
			    finding_page(w, &s->lives[i]) != 0)
				return -1;
	return 0;
}

/* Did the runs that were added tell of the rule, one by one or in number, or
 * is more said of it? */
static bool
rule_touched(const struct site_job *j, const char *rule)
{
	const struct site *s = &j->site;

	for (size_t i = 0; i < s->lives_n; i++)
		if (s->lives[i].touched && strcmp(s->lives[i].rule, rule) == 0)
			return true;
	for (size_t i = 0; i < s->groups_n; i++)
		if (s->groups[i].to >= j->before &&
		    strcmp(s->groups[i].rule, rule) == 0)
			return true;
	for (size_t i = 0; i < s->notices.n && j->noted; i++)
		if (strncmp(s->notices.v[i].finding, rule, strlen(rule)) == 0)
			return true;
	return j->all;
}

static int
table_pages(const struct writer *w)
{
	for (int p = 0; p < PUB_N; p++)
		if (page_below(w, "registry", pub_name((enum publisher)p)) !=
		    0)
			return -1;
	for (size_t i = 0; i < rules_n; i++)
		if (rule_touched(w->s, rules[i].id) &&
		    page_below(w, "rule", rules[i].id) != 0)
			return -1;
	return 0;
}

/* The years of the runs that were added, or all, each once. */
static int
year_pages(const struct writer *w)
{
	const struct site *s = &w->s->site;

	for (size_t i = w->s->all || w->s->noted ? 0 : w->s->before;
	     i < s->runs_n; i++) {
		AUTO_FREE char *year = mem_strndup(s->runs[i].name, YEAR);
		bool again = false;

		for (size_t k = i + 1; k < s->runs_n && !again; k++)
			again = strncmp(s->runs[k].name, year, YEAR) == 0;
		if (!again && page_below(w, "year", year) != 0)
			return -1;
	}
	return 0;
}

static int
feed(const struct writer *w, struct span xml)
{
	AUTO_BUF b = { 0 };
	struct html *h = NULL;
	int r = html_open(xml, buf_view(&w->s->sheets[SHEET_ATOM]), &h, w->e);

	if (r == 0)
		r = html_page(h, "feed", "", false, &b, w->e);
	html_free(h);
	return r != 0 ? err_wrap(w->e, "atom.xsl") :
			put(w, "feed.atom", buf_view(&b));
}

static int
directories(const struct writer *w)
{
	static const char *const below[] = { "finding", "registry", "rule",
		"year" };

	for (size_t i = 0; i < ARRAY_LEN(below); i++) {
		AUTO_FREE char *d = path_join(w->dir, below[i]);

		if (dir_make(d, 0755, w->e) != 0)
			return -1;
		dir_sweep(d);
	}
	dir_sweep(w->dir);
	return put(w, "site.css", buf_view(&w->s->sheets[SHEET_CSS]));
}

/* A file of the branch notices, as it is there. */
static int
notice_file(const char *path, const char *sha256, void *arg, struct err *e)
{
	const struct writer *w = arg;
	AUTO_BUF to = { 0 };
	AUTO_FREE unsigned char *p = NULL;
	AUTO_FREE char *dir = NULL;
	char blob[SHA1_HEX];
	size_t n = 0;

	(void)sha256;
	buf_fmt(&to, BRANCH_NOTICES "/%s", path);
	if (store_read(w->s->st, w->s->site.notices_commit, path, &p, &n, blob,
		e) != 0)
		return -1;
	dir = path_join(w->dir, to.p);
	*strrchr(dir, '/') = '\0';
	return dir_make(dir, 0755, e) != 0 ?
	    -1 :
	    put(w, to.p, (struct span){ p, n });
}

static int
notice_files(const struct writer *w)
{
	struct writer to = *w;

	return w->s->site.notices_commit[0] == '\0' ?
	    0 :
	    store_list(w->s->st, w->s->site.notices_commit, notice_file, &to,
		w->e);
}

/* Runs that may have told of a finding. */
struct reach {
	size_t from, to;
};

/* One that is told of only in number can be in any. */
static struct reach
reach_of(const struct site *s, const char *finding)
{
	for (size_t i = 0; i < s->lives_n; i++) {
		const struct site_life *l = &s->lives[i];

		if (strcmp(l->id, finding) == 0)
			return (struct reach){ l->spans[0].from,
				l->spans[l->spans_n - 1].to };
	}
	return (struct reach){ 0, SIZE_MAX };
}

/* The pages of earlier reports, that show what was said of them since. */
static int
report_pages(const struct writer *w)
{
	const struct site *s = &w->s->site;
	AUTO_FREE struct reach *v = mem_alloc((s->notices.n + 1) * sizeof(*v));

	for (size_t k = 0; k < s->notices.n; k++)
		v[k] = reach_of(s, s->notices.v[k].finding);
	for (size_t i = 0; i < s->runs_n; i++) {
		bool may = false;

		for (size_t k = 0; k < s->notices.n && !may; k++)
			may = i >= v[k].from && i <= v[k].to;
		if (may &&
		    job_publish_noted(w->s->j, w->s->st, &s->notices,
			s->runs[i].snapshot, s->runs[i].name, w->e) != 0)
			return -1;
	}
	return 0;
}

static int
all_pages(const struct writer *w, struct span xml)
{
	return directories(w) != 0 ||
		(w->s->noted &&
		    (notice_files(w) != 0 || report_pages(w) != 0)) ||
		finding_pages(w) != 0 ||
		html_document(w->html, xml, w->e) != 0 ||
		table_pages(w) != 0 || year_pages(w) != 0 ||
		feed(w, xml) != 0 || page(w, "index", "", "index.html") != 0 ||
		put(w, "site.xml", xml) != 0 ?
	    -1 :
	    0;
}

int
site_write(struct site_job *s, struct err *e)
{
	AUTO_FREE char *dir = job_path(s->j, "reports");
	struct writer w = { s, dir, NULL, e };
	struct buf xml;
	int r;

	buf_init(&xml, SITE_XML_MAX);
	site_print(&s->site, &xml);
	r = xml.over ?
	    err_set(e, ERR_DATA, "site.xml: over %zu bytes", SITE_XML_MAX) :
	    html_open(buf_view(&xml), buf_view(&s->sheets[SHEET_SITE]),
		&w.html, e);
	if (r == 0)
		r = all_pages(&w, buf_view(&xml));
	html_free(w.html);
	buf_clear(&xml);
	return r;
}
