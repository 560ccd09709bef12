/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own provenance.xml (io/provenance.h), but from a repository that others
 * can write: strict. */
#include "parse/parse.h"

#include "model/dated.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

enum kind { K_STRING, K_TIME, K_INT, K_SIZE, K_BOOL, K_INT64, K_HEX };

struct field {
	const char *name;
	enum kind kind;
	size_t to;
	size_t hex; /* digits */
};

#define F(name, kind, member)                                                 \
	{                                                                     \
		name, kind, offsetof(struct fetch, member), 0                 \
	}
static const struct field fetch_fields[] = {
	F("reason", K_STRING, reason),
	F("url", K_STRING, url),
	F("final-url", K_STRING, final_url),
	F("start", K_TIME, start),
	F("end", K_TIME, end),
	F("last-modified", K_TIME, last_modified),
	F("server-date", K_TIME, server_date),
	F("dns", K_STRING, dns),
	F("peer", K_STRING, peer),
	F("tls", K_STRING, tls),
	F("tls-file", K_STRING, tls_file),
	F("status", K_INT, status),
	F("attempts", K_INT, attempts),
	F("size", K_SIZE, size),
	{ "sha256", K_HEX, offsetof(struct fetch, sha256), 64 },
	{ "sha512", K_HEX, offsetof(struct fetch, sha512), 128 },
	{ "sha256-first", K_HEX, offsetof(struct fetch, sha256_first), 64 },
};
#undef F
#define R(name, kind, member)                                                 \
	{                                                                     \
		name, kind, offsetof(struct runinfo, member), 0               \
	}
static const struct field run_fields[] = {
	R("clock", K_TIME, clock),
	R("clock-given", K_BOOL, clock_given),
	R("mirror", K_STRING, mirror),
	R("complete", K_BOOL, complete),
	R("clock-skew", K_INT64, clock_skew),
	R("clock-checked", K_BOOL, clock_checked),
	R("engine", K_STRING, engine),
	R("sandbox", K_STRING, sandbox),
	R("notices", K_STRING, notices),
	R("seals", K_STRING, seals),
};
#undef R
#define D(name, kind, member, hex)                                            \
	{                                                                     \
		name, kind, offsetof(struct dated, member), hex               \
	}
static const struct field dated_fields[] = {
	D("plain-sha256", K_HEX, plain, 64),
	D("plain-size", K_SIZE, plain_size, 0),
	D("as-of", K_TIME, asof, 0),
};
#undef D
/* What names an element; its own caller reads it. */
static const char *const naming[] = { "source", "outcome", "rir", "at", "day",
	"file-day" };

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes \xNN; -1 where a backslash is anything else. */
static int
unescape(const char *s, char **ret)
{
	AUTO_BUF b = { 0 };

	buf_str(&b, "");
	for (; *s != '\0'; s++) {
		int h, l;

		if (*s != '\\') {
			buf_chr(&b, *s);
			continue;
		}
		if (s[1] != 'x' || (h = hex_digit(s[2])) < 0 ||
		    (l = hex_digit(s[3])) < 0 || (h == 0 && l == 0))
			return -1;
		buf_chr(&b, (char)(h * 16 + l));
		s += 3;
	}
	*ret = b.p;
	b.p = NULL;
	return 0;
}

static int
put_int(struct span v, int64_t *ret)
{
	uint64_t n;
	bool minus = v.n != 0 && v.p[0] == '-';

	if (span_u64(span_sub(v, minus, v.n), INT64_MAX, &n) != 0)
		return -1;
	*ret = minus ? -(int64_t)n : (int64_t)n;
	return 0;
}

static int
put_number(const struct field *f, struct span v, void *to)
{
	int64_t n;

	if (put_int(v, &n) != 0)
		return -1;
	switch (f->kind) {
	case K_INT:
		if (n < 0 || n > INT32_MAX)
			return -1;
		*(int *)to = (int)n;
		return 0;
	case K_SIZE:
		if (n < 0)
			return -1;
		*(size_t *)to = (size_t)n;
		return 0;
	case K_BOOL:
		if (n != 0 && n != 1)
			return -1;
		*(bool *)to = n == 1;
		return 0;
	case K_INT64:
		*(int64_t *)to = n;
		return 0;
	case K_STRING:
	case K_TIME:
	case K_HEX:
		break;
	}
	return -1;
}

