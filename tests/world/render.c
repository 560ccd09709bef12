/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file's bytes, and what is wrong with it as a whole. */
#include "tests/world/asc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which of the delegated records in the base carry what a file incident
 * does to one line. */
#define LINE_MIXED 3
#define LINE_COMMENT 7
#define LINE_NON_ASCII 9
#define SHORT_BY 5

struct writer {
	const struct world *w;
	size_t rir;
	int kind, state;
	uint32_t bits;
	struct rendered *ret;
	struct buf body;
	struct figures g;
	size_t nth; /* delegated base rows so far */
};

void
rendered_clear(struct rendered *r)
{
	buf_clear(&r->text);
	buf_clear(&r->md5);
	buf_clear(&r->asc);
	memset(r, 0, sizeof(*r));
}

static void
put_number(const struct row *r, enum family f, struct buf *b)
{
	char t[NET_TEXT];
	uint32_t v = (uint32_t)r->r.lo;
	num_t size = r->r.hi - r->r.lo + 1;
	int len = 128;

	if (r->odd == ODD_ZEROS && f == FAM_ASN)
		buf_fmt(b, "0%u", v);
	else if (r->odd == ODD_ZEROS && f == FAM_IPV4)
		buf_fmt(b, "%03u.%03u.%03u.%03u", v >> 24, v >> 16 & 255,
		    v >> 8 & 255, v & 255);
	else
		buf_str(b,
		    net_text(f, r->r.lo + (r->odd == ODD_HOST_BITS), t));
	if (f != FAM_IPV6) {
		buf_fmt(b, "|%llu|",
		    (unsigned long long)size +
			(r->odd == ODD_OVERFLOW ? 4 : 0));
		return;
	}
	for (; size > 1; size >>= 1)
		len--;
	buf_fmt(b, "|%d|", len);
}

static void
put_date(const struct row *r, struct buf *b)
{
	if (r->odd == ODD_DATE)
		buf_str(b, "20130231");
	else if (r->odd == ODD_FUTURE)
		buf_str(b, "20991231");
	else if (r->odd != ODD_NO_DATE && !status_pool((enum status)r->status))
		buf_fmt(b, "%08d", r->date);
}

static const char *
cc_of(const struct writer *x, const struct row *r)
{
	if (r->odd == ODD_CC)
		return "QX";
	if (r->odd == ODD_NO_CC)
		return "";
	if (status_pool((enum status)r->status))
		return x->rir == PUB_AFRINIC ? "ZZ" : "";
	return r->cc;
}

/* Rows whose opaque-id is missing or is none. */
static void
note_spoilt(struct writer *x, const struct row *r, enum family f, size_t nth)
{
	struct rendered *ret = x->ret;

	if (((x->bits & FM_MIXED) != 0 && nth == LINE_MIXED) ||
	    ((x->bits & FM_COMMENT) != 0 && nth == LINE_COMMENT) ||
	    ((x->bits & FM_NON_ASCII) != 0 && nth == LINE_NON_ASCII)) {
		assert(ret->unheld_n < ARRAY_LEN(ret->unheld));
		ret->unheld[ret->unheld_n].f = f;
		ret->unheld[ret->unheld_n++].lo = r->r.lo;
	}
}

/* The 8th field, behind its bar; nothing in a plain file. */
static void
put_holder(struct writer *x, const struct row *r, enum family f, size_t nth)
{
	bool pool = status_pool((enum status)r->status);

	note_spoilt(x, r, f, nth);
	if (x->kind == PLAIN ||
	    (r->status == ST_AVAILABLE &&
		(x->rir == PUB_LACNIC || (x->bits & FM_AVAILABLE_7) != 0)) ||
	    (r->status == ST_RESERVED && (x->bits & FM_RESERVED_7) != 0) ||
	    ((x->bits & FM_MIXED) != 0 && nth == LINE_MIXED))
		return;
	buf_chr(&x->body, '|');
	if (!pool && r->odd != ODD_NO_HOLDER)
		house_holder(x->rir, r->holder, &x->body);
	if ((x->bits & FM_COMMENT) != 0 && nth == LINE_COMMENT)
		buf_str(&x->body, " # checked");
	if ((x->bits & FM_NON_ASCII) != 0 && nth == LINE_NON_ASCII)
		buf_str(&x->body, "\xc3\xa9");
}

