/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens every day and is nobody's fault. */
#include "tests/world/world.h"

#include <string.h>

static bool
delegated(const struct row *r)
{
	return status_delegated((enum status)r->status);
}

/* Small against its family, so that no total moves by a per cent. */
static bool
small(const struct world *w, size_t rir, enum family f, const struct row *r)
{
	return r->r.hi - r->r.lo < w->space[rir][f] / 4000 &&
	    (f != FAM_IPV6 || r->r.hi - r->r.lo < (num_t)1 << 96);
}

static void
give(struct world *w, size_t rir, struct row *r)
{
	static const char cc[RIR_N][3] = { "ZA", "JP", "US", "BR", "EU" };

	r->status = ST_ALLOCATED;
	r->holder = 1 + rng_below(&w->rng, 1u << 24);
	r->date = cal_add(w->start, w->state[rir] - 4);
	memcpy(r->cc, cc[rir], 3);
}

static void
take_back(struct row *r)
{
	r->status = ST_RESERVED;
	r->holder = 0;
	r->date = 0;
	r->cc[0] = '\0';
}

/* Identical coverage in two records, of the same holder and date. */
static void
split_row(struct rows *t, enum family f, size_t i)
{
	struct row half = t->v[i];
	num_t size = half.r.hi - half.r.lo + 1;
	num_t least = f == FAM_IPV4 ? 512 : f == FAM_IPV6 ? (num_t)1 << 81 : 2;

	if (size < least || (size & 1) != 0)
		return;
	if (f == FAM_IPV4 && (size & 511) != 0)
		return;
	half.r.lo += size / 2;
	rows_add(t, &half);
	memmove(&t->v[i + 2], &t->v[i + 1],
	    (t->n - i - 2) * sizeof(struct row));
	t->v[i + 1] = half;
	t->v[i].r.hi = half.r.lo - 1;
}

static void
merge_row(struct rows *t, enum family f, size_t i)
{
	struct row *a = &t->v[i], *b = a + 1;
	num_t size = a->r.hi - a->r.lo + 1;

	if (i + 1 >= t->n || b->fixed || a->own != b->own ||
	    a->status != b->status || a->holder != b->holder ||
	    a->date != b->date || strcmp(a->cc, b->cc) != 0 ||
	    a->r.hi + 1 != b->r.lo)
		return;
	/* An IPv6 record is a prefix. */
	if (f == FAM_IPV6 &&
	    (b->r.hi - b->r.lo + 1 != size || (a->r.lo & (2 * size - 1)) != 0))
		return;
	a->r.hi = b->r.hi;
	memmove(b, b + 1, (t->n - i - 2) * sizeof(struct row));
	t->n--;
}

static void
one_change(struct world *w, size_t rir)
{
	enum family f = (enum family)rng_below(&w->rng, FAM_N);
	struct rows *t = &w->base[rir][f];
	size_t i = rng_below(&w->rng, (uint32_t)t->n);
	struct row *r = &t->v[i];
	uint32_t what = rng_below(&w->rng, 5);

	if (r->fixed)
		return;
	/* No log tells of it. */
	if (what == 0 && delegated(r) && !w->clean)
		r->holder = 1 + rng_below(&w->rng, 1u << 24);
	else if (what == 1 && !delegated(r) && small(w, rir, f, r))
		give(w, rir, r);
	else if (what == 2 && delegated(r) && small(w, rir, f, r))
		take_back(r);
	else if (what == 3)
		split_row(t, f, i);
	else if (what == 4)
		merge_row(t, f, i);
}

/* A clean-up: dates and holders of many records corrected. */
static void
bulk(struct world *w, size_t rir)
{
	struct rows *t = &w->base[rir][FAM_IPV4];

	for (size_t i = 0; i < t->n; i += 9)
		if (delegated(&t->v[i]) && !t->v[i].fixed) {
			t->v[i].holder = 1 + rng_below(&w->rng, 1u << 24);
			t->v[i].date = 20020614;
		}
}

void
churn(struct world *w, size_t rir)
{
	size_t n = 6;

	w->state[rir]++;
	for (int f = 0; f < FAM_N; f++)
		n += w->base[rir][f].n / 20000;
	for (size_t i = 0; i < n; i++)
		one_change(w, rir);
	if ((rir == PUB_APNIC && w->state[rir] == BULK_ANNOUNCED) ||
	    (rir == PUB_ARIN && w->state[rir] == BULK_SILENT && !w->clean))
		bulk(w, rir);
}