static int
put(const struct field *f, const char *text, void *base)
{
	void *to = (char *)base + f->to;
	struct span v = span_of(text);

	switch (f->kind) {
	case K_STRING: /* an element that stands twice is refused */
		return *(char **)to != NULL ? -1 : unescape(text, (char **)to);
	case K_TIME:
		return utc_parse(v, (utc_t *)to);
	case K_HEX:
		if (!hex_is(v, f->hex))
			return -1;
		memcpy(to, text, f->hex + 1);
		return 0;
	case K_INT:
	case K_SIZE:
	case K_BOOL:
	case K_INT64:
		break;
	}
	return put_number(f, v, to);
}

static const struct field *
field_find(const struct field *v, size_t n, const xmlChar *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].name, (const char *)name) == 0)
			return &v[i];
	return NULL;
}

static bool
is_naming(const xmlChar *name)
{
	for (size_t i = 0; i < ARRAY_LEN(naming); i++)
		if (strcmp((const char *)name, naming[i]) == 0)
			return true;
	return false;
}

/* Fields, and what they are of. */
struct fields {
	const struct field *v;
	size_t n;
	void *base;
};

/* Of several structures; what names the element is passed over. */
static int
attributes(xmlNode *n, const struct fields *of, size_t of_n, struct err *e)
{
	for (xmlAttr *a = n->properties; a != NULL; a = a->next) {
		const struct field *f = NULL;
		xmlChar *text;
		void *base = NULL;
		int r;

		for (size_t i = 0; i < of_n && f == NULL; i++) {
			f = field_find(of[i].v, of[i].n, a->name);
			base = of[i].base;
		}
		if (f == NULL && is_naming(a->name))
			continue;
		text = xmlNodeListGetString(n->doc, a->children, 1);
		r = f == NULL || text == NULL ? -1 :
						put(f, (char *)text, base);
		xmlFree(text);
		if (r != 0)
			return err_set(e, ERR_DATA,
			    "provenance.xml: line %ld: attribute %s",
			    xmlGetLineNo(n), (const char *)a->name);
	}
	return 0;
}

/* What a fetch of anything has; more: of what it is in, or NULL. */
static int
fetched(xmlNode *n, struct fetch *f, const struct fields *more, struct err *e)
{
	struct fields of[2] = { { fetch_fields, ARRAY_LEN(fetch_fields), f } };
	xmlChar *outcome = xmlGetNoNsProp(n, (const xmlChar *)"outcome");
	xmlChar *text = xmlNodeGetContent(n);
	int r = 0;

	if (more != NULL)
		of[1] = *more;
	if (outcome == NULL ||
	    outcome_parse(span_of((char *)outcome), &f->outcome) != 0)
		r = err_set(e, ERR_DATA,
		    "provenance.xml: line %ld: no such outcome",
		    xmlGetLineNo(n));
	else
		r = attributes(n, of, more != NULL ? 2 : 1, e);
	if (r == 0 && text != NULL && text[0] != '\0' &&
	    (f->headers != NULL || unescape((char *)text, &f->headers) != 0))
		r = err_set(e, ERR_DATA, "provenance.xml: line %ld: headers",
		    xmlGetLineNo(n));
	xmlFree(outcome);
	xmlFree(text);
	return r;
}

static int
fetch_element(xmlNode *n, struct provenance *p, struct err *e)
{
	xmlChar *id = xmlGetNoNsProp(n, (const xmlChar *)"source");
	const struct source *s = id == NULL ? NULL : source_find((char *)id);
	int r = 0;

	if (id == NULL || xmlHasProp(n, (const xmlChar *)"outcome") == NULL)
		r = err_set(e, ERR_DATA,
		    "provenance.xml: line %ld: no source or outcome",
		    xmlGetLineNo(n));
	else if (s != NULL) /* else: one that we no longer read */
		r = fetched(n, &p->fetches[source_index(s)], NULL, e);
	xmlFree(id);
	return r;
}

