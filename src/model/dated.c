/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dated.h"

#include <string.h>

static const struct {
	bool by_year;
	const char *suffix;
} layouts[RIR_N] = {
#define DATED(pub, by_year, suffix) [pub] = { by_year, suffix },
#define MIRROR(pub, at, dir)
#include "model/dated.def"
#undef DATED
#undef MIRROR
};

static const struct {
	enum publisher at;
	const char *dir;
} mirrors[RIR_N] = {
#define DATED(pub, by_year, suffix)
#define MIRROR(pub, at, dir) [pub] = { at, dir },
#include "model/dated.def"
#undef DATED
#undef MIRROR
};

enum publisher
dated_mirror(enum publisher rir)
{
	return mirrors[rir].at;
}

static day_t
sample(day_t today, int from, int window)
{
	int number = day_diff(today, 19700101);

	return day_add(today,
	    -(from + (int)((int64_t)number * DATED_STEP % window)));
}

day_t
dated_near(day_t today)
{
	return sample(today, 1, DATED_NEAR);
}

day_t
dated_far(day_t today)
{
	return sample(today, 1 + DATED_NEAR, DATED_FAR);
}

static void
ask(struct dated_ask *v, size_t *n, enum publisher at, day_t day)
{
	for (size_t i = 0; i < *n; i++)
		if (v[i].at == at && v[i].day == day)
			return;
	assert(*n < DATED_ASKS_MAX);
	v[(*n)++] = (struct dated_ask){ at, day };
}

size_t
dated_plan(enum publisher rir, day_t latest, day_t today,
    struct dated_ask ret[DATED_ASKS_MAX])
{
	enum publisher mirror = dated_mirror(rir);
	size_t n = 0;

	if (latest != 0) {
		for (int i = -DATED_BEFORE; i <= DATED_AHEAD; i++)
			if (i <= 0 || day_add(latest, i) <= today)
				ask(ret, &n, rir, day_add(latest, i));
		ask(ret, &n, mirror, day_add(latest, -DATED_BEFORE));
	} else {
		ask(ret, &n, rir, day_add(today, -1));
		ask(ret, &n, rir, today);
	}
	ask(ret, &n, rir, dated_near(today));
	ask(ret, &n, rir, dated_far(today));
	ask(ret, &n, mirror, dated_near(today));
	ask(ret, &n, mirror, dated_far(today));
	ask(ret, &n, mirror, 0);
	return n;
}

void
dated_name(enum publisher rir, day_t day, struct buf *out)
{
	buf_fmt(out, "delegated-%s-extended-", pub_name(rir));
	if (day == 0)
		buf_str(out, "latest");
	else
		buf_fmt(out, "%08d%s", day, layouts[rir].suffix);
}

void
dated_url(enum publisher rir, const struct dated_ask *a, const char *latest,
    struct buf *out)
{
	const char *end = strrchr(latest, '/');
	struct span dir = a->at != rir ? span_of(mirrors[rir].dir) :
	    end == NULL		       ? span_of(latest) :
			  span_sub(span_of(latest), 0, (size_t)(end - latest));

	buf_span(out, dir);
	if (layouts[rir].by_year && a->day != 0)
		buf_fmt(out, "/%d", a->day / 10000);
	buf_chr(out, '/');
	dated_name(rir, a->day, out);
}

void
dated_path(enum publisher rir, const struct dated_ask *a, struct buf *out)
{
	buf_fmt(out, "dated/%s/%s/", pub_name(a->at), pub_name(rir));
	dated_name(rir, a->day, out);
}

bool
dated_path_good(struct span path)
{
	AUTO_BUF want = { 0 };
	struct span rest = path;
	struct dated_ask a = { .day = 0 };
	enum publisher rir;

	if (!span_is(span_split(&rest, '/'), "dated") ||
	    pub_parse(span_split(&rest, '/'), &a.at) != 0 ||
	    pub_parse(span_split(&rest, '/'), &rir) != 0 || rir >= RIR_N ||
	    (a.at != rir && a.at != dated_mirror(rir)))
		return false;
	for (size_t at = 0; at + 8 <= rest.n && a.day == 0; at++)
		if (day_parse(span_sub(rest, at, 8), &a.day) != 0)
			a.day = 0;
	dated_path(rir, &a, &want);
	return span_eq(path, buf_view(&want));
}
