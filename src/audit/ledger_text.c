/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/audit.h"
#include "audit/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const ledger_files[LEDGER_FILES] = { "ledger/sources",
	"ledger/asn", "ledger/ipv4", "ledger/ipv6", "ledger/open",
	"ledger/closed", "ledger/records-asn", "ledger/records-ipv4",
	"ledger/records-ipv6", "ledger/left", "ledger/first", "ledger/logged",
	"ledger/dated", "ledger/rpki", "ledger/nro" };

uint32_t ledger_lines_max = LEDGER_LINES_MAX;

#define SOURCE_FIELDS 9
#define OPEN_FIELDS 11
#define CLOSED_FIELDS 7

static void
print_day(struct buf *out, day_t d)
{
	char t[DAY_TEXT];

	if (d != 0)
		buf_str(out, day_text(d, t));
}

static void
print_sources(const struct ledger *l, struct buf *out)
{
	char u[UTC_TEXT], v[UTC_TEXT], n[COUNT_TEXT];

	if (l->run_day != 0) {
		buf_str(out, "run|");
		print_day(out, l->run_day);
		buf_chr(out, '\n');
	}
	for (size_t r = 0; r < RIR_N; r++) {
		const char *pub = pub_name((enum publisher)r);

		if (l->base[r] != TIME_NONE)
			buf_fmt(out, "base|%s|%s\n", pub,
			    utc_text(l->base[r], u));
		if (l->asof[r] != TIME_NONE)
			buf_fmt(out, "asof|%s|%s\n", pub,
			    utc_text(l->asof[r], u));
		if (l->first_at[r] != TIME_NONE)
			buf_fmt(out, "first|%s|%s\n", pub,
			    utc_text(l->first_at[r], u));
	}
	for (size_t r = 0; r < RIR_N; r++)
		if (l->held_from[r] >= 0)
			buf_fmt(out, "records|%s|%s|%s\n",
			    sources[l->held_from[r]].id,
			    utc_text(l->held_first[r], u),
			    utc_text(l->held_at[r], v));
	for (size_t i = 0; i < sources_n; i++) {
		const struct source_state *s = &l->src[i];

		if (!s->seen)
			continue;
		buf_fmt(out, "source|%s|%s|%s|%zu|%llu|", sources[i].id,
		    s->sha256, utc_text(s->retrieved, u), s->size,
		    (unsigned long long)s->rows);
		print_day(out, s->file_day);
		buf_fmt(out, "|%d|", s->unbroken);
		for (int k = 0; k < FAM_N * 4; k++)
			buf_fmt(out, "%s%s", k == 0 ? "" : ",",
			    num_decimal(s->totals[k / 4][k % 4], n));
		buf_chr(out, '\n');
	}
}

/* An instant and its text: most lines of a ledger have their neighbour's. */
struct instant {
	utc_t t;
	char text[UTC_TEXT];
};
#define INSTANT_LEN (UTC_TEXT - 1)

static void
print_tenancy(enum family f, const struct tenancy *q, const char *middle,
    struct instant *last, struct buf *out)
{
	char t[RANGE_TEXT];

	if (q->since != last->t) {
		last->t = q->since;
		utc_text(q->since, last->text);
	}
	buf_str(out, range_text(f, q->r, t));
	buf_str(out, middle);
	buf_str(out, last->text);
	buf_chr(out, '\n');
}

/* By lo, delegated before pool. */
static void
print_rir(const struct tenancies t[CLASS_N], enum family f, size_t rir,
    struct buf *out)
{
	struct instant last = { TIME_NONE, "" };
	char middle[CLASS_N][64];
	size_t i[CLASS_N] = { 0, 0 };

	for (int c = 0; c < CLASS_N; c++)
		snprintf(middle[c], sizeof(middle[c]), "|%s|%c|",
		    pub_name((enum publisher)rir), "dp"[c]);
	while (i[0] < t[0].n || i[1] < t[1].n) {
		int c = i[0] == t[0].n ||
		    (i[1] < t[1].n && t[1].v[i[1]].r.lo < t[0].v[i[0]].r.lo);

		print_tenancy(f, &t[c].v[i[c]++], middle[c], &last, out);
	}
}

