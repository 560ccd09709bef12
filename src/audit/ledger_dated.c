/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was seen under the names of dated files. */
#include "audit/archive.h"
#include "audit/ledger.h"

#include <stdlib.h>
#include <string.h>

#define DATED_FIELDS 7
static const char how_letters[] = "pgn";

const struct dated_state *
ledger_dated(const struct ledger *l, size_t rir, day_t day)
{
	const struct dated_states *t = &l->dated[rir];
	size_t lo = 0, hi = t->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->v[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && t->v[lo].day == day ? &t->v[lo] : NULL;
}

/* It was there today; old may be NULL. */
static void
seen(const struct dated *a, const struct dated_state *old, day_t today,
    struct dated_state *s)
{
	if (old != NULL && old->how != DATED_NEVER &&
	    strcmp(old->sha256, a->plain) == 0) {
		*s = *old;
		s->how = DATED_THERE;
		s->last = today;
		s->runs++;
		return;
	}
	s->how = DATED_THERE;
	memcpy(s->sha256, a->plain, sizeof(s->sha256));
	s->first = s->last = today;
	s->runs = 1;
}

static void
not_found(const struct dated_state *old, day_t today, struct dated_state *s)
{
	if (old == NULL) {
		s->how = DATED_NEVER;
		s->first = today;
	} else
		*s = *old;
	if (s->how == DATED_NEVER) {
		s->last = today;
		s->runs++;
	} else
		s->how = DATED_GONE;
}

static bool
kept(const struct dated_state *s, day_t today)
{
	return day_diff(today, s->day) <=
	    (s->how == DATED_NEVER ? DATED_ABSENT_DAYS : DATED_KEEP_DAYS);
}

static int
day_cmp(const void *pa, const void *pb)
{
	const struct dated_state *a = pa, *b = pb;

	return a->day < b->day ? -1 : a->day > b->day;
}

static void
push(struct dated_states *t, const struct dated_state *s)
{
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = *s;
}

static void
date_rir(const struct ledger *old, const struct dataset *d, size_t rir,
    struct ledger *ret)
{
	const struct dated_states *before = &old->dated[rir];
	struct dated_states *t = &ret->dated[rir];

	for (size_t i = 0; i < before->n; i++)
		if (dated_asked(d, rir, before->v[i].day) == ASKED_NOTHING &&
		    kept(&before->v[i], d->day))
			push(t, &before->v[i]);
	for (size_t i = 0; i < d->prov.dated_n; i++) {
		const struct dated *a = &d->prov.dated[i];
		struct dated_state s = { .day = a->day };
		enum asked how = dated_asked(d, rir, a->day);

		if (!dated_own(a, rir) || how == ASKED_NOTHING)
			continue;
		if (how == ASKED_THERE)
			seen(a, ledger_dated(old, rir, a->day), d->day, &s);
		else
			not_found(ledger_dated(old, rir, a->day), d->day, &s);
		if (kept(&s, d->day))
			push(t, &s);
	}
	if (t->n != 0)
		qsort(t->v, t->n, sizeof(*t->v), day_cmp);
}

void
ledger_date(const struct ledger *old, const struct dataset *d,
    struct ledger *ret)
{
	for (size_t r = 0; r < RIR_N; r++)
		date_rir(old, d, r, ret);
}

void
dated_print(const struct ledger *l, struct buf *out)
{
	char a[DAY_TEXT], b[DAY_TEXT], c[DAY_TEXT];

	for (size_t r = 0; r < RIR_N; r++)
		for (size_t i = 0; i < l->dated[r].n; i++) {
			const struct dated_state *s = &l->dated[r].v[i];

			buf_fmt(out, "%s|%s|%c|%s|%s|%s|%u\n",
			    pub_name((enum publisher)r), day_text(s->day, a),
			    how_letters[s->how], s->sha256,
			    day_text(s->first, b), day_text(s->last, c),
			    s->runs);
		}
}

/* HOW and SHA256. */
static int
contents_parse(const struct span f[2], struct dated_state *s)
{
	const char *how = f[0].n != 1 || f[0].p[0] == '\0' ?
	    NULL :
	    strchr(how_letters, f[0].p[0]);

	if (how == NULL)
		return -1;
	s->how = (uint8_t)(how - how_letters);
	if (s->how == DATED_NEVER)
		return f[1].n == 0 ? 0 : -1;
	if (!hex_is(f[1], SHA256_HEX - 1))
		return -1;
	memcpy(s->sha256, f[1].p, f[1].n);
	return 0;
}

int
dated_line(struct ledger *l, struct span line)
{
	struct span f[DATED_FIELDS];
	struct dated_state s = { 0 };
	struct dated_states *t;
	enum publisher p;
	uint64_t runs = 0;

	if (ledger_split(line, f, DATED_FIELDS) != 0 ||
	    pub_parse(f[0], &p) != 0 || p >= RIR_N ||
	    day_parse(f[1], &s.day) != 0 || contents_parse(&f[2], &s) != 0 ||
	    day_parse(f[4], &s.first) != 0 || day_parse(f[5], &s.last) != 0 ||
	    span_u64(f[6], UINT32_MAX, &runs) != 0)
		return -1;
	s.runs = (uint32_t)runs;
	t = &l->dated[p];
	if (t->n != 0 && t->v[t->n - 1].day >= s.day)
		return -1;
	push(t, &s);
	return 0;
}
