/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries that each registry's transfer log had last. */
#include "audit/audit.h"

#include <stdlib.h>
#include <string.h>

static int
text_cmp(const void *pa, const void *pb)
{
	return strcmp(*(char *const *)pa, *(char *const *)pb);
}

static void
put_rir(struct buf *b, int8_t rir)
{
	buf_str(b, rir < 0 ? "-" : pub_name((enum publisher)rir));
	buf_chr(b, '|');
}

/* An entry by what it says, whatever its form and names. */
static char *
entry_text(const struct transferlog *l, const struct transfer *t)
{
	char at[UTC_TEXT], r[RANGE_TEXT];
	struct buf b;

	buf_init(&b, 0);
	put_rir(&b, t->from);
	put_rir(&b, t->to);
	buf_fmt(&b, "%s|%s|",
	    t->date == TIME_NONE ? "" : utc_text(t->date, at),
	    transfer_type_name((enum transfer_type)t->type));
	for (uint32_t k = t->first, n = 0; k < t->first + t->n; k++) {
		const struct transfer_range *q = &l->ranges[k];

		if (!q->original)
			buf_fmt(&b, "%s%s:%s", n++ == 0 ? "" : ",",
			    fam_name((enum family)q->fam),
			    range_text((enum family)q->fam, q->r, r));
	}
	return b.p;
}

static void
logged_make(const struct transferlog *l, struct logged *ret)
{
	ret->v = mem_grow(NULL, &ret->cap, l->n + 1, sizeof(*ret->v));
	for (size_t i = 0; i < l->n; i++)
		ret->v[ret->n++] = entry_text(l, &l->v[i]);
	if (ret->n != 0)
		qsort(ret->v, ret->n, sizeof(*ret->v), text_cmp);
}

void
logged_clear(struct logged *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->v[i]);
	free(g->v);
	memset(g, 0, sizeof(*g));
}

void
ledger_log(const struct ledger *old, const struct dataset *d,
    struct ledger *ret)
{
	for (size_t r = 0; r < RIR_N; r++) {
		const struct transferlog *l = dataset_log(d, r);
		const struct logged *o = &old->logged[r];
		struct logged *g = &ret->logged[r];

		if (l != NULL && transferlog_whole(l)) {
			logged_make(l, g);
			continue;
		}
		g->v = mem_grow(NULL, &g->cap, o->n + 1, sizeof(*g->v));
		for (size_t i = 0; i < o->n; i++)
			g->v[g->n++] = mem_strdup(o->v[i]);
	}
}

void
logged_print(const struct ledger *l, struct buf *out)
{
	for (size_t r = 0; r < RIR_N; r++)
		for (size_t i = 0; i < l->logged[r].n; i++)
			buf_fmt(out, "%s|%s\n", pub_name((enum publisher)r),
			    l->logged[r].v[i]);
}

int
logged_ranges(const char *entry, logged_fn *fn, void *arg)
{
	struct span s[LOGGED_FIELDS], set;

	if (ledger_split(span_of(entry), s, LOGGED_FIELDS) != 0)
		return -1;
	for (set = s[LOGGED_FIELDS - 1]; set.n != 0;) {
		struct span one = span_split(&set, ',');
		struct span fam = span_split(&one, ':');
		enum family f;
		struct range r;

		if (fam_parse(fam, &f) != 0 || range_parse(f, one, &r) != 0)
			return -1;
		if (fn != NULL)
			fn(f, r, arg);
	}
	return 0;
}

int
logged_line(struct ledger *l, struct span line)
{
	struct span rest = line, pub = span_split(&rest, '|');
	enum publisher p;
	struct logged *g;
	char *text;

	if (pub_parse(pub, &p) != 0 || p >= RIR_N || !span_plain(line))
		return -1;
	text = mem_strndup(rest.p, rest.n);
	g = &l->logged[p];
	if (logged_ranges(text, NULL, NULL) != 0 ||
	    (g->n != 0 && strcmp(g->v[g->n - 1], text) > 0)) {
		free(text);
		return -1;
	}
	g->v = mem_grow(g->v, &g->cap, g->n + 1, sizeof(*g->v));
	g->v[g->n++] = text;
	return 0;
}
