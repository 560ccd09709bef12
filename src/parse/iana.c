/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IANA's number registries.  libxml2 reads the values; where each record
 * stands in the bytes is found by its tags, and both must agree.
 */
#include "parse/parse.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#define IANA_DEPTH_MAX 8
#define IANA_TEXT_MAX 512

/* A record's elements, as text of their own; outer spaces trimmed. */
struct row {
	char number[IANA_TEXT_MAX]; /* number, value, prefix, address, start */
	char end[IANA_TEXT_MAX];
	char what[IANA_TEXT_MAX]; /* designation, description, name */
	char status[IANA_TEXT_MAX];
	char whois[IANA_TEXT_MAX];
	bool cut; /* a number or status did not fit */
};

struct reader {
	const struct source *src;
	struct iana *ret;
	struct span bytes;
	size_t scan;	 /* where the next record's tag is looked for */
	uint32_t line;	 /* of scan */
	struct place at; /* of the record at hand */
	bool lost;	 /* tags and tree disagree */
	size_t most;	 /* blocks there may be, with IANA_ROWS_MAX of ours */
	bool over;
};

/* False where it did not fit. */
static bool
text_of(xmlNode *n, char out[IANA_TEXT_MAX])
{
	xmlChar *s = xmlNodeGetContent(n);
	const xmlChar *p = s;
	size_t k = 0;
	bool whole;

	for (; p != NULL && *p != 0 && k + 1 < IANA_TEXT_MAX; p++) {
		bool space =
		    *p == ' ' || *p == '\n' || *p == '\t' || *p == '\r';

		if (!space)
			out[k++] = (char)*p;
		else if (k != 0 && out[k - 1] != ' ')
			out[k++] = ' ';
	}
	if (k != 0 && out[k - 1] == ' ')
		k--;
	out[k] = '\0';
	whole = p == NULL || *p == 0;
	xmlFree(s);
	return whole;
}

static bool
named(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	    xmlStrcmp(n->name, (const xmlChar *)name) == 0;
}

static void
row_read(xmlNode *rec, struct row *r)
{
	static const struct {
		const char *name;
		size_t to;
	} map[] = {
		{ "number", offsetof(struct row, number) },
		{ "value", offsetof(struct row, number) },
		{ "prefix", offsetof(struct row, number) },
		{ "address", offsetof(struct row, number) },
		{ "start", offsetof(struct row, number) },
		{ "end", offsetof(struct row, end) },
		{ "designation", offsetof(struct row, what) },
		{ "description", offsetof(struct row, what) },
		{ "name", offsetof(struct row, what) },
		{ "returned", offsetof(struct row, what) },
		{ "status", offsetof(struct row, status) },
		{ "whois", offsetof(struct row, whois) },
	};

	memset(r, 0, sizeof(*r));
	for (xmlNode *n = rec->children; n != NULL; n = n->next)
		for (size_t i = 0; i < ARRAY_LEN(map); i++)
			if (named(n, map[i].name) &&
			    !text_of(n, (char *)r + map[i].to))
				r->cut |=
				    map[i].to != offsetof(struct row, what);
}

/* Finds the next <record ...>...</record> in the bytes. */
static void
record_place(struct reader *rd)
{
	const unsigned char *p = rd->bytes.p;
	size_t n = rd->bytes.n, i = rd->scan, end;
	static const char open[] = "<record", close[] = "</record>";

	for (; i + sizeof(open) <= n; i++) {
		if (p[i] == '\n')
			rd->line++;
		if (memcmp(p + i, open, sizeof(open) - 1) == 0 &&
		    (p[i + 7] == '>' || p[i + 7] == ' '))
			break;
	}
	for (end = i; end + sizeof(close) - 1 <= n; end++)
		if (memcmp(p + end, close, sizeof(close) - 1) == 0)
			break;
	if (end + sizeof(close) - 1 > n) {
		rd->lost = true;
		return;
	}
	end += sizeof(close) - 1;
	rd->at = (struct place){ rd->line, (uint32_t)i, (uint32_t)(end - i) };
	for (; i < end; i++)
		rd->line += p[i] == '\n';
	rd->scan = end;
}

/* A tag that the tree does not have: in a comment, or where none belongs. */
static bool
another_record(struct reader *rd)
{
	bool lost = rd->lost, another;

	/* That there is none is no loss. */
	record_place(rd);
	another = !rd->lost;
	rd->lost = lost;
	return another;
}

static bool
contains(const char *s, const char *word)
{
	return strstr(s, word) != NULL;
}