static void
print_tenancies(const struct ledger *l, enum family f, struct buf *out)
{
	for (size_t r = 0; r < RIR_N; r++)
		print_rir(l->ten[r][f], f, r, out);
}

static void
print_open(const struct open_list *o, bool closed, struct buf *out)
{
	char pt[PARTIES_TEXT];

	for (size_t i = 0; i < o->n; i++) {
		const struct open_entry *e = &o->v[i];
		AUTO_FREE char *s = subject_text(e->type, e->range, e->name);

		buf_fmt(out, "%s|%s|%s|%s|", e->rule->id,
		    parties_text(e->parties, pt), subject_type_name(e->type),
		    s);
		print_day(out, e->first);
		buf_chr(out, '|');
		print_day(out, e->last);
		buf_fmt(out, "|%d", e->episode);
		if (!closed)
			buf_fmt(out, "|%u|%u|%u,%u,%u,%u,%u|%s", e->observed,
			    e->gap, e->serials[0], e->serials[1],
			    e->serials[2], e->serials[3], e->serials[4],
			    e->exception == NULL ? "" : e->exception);
		buf_chr(out, '\n');
	}
}

void
ledger_print(const struct ledger *l, size_t file, struct buf *out)
{
	buf_fmt(out, "# nroaudit ledger %s 1\n", ledger_files[file] + 7);
	switch (file) {
	case 0:
		print_sources(l, out);
		break;
	case 4:
	case 5:
		print_open(file == 4 ? &l->open : &l->closed, file == 5, out);
		break;
	case 6:
	case 7:
	case 8:
		records_print(l, (enum family)(file - LEDGER_RECORDS), out);
		break;
	case 9:
		left_print(l, out);
		break;
	case 10:
		first_print(l, out);
		break;
	case 11:
		logged_print(l, out);
		break;
	case 12:
		dated_print(l, out);
		break;
	case 13:
		rpki_states_print(&l->rpki, out);
		break;
	case 14:
		reported_print(l, out);
		break;
	default:
		print_tenancies(l, (enum family)(file - 1), out);
		break;
	}
}

int
ledger_split(struct span line, struct span *f, size_t n)
{
	size_t bars = 0;

	for (size_t i = 0; i < line.n; i++)
		bars += line.p[i] == '|';
	if (bars + 1 != n)
		return -1;
	for (size_t i = 0; i < n; i++)
		f[i] = span_split(&line, '|');
	return 0;
}

static int
opt_day(struct span s, day_t *ret)
{
	*ret = 0;
	return s.n == 0 ? 0 : day_parse(s, ret);
}

static int
big_parse(struct span s, num_t *ret)
{
	num_t v = 0;

	if (s.n == 0 || s.n > 39)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)s.p[i] - '0';

		if (d > 9 || v > (~(num_t)0 - d) / 10)
			return -1;
		v = v * 10 + d;
	}
	*ret = v;
	return 0;
}

static int
source_line(struct ledger *l, const struct span f[SOURCE_FIELDS])
{
	AUTO_FREE char *id = mem_strndup(f[1].p, f[1].n);
	const struct source *src = source_find(id);
	struct source_state *s;
	struct span totals = f[8];
	uint64_t size, rows;

	if (src == NULL)
		return 0; /* a source that this engine no longer reads */
	s = &l->src[source_index(src)];
	if (!hex_is(f[2], 64) || utc_parse(f[3], &s->retrieved) != 0 ||
	    span_u64(f[4], SIZE_MAX, &size) != 0 ||
	    span_u64(f[5], UINT64_MAX, &rows) != 0 ||
	    opt_day(f[6], &s->file_day) != 0 ||
	    (!span_is(f[7], "0") && !span_is(f[7], "1")))
		return -1;
	s->seen = true;
	s->size = (size_t)size;
	s->rows = rows;
	s->unbroken = f[7].p[0] == '1';
	memcpy(s->sha256, f[2].p, 64);
	for (int k = 0; k < FAM_N * 4; k++)
		if (big_parse(span_split(&totals, ','),
			&s->totals[k / 4][k % 4]) != 0)
			return -1;
	return totals.n == 0 ? 0 : -1;
}

