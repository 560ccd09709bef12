/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/site.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The fields of a `finding` line, as in audit.h. */
enum {
	F_KIND,
	F_ID,
	F_RULE,
	F_OBLIGATION,
	F_SEVERITY,
	F_OUTCOME,
	F_EXCEPTION,
	F_PERSISTENCE,
	F_PARTIES,
	F_TYPE,
	F_SUBJECT,
	F_FIRST,
	F_LAST,
	F_EPISODE,
	F_OBSERVED,
	F_TOTAL,
	F_GAP,
	F_NEW,
	F_OBSERVATION,
	F_N
};
#define SHORT_FIELDS 7 /* of `cured` and `unobserved` */

struct row {
	struct span f[F_N];
};
struct rows {
	struct row *v;
	size_t n, cap;
};

static void
rows_clear(struct rows *r)
{
	free(r->v);
}

static void
life_clear(struct site_life *l)
{
	free(l->id);
	free(l->subject);
	free(l->observation);
	free(l->rule);
	free(l->parties);
	free(l->type);
	free(l->persistence);
	free(l->exception);
	free(l->severity);
	free(l->obligation);
	free(l->first);
	free(l->last);
	free(l->episode);
	free(l->observed);
	free(l->total);
	free(l->gap);
	free(l->spans);
}

void
site_clear(struct site *s)
{
	for (size_t i = 0; i < s->runs_n; i++)
		free(s->runs[i].name);
	for (size_t i = 0; i < s->lives_n; i++)
		life_clear(&s->lives[i]);
	for (size_t i = 0; i < s->groups_n; i++) {
		free(s->groups[i].rule);
		free(s->groups[i].parties);
		free(s->groups[i].exception);
	}
	notices_clear(&s->notices);
	free(s->runs);
	free(s->lives);
	free(s->groups);
	memset(s, 0, sizeof(*s));
}

bool
site_rule_shaped(struct span s)
{
	return s.n == 4 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] == '-' &&
	    isdigit(s.p[2]) && isdigit(s.p[3]);
}

const struct site_run *
site_run_of(const struct site *s, const char *snapshot)
{
	for (size_t i = s->runs_n; i > 0; i--)
		if (strcmp(s->runs[i - 1].snapshot, snapshot) == 0)
			return &s->runs[i - 1];
	return NULL;
}

enum life_state
site_life_state(const struct site_life *l)
{
	return l->spans[l->spans_n - 1].state;
}

/* --- one findings file, read --- */

static int
read_row(struct span line, struct row *ret)
{
	bool whole = span_starts(line, "finding|");
	size_t want = whole ? F_N : SHORT_FIELDS, n = 0;

	memset(ret, 0, sizeof(*ret));
	if (!span_plain(line))
		return -1;
	if (!whole && !span_starts(line, "cured|") &&
	    !span_starts(line, "unobserved|"))
		return 1; /* another kind of line */
	for (; n + 1 < want && memchr(line.p, '|', line.n) != NULL; n++)
		ret->f[n] = span_split(&line, '|');
	ret->f[n++] = line;
	/* Engines before kept no exception there. */
	if ((n != want && (whole || n + 1 != want)) ||
	    !site_rule_shaped(ret->f[F_RULE]))
		return -1;
	if (!whole) { /* kind, id, rule, parties, first, last, exception */
		ret->f[F_PARTIES] = ret->f[3];
		ret->f[F_EXCEPTION] = ret->f[6];
	}
	return 0;
}

static int
read_rows(struct site_run *run, struct span text, struct rows *ret,
    struct err *e)
{
	unsigned line_no = 0;

