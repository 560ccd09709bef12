/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/notice.h"
#include "report/site.h"
#include "report/xmlw.h"

#include <string.h>

const char *
site_page(struct span id, char out[SITE_PAGE])
{
	struct span rest = id;
	struct span rule = span_split(&rest, '/');
	char hex[SHA256_HEX];
	size_t n = 0;

	if (site_rule_shaped(rule)) {
		memcpy(out, rule.p, rule.n);
		n = rule.n;
		out[n++] = '-';
	}
	digest_sha256(id, hex);
	memcpy(out + n, hex, 32);
	out[n + 32] = '\0';
	return out;
}

static const char *const states[] = { "open", "excused", "unobserved",
	"cured" };

static void
attr_cells(struct xmlw *w, const struct site_run *r, enum publisher p)
{
	static const char *const names[PUB_N][4] = {
		{ "afrinic1", "afrinic2", "afrinic3", "afrinic4" },
		{ "apnic1", "apnic2", "apnic3", "apnic4" },
		{ "arin1", "arin2", "arin3", "arin4" },
		{ "lacnic1", "lacnic2", "lacnic3", "lacnic4" },
		{ "ripencc1", "ripencc2", "ripencc3", "ripencc4" },
		{ "iana1", "iana2", "iana3", "iana4" },
		{ "nro1", "nro2", "nro3", "nro4" },
	};

	xmlw_attr_num(w, pub_name(p),
	    r->cell[p][1] + r->cell[p][2] + r->cell[p][3] + r->cell[p][4]);
	for (int o = 1; o <= 4; o++)
		xmlw_attr_num(w, names[p][o - 1], r->cell[p][o]);
}

static void
run_xml(struct xmlw *w, const struct site *s, size_t n)
{
	const struct site_run *r = &s->runs[n];
	static const char *const ob[] = { "", "o1", "o2", "o3", "o4" };
	static const char *const sev[] = { "", "s1", "s2", "s3", "s4" };
	char day[DAY_TEXT], u[UTC_TEXT];

	xmlw_open(w, "run");
	attr_cells(w, r, PUB_AFRINIC);
	attr_cells(w, r, PUB_APNIC);
	attr_cells(w, r, PUB_ARIN);
	xmlw_attr(w, "clock", utc_text(r->clock, u));
	xmlw_attr_num(w, "cured", r->cured);
	xmlw_attr(w, "day", day_text(day_of(r->clock), day));
	xmlw_attr_num(w, "excused", r->excused);
	xmlw_attr_num(w, "fails", r->fails);
	xmlw_attr_num(w, "faults", r->faults);
	xmlw_attr(w, "findings", r->findings);
	attr_cells(w, r, PUB_IANA);
	attr_cells(w, r, PUB_LACNIC);
	xmlw_attr_num(w, "n", (int64_t)n);
	xmlw_attr(w, "name", r->name);
	xmlw_attr_num(w, "new", r->fresh);
	attr_cells(w, r, PUB_NRO);
	for (int i = 1; i <= 4; i++)
		xmlw_attr_num(w, ob[i], r->obligation[i]);
	attr_cells(w, r, PUB_RIPENCC);
	for (int i = 1; i <= 4; i++)
		xmlw_attr_num(w, sev[i], r->severity[i]);
	xmlw_attr(w, "snapshot", r->snapshot);
	xmlw_attr_num(w, "unobserved", r->unobserved);
	xmlw_close(w);
	xmlw_line(w);
}

/* A UUID of version 8 (RFC 9562 section 5.8) from this history and a text:
 * two histories' entries about the same finding are two. */
static void
uuid_of(const struct site *s, const char *text, struct buf *out)
{
	AUTO_BUF b = { 0 };
	char h[SHA256_HEX];

	buf_fmt(&b, "%s\n%s", s->runs_n == 0 ? "" : s->runs[0].snapshot, text);
	digest_sha256(buf_view(&b), h);
	buf_fmt(out, "%.8s-%.4s-8%.3s-a%.3s-%.12s", h, h + 8, h + 12, h + 15,
	    h + 18);
}

