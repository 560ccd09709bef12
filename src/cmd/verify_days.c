/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify_days.h"

#include "cmd/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct days {
	day_t *v; /* owned; of each snapshot, newest first */
	size_t n, cap;
};

static void
days_clear(struct days *d)
{
	free(d->v);
}

static int
days_read(struct store *st, struct days *d, struct err *e)
{
	char id[SHA1_HEX];
	utc_t t;

	/* Nothing was ever taken. */
	if (store_resolve(st, BRANCH_MAIN, id, NULL) != 0)
		return 0;
	while (id[0] != '\0') {
		if (store_time(st, id, &t, e) != 0)
			return -1;
		d->v = mem_grow(d->v, &d->cap, d->n + 1, sizeof(*d->v));
		d->v[d->n++] = day_of(t);
		if (store_parent(st, id, id, e) != 0)
			return -1;
	}
	return 0;
}

/* The days between two that follow each other. */
static void
gap(day_t from, day_t to, said_fn *said, void *arg)
{
	char a[DAY_TEXT], b[DAY_TEXT], text[96];
	int n = day_diff(to, from) - 1;

	day_text(day_add(from, 1), a);
	day_text(day_add(to, -1), b);
	if (n == 1)
		snprintf(text, sizeof(text), "no run on %s", a);
	else
		snprintf(text, sizeof(text), "no run on %d days, %s to %s", n,
		    a, b);
	said(SAID_NOTE, text, arg);
}

int
verify_days(const char *history, said_fn *said, void *arg, struct err *e)
{
	AUTO(days_clear) struct days d = { 0 };
	AUTO(store_freep) struct store *st = NULL;
	size_t same = 1;

	if (store_open(history, &st, e) != 0 || days_read(st, &d, e) != 0)
		return -1;
	for (size_t i = d.n; i-- > 0;) {
		if (i > 0 && d.v[i - 1] == d.v[i]) {
			same++;
			continue;
		}
		if (same > 1) {
			char t[DAY_TEXT], text[64];

			snprintf(text, sizeof(text), "%zu runs on %s", same,
			    day_text(d.v[i], t));
			said(SAID_NOTE, text, arg);
		}
		same = 1;
		if (i > 0 && day_diff(d.v[i - 1], d.v[i]) > 1)
			gap(d.v[i], d.v[i - 1], said, arg);
	}
	return 0;
}
