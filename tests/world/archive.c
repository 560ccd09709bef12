/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LACNIC's dated files, and RIPE NCC's mirror of them: small files of their
 * own, none of which is what latest held.  What is wrong with one follows
 * from its day.  Written are those that a night may ask for.
 */
#include "tests/world/archive.h"

#include <stdio.h>
#include <string.h>

#define BACK 800 /* days before the first that may be asked for */
#define OWN_MAX 9
#define KEPT_ABSENT 31
#define TWO_DAYS (2 * 86400)

/* What a file holds. */
enum { NONE, FIRST, AGAIN, OTHERS };

/* A day's file, as the nights before today's knew it. */
struct known_file {
	enum { UNKNOWN, THERE, GONE, NEVER } how;
	int contents;
	day_t first, last; /* nights */
	int runs;
};
static struct known_file known[BACK + DAYS_MAX + 8];

static struct known_file *
known_of(const struct world *w, day_t day)
{
	int i = cal_diff(day, w->start) + BACK;

	assert(i >= 0 && i < (int)ARRAY_LEN(known));
	return &known[i];
}

static uint64_t
fate(const struct world *w, day_t day, unsigned which)
{
	return mix64(w->seed * 7919 + (uint64_t)day * 16 + which);
}

/* At its publisher, on that night. */
static int
contents(const struct world *w, day_t day, day_t night)
{
	int age = cal_diff(night, day);

	if (w->clean)
		return age >= 2 ? FIRST : NONE;
	if (fate(w, day, 0) % 7 == 0) /* P-01 where latest skips it */
		return NONE;
	if (fate(w, day, 1) % 11 == 0 && /* P-16 */
	    age > 3 + (int)(fate(w, day, 2) % 20))
		return NONE;
	if (age < (fate(w, day, 3) % 13 == 0 ? 0 : 2)) /* P-07 */
		return NONE;
	return fate(w, day, 4) % 5 == 0 && /* U-03 */
		age > 2 + (int)(fate(w, day, 5) % 12) ?
	    AGAIN :
	    FIRST;
}

/* At the mirror: it follows at once, or it has what was first, or its own. */
static int
mirrored(const struct world *w, day_t day, day_t night)
{
	int own = contents(w, day, night);

	if (own == NONE || w->clean)
		return own;
	return fate(w, day, 6) % 17 == 0 ? OTHERS :
	    fate(w, day, 7) % 3 == 0	 ? FIRST :
					   own;
}

/* What a night asks for. */
struct asks {
	day_t own[OWN_MAX], mirror[OWN_MAX];
	size_t own_n, mirror_n;
	day_t latest; /* 0: nobody can tell */
};

static void
ask(day_t *v, size_t *n, day_t day)
{
	for (size_t i = 0; i < *n; i++)
		if (v[i] == day)
			return;
	assert(*n < OWN_MAX);
	v[(*n)++] = day;
}

static void
asks_make(const struct world *w, const struct day_view *v, struct asks *a)
{
	const struct rendered *f = v->file[PUB_LACNIC][EXT];
	day_t night = cal_add(w->start, v->day);
	int n = cal_diff(night, 19700101);
	day_t near = cal_add(night, -(1 + 7 * n % 31));
	day_t far = cal_add(night, -(32 + 7 * n % 691));
	bool less = f != NULL && (f->bits & FM_MORE_DECLARED) != 0 &&
	    (f->bits & FM_FEWER_DECLARED) == 0;

	memset(a, 0, sizeof(*a));
	if (f != NULL && f->dated && !less &&
	    (f->bits & (FM_PART | FM_REGISTRY)) == 0)
		a->latest = house_serial_day(w, PUB_LACNIC, f->state);
	if (a->latest != 0) {
		ask(a->mirror, &a->mirror_n, cal_add(a->latest, -3));
		for (int i = -3; i <= 3; i++)
			if (i <= 0 ||
			    cal_diff(cal_add(a->latest, i), night) <= 0)
				ask(a->own, &a->own_n, cal_add(a->latest, i));
	} else {
		ask(a->own, &a->own_n, cal_add(night, -1));
		ask(a->own, &a->own_n, night);
	}
	ask(a->own, &a->own_n, near);
	ask(a->own, &a->own_n, far);
	ask(a->mirror, &a->mirror_n, near);
	ask(a->mirror, &a->mirror_n, far);
}

static void
name_of(day_t day, struct buf *b)
{
	buf_fmt(b, "delegated-lacnic-extended-%08d", day);
}

static int
put(const char *dir, const char *at, day_t day, int what, struct err *e)
{
	AUTO_BUF path = { 0 };
	AUTO_BUF text = { 0 };

	if (what == NONE)
		return 0;
	buf_fmt(&path, "%s/", at);
	name_of(day, &path);
	buf_fmt(&text,
	    "2|lacnic|%08d|1|19870101|%08d|-0300\n"
	    "lacnic|*|asn|*|1|summary\nlacnic|*|ipv4|*|0|summary\n"
	    "lacnic|*|ipv6|*|0|summary\n"
	    "lacnic|BR|asn|%d|1|20000101|allocated|%d\n",
	    day, cal_add(day, -1), 27600 + what, what);
	return out_file(dir, path.p, buf_view(&text), cal_start(day), e);
}

int
archive_write(const struct world *w, const char *dir, const struct day_view *v,
    struct err *e)
{
	day_t night = cal_add(w->start, v->day);
	struct asks a;
	int r = 0;