static void
count(struct writer *x, const struct row *r, enum family f)
{
	num_t n = r->r.hi - r->r.lo;

	if (f == FAM_IPV6)
		n >>= 64;
	x->g.declared[f]++;
	x->g.written[f]++;
	if (r->status != ST_OTHER)
		x->ret->totals[f] += n + 1;
}

/* nth: of the base's delegated rows, 0 for others. */
static void
put_row(struct writer *x, const struct row *r, enum family f, size_t nth)
{
	struct buf *b = &x->body;
	size_t name = r->odd == ODD_REGISTRY ? (x->rir + 1) % RIR_N : x->rir;

	buf_fmt(b, "%s|%s|%s|", pub_name((enum publisher)name), cc_of(x, r),
	    net_family(f));
	put_number(r, f, b);
	put_date(r, b);
	buf_fmt(b, "|%s", net_status((enum status)r->status));
	put_holder(x, r, f, nth);
	buf_str(b, (x->bits & FM_CRLF) != 0 ? "\r\n" : "\n");
	count(x, r, f);
}

/* A shrink loses what lies in others' blocks too. */
bool
row_shrunk(uint32_t bits, const struct row *r)
{
	return (bits & FM_SHRINK) != 0 && (r->own || !r->fixed) &&
	    mix64((uint64_t)r->r.lo + (uint64_t)(r->r.lo >> 64)) % 6 == 0;
}

/* Does this base row stand in the file? */
static bool
listed(struct writer *x, const struct row *r, enum family f, size_t left)
{
	if (x->kind == PLAIN && status_pool((enum status)r->status))
		return false;
	if (row_shrunk(x->bits, r))
		return false;
	if ((x->bits & FM_PART) != 0 && left < SHORT_BY &&
	    f == house_order[x->rir][FAM_N - 1]) {
		x->g.declared[f]++;
		return false;
	}
	return true;
}

static void
put_family(struct writer *x, enum family f)
{
	const struct rows *base = &x->w->base[x->rir][f];
	struct rows slots = { 0 };
	size_t j = 0;

	x->g.declared[f] +=
	    slot_rows(x->w, x->rir, x->kind, f, x->state, &slots);
	for (size_t i = 0; i < base->n; i++) {
		const struct row *r = &base->v[i];
		size_t nth = 0;

		for (; j < slots.n && slots.v[j].r.lo < r->r.lo; j++)
			put_row(x, &slots.v[j], f, 0);
		if (!listed(x, r, f, base->n - 1 - i))
			continue;
		if (!status_pool((enum status)r->status))
			nth = ++x->nth;
		put_row(x, r, f, nth);
	}
	for (; j < slots.n; j++)
		put_row(x, &slots.v[j], f, 0);
	free(slots.v);
}

static void
comments(struct buf *b)
{
	buf_str(b,
	    "#\n# STATEMENT\n#\n# This file reports number resources "
	    "held and pooled in the region.\n# It is remade every day and "
	    "speaks for the end of the day before.\n#\n");
	for (int i = 0; i < 19; i++)
		buf_fmt(b,
		    "# Condition of use %d: see the publisher's own "
		    "page.\n",
		    i + 1);
	buf_str(b, "#\n#\n");
}

static void
summary(struct writer *x, enum family f, uint64_t n)
{
	buf_fmt(&x->ret->text, "%s|*|%s|*|%llu|summary\n",
	    pub_name((enum publisher)x->rir), net_family(f),
	    (unsigned long long)n);
}

