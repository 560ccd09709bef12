/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings in four parts, and what is excused; long lists by digest. */
#include "report/xml_priv.h"

#include <stdlib.h>
#include <string.h>

enum part { PART_NEW, PART_PERSISTING, PART_UNOBSERVED, PART_CURED, PARTS };
static const char *const part_names[] = { "new", "persisting", "unobserved",
	"cured" };
/* Their lines in the findings file, as awk sees them. */
static const char *const part_lines[] = {
	"$1==\"finding\" && $6!=\"EXCUSED\" && $18==1 && $9",
	"$1==\"finding\" && $6!=\"EXCUSED\" && $18==0 && $9",
	"$1==\"unobserved\" && $4",
	"$1==\"cured\" && $4",
};

/* Findings of one rule, party set and exception, in one part. */
struct group {
	const struct rule *rule;
	unsigned parties;
	const struct exception *exception;
	size_t n;
	struct buf ids; /* one a line */
	bool written;
};
struct groups {
	struct group *v;
	size_t n, cap;
};

static void
groups_clear(struct groups *g)
{
	for (size_t i = 0; i < g->n; i++)
		buf_clear(&g->v[i].ids);
	free(g->v);
}

static struct group *
group_of(struct groups *g, const struct finding *f, const struct exception *x)
{
	struct group *one;

	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].rule == f->rule && g->v[i].parties == f->parties &&
		    g->v[i].exception == x)
			return &g->v[i];
	g->v = mem_grow(g->v, &g->cap, g->n + 1, sizeof(*g->v));
	one = &g->v[g->n++];
	*one = (struct group){ f->rule, f->parties, x, 0, { 0 }, false };
	return one;
}

static bool
in_part(const struct finding *f, enum part p)
{
	if (p == PART_CURED)
		return true;
	if (p == PART_UNOBSERVED)
		return f->unobserved;
	return !f->unobserved && f->outcome != OUT_EXCUSED &&
	    f->fresh == (p == PART_NEW);
}

static bool
is_excused(const struct finding *f)
{
	return f->outcome == OUT_EXCUSED && !f->unobserved;
}

static void
group_count(struct groups *g, const struct finding *f,
    const struct exception *x)
{
	struct group *one = group_of(g, f, x);

	one->n++;
	buf_fmt(&one->ids, "%s\n", f->id);
}

static void
digest_attr(struct xmlw *w, const struct group *g)
{
	char hex[SHA256_HEX];

	digest_sha256(buf_view(&g->ids), hex);
	xmlw_attr(w, "ids-sha256", hex);
}

/* How a reader makes the list whose digest is given; column holds parties. */
static void
list_command(struct xmlw *w, const struct report_input *in,
    const struct group *g, const char *lines)
{
	AUTO_BUF b = { 0 };
	char pt[PARTIES_TEXT];

	buf_fmt(&b,
	    "git -C DIR/history show $(git -C DIR/history log -1 "
	    "--format=%%H --grep=%s findings):findings | awk -F'|' '%s==\"%s\" "
	    "&& $3==\"%s\"",
	    in->data->snapshot, lines, parties_text(g->parties, pt),
	    g->rule->id);
	if (g->exception != NULL)
		buf_fmt(&b, " && $7==\"%s\"", g->exception->id);
	buf_str(&b, " {print $2}' | sha256sum");
	xmlw_leaf(w, "reproduce", b.p);
	xmlw_line(w);
}

static void
collapsed(struct xmlw *w, const struct report_input *in,
    const struct findings *v, const struct group *g, enum part p,
    enum telling how, unsigned *number)
{
	char pt[PARTIES_TEXT];
	unsigned shown = 0;

	xmlw_open(w, "collapsed");
	xmlw_attr_num(w, "count", (int64_t)g->n);
	digest_attr(w, g);
	xmlw_attr(w, "parties", parties_text(g->parties, pt));
	xmlw_attr(w, "rule", g->rule->id);
	xmlw_attr(w, "title", g->rule->title);
	xmlw_line(w);
	list_command(w, in, g, part_lines[p]);
	for (size_t k = 0; k < v->n && shown < COLLAPSED_SHOWN; k++)
		if (in_part(&v->v[k], p) && v->v[k].rule == g->rule &&
		    v->v[k].parties == g->parties) {
			xml_finding(w, in, &v->v[k], ++*number, how);
			shown++;
		}
	xmlw_close(w);
	xmlw_line(w);
}

