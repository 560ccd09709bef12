/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What each registry's last whole file said of every interval, and what its
 * next one changes.  Intervals are cut as the records are and joined where
 * their attributes are equal, so that a split or a merge is no change.
 */
#include "audit/audit.h"
#include "audit/view.h"

#include <stdlib.h>
#include <string.h>

void
ledger_hold_clear(struct ledger *l)
{
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++) {
			free(l->held[r][f].v);
			free(l->left[r][f].v);
			free(l->changed[r][f].v);
		}
	for (int f = 0; f < FAM_N; f++)
		words_drop(l->words[f]);
	words_drop(l->left_words);
}

/* The one at i where it holds at, and how far nothing changes there. */
static const struct registration *
registration_at(const struct registrations *h, size_t i, num_t at, num_t *hi)
{
	if (i == h->n)
		return NULL;
	if (h->v[i].r.lo > at) {
		if (h->v[i].r.lo - 1 < *hi)
			*hi = h->v[i].r.lo - 1;
		return NULL;
	}
	if (h->v[i].r.hi < *hi)
		*hi = h->v[i].r.hi;
	return &h->v[i];
}

void
registrations_walk(const struct registrations *a,
    const struct registrations *b, registrations_fn *fn, void *arg)
{
	size_t i = 0, j = 0;
	num_t at = 0;

	while (i < a->n || j < b->n) {
		num_t hi = ~(num_t)0;
		const struct registration *x = registration_at(a, i, at, &hi);
		const struct registration *y = registration_at(b, j, at, &hi);

		if (x != NULL || y != NULL)
			fn((struct range){ at, hi }, x, y, arg);
		if (hi == ~(num_t)0)
			return;
		at = hi + 1;
		i += i < a->n && a->v[i].r.hi < at;
		j += j < b->n && b->v[j].r.hi < at;
	}
}

size_t
registrations_seek(const struct registrations *v, num_t at)
{
	size_t lo = 0, hi = v->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v->v[mid].r.hi < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool
same_attributes(const struct registration *a, const struct registration *b)
{
	return a->holder == b->holder && a->date == b->date &&
	    a->status == b->status && strcmp(a->cc, b->cc) == 0;
}

static void
registrations_add(struct registrations *t, struct registration h)
{
	struct registration *q = t->n == 0 ? NULL : &t->v[t->n - 1];

	if (q != NULL && q->r.hi != ~(num_t)0 && q->r.hi + 1 == h.r.lo &&
	    same_attributes(q, &h)) {
		q->r.hi = h.r.hi;
		return;
	}
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = h;
}

/* --- today's records --- */

/* Reads the opaque-ids of a file in order, beside what was there before: most
 * are as they were. */
struct holder_reader {
	struct words *w;
	const struct registrations *before;
	size_t i;
};

static uint32_t
same_as_before(struct holder_reader *x, num_t at, struct span s)
{
	const struct registrations *b = x->before;
	const char *t;

	while (x->i < b->n && b->v[x->i].r.hi < at)
		x->i++;
	if (x->i == b->n)
		return 0;
	t = words_at(x->w, b->v[x->i].holder);
	return strncmp(t, (const char *)s.p, s.n) == 0 && t[s.n] == '\0' ?
	    b->v[x->i].holder :
	    0;
}

/* An opaque-id with a blank, a comment or other bytes in it is P-15's: what it
 * would be without them cannot be told. */
static uint32_t
holder_word(struct holder_reader *x, num_t at, struct span s)
{
	uint32_t w = same_as_before(x, at, s);

	if (w != 0)
		return w;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '#')
			return 0;
	return words_put(x->w, s);
}

static struct registration
registration_of(const struct statsfile *s, const struct record *r,
    struct holder_reader *x)
{
	struct registration h = { .r = r->r, .status = r->status };

	if (!status_delegated((enum status)r->status))
		return h;
	h.holder = holder_word(x, r->r.lo, record_holder(s, r));
	h.date = r->date;
	for (int i = 0; i < 2 && (r->flags & RF_CC_UNKNOWN) == 0; i++)
		h.cc[i] = r->cc[i];
	return h;
}

static void
add_without(struct registrations *t, const struct registration *h,
    const struct rset *twice)
{
	struct range r = h->r;
	struct rset one = { &r, 1, 1, false };
	AUTO_RSET rest = { 0 };

	rset_minus(&one, twice, &rest);
	for (size_t i = 0; i < rest.n; i++) {
		struct registration part = *h;

		part.r = rest.v[i];
		registrations_add(t, part);
	}
}

static int
registration_cmp(const void *pa, const void *pb)
{
	const struct registration *a = pa, *b = pb;

	return a->r.lo < b->r.lo ? -1 : a->r.lo > b->r.lo;
}

