/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which reports an exhibit is of. */
#include "cmd/bundle.h"

#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/notices.h"
#include "cmd/stamp.h"
#include "io/file.h"
#include "report/dsig.h"

#include <stdlib.h>
#include <string.h>

char *
bundle_attr(const xmlNode *n, const char *name)
{
	xmlChar *v =
	    n == NULL ? NULL : xmlGetNoNsProp(n, (const xmlChar *)name);
	char *s = mem_strdup(v == NULL ? "" : (const char *)v);

	xmlFree(v);
	return s;
}

static bool
is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)n->name, name) == 0;
}

xmlNode *
bundle_child(const xmlNode *n, const char *name)
{
	for (xmlNode *c = n == NULL ? NULL : n->children; c != NULL;
	     c = c->next)
		if (is(c, name))
			return c;
	return NULL;
}

bool
bundle_cites(const struct collecting *c, const xmlNode *finding)
{
	AUTO_FREE char *id = bundle_attr(finding, "id");

	for (size_t i = 0; i < c->b->n; i++)
		if (strcmp(c->b->findings[i], id) == 0)
			return true;
	return false;
}

static int
each_below(const struct collecting *c, xmlNode *n, bundle_finding_fn *fn,
    void *arg, struct err *e)
{
	int r = 0;

	for (xmlNode *k = n->children; k != NULL && r == 0; k = k->next) {
		if (is(k, "collapsed") || is(k, "findings"))
			r = each_below(c, k, fn, arg, e);
		else if (is(k, "finding") && bundle_cites(c, k))
			r = fn(k, arg, e);
	}
	return r;
}

int
bundle_each(const struct collecting *c, const struct chosen *r,
    bundle_finding_fn *fn, void *arg, struct err *e)
{
	return each_below(c, xmlDocGetRootElement(r->doc), fn, arg, e);
}

static int
read_report(const struct job *j, const char *name, struct buf *out,
    struct err *e)
{
	AUTO_BUF below = { 0 };
	AUTO_FREE char *path = NULL;
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	buf_fmt(&below, "reports/%s/report.xml", name);
	path = job_path(j, below.p);
	if (file_read(path, REPORT_MAX, &p, &n, e) != 0)
		return -1;
	buf_add(out, p, n);
	return 0;
}

static int
choose(struct collecting *c, const char *name, struct span xml, struct err *e)
{
	struct chosen r = { 0 };

	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].name, name) == 0)
			return 0;
	if (report_snapshot(xml, r.commit, NULL) != 0)
		return err_set(e, ERR_DATA, "report %s names no snapshot",
		    name);
	r.doc = dsig_parse(xml, e);
	if (r.doc == NULL)
		return err_wrap(e, "report %s", name);
	r.name = mem_strdup(name);
	buf_span(&r.xml, xml);
	c->v = mem_grow(c->v, &c->cap, c->n + 1, sizeof(*c->v));
	c->v[c->n++] = r;
	return 0;
}

/* 0: chosen; 1: the report does not tell of it. */
static int
try_report(struct collecting *c, const char *name, const char *id,
    struct err *e)
{
	AUTO_BUF xml = { 0 };
	AUTO_BUF want = { 0 };

	if (read_report(c->b->j, name, &xml, e) != 0)
		return -1;
	buf_str(&want, " id=\"");
	bundle_escape(&want, id);
	buf_chr(&want, '"');
	if (memmem(xml.p, xml.n, want.p, want.n) == NULL)
		return 1;
	return choose(c, name, buf_view(&xml), e);
}

/* From the end or from the day it was first seen on. */
static int
find_one(struct collecting *c, const struct report_names *all, const char *id,
    bool newest, struct err *e)
{
	const char *at = strrchr(id, '@');
	size_t n = at == NULL ? 0 : strcspn(at + 1, "#");
	int r = 1;

	for (size_t i = 0; i < all->n && r == 1; i++) {
		const char *name = all->v[newest ? all->n - 1 - i : i];

		if (newest || strncmp(name, at + 1, n) == 0)
			r = try_report(c, name, id, e);
	}
	return r;
}

static int
newest_first(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;

	return strverscmp(y->name, x->name);
}

int
bundle_choose(struct collecting *c, struct err *e)
{
	AUTO(report_names_clear) struct report_names all = { 0 };

	if (dsig_start(e) != 0 || report_names(c->b->j, &all, e) != 0)
		return -1;
	for (size_t i = 0; i < c->b->n; i++) {
		const char *id = c->b->findings[i];
		int r = find_one(c, &all, id, true, e);

		if (r > 0)
			return err_set(e, ERR_DATA,
			    "no report in reports/ lists %s: of one that a "
			    "report only counts, or excuses, no exhibit is "
			    "made",
			    id);
		if (r < 0 || find_one(c, &all, id, false, e) < 0)
			return -1;
	}
	qsort(c->v, c->n, sizeof(*c->v), newest_first);
	return 0;
}

char *
bundle_place(const struct collecting *c, const struct chosen *r,
    const char *name)
{
	AUTO_BUF b = { 0 };

	if (r == &c->v[0])
		buf_fmt(&b, "data/%s", name);
	else
		buf_fmt(&b, "data/reports/%s/%s", r->name, name);
	return TAKE(b.p);
}

void
bundle_escape(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		case '"':
			buf_str(out, "&quot;");
			break;
		default:
			buf_chr(out, *s);
		}
}

int
bundle_template(const char *name, struct buf *out, struct err *e)
{
	AUTO_FREE char *path = template_path(name);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_read(path, REPORT_MAX, &p, &n, e) != 0)
		return err_wrap(e, "template");
	buf_add(out, p, n);
	return 0;
}
