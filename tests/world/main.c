/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * world --out DIR --days N --start YYYY-MM-DD --seed S --scale PERCENT
 *     [--clean]
 */
#include "tests/world/archive.h"
#include "tests/world/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN_AT (7 * 3600 + 30 * 60)
#define RUN_LATE (17 * 3600)
#define START_MIN 20130101   /* fixed records are as young as 2012 */
#define PLAIN_UNTIL 20130831 /* ARIN's plain series */

/* What latest holds, per source, and what it held before. */
struct latest {
	struct rendered r, before;
	bool any;
};

struct latest_logs {
	struct rendered_log v[RIR_N];
	bool any[RIR_N];
};

/* Brings latest to its registry's state, or back; true: other bytes. */
static bool
latest_move(const struct world *w, size_t rir, int kind, enum delivery how,
    struct latest *l)
{
	struct rendered t = l->r;

	if (how == DEL_BACK && l->before.text.n != 0) {
		l->r = l->before;
		l->before = t;
		return true;
	}
	if (l->any && (how == DEL_STALL || l->r.state == w->state[rir]))
		return false;
	rendered_clear(&l->before);
	l->before = t;
	memset(&l->r, 0, sizeof(l->r));
	render(w, rir, kind, w->state[rir], &l->r);
	l->any = true;
	return true;
}

static bool
has_source(const struct world *w, size_t rir, int kind, int day)
{
	return rir != PUB_ARIN || kind == EXT ||
	    cal_add(w->start, day) <= PLAIN_UNTIL;
}

static int
write_source(const struct world *w, const char *dir, size_t rir, int kind,
    const struct rendered *r, struct err *e)
{
	utc_t at = house_published(w, rir, r->state, false);
	char md5[64], asc[64];

	snprintf(md5, sizeof(md5), "%s-md5", source_name(rir, kind));
	if (out_file(dir, out_path(source_name(rir, kind)), buf_view(&r->text),
		at, e) != 0)
		return -1;
	snprintf(asc, sizeof(asc), "%s-asc", source_name(rir, kind));
	if (r->has_asc &&
	    out_file(dir, out_path(asc), buf_view(&r->asc), at, e) != 0)
		return -1;
	return r->has_md5 ?
	    out_file(dir, out_path(md5), buf_view(&r->md5), at, e) :
	    0;
}

/* Its transfer log, as far as one arrives. */
static int
log_day(const struct world *w, const char *dir, size_t rir, struct day_view *v,
    struct rendered_log *l, bool *any, struct err *e)
{
	uint32_t bits = plan_log_bits(w, rir, v->day);

	v->log[rir] = NULL;
	v->log_fresh[rir] = v->log_whole[rir] = false;
	if (bits & LF_ABSENT)
		return 0;
	if (!*any || (bits & LF_STALL) == 0) {
		log_render(w, rir, v->day, l);
		v->log_fresh[rir] = *any = true;
	}
	v->log[rir] = l;
	v->log_whole[rir] = (l->bits & LF_CUT) == 0;
	return out_file(dir, out_path(log_names[rir]), buf_view(&l->text),
	    log_produced(w, l->day), e);
}

/* One registry's day: how far its files are, and what of them arrives. */
static int
rir_day(struct world *w, const char *dir, size_t rir, struct day_view *v,
    struct latest latest[KIND_N], struct err *e)
{
	bool ahead =
	    w->plan.late[v->day] && (rir == PUB_APNIC || rir == PUB_ARIN);
	int state = v->day + ahead;

	while (w->state[rir] < state)
		churn(w, rir);
	for (int k = 0; k < KIND_N; k++) {
		enum delivery how =
		    (enum delivery)w->plan.delivery[rir][k][v->day];
		struct latest *l = &latest[k];

		v->file[rir][k] = NULL;
		v->fresh[rir][k] = v->page[rir][k] = false;
		if (how == DEL_ABSENT || !has_source(w, rir, k, v->day))
			continue;
		v->fresh[rir][k] = latest_move(w, rir, k, how, l);
		v->page[rir][k] = l->r.html;
		v->fresh[rir][k] &= !l->r.html;
		v->file[rir][k] = l->r.html ? NULL : &l->r;
		if (write_source(w, dir, rir, k, &l->r, e) != 0)
			return -1;
	}
	return 0;
}

static int
one_day(struct world *w, int day, struct latest latest[RIR_N][KIND_N],
    struct latest_logs *logs, struct nro_reports *nro, struct feed_state *feed,
    struct truth *t, struct err *e)
{
	AUTO_BUF dir = { 0 };
	AUTO_BUF clock = { 0 };
	struct day_view v = { .day = day, .feed = feed };
	day_t d = cal_add(w->start, day);
	char dt[CAL_TEXT], ut[CAL_TEXT];