/* The RIR that a row names, by designation or whois server; -1 if none. */
static int
rir_of(const struct row *r)
{
	static const struct {
		const char *word, *whois;
	} names[RIR_N] = { { "AFRINIC", "whois.afrinic.net" },
		{ "APNIC", "whois.apnic.net" }, { "ARIN", "whois.arin.net" },
		{ "LACNIC", "whois.lacnic.net" },
		{ "RIPE", "whois.ripe.net" } };
	char up[IANA_TEXT_MAX];

	for (size_t i = 0; i < sizeof(up); i++) {
		char c = r->what[i];

		up[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	}
	for (int i = 0; i < RIR_N; i++)
		if (contains(up, names[i].word))
			return i;
	for (int i = 0; i < RIR_N; i++)
		if (contains(r->whois, names[i].whois))
			return i;
	return -1;
}

static void
add(struct reader *rd, const struct row *row, enum family f, struct range r,
    enum iana_status st, int rir)
{
	struct iana *v = rd->ret;
	struct iana_block *b;

	if (v->n >= rd->most) {
		rd->over = true;
		return;
	}
	v->v = mem_grow(v->v, &v->cap, v->n + 1, sizeof(*v->v));
	b = &v->v[v->n++];
	memset(b, 0, sizeof(*b));
	b->r = r;
	b->fam = (uint8_t)f;
	b->status = (uint8_t)st;
	b->rir = (int8_t)rir;
	b->source = rd->src;
	b->at = rd->at;
	b->text = span_sub(rd->bytes, rd->at.offset, rd->at.len);
	for (size_t i = 0; i + 1 < sizeof(b->name) && row->what[i] != '\0';
	     i++)
		b->name[i] = row->what[i];
}

/* "192.0.2.0/24", "001/8", "2001:db8::/32" */
static int
prefix_parse(enum family f, struct span s, struct range *ret)
{
	struct span len = s, addr = span_split(&len, '/');
	unsigned bits = f == FAM_IPV6 ? 128 : 32;
	uint64_t n, first;
	num_t lo, host;

	if (addr.n == s.n || span_u64(len, bits, &n) != 0)
		return -1;
	if (f == FAM_IPV4 && memchr(addr.p, '.', addr.n) == NULL) {
		if (span_u64(addr, 255, &first) != 0)
			return -1;
		lo = (num_t)first << 24;
	} else if (num_parse(f, addr, &lo, NULL) != 0)
		return -1;
	host = n == 0 ? num_max(f) : (((num_t)1 << (bits - n)) - 1);
	if ((lo & host) != 0)
		return -1;
	*ret = (struct range){ lo, lo | host };
	return 0;
}

static int
asn_row(struct reader *rd, const struct row *row)
{
	struct range r;
	enum iana_status st;
	int rir = rir_of(row);

	if (contains(row->what, "See Sub-registry"))
		return 0;
	if (range_parse(FAM_ASN, span_of(row->number), &r) != 0)
		return -1;
	/* "Assigned by" and, before 2016, "Administered by" a RIR. */
	if (rir >= 0)
		st = IS_ALLOCATED;
	else if (contains(row->what, "nallocated"))
		st = IS_UNALLOCATED;
	else
		st = IS_RESERVED;
	add(rd, row, FAM_ASN, r, st, rir);
	return 0;
}

static int
ipv4_row(struct reader *rd, const struct row *row)
{
	struct range r;
	enum iana_status st;

	if (prefix_parse(FAM_IPV4, span_of(row->number), &r) != 0)
		return -1;
	if (contains(row->status, "UNALLOCATED"))
		st = IS_UNALLOCATED;
	else if (contains(row->status, "ALLOCATED"))
		st = IS_ALLOCATED;
	else if (contains(row->status, "LEGACY"))
		st = IS_LEGACY;
	else if (contains(row->status, "RESERVED"))
		st = IS_RESERVED;
	else
		return -1;
	add(rd, row, FAM_IPV4, r, st, rir_of(row));
	return 0;
}

static int
recovered_row(struct reader *rd, const struct row *row)
{
	struct range r;
	bool again = contains(row->status, "ALLOCATED");

	if (num_parse(FAM_IPV4, span_of(row->number), &r.lo, NULL) != 0 ||
	    num_parse(FAM_IPV4, span_of(row->end), &r.hi, NULL) != 0 ||
	    r.hi < r.lo)
		return -1;
	add(rd, row, FAM_IPV4, r, again ? IS_ALLOCATED : IS_RECOVERED,
	    again ? rir_of(row) : -1);
	return 0;
}

static int
ipv6_row(struct reader *rd, const struct row *row)
{
	struct range r;

	if (prefix_parse(FAM_IPV6, span_of(row->number), &r) != 0)
		return -1;
	/* 2000::/3 is told apart by the registry of its assignments. */
	if (!contains(row->what, "Global Unicast"))
		add(rd, row, FAM_IPV6, r, IS_RESERVED, -1);
	return 0;
}

static int
unicast_row(struct reader *rd, const struct row *row)
{
	struct range r;
	int rir = rir_of(row);

	if (prefix_parse(FAM_IPV6, span_of(row->number), &r) != 0)
		return -1;
	if (!contains(row->status, "ALLOCATED"))
		rir = -1;
	add(rd, row, FAM_IPV6, r, rir >= 0 ? IS_ALLOCATED : IS_RESERVED, rir);
	return 0;
}

/* Several prefixes in a cell, and footnotes behind them: "a/8 [2], b/9". */
static int
special_row(struct reader *rd, const struct row *row, enum family f)
{
	struct span rest = span_of(row->number);

	while (rest.n != 0) {
		struct span one = span_split(&rest, ',');
		struct range r;

		while (one.n != 0 && one.p[0] == ' ')
			one = span_sub(one, 1, one.n);
		for (size_t i = 0; i < one.n; i++)
			if (one.p[i] == ' ' || one.p[i] == '[')
				one.n = i;
		if ((f == FAM_ASN ? range_parse(f, one, &r) :
				    prefix_parse(f, one, &r)) != 0)
			return -1;
		add(rd, row, f, r, IS_SPECIAL, -1);
	}
	return 0;
}

static int
row_add(struct reader *rd, const struct row *row)
{
	switch (rd->src->kind) {
	case SK_IANA_ASN:
		return asn_row(rd, row);
	case SK_IANA_IPV4:
		return ipv4_row(rd, row);
	case SK_IANA_RECOVERED:
		return recovered_row(rd, row);
	case SK_IANA_IPV6:
		return ipv6_row(rd, row);
	case SK_IANA_UNICAST:
		return unicast_row(rd, row);
	case SK_IANA_ASN_SPECIAL:
		return special_row(rd, row, FAM_ASN);
	case SK_IANA_IPV4_SPECIAL:
		return special_row(rd, row, FAM_IPV4);
	case SK_IANA_IPV6_SPECIAL:
		return special_row(rd, row, FAM_IPV6);
	case SK_STATS_EXTENDED:
	case SK_STATS_PLAIN:
	case SK_MD5:
	case SK_ASC:
	case SK_TRANSFERS:
	case SK_NRO_STATS:
	case SK_NRO_CONFLICTS:
	case SK_NRO_UNCLAIMED:
	case SK_NRO_OVERCLAIMED:
	case SK_CHANGES:
	case SK_RDAP_ASN:
	case SK_RDAP_IPV4:
	case SK_RDAP_IPV6:
	case SK_ARCHIVE:
	case SK_N:
		break;
	}
	return -1;
}

static void
walk(struct reader *rd, xmlNode *n, int depth)
{
	if (depth > IANA_DEPTH_MAX)
		return;
	for (; n != NULL && !rd->lost && !rd->over; n = n->next) {
		struct row row;

		if (named(n, "registry"))
			walk(rd, n->children, depth + 1);
		if (!named(n, "record"))
			continue;
		record_place(rd);
		row_read(n, &row);
		if (!rd->lost && (row.cut || row_add(rd, &row) != 0))
			rd->ret->rejected[rd->src->kind]++;
	}
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
iana_parse(struct span bytes, const struct source *src, struct iana *ret,
    struct err *e)
{
	AUTO(doc_free) xmlDoc *doc = NULL;
	struct reader rd = { .src = src,
		.ret = ret,
		.bytes = bytes,
		.line = 1,
		.most = ret->n + IANA_ROWS_MAX };
	size_t before = ret->n;
	xmlNode *root;
	bool disagree;

	if (bytes.n > (size_t)INT32_MAX)
		return err_set(e, ERR_DATA, "%s: too large", src->id);
	xmlSetGenericErrorFunc(NULL, quiet);
	doc = xmlReadMemory((const char *)bytes.p, (int)bytes.n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (doc == NULL) {
		const xmlError *x = xmlGetLastError();

		return err_set(e, ERR_DATA, "%s: line %d: not well-formed XML",
		    src->id, x == NULL ? 0 : x->line);
	}
	if (doc->intSubset != NULL || doc->extSubset != NULL)
		return err_set(e, ERR_DATA, "%s: a DOCTYPE is refused",
		    src->id);
	root = xmlDocGetRootElement(doc);
	if (root == NULL || !named(root, "registry"))
		return err_set(e, ERR_DATA, "%s: no <registry>", src->id);
	walk(&rd, root->children, 0);
	disagree = rd.lost || (!rd.over && another_record(&rd));
	if (rd.over || disagree)
		ret->n = before;
	/* What is missing from it would look as never given out. */
	if (rd.over)
		return err_set(e, ERR_DATA, "%s: line %u: over %d records",
		    src->id, rd.line, IANA_ROWS_MAX);
	if (disagree)
		return err_set(e, ERR_DATA,
		    "%s: line %u: records and tags "
		    "disagree",
		    src->id, rd.line);
	return 0;
}
