/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids, order, and what is remembered of the cured. */
#include "audit/audit.h"
#include "audit/lifecycle_priv.h"

#include <stdlib.h>
#include <string.h>

static char *
finding_id(const struct finding *f)
{
	char pt[PARTIES_TEXT], d[DAY_TEXT];
	AUTO_FREE char *s = subject_text(f->type, f->range, f->name);
	struct buf b;

	buf_init(&b, 0);
	buf_fmt(&b, "%s/%s/%s@%s", f->rule->id, s,
	    parties_text(f->parties, pt), day_text(f->first_seen, d));
	return b.p;
}

static int
id_cmp(const void *pa, const void *pb)
{
	const struct finding *a = pa, *b = pb;
	int c = strcmp(a->rule->id, b->rule->id);

	if (c != 0)
		return c;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->range.lo != b->range.lo)
		return a->range.lo < b->range.lo ? -1 : 1;
	return strcmp(a->id, b->id);
}

static void
finish(struct findings *v)
{
	for (size_t i = 0; i < v->n; i++)
		v->v[i].id = finding_id(&v->v[i]);
	if (v->n != 0)
		qsort(v->v, v->n, sizeof(*v->v), id_cmp);
}

static int
entry_cmp(const void *pa, const void *pb)
{
	const struct open_entry *a = pa, *b = pb;
	int c = strcmp(a->rule->id, b->rule->id);

	if (c != 0)
		return c;
	if (a->parties != b->parties)
		return a->parties < b->parties ? -1 : 1;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->type >= SUBJ_FILE && strcmp(a->name, b->name) != 0)
		return strcmp(a->name, b->name);
	if (a->range.lo != b->range.lo)
		return a->range.lo < b->range.lo ? -1 : 1;
	return a->last < b->last ? -1 : a->last > b->last;
}

static void
sort_list(struct open_list *o)
{
	if (o->n != 0)
		qsort(o->v, o->n, sizeof(*o->v), entry_cmp);
}

void
lifecycle_finish(struct lifecycle *lc)
{
	struct open_list *c = &lc->next->closed;

	finish(&lc->ret->open);
	finish(&lc->ret->cured);
	for (size_t i = 0; i < lc->old->closed.n; i++) {
		const struct open_entry *e = &lc->old->closed.v[i];

		if (day_diff(lc->d->day, e->last) <= CLOSED_DAYS)
			lifecycle_book(c, e);
	}
	sort_list(&lc->next->open);
	sort_list(c);
}
