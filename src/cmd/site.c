/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/site.h"

#include "cmd/cmd.h"
#include "io/file.h"
#include "report/report.h"
#include "report/xmlw.h"

#include <stdlib.h>
#include <string.h>

#define SITE_NS "https://nroaudit.org/ns/site/1"
#define FINDING_FIELDS 19
#define TEMPLATE_MAX (4u << 20)

struct site {
	struct store *st;
	struct buf xml;
	struct xmlw w;
	day_t *days; /* of every run so far */
	size_t days_n, days_cap;
};

/* What one line of a findings file adds to its run's counts. */
struct counts {
	unsigned fails, fresh, excused, cured, faults;
	unsigned severity[5], obligation[5];
};

static void
count_line(struct span line, struct counts *c)
{
	struct span f[FINDING_FIELDS] = { { NULL, 0 } };
	size_t n = 0;

	while (line.n != 0 && n < FINDING_FIELDS)
		f[n++] = span_split(&line, '|');
	c->cured += span_is(f[0], "cured");
	c->faults += span_is(f[0], "self");
	if (n < 18 || !span_is(f[0], "finding"))
		return;
	if (span_is(f[5], "EXCUSED")) {
		c->excused++;
		return;
	}
	c->fails++;
	c->fresh += span_is(f[17], "1");
	if (f[3].n == 1 && f[3].p[0] >= '1' && f[3].p[0] <= '4')
		c->obligation[f[3].p[0] - '0']++;
	if (f[4].n == 2 && f[4].p[1] >= '1' && f[4].p[1] <= '4')
		c->severity[f[4].p[1] - '0']++;
}

/* As reports are named; clocks of mirrors may go back to an earlier day. */
static int
nth_of_day(struct site *s, day_t d)
{
	int n = 1;

	for (size_t i = 0; i < s->days_n; i++)
		n += s->days[i] == d;
	s->days = mem_grow(s->days, &s->days_cap, s->days_n + 1,
	    sizeof(*s->days));
	s->days[s->days_n++] = d;
	return n;
}

static void
run_xml(struct site *s, const char *snapshot, utc_t when,
    const struct counts *c)
{
	static const char *const ob[] = { "", "o1", "o2", "o3", "o4" };
	static const char *const sev[] = { "", "s1", "s2", "s3", "s4" };
	char day[DAY_TEXT], u[UTC_TEXT];
	AUTO_BUF name = { 0 };
	struct xmlw *w = &s->w;
	int of_day = nth_of_day(s, day_of(when));

	buf_str(&name, day_text(day_of(when), day));
	if (of_day > 1)
		buf_fmt(&name, "-%d", of_day);
	xmlw_open(w, "run");
	xmlw_attr(w, "clock", utc_text(when, u));
	xmlw_attr_num(w, "cured", c->cured);
	xmlw_attr(w, "day", day);
	xmlw_attr_num(w, "excused", c->excused);
	xmlw_attr_num(w, "fails", c->fails);
	xmlw_attr_num(w, "faults", c->faults);
	xmlw_attr(w, "name", name.p);
	xmlw_attr_num(w, "new", c->fresh);
	for (int i = 1; i <= 4; i++)
		xmlw_attr_num(w, ob[i], c->obligation[i]);
	for (int i = 1; i <= 4; i++)
		xmlw_attr_num(w, sev[i], c->severity[i]);
	xmlw_attr(w, "snapshot", snapshot);
	xmlw_close(w);
	xmlw_line(w);
}

static int
add_run(const char *id, const char *tree, utc_t when, const char *message,
    void *arg, struct err *e)
{
	struct site *s = arg;
	AUTO_FREE unsigned char *p = NULL;
	struct counts c = { 0 };
	struct span rest, m = span_of(message);
	struct span line = span_split(&m, '\n');
	AUTO_FREE char *snapshot = NULL;
	size_t n = 0;
	char blob[SHA1_HEX];

	(void)tree;
	if (store_read(s->st, id, "findings", &p, &n, blob, e) != 0)
		return -1;
	rest = (struct span){ p, n };
	while (rest.n != 0)
		count_line(span_split(&rest, '\n'), &c);
	line = span_sub(line, line.n > 40 ? line.n - 40 : 0, 40);
	snapshot = mem_strndup(line.p, line.n);
	run_xml(s, snapshot, when, &c);
	return 0;
}

static int
render(const char *dir, const struct buf *xml, const char *sheet,
    const char *to, bool html, struct err *e)
{
	AUTO_FREE char *path = template_path(sheet);
	AUTO_FREE char *out = path_join(dir, to);
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF b = { 0 };
	struct span body;
	size_t n = 0;

	if (file_read(path, TEMPLATE_MAX, &p, &n, e) != 0 ||
	    html_render(buf_view(xml), (struct span){ p, n }, &b, e) != 0)
		return err_wrap(e, "%s", sheet);
	body = buf_view(&b);
	if (!html) /* a feed has no DOCTYPE */
		span_split(&body, '\n');
	return file_write(out, body, 0644, e);
}

int
site_write(const struct job *j, struct store *st, struct err *e)
{
	AUTO_FREE char *dir = job_path(j, "reports");
	AUTO_FREE char *path = path_join(dir, "site.xml");
	struct site s = { 0 };
	int r;

	s.st = st;
	buf_init(&s.xml, 0);
	xmlw_init(&s.w, &s.xml);
	xmlw_open(&s.w, "site");
	xmlw_attr(&s.w, "xmlns", SITE_NS);
	xmlw_line(&s.w);
	r = store_walk(st, BRANCH_FINDINGS, add_run, &s, e);
	xmlw_close(&s.w);
	if (r == 0)
		r = file_write(path, buf_view(&s.xml), 0644, e);
	if (r == 0)
		r = render(dir, &s.xml, "site.xsl", "index.html", true, e);
	if (r == 0)
		r = render(dir, &s.xml, "atom.xsl", "feed.atom", false, e);
	buf_clear(&s.xml);
	free(s.days);
	return r;
}
