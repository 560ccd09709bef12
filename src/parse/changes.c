/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nro-resource-changes, version 0.1. */
#include "parse/changes.h"
#include "parse/json.h"
#include "parse/resource.h"
#include "parse/transfers_priv.h"

#include <string.h>

size_t changes_max = CHANGES_MAX;
size_t change_ranges_max = CHANGE_RANGES_MAX;

struct reader {
	struct changefeed *ret;
	struct place at;      /* of the line at hand */
	struct feed_entry *c; /* the change at hand */
};

static void
note(struct reader *rd, enum change_note n)
{
	struct note *q = &rd->ret->notes[n];

	if (q->count < STATS_NOTE_PLACES)
		q->at[q->count] = rd->at;
	q->count++;
}

static struct span
text(const json_t *j)
{
	if (!json_is_string(j))
		return (struct span){ NULL, 0 };
	return (struct span){ (const unsigned char *)json_string_value(j),
		json_string_length(j) };
}

/* Where a string stands, within its quotes; len 0 for any other value. */
static struct place
inside_quotes(const struct json_value *v)
{
	struct place at = { 0, 0, 0 };

	if (v->bytes.n > 2 && v->bytes.p[0] == '"')
		at = (struct place){ v->at.line, v->at.offset + 1,
			v->at.len - 2 };
	return at;
}

/* The members of the line at hand, which is an object, in turn. */
static void
members(struct reader *rd, const json_t *j,
    void (*fn)(struct reader *, struct span key, const json_t *,
	const struct json_value *))
{
	struct json_cursor c = { rd->ret->bytes, rd->at.offset, rd->at.line,
		false };
	struct json_value v;
	struct span key;

	if (!json_enter(&c, '{'))
		return;
	while (json_member(&c, &key, &v)) {
		AUTO_FREE char *name = mem_strndup(key.p, key.n);

		fn(rd, key, json_object_get(j, name), &v);
	}
}

static void
time_member(struct reader *rd, const json_t *j, utc_t *ret)
{
	bool usual;

	if (transfers_time(text(j), ret, &usual) != 0)
		note(rd, CN_TIME_BAD);
	else if (!usual)
		note(rd, CN_TIME_SPELLING);
}

static void
head_member(struct reader *rd, struct span key, const json_t *j,
    const struct json_value *v)
{
	struct changefeed *f = rd->ret;

	(void)j;
	if (span_is(key, "stats-begin"))
		f->stats_begin = inside_quotes(v);
	else if (span_is(key, "stats-end"))
		f->stats_end = inside_quotes(v);
	else if (!span_is(key, "count") && !span_is(key, "timestamp") &&
	    !span_is(key, "version"))
		note(rd, CN_MEMBER_UNKNOWN);
}

static void
head(struct reader *rd, const json_t *j)
{
	struct changefeed *f = rd->ret;
	const json_t *count = json_object_get(j, "count");

	f->has_head = true;
	f->head_at = rd->at;
	if (!span_is(text(json_object_get(j, "version")), "0.1"))
		note(rd, CN_VERSION);
	if (!json_is_integer(count) || json_integer_value(count) < 0)
		note(rd, CN_COUNT_BAD);
	else
		f->declared = (uint64_t)json_integer_value(count);
	time_member(rd, json_object_get(j, "timestamp"), &f->time);
	members(rd, j, head_member);
	if (f->stats_begin.len == 0 || f->stats_end.len == 0)
		note(rd, CN_STATS_URL);
}

static void
one_resource(struct reader *rd, const json_t *j)
{
	struct changefeed *f = rd->ret;
	enum family fam;
	struct range r;
	bool usual = true;

	if (resource_read(text(j), &fam, &r, &usual) != 0) {
		note(rd, CN_RESOURCE_BAD);
		return;
	}
	if (!usual)
		note(rd, CN_RESOURCE_TEXT);
	if (f->ranges_n == change_ranges_max) {
		note(rd, CN_LIMIT);
		return;
	}
	f->ranges = mem_grow(f->ranges, &f->ranges_cap, f->ranges_n + 1,
	    sizeof(*f->ranges));
	f->ranges[f->ranges_n++] = (struct change_range){ r, (uint8_t)fam };
	rd->c->n++;
}

static void
resources(struct reader *rd, const json_t *list)
{
	size_t i;
	json_t *j;

	json_array_foreach(list, i, j) one_resource(rd, j);
	if (rd->c->n == 0)
		note(rd, CN_NO_RESOURCES);
}

static void
type_member(struct reader *rd, struct span s)
{
	rd->c->type = CT_OTHER;
	for (int t = 0; t < CT_OTHER; t++)
		if (span_is(s, change_type_name((enum change_type)t)))
			rd->c->type = (uint8_t)t;
	if (rd->c->type == CT_OTHER)
		note(rd, CN_TYPE_UNKNOWN);
}

