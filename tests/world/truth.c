/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an auditor must list on a day: files and registries as a whole. */
#include "tests/world/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKEW_MAX (24 * 3600)
static const int stale_hours[RIR_N] = { 48, 36, 36, 36, 36 };

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
	if (!any)
		buf_chr(b, '-');
}

void
truth_add(struct truth *t, const struct world *w, int day,
    const char *outcome, const char *rule, unsigned parties,
    const char *fmt, ...)
{
	AUTO_BUF b = { 0 };
	char d[DAY_TEXT], subject[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(subject, sizeof(subject), fmt, ap);
	va_end(ap);
	buf_fmt(&b, "%s %s %s ", day_text(day_add(w->start, day), d), outcome,
	    rule);
	put_parties(&b, parties);
	buf_fmt(&b, " %s", subject);
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

static void
missing(const struct world *w, struct truth *t, int day, size_t rir, int kind,
    int from, int to)
{
	for (int s = from + 1; s < to; s++)
		truth_add(t, w, day, "FAIL", "P-01", 1u << rir,
		    "delegated-%s%s-%08d", pub_name((enum publisher)rir),
		    kind == EXT ? "-extended" : "",
		    rir == PUB_RIPENCC ? house_end_day(w, rir, s) :
					 house_serial_day(w, rir, s));
}

/* One source: what its file deserves, what its age, what its loss. */
static void
source_day(const struct world *w, struct truth *t, struct day_view *v,
    size_t rir, int kind)
{
	const struct rendered *f = v->file[rir][kind];
	const char *id = source_name(rir, kind);
	struct seen *s = &t->seen[rir][kind];
	day_t today = day_add(w->start, v->day);

	for (size_t i = 0; i < f->f_n; i++)
		truth_add(t, w, v->day, f->f[i].excused_from != 0 &&
			    today >= f->f[i].excused_from ? "EXCUSED" :
							    "FAIL",
		    f->f[i].rule, 1u << rir, "%s%s", id, f->f[i].what);
	if (f->complete && v->clock - house_published(w, rir, f->state,
		f->offset_bad) > stale_hours[rir] * 3600)
		truth_add(t, w, v->day, "FAIL", "P-08", 1u << rir, "%s", id);
	if (!v->fresh[rir][kind])
		return;
	s->retrieved = v->clock;
	if (!f->complete) {
		s->unbroken = false;
		return;
	}
	v->shrunk[rir][kind] = shrunk(s, f);
	if (v->shrunk[rir][kind])
		truth_add(t, w, v->day, "FAIL", "P-18", 1u << rir, "%s", id);
	if (s->any && s->unbroken)
		missing(w, t, v->day, rir, kind, s->last_state, f->state);
	s->any = s->unbroken = true;
	s->last_state = f->state;
	s->size = f->text.n;
	s->rows = f->rows;
	memcpy(s->totals, f->totals, sizeof(s->totals));
}

/* An unplanned shrink would be a fault of the world itself. */
static void
check_shrink(const struct world *w, const struct day_view *v, size_t rir,
    int kind)
{
	uint32_t bits = plan_file_bits(w, rir, kind, v->file[rir][kind]->state);

	if (v->shrunk[rir][kind] != ((bits & FM_SHRINK) != 0) &&
	    v->fresh[rir][kind]) {
		fprintf(stderr, "world: day %d, %s: shrink %s planned\n",
		    v->day, source_name(rir, kind),
		    v->shrunk[rir][kind] ? "not" : "did not happen as");
		abort();
	}
}

static void
skew_day(const struct world *w, struct truth *t, const struct day_view *v)
{
	utc_t lo = INT64_MAX, hi = INT64_MIN;

	for (size_t r = 0; r < RIR_N; r++) {
		const struct rendered *f;
		utc_t at;

		if (v->chosen[r] < 0)
			return;
		f = v->file[r][v->chosen[r]];
		at = house_asof(w, r, f->state, f->offset_bad);
		if (at > t->seen[r][v->chosen[r]].retrieved)
			at = t->seen[r][v->chosen[r]].retrieved;
		lo = at < lo ? at : lo;
		hi = at > hi ? at : hi;
	}
	if (hi - lo > SKEW_MAX)
		truth_add(t, w, v->day, "FAIL", "C-10", 1u << PUB_NRO,
		    "stats");
}

/* ARIN's records in special-purpose space, excused under X3. */
static void
as112_day(const struct world *w, struct truth *t, const struct day_view *v)
{
	static const struct {
		enum family f;
		const char *text;
	} x[] = { { FAM_ASN, "112" }, { FAM_IPV4, "192.175.48.0/24" },
		{ FAM_IPV4, "192.31.196.0/24" },
		{ FAM_IPV4, "192.52.193.0/24" },
		{ FAM_IPV6, "2620:4f:8000::/48" } };
	char s[RANGE_TEXT];

	if (!v->iana || v->chosen[PUB_ARIN] < 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(x); i++)
		truth_add(t, w, v->day, "EXCUSED", "U-04",
		    1u << PUB_ARIN | 1u << PUB_IANA, "%s",
		    range_text(x[i].f, prefix_range(x[i].f, x[i].text), s));
}

void
truth_day(const struct world *w, struct truth *t, struct day_view *v)
{
	for (size_t r = 0; r < RIR_N; r++) {
		v->chosen[r] = v->file[r][EXT] != NULL ? EXT :
		    v->file[r][PLAIN] != NULL	       ? PLAIN :
							 -1;
		for (int k = 0; k < KIND_N; k++) {
			v->shrunk[r][k] = false;
			if (v->file[r][k] == NULL)
				continue;
			source_day(w, t, v, r, k);
			check_shrink(w, v, r, k);
		}
	}
	skew_day(w, t, v);
	as112_day(w, t, v);
	truth_ranges(w, t, v);
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

	if (t->n != 0)
		qsort(t->line, t->n, sizeof(*t->line), line_cmp);
	for (size_t i = 0; i < t->n; i++)
		if (i == 0 || strcmp(t->line[i], t->line[i - 1]) != 0)
			buf_fmt(&b, "%s\n", t->line[i]);
	r = out_file(dir, "truth.txt", buf_view(&b), 0, e);
	for (size_t i = 0; i < t->n; i++)
		free(t->line[i]);
	free(t->line);
	memset(t, 0, sizeof(*t));
	return r;
}
