/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/past.h"

#include <stdlib.h>
#include <string.h>

int
subject_key_cmp(unsigned pa, enum subject_type ta, unsigned pb,
    enum subject_type tb)
{
	if (pa != pb)
		return pa < pb ? -1 : 1;
	return ta < tb ? -1 : ta > tb;
}

static int
past_cmp(const void *pa, const void *pb)
{
	const struct open_entry *a = *(const struct open_entry *const *)pa;
	const struct open_entry *b = *(const struct open_entry *const *)pb;
	int c = subject_key_cmp(a->parties, a->type, b->parties, b->type);

	if (c == 0 && a->type >= SUBJ_FILE)
		c = strcmp(a->name, b->name);
	else if (c == 0 && a->range.lo != b->range.lo)
		c = a->range.lo < b->range.lo ? -1 : 1;
	/* Both lie in one array: its order decides. */
	return c != 0 ? c : a < b ? -1 : a > b;
}

void
past_make(struct past *p, const struct open_list *l, const struct rule *rule)
{
	size_t cap = 0;

	memset(p, 0, sizeof(*p));
	for (size_t i = 0; i < l->n; i++) {
		if (l->v[i].rule != rule)
			continue;
		p->v = mem_grow(p->v, &cap, p->n + 1, sizeof(*p->v));
		p->v[p->n++] = &l->v[i];
	}
	if (p->n != 0)
		qsort(p->v, p->n, sizeof(*p->v), past_cmp);
}

void
past_clear(struct past *p)
{
	if (p != NULL)
		free(p->v);
}

/* The first entry that is not before the key. */
static size_t
key_seek(const struct past *p, unsigned parties, int type)
{
	size_t lo = 0, hi = p->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct open_entry *e = p->v[mid];

		if (e->parties < parties ||
		    (e->parties == parties && (int)e->type < type))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct past
past_of(const struct past *p, unsigned parties, enum subject_type type)
{
	size_t from = key_seek(p, parties, (int)type);
	size_t to = key_seek(p, parties, (int)type + 1);

	if (p->n == 0)
		return *p;
	return (struct past){ p->v + from, to - from };
}

size_t
past_named(const struct past *p, const char *name, size_t *ret_first)
{
	size_t lo = 0, hi = p->n, n = 0;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(p->v[mid]->name, name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo + n < p->n && strcmp(p->v[lo + n]->name, name) == 0)
		n++;
	*ret_first = lo;
	return n;
}

static struct range
past_at(const void *items, size_t i)
{
	const struct past *p = items;

	return p->v[i]->range;
}

void
past_index(const struct past *p, struct rindex *ret)
{
	rindex_make(ret, p, p->n, past_at);
}
