/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/xmlw.h"

#include <string.h>

void
xmlw_init(struct xmlw *w, struct buf *out)
{
	memset(w, 0, sizeof(*w));
	w->out = out;
}

static void
end_tag(struct xmlw *w)
{
	if (w->in_tag)
		buf_chr(w->out, '>');
	w->in_tag = false;
	w->last_attr = NULL;
}

void
xmlw_open(struct xmlw *w, const char *name)
{
	assert(w->depth < XMLW_DEPTH);
	end_tag(w);
	buf_fmt(w->out, "<%s", name);
	w->open[w->depth++] = name;
	w->in_tag = true;
}

/* Char of XML 1.0 section 2.2, in UTF-8; *n is its length. */
static bool
xml_char(struct span s, size_t *n)
{
	unsigned char c = s.p[0];

	*n = span_utf8(s);
	if (*n == 1)
		return c >= 0x20 || c == '\n' || c == '\t' || c == '\r';
	return *n != 0 && !(c == 0xef && s.p[1] == 0xbf && s.p[2] >= 0xbe);
}

static const char *
entity(char c, bool attr)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return attr ? NULL : "&gt;";
	case '"':
		return attr ? "&quot;" : NULL;
	case '\t':
		return attr ? "&#x9;" : NULL;
	case '\n':
		return attr ? "&#xA;" : NULL;
	case '\r':
		return "&#xD;";
	default:
		return NULL;
	}
}

static void
put(struct buf *b, const char *text, bool attr)
{
	struct span s = span_of(text);

	while (s.n != 0) {
		const char *e = entity((char)s.p[0], attr);
		size_t n;

		if (!xml_char(s, &n)) {
			buf_fmt(b, "\\x%02x", s.p[0]);
			n = 1;
		} else if (e != NULL)
			buf_str(b, e);
		else
			buf_add(b, s.p, n);
		s = span_sub(s, n, s.n);
	}
}

void
xmlw_attr(struct xmlw *w, const char *name, const char *value)
{
	assert(w->in_tag);
	/* xmlns comes first, then names in byte order (C14N section 2.2). */
	assert(w->last_attr == NULL || strcmp(w->last_attr, "xmlns") == 0 ||
	    strcmp(w->last_attr, name) < 0);
	w->last_attr = name;
	buf_fmt(w->out, " %s=\"", name);
	put(w->out, value == NULL ? "" : value, true);
	buf_chr(w->out, '"');
}

void
xmlw_attr_num(struct xmlw *w, const char *name, int64_t v)
{
	AUTO_BUF b = { 0 };

	buf_fmt(&b, "%lld", (long long)v);
	xmlw_attr(w, name, b.p);
}

void
xmlw_text(struct xmlw *w, const char *text)
{
	end_tag(w);
	put(w->out, text == NULL ? "" : text, false);
}

void
xmlw_close(struct xmlw *w)
{
	assert(w->depth > 0);
	end_tag(w);
	buf_fmt(w->out, "</%s>", w->open[--w->depth]);
}

void
xmlw_leaf(struct xmlw *w, const char *name, const char *text)
{
	xmlw_open(w, name);
	xmlw_text(w, text);
	xmlw_close(w);
}

void
xmlw_line(struct xmlw *w)
{
	end_tag(w);
	buf_chr(w->out, '\n');
}