/* A source that this engine no longer reads is passed over. */
static int
records_of_line(struct ledger *l, const struct span f[4])
{
	AUTO_FREE char *id = mem_strndup(f[1].p, f[1].n);
	const struct source *s = source_find(id);
	utc_t first, last;

	if (utc_parse(f[2], &first) != 0 || utc_parse(f[3], &last) != 0)
		return -1;
	if (s == NULL)
		return 0;
	if (s->publisher >= RIR_N)
		return -1;
	l->held_from[s->publisher] = (int)source_index(s);
	l->held_first[s->publisher] = first;
	l->held_at[s->publisher] = last;
	return 0;
}

static int
sources_line(struct ledger *l, struct span line)
{
	struct span f[SOURCE_FIELDS];
	enum publisher p;
	utc_t t;

	if (ledger_split(line, f, 2) == 0 && span_is(f[0], "run"))
		return day_parse(f[1], &l->run_day);
	if (ledger_split(line, f, 3) == 0) {
		if (pub_parse(f[1], &p) != 0 || p >= RIR_N ||
		    utc_parse(f[2], &t) != 0)
			return -1;
		if (span_is(f[0], "base"))
			l->base[p] = t;
		else if (span_is(f[0], "asof"))
			l->asof[p] = t;
		else if (span_is(f[0], "first"))
			l->first_at[p] = t;
		else
			return -1;
		return 0;
	}
	if (ledger_split(line, f, 4) == 0 && span_is(f[0], "records"))
		return records_of_line(l, f);
	if (ledger_split(line, f, SOURCE_FIELDS) != 0 ||
	    !span_is(f[0], "source"))
		return -1;
	return source_line(l, f);
}

/* Behind all that it must stand behind. */
static bool
in_order(const struct tenancies t[CLASS_N], enum class c,
    const struct tenancy *q)
{
	const struct tenancies *own = &t[c], *other = &t[1 - c];

	return (own->n == 0 || own->v[own->n - 1].r.hi < q->r.lo) &&
	    (other->n == 0 || other->v[other->n - 1].r.lo <= q->r.lo);
}

static int
instant_parse(struct span s, struct instant *last, utc_t *ret)
{
	if (s.n == INSTANT_LEN && memcmp(s.p, last->text, INSTANT_LEN) == 0) {
		*ret = last->t;
		return 0;
	}
	if (utc_parse(s, ret) != 0)
		return -1;
	if (s.n == INSTANT_LEN) {
		last->t = *ret;
		memcpy(last->text, s.p, INSTANT_LEN);
	}
	return 0;
}

static int
tenancy_line(struct ledger *l, enum family fam, struct span line,
    struct instant *last)
{
	struct span f[4];
	enum publisher p;
	enum class c;
	struct tenancies *t;
	struct tenancy q;

	if (ledger_split(line, f, 4) != 0 ||
	    range_parse(fam, f[0], &q.r) != 0 || pub_parse(f[1], &p) != 0 ||
	    p >= RIR_N || (!span_is(f[2], "d") && !span_is(f[2], "p")) ||
	    instant_parse(f[3], last, &q.since) != 0)
		return -1;
	c = f[2].p[0] == 'p' ? CLASS_POOL : CLASS_DELEGATED;
	if (!in_order(l->ten[p][fam], c, &q))
		return -1;
	t = &l->ten[p][fam][c];
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = q;
	return 0;
}

static int
type_parse(struct span s, enum subject_type *ret)
{
	for (int t = SUBJ_ASN; t <= SUBJ_REGISTRY; t++)
		if (span_is(s, subject_type_name((enum subject_type)t))) {
			*ret = (enum subject_type)t;
			return 0;
		}
	return -1;
}

