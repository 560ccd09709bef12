/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify_report.h"

#include "cmd/parts.h"
#include "cmd/verify_cite.h"
#include "io/file.h"
#include "report/dsig.h"
#include "report/report.h"
#include "report/schema.h"

#include <stdlib.h>
#include <string.h>

struct answer {
	struct buf text; /* behind the first line */
	bool bad;
};

static void
answer_clear(struct answer *a)
{
	buf_clear(&a->text);
}

static void
line(struct buf *out, const char *word, const char *text)
{
	buf_fmt(out, "%s ", word);
	for (; *text != '\0'; text++)
		buf_chr(out,
		    (unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text);
	buf_chr(out, '\n');
}

static void
answered(enum said kind, const char *text, void *arg)
{
	struct answer *a = arg;

	a->bad |= kind == SAID_BAD;
	line(&a->text, kind == SAID_BAD ? "BAD" : "NOTE", text);
}

/* Does the head name these bytes as its `what`? */
static bool
names(struct span xml, const char *what, struct span bytes)
{
	AUTO_BUF want = { 0 };
	char hex[SHA256_HEX];

	digest_sha256(bytes, hex);
	buf_fmt(&want, "<%s sha256=\"%s\">", what, hex);
	return memmem(xml.p, xml.n, want.p, want.n) != NULL;
}

static void
check_form(const struct verify_given *g, xmlDoc *doc, struct answer *a)
{
	struct err e = { 0 };
	AUTO_BUF html = { 0 };

	if (!names(g->xml, "schema", g->schema))
		answered(SAID_NOTE,
		    "its schema is another engine's: it was not held against "
		    "it",
		    a);
	else if (schema_check(doc, g->schema, &e) != 0)
		answered(SAID_BAD, e.msg, a);
	if (!g->has_page)
		return;
	if (html_render_noted(g->xml, buf_view(&g->beside->notices), g->sheet,
		&html, &e) == 0 &&
	    span_eq(g->page, buf_view(&html)))
		return;
	if (names(g->xml, "stylesheet", g->sheet))
		answered(SAID_BAD,
		    "report.html is not the transformation of this "
		    "report.xml by this program's stylesheet",
		    a);
	else
		answered(SAID_NOTE,
		    "its stylesheet is another engine's: report.html was not "
		    "compared with the report",
		    a);
}

static int
check_history(const struct verify_given *g, xmlDoc *doc, struct answer *a,
    struct err *e)
{
	AUTO_FREE char *path = job_path(g->j, "history");
	AUTO_FREE char *head = path_join(path, "HEAD");
	struct store *st = NULL;
	int r = 0;

	if (!file_exists(head) || store_open(path, &st, NULL) != 0)
		answered(SAID_NOTE,
		    "no history is at hand: citations were not checked", a);
	else {
		r = verify_citations(st, doc, g->must, g->cut, answered, a, e);
		store_free(st);
	}
	return r != 0 ? -1 :
			verify_noted(path, g->xml, g->beside, answered, a, e);
}

void
verify_lines(const struct verify_result *r, struct buf *out)
{
	char u[UTC_TEXT];

	if (r->signer != NULL)
		line(out, "signer", r->signer);
	if (r->signing_time != TIME_NONE)
		line(out, "signed", utc_text(r->signing_time, u));
	for (size_t i = 0; i < r->tokens_n; i++) {
		AUTO_BUF b = { 0 };

		buf_fmt(&b, "%s %s", utc_text(r->tokens[i].stamp.when, u),
		    r->tokens[i].tsa);
		line(out, "stamp", b.p);
	}
}

/* --- two boxes, side by side --- */

/* The signature, and what bears on it: head and notes. 1 where it is good. */
static int
signature_phase(void *arg, struct buf *out, struct err *e)
{
	const struct verify_given *g = arg;
	AUTO(verify_result_clear) struct verify_result r = { 0 };
	AUTO(answer_clear) struct answer notes = { 0 };
	AUTO_BUF head = { 0 };

	(void)e;
	/* Never freed: the process ends first. */
	(void)report_verify_doc(g->xml, g->kind, g->trust, &r);
	verify_lines(&r, &head);
	for (size_t i = 0; i < r.n; i++)
		line(&head, r.state == VERIFY_RESAVED ? "RESAVED" : "BAD",
		    r.reasons[i]);
	for (size_t i = 0; i < r.notes_n; i++)
		answered(SAID_NOTE, r.notes[i], &notes);
	part_add(out, "head", buf_view(&head));
	part_add(out, "notes", buf_view(&notes.text));
	return r.state == VERIFY_OK;
}

/* What it says is for a document whose signature is good: it need not ask.  1
 * where something is bad. */
static int
content_phase(void *arg, struct buf *out, struct err *e)
{
	const struct verify_given *g = arg;
	AUTO(answer_clear) struct answer a = { 0 };
	xmlDoc *doc;

	/* Never freed: the process ends first. */
	if (dsig_start(e) != 0 || (doc = dsig_parse_fixed(g->xml, e)) == NULL)
		return -1;
	check_form(g, doc, &a);
	if (check_history(g, doc, &a, e) != 0)
		return -1;
	buf_span(out, buf_view(&a.text));
	return a.bad;
}

static void
stop(struct running *p)
{
	phase_stop(p);
}

int
verify_boxed(const struct verify_given *g, struct buf *out, struct err *e)
{
	struct verify_given copy = *g;
	AUTO(stop) struct running content = { 0 };
	AUTO_BUF signature = { 0 };
	AUTO_BUF more = { 0 };
	bool report = g->kind == &verify_report_kind;
	struct span head, notes;
	int good, bad = 0;

	if (report &&
	    box_start(g->j, PHASE_VERIFY, content_phase, &copy, &content, e) !=
		0)
		return -1;
	good =
	    box_run(g->j, PHASE_VERIFY, signature_phase, &copy, &signature, e);
	if (good < 0 ||
	    part_find(buf_view(&signature), "head", &head, e) != 0 ||
	    part_find(buf_view(&signature), "notes", &notes, e) != 0)
		return -1;
	if (good && report)
		bad = phase_wait(&content, &more, e);
	if (bad < 0)
		return -1;
	buf_span(out, head);
	if (good && !bad)
		buf_str(out, "OK \n");
	buf_span(out, notes);
	buf_span(out, buf_view(&more));
	return 0;
}
