/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others reported, in the ledger: from day to day, and as text. */
#include "audit/audit.h"
#include "audit/ledger.h"

#include <stdlib.h>
#include <string.h>

#define LISTED_FIELDS 6

static const char *const kinds[REPORTED_KINDS] = { "conflict", "unclaimed",
	"differs" };

static void
listings_keep(const struct listings *old, struct listings *ret)
{
	if (old->n == 0)
		return;
	ret->v = mem_grow(NULL, &ret->cap, old->n, sizeof(*ret->v));
	memcpy(ret->v, old->v, old->n * sizeof(*old->v));
	ret->n = old->n;
}

static void
lists_advance(const struct reported *old, const struct dataset *d,
    struct reported *ret)
{
	for (int k = REP_CONFLICT; k <= REP_UNCLAIMED; k++)
		for (int f = 0; f < FAM_N; f++) {
			struct listings today = { 0 };

			reported_today(d, (enum reported_kind)k,
			    (enum family)f, &today);
			listings_advance(&old->by[k][f], today.v, today.n,
			    ret->day, &ret->by[k][f]);
			free(today.v);
		}
}

static void
feeds_advance(const struct reported *old, const struct dataset *d,
    struct reported *ret)
{
	for (size_t r = 0; r < RIR_N; r++) {
		const struct changefeed *c = &d->feed[r];
		struct span end = changefeed_text(c, c->stats_end);

		if (c->has_head && end.n != 0 && span_plain(end) &&
		    memchr(end.p, '|', end.n) == NULL)
			ret->feed_end[r] = mem_strndup(end.p, end.n);
		else if (old->feed_end[r] != NULL)
			ret->feed_end[r] = mem_strdup(old->feed_end[r]);
	}
}

void
ledger_report(const struct ledger *before, const struct dataset *d,
    struct ledger *next)
{
	const struct reported *old = &before->nro;
	struct reported *ret = &next->nro;
	day_t day = reported_day(d);

	feeds_advance(old, d, ret);
	if (day > old->day) {
		ret->day = day;
		lists_advance(old, d, ret);
	} else {
		ret->day = old->day;
		for (int k = REP_CONFLICT; k <= REP_UNCLAIMED; k++)
			for (int f = 0; f < FAM_N; f++)
				listings_keep(&old->by[k][f], &ret->by[k][f]);
	}
	for (int f = 0; f < FAM_N; f++)
		listings_keep(&old->by[REP_DIFFERS][f],
		    &ret->by[REP_DIFFERS][f]);
}

void
reported_print(const struct ledger *l, struct buf *out)
{
	char d[DAY_TEXT], t[RANGE_TEXT], p[PARTIES_TEXT];

	if (l->nro.day != 0)
		buf_fmt(out, "report|%s\n", day_text(l->nro.day, d));
	for (int k = 0; k < REPORTED_KINDS; k++)
		for (int f = 0; f < FAM_N; f++) {
			const struct listings *s = &l->nro.by[k][f];

			for (size_t i = 0; i < s->n; i++)
				buf_fmt(out, "%s|%s|%s|%s|%s|%u\n", kinds[k],
				    fam_name((enum family)f),
				    range_text((enum family)f, s->v[i].r, t),
				    parties_text(s->v[i].parties, p),
				    day_text(s->v[i].since, d),
				    s->v[i].reports);
		}
	for (size_t r = 0; r < RIR_N; r++)
		if (l->nro.feed_end[r] != NULL)
			buf_fmt(out, "feed|%s|%s\n",
			    pub_name((enum publisher)r), l->nro.feed_end[r]);
}

static int
feed_line(struct ledger *l, const struct span f[3])
{
	enum publisher p;

	if (!span_is(f[0], "feed") || pub_parse(f[1], &p) != 0 || p >= RIR_N ||
	    f[2].n == 0 || !span_plain(f[2]) || l->nro.feed_end[p] != NULL)
		return -1;
	l->nro.feed_end[p] = mem_strndup(f[2].p, f[2].n);
	return 0;
}

/* Behind the one before it. */
static bool
in_order(const struct listings *s, const struct listing *q)
{
	const struct listing *b = s->n == 0 ? NULL : &s->v[s->n - 1];

	return b == NULL || b->parties < q->parties ||
	    (b->parties == q->parties && b->r.hi < q->r.lo);
}

static int
listed_line(struct ledger *l, const struct span f[LISTED_FIELDS])
{
	struct listing q = { 0 };
	struct listings *s;
	enum family fam;
	uint64_t n;
	int k = 0;

	while (k < REPORTED_KINDS && !span_is(f[0], kinds[k]))
		k++;
	if (k == REPORTED_KINDS || fam_parse(f[1], &fam) != 0 ||
	    range_parse(fam, f[2], &q.r) != 0 ||
	    parties_parse(f[3], &q.parties) != 0 || q.parties == 0 ||
	    day_parse(f[4], &q.since) != 0 ||
	    span_u64(f[5], UINT32_MAX, &n) != 0 || n == 0)
		return -1;
	q.reports = (uint32_t)n;
	s = &l->nro.by[k][fam];
	if (!in_order(s, &q))
		return -1;
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = q;
	return 0;
}

int
reported_line(struct ledger *l, struct span line)
{
	struct span f[LISTED_FIELDS];

	if (ledger_split(line, f, 2) == 0 && span_is(f[0], "report"))
		return day_parse(f[1], &l->nro.day);
	if (ledger_split(line, f, 3) == 0)
		return feed_line(l, f);
	return ledger_split(line, f, LISTED_FIELDS) == 0 ? listed_line(l, f) :
							   -1;
}
