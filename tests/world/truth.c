/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an auditor must list on a day: files and registries as a whole. */
#include "tests/world/archive.h"
#include "tests/world/feed.h"
#include "tests/world/asc.h"
#include "tests/world/ranges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKEW_MAX (24 * 3600)
static const int stale_hours[RIR_N] = { 48, 36, 36, 36, 36 };

void
truth_init(struct truth *t)
{
	memset(t, 0, sizeof(*t));
	for (size_t r = 0; r < RIR_N; r++)
		t->base[r] = t->asof[r] = t->first_at[r] = TIME_NONE;
	t->nro_day = -1;
}

static void
put_parties(struct buf *b, unsigned parties)
{
	bool any = false;

	for (int p = 0; p < PUB_N; p++)
		if ((parties & 1u << p) != 0) {
			buf_fmt(b, "%s%s", any ? "+" : "",
			    pub_name((enum publisher)p));
			any = true;
		}
}

void
truth_add(struct truth *t, const struct world *w, int day, const char *outcome,
    const char *rule, int severity, unsigned parties, const char *subject,
    const struct life *l)
{
	AUTO_BUF b = { 0 };
	char d[CAL_TEXT], first[CAL_TEXT];

	buf_fmt(&b, "%s %s %s S%d ", cal_text(cal_add(w->start, day), d),
	    outcome, rule, severity);
	put_parties(&b, parties);
	buf_fmt(&b, " %s first=%s episode=%d observed=%d %s", subject,
	    cal_text(cal_add(w->start, l->first), first), l->episode,
	    l->observed, life_class(l, parties));
	t->line = mem_grow(t->line, &t->cap, t->n + 1, sizeof(*t->line));
	t->line[t->n++] = mem_strdup(b.p);
}

static bool
dropped(num_t before, num_t now)
{
	return now < before && before - now > before / 100;
}

/* P-18, from the figures of the files as written. */
static bool
shrunk(const struct seen *s, const struct rendered *f)
{
	if (!s->any || !f->complete)
		return false;
	if (dropped(s->size, f->text.n) || dropped(s->rows, f->rows))
		return true;
	for (int k = 0; k < FAM_N; k++)
		if (dropped(s->totals[k], f->totals[k]))
			return true;
	return false;
}

static const char *
excused(const struct world *w, const char *rule, size_t rir, int kind, int day)
{
	return plan_announced(w, rule, rir, kind, day) ? "EXCUSED" : "FAIL";
}

static void
missing(const struct world *w, struct truth *t, int day, size_t rir, int kind,
    int from, int to)
{
	for (int s = from + 1; s < to; s++) {
		day_t of = rir == PUB_RIPENCC ? house_end_day(w, rir, s) :
						house_serial_day(w, rir, s);
		int runs = archive_runs(w, rir, kind, of, day);
		char name[64];

		snprintf(name, sizeof(name), "delegated-%s%s-%08d",
		    pub_name((enum publisher)rir),
		    kind == EXT ? "-extended" : "", of);
		if (runs >= 0)
			named_event(t, w, day, "FAIL", "P-01",
			    runs >= 2 ? 2 : 4, rir, name);
	}
}

/* What its file deserves, and its age. */
static void
source_state(const struct world *w, struct truth *t, const struct day_view *v,
    size_t rir, int kind)
{
	const struct rendered *f = v->file[rir][kind];
	const char *id = source_name(rir, kind);
	day_t today = cal_add(w->start, v->day);

	for (size_t i = 0; i < f->f_n; i++) {
		const struct file_finding *q = &f->f[i];
		char subject[128];

		snprintf(subject, sizeof(subject), "%s%s", id, q->what);
		named_found(t, w, v,
		    q->excused_from != 0 && today >= q->excused_from ?
			"EXCUSED" :
			"FAIL",
		    q->rule,
		    strcmp(q->what, "-asc") == 0 ? asc_absent(t, rir, kind) :
						   q->severity,
		    rir, kind, subject);
	}
	if (f->complete && f->dated &&
	    v->clock - house_published(w, rir, f->state, f->offset_bad) >
		stale_hours[rir] * 3600)
		named_found(t, w, v, excused(w, "P-08", rir, kind, v->day),
		    "P-08", 3, rir, kind, id);
}

/* What was lost and what is missing since the file before. */
static void
source_history(const struct world *w, struct truth *t, struct day_view *v,
    size_t rir, int kind)
{
	const struct rendered *f = v->file[rir][kind];
	struct seen *s = &t->seen[rir][kind];

	if (!v->fresh[rir][kind])
		return;
	if (!f->complete) {
		s->unbroken = false;
		return;
	}
	if (v->shrunk[rir][kind])
		named_event(t, w, v->day,
		    excused(w, "P-18", rir, kind, v->day), "P-18", 2, rir,
		    source_name(rir, kind));
	if (s->any && s->unbroken && f->dated)
		missing(w, t, v->day, rir, kind, s->last_state, f->state);
	if (!f->dated)
		s->unbroken = false;
	else if (!s->any || f->state > s->last_state) {
		s->unbroken = true;
		s->last_state = f->state;
	}
	s->any = true;
	s->size = f->text.n;
	s->rows = f->rows;
	memcpy(s->totals, f->totals, sizeof(s->totals));
}

