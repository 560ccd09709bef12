/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in an exhibit, held against itself: its signature is good. */
#include "cmd/verify_bundle.h"

#include "cmd/cmd.h"
#include "io/file.h"
#include "report/dsig.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct holding {
	const struct unpacked *u;
	struct store *st;
	const struct store_trust *trust;
	const struct store_seals *fns;
	struct span sheet; /* this program's */
	struct buf *out;
	bool bad;
};

static void PRINTF_LIKE(2, 3) bad(struct holding *h, const char *fmt, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	h->bad = true;
	buf_fmt(h->out, "BAD %s\n", text);
}

static int
read_file(const struct unpacked *u, const char *name, struct buf *out)
{
	return unpacked_read(u, span_of(name), REPORT_MAX, out, NULL);
}

/* --- cited files --- */
struct wanted {
	const char *path;
	char sha256[SHA256_HEX];
};

static int
look(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct wanted *w = arg;

	(void)e;
	if (strcmp(path, w->path) == 0)
		memcpy(w->sha256, sha256, SHA256_HEX);
	return 0;
}

static int
manifest_of(struct holding *h, const char *commit, struct wanted *w,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	char blob[SHA1_HEX];
	size_t n = 0;

	if (strcmp(w->path, "MANIFEST") != 0)
		return store_list(h->st, commit, look, w, e);
	if (store_read(h->st, commit, w->path, &p, &n, blob, e) != 0)
		return -1;
	digest_sha256((struct span){ p, n }, w->sha256);
	return 0;
}

/* NAME/PATH: that file of that snapshot, by its MANIFEST. */
static int
check_source(struct holding *h, struct span hex, struct span path,
    struct err *e)
{
	struct span rest = path, name = span_split(&rest, '/');
	AUTO_FREE char *file = mem_strndup(rest.p, rest.n);
	AUTO_BUF ref = { 0 };
	struct wanted w = { .path = file };
	char commit[SHA1_HEX];

	buf_fmt(&ref, "refs/cited/main/%.*s", (int)name.n,
	    (const char *)name.p);
	if (store_resolve(h->st, ref.p, commit, NULL) != 0 &&
	    store_resolve(h->st, "refs/heads/main", commit, e) != 0)
		return -1;
	if (manifest_of(h, commit, &w, e) != 0)
		return -1;
	if (strncmp(w.sha256, (const char *)hex.p, SHA256_HEX - 1) != 0)
		bad(h, "data/sources/%.*s is not what the snapshot has",
		    (int)path.n, (const char *)path.p);
	return 0;
}

static int
check_sources(struct holding *h, struct err *e)
{
	static const char below[] = "data/sources/";
	struct span rest = buf_view(&h->u->list), hex, path;
	size_t n = strlen(below);

	while (asic_list_next(&rest, &hex, &path, e) == 0)
		if (span_starts(path, below) &&
		    check_source(h, hex, span_sub(path, n, path.n), e) != 0)
			return -1;
	return 0;
}

/* --- pages --- */
/* 1 where an element below n has that canonical text, 0, -1. */
static int
among(xmlNode *n, struct span text, struct err *e)
{
	int r = 0;

	for (xmlNode *k = n->children; k != NULL && r == 0; k = k->next) {
		AUTO_BUF is = { 0 };

		if (k->type != XML_ELEMENT_NODE)
			continue;
		if (strcmp((const char *)k->name, "finding") != 0)
			r = among(k, text, e);
		else if (dsig_canonical_part(k, &is, e) != 0)
			return -1;
		else
			r = span_eq(buf_view(&is), text);
	}
	return r;
}

static int
told(xmlNode *copy, const xmlDoc *report, struct err *e)
{
	AUTO_BUF text = { 0 };

	return dsig_canonical_part(copy, &text, e) != 0 ?
	    -1 :
	    among(xmlDocGetRootElement(report), buf_view(&text), e);
}

/* Each report's element names it by its digest; the findings in it are those
 * of that report, byte for byte. */
