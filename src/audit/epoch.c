/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit/epoch.h"

#include "audit/audit.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_ENGINE "# engine "

static void
lines_clear(char **v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i]);
	free(v);
}

void
epoch_clear(struct epoch *e)
{
	lines_clear(e->added, e->added_n);
	lines_clear(e->removed, e->removed_n);
	free(e->from);
	memset(e, 0, sizeof(*e));
}

char *
findings_engine(struct span text)
{
	size_t n = strlen(HEAD_ENGINE);

	while (text.n != 0) {
		struct span l = span_split(&text, '\n');

		if (l.n == 0 || l.p[0] != '#')
			break;
		if (span_starts(l, HEAD_ENGINE))
			return mem_strndup(l.p + n, l.n - n);
	}
	return NULL;
}

/* Lines that tell of the engine, not of the world. */
static bool
of_engine(struct span l)
{
	return span_starts(l, HEAD_ENGINE) || span_starts(l, "# rules ") ||
	    span_starts(l, "epoch");
}

static struct span
next_line(struct span *text)
{
	struct span l = { NULL, 0 };

	while (text->n != 0) {
		l = span_split(text, '\n');
		if (!of_engine(l))
			return l;
		l = (struct span){ NULL, 0 };
	}
	return l;
}

bool
findings_equal(struct span a, struct span b)
{
	while (a.n != 0 || b.n != 0) {
		struct span la = next_line(&a), lb = next_line(&b);

		if (!span_eq(la, lb))
			return false;
	}
	return true;
}

static int
text_cmp(const void *pa, const void *pb)
{
	return strcmp(*(char *const *)pa, *(char *const *)pb);
}

struct lines {
	char **v;
	size_t n, cap;
};

static void
lines_add(struct lines *l, char *s)
{
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = s;
}

/* finding|ID|RULE|OBLIGATION|S2|OUTCOME|... */
static void
lines_of_text(struct span text, struct lines *ret)
{
	while (text.n != 0) {
		struct span l = span_split(&text, '\n'), f[6];
		struct buf b;

		if (!span_starts(l, "finding|"))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(f); i++)
			f[i] = span_split(&l, '|');
		buf_init(&b, 0);
		buf_span(&b, f[1]);
		buf_chr(&b, '|');
		buf_span(&b, f[5]);
		buf_chr(&b, '|');
		buf_span(&b, f[4]);
		lines_add(ret, b.p);
	}
}

static void
lines_of_result(const struct audit_result *r, struct lines *ret)
{
	for (size_t i = 0; i < r->open.n; i++) {
		const struct finding *f = &r->open.v[i];
		struct buf b;

		if (f->unobserved)
			continue;
		buf_init(&b, 0);
		buf_fmt(&b, "%s|%s|S%d", f->id, outcome_kind_name(f->outcome),
		    f->severity);
		lines_add(ret, b.p);
	}
}

/* Moves what is in one list alone into ret; both are sorted. */
static void
difference(struct lines *a, const struct lines *b, struct lines *ret)
{
	size_t j = 0;

	for (size_t i = 0; i < a->n; i++) {
		int c = 1;

		while (j < b->n && (c = strcmp(b->v[j], a->v[i])) < 0)
			j++;
		if (j < b->n && c == 0)
			continue;
		lines_add(ret, mem_strdup(a->v[i]));
	}
}

static void
sort(struct lines *l)
{
	if (l->n != 0)
		qsort(l->v, l->n, sizeof(*l->v), text_cmp);
}

static bool
same_subject(const struct open_entry *e, const struct finding *f)
{
	if (e->rule != f->rule || e->parties != f->parties ||
	    e->type != f->type || e->first != f->first_seen)
		return false;
	return e->type >= SUBJ_FILE ?
	    strcmp(e->name, f->name) == 0 :
	    e->range.lo == f->range.lo && e->range.hi == f->range.hi;
}

static void
forget_cure(struct ledger *next, const struct finding *f)
{
	struct open_list *c = &next->closed;

	for (size_t i = 0; i < c->n; i++) {
		if (!same_subject(&c->v[i], f))
			continue;
		free(c->v[i].name);
		memmove(&c->v[i], &c->v[i + 1],
		    (c->n - i - 1) * sizeof(*c->v));
		c->n--;
		return;
	}
}

/* Is this id one of the lines', whatever its outcome? */
static bool
has_id(const struct lines *l, const char *id)
{
	size_t n = strlen(id);

	for (size_t i = 0; i < l->n; i++)
		if (strncmp(l->v[i], id, n) == 0 && l->v[i][n] == '|')
			return true;
	return false;
}

void
epoch_compare(struct span text, const struct audit_result *again,
    struct ledger *next, struct epoch *ret)
{
	struct lines old = { 0 }, now = { 0 }, added = { 0 }, removed = { 0 };

	lines_of_text(text, &old);
	lines_of_result(again, &now);
	sort(&old);
	sort(&now);
	difference(&now, &old, &added);
	difference(&old, &now, &removed);
	for (size_t i = 0; i < again->cured.n; i++)
		if (has_id(&removed, again->cured.v[i].id))
			forget_cure(next, &again->cured.v[i]);
	ret->from = findings_engine(text);
	if (ret->from == NULL)
		ret->from = mem_strdup("unknown");
	ret->added = added.v;
	ret->added_n = added.n;
	ret->removed = removed.v;
	ret->removed_n = removed.n;
	lines_clear(old.v, old.n);
	lines_clear(now.v, now.n);
}
