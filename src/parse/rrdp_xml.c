/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes to elements.  A scanner of our own goes ahead of libxml2's SAX push
 * parser, so that no tag over the limit, no DTD and no CDATA ever reach it.
 */
#include "parse/rrdp_priv.h"

#include <stdlib.h>
#include <string.h>

/* Where the scanner stands. */
enum at {
	AT_TEXT,
	AT_TAG,	    /* behind '<' */
	AT_QUOTED,  /* in an attribute's value */
	AT_COMMENT, /* behind "<!--" */
	AT_INSTRUCTION
};

struct rrdp_xml {
	struct rrdp_handler h;
	xmlParserCtxtPtr ctxt;
	enum at at;
	char quote;	/* that ends the value */
	char head[4];	/* the first bytes of the tag */
	char tail[2];	/* the last ones, newest first */
	size_t tag;	/* its bytes by now */
	uint64_t total; /* bytes by now */
	uint32_t line;
	int depth;
	bool failed;
	struct err e;
};

static int
fail(struct rrdp_xml *x, const char *what)
{
	if (!x->failed) {
		x->failed = true;
		err_set(&x->e, ERR_DATA, "line %u: %s", x->line, what);
	}
	return -1;
}

/* e has what is wrong; the line is put before it. */
static void
fail_err(struct rrdp_xml *x, const struct err *e)
{
	int line = xmlSAX2GetLineNumber(x->ctxt);

	if (x->failed)
		return;
	x->failed = true;
	x->e = *e;
	err_wrap(&x->e, "line %d", line > 0 ? line : 1);
}

/* --- the scanner --- */

static int
tag_begun(struct rrdp_xml *x)
{
	if (x->tag == 2 && x->head[1] == '?')
		x->at = AT_INSTRUCTION;
	else if (x->tag == 3 && x->head[1] == '!' && x->head[2] != '-')
		return fail(x,
		    x->head[2] == '[' ? "a CDATA section" :
					"a document type: refused");
	else if (x->tag == 4 && memcmp(x->head, "<!--", 4) == 0)
		x->at = AT_COMMENT;
	return 0;
}

static bool
tag_ends(const struct rrdp_xml *x, char c)
{
	if (c != '>')
		return false;
	if (x->at == AT_COMMENT)
		return x->tag >= 7 && x->tail[0] == '-' && x->tail[1] == '-';
	return x->at != AT_INSTRUCTION || (x->tag >= 4 && x->tail[0] == '?');
}

static int
scan_tag(struct rrdp_xml *x, char c)
{
	if (x->tag < sizeof(x->head))
		x->head[x->tag] = c;
	if (++x->tag > RRDP_TAG_MAX)
		return fail(x, "a tag of over 4096 bytes");
	if (x->at == AT_QUOTED) {
		if (c == x->quote)
			x->at = AT_TAG;
	} else if (x->at == AT_TAG && (c == '"' || c == '\''))
		x->at = AT_QUOTED, x->quote = c;
	else if (tag_ends(x, c))
		x->at = AT_TEXT;
	else if (x->at == AT_TAG && tag_begun(x) != 0)
		return -1;
	x->tail[1] = x->tail[0];
	x->tail[0] = c;
	return 0;
}

static int
scan(struct rrdp_xml *x, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = (char)s.p[i];

		/* Another encoding would be another text for libxml2. */
		if (c == '\0' || s.p[i] >= 0x80)
			return fail(x, "a byte that is not US-ASCII");
		if (c == '\n')
			x->line++;
		if (x->at == AT_TEXT && c == '<') {
			x->at = AT_TAG;
			x->tag = 1;
			x->head[0] = c;
			x->tail[0] = x->tail[1] = ' ';
		} else if (x->at != AT_TEXT && scan_tag(x, c) != 0)
			return -1;
	}
	return 0;
}

/* --- libxml2's calls --- */

static void
stop(struct rrdp_xml *x, const struct err *e)
{
	fail_err(x, e);
	xmlStopParser(x->ctxt);
}

static int
element_of(const xmlChar *name, const xmlChar *uri, int n,
    const xmlChar **attrs, struct rrdp_element *ret, struct err *e)
{
	if (uri == NULL || strcmp((const char *)uri, RRDP_NS) != 0)
		return err_set(e, ERR_DATA, "an element of no RRDP namespace");
	if (n < 0 || n > RRDP_ATTRS_MAX)
		return err_set(e, ERR_DATA, "over %d attributes",
		    RRDP_ATTRS_MAX);
	ret->name = (const char *)name;
	ret->n = (size_t)n;
	for (size_t i = 0; i < ret->n; i++) {
		const xmlChar **a = attrs + 5 * i; /* as xmlstring.h orders */

		if (a[2] != NULL)
			return err_set(e, ERR_DATA,
			    "an attribute with a namespace");
		ret->attr[i].name = (const char *)a[0];
		ret->attr[i].value =
		    (struct span){ a[3], (size_t)(a[4] - a[3]) };
	}
	return 0;
}

