/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dsig.h"
#include "report/report.h"

#include <libxslt/documents.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/variables.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>
#include <string.h>

static void
quiet(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

/* What document() may name; it is not read from a disk. */
#define BESIDE "notices.xml"

struct html {
	xmlDoc *doc;
	xsltStylesheet *style;
	struct span beside; /* BESIDE's bytes, borrowed; empty: none */
};

static int
only_beside(xsltSecurityPrefs *p, xsltTransformContext *c, const char *name)
{
	const struct html *h = c->_private;

	(void)p;
	return h->beside.n != 0 && strcmp(name, BESIDE) == 0;
}

/* In the place of libxslt's, which would open files. */
static xmlDoc *
load(const xmlChar *name, xmlDict *dict, int options, void *ctx,
    xsltLoadType type)
{
	const xsltTransformContext *c = ctx;
	const struct html *h;

	(void)dict;
	(void)options;
	if (type != XSLT_LOAD_DOCUMENT)
		return NULL;
	h = c->_private;
	return h->beside.n != 0 && strcmp((const char *)name, BESIDE) == 0 ?
	    dsig_parse(h->beside, NULL) :
	    NULL;
}

/* No network, no files, neither read nor written. */
static xsltSecurityPrefs *
no_access(void)
{
	xsltSecurityPrefs *p = xsltNewSecurityPrefs();

	for (int o = XSLT_SECPREF_READ_FILE; o <= XSLT_SECPREF_WRITE_NETWORK;
	     o++)
		xsltSetSecurityPrefs(p, (xsltSecurityOption)o,
		    xsltSecurityForbid);
	xsltSetSecurityPrefs(p, XSLT_SECPREF_READ_FILE, only_beside);
	return p;
}

static xmlDoc *
transform(struct html *h, const char **params)
{
	xsltTransformContext *c = xsltNewTransformContext(h->style, h->doc);
	xsltSecurityPrefs *p = no_access();
	xmlDoc *out = NULL;

	if (c != NULL)
		c->_private = h;
	if (c != NULL && p != NULL && xsltSetCtxtSecurityPrefs(p, c) == 0 &&
	    xsltQuoteUserParams(c, params) == 0)
		out = xsltApplyStylesheetUser(h->style, h->doc, NULL, NULL,
		    NULL, c);
	if (out != NULL && c->state != XSLT_STATE_OK) {
		xmlFreeDoc(out);
		out = NULL;
	}
	xsltFreeTransformContext(c);
	xsltFreeSecurityPrefs(p);
	return out;
}

void
html_free(struct html *h)
{
	if (h == NULL)
		return;
	if (h->style != NULL)
		xsltFreeStylesheet(h->style);
	xmlFreeDoc(h->doc);
	free(h);
}

int
html_document(struct html *h, struct span xml, struct err *e)
{
	xmlDoc *doc = dsig_parse(xml, e);

	if (doc == NULL)
		return -1;
	xmlFreeDoc(h->doc);
	h->doc = doc;
	return 0;
}

int
html_open(struct span xml, struct span stylesheet, struct html **ret,
    struct err *e)
{
	struct html *h;
	xmlDoc *sheet;

	xsltSetGenericErrorFunc(NULL, quiet);
	xsltSetLoaderFunc(load);
	sheet = dsig_parse(stylesheet, e);
	if (sheet == NULL)
		return -1;
	h = mem_alloc(sizeof(*h));
	h->style = xsltParseStylesheetDoc(sheet);
	if (h->style == NULL) {
		xmlFreeDoc(sheet);
		html_free(h);
		return err_set(e, ERR_DATA, "the stylesheet is no XSLT");
	}
	if (html_document(h, xml, e) != 0) {
		html_free(h);
		return -1;
	}
	*ret = h;
	return 0;
}

int
html_page(struct html *h, const char *page, const char *of, bool doctype,
    struct buf *ret, struct err *e)
{
	const char *params[] = { "notices", BESIDE, "page", page, "of", of,
		NULL };
	size_t from = h->beside.n != 0 ? 0 : 2;
	AUTO(dsig_doc_free) xmlDoc *out = NULL;

	if (page == NULL)
		params[2] = NULL;
	out = transform(h, params + from);
	if (out == NULL)
		return err_set(e, ERR_DATA, "the stylesheet failed");
	/* Without the DOCTYPE a browser is in quirks mode. */
	if (doctype)
		buf_str(ret, "<!DOCTYPE html>\n");
	return dsig_canonical(out, ret, e);
}

int
html_render(struct span xml, struct span stylesheet, struct buf *ret,
    struct err *e)
{
	return html_render_noted(xml, (struct span){ NULL, 0 }, stylesheet,
	    ret, e);
}

int
html_render_noted(struct span xml, struct span notices, struct span stylesheet,
    struct buf *ret, struct err *e)
{
	struct html *h = NULL;
	int r = html_open(xml, stylesheet, &h, e);

	if (r == 0) {
		h->beside = notices;
		r = html_page(h, NULL, NULL, true, ret, e);
	}
	html_free(h);
	return r;
}
