/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the chosen findings cite, whole, and where each byte came from. */
#include "cmd/bundle.h"

#include "cmd/load.h"
#include "io/store_export.h"
#include "report/dsig.h"

#include <stdlib.h>
#include <string.h>

#define SOURCES_CITED_MAX 256

struct cited {
	struct collecting *c;
	const struct chosen *r;
	xmlDoc *provenance;
	char *v[SOURCES_CITED_MAX]; /* ids of sources */
	size_t n;
};

static void
cited_clear(struct cited *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i]);
	xmlFreeDoc(c->provenance);
}

static int
cite(xmlNode *finding, void *arg, struct err *e)
{
	struct cited *c = arg;

	for (xmlNode *n = finding->children; n != NULL; n = n->next) {
		AUTO_FREE char *id = NULL;
		size_t i = 0;

		if (n->type != XML_ELEMENT_NODE ||
		    strcmp((const char *)n->name, "evidence") != 0)
			continue;
		id = bundle_attr(n, "source");
		while (i < c->n && strcmp(c->v[i], id) != 0)
			i++;
		if (i < c->n)
			continue;
		if (c->n == SOURCES_CITED_MAX)
			return err_set(e, ERR_DATA, "over %d sources cited",
			    SOURCES_CITED_MAX);
		c->v[c->n++] = TAKE(id);
	}
	return 0;
}

/* A file of the snapshot as it is. */
static int
copy(struct cited *c, const char *path, const char *to, struct err *e)
{
	struct store_blob *owner = NULL;
	struct span bytes;
	char blob[SHA1_HEX];
	int r;

	if (stage_find(&c->c->stage, to) != NULL)
		return 0;
	if (store_blob_read(c->c->st, c->r->commit, path, &owner, &bytes, blob,
		e) != 0)
		return err_wrap(e, "%s", path);
	r = stage_put(&c->c->stage, to, bytes, e);
	store_blob_free(owner);
	return r;
}

static char *
place(const struct cited *c, const char *kind, const char *name,
    const char *ending)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "data/%s/%s/%s%s", kind, c->r->name, name, ending);
	return TAKE(b.p);
}

static void
exhibit(struct cited *c, const char *number, const char *id, const char *path)
{
	const struct staged *s = stage_find(&c->c->stage, path);
	struct buf *b = &c->c->exhibits;

	buf_str(b, "<file exhibit=\"");
	bundle_escape(b, number);
	buf_fmt(b,
	    "\" path=\"%s\" report=\"%s\" sha256=\"%s\" size=\"%zu\" "
	    "source=\"",
	    path, c->r->name, s->sha256, s->size);
	bundle_escape(b, id);
	buf_str(b, "\"></file>\n");
}

const xmlNode *
bundle_fetch(const xmlDoc *provenance, const char *id)
{
	const xmlNode *n = xmlDocGetRootElement(provenance)->children;

	for (; n != NULL; n = n->next) {
		AUTO_FREE char *of = NULL;

		if (n->type != XML_ELEMENT_NODE ||
		    strcmp((const char *)n->name, "fetch") != 0)
			continue;
		of = bundle_attr(n, "source");
		if (strcmp(of, id) == 0)
			return n;
	}
	return NULL;
}

void
bundle_http(const xmlNode *fetch, struct buf *out)
{
	xmlChar *headers = xmlNodeGetContent(fetch);

	for (xmlAttr *a = fetch->properties; a != NULL; a = a->next) {
		AUTO_FREE char *v = bundle_attr(fetch, (const char *)a->name);

		buf_fmt(out, "%s: %s\n", (const char *)a->name, v);
	}
	buf_fmt(out, "\n%s", (const char *)headers);
	xmlFree(headers);
}

static int
put_http(struct cited *c, const char *id, const xmlNode *fetch, struct err *e)
{
	AUTO_FREE char *to = place(c, "http", id, ".txt");
	AUTO_BUF text = { 0 };

	bundle_http(fetch, &text);
	return stage_put(&c->c->stage, to, buf_view(&text), e);
}

static int
put_source(struct cited *c, const xmlNode *source, const char *id,
    struct err *e)
{
	AUTO_FREE char *path = bundle_attr(source, "path");
	AUTO_FREE char *blob = bundle_attr(source, "blob");
	AUTO_FREE char *number = bundle_attr(source, "exhibit");
	AUTO_FREE char *to = place(c, "sources", path, "");
	AUTO_FREE char *tls_file = NULL;
	const xmlNode *fetch = bundle_fetch(c->provenance, id);