/* Where two records meet, the file does not tell which is meant. */
static void
contradicted(const struct view_order *o, struct rset *ret)
{
	num_t end = 0;

	for (size_t i = 0; i < o->n; i++) {
		struct range r = o->v[o->order[i]].r;

		if (i != 0 && r.lo <= end)
			rset_add(ret,
			    (struct range){ r.lo, r.hi < end ? r.hi : end });
		if (r.hi > end)
			end = r.hi;
	}
	ret->dirty = true;
	rset_norm(ret);
}

static void
listed_today(const struct statsfile *s, const struct view_order *o,
    struct holder_reader *x, struct registrations *ret)
{
	AUTO_RSET twice = { 0 };

	if (!o->disjoint)
		contradicted(o, &twice);
	for (size_t i = 0; i < o->n; i++) {
		struct registration h =
		    registration_of(s, &o->v[o->order[i]], x);

		if (twice.n != 0 && rset_meets(&twice, h.r))
			add_without(ret, &h, &twice);
		else
			registrations_add(ret, h);
	}
	for (size_t i = 0; i < twice.n; i++)
		registrations_add(ret,
		    (struct registration){ .r = twice.v[i],
			.status = ST_OTHER });
	if (twice.n != 0)
		qsort(ret->v, ret->n, sizeof(*ret->v), registration_cmp);
}

/* --- yesterday's and today's --- */

struct holder {
	const struct ledger *old;
	struct ledger *next;
	size_t rir;
	enum family f;
	bool shrunk;
};

static struct registration
kept(struct range r, const struct registration *was)
{
	struct registration k = *was;

	k.r = r;
	return k;
}

/* What the file of today leaves open is as it was told last. */
static void
hold_piece(struct range r, const struct registration *was,
    const struct registration *is, void *arg)
{
	const struct holder *h = arg;
	struct registrations *to = &h->next->held[h->rir][h->f];
	struct registration k;

	if (is == NULL) {
		if (h->shrunk) /* the loss is P-18's */
			registrations_add(to, kept(r, was));
		return;
	}
	if (was == NULL || !status_delegated((enum status)was->status) ||
	    !(is->status == ST_OTHER ||
		status_delegated((enum status)is->status))) {
		k = *is;
		k.r = r;
		if (is->status == ST_OTHER && was != NULL)
			k = kept(r, was);
		registrations_add(to, k);
		return;
	}
	k = kept(r, was);
	if (is->status != ST_OTHER)
		k.status = is->status;
	if (is->holder != 0)
		k.holder = is->holder;
	if (is->date != 0)
		k.date = is->date;
	if (is->cc[0] != '\0')
		memcpy(k.cc, is->cc, sizeof(k.cc));
	registrations_add(to, k);
}

static bool
delegated(const struct registration *h)
{
	return h != NULL && status_delegated((enum status)h->status);
}

static void
leaving_add(struct leavings *t, const struct leaving *q)
{
	struct leaving *p = t->n == 0 ? NULL : &t->v[t->n - 1];

	if (p != NULL && p->r.hi + 1 == q->r.lo && p->r.hi != ~(num_t)0 &&
	    p->holder == q->holder && p->date == q->date && p->how == q->how &&
	    p->last == q->last && p->since == q->since) {
		p->r.hi = q->r.hi;
		return;
	}
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = *q;
}

static void
note_change(struct range r, const struct registration *was,
    const struct registration *is, void *arg)
{
	const struct holder *h = arg;
	struct ledger *n = h->next;
	struct changes *c = &n->changed[h->rir][h->f];
	struct leaving q = { .r = r,
		.last = h->old->held_at[h->rir],
		.since = n->held_at[h->rir] };

	if (was != NULL && is != NULL && same_attributes(was, is))
		return;
	c->v = mem_grow(c->v, &c->cap, c->n + 1, sizeof(*c->v));
	c->v[c->n++] = (struct change){ r, was, is };
	if (!delegated(was) || (delegated(is) && was->holder == is->holder))
		return;
	q.how = is == NULL ? LEFT_NOWHERE :
	    delegated(is)  ? LEFT_HOLDER :
			     LEFT_POOL;
	q.date = was->date;
	q.holder = words_put(n->left_words,
	    span_of(words_at(n->words[h->f], was->holder)));
	leaving_add(&n->left[h->rir][h->f], &q);
}

static void
keep_all(const struct ledger *old, size_t rir, enum family f,
    struct ledger *ret)
{
	const struct registrations *o = &old->held[rir][f];

	for (size_t i = 0; i < o->n; i++)
		registrations_add(&ret->held[rir][f], o->v[i]);
}

/* --- what was left before --- */