static void
start_element(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int namespaces_n, const xmlChar **namespaces,
    int attrs_n, int defaulted, const xmlChar **attrs)
{
	struct rrdp_xml *x = arg;
	struct rrdp_element el = { 0 };
	struct err e;

	(void)prefix;
	(void)namespaces_n;
	(void)namespaces;
	(void)defaulted;
	el.depth = x->depth++;
	if (x->failed)
		return;
	if (element_of(name, uri, attrs_n, attrs, &el, &e) != 0 ||
	    x->h.start(x->h.arg, &el, &e) != 0)
		stop(x, &e);
}

static void
end_element(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct rrdp_xml *x = arg;
	struct err e;

	(void)name;
	(void)prefix;
	(void)uri;
	x->depth--;
	if (!x->failed && x->h.end(x->h.arg, x->depth, &e) != 0)
		stop(x, &e);
}

static bool
blank(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(" \t\r\n", s.p[i]) == NULL)
			return false;
	return true;
}

static void
characters(void *arg, const xmlChar *p, int n)
{
	struct rrdp_xml *x = arg;
	struct span s = { p, (size_t)n };
	struct err e;
	int r = 0;

	if (x->failed || n <= 0)
		return;
	if (x->h.text != NULL && x->depth > 1)
		r = x->h.text(x->h.arg, s, &e);
	else if (!blank(s))
		r = err_set(&e, ERR_DATA, "text where none may be");
	if (r != 0)
		stop(x, &e);
}

/* The scanner stops these before; a parser that disagrees with it ends here. */
static void
document_type(void *arg, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
	struct err e;

	(void)name;
	(void)external;
	(void)system;
	err_set(&e, ERR_DATA, "a document type: refused");
	stop(arg, &e);
}

static xmlEntityPtr
no_entity(void *arg, const xmlChar *name)
{
	(void)arg;
	return xmlGetPredefinedEntity(name);
}

static void
quiet(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

static void
quiet_error(void *arg, xmlErrorPtr error)
{
	(void)arg;
	(void)error;
}

struct rrdp_xml *
rrdp_xml_open(const struct rrdp_handler *h)
{
	struct rrdp_xml *x = mem_alloc(sizeof(*x));
	xmlSAXHandler sax = { 0 };

	sax.initialized = XML_SAX2_MAGIC;
	sax.startElementNs = start_element;
	sax.endElementNs = end_element;
	sax.characters = characters;
	sax.ignorableWhitespace = characters;
	sax.cdataBlock = characters;
	sax.internalSubset = document_type;
	sax.getEntity = no_entity;
	sax.warning = sax.error = sax.fatalError = quiet;
	sax.serror = quiet_error;
	x->h = *h;
	x->line = 1;
	x->ctxt = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
	assert(x->ctxt != NULL);
	xmlCtxtUseOptions(x->ctxt, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	return x;
}

int
rrdp_xml_feed(struct rrdp_xml *x, struct span bytes, struct err *e)
{
	enum { PIECE = 1 << 20 }; /* libxml2 counts in int */

	x->total += bytes.n;
	if (!x->failed && x->h.max != 0 && x->total > x->h.max)
		fail(x, "a file over its limit of bytes");
	while (!x->failed && bytes.n != 0) {
		struct span s = span_sub(bytes, 0, PIECE);

		if (scan(x, s) == 0 &&
		    xmlParseChunk(x->ctxt, (const char *)s.p, (int)s.n, 0) !=
			0)
			fail(x, "not well-formed XML");
		bytes = span_sub(bytes, s.n, bytes.n);
	}
	if (x->failed && e != NULL)
		*e = x->e;
	return x->failed ? -1 : 0;
}

int
rrdp_xml_end(struct rrdp_xml *x, struct err *e)
{
	if (!x->failed && xmlParseChunk(x->ctxt, "", 0, 1) != 0)
		fail(x, "not well-formed XML, or cut");
	if (x->failed && e != NULL)
		*e = x->e;
	return x->failed ? -1 : 0;
}

void
rrdp_xml_free(struct rrdp_xml *x)
{
	if (x == NULL)
		return;
	xmlFreeDoc(x->ctxt->myDoc);
	xmlFreeParserCtxt(x->ctxt);
	free(x);
}