	while (text.n != 0) {
		struct span line = span_split(&text, '\n');
		struct row row;
		int r = read_row(line, &row);

		line_no++;
		if (r < 0)
			return err_set(e, ERR_DATA,
			    "findings: line %u: cannot be read", line_no);
		run->faults += span_starts(line, "self|");
		if (span_starts(line, "# snapshot ") &&
		    hex_is(span_sub(line, 11, line.n), SHA1_HEX - 1))
			memcpy(run->snapshot, line.p + 11, SHA1_HEX - 1);
		if (r > 0)
			continue;
		ret->v =
		    mem_grow(ret->v, &ret->cap, ret->n + 1, sizeof(*ret->v));
		ret->v[ret->n++] = row;
	}
	return run->snapshot[0] != '\0' ?
	    0 :
	    err_set(e, ERR_DATA, "findings: no snapshot is named");
}

/* --- counts --- */

static int
digit(struct span s, size_t at)
{
	return s.n == at + 1 && s.p[at] >= '1' && s.p[at] <= '4' ?
	    s.p[at] - '0' :
	    0;
}

static void
count_row(struct site_run *run, const struct row *row)
{
	int o = digit(row->f[F_OBLIGATION], 0);
	unsigned parties = 0;

	run->cured += span_is(row->f[F_KIND], "cured");
	run->unobserved += span_is(row->f[F_KIND], "unobserved");
	if (!span_is(row->f[F_KIND], "finding"))
		return;
	if (span_is(row->f[F_OUTCOME], "EXCUSED")) {
		run->excused++;
		return;
	}
	run->fails++;
	run->fresh += span_is(row->f[F_NEW], "1");
	run->severity[digit(row->f[F_SEVERITY], 1)]++;
	run->obligation[o]++;
	if (parties_parse(row->f[F_PARTIES], &parties) != 0)
		return;
	for (size_t p = 0; p < PUB_N; p++)
		run->cell[p][o] += (parties & 1u << p) != 0;
}

/* --- lives --- */

static void
set(char **to, struct span s)
{
	free(*to);
	*to = mem_strndup(s.p, s.n);
}

static int
life_cmp(const void *a, const void *b)
{
	const struct site_life *x = a, *y = b;

	return strcmp(x->id, y->id);
}

/* Among the first n, which are sorted. */
static struct site_life *
life_find(const struct site *s, size_t n, struct span id)
{
	AUTO_FREE char *key = mem_strndup(id.p, id.n);
	struct site_life k = { .id = key };

	return n == 0 ? NULL : bsearch(&k, s->lives, n, sizeof(k), life_cmp);
}

static struct site_life *
life_new(struct site *s, const struct row *row)
{
	const struct rule *rule = rule_find(row->f[F_RULE]);
	struct site_life *l;

	s->lives = mem_grow(s->lives, &s->lives_cap, s->lives_n + 1,
	    sizeof(*s->lives));
	l = &s->lives[s->lives_n++];
	memset(l, 0, sizeof(*l));
	set(&l->id, row->f[F_ID]);
	l->event = rule != NULL && rule->kind == KIND_EVENT;
	return l;
}

static void
life_tell(struct site_life *l, const struct row *row)
{
	set(&l->subject, row->f[F_SUBJECT]);
	set(&l->observation, row->f[F_OBSERVATION]);
	set(&l->rule, row->f[F_RULE]);
	set(&l->parties, row->f[F_PARTIES]);
	set(&l->type, row->f[F_TYPE]);
	set(&l->persistence, row->f[F_PERSISTENCE]);
	set(&l->exception, row->f[F_EXCEPTION]);
	set(&l->severity, row->f[F_SEVERITY]);
	set(&l->obligation, row->f[F_OBLIGATION]);
	set(&l->first, row->f[F_FIRST]);
	set(&l->last, row->f[F_LAST]);
	set(&l->episode, row->f[F_EPISODE]);
	set(&l->observed, row->f[F_OBSERVED]);
	set(&l->total, row->f[F_TOTAL]);
	set(&l->gap, row->f[F_GAP]);
}

/* One of a group that is heard of alone for the first time when it can no
 * longer be seen: what its line and its rule say. */
