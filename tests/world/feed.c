/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * APNIC's feed of changes: from one state of its extended file to the next,
 * each row that either has alone.  On some days it leaves one out, or tells of
 * one that did not change.
 */
#include "tests/world/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWNER PUB_APNIC

static const char path[] =
    "ftp.apnic.net/stats/apnic/changes/changes_latest.json";

static int
row_cmp(const void *pa, const void *pb)
{
	const struct row *a = pa, *b = pb;

	if (a->r.lo != b->r.lo)
		return a->r.lo < b->r.lo ? -1 : 1;
	if (a->r.hi != b->r.hi)
		return a->r.hi < b->r.hi ? -1 : 1;
	if (a->status != b->status)
		return (int)a->status - (int)b->status;
	if (a->holder != b->holder)
		return a->holder < b->holder ? -1 : 1;
	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	if (a->odd != b->odd)
		return (int)a->odd - (int)b->odd;
	return strcmp(a->cc, b->cc);
}

static void
rows_of(const struct world *w, enum family f, struct rows *ret)
{
	const struct rows *base = &w->base[OWNER][f];

	for (size_t i = 0; i < base->n; i++)
		rows_add(ret, &base->v[i]);
	slot_rows(w, OWNER, EXT, f, w->state[OWNER], ret);
	if (ret->n != 0)
		qsort(ret->v, ret->n, sizeof(*ret->v), row_cmp);
}

static void
entry(struct feed_state *s, enum family f, struct range r, const char *type)
{
	char t[NET_RANGE_TEXT], prefix[16];
	num_t size = r.hi - r.lo + 1;
	int len = 128;

	net_range_text(f, r, t);
	if (f == FAM_IPV6) {
		for (; size > 1; size >>= 1)
			len--;
		snprintf(prefix, sizeof(prefix), "/%d", len);
		net_text(f, r.lo, t);
		memcpy(t + strlen(t), prefix, strlen(prefix) + 1);
	}
	buf_fmt(&s->body,
	    "{\"resources\":[\"%s\"],\"timestamp\":\"2026-01-01T00:00:00Z\","
	    "\"type\":\"%s\"}\n",
	    t, type);
	s->entries++;
}

/* Left out: what happens to APNIC's rows of this kind. */
static const struct incident *
left_out(const struct world *w, enum family f, struct range r)
{
	for (size_t i = 0; i < w->plan.inc_n; i++) {
		const struct incident *q = &w->plan.inc[i];

		if ((q->kind == INC_AVAILABLE || q->kind == INC_HOLE) &&
		    q->a == OWNER && q->fam == f && net_holds(q->r, r))
			return q;
	}
	return NULL;
}

static void
changed(struct feed_state *s, const struct world *w, enum family f,
    const struct row *r)
{
	const struct incident *q = left_out(w, f, r->r);

	if (q == NULL)
		entry(s, f, r->r, "redelegated");
	else if (s->untold_n < FEED_UNTOLD)
		s->untold[s->untold_n++] = q;
}

static void
differ(struct feed_state *s, const struct world *w, enum family f,
    const struct rows *a, const struct rows *b)
{
	size_t i = 0, k = 0;

	while (i < a->n || k < b->n) {
		int c = i == a->n ? 1 :
		    k == b->n	  ? -1 :
				    row_cmp(&a->v[i], &b->v[k]);

		if (c < 0)
			changed(s, w, f, &a->v[i++]);
		else if (c > 0)
			changed(s, w, f, &b->v[k++]);
		else {
			i++;
			k++;
		}
	}
}

static void
put_url(const struct world *w, int state, struct buf *b)
{
	buf_fmt(b,
	    "https://ftp.apnic.net/stats/apnic/2026/"
	    "delegated-apnic-extended-%08d.gz",
	    house_serial_day(w, OWNER, state));
}

static void
feed_make(struct feed_state *s, const struct world *w)
{
	buf_clear(&s->text);
	buf_clear(&s->body);
	s->entries = 0;
	s->untold_n = 0;
	buf_str(&s->body, "");
	for (int f = 0; f < FAM_N; f++) {
		struct rows now = { 0 };

		rows_of(w, (enum family)f, &now);
		differ(s, w, (enum family)f, &s->rows[f], &now);
		free(s->rows[f].v);
		s->rows[f] = now;
	}
	/* A slot that nothing happens to. */
	s->told = slot_range(OWNER, FAM_ASN, SLOTS - 1);
	s->false_told = !w->clean && w->state[OWNER] % 5 == 0 &&
	    w->plan.used[OWNER][FAM_ASN] < SLOTS;
	if (s->false_told)
		entry(s, FAM_ASN, s->told, "delegated");
	buf_fmt(&s->text, "{\"count\":%u,\"stats-begin\":\"", s->entries);
	put_url(w, s->state, &s->text);
	buf_str(&s->text, "\",\"stats-end\":\"");
	put_url(w, w->state[OWNER], &s->text);
	buf_str(&s->text,
	    "\",\"timestamp\":\"2026-01-01T00:00:00Z\","
	    "\"version\":\"0.1\"}\n");
	buf_add(&s->text, s->body.p, s->body.n);
	s->begin = s->state;
}

int
feed_day(const struct world *w, const char *dir, struct feed_state *s,
    const struct day_view *v, struct err *e)
{
	s->fresh = false;
	if (s->any && s->state != w->state[OWNER]) {
		feed_make(s, w);
		s->fresh = true;
	} else if (!s->any)
		for (int f = 0; f < FAM_N; f++)
			rows_of(w, (enum family)f, &s->rows[f]);
	s->any = true;
	s->state = w->state[OWNER];
	return s->text.n == 0 ?
	    0 :
	    out_file(dir, path, buf_view(&s->text), v->clock, e);
}

void
feed_clear(struct feed_state *s)
{
	for (int f = 0; f < FAM_N; f++)
		free(s->rows[f].v);
	buf_clear(&s->text);
	buf_clear(&s->body);
}

/* --- what it deserves: A-22 --- */

static bool
files_held(const struct truth *t, const struct day_view *v,
    const struct feed_state *s)
{
	return s->fresh && v->compared[OWNER] && !v->shrunk[OWNER][EXT] &&
	    v->file[OWNER][EXT]->state == s->state &&
	    t->seen[OWNER][EXT].any &&
	    t->seen[OWNER][EXT].last_state == s->begin;
}

static bool
twice(const struct feed_state *s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (s->untold[k] == s->untold[i])
			return true;
	return false;
}

void
truth_feed(const struct world *w, struct truth *t, const struct day_view *v,
    const struct feed_state *s)
{
	char r[NET_RANGE_TEXT];

	if (!files_held(t, v, s))
		return;
	for (size_t i = 0; i < s->untold_n; i++)
		if (!twice(s, i))
			truth_event(t, w, v->day, "A-22", 2, 1u << OWNER,
			    net_range_text(s->untold[i]->fam, s->untold[i]->r,
				r));
	if (s->false_told)
		truth_event(t, w, v->day, "A-22", 2, 1u << OWNER,
		    net_range_text(FAM_ASN, s->told, r));
}
