/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be reasoned from a file; shared by rules and ledger. */
#include "audit/audit.h"

#include <string.h>

static bool
is_stats(size_t i)
{
	return sources[i].kind == SK_STATS_EXTENDED ||
	    sources[i].kind == SK_STATS_PLAIN;
}

bool
stats_attributed(const struct dataset *d, size_t i)
{
	const struct fetch *f = &d->prov.fetches[i];

	if (d->md5[i] == MD5_OK || d->md5[i] == MD5_MD5SUM)
		return true;
	return f->sha256_first[0] != '\0' &&
	    strcmp(f->sha256_first, f->sha256) == 0;
}

bool
stats_complete(const struct dataset *d, size_t i)
{
	if (!is_stats(i) || !d->art[i].present || !d->stats[i].has_header)
		return false;
	if (d->stats[i].notes[SN_ROWS_MAX].count != 0)
		return false;
	return !statsfile_short(&d->stats[i]) || stats_attributed(d, i);
}

/* A source that was seen before belongs to what a rule must look at. */
void
mark_unexamined(const struct dataset *d, struct probe *p)
{
	const struct ledger *l = probe_ledger(p);

	for (size_t r = 0; r < RIR_N; r++)
		if (d->chosen[r] < 0)
			probe_unobserved(p, (enum publisher)r);
	for (size_t i = 0; i < sources_n; i++)
		if (is_stats(i) && !stats_complete(d, i) &&
		    (d->art[i].present ||
			(l->src[i].seen &&
			    source_in_force(&sources[i], d->day))))
			probe_unobserved_source(p, i);
}

static bool
dropped(num_t before, num_t now)
{
	return now < before && (before - now) > before / 100;
}

bool
stats_shrunk(const struct dataset *d, const struct ledger *l, size_t i)
{
	const struct source_state *o = &l->src[i];

	if (!is_stats(i) || !o->seen || o->rows == 0 ||
	    !stats_complete(d, i) || strcmp(o->sha256, d->art[i].sha256) == 0)
		return false;
	if (dropped(o->size, d->art[i].bytes.n) ||
	    dropped(o->rows, d->stats[i].rows_all))
		return true;
	for (int f = 0; f < FAM_N; f++) {
		num_t a = 0, b = 0;

		for (int s = 0; s < 4; s++) {
			a += o->totals[f][s];
			b += d->stats[i].totals[f][s];
		}
		if (dropped(a, b))
			return true;
	}
	return false;
}