static void
part_findings(struct xmlw *w, const struct report_input *in, enum part p,
    struct groups *g, unsigned *number)
{
	const struct findings *v =
	    p == PART_CURED ? &in->audit->cured : &in->audit->open;
	enum telling how = p == PART_CURED ? TELL_CURED :
	    p == PART_UNOBSERVED	   ? TELL_OPEN :
					     TELL_WHOLE;

	for (size_t i = 0; i < v->n; i++) {
		struct group *one;

		if (!in_part(&v->v[i], p))
			continue;
		one = group_of(g, &v->v[i], NULL);
		if (one->n <= FINDINGS_SHOWN)
			xml_finding(w, in, &v->v[i], ++*number, how);
		else if (!one->written)
			collapsed(w, in, v, one, p, how, number);
		one->written = true;
	}
}

static void
part(struct xmlw *w, const struct report_input *in, enum part p,
    unsigned *number)
{
	const struct findings *v =
	    p == PART_CURED ? &in->audit->cured : &in->audit->open;
	AUTO(groups_clear) struct groups g = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < v->n; i++)
		if (in_part(&v->v[i], p)) {
			group_count(&g, &v->v[i], NULL);
			count++;
		}
	xmlw_open(w, "findings");
	xmlw_attr_num(w, "count", (int64_t)count);
	xmlw_attr(w, "state", part_names[p]);
	xmlw_line(w);
	part_findings(w, in, p, &g, number);
	xmlw_close(w);
	xmlw_line(w);
}

static void
excused_attrs(struct xmlw *w, const struct group *g)
{
	const struct exception *x = g->exception;
	char pt[PARTIES_TEXT], d[DAY_TEXT];

	xmlw_attr(w, "class", x->xclass);
	xmlw_attr_num(w, "count", (int64_t)g->n);
	xmlw_attr(w, "exception", x->id);
	digest_attr(w, g);
	xmlw_attr(w, "late", exception_late(x) ? "true" : "false");
	xmlw_attr(w, "parties", parties_text(g->parties, pt));
	xmlw_attr(w, "recorded",
	    x->recorded == 0 ? "" : day_text(x->recorded, d));
	xmlw_attr(w, "rule", g->rule->id);
	xmlw_attr(w, "valid-from", x->from == 0 ? "" : day_text(x->from, d));
	xmlw_attr(w, "valid-until",
	    x->until == 0 ? "" : day_text(x->until, d));
}

/* One element a (rule, exception, parties). */
static void
excused_group(struct xmlw *w, const struct report_input *in,
    const struct group *g)
{
	struct span ids = buf_view(&g->ids);

	xmlw_open(w, "excused");
	excused_attrs(w, g);
	xmlw_line(w);
	xmlw_leaf(w, "title", g->rule->title);
	xmlw_leaf(w, "reason", g->exception->text);
	xmlw_leaf(w, "citation", g->exception->citation);
	xmlw_line(w);
	list_command(w, in, g, "$1==\"finding\" && $9");
	for (size_t shown = 0; ids.n != 0 && shown < COLLAPSED_SHOWN;
	     shown++) {
		struct span id = span_split(&ids, '\n');
		AUTO_FREE char *s = mem_strndup(id.p, id.n);

		xmlw_leaf(w, "id", s);
		xmlw_line(w);
	}
	xmlw_close(w);
	xmlw_line(w);
}

void
xml_findings(struct xmlw *w, const struct report_input *in)
{
	const struct findings *v = &in->audit->open;
	AUTO(groups_clear) struct groups g = { 0 };
	unsigned number = 0;

	for (int p = PART_NEW; p < PARTS; p++)
		part(w, in, (enum part)p, &number);
	for (size_t i = 0; i < v->n; i++)
		if (is_excused(&v->v[i]))
			group_count(&g, &v->v[i], v->v[i].exception);
	xmlw_open(w, "exceptions");
	xmlw_line(w);
	for (size_t i = 0; i < g.n; i++)
		excused_group(w, in, &g.v[i]);
	xmlw_close(w);
	xmlw_line(w);
}
