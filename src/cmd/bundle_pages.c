/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exhibit.xml, its page, and the pages that a human fills in. */
#include "cmd/bundle.h"

#include "cmd/notices.h"
#include "report/dsig.h"
#include "report/report.h"

#include <string.h>

#define EXHIBIT_NS "https://nroaudit.org/ns/exhibit/1"

static int
add_finding(xmlNode *finding, void *arg, struct err *e)
{
	int r = dsig_canonical_part(finding, arg, e);

	if (r == 0)
		buf_chr(arg, '\n');
	return r;
}

/* Each finding as the newest report that tells of it has it. */
static int
add_findings(struct collecting *c, const struct chosen *r, struct buf *xml,
    struct err *e)
{
	const xmlNode *head =
	    bundle_child(xmlDocGetRootElement(r->doc), "head");
	AUTO_FREE char *engine =
	    bundle_attr(bundle_child(head, "engine"), "name");
	AUTO_FREE char *path = bundle_place(c, r, "report.xml");
	char hex[SHA256_HEX];

	digest_sha256(buf_view(&r->xml), hex);
	buf_fmt(xml,
	    "<report engine=\"%s\" name=\"%s\" path=\"%s\" "
	    "sha256=\"%s\" snapshot=\"%s\">\n",
	    engine, r->name, path, hex, r->commit);
	if (bundle_each(c, r, add_finding, xml, e) != 0)
		return -1;
	buf_str(xml, "</report>\n");
	return 0;
}

static void
add_notice(const struct notice *n, struct buf *xml)
{
	const char *words = n->reason != NULL ? n->reason :
	    n->text != NULL		      ? n->text :
						"";
	AUTO_BUF path = { 0 };
	char u[UTC_TEXT];

	notice_path(n, &path);
	buf_fmt(xml, "<notice file=\"notices/%s\" finding=\"", path.p);
	bundle_escape(xml, n->finding);
	buf_fmt(xml, "\" kind=\"%s\" number=\"%u\" party=\"",
	    notice_kind_name(n->kind), n->number);
	bundle_escape(xml, n->party == NULL ? "" : n->party);
	buf_fmt(xml, "\" recorded=\"%s\">", utc_text(n->recorded, u));
	bundle_escape(xml, words);
	buf_str(xml, "</notice>\n");
}

/* What was said of the findings until now; it is also in notices/, signed. */
static int
add_notices(struct collecting *c, struct buf *xml, struct err *e)
{
	AUTO(notices_clear) struct notices all = { 0 };
	char tip[SHA1_HEX];

	if (notices_tip(c->st, tip, e) != 0 ||
	    notices_load(c->st, tip, &all, e) != 0)
		return -1;
	for (size_t i = 0; i < c->b->n; i++) {
		size_t n = 0;
		const struct notice *v =
		    notices_of(&all, c->b->findings[i], &n);

		for (size_t k = 0; k < n; k++)
			add_notice(&v[k], xml);
	}
	return 0;
}

static int
exhibit_xml(struct collecting *c, const char *id, struct buf *xml,
    struct err *e)
{
	char hex[SHA256_HEX], u[UTC_TEXT];
	AUTO_BUF lacking = { 0 };

	if (c->engines_lacking.n != 0)
		bundle_escape(&lacking, c->engines_lacking.p);
	digest_sha256(buf_view(&c->v[0].xml), hex);
	buf_fmt(xml,
	    "<exhibit xmlns=\"" EXHIBIT_NS "\" digest=\"%.16s\" "
	    "engines-missing=\"%u\" engines-named=\"%s\" id=\"%s\" made=\"%s\" "
	    "timestamps=\"%u\" version=\"1\">\n",
	    hex, c->engines_missing, lacking.p == NULL ? "" : lacking.p, id,
	    utc_text(c->b->now, u), c->stamps);
	for (size_t i = 0; i < c->b->n; i++) {
		buf_str(xml, "<of>");
		bundle_escape(xml, c->b->findings[i]);
		buf_str(xml, "</of>\n");
	}
	for (size_t i = 0; i < c->n; i++)
		if (add_findings(c, &c->v[i], xml, e) != 0)
			return -1;
	if (add_notices(c, xml, e) != 0)
		return -1;
	buf_span(xml, buf_view(&c->exhibits));
	buf_str(xml, "</exhibit>");
	return 0;
}

static int
put_page(struct collecting *c, struct span xml, const char *sheet,
    const char *to, struct err *e)
{
	AUTO_BUF xsl = { 0 };
	AUTO_BUF html = { 0 };

	return bundle_template(sheet, &xsl, e) != 0 ||
		html_render(xml, buf_view(&xsl), &html, e) != 0 ||
		stage_put(&c->stage, to, buf_view(&html), e) != 0 ?
	    -1 :
	    0;
}

static int
put_as_is(struct collecting *c, const char *name, struct err *e)
{
	AUTO_BUF text = { 0 };
	AUTO_BUF to = { 0 };

	buf_fmt(&to, "data/%s", name);
	return bundle_template(name, &text, e) != 0 ?
	    -1 :
	    stage_put(&c->stage, to.p, buf_view(&text), e);
}

int
bundle_pages(struct collecting *c, const char *id, struct err *e)
{
	AUTO_BUF xml = { 0 };
	struct span x;

	if (exhibit_xml(c, id, &xml, e) != 0)
		return -1;
	x = buf_view(&xml);
	return stage_put(&c->stage, "data/exhibit.xml", x, e) != 0 ||
		put_page(c, x, "exhibit.xsl", "data/exhibit.html", e) != 0 ||
		put_page(c, x, "expert-statement.xsl",
		    "data/expert-statement.html", e) != 0 ||
		put_page(c, x, "custodian-certificate.xsl",
		    "data/custodian-certificate.html", e) != 0 ||
		put_as_is(c, "exhibit.xsl", e) != 0 ||
		put_as_is(c, "HOW-TO-VERIFY.txt", e) != 0 ?
	    -1 :
	    0;
}
