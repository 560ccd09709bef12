/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a finding: first day, episode, days seen, persistence. */
#include "tests/world/world.h"

#define CLOSED_KEPT 730
#define SERIALS 3
static const struct {
	int age;
	const char *name;
} classes[] = { { 180, "CHRONIC" }, { 30, "AGED" }, { 7, "PERSISTENT" } };

void
life_begin(struct life *l, int day, int episode)
{
	struct life fresh = { .open = true,
		.first = day,
		.last = day,
		.episode = episode,
		.observed = 1,
		.closed = l->closed,
		.closed_episode = l->closed_episode };

	*l = fresh;
}

void
life_seen(struct life *l, const struct day_view *v, bool shown)
{
	if (!shown)
		return;
	l->observed += l->last != v->day;
	l->last = v->day;
	for (size_t r = 0; r < RIR_N; r++)
		l->serials[r] += v->newer_serial[r];
}

const char *
life_class(const struct life *l, unsigned parties)
{
	if ((parties & 1u << PUB_NRO) != 0)
		parties = (1u << RIR_N) - 1;
	for (size_t r = 0; r < RIR_N; r++)
		if ((parties & 1u << r) != 0 && l->serials[r] < SERIALS)
			return "OBSERVED";
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (l->observed - 1 >= classes[i].age)
			return classes[i].name;
	return "OBSERVED";
}

void
life_close(struct life *l, int day)
{
	l->open = false;
	l->closed = day;
	l->closed_episode = l->episode;
}

int
life_episode(const struct life *l, int day)
{
	return l->closed_episode != 0 && day - l->closed <= CLOSED_KEPT ?
	    l->closed_episode :
	    0;
}
