/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NRO's files are statistics with a field more: read as such first. */
#include "parse/nro.h"
#include "parse/stats_line.h"

#include <string.h>

#define NRO_FIELDS 9

static struct span
trim(struct span s)
{
	while (s.n != 0 && memchr(" \t\r", s.p[0], 3) != NULL)
		s = span_sub(s, 1, s.n);
	while (s.n != 0 && memchr(" \t\r", s.p[s.n - 1], 3) != NULL)
		s.n--;
	return s;
}

static struct span
line_at(struct span bytes, struct place at)
{
	return span_sub(bytes, at.offset, at.len);
}

/* The field before the first bar, and that behind the last. */
static struct span
first_field(struct span line)
{
	return trim(span_split(&line, '|'));
}

static struct span
last_field(struct span line)
{
	size_t i = line.n;

	while (i != 0 && line.p[i - 1] != '|')
		i--;
	return trim(span_sub(line, i, line.n));
}

/* The seventh of nine fields; status has kept only what it knows. */
static bool
says_ianapool(struct span line)
{
	for (int i = 0; i < 6; i++)
		span_split(&line, '|');
	return span_is(trim(span_split(&line, '|')), "ianapool");
}

static void
row_read(struct nrofile *f, size_t i)
{
	struct record *r = &f->stats.v[i];
	struct span line = line_at(f->stats.bytes, r->at);
	struct nro_row *row = &f->rows[i];
	enum publisher p;

	row->registry = -1;
	r->flags |= RF_REGISTRY;
	if (pub_parse(first_field(line), &p) == 0 && p != PUB_NRO) {
		row->registry = (int8_t)p;
		r->flags &= (uint16_t)~RF_REGISTRY;
	} else
		note_add(&f->notes[NN_REGISTRY], r->at);
	row->origin = NO_OTHER;
	if (r->fields != NRO_FIELDS)
		note_add(&f->notes[NN_FIELDS], r->at);
	else {
		struct span origin = last_field(line);

		for (int o = 0; o < NO_OTHER; o++)
			if (span_is(origin,
				nro_origin_name((enum nro_origin)o)))
				row->origin = (uint8_t)o;
		if (row->origin == NO_OTHER)
			note_add(&f->notes[NN_ORIGIN], r->at);
	}
	row->ianapool = r->status == ST_OTHER && says_ianapool(line);
	if (row->ianapool)
		r->flags &= (uint16_t)~RF_STATUS;
}

/* No newline is as it should be: was the last record cut all the same?  What
 * is no record was judged with the statistics. */
static void
judge_end(struct nrofile *f)
{
	struct statsfile *s = &f->stats;
	struct note *cut = &s->notes[SN_CUT_MID_LINE];
	const struct record *r;

	if (s->n == 0 || s->notes[SN_NO_FINAL_NEWLINE].count == 0)
		return;
	r = &s->v[s->n - 1];
	if ((size_t)r->at.offset + r->at.len != s->bytes.n)
		return;
	memset(cut, 0, sizeof(*cut));
	if (f->rows[s->n - 1].origin == NO_OTHER)
		note_add(cut, r->at);
}

/* Is there a blank line between two records? */
static bool
parted(struct span bytes, struct place a, struct place b)
{
	size_t from = (size_t)a.offset + a.len + 1;
	struct span between = span_sub(bytes, from, b.offset - from);

	while (between.n != 0)
		if (trim(span_split(&between, '\n')).n == 0)
			return true;
	return false;
}

/* Records first..end-1 stand together. */
static void
block_read(struct nrofile *f, size_t first, size_t end)
{
	const struct record *a = &f->stats.v[first], *b = a + 1;

	if (end - first != 2 || b->at.line != a->at.line + 1) {
		note_add(&f->notes[NN_NOT_PAIR], a->at);
		return;
	}
	f->pairs = mem_grow(f->pairs, &f->pairs_cap, f->pairs_n + 1,
	    sizeof(*f->pairs));
	f->pairs[f->pairs_n++] =
	    (struct nro_pair){ (uint32_t)first, (uint32_t)first + 1 };
	if (a->fam != b->fam || !range_meets(a->r, b->r))
		note_add(&f->notes[NN_APART], a->at);
}

static void
pairs_read(struct nrofile *f)
{
	const struct statsfile *s = &f->stats;
	size_t first = 0;

	for (size_t i = 1; i <= s->n; i++) {
		if (i < s->n && !parted(s->bytes, s->v[i - 1].at, s->v[i].at))
			continue;
		block_read(f, first, i);
		first = i;
	}
}

void
nro_parse(struct span bytes, const struct source *src, enum nro_kind kind,
    struct nrofile *ret)
{
	struct statsfile *s = &ret->stats;

	ret->kind = kind;
	stats_parse(bytes, src, s);
	if (kind != NRO_COMBINED)
		memset(&s->notes[SN_HEADER_MISSING], 0,
		    sizeof(s->notes[SN_HEADER_MISSING]));
	if (s->n != 0)
		ret->rows = mem_large(s->n, sizeof(*ret->rows));
	for (size_t i = 0; i < s->n; i++)
		row_read(ret, i);
	judge_end(ret);
	if (kind == NRO_CONFLICTS)
		pairs_read(ret);
}