static void
life_guess(struct site_life *l, const struct row *row)
{
	const struct rule *rule = rule_find(row->f[F_RULE]);
	struct row told = *row;
	struct span subject = row->f[F_ID];
	size_t tail = row->f[F_PARTIES].n + 1 + DAY_TEXT; /* /PARTIES@DAY */
	char severity[] = { 'S', '4', '\0' }, obligation[] = { '1', '\0' };

	if (rule != NULL) {
		severity[1] = (char)('0' + rule->severity);
		obligation[0] = (char)('0' + rule->obligation);
	}
	subject = span_sub(subject, row->f[F_RULE].n + 1, subject.n);
	told.f[F_SUBJECT] =
	    span_sub(subject, 0, subject.n > tail ? subject.n - tail : 0);
	told.f[F_FIRST] = row->f[4];
	told.f[F_LAST] = row->f[5];
	told.f[F_SEVERITY] = span_of(severity);
	told.f[F_OBLIGATION] = span_of(obligation);
	told.f[F_EPISODE] = span_of("1");
	told.f[F_OBSERVED] = told.f[F_TOTAL] = told.f[F_GAP] = span_of("0");
	told.f[F_TYPE] = told.f[F_PERSISTENCE] = told.f[F_OBSERVATION] =
	    span_of("");
	life_tell(l, &told);
}

static void
life_stood(struct site_life *l, enum life_state state, uint32_t run)
{
	struct site_span *last =
	    l->spans_n == 0 ? NULL : &l->spans[l->spans_n - 1];

	l->touched = true;
	if (last != NULL && last->state == state && last->to + 1 == run) {
		last->to = run;
		return;
	}
	l->spans = mem_grow(l->spans, &l->spans_cap, l->spans_n + 1,
	    sizeof(*l->spans));
	l->spans[l->spans_n++] = (struct site_span){ state, run, run };
}

/* --- groups --- */

static int
group_cmp(const void *a, const void *b)
{
	const struct site_group *x = a, *y = b;
	int c = strcmp(x->rule, y->rule);

	if (c == 0)
		c = strcmp(x->exception, y->exception);
	return c != 0 ? c : strcmp(x->parties, y->parties);
}

static void
group_stood(struct site *s, const struct row *row, uint32_t run)
{
	struct site_group *g = NULL;

	for (size_t i = 0; i < s->groups_n && g == NULL; i++)
		if (span_is(row->f[F_RULE], s->groups[i].rule) &&
		    span_is(row->f[F_PARTIES], s->groups[i].parties) &&
		    span_is(row->f[F_EXCEPTION], s->groups[i].exception))
			g = &s->groups[i];
	if (g == NULL) {
		s->groups = mem_grow(s->groups, &s->groups_cap,
		    s->groups_n + 1, sizeof(*s->groups));
		g = &s->groups[s->groups_n++];
		memset(g, 0, sizeof(*g));
		set(&g->rule, row->f[F_RULE]);
		set(&g->parties, row->f[F_PARTIES]);
		set(&g->exception, row->f[F_EXCEPTION]);
		g->from = run;
	}
	if (g->runs == 0 || g->to != run) {
		g->to = run;
		g->runs++;
		g->count = 0;
	}
	g->count++;
}

/* --- adding --- */

/* Rows like this one, as the report collapses them: the same rule, parties
 * and exception, and all new or none. */
struct tally {
	const struct row *like;
	size_t n;
};
struct tallies {
	struct tally *v;
	size_t n, cap;
};

static void
tallies_clear(struct tallies *t)
{
	free(t->v);
}

static bool
alike(const struct row *a, const struct row *b)
{
	return span_eq(a->f[F_KIND], b->f[F_KIND]) &&
	    span_eq(a->f[F_RULE], b->f[F_RULE]) &&
	    span_eq(a->f[F_PARTIES], b->f[F_PARTIES]) &&
	    span_eq(a->f[F_EXCEPTION], b->f[F_EXCEPTION]) &&
	    (a->f[F_EXCEPTION].n != 0 || span_eq(a->f[F_NEW], b->f[F_NEW]));
}

static struct tally *
tally_of(struct tallies *t, const struct row *row)
{
	for (size_t i = 0; i < t->n; i++)
		if (alike(t->v[i].like, row))
			return &t->v[i];
	t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof(*t->v));
	t->v[t->n] = (struct tally){ row, 0 };
	return &t->v[t->n++];
}