static void
status_member(struct reader *rd, const json_t *j)
{
	rd->c->status = -1;
	if (j == NULL || json_is_null(j))
		return;
	rd->c->status = ST_OTHER;
	for (int s = 0; s < ST_OTHER; s++)
		if (span_is(text(j), status_name((enum status)s)))
			rd->c->status = (int8_t)s;
	if (rd->c->status == ST_OTHER)
		note(rd, CN_STATUS_UNKNOWN);
}

static void
cc_member(struct reader *rd, const json_t *j)
{
	struct span s = text(j);

	if (j == NULL || json_is_null(j))
		return;
	if (s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' &&
	    s.p[1] <= 'Z')
		memcpy(rd->c->cc, s.p, 2);
	else
		note(rd, CN_CC_BAD);
}

static void
entry_member(struct reader *rd, struct span key, const json_t *j,
    const struct json_value *v)
{
	static const char *const known[] = { "cc", "resources", "status",
		"timestamp", "type" };

	if (span_is(key, "custodian")) {
		rd->c->custodian = inside_quotes(v);
		if (!json_is_string(j) && !json_is_null(j))
			note(rd, CN_CUSTODIAN_BAD);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (span_is(key, known[i]))
			return;
	rd->c->more = true;
	note(rd, CN_MEMBER_UNKNOWN);
}

static void
entry(struct reader *rd, const json_t *j)
{
	struct changefeed *f = rd->ret;

	if (f->n == changes_max) {
		note(rd, CN_LIMIT);
		return;
	}
	f->v = mem_grow(f->v, &f->cap, f->n + 1, sizeof(*f->v));
	rd->c = &f->v[f->n++];
	memset(rd->c, 0, sizeof(*rd->c));
	rd->c->at = rd->at;
	rd->c->first = (uint32_t)f->ranges_n;
	rd->c->time = TIME_NONE;
	time_member(rd, json_object_get(j, "timestamp"), &rd->c->time);
	type_member(rd, text(json_object_get(j, "type")));
	status_member(rd, json_object_get(j, "status"));
	cc_member(rd, json_object_get(j, "cc"));
	members(rd, j, entry_member);
	resources(rd, json_object_get(j, "resources"));
}

/* A line that is not blank. */
static void
line(struct reader *rd, bool first)
{
	struct span s = changefeed_text(rd->ret, rd->at);
	AUTO(json_freep) json_t *j = NULL;

	if (s.n > CHANGES_LINE_MAX)
		note(rd, CN_LINE_LONG);
	else
		j = json_read(s);
	if (first && json_is_object(j) &&
	    json_object_get(j, "resources") == NULL) {
		head(rd, j);
		return;
	}
	if (first)
		note(rd, CN_NO_FEED);
	rd->ret->entries++;
	if (json_is_object(j))
		entry(rd, j);
	else if (s.n <= CHANGES_LINE_MAX)
		note(rd, CN_ENTRY_BAD);
}

static struct span
trim(struct span s)
{
	while (s.n != 0 && memchr(" \t\r", s.p[0], 3) != NULL)
		s = span_sub(s, 1, s.n);
	while (s.n != 0 && memchr(" \t\r", s.p[s.n - 1], 3) != NULL)
		s.n--;
	return s;
}

static void
judge_count(struct reader *rd)
{
	struct changefeed *f = rd->ret;

	rd->at = f->has_head ? f->head_at : (struct place){ 1, 0, 0 };
	if (!f->has_head) {
		if (f->notes[CN_NO_FEED].count == 0)
			note(rd, CN_NO_FEED);
		return;
	}
	if (f->notes[CN_COUNT_BAD].count == 0 && f->declared != f->entries)
		note(rd, CN_COUNT);
}

void
changes_parse(struct span bytes, const struct source *src,
    struct changefeed *ret)
{
	struct reader rd = { ret, { 1, 0, 0 }, NULL };
	struct span rest = bytes;
	uint32_t n = 0;
	bool first = true;

	ret->source = src;
	ret->bytes = bytes;
	ret->time = TIME_NONE;
	if (bytes.n > UINT32_MAX)
		rest.n = 0; /* offsets are 32 bits; ceilings are far below */
	if (span_starts(rest, "\xef\xbb\xbf"))
		rest = span_sub(rest, 3, rest.n);
	while (rest.n != 0) {
		struct span s = trim(span_split(&rest, '\n'));

		n++;
		if (s.n == 0)
			continue;
		rd.at = (struct place){ n, (uint32_t)(s.p - bytes.p),
			(uint32_t)s.n };
		line(&rd, first);
		first = false;
	}
	judge_count(&rd);
}