/* One family's summary lines; what the header is wrong by, the first is. */
static void
summaries(struct writer *x, enum family f, int shift)
{
	struct figures *g = &x->g;

	g->shown[f] =
	    g->declared[f] + (f == FAM_ASN ? (uint64_t)(int64_t)shift : 0);
	g->lines[f] = 1;
	if (f == FAM_IPV6 && (x->bits & FM_NO_SUMMARY) != 0)
		g->lines[f] = 0;
	if (f == FAM_IPV4 && (x->bits & FM_TWO_SUMMARIES) != 0)
		g->lines[f] = 2;
	for (unsigned i = 0; i < g->lines[f]; i++)
		summary(x, f, g->shown[f]);
}

static void
head(struct writer *x)
{
	struct buf *b = &x->ret->text;
	int shift = (x->bits & FM_FEWER_DECLARED) != 0 ? -2 :
	    (x->bits & FM_MORE_DECLARED) != 0	       ? 3 :
							 0;

	for (int f = 0; f < FAM_N; f++) {
		x->g.total += x->g.declared[f];
		x->ret->rows += x->g.written[f];
	}
	x->g.total += (uint64_t)(int64_t)shift;
	if (x->rir == PUB_APNIC)
		comments(b);
	for (size_t i = 0; i < FAM_N; i++) {
		if (i == ((x->bits & FM_LATE) != 0))
			house_header(x->w, x->rir, x->kind, x->state,
			    x->g.total, x->bits, b);
		summaries(x, house_order[x->rir][i], shift);
	}
	if (x->bits & FM_AGAIN)
		house_header(x->w, x->rir, x->kind, x->state, x->g.total,
		    x->bits, b);
	if (x->bits & FM_LINE_BAD)
		buf_str(b, "records follow\n");
}

/* What stands where the file should: the gateway's own words. */
static void
page(struct rendered *ret)
{
	buf_clear(&ret->text);
	buf_str(&ret->text,
	    "<!DOCTYPE html>\n<html><head><title>503 Service "
	    "Unavailable</title></head>\n<body><h1>503</h1></body></html>\n");
	ret->html = true;
	ret->complete = false;
	ret->f_n = 0;
}

static void
tail(struct writer *x)
{
	static const char start[FAM_N][8] = { "27", "45.2", "2a0f:" };
	enum family f = house_order[x->rir][FAM_N - 1];
	struct buf *b = &x->ret->text;

	if (x->bits & FM_CUT)
		buf_fmt(b, "%s|ZZ|%s|%s", pub_name((enum publisher)x->rir),
		    net_family(f), start[f]);
	else if (x->bits & FM_NO_NEWLINE)
		b->p[--b->n] = '\0';
}

void
render(const struct world *w, size_t rir, int kind, int state,
    struct rendered *ret)
{
	struct writer x = { .w = w,
		.rir = rir,
		.kind = kind,
		.state = state,
		.ret = ret };

	rendered_clear(ret);
	x.bits = plan_file_bits(w, rir, kind, state);
	ret->state = state;
	ret->bits = x.bits;
	ret->offset_bad = (x.bits & FM_OFFSET) != 0;
	ret->dated = (x.bits & FM_UNDATED) == 0;
	for (size_t i = 0; i < FAM_N; i++)
		put_family(&x, house_order[rir][i]);
	head(&x);
	buf_add(&ret->text, x.body.p, x.body.n);
	buf_clear(&x.body);
	tail(&x);
	faults_of(rir, kind, w->start, x.bits, &x.g, ret);
	ret->has_md5 = (x.bits & FM_MD5_ABSENT) == 0;
	house_md5(w, rir, kind, state, x.bits, buf_view(&ret->text),
	    &ret->md5);
	if (x.bits & FM_HTML)
		page(ret);
	else
		asc_render(w, rir, kind, ret);
}