static int
counts_parse(const struct span f[OPEN_FIELDS], struct open_entry *e)
{
	uint64_t a, b, n;
	struct span s = f[9];

	if (span_u64(f[7], UINT32_MAX, &a) != 0 ||
	    span_u64(f[8], UINT32_MAX, &b) != 0)
		return -1;
	e->observed = (uint32_t)a;
	e->gap = (uint32_t)b;
	for (size_t r = 0; r < RIR_N; r++) {
		if (span_u64(span_split(&s, ','), UINT32_MAX, &n) != 0)
			return -1;
		e->serials[r] = (uint32_t)n;
	}
	return s.n == 0 ? 0 : -1;
}

/* Engines before kept no exception. */
static int
open_split(struct span line, bool closed, struct span f[OPEN_FIELDS])
{
	memset(f, 0, OPEN_FIELDS * sizeof(*f));
	if (closed)
		return ledger_split(line, f, CLOSED_FIELDS);
	return ledger_split(line, f, OPEN_FIELDS) == 0 ?
	    0 :
	    ledger_split(line, f, OPEN_FIELDS - 1);
}

static int
open_line(struct open_list *o, bool closed, struct span line)
{
	struct span f[OPEN_FIELDS];
	struct open_entry e = { 0 };
	uint64_t episode;

	if (open_split(line, closed, f) != 0)
		return -1;
	e.rule = rule_find(f[0]);
	if (e.rule == NULL)
		return 0; /* a rule that was retired */
	if (parties_parse(f[1], &e.parties) != 0 ||
	    type_parse(f[2], &e.type) != 0 || day_parse(f[4], &e.first) != 0 ||
	    day_parse(f[5], &e.last) != 0 ||
	    span_u64(f[6], INT32_MAX, &episode) != 0 ||
	    (!closed && counts_parse(f, &e) != 0))
		return -1;
	e.episode = (int)episode;
	if (!closed && f[10].n != 0)
		e.exception = mem_strndup(f[10].p, f[10].n);
	if (e.type < SUBJ_FILE) {
		if (range_parse((enum family)e.type, f[3], &e.range) != 0)
			return -1;
	} else
		e.name = mem_strndup(f[3].p, f[3].n);
	o->v = mem_grow(o->v, &o->cap, o->n + 1, sizeof(*o->v));
	o->v[o->n++] = e;
	return 0;
}

static int
any_line(struct ledger *l, size_t file, struct span line, struct instant *last)
{
	if (file == 0)
		return sources_line(l, line);
	if (file == 9)
		return left_line(l, line);
	if (file == 10)
		return first_line(l, line);
	if (file == 11)
		return logged_line(l, line);
	if (file == 12)
		return dated_line(l, line);
	if (file == 13)
		return rpki_states_line(&l->rpki, line);
	if (file == 14)
		return reported_line(l, line);
	if (file >= LEDGER_RECORDS)
		return records_line(l, (enum family)(file - LEDGER_RECORDS),
		    line);
	if (file >= 4)
		return open_line(file == 4 ? &l->open : &l->closed, file == 5,
		    line);
	return tenancy_line(l, (enum family)(file - 1), line, last);
}

int
ledger_parse(struct ledger *l, size_t file, struct span text, struct err *e)
{
	AUTO_BUF head = { 0 };
	struct instant last = { TIME_NONE, "" };
	uint32_t n = 1;
	int r = 0;

	buf_fmt(&head, "# nroaudit ledger %s 1", ledger_files[file] + 7);
	if (!span_eq(span_split(&text, '\n'), buf_view(&head)))
		return err_set(e, ERR_DATA, "%s: line 1: not a ledger",
		    ledger_files[file]);
	while (text.n != 0 && r == 0 && n < ledger_lines_max) {
		struct span line = span_split(&text, '\n');

		n++;
		r = any_line(l, file, line, &last);
	}
	if (r != 0)
		return err_set(e, ERR_DATA, "%s: line %u: cannot be read",
		    ledger_files[file], n);
	if (text.n != 0)
		return err_set(e, ERR_DATA, "%s: over %u lines",
		    ledger_files[file], ledger_lines_max);
	return 0;
}
