/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/json.h"

#include <string.h>

void
json_start(struct json_cursor *c, struct span all)
{
	*c = (struct json_cursor){ all, 0, 1, false };
	if (span_starts(all, "\xef\xbb\xbf"))
		c->at = 3;
}

static int
peek(const struct json_cursor *c)
{
	return c->at < c->all.n ? c->all.p[c->at] : -1;
}

static void
step(struct json_cursor *c)
{
	if (c->all.p[c->at++] == '\n')
		c->line++;
}

static int
next_sign(struct json_cursor *c)
{
	int b;

	while ((b = peek(c)) == ' ' || b == '\t' || b == '\n' || b == '\r')
		step(c);
	return b;
}

static bool
lose(struct json_cursor *c)
{
	c->lost = true;
	return false;
}

/* Over a string, its quotes included; a control byte ends it (RFC 8259
 * section 7), so that a lost quote costs one entry and not all. */
static bool
skip_string(struct json_cursor *c)
{
	int b;

	step(c);
	while ((b = peek(c)) >= 0x20) {
		step(c);
		if (b == '"')
			return true;
		if (b == '\\' && peek(c) >= 0x20)
			step(c);
	}
	return b >= 0;
}

static bool
ends_value(int b)
{
	return b == ',' || b == '}' || b == ']' || b < 0;
}

/* Over one sign of a value, a whole string at once; false at the end of the
 * text within a value. */
static bool
skip_sign(struct json_cursor *c, int b, size_t *depth)
{
	if (b < 0 || *depth > JSON_DEPTH_MAX)
		return false;
	if (b == '"')
		return skip_string(c);
	if (b == '{' || b == '[')
		++*depth;
	else if (b == '}' || b == ']')
		--*depth;
	step(c);
	return true;
}

/* Over one value of any kind. */
static bool
skip_value(struct json_cursor *c)
{
	size_t depth = 0;
	int b = next_sign(c);

	if (ends_value(b))
		return lose(c); /* nothing stands there */
	do {
		if (!skip_sign(c, b, &depth))
			return lose(c);
		b = next_sign(c);
	} while (depth != 0 || !ends_value(b));
	return true;
}

bool
json_enter(struct json_cursor *c, char bracket)
{
	if (c->lost || next_sign(c) != bracket)
		return false;
	step(c);
	return true;
}

/* True where an item follows; the closing bracket and commas are taken. */
static bool
item_follows(struct json_cursor *c, char closing)
{
	int b;

	if (c->lost)
		return false;
	b = next_sign(c);
	if (b == ',') {
		step(c);
		b = next_sign(c);
	}
	if (b == closing) {
		step(c);
		return false;
	}
	return b >= 0 || lose(c);
}

static bool
take_value(struct json_cursor *c, struct json_value *ret)
{
	size_t from;
	struct span s;

	next_sign(c);
	from = c->at;
	ret->at.line = c->line;
	ret->at.offset = (uint32_t)from;
	ret->bytes = span_sub(c->all, from, c->all.n);
	ret->at.len = (uint32_t)ret->bytes.n;
	if (c->all.n > UINT32_MAX || !skip_value(c))
		return lose(c);
	s = span_sub(c->all, from, c->at - from);
	while (s.n != 0 && memchr(" \t\r\n", s.p[s.n - 1], 4) != NULL)
		s.n--;
	ret->bytes = s;
	ret->at.len = (uint32_t)s.n;
	return true;
}

bool
json_element(struct json_cursor *c, struct json_value *ret)
{
	return item_follows(c, ']') && take_value(c, ret);
}

bool
json_member(struct json_cursor *c, struct span *ret_key,
    struct json_value *ret)
{
	size_t from;

	memset(ret, 0, sizeof(*ret));
	if (!item_follows(c, '}'))
		return false;
	from = c->at;
	if (peek(c) != '"' || !skip_string(c))
		return lose(c);
	*ret_key = span_sub(c->all, from + 1, c->at - from - 2);
	if (next_sign(c) != ':')
		return lose(c);
	step(c);
	return take_value(c, ret);
}

struct json_cursor
json_inside(const struct json_cursor *c, const struct json_value *v)
{
	struct json_cursor r = { { c->all.p, v->at.offset + v->bytes.n },
		v->at.offset, v->at.line, false };

	return r;
}

json_t *
json_read(struct span bytes)
{
	if (bytes.n == 0 || bytes.n > JSON_VALUE_MAX)
		return NULL;
	return json_loadb((const char *)bytes.p, bytes.n,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

void
json_freep(json_t **j)
{
	json_decref(*j);
}
