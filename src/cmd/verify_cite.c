/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify_cite.h"

#include "audit/probe.h"
#include "cmd/load.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of the coverage. */
struct covered {
	char *id, *path; /* owned */
};

struct citing {
	struct store *st;
	said_fn *said;
	void *arg;
	char commit[SHA1_HEX];
	struct cited *v; /* by path, as the MANIFEST lists them */
	size_t n, cap;
	struct covered *sources;
	size_t sources_n, sources_cap;
	unsigned faults;
	bool cut;
	const char *finding; /* at hand, or NULL */
};

static void
citing_clear(struct citing *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].path);
		store_blob_free(c->v[i].owner);
		free(c->v[i].line);
	}
	free(c->v);
	for (size_t i = 0; i < c->sources_n; i++) {
		free(c->sources[i].id);
		free(c->sources[i].path);
	}
	free(c->sources);
}

static void PRINTF_LIKE(2, 3) bad(struct citing *c, const char *fmt, ...)
{
	AUTO_BUF b = { 0 };
	char text[300];
	va_list ap;

	if (c->faults++ >= CITATION_FAULTS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_str(&b, "citation: ");
	if (c->finding != NULL)
		buf_fmt(&b, "%s: ", c->finding);
	buf_str(&b, text);
	c->said(SAID_BAD, b.p, c->arg);
}

/* An attribute's value, "" where there is none; owned. */
static char *
attr(const xmlNode *n, const char *name)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	char *s = mem_strdup(v == NULL ? "" : (const char *)v);

	xmlFree(v);
	return s;
}

static bool
is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)n->name, name) == 0;
}

static xmlNode *
child(const xmlNode *n, const char *name)
{
	for (xmlNode *c = n == NULL ? NULL : n->children; c != NULL;
	     c = c->next)
		if (is(c, name))
			return c;
	return NULL;
}

static int
list_one(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct citing *c = arg;
	struct cited *f;

	(void)e;
	c->v = mem_grow(c->v, &c->cap, c->n + 1, sizeof(*c->v));
	f = &c->v[c->n++];
	memset(f, 0, sizeof(*f));
	f->path = mem_strdup(path);
	memcpy(f->sha256, sha256, SHA256_HEX);
	return 0;
}

static void
find_lines(struct cited *f)
{
	const unsigned char *p = f->bytes.p, *end = p + f->bytes.n;

	while (p < end) {
		const unsigned char *nl = memchr(p, '\n', (size_t)(end - p));

		f->line =
		    mem_grow(f->line, &f->cap, f->lines + 1, sizeof(*f->line));
		f->line[f->lines++] = (uint32_t)(p - f->bytes.p);
		p = nl == NULL ? end : nl + 1;
	}
}

/* The file at path, read and digested; NULL after a fault. */
static struct cited *
file_at(struct citing *c, const char *path)
{
	struct err e = { 0 };
	char hex[SHA256_HEX];

	for (size_t i = 0; i < c->n; i++) {
		struct cited *f = &c->v[i];

		if (strcmp(f->path, path) != 0)
			continue;
		if (f->owner != NULL)
			return f;
		if (store_blob_read(c->st, c->commit, path, &f->owner,
			&f->bytes, f->blob, &e) != 0)
			break;
		digest_sha256(f->bytes, hex);
		if (strcmp(hex, f->sha256) != 0) {
			bad(c, "%s: the history's file has another SHA-256",
			    path);
			memcpy(f->sha256, hex, sizeof(hex));
		}
		find_lines(f);
		return f;
	}
	bad(c, "%.100s is not in the snapshot", path);
	return NULL;
}

static void
expect(struct citing *c, const char *what, const char *is_, const char *want)
{
	if (strcmp(is_, want) != 0)
		bad(c, "%s: the report says %.64s, the history %.64s", what,
		    is_[0] == '\0' ? "none" : is_,
		    want[0] == '\0' ? "none" : want);
}

static void
add_source(struct citing *c, const xmlNode *n)
{
	c->sources = mem_grow(c->sources, &c->sources_cap, c->sources_n + 1,
	    sizeof(*c->sources));
	c->sources[c->sources_n++] =
	    (struct covered){ attr(n, "id"), attr(n, "path") };
}