	if (blob[0] != '\0') {
		if (copy(c, path, to, e) != 0)
			return -1;
		exhibit(c, number, id, to);
	}
	if (fetch == NULL)
		return 0;
	if (put_http(c, id, fetch, e) != 0)
		return -1;
	tls_file = bundle_attr(fetch, "tls-file");
	if (strncmp(tls_file, "tls/", 4) == 0) {
		AUTO_FREE char *pem = place(c, "tls", tls_file + 4, "");

		return copy(c, tls_file, pem, e);
	}
	return 0;
}

/* The files that say what the snapshot is. */
static int
put_snapshot(struct cited *c, struct err *e)
{
	static const char *const file[] = { "MANIFEST", "provenance.xml",
		"config/nroaudit.conf", "config/exceptions" };
	AUTO_FREE unsigned char *p = NULL;
	char blob[SHA1_HEX];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(file); i++) {
		AUTO_FREE char *to = place(c, "sources", file[i], "");

		if (copy(c, file[i], to, e) != 0)
			return -1;
	}
	if (store_read(c->c->st, c->r->commit, "provenance.xml", &p, &n, blob,
		e) != 0)
		return -1;
	c->provenance = dsig_parse((struct span){ p, n }, e);
	return c->provenance == NULL ? -1 : 0;
}

int
bundle_sources(struct collecting *c, const struct chosen *r, struct err *e)
{
	AUTO(cited_clear) struct cited k = { .c = c, .r = r };
	const xmlNode *coverage =
	    bundle_child(xmlDocGetRootElement(r->doc), "coverage");

	if (bundle_each(c, r, cite, &k, e) != 0 || put_snapshot(&k, e) != 0)
		return -1;
	for (const xmlNode *n = coverage == NULL ? NULL : coverage->children;
	     n != NULL; n = n->next) {
		AUTO_FREE char *id = bundle_attr(n, "id");

		for (size_t i = 0; i < k.n; i++)
			if (strcmp(k.v[i], id) == 0 &&
			    put_source(&k, n, id, e) != 0)
				return -1;
	}
	return 0;
}

/* main and findings are of the newest report. */
static int
put_cited(struct collecting *c, struct store_export *x, size_t i,
    struct err *e)
{
	const struct chosen *r = &c->v[i];
	AUTO_BUF main_ref = { 0 };
	AUTO_BUF findings_ref = { 0 };
	AUTO_BUF tag = { 0 };
	char id[SHA1_HEX], found[SHA1_HEX];

	if (i == 0) {
		buf_str(&main_ref, "refs/heads/" BRANCH_MAIN);
		buf_str(&findings_ref, "refs/heads/" BRANCH_FINDINGS);
	} else {
		buf_fmt(&main_ref, REF_CITED_MAIN "%s", r->name);
		buf_fmt(&findings_ref, REF_CITED_FINDINGS "%s", r->commit);
	}
	buf_fmt(&tag, "refs/tags/snapshot/%s", r->name);
	if (store_export_add(x, r->commit, main_ref.p, false, e) != 0 ||
	    findings_commit_of(c->st, r->commit, found, e) != 0)
		return -1;
	if (found[0] != '\0' &&
	    store_export_add(x, found, findings_ref.p, false, e) != 0)
		return -1;
	return store_resolve(c->st, tag.p, id, NULL) != 0 ?
	    0 :
	    store_export_add(x, tag.p, tag.p, false, e);
}

/* Branches beside main and findings, newest commit or (all) from the first
 * on: a row more where there is a branch more. */
static const struct {
	const char *name;
	bool all;
} more[] = {
	{ "keys", true }, /* each is signed by the one before */
	{ "notices", false },
	{ "seals", false },
};

int
bundle_history(struct collecting *c, struct err *e)
{
	AUTO(store_export_free) struct store_export *x = NULL;
	char id[SHA1_HEX];

	if (store_export_begin(c->st, &c->stage, "data/history.git", &x, e) !=
	    0)
		return -1;
	for (size_t i = 0; i < c->n; i++)
		if (put_cited(c, x, i, e) != 0)
			return -1;
	for (size_t i = 0; i < c->seals_n; i++) {
		AUTO_BUF ref = { 0 };

		buf_fmt(&ref, REF_CITED_SEALS "%s", c->seals[i]);
		if (store_export_add(x, c->seals[i], ref.p, false, e) != 0)
			return -1;
	}
	for (size_t i = 0; i < ARRAY_LEN(more); i++) {
		AUTO_BUF ref = { 0 };

		buf_fmt(&ref, "refs/heads/%s", more[i].name);
		if (store_resolve(c->st, ref.p, id, NULL) == 0 &&
		    store_export_add(x, ref.p, ref.p, more[i].all, e) != 0)
			return -1;
	}
	return store_export_end(x, e);
}