	asks_make(w, v, &a);
	for (size_t i = 0; i < a.own_n && r == 0; i++)
		r = put(dir, "ftp.lacnic.net/pub/stats/lacnic", a.own[i],
		    contents(w, a.own[i], night), e);
	for (size_t i = 0; i < a.mirror_n && r == 0; i++)
		r = put(dir, "ftp.ripe.net/pub/stats/lacnic", a.mirror[i],
		    mirrored(w, a.mirror[i], night), e);
	return r;
}

static bool
among(const day_t *v, size_t n, day_t day)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] == day)
			return true;
	return false;
}

/* U-03 and P-16. */
static void
own_findings(struct truth *t, const struct world *w, const struct day_view *v,
    const struct asks *a, day_t day)
{
	const struct known_file *k = known_of(w, day);
	day_t night = cal_add(w->start, v->day);
	int now = contents(w, day, night);
	bool copy = among(a->mirror, a->mirror_n, day) &&
	    mirrored(w, day, night) == k->contents;
	AUTO_BUF name = { 0 };

	name_of(day, &name);
	if (k->how == THERE && now == NONE)
		named_event(t, w, v->day, "FAIL", "P-16", 4, PUB_LACNIC,
		    name.p);
	if ((k->how == THERE || k->how == GONE) && now != NONE &&
	    now != k->contents)
		named_event(t, w, v->day, "FAIL", "U-03", copy ? 1 : 2,
		    PUB_LACNIC, name.p);
}

static void
mirror_findings(struct truth *t, const struct world *w,
    const struct day_view *v, const struct asks *a, day_t day)
{
	const struct known_file *k = known_of(w, day);
	day_t night = cal_add(w->start, v->day);
	int now = contents(w, day, night);
	utc_t made = cal_start(cal_add(day, 1));
	AUTO_BUF name = { 0 };

	if (now == NONE || !among(a->own, a->own_n, day) ||
	    now == mirrored(w, day, night) ||
	    (k->how != UNKNOWN && k->contents != now))
		return;
	if (k->how != UNKNOWN && cal_start(k->first) > made)
		made = cal_start(k->first);
	if (made + TWO_DAYS > v->clock)
		return;
	name_of(day, &name);
	buf_str(&name, ":ripencc");
	truth_event(t, w, v->day, "P-17", 2,
	    1u << PUB_LACNIC | 1u << PUB_RIPENCC, name.p);
}

/* What is known from tomorrow on. */
static void
learn(const struct world *w, day_t day, day_t night)
{
	struct known_file *k = known_of(w, day);
	int now = contents(w, day, night);

	if (now != NONE && (k->how == THERE || k->how == GONE) &&
	    k->contents == now) {
		k->how = THERE;
	} else if (now != NONE) {
		*k = (struct known_file){ THERE, now, night, night, 1 };
	} else if (k->how == THERE || k->how == GONE) {
		k->how = GONE;
	} else {
		if (k->how == UNKNOWN)
			*k = (struct known_file){ NEVER, NONE, night, night,
				0 };
		k->last = night;
		k->runs++;
	}
}

static void
newest(struct truth *t, const struct world *w, struct day_view *v,
    const struct asks *a)
{
	const struct rendered *f = v->file[PUB_LACNIC][EXT];
	day_t night = cal_add(w->start, v->day);
	day_t latest;
	bool newer = false;

	if (f == NULL || !f->complete || !f->dated)
		return;
	latest = house_serial_day(w, PUB_LACNIC, f->state);
	if (!among(a->own, a->own_n, latest))
		return;
	v->archive = true;
	for (size_t i = 0; i < a->own_n; i++)
		newer |= a->own[i] >= latest &&
		    contents(w, a->own[i], night) != NONE;
	if (newer)
		named_found(t, w, v, "FAIL", "P-07", 2, PUB_LACNIC, EXT,
		    source_name(PUB_LACNIC, EXT));
}

void
truth_archive(const struct world *w, struct truth *t, struct day_view *v)
{
	day_t night = cal_add(w->start, v->day);
	struct asks a;
	bool answers = false;

	asks_make(w, v, &a);
	for (size_t i = 0; i < a.own_n; i++)
		answers |= contents(w, a.own[i], night) != NONE;
	v->archive = false;
	/* What was not found is forgotten after a month. */
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].how == NEVER &&
		    cal_diff(night, cal_add(w->start, (int)i - BACK)) >
			KEPT_ABSENT)
			known[i].how = UNKNOWN;
	if (!answers)
		return;
	for (size_t i = 0; i < a.own_n; i++)
		own_findings(t, w, v, &a, a.own[i]);
	for (size_t i = 0; i < a.mirror_n; i++)
		mirror_findings(t, w, v, &a, a.mirror[i]);
	newest(t, w, v, &a);
	for (size_t i = 0; i < a.own_n; i++)
		if (contents(w, a.own[i], night) != NONE ||
		    cal_diff(night, a.own[i]) <= KEPT_ABSENT)
			learn(w, a.own[i], night);
}

int
archive_runs(const struct world *w, size_t rir, int kind, day_t day, int today)
{
	const struct known_file *k;

	if (rir != PUB_LACNIC || kind != EXT)
		return 0;
	k = known_of(w, day);
	if (k->how == NEVER && k->last != cal_add(w->start, today))
		return 0;
	return k->how == UNKNOWN ? 0 : k->how == NEVER ? k->runs : -1;
}
