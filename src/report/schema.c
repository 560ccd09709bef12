/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/schema.h"

#include "report/dsig.h"

#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <string.h>

static void
parser_free(xmlSchemaParserCtxt **p)
{
	xmlSchemaFreeParserCtxt(*p);
}

static void
schema_freep(xmlSchema **p)
{
	xmlSchemaFree(*p);
}

static void
valid_free(xmlSchemaValidCtxt **p)
{
	xmlSchemaFreeValidCtxt(*p);
}

struct first {
	char text[400];
	int line;
};

/* The first is the cause; libxml2 ends it with a newline. */
static void
keep_first(void *arg, xmlErrorPtr err)
{
	struct first *f = arg;
	const char *m = err->message == NULL ? "invalid" : err->message;
	size_t n = 0;

	if (f->text[0] != '\0')
		return;
	f->line = err->line;
	for (; *m != '\0' && *m != '\n' && n < sizeof(f->text) - 1; m++)
		f->text[n++] = (char)(*m >= ' ' && *m <= '~' ? *m : '?');
}

static xmlSchema *
load(struct span xsd, struct err *e)
{
	AUTO(parser_free)
	xmlSchemaParserCtxt *p =
	    xmlSchemaNewMemParserCtxt((const char *)xsd.p, (int)xsd.n);
	struct first f = { "", 0 };
	xmlSchema *s = NULL;

	if (p != NULL) {
		xmlSchemaSetParserStructuredErrors(p, keep_first, &f);
		s = xmlSchemaParse(p);
	}
	if (s == NULL)
		err_set(e, ERR_DATA, "no XML Schema: %s", f.text);
	return s;
}

int
schema_check(xmlDoc *doc, struct span xsd, struct err *e)
{
	AUTO(schema_freep) xmlSchema *s = NULL;
	AUTO(valid_free) xmlSchemaValidCtxt *c = NULL;
	struct first f = { "", 0 };
	int r;

	if (dsig_start(e) != 0 || (s = load(xsd, e)) == NULL)
		return -1;
	c = xmlSchemaNewValidCtxt(s);
	if (c == NULL)
		return err_set(e, ERR_IO, "no schema validation");
	xmlSchemaSetValidStructuredErrors(c, keep_first, &f);
	r = xmlSchemaValidateDoc(c, doc);
	return r == 0 ?
	    0 :
	    err_set(e, ERR_DATA, "schema: line %d: %s", f.line, f.text);
}