/* The path that the coverage gives a source, or NULL. */
static const char *
path_of(const struct citing *c, const char *source)
{
	for (size_t i = 0; i < c->sources_n; i++)
		if (strcmp(c->sources[i].id, source) == 0)
			return c->sources[i].path;
	return NULL;
}

static void
check_source(struct citing *c, const xmlNode *n)
{
	AUTO_FREE char *path = attr(n, "path");
	AUTO_FREE char *blob = attr(n, "blob");
	AUTO_FREE char *sha256 = attr(n, "sha256");
	const struct cited *f;

	if (blob[0] == '\0')
		return; /* it was not received, and cannot be cited */
	f = file_at(c, path);
	if (f == NULL)
		return;
	expect(c, path, blob, f->blob);
	expect(c, path, sha256, f->sha256);
}

static bool
number(const xmlNode *n, const char *name, uint32_t *ret)
{
	AUTO_FREE char *s = attr(n, name);
	uint64_t v;

	if (span_u64(span_of(s), UINT32_MAX, &v) != 0)
		return false;
	*ret = (uint32_t)v;
	return true;
}

static void
check_line(struct citing *c, const struct cited *f, const xmlNode *n)
{
	xmlChar *text = xmlNodeGetContent(n);
	uint32_t line = 0, offset = 0;
	const char *why;

	if (!number(n, "line", &line) || !number(n, "offset", &offset))
		bad(c, "%s: no line or offset", f->path);
	else if (line == 0) {
		if (offset != 0 || text[0] != '\0')
			bad(c, "%s: bytes of the whole file", f->path);
	} else if ((why = cited_wrong(f, line, offset, (const char *)text)) !=
	    NULL)
		bad(c, "%s: line %u (byte %u) %s", f->path, line, offset, why);
	xmlFree(text);
}

static void
check_evidence(struct citing *c, const xmlNode *n)
{
	AUTO_FREE char *source = attr(n, "source");
	AUTO_FREE char *blob = attr(n, "blob");
	AUTO_FREE char *sha256 = attr(n, "sha256");
	const char *path = path_of(c, source);
	struct cited *f;

	if (path == NULL) {
		bad(c, "source %.64s is not in the coverage", source);
		return;
	}
	if (blob[0] == '\0') {
		xmlChar *text = xmlNodeGetContent(n);

		if (sha256[0] != '\0' || text[0] != '\0')
			bad(c, "%s: a line of a file that is not named", path);
		xmlFree(text);
		return;
	}
	f = file_at(c, path);
	if (f == NULL)
		return;
	expect(c, path, blob, f->blob);
	expect(c, path, sha256, f->sha256);
	check_line(c, f, n);
}

/* All findings, the collapsed too. */
static void
check_findings(struct citing *c, const xmlNode *n)
{
	for (xmlNode *k = n->children; k != NULL; k = k->next) {
		AUTO_FREE char *id = NULL;

		if (!is(k, "finding")) {
			if (is(k, "collapsed"))
				check_findings(c, k);
			continue;
		}
		id = attr(k, "id");
		c->finding = id;
		for (xmlNode *v = k->children; v != NULL; v = v->next)
			if (is(v, "evidence"))
				check_evidence(c, v);
		c->finding = NULL;
	}
}

static void
manifest_digest(struct citing *c, const char *commit, char out[SHA256_HEX])
{
	AUTO_FREE unsigned char *p = NULL;
	char blob[SHA1_HEX];
	size_t n = 0;

	out[0] = '\0';
	if (commit[0] != '\0' &&
	    store_read(c->st, commit, "MANIFEST", &p, &n, blob, NULL) == 0)
		digest_sha256((struct span){ p, n }, out);
}

/* That which this engine found; another engine's may differ, and the report
 * then has an epoch of its own. */
static void
findings_digest(struct citing *c, const char *commit, const char *engine,
    char out[SHA256_HEX], bool *other)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF line = { 0 };
	size_t n = 0;

	out[0] = '\0';
	*other = false;
	if (commit[0] == '\0' ||
	    findings_read(c->st, commit, &p, &n, NULL) != 0)
		return;
	digest_sha256((struct span){ p, n }, out);
	buf_fmt(&line, "\n# engine %s\n", engine);
	*other = memmem(p, n, line.p, line.n) == NULL;
}