static void
uuid_attr(struct xmlw *w, const struct site *s, const char *text)
{
	AUTO_BUF out = { 0 };

	uuid_of(s, text, &out);
	xmlw_attr(w, "uuid", out.p);
}

/* Those about one finding. */
static void
notices_xml(struct xmlw *w, const struct site *s, const struct notice *v,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		AUTO_BUF path = { 0 };
		AUTO_BUF uuid = { 0 };

		notice_path(&v[i], &path);
		uuid_of(s, path.p, &uuid);
		notice_element(w, &v[i], true, uuid.p);
	}
}

/* What became of it: its last state, or that the last run knows it not. */
static const char *
status(const struct site *s, const struct site_life *l)
{
	enum life_state state = site_life_state(l);

	if (state == LIFE_CURED ||
	    l->spans[l->spans_n - 1].to + 1 == s->runs_n)
		return states[state];
	return l->event ? "reported" : "superseded";
}

static void
span_xml(struct xmlw *w, const struct site *s, const struct site_span *p)
{
	xmlw_open(w, "span");
	xmlw_attr_num(w, "from", p->from);
	xmlw_attr(w, "from-run", s->runs[p->from].name);
	xmlw_attr(w, "state", states[p->state]);
	xmlw_attr_num(w, "to", p->to);
	xmlw_attr(w, "to-run", s->runs[p->to].name);
	xmlw_close(w);
}

static void
life_xml(struct xmlw *w, const struct site *s, const struct site_life *l)
{
	const struct site_run *last = &s->runs[l->spans[l->spans_n - 1].to];
	char page[SITE_PAGE], u[UTC_TEXT];

	xmlw_open(w, "finding");
	xmlw_attr(w, "changed",
	    utc_text(site_life_state(l) == LIFE_CURED ?
		    last->clock :
		    s->runs[l->spans[0].from].clock,
		u));
	xmlw_attr(w, "days-observed", l->observed);
	xmlw_attr(w, "days-total", l->total);
	xmlw_attr(w, "episode", l->episode);
	xmlw_attr(w, "exception", l->exception);
	xmlw_attr(w, "first-seen", l->first);
	xmlw_attr(w, "id", l->id);
	xmlw_attr(w, "kind", l->event ? "event" : "state");
	xmlw_attr(w, "last-seen", l->last);
	xmlw_attr(w, "longest-gap", l->gap);
	xmlw_attr(w, "obligation", l->obligation);
	xmlw_attr(w, "page", site_page(span_of(l->id), page));
	xmlw_attr(w, "parties", l->parties);
	xmlw_attr(w, "persistence", l->persistence);
	xmlw_attr(w, "published",
	    utc_text(s->runs[l->spans[0].from].clock, u));
	xmlw_attr(w, "rule", l->rule);
	xmlw_attr(w, "severity", l->severity);
	xmlw_attr(w, "status", status(s, l));
	xmlw_attr(w, "subject", l->subject);
	xmlw_attr(w, "type", l->type);
	uuid_attr(w, s, l->id);
	xmlw_leaf(w, "observation", l->observation);
	for (size_t i = 0; i < l->spans_n; i++)
		span_xml(w, s, &l->spans[i]);
	xmlw_close(w);
	xmlw_line(w);
}

static void
group_xml(struct xmlw *w, const struct site *s, const struct site_group *g)
{
	xmlw_open(w, "group");
	xmlw_attr_num(w, "count", g->count);
	xmlw_attr(w, "exception", g->exception);
	xmlw_attr_num(w, "from", g->from);
	xmlw_attr(w, "from-run", s->runs[g->from].name);
	xmlw_attr(w, "parties", g->parties);
	xmlw_attr(w, "rule", g->rule);
	xmlw_attr_num(w, "runs", g->runs);
	xmlw_attr_num(w, "to", g->to);
	xmlw_attr(w, "to-run", s->runs[g->to].name);
	xmlw_close(w);
	xmlw_line(w);
}

