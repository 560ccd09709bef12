/* SPDX-License-Identifier: GPL-3.0-or-later */
/* site.xml, read back.  Anything that site_print would not write is refused,
 * by printing what was read and comparing. */
#include "report/dsig.h"
#include "report/notice_priv.h"
#include "report/site.h"

#include <stdlib.h>
#include <string.h>

static char *
attr(const xmlNode *n, const char *name)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	char *copy = mem_strdup(v == NULL ? "" : (const char *)v);

	xmlFree(v);
	return copy;
}

static uint32_t
attr_num(const xmlNode *n, const char *name)
{
	AUTO_FREE char *s = attr(n, name);
	uint64_t v = 0;

	return span_u64(span_of(s), UINT32_MAX, &v) == 0 ? (uint32_t)v : 0;
}

static void
attr_hex(const xmlNode *n, const char *name, char *out, size_t size)
{
	AUTO_FREE char *s = attr(n, name);

	out[0] = '\0';
	if (strlen(s) == size - 1)
		memcpy(out, s, size);
}

static bool
is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)n->name, name) == 0;
}

static void
run_parse(const xmlNode *n, struct site *s)
{
	AUTO_FREE char *clock = attr(n, "clock");
	struct site_run *r;

	s->runs =
	    mem_grow(s->runs, &s->runs_cap, s->runs_n + 1, sizeof(*s->runs));
	r = &s->runs[s->runs_n++];
	memset(r, 0, sizeof(*r));
	r->name = attr(n, "name");
	attr_hex(n, "snapshot", r->snapshot, SHA1_HEX);
	attr_hex(n, "findings", r->findings, SHA1_HEX);
	if (utc_parse(span_of(clock), &r->clock) != 0)
		r->clock = 0;
	r->fails = attr_num(n, "fails");
	r->fresh = attr_num(n, "new");
	r->cured = attr_num(n, "cured");
	r->excused = attr_num(n, "excused");
	r->unobserved = attr_num(n, "unobserved");
	r->faults = attr_num(n, "faults");
	for (char o = '1'; o <= '4'; o++) {
		r->severity[o - '0'] = attr_num(n, (char[]){ 's', o, '\0' });
		r->obligation[o - '0'] = attr_num(n, (char[]){ 'o', o, '\0' });
		for (int p = 0; p < PUB_N; p++) {
			AUTO_BUF name = { 0 };

			buf_fmt(&name, "%s%c", pub_name((enum publisher)p), o);
			r->cell[p][o - '0'] = attr_num(n, name.p);
		}
	}
}

static void
span_parse(const xmlNode *n, struct site_life *l)
{
	static const char *const states[LIFE_STATES] = { "open", "excused",
		"unobserved", "cured" };
	AUTO_FREE char *state = attr(n, "state");
	struct site_span *p;

	l->spans = mem_grow(l->spans, &l->spans_cap, l->spans_n + 1,
	    sizeof(*l->spans));
	p = &l->spans[l->spans_n++];
	*p = (struct site_span){ LIFE_OPEN, attr_num(n, "from"),
		attr_num(n, "to") };
	for (int i = 0; i < LIFE_STATES; i++)
		if (strcmp(state, states[i]) == 0)
			p->state = (enum life_state)i;
}

static void
life_parse(const xmlNode *n, struct site *s)
{
	struct site_life *l;
	AUTO_FREE char *kind = attr(n, "kind");

	s->lives = mem_grow(s->lives, &s->lives_cap, s->lives_n + 1,
	    sizeof(*s->lives));
	l = &s->lives[s->lives_n++];
	memset(l, 0, sizeof(*l));
	l->id = attr(n, "id");
	l->subject = attr(n, "subject");
	l->rule = attr(n, "rule");
	l->parties = attr(n, "parties");
	l->type = attr(n, "type");
	l->persistence = attr(n, "persistence");
	l->exception = attr(n, "exception");
	l->severity = attr(n, "severity");
	l->obligation = attr(n, "obligation");
	l->first = attr(n, "first-seen");
	l->last = attr(n, "last-seen");
	l->episode = attr(n, "episode");
	l->observed = attr(n, "days-observed");
	l->total = attr(n, "days-total");
	l->gap = attr(n, "longest-gap");
	l->event = strcmp(kind, "event") == 0;
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		if (is(c, "observation") && l->observation == NULL) {
			xmlChar *t = xmlNodeGetContent(c);

			l->observation = mem_strdup((const char *)t);
			xmlFree(t);
		} else if (is(c, "span"))
			span_parse(c, l);
	}
}

static void
group_parse(const xmlNode *n, struct site *s)
{
	struct site_group *g;

	s->groups = mem_grow(s->groups, &s->groups_cap, s->groups_n + 1,
	    sizeof(*s->groups));
	g = &s->groups[s->groups_n++];
	memset(g, 0, sizeof(*g));
	g->rule = attr(n, "rule");
	g->parties = attr(n, "parties");
	g->exception = attr(n, "exception");
	g->from = attr_num(n, "from");
	g->to = attr_num(n, "to");
	g->runs = attr_num(n, "runs");
	g->count = attr_num(n, "count");
}

/* Every index that printing follows is within its array. */
static bool
whole(const struct site *s)
{
	for (size_t i = 0; i < s->lives_n; i++) {
		const struct site_life *l = &s->lives[i];

		if (l->spans_n == 0 || l->observation == NULL)
			return false;
		for (size_t k = 0; k < l->spans_n; k++)
			if (l->spans[k].from > l->spans[k].to ||
			    l->spans[k].to >= s->runs_n)
				return false;
	}
	for (size_t i = 0; i < s->groups_n; i++)
		if (s->groups[i].from >= s->runs_n ||
		    s->groups[i].to >= s->runs_n)
			return false;
	return true;
}

int
site_parse(struct span xml, struct site *ret, struct err *e)
{
	AUTO(dsig_doc_free) xmlDoc *doc = dsig_parse(xml, e);
	AUTO(site_clear) struct site s = { 0 };
	AUTO_BUF again = { 0 };
	bool good = true;
	xmlNode *root;

	if (doc == NULL)
		return -1;
	root = xmlDocGetRootElement(doc);
	attr_hex(root, "notices", s.notices_commit, SHA1_HEX);
	attr_hex(root, "sheets-sha256", s.sheets_sha256, SHA256_HEX);
	for (xmlNode *n = root->children; n != NULL; n = n->next) {
		if (is(n, "run"))
			run_parse(n, &s);
		else if (is(n, "finding"))
			life_parse(n, &s);
		else if (is(n, "group"))
			group_parse(n, &s);
		else if (is(n, "notice"))
			good = notice_element_read(n,
				   notices_add(&s.notices)) == 0 &&
			    good;
	}
	if (!good || !whole(&s))
		return err_set(e, ERR_DATA, "site.xml: not whole");
	buf_init(&again, SITE_XML_MAX);
	site_print(&s, &again);
	if (!span_eq(buf_view(&again), xml))
		return err_set(e, ERR_DATA,
		    "site.xml: was changed, or is another engine's");
	*ret = s;
	memset(&s, 0, sizeof(s));
	return 0;
}