static void
check_integrity(struct citing *c, const xmlNode *root, const char *parent)
{
	AUTO_FREE char *engine =
	    attr(child(child(root, "head"), "engine"), "name");
	const xmlNode *n = child(root, "integrity");
	AUTO_FREE char *manifest = attr(n, "previous-manifest-sha256");
	AUTO_FREE char *before = attr(n, "previous-findings-sha256");
	AUTO_FREE char *findings = attr(n, "findings-sha256");
	char hex[SHA256_HEX];
	bool other;

	manifest_digest(c, parent, hex);
	if (!c->cut || hex[0] != '\0')
		expect(c, "previous MANIFEST", manifest, hex);
	findings_digest(c, parent, engine, hex, &other);
	if (!c->cut || hex[0] != '\0')
		expect(c, "previous findings", before, hex);
	findings_digest(c, c->commit, engine, hex, &other);
	if (other)
		c->said(SAID_NOTE,
		    "the findings in the history are another engine's: what "
		    "this one found was not compared",
		    c->arg);
	else
		expect(c, "findings", findings, hex);
}

static void
check_name(struct citing *c, const xmlNode *root)
{
	AUTO_FREE char *name = attr(root, "name");
	char want[STORE_NAME_MAX] = "";
	struct err e = { 0 };
	bool sealed = false;

	if (store_name(c->st, c->commit, want, &sealed, &e) != 0)
		bad(c, "%s", e.msg);
	else
		expect(c, "name of the snapshot", name, want);
}

static int
check_all(struct citing *c, const xmlNode *root, const xmlNode *snapshot,
    struct err *e)
{
	AUTO_FREE char *previous = attr(snapshot, "previous");
	AUTO_FREE char *manifest = attr(snapshot, "manifest-sha256");
	const xmlNode *coverage = child(root, "coverage");
	char parent[SHA1_HEX], hex[SHA256_HEX];

	if (store_parent(c->st, c->commit, parent, e) != 0 ||
	    store_list(c->st, c->commit, list_one, c, e) != 0)
		return -1;
	if (!c->cut) /* which of its day it is, those before it tell */
		check_name(c, root);
	expect(c, "snapshot before", previous, parent);
	manifest_digest(c, c->commit, hex);
	expect(c, "MANIFEST", manifest, hex);
	check_integrity(c, root, parent);
	if (!c->cut && child(child(root, "head"), "checkpoint") != NULL)
		verify_cited_log(c->st, c->commit,
		    child(child(root, "head"), "checkpoint"), c->said, c->arg);
	for (xmlNode *n = coverage == NULL ? NULL : coverage->children;
	     n != NULL; n = n->next)
		if (is(n, "source")) {
			add_source(c, n);
			check_source(c, n);
		}
	for (xmlNode *n = root->children; n != NULL; n = n->next)
		if (is(n, "findings"))
			check_findings(c, n);
	return 0;
}

/* As far as the tree's shape matters here, the schema has seen to it; what
 * is missing is compared as "". */
int
verify_citations(struct store *st, xmlDoc *doc, bool must, bool cut,
    said_fn *said, void *arg, struct err *e)
{
	AUTO(citing_clear)
	struct citing c = { .st = st, .said = said, .arg = arg, .cut = cut };
	AUTO_FREE char *commit = NULL;
	const xmlNode *root, *snapshot;

	root = xmlDocGetRootElement(doc);
	snapshot = child(child(root, "head"), "snapshot");
	commit = snapshot == NULL ? mem_strdup("") : attr(snapshot, "commit");
	if (!hex_is(span_of(commit), SHA1_HEX - 1) ||
	    store_resolve(st, commit, c.commit, NULL) != 0) {
		said(must ? SAID_BAD : SAID_NOTE,
		    must ? "citation: its snapshot is not in the history" :
			   "its snapshot is not in the history at hand: "
			   "citations were not checked",
		    arg);
		return 0;
	}
	if (child(root, "integrity") == NULL ||
	    child(child(root, "head"), "engine") == NULL) {
		said(SAID_BAD, "citation: the report has no integrity section",
		    arg);
		return 0;
	}
	return check_all(&c, root, snapshot, e);
}
