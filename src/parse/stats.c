/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/stats_line.h"

#include <stdlib.h>
#include <string.h>

void
note_add(struct note *n, struct place at)
{
	if (n->count < STATS_NOTE_PLACES)
		n->at[n->count] = at;
	n->count++;
}

void
stats_note(struct statsfile *f, enum stats_note n, struct place at)
{
	note_add(&f->notes[n], at);
}

static bool
blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

static struct span
trim(struct span s)
{
	while (s.n != 0 && blank(s.p[0]))
		s = span_sub(s, 1, s.n);
	while (s.n != 0 && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

static bool
starts_fold(struct span s, const char *word)
{
	for (size_t i = 0; word[i] != '\0'; i++) {
		unsigned char c = i < s.n ? s.p[i] : 0;

		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c + 32);
		if (c != (unsigned char)word[i])
			return false;
	}
	return true;
}

bool
stats_looks_html(struct span s)
{
	if (span_starts(s, "\xef\xbb\xbf"))
		s = span_sub(s, 3, s.n);
	while (s.n != 0 && (blank(s.p[0]) || s.p[0] == '\n' || s.p[0] == '\r'))
		s = span_sub(s, 1, s.n);
	return starts_fold(s, "<!doctype html") || starts_fold(s, "<html") ||
	    starts_fold(s, "<?xml") || starts_fold(s, "<head");
}

#define EACH(byte) (UINT64_MAX / 255 * (byte)) /* in all eight bytes */

/* May any of eight bytes be high or a control?  No false negatives. */
static uint64_t
odd_eight(const unsigned char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return (w | (w - EACH(0x20)) | (w + EACH(1))) & EACH(0x80);
}

static bool
line_odd(struct span line)
{
	uint64_t odd = 0;

	if (line.n < 8)
		return true;
	for (size_t i = 0; i + 8 <= line.n; i += 8)
		odd |= odd_eight(line.p + i);
	return (odd | odd_eight(line.p + line.n - 8)) != 0;
}

/* Bytes that are no printable ASCII: once a line each. */
static void
line_bytes(struct stats_parser *p, struct span line, struct place at)
{
	bool high = false, control = false;

	if (!line_odd(line))
		return;
	for (size_t i = 0; i < line.n; i++) {
		high |= line.p[i] >= 0x80;
		control |= (line.p[i] < 0x20 && line.p[i] != '\t') ||
		    line.p[i] == 0x7f;
	}
	if (high)
		stats_note(p->ret, SN_NON_ASCII, at);
	if (control)
		stats_note(p->ret, SN_CONTROL, at);
}

static bool
version_like(struct span s)
{
	if (s.n == 0 || s.n > 8)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	return true;
}

static void
summary(struct stats_parser *p, const struct span *f, size_t n,
    struct place at)
{
	struct statsfile *s = p->ret;
	struct summary *q = &s->sums[s->sums_n];

	p->any_line = true;
	if (n < 6 || s->sums_n == STATS_SUMMARY_MAX ||
	    fam_parse(f[2], &q->fam) != 0 ||
	    span_u64(f[4], UINT32_MAX, &q->count) != 0) {
		stats_note(s, SN_SUMMARY_BAD, at);
		return;
	}
	q->at = at;
	s->sums_n++;
}

static void
line_parse(struct stats_parser *p, struct span line, struct place at)
{
	struct span f[FIELDS_MAX];
	size_t n = 0;

	/* A field beyond those we keep says nothing. */
	for (struct span rest = line; n < FIELDS_MAX;) {
		const unsigned char *bar =
		    rest.n == 0 ? NULL : memchr(rest.p, '|', rest.n);
		size_t len = bar == NULL ? rest.n : (size_t)(bar - rest.p);

		f[n++] = trim((struct span){ rest.p, len });
		if (bar == NULL)
			break;
		rest = (struct span){ bar + 1, rest.n - len - 1 };
	}
	p->last_is_record = false;
	if (n >= 4 && version_like(f[0])) {
		stats_header(p, f, n, at);
		return;
	}
	if (n >= 6 && span_is(f[5], "summary") && span_is(f[1], "*")) {
		summary(p, f, n, at);
		return;
	}
	if (n >= 5) {
		stats_record(p, f, n, at);
		return;
	}
	stats_note(p->ret, SN_LINE_BAD, at);
}

static void
line_any(struct stats_parser *p, struct span line, struct place at)
{
	if (line.n != 0 && line.p[line.n - 1] == '\r') {
		stats_note(p->ret, SN_CRLF, at);
		line.n--;
	}
	line_bytes(p, line, at);
	if (trim(line).n == 0)
		return;
	p->last = at;
	if (line.p[0] == '#')
		return;
	if (line.n > STATS_LINE_MAX) {
		stats_note(p->ret, SN_LINE_LONG, at);
		return;
	}
	if (memchr(line.p, '#', line.n) != NULL)
		stats_note(p->ret, SN_COMMENT_INSIDE, at);
	line_parse(p, line, at);
}

static uint32_t
delegated_fields(const struct stats_parser *p)
{
	size_t best = 0;

	for (size_t n = 1; n <= FIELDS_MAX; n++)
		if (p->by_fields[0][n].count > p->by_fields[0][best].count)
			best = n;
	return (uint32_t)best;
}

static void
note_join(struct note *to, const struct note *from)
{
	for (uint32_t i = 0; i < from->count && i < STATS_NOTE_PLACES; i++) {
		if (to->count + i >= STATS_NOTE_PLACES)
			break;
		to->at[to->count + i] = from->at[i];
	}
	to->count += from->count;
}

/* Records that have another number of fields than most delegated ones. */
static void
judge_count(struct stats_parser *p, size_t n, uint32_t usual, bool v23)
{
	struct statsfile *s = p->ret;
	const struct note *d = &p->by_fields[0][n];

	if (n == usual) {
		if (d->count != 0 && v23 && n != 8)
			note_join(&s->notes[SN_FIELDS_23], d);
		return;
	}
	note_join(&s->notes[SN_FIELDS_MIXED], d);
	if (usual == 0)
		return;
	note_join(&s->notes[n == 7 && usual == 8 ? SN_FIELDS_AVAILABLE :
						   SN_FIELDS_MIXED],
	    &p->by_fields[1][n]);
	note_join(&s->notes[SN_FIELDS_MIXED], &p->by_fields[2][n]);
}

/* Field counts can only be judged once all are known. */
static void
judge_fields(struct stats_parser *p)
{
	uint32_t usual = delegated_fields(p);
	bool v23 = span_is(p->ret->version, "2.3") &&
	    p->src->kind == SK_STATS_EXTENDED;

	for (size_t n = 7; n <= FIELDS_MAX; n++)
		judge_count(p, n, usual, v23);
}

/* No newline at the end: is the last line whole? */
static void
judge_end(struct stats_parser *p)
{
	struct statsfile *s = p->ret;
	bool cut;

	if (p->bytes.n == 0 || p->bytes.p[p->bytes.n - 1] == '\n')
		return;
	stats_note(s, SN_NO_FINAL_NEWLINE, p->last);
	if (!p->last_is_record)
		cut = s->notes[SN_LINE_BAD].count != 0;
	else
		cut = p->last_fields < 7 ||
		    (p->last_flags & (RF_STATUS | RF_DATE_BAD | RF_TEXT)) !=
			0 ||
		    ((p->last_flags & RF_ID_ABSENT) != 0 &&
			delegated_fields(p) == 8 &&
			s->notes[SN_FIELDS_AVAILABLE].count == 0);
	if (cut)
		stats_note(s, SN_CUT_MID_LINE, p->last);
}

/* Shorter than any record: "||asn|0|1" and a newline are ten. */
#define RECORD_BYTES_MIN 10

/* Room for all records at once: growing would copy them and leave holes. */
static void
reserve(struct statsfile *s, struct span bytes, size_t rows_max)
{
	size_t most = bytes.n / RECORD_BYTES_MIN + 1, lines = 1;

	for (const unsigned char *q = bytes.p, *end = q + bytes.n;
	     bytes.n != 0 && (q = memchr(q, '\n', (size_t)(end - q))) != NULL;
	     lines++, q++)
		;
	if (lines < most)
		most = lines;
	s->cap = most < rows_max ? most : rows_max;
	s->v = mem_large(s->cap, sizeof(*s->v));
}

void
stats_parse(struct span bytes, const struct source *src, struct statsfile *ret)
{
	stats_parse_upto(bytes, src, STATS_ROWS_MAX, ret);
}

void
stats_parse_upto(struct span bytes, const struct source *src, size_t rows_max,
    struct statsfile *ret)
{
	struct stats_parser p;
	struct span rest = bytes;

	memset(&p, 0, sizeof(p));
	p.bytes = bytes;
	p.src = src;
	p.ret = ret;
	p.rows_max = rows_max;
	p.registry = span_of(pub_name(src->publisher));
	ret->source = src;
	ret->bytes = bytes;
	ret->serial_time = TIME_NONE;
	if (bytes.n > UINT32_MAX)
		rest.n = 0; /* offsets are 32 bits; ceilings are far below */
	if (stats_looks_html(bytes)) {
		stats_note(ret, SN_HTML, (struct place){ 1, 0, 0 });
		rest.n = 0;
	}
	if (rest.n != 0)
		reserve(ret, rest, rows_max);
	while (rest.n != 0) {
		struct place at;
		struct span line;

		at.line = ++ret->lines;
		at.offset = (uint32_t)(rest.p - bytes.p);
		line = span_split(&rest, '\n');
		at.len = (uint32_t)line.n;
		line_any(&p, line, at);
	}
	if (!ret->has_header)
		stats_note(ret, SN_HEADER_MISSING, (struct place){ 1, 0, 0 });
	judge_fields(&p);
	judge_end(&p);
}