	buf_fmt(&dir, "%s/%s", w->out, cal_text(d, dt));
	v.clock = cal_start(d) + (w->plan.late[day] ? RUN_LATE : RUN_AT);
	v.iana = !w->plan.iana_absent[day];
	for (size_t r = 0; r < RIR_N; r++)
		if (rir_day(w, dir.p, r, &v, latest[r], e) != 0 ||
		    log_day(w, dir.p, r, &v, &logs->v[r], &logs->any[r], e) !=
			0)
			return -1;
	buf_fmt(&clock, "%s\n", cal_utc(v.clock, ut));
	if (iana_write(w, dir.p, !v.iana, e) != 0 ||
	    archive_write(w, dir.p, &v, e) != 0 ||
	    nro_publish(w, nro, dir.p, &v, e) != 0 ||
	    feed_day(w, dir.p, feed, &v, e) != 0 ||
	    out_file(dir.p, "AS-OF", buf_view(&clock), v.clock, e) != 0 ||
	    out_file(dir.p, "COMPLETE", (struct span){ NULL, 0 }, v.clock,
		e) != 0)
		return -1;
	truth_day(w, t, &v);
	nro_make(w, day, nro);
	return 0;
}

static int
usage(void)
{
	fprintf(stderr,
	    "usage: world --out DIR --days N --start YYYY-MM-DD "
	    "--seed S --scale PERCENT [--clean]\n");
	return 3;
}

static int
number(const char *s, uint64_t max, uint64_t *ret)
{
	return span_u64(span_of(s), max, ret);
}

static int
option(struct world *w, const char *name, const char *value)
{
	uint64_t n;

	if (strcmp(name, "--out") == 0) {
		w->out = value;
		return 0;
	}
	if (strcmp(name, "--start") == 0)
		return cal_parse(value, &w->start);
	if (number(value, UINT32_MAX, &n) != 0)
		return -1;
	if (strcmp(name, "--seed") == 0) {
		w->seed = n;
		return 0;
	}
	if (n == 0)
		return -1;
	if (strcmp(name, "--days") == 0 && n < DAYS_MAX)
		w->days = (int)n;
	else if (strcmp(name, "--scale") == 0 && n <= 100)
		w->scale = (int)n;
	else
		return -1;
	return 0;
}

static int
run(struct world *w, struct err *e)
{
	static struct latest latest[RIR_N][KIND_N];
	static struct latest_logs logs;
	static struct truth t;
	static struct feed_state feed;
	struct nro_reports nro;
	int r = 0;

	truth_init(&t);
	nro_init(&nro);
	w->rng.s = mix64(w->seed + 1);
	space_make(w);
	plan_make(w);
	truth_ranges_make(w);
	for (int d = 0; d < w->days && r == 0; d++)
		r = one_day(w, d, latest, &logs, &nro, &feed, &t, e);
	if (r == 0)
		r = truth_write(&t, w->out, e);
	if (r == 0)
		r = plan_write(w, e);
	nro_clear(&nro);
	feed_clear(&feed);
	for (size_t i = 0; i < RIR_N; i++)
		buf_clear(&logs.v[i].text);
	for (size_t i = 0; i < RIR_N; i++)
		for (int k = 0; k < KIND_N; k++) {
			rendered_clear(&latest[i][k].r);
			rendered_clear(&latest[i][k].before);
		}
	return r;
}

static void
inc_free(struct incident *q)
{
	free(q->piece);
	free(q->nro);
}

static void
world_free(struct world *w)
{
	for (size_t r = 0; r < RIR_N; r++)
		for (int f = 0; f < FAM_N; f++) {
			free(w->base[r][f].v);
			zone_clear(&w->given[r][f]);
		}
	for (int f = 0; f < FAM_N; f++)
		zone_clear(&w->special[f]);
	zone_clear(&w->withheld4);
	for (size_t i = 0; i < w->plan.inc_n; i++)
		inc_free(&w->plan.inc[i]);
	free(w->plan.inc);
	free(w->plan.file);
}

int
main(int argc, char **argv)
{
	static struct world w = { .days = 10,
		.scale = 1,
		.seed = 1,
		.start = 20240301 };
	struct err e = { 0 };
	int r;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--clean") == 0) {
			w.clean = true;
			continue;
		}
		if (i + 1 >= argc || option(&w, argv[i], argv[i + 1]) != 0)
			return usage();
		i++;
	}
	if (w.out == NULL || w.start < START_MIN)
		return usage();
	r = run(&w, &e);
	if (r != 0)
		fprintf(stderr, "world: %s\n", e.msg);
	world_free(&w);
	return r == 0 ? 0 : 2;
}
