/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who showed something new today. */
#include "audit/audit.h"

#include <stdio.h>
#include <string.h>

/* Parties whose newer files count: the RIRs named, or all for NRO's. */
unsigned
life_counted(unsigned parties)
{
	unsigned rirs = (1u << RIR_N) - 1;

	return (parties & 1u << PUB_NRO) != 0 ? rirs : parties & rirs;
}

/* Bytes not seen before, and no older file that is served again. */
static bool
newer_source(const struct lifecycle *lc, size_t i)
{
	const struct source_state *o = &lc->old->src[i];
	size_t r = (size_t)sources[i].publisher;

	if (!lc->d->art[i].present ||
	    (o->seen && strcmp(o->sha256, lc->d->art[i].sha256) == 0))
		return false;
	return r >= RIR_N || lc->d->chosen[r] != (int)i ||
	    lc->d->asof[r] >= lc->old->asof[r];
}

bool
life_newer_file(const struct lifecycle *lc, size_t rir)
{
	int c = lc->d->chosen[rir];

	return c >= 0 && newer_source(lc, (size_t)c);
}

/* Any statistics file of a registry, or any of IANA's registries. */
static bool
newer_publisher(const struct lifecycle *lc, size_t pub)
{
	for (size_t i = 0; i < sources_n; i++)
		if (sources[i].publisher == (enum publisher)pub &&
		    (sources[i].kind == SK_STATS_EXTENDED ||
			sources[i].kind == SK_STATS_PLAIN ||
			source_kind_iana(sources[i].kind)) &&
		    newer_source(lc, i))
			return true;
	return false;
}

/* The one registry whose files are looked at each of its own, or RIR_N. */
static size_t
alone(unsigned parties)
{
	for (size_t r = 0; r < RIR_N; r++)
		if (parties == 1u << r)
			return r;
	return RIR_N;
}

/* A log of these registries. */
static bool
newer_log(const struct lifecycle *lc, unsigned parties)
{
	for (size_t i = 0; i < sources_n; i++)
		if (sources[i].kind == SK_TRANSFERS &&
		    (parties & 1u << sources[i].publisher) != 0 &&
		    newer_source(lc, i))
			return true;
	return false;
}

/* Another tree than the one before it. */
static bool
newer_anchor(const struct lifecycle *lc, const struct rpki_ta *t)
{
	const struct anchor_state *o =
	    rpki_anchor_state(&lc->old->rpki, t->name);

	return t->valid && (o == NULL || strcmp(o->digest, t->digest) != 0);
}

/* A tree of any of these registries. */
static bool
newer_tree(const struct lifecycle *lc, unsigned parties)
{
	for (size_t i = 0; i < lc->d->rpki_n; i++) {
		const struct rpki_ta *t = &lc->d->rpki[i];

		if (t->publisher >= 0 && (parties & 1u << t->publisher) != 0 &&
		    newer_anchor(lc, t))
			return true;
	}
	return false;
}

bool
life_newer_serial(const struct lifecycle *lc, const struct rule *rule,
    size_t rir)
{
	return (life_newer_file(lc, rir) &&
		   lc->d->asof[rir] > lc->old->asof[rir]) ||
	    ((rule->needs & NEED_RPKI) != 0 && newer_tree(lc, 1u << rir));
}

bool
life_any_newer(const struct lifecycle *lc, const struct rule *rule,
    unsigned parties)
{
	unsigned c = life_counted(parties);

	if ((rule->needs & NEED_RPKI) != 0) {
		if (newer_tree(lc, parties))
			return true;
		if ((rule->needs & (NEED_STATS | NEED_LOGS | NEED_IANA)) == 0)
			return false;
	}
	if ((rule->needs & NEED_NRO) != 0)
		return lc->next->nro.day > lc->old->nro.day;
	if ((rule->needs & NEED_LOGS) != 0) {
		if (newer_log(lc, parties))
			return true;
		if ((rule->needs & NEED_STATS) == 0)
			return false;
	}

	if (alone(parties) < RIR_N)
		return newer_publisher(lc, alone(parties));
	if ((parties & 1u << PUB_IANA) != 0 && newer_publisher(lc, PUB_IANA))
		return true;
	for (size_t r = 0; r < RIR_N; r++)
		if ((c & 1u << r) != 0 && life_newer_file(lc, r))
			return true;
	/* Nobody publishes what our own rules look at. */
	return parties == 0;
}

/*
 * Repeated bytes show nothing new.  What one registry's files show alone is
 * shown by the file that is cited, not by another of the same registry.
 */
bool
life_shown_anew(const struct lifecycle *lc, const struct finding *f)
{
	if (alone(f->parties) == RIR_N || f->ev_n == 0 ||
	    (f->rule->needs & (NEED_RPKI | NEED_NRO)) != 0)
		return life_any_newer(lc, f->rule, f->parties);
	for (size_t i = 0; i < f->ev_n; i++)
		if (newer_source(lc, source_index(f->ev[i].source)))
			return true;
	return false;
}

/* A named subject's own source, its checksum or signature came anew.  Our own
 * rules look at the fetch, and every fetch is a new one. */
bool
life_named_anew(const struct lifecycle *lc, const struct rule *rule, size_t i)
{
	static const char *const beside[] = { "md5", "asc" };

	if (!lc->d->art[i].present)
		return false;
	if (rule->needs == NEED_ANY || newer_source(lc, i))
		return true;
	for (size_t k = 0; k < ARRAY_LEN(beside); k++) {
		char id[64];
		const struct source *s;

		snprintf(id, sizeof(id), "%s-%s", sources[i].id, beside[k]);
		s = source_find(id);
		if (s != NULL && newer_source(lc, source_index(s)))
			return true;
	}
	return false;
}