/* Has anybody listed it, as of yesterday? */
static void
listed_since(const struct ledger *old, enum family f, struct range r,
    struct rset *ret)
{
	for (size_t p = 0; p < RIR_N; p++) {
		const struct registrations *h = &old->held[p][f];

		for (size_t i = registrations_seek(h, r.lo);
		     i < h->n && h->v[i].r.lo <= r.hi; i++)
			rset_add(ret, range_and(h->v[i].r, r));
	}
	ret->dirty = true;
	rset_norm(ret);
}

static void
put_parts(struct leavings *to, struct leaving q, const struct rset *parts,
    enum left_how how)
{
	q.how = (uint8_t)how;
	for (size_t i = 0; i < parts->n; i++) {
		q.r = parts->v[i];
		leaving_add(to, &q);
	}
}

static void
keep_leaving(const struct ledger *old, enum family f, const struct leaving *o,
    struct leavings *to)
{
	struct leaving q = *o;
	struct rset mine = { &q.r, 1, 1, false };
	AUTO_RSET again = { 0 };
	AUTO_RSET rest = { 0 };

	if (q.how != LEFT_NOWHERE) {
		leaving_add(to, &q);
		return;
	}
	listed_since(old, f, q.r, &again);
	rset_minus(&mine, &again, &rest);
	put_parts(to, q, &again, LEFT_AGAIN);
	put_parts(to, q, &rest, LEFT_NOWHERE);
}

static int
leaving_cmp(const void *pa, const void *pb)
{
	const struct leaving *a = pa, *b = pb;

	if (a->r.lo != b->r.lo)
		return a->r.lo < b->r.lo ? -1 : 1;
	return a->since < b->since ? -1 : a->since > b->since;
}

static void
keep_left(const struct ledger *old, const struct dataset *d, size_t rir,
    enum family f, struct ledger *ret)
{
	const struct leavings *o = &old->left[rir][f];
	struct leavings *to = &ret->left[rir][f];

	for (size_t i = 0; i < o->n; i++)
		if (d->run->clock - o->v[i].since <=
		    (utc_t)CLOSED_DAYS * DAY_SECS)
			keep_leaving(old, f, &o->v[i], to);
	if (to->n != 0)
		qsort(to->v, to->n, sizeof(*to->v), leaving_cmp);
}

/*
 * A plain file lists no pool and no holder: where an extended one was read,
 * only the next of these says more.
 */
static bool
records_told(const struct ledger *old, const struct dataset *d, size_t rir)
{
	int c = d->chosen[rir], from = old->held_from[rir];

	return ledger_says_more(old, d, rir) &&
	    (from == c || from < 0 || sources[c].kind == SK_STATS_EXTENDED);
}

static void
hold_rir(const struct ledger *old, const struct dataset *d,
    const struct view *v, size_t rir, struct ledger *ret)
{
	size_t c = (size_t)d->chosen[rir];

	ret->compared[rir] = old->held_from[rir] == (int)c;
	ret->held_from[rir] = (int)c;
	ret->held_first[rir] =
	    ret->compared[rir] ? old->held_first[rir] : d->asof[rir];
	ret->held_at[rir] = d->asof[rir];
	for (int f = 0; f < FAM_N; f++) {
		struct holder h = { old, ret, rir, (enum family)f,
			stats_shrunk(d, old, c) };
		struct registrations today = { 0 }, none = { 0 };
		const struct registrations *before =
		    ret->compared[rir] ? &old->held[rir][f] : &none;
		struct holder_reader x = { ret->words[f], before, 0 };

		listed_today(&d->stats[c], &v->files[c].by[f], &x, &today);
		registrations_walk(before, &today, hold_piece, &h);
		free(today.v);
		if (ret->compared[rir])
			registrations_walk(before, &ret->held[rir][f],
			    note_change, &h);
	}
}

static void
ledger_share(const struct ledger *old, struct ledger *ret)
{
	for (int f = 0; f < FAM_N; f++) {
		words_drop(ret->words[f]);
		ret->words[f] = words_share(old->words[f]);
	}
	words_drop(ret->left_words);
	ret->left_words = words_share(old->left_words);
}

void
ledger_hold(const struct ledger *old, const struct dataset *d,
    const struct view *v, struct ledger *ret)
{
	ledger_share(old, ret);
	for (size_t r = 0; r < RIR_N; r++) {
		if (records_told(old, d, r))
			hold_rir(old, d, v, r, ret);
		else {
			ret->held_from[r] = old->held_from[r];
			ret->held_first[r] = old->held_first[r];
			ret->held_at[r] = old->held_at[r];
			for (int f = 0; f < FAM_N; f++)
				keep_all(old, r, (enum family)f, ret);
		}
		for (int f = 0; f < FAM_N; f++)
			keep_left(old, d, r, (enum family)f, ret);
	}
}