static void
rule_xml(struct xmlw *w, const struct rule *r)
{
	char class[2] = { r->evidence_class, '\0' };

	xmlw_open(w, "rule");
	xmlw_attr(w, "evidence-class", class);
	xmlw_attr(w, "id", r->id);
	xmlw_attr(w, "kind", r->kind == KIND_STATE ? "state" : "event");
	xmlw_attr_num(w, "obligation", r->obligation);
	xmlw_leaf(w, "title", r->title);
	xmlw_leaf(w, "text", r->text);
	xmlw_leaf(w, "citation", r->citation);
	xmlw_leaf(w, "measured", r->measured);
	xmlw_close(w);
	xmlw_line(w);
}

static void
publishers(struct xmlw *w)
{
	for (int p = 0; p < PUB_N; p++) {
		xmlw_open(w, "publisher");
		xmlw_attr(w, "id", pub_name((enum publisher)p));
		xmlw_attr(w, "title", pub_title((enum publisher)p));
		xmlw_close(w);
		xmlw_line(w);
	}
}

static void
start(struct xmlw *w, const struct site *s, const char *digest,
    struct buf *out)
{
	xmlw_init(w, out);
	xmlw_open(w, "site");
	xmlw_attr(w, "xmlns", SITE_NS);
	if (s->notices_commit[0] != '\0')
		xmlw_attr(w, "notices", s->notices_commit);
	xmlw_attr(w, "sha256", digest);
	xmlw_attr(w, "sheets-sha256", s->sheets_sha256);
	uuid_attr(w, s, "");
	xmlw_attr(w, "version", "1");
	xmlw_line(w);
	publishers(w);
}

static void
body(const struct site *s, const char *digest, struct buf *out)
{
	struct xmlw w;

	start(&w, s, digest, out);
	for (size_t i = 0; i < rules_n; i++)
		rule_xml(&w, &rules[i]);
	for (size_t i = 0; i < s->runs_n; i++)
		run_xml(&w, s, i);
	for (size_t i = 0; i < s->lives_n; i++)
		life_xml(&w, s, &s->lives[i]);
	for (size_t i = 0; i < s->groups_n; i++)
		group_xml(&w, s, &s->groups[i]);
	notices_xml(&w, s, s->notices.v, s->notices.n);
	xmlw_close(&w);
}

void
site_print(const struct site *s, struct buf *out)
{
	AUTO_BUF plain = { 0 };
	char hex[SHA256_HEX];

	/* The digest is over the same bytes with nothing in its place. */
	buf_init(&plain, SITE_XML_MAX);
	body(s, "", &plain);
	digest_sha256(buf_view(&plain), hex);
	body(s, hex, out);
}

void
site_print_life(const struct site *s, const struct site_life *l,
    struct buf *out)
{
	const struct rule *rule = rule_find(span_of(l->rule));
	uint32_t to = l->spans[l->spans_n - 1].to, from = l->spans[0].from;
	const struct notice *said;
	size_t said_n;
	struct xmlw w;

	if (to >= SITE_LIFE_RUNS && from <= to - SITE_LIFE_RUNS)
		from = to - SITE_LIFE_RUNS + 1;
	start(&w, s, "", out);
	if (rule != NULL)
		rule_xml(&w, rule);
	for (size_t i = from; i <= to; i++)
		run_xml(&w, s, i);
	for (size_t i = 0; i < s->lives_n; i++)
		if (&s->lives[i] == l || site_kin(&s->lives[i], l))
			life_xml(&w, s, &s->lives[i]);
	said = notices_of(&s->notices, l->id, &said_n);
	notices_xml(&w, s, said, said_n);
	xmlw_close(&w);
}