static int
pub_attr(xmlNode *n, const char *name, enum publisher *ret)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	int r = v == NULL || pub_parse(span_of((char *)v), ret) != 0 ||
		*ret >= RIR_N ?
	    -1 :
	    0;

	xmlFree(v);
	return r;
}

/* 0 too where it is not there. */
static int
day_attr(xmlNode *n, const char *name, day_t *ret)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	int r = v == NULL ? 0 : day_parse(span_of((char *)v), ret);

	xmlFree(v);
	return r;
}

static int
dated_element(xmlNode *n, struct provenance *p, struct err *e)
{
	struct dated *d = p->dated_n == DATED_MAX ? NULL : provenance_dated(p);
	struct fields more = { dated_fields, ARRAY_LEN(dated_fields), d };

	if (d == NULL || pub_attr(n, "rir", &d->rir) != 0 ||
	    pub_attr(n, "at", &d->at) != 0 ||
	    day_attr(n, "day", &d->day) != 0 ||
	    day_attr(n, "file-day", &d->file_day) != 0)
		return err_set(e, ERR_DATA,
		    "provenance.xml: line %ld: whose dated file, or over %d "
		    "of them",
		    xmlGetLineNo(n), DATED_MAX);
	return fetched(n, &d->fetch, &more, e);
}

static int
fault_element(xmlNode *n, struct runinfo *r, struct err *e)
{
	xmlChar *raw = xmlNodeGetContent(n);
	AUTO_FREE char *text = NULL;
	int bad = raw == NULL || r->faults_n == RUN_FAULTS_MAX ||
	    unescape((char *)raw, &text) != 0;

	xmlFree(raw);
	if (bad)
		return err_set(e, ERR_DATA,
		    "provenance.xml: line %ld: fault, or over %d of them",
		    xmlGetLineNo(n), RUN_FAULTS_MAX);
	runinfo_fault(r, text);
	return 0;
}

static int
run_element(xmlNode *n, struct runinfo *r, struct err *e)
{
	struct fields of = { run_fields, ARRAY_LEN(run_fields), r };

	return attributes(n, &of, 1, e);
}

static int
element(xmlNode *n, struct provenance *p, struct err *e)
{
	const char *name = (const char *)n->name;

	if (n->type == XML_TEXT_NODE && xmlIsBlankNode(n))
		return 0;
	if (n->type == XML_ELEMENT_NODE && strcmp(name, "run") == 0)
		return run_element(n, &p->run, e);
	if (n->type == XML_ELEMENT_NODE && strcmp(name, "fault") == 0)
		return fault_element(n, &p->run, e);
	if (n->type == XML_ELEMENT_NODE && strcmp(name, "fetch") == 0)
		return fetch_element(n, p, e);
	if (n->type == XML_ELEMENT_NODE && strcmp(name, "dated") == 0)
		return dated_element(n, p, e);
	return err_set(e, ERR_DATA, "provenance.xml: line %ld: <%s>",
	    xmlGetLineNo(n), name);
}

static void
quiet(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

static void
doc_free(xmlDoc **d)
{
	xmlFreeDoc(*d);
}

int
provenance_parse(struct span xml, struct provenance *ret, struct err *e)
{
	AUTO(doc_free) xmlDoc *doc = NULL;
	xmlNode *root;

	provenance_init(ret);
	ret->run.clock = TIME_NONE;
	if (xml.n > PROVENANCE_MAX)
		return err_set(e, ERR_DATA, "provenance.xml: too large");
	xmlSetGenericErrorFunc(NULL, quiet);
	doc = xmlReadMemory((const char *)xml.p, (int)xml.n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	root = doc == NULL ? NULL : xmlDocGetRootElement(doc);
	if (root == NULL || doc->intSubset != NULL ||
	    strcmp((const char *)root->name, "provenance") != 0)
		return err_set(e, ERR_DATA,
		    "provenance.xml: not a provenance document");
	for (xmlNode *n = root->children; n != NULL; n = n->next)
		if (element(n, ret, e) != 0)
			return -1;
	if (ret->run.clock == TIME_NONE)
		return err_set(e, ERR_DATA, "provenance.xml: no clock");
	return 0;
}