static int
check_copy(struct holding *h, xmlNode *copy, struct err *e)
{
	AUTO_FREE char *path = bundle_attr(copy, "path");
	AUTO_FREE char *said = bundle_attr(copy, "sha256");
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO_BUF xml = { 0 };
	char hex[SHA256_HEX];

	if (!archive_name_good(span_of(path)) ||
	    read_file(h->u, path, &xml) != 0) {
		bad(h, "data/exhibit.xml names a report that is not there");
		return 0;
	}
	digest_sha256(buf_view(&xml), hex);
	if (strcmp(hex, said) != 0)
		bad(h, "data/exhibit.xml: %s has another SHA-256", path);
	doc = dsig_parse(buf_view(&xml), e);
	if (doc == NULL)
		return -1;
	for (xmlNode *n = copy->children; n != NULL; n = n->next) {
		int r = n->type != XML_ELEMENT_NODE ? 1 : told(n, doc, e);

		if (r < 0)
			return -1;
		if (r == 0)
			bad(h,
			    "data/exhibit.xml: a finding that %s does not "
			    "have",
			    path);
	}
	return 0;
}

static int
check_exhibit(struct holding *h, struct err *e)
{
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO_BUF xml = { 0 };

	if (read_file(h->u, "data/exhibit.xml", &xml) != 0) {
		bad(h, "data/exhibit.xml is missing");
		return 0;
	}
	doc = dsig_parse(buf_view(&xml), e);
	if (doc == NULL)
		return -1;
	for (xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL;
	     n = n->next)
		if (n->type == XML_ELEMENT_NODE &&
		    strcmp((const char *)n->name, "report") == 0 &&
		    check_copy(h, n, e) != 0)
			return -1;
	return 0;
}

static int
check_page(struct holding *h, struct err *e)
{
	AUTO_BUF xml = { 0 };
	AUTO_BUF sheet = { 0 };
	AUTO_BUF page = { 0 };
	AUTO_BUF want = { 0 };

	if (read_file(h->u, "data/exhibit.xml", &xml) != 0 ||
	    read_file(h->u, "data/exhibit.xsl", &sheet) != 0 ||
	    read_file(h->u, "data/exhibit.html", &page) != 0) {
		bad(h, "data/exhibit.html or what it is made of is missing");
		return 0;
	}
	if (!span_eq(buf_view(&sheet), h->sheet)) {
		buf_str(h->out,
		    "NOTE its stylesheet is another engine's: "
		    "data/exhibit.html was not compared with exhibit.xml\n");
		return 0;
	}
	if (html_render(buf_view(&xml), h->sheet, &want, e) != 0)
		return -1;
	if (!span_eq(buf_view(&page), buf_view(&want)))
		bad(h,
		    "data/exhibit.html is not the transformation of "
		    "data/exhibit.xml");
	return 0;
}

static int
contents_phase(void *arg, struct buf *out, struct err *e)
{
	struct holding *h = arg;
	AUTO(store_freep) struct store *st = NULL;

	h->out = out;
	if (dsig_start(e) != 0 || store_open(h->u->history, &st, e) != 0)
		return -1;
	h->st = st;
	if (check_sources(h, e) != 0 || check_exhibit(h, e) != 0 ||
	    check_page(h, e) != 0 ||
	    exhibit_fetches(h->u, st, out, &h->bad, e) != 0 ||
	    exhibit_seals(h->u, st, h->fns, out, &h->bad, e) != 0)
		return -1;
	if (!h->bad)
		buf_str(out, "OK \n");
	return 0;
}

int
bundle_contents(const struct unpacked *u, const struct job *j,
    const struct store_seals *fns, struct buf *out, struct err *e)
{
	AUTO_BUF sheet = { 0 };
	struct holding h = { .u = u, .fns = fns };
	struct job own = *j;

	if (bundle_template("exhibit.xsl", &sheet, e) != 0)
		return -1;
	h.sheet = buf_view(&sheet);
	own.dir = u->dir;
	return box_run(&own, PHASE_EXHIBIT, contents_phase, &h, out, e);
}

static void
repository_fault(const char *what, void *arg)
{
	bad(arg, "%s", what);
}

static int
repository_phase(void *arg, struct buf *out, struct err *e)
{
	struct holding *h = arg;

	h->out = out;
	if (store_verify_cut(h->u->history, h->trust, repository_fault, h,
		e) != 0)
		return -1;
	if (!h->bad)
		buf_str(out, "OK \n");
	return 0;
}

int
bundle_repository(const struct unpacked *u, const struct job *j,
    const struct store_trust *trust, struct buf *out, struct err *e)
{
	struct holding h = { .u = u, .trust = trust };
	struct job own = *j;

	own.dir = u->dir;
	return box_run(&own, PHASE_EXHIBIT, repository_phase, &h, out, e);
}
