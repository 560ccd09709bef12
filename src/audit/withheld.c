/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/withheld.h"

#include "audit/probe.h"

#include <stdlib.h>
#include <string.h>

/* Members whose strings name nobody. */
static bool
plain_member(struct span key)
{
	static const char *const v[] = { "start", "end", "start_address",
		"end_address", "prefix", "length", "transfer_date",
		"source_registration_date", "recipient_registration_date",
		"source_rir", "recipient_rir", "type", "status",
		"country_code", "stats_version", "producer", "production_date",
		"start_date", "end_date",
		/* of the feed of resource changes */
		"resources", "cc", "timestamp", "stats-begin", "stats-end",
		"version" };

	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		if (span_is(key, v[i]))
			return true;
	return false;
}

/* Fields of APNIC's older form: the organisations are the third and the
 * seventh of eleven. */
static bool
plain_field(size_t i)
{
	return i != 2 && i != 6;
}

/* The string that bytes begin with, quotes and all. */
static struct span
string_of(struct span s)
{
	size_t n = 1;

	while (n < s.n && s.p[n] != '"')
		n += s.p[n] == '\\' ? 2 : 1;
	return span_sub(s, 0, n < s.n ? n + 1 : s.n);
}

static bool
blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct span
behind_blanks(struct span s)
{
	while (s.n != 0 && blank(s.p[0]))
		s = span_sub(s, 1, s.n);
	return s;
}

struct span
evidence_entry(struct span bytes)
{
	struct span s = bytes;
	size_t depth = 0;

	if (s.n == 0 || (s.p[0] != '{' && s.p[0] != '['))
		return span_split(&s, '\n');
	while (s.n != 0) {
		unsigned char c = s.p[0];

		if (c == '"') {
			s = span_sub(s, string_of(s).n, s.n);
			continue;
		}
		s = span_sub(s, 1, s.n);
		depth += c == '{' || c == '[';
		if ((c == '}' || c == ']') && --depth == 0)
			break;
	}
	return span_sub(bytes, 0, bytes.n - s.n);
}

static void
json_text(struct span s, struct buf *out)
{
	struct span key = { NULL, 0 };

	for (s = behind_blanks(s); s.n != 0; s = behind_blanks(s)) {
		struct span one = span_sub(s, 0, 1), next;
		bool is_key;

		if (s.p[0] == '"')
			one = string_of(s);
		s = span_sub(s, one.n, s.n);
		next = behind_blanks(s);
		is_key = one.p[0] == '"' && next.n != 0 && next.p[0] == ':';
		if (is_key && one.n >= 2)
			key = span_sub(one, 1, one.n - 2);
		if (one.p[0] == '"' && !is_key && !plain_member(key))
			buf_str(out, "\"...\"");
		else
			buf_span(out, one);
	}
}

static void
pipe_text(struct span s, struct buf *out)
{
	for (size_t i = 0; s.n != 0; i++) {
		bool last = memchr(s.p, '|', s.n) == NULL;
		struct span f = span_split(&s, '|');

		if (plain_field(i) || f.n == 0)
			buf_span(out, f);
		else
			buf_str(out, "...");
		if (!last)
			buf_chr(out, '|');
	}
}

/* Whole escapes and whole characters. */
static void
cut(char *text)
{
	size_t n = strlen(text);

	if (n <= EVIDENCE_TEXT_MAX)
		return;
	n = EVIDENCE_TEXT_MAX;
	while (n > EVIDENCE_TEXT_MAX - 4 &&
	    ((unsigned char)text[n] >> 6 == 2 || text[n - 1] == '\\' ||
		(text[n - 2] == '\\' && text[n - 1] == 'x') ||
		(text[n - 3] == '\\' && text[n - 2] == 'x')))
		n--;
	text[n] = '\0';
}

static bool
names_people(enum source_kind k)
{
	return k == SK_TRANSFERS || k == SK_CHANGES;
}

char *
evidence_text(const struct source *s, struct span bytes, bool names)
{
	AUTO_BUF b = { 0 };
	char *text;

	if (!names_people(s->kind) || names) {
		text = text_escaped(bytes);
	} else {
		buf_str(&b, "");
		if (bytes.n != 0 && (bytes.p[0] == '{' || bytes.p[0] == '['))
			json_text(bytes, &b);
		else
			pipe_text(bytes, &b);
		text = text_escaped(buf_view(&b));
	}
	if (names_people(s->kind))
		cut(text);
	return text;
}