/* A shrink that was planned and is none would be a fault of the world. */
static void
check_shrink(const struct world *w, const struct day_view *v, size_t rir,
    int kind)
{
	const struct rendered *f = v->file[rir][kind];
	uint32_t bits = plan_file_bits(w, rir, kind, f->state);

	if (!v->shrunk[rir][kind] && (bits & FM_SHRINK) != 0 &&
	    v->fresh[rir][kind] && f->complete) {
		fprintf(stderr, "world: day %d, %s: no shrink as planned\n",
		    v->day, source_name(rir, kind));
		abort();
	}
}

static void
skew_day(const struct world *w, struct truth *t, const struct day_view *v)
{
	utc_t lo = INT64_MAX, hi = INT64_MIN;

	for (size_t r = 0; r < RIR_N; r++) {
		if (v->chosen[r] < 0 || v->asof[r] == TIME_NONE)
			return;
		lo = v->asof[r] < lo ? v->asof[r] : lo;
		hi = v->asof[r] > hi ? v->asof[r] : hi;
	}
	if (hi - lo > SKEW_MAX)
		named_found(t, w, v, "FAIL", "C-10", 4, RIR_N, EXT, "stats");
}

/* The file that rules compare, and the instant that it speaks for. */
static void
choose(const struct world *w, struct truth *t, struct day_view *v, size_t r)
{
	const struct rendered *f;
	int c;

	c = v->file[r][EXT] != NULL   ? EXT :
	    v->file[r][PLAIN] != NULL ? PLAIN :
					-1;
	v->chosen[r] = c;
	v->asof[r] = TIME_NONE;
	v->newer[r] = v->newer_serial[r] = v->absence[r] = false;
	v->told[r] = v->compared[r] = false;
	if (c < 0)
		return;
	f = v->file[r][c];
	if (f->dated) {
		v->asof[r] = house_asof(w, r, f->state, f->offset_bad);
		if (v->asof[r] > t->seen[r][c].retrieved)
			v->asof[r] = t->seen[r][c].retrieved;
	}
	v->newer[r] = v->fresh[r][c] && v->asof[r] >= t->asof[r];
	v->newer_serial[r] = v->newer[r] && v->asof[r] > t->asof[r];
	v->absence[r] = f->complete && !v->shrunk[r][c];
	v->told[r] = c == EXT && v->newer[r] && f->complete && f->dated;
	v->compared[r] = v->told[r] && t->held[r];
}

static void
view_fill(const struct world *w, struct truth *t, struct day_view *v)
{
	v->extended = v->examinable = true;
	for (size_t r = 0; r < RIR_N; r++) {
		for (int k = 0; k < KIND_N; k++) {
			struct seen *s = &t->seen[r][k];

			v->shrunk[r][k] = false;
			if (v->file[r][k] == NULL)
				continue;
			v->shrunk[r][k] =
			    v->fresh[r][k] && shrunk(s, v->file[r][k]);
			check_shrink(w, v, r, k);
			if (v->fresh[r][k])
				s->retrieved = v->clock;
			s->ever = true;
		}
		choose(w, t, v, r);
		if (v->chosen[r] != EXT)
			v->extended = v->examinable = false;
		else if (!v->file[r][EXT]->complete && t->base[r] == TIME_NONE)
			v->examinable = false;
	}
}

/* What is known of each registry's instants from tomorrow on. */
static void
view_keep(struct truth *t, const struct day_view *v)
{
	for (size_t r = 0; r < RIR_N; r++) {
		if (t->first_at[r] == TIME_NONE && move_first(v, r))
			t->first_at[r] = v->asof[r];
		if (!v->newer[r] || v->asof[r] == TIME_NONE ||
		    !v->file[r][v->chosen[r]]->complete)
			continue;
		if (t->base[r] == TIME_NONE)
			t->base[r] = v->asof[r];
		t->asof[r] = v->asof[r];
		if (v->told[r]) {
			t->held[r] = true;
			t->held_at[r] = v->asof[r];
		}
	}
}

void
truth_day(struct world *w, struct truth *t, struct day_view *v)
{
	view_fill(w, t, v);
	truth_feed(w, t, v, v->feed);
	truth_archive(w, t, v);
	for (size_t r = 0; r < RIR_N; r++)
		for (int k = 0; k < KIND_N; k++) {
			if (v->page[r][k]) {
				named_found(t, w, v, "FAIL", "M-03", 4, r, k,
				    source_name(r, k));
				t->seen[r][k].unbroken = false;
			}
			if (v->file[r][k] == NULL)
				continue;
			source_state(w, t, v, r, k);
			source_history(w, t, v, r, k);
		}
	truth_logs(w, t, v);
	truth_nro(w, t, v);
	skew_day(w, t, v);
	truth_history(w, t, v);
	truth_ranges(w, t, v);
	named_close(t, v);
	asc_keep(t, v);
	view_keep(t, v);
}

static int
line_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
truth_write(struct truth *t, const char *dir, struct err *e)
{
	AUTO_BUF b = { 0 };
	int r;

	buf_str(&b, "");
	if (t->n != 0)
		qsort(t->line, t->n, sizeof(*t->line), line_cmp);
	for (size_t i = 0; i < t->n; i++)
		buf_fmt(&b, "%s\n", t->line[i]);
	r = out_file(dir, "truth.txt", buf_view(&b), 0, e);
	for (size_t i = 0; i < t->n; i++)
		free(t->line[i]);
	free(t->line);
	for (size_t i = 0; i < t->named_n; i++)
		free(t->named[i].key);
	free(t->named);
	memset(t, 0, sizeof(*t));
	return r;
}