static enum life_state
row_state(const struct row *row)
{
	if (span_is(row->f[F_KIND], "cured"))
		return LIFE_CURED;
	if (span_is(row->f[F_KIND], "unobserved") &&
	    row->f[F_EXCEPTION].n == 0)
		return LIFE_UNOBSERVED;
	return row->f[F_EXCEPTION].n != 0 ? LIFE_EXCUSED : LIFE_OPEN;
}

/* known: the lives there were before this run. */
static void
row_live(struct site *s, size_t known, const struct row *row,
    struct tallies *t)
{
	uint32_t run = (uint32_t)s->runs_n - 1;
	struct site_life *l = life_find(s, known, row->f[F_ID]);
	enum life_state state = row_state(row);
	bool told = span_is(row->f[F_KIND], "finding");
	bool fresh = l == NULL;

	if (fresh && tally_of(t, row)->n <= SITE_GROUP_MAX)
		l = life_new(s, row);
	if (l == NULL) {
		if (told)
			group_stood(s, row, run);
		return;
	}
	if (told)
		life_tell(l, row);
	else if (fresh)
		life_guess(l, row);
	life_stood(l, state, run);
}

bool
site_kin(const struct site_life *a, const struct site_life *b)
{
	size_t n = strlen(a->id), m = strlen(b->id);

	if (n == m && n > DAY_TEXT && strncmp(a->id, b->id, n - DAY_TEXT) == 0)
		return true;
	return strcmp(a->rule, b->rule) == 0 &&
	    strcmp(a->parties, b->parties) == 0 &&
	    strcmp(a->first, b->first) == 0;
}

/* What this run changes without telling of it: those that the run before had
 * and this one has not, and the kin of these and of the new. */
static void
touch_others(struct site *s, size_t known)
{
	for (size_t i = 0; i < s->lives_n; i++) {
		struct site_life *l = &s->lives[i];

		if (i < known && l->spans[l->spans_n - 1].to + 2 != s->runs_n)
			continue;
		l->touched = true;
		for (size_t k = 0; k < known; k++)
			if (site_kin(l, &s->lives[k]))
				s->lives[k].touched = true;
	}
}

static void
name_run(const struct site *s, struct site_run *run)
{
	char day[DAY_TEXT];
	AUTO_BUF b = { 0 };
	size_t same = 1;

	for (size_t i = 0; i < s->runs_n; i++)
		same += day_of(s->runs[i].clock) == day_of(run->clock);
	buf_str(&b, day_text(day_of(run->clock), day));
	if (same > 1)
		buf_fmt(&b, "-%zu", same);
	run->name = mem_strdup(b.p);
}

int
site_add(struct site *s, const char *findings, utc_t clock, struct span text,
    struct err *e)
{
	AUTO(rows_clear) struct rows rows = { 0 };
	AUTO(tallies_clear) struct tallies t = { 0 };
	struct site_run run = { 0 };
	size_t known = s->lives_n;

	run.clock = clock;
	memcpy(run.findings, findings, SHA1_HEX);
	if (read_rows(&run, text, &rows, e) != 0)
		return -1;
	name_run(s, &run);
	for (size_t i = 0; i < rows.n; i++) {
		count_row(&run, &rows.v[i]);
		tally_of(&t, &rows.v[i])->n++;
	}
	s->runs =
	    mem_grow(s->runs, &s->runs_cap, s->runs_n + 1, sizeof(*s->runs));
	s->runs[s->runs_n++] = run;
	for (size_t i = 0; i < rows.n; i++)
		row_live(s, known, &rows.v[i], &t);
	touch_others(s, known);
	if (s->lives_n != 0)
		qsort(s->lives, s->lives_n, sizeof(*s->lives), life_cmp);
	if (s->groups_n != 0)
		qsort(s->groups, s->groups_n, sizeof(*s->groups), group_cmp);
	return 0;
}
