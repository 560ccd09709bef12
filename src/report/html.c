/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dsig.h"
#include "report/report.h"

#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>
#include <string.h>

static void
quiet(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
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
	return p;
}

static xmlDoc *
transform(xsltStylesheet *style, xmlDoc *doc)
{
	xsltTransformContext *c = xsltNewTransformContext(style, doc);
	xsltSecurityPrefs *p = no_access();
	xmlDoc *out = NULL;

	if (c != NULL && p != NULL && xsltSetCtxtSecurityPrefs(p, c) == 0)
		out = xsltApplyStylesheetUser(style, doc, NULL, NULL, NULL, c);
	if (out != NULL && c->state != XSLT_STATE_OK) {
		xmlFreeDoc(out);
		out = NULL;
	}
	xsltFreeTransformContext(c);
	xsltFreeSecurityPrefs(p);
	return out;
}

int
html_render(struct span xml, struct span stylesheet, struct buf *ret,
    struct err *e)
{
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO(dsig_doc_free) xmlDoc *out = NULL;
	xmlDoc *sheet;
	xsltStylesheet *style;

	xsltSetGenericErrorFunc(NULL, quiet);
	doc = dsig_parse(xml, e);
	sheet = doc == NULL ? NULL : dsig_parse(stylesheet, e);
	if (sheet == NULL)
		return -1;
	style = xsltParseStylesheetDoc(sheet);
	if (style == NULL) {
		xmlFreeDoc(sheet);
		return err_set(e, ERR_DATA, "the stylesheet is no XSLT");
	}
	out = transform(style, doc);
	xsltFreeStylesheet(style);
	if (out == NULL)
		return err_set(e, ERR_DATA, "the stylesheet failed");
	/* Without the DOCTYPE a browser is in quirks mode. */
	buf_str(ret, "<!DOCTYPE html>\n");
	return dsig_canonical(out, ret, e);
}
