/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notices, read back.  What notice_print would not write is refused, by
 * printing what was read and comparing. */
#include "report/notice_priv.h"

#include "report/dsig.h"

#include <stdlib.h>
#include <string.h>

static bool
is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)n->name, name) == 0;
}

static char *
attr(const xmlNode *n, const char *name)
{
	xmlChar *v = xmlGetNoNsProp(n, (const xmlChar *)name);
	char *copy = mem_strdup(v == NULL ? "" : (const char *)v);

	xmlFree(v);
	return copy;
}

static void
attr_to(const xmlNode *n, const char *name, char **to)
{
	free(*to);
	*to = attr(n, name);
}

static int
attr_num(const xmlNode *n, const char *name, uint64_t max, uint64_t *ret)
{
	AUTO_FREE char *s = attr(n, name);

	return span_u64(span_of(s), max, ret);
}

static int
attr_sha256(const xmlNode *n, const char *name, char out[SHA256_HEX])
{
	AUTO_FREE char *s = attr(n, name);

	if (!hex_is(span_of(s), SHA256_HEX - 1))
		return -1;
	memcpy(out, s, SHA256_HEX);
	return 0;
}

static void
text_to(const xmlNode *n, char **to)
{
	xmlChar *t = xmlNodeGetContent(n);

	free(*to);
	*to = mem_strdup(t == NULL ? "" : (const char *)t);
	xmlFree(t);
}

static int
statement_read(const xmlNode *n, struct notice *ret)
{
	AUTO_FREE char *media = attr(n, "media");
	uint64_t size;

	ret->media = notice_media_known(media);
	if (ret->media == NULL ||
	    attr_sha256(n, "sha256", ret->statement_sha256) != 0 ||
	    attr_num(n, "size", NOTICE_STATEMENT_MAX, &size) != 0)
		return -1;
	ret->statement_n = (size_t)size;
	if (n->children != NULL)
		text_to(n, &ret->text);
	return 0;
}

/* How many are due is the number of names: else it prints otherwise. */
static int
stamps_read(const xmlNode *n, struct notice *ret)
{
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		AUTO_FREE char *name = attr(c, "name");
		AUTO_FREE char *url = attr(c, "url");

		if (notice_tsa_add(ret, name, url) != 0)
			return -1;
	}
	return 0;
}

static int
child_read(const xmlNode *n, struct notice *ret)
{
	if (is(n, "about"))
		attr_to(n, "id", &ret->finding);
	else if (is(n, "reason"))
		text_to(n, &ret->reason);
	else if (is(n, "party"))
		text_to(n, &ret->party);
	else if (is(n, "engine"))
		attr_to(n, "name", &ret->engine);
	else if (is(n, "statement"))
		return statement_read(n, ret);
	else if (is(n, "stamps"))
		return stamps_read(n, ret);
	else if (is(n, "report")) {
		attr_to(n, "name", &ret->report);
		return attr_sha256(n, "sha256", ret->report_sha256);
	}
	return 0;
}

static bool
whole(const struct notice *n)
{
	if (n->finding == NULL ||
	    finding_id_check(span_of(n->finding), NULL) != 0)
		return false;
	if (n->kind == NOTICE_RETRACTION)
		return n->report != NULL && n->report[0] != '\0' &&
		    n->report[strspn(n->report, "0123456789-")] == '\0' &&
		    notice_words_check("", n->reason, NOTICE_REASON_MAX,
			NULL) == 0;
	return n->media != NULL &&
	    (n->party == NULL ||
		notice_words_check("", n->party, NOTICE_PARTY_MAX, NULL) == 0);
}

int
notice_element_read(const xmlNode *n, struct notice *ret)
{
	AUTO_FREE char *kind = attr(n, "kind");
	AUTO_FREE char *recorded = attr(n, "recorded");
	uint64_t number;

	ret->kind = strcmp(kind, "retraction") == 0 ? NOTICE_RETRACTION :
						      NOTICE_RESPONSE;
	if (utc_parse(span_of(recorded), &ret->recorded) != 0 ||
	    attr_num(n, "number", NOTICE_NUMBER_MAX, &number) != 0 ||
	    number == 0)
		return -1;
	ret->number = (unsigned)number;
	for (const xmlNode *c = n->children; c != NULL; c = c->next)
		if (child_read(c, ret) != 0)
			return -1;
	return whole(ret) ? 0 : -1;
}

/* Signing puts the signature before the last tag and leaves the rest alone. */
static bool
says(struct span xml, struct span plain)
{
	static const char end[] = "</notice>", sig[] = "<ds:Signature ";
	size_t head = plain.n - (sizeof(end) - 1);

	return xml.n > head && memcmp(xml.p, plain.p, head) == 0 &&
	    (span_eq(xml, plain) ||
		span_starts(span_sub(xml, head, xml.n), sig));
}

int
notice_read(struct span xml, struct notice *ret, struct err *e)
{
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO(notice_clear) struct notice n = { 0 };
	AUTO_BUF again = { 0 };
	xmlNode *root;

	if (xml.n > NOTICE_XML_MAX)
		return err_set(e, ERR_DATA, "notice: over %zu bytes",
		    NOTICE_XML_MAX);
	doc = dsig_parse(xml, e);
	if (doc == NULL)
		return err_wrap(e, "notice");
	root = xmlDocGetRootElement(doc);
	if (!is(root, "notice") || root->ns == NULL ||
	    strcmp((const char *)root->ns->href, NOTICE_NS) != 0)
		return err_set(e, ERR_DATA,
		    "notice: the root element is not that of a notice");
	if (notice_element_read(root, &n) != 0)
		return err_set(e, ERR_DATA,
		    "notice: it names no finding, or lacks what its kind "
		    "has");
	notice_print(&n, &again);
	if (!says(xml, buf_view(&again)))
		return err_set(e, ERR_DATA,
		    "notice: not in the form in which notices are written");
	*ret = n;
	memset(&n, 0, sizeof(n));
	return 0;
}

/* The next element in the document's order, below root; NULL at the end. */
static const xmlNode *
next_node(const xmlNode *n, const xmlNode *root)
{
	if (n->children != NULL && n->type == XML_ELEMENT_NODE)
		return n->children;
	while (n != root && n->next == NULL)
		n = n->parent;
	return n == root ? NULL : n->next;
}

int
notices_told(struct span xml, struct notices *ret, struct err *e)
{
	static const char some[] = "<notice ";
	AUTO(dsig_doc_free) xmlDoc *doc = NULL;
	AUTO(notices_clear) struct notices s = { 0 };
	const xmlNode *root;

	/* Most reports have none. */
	if (xml.n == 0 || memmem(xml.p, xml.n, some, sizeof(some) - 1) == NULL)
		return 0;
	doc = dsig_parse_fixed(xml, e);
	if (doc == NULL)
		return -1;
	root = xmlDocGetRootElement(doc);
	for (const xmlNode *n = root; n != NULL; n = next_node(n, root)) {
		if (!is(n, "notice") ||
		    (!is(n->parent, "finding") && n->parent != root))
			continue;
		if (notice_element_read(n, notices_add(&s)) != 0)
			return err_set(e, ERR_DATA,
			    "line %ld: a notice in no form of ours",
			    xmlGetLineNo(n));
	}
	*ret = s;
	memset(&s, 0, sizeof(s));
	return 0;
}
