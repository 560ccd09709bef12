/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dataset.h"

#include <stdlib.h>
#include <string.h>

void
iana_clear(struct iana *i)
{
	if (i == NULL)
		return;
	free(i->v);
	memset(i, 0, sizeof(*i));
}

void
dataset_init(struct dataset *d)
{
	memset(d, 0, sizeof(*d));
	provenance_init(&d->prov);
	d->run = &d->prov.run;
	d->art = mem_alloc(SOURCES_MAX * sizeof(*d->art));
	d->stats = mem_alloc(SOURCES_MAX * sizeof(*d->stats));
	d->logs = mem_alloc(SOURCES_MAX * sizeof(*d->logs));
	d->md5 = mem_alloc(SOURCES_MAX * sizeof(*d->md5));
	d->sig = mem_alloc(SOURCES_MAX * sizeof(*d->sig));
	for (size_t i = 0; i < SOURCES_MAX; i++) {
		d->art[i].source = &sources[i];
		d->stats[i].serial_time = TIME_NONE;
		d->sig[i].made = TIME_NONE;
		d->logs[i].produced = TIME_NONE;
		d->logs[i].begin = d->logs[i].end = TIME_NONE;
	}
	for (size_t r = 0; r < RIR_N; r++) {
		d->chosen[r] = -1;
		d->asof[r] = TIME_NONE;
	}
}

void
dataset_clear(struct dataset *d)
{
	if (d == NULL || d->art == NULL)
		return;
	for (size_t i = 0; i < SOURCES_MAX; i++) {
		statsfile_clear(&d->stats[i]);
		transferlog_clear(&d->logs[i]);
	}
	for (size_t i = 0; i < d->rpki_n; i++)
		rpki_ta_clear(&d->rpki[i]);
	free(d->rpki);
	for (size_t i = 0; i < NRO_KINDS; i++)
		nrofile_clear(&d->nro[i]);
	for (size_t i = 0; i < RIR_N; i++)
		changefeed_clear(&d->feed[i]);
	for (size_t i = 0; i < FAM_N; i++)
		bootstrap_clear(&d->boot[i]);
	free(d->art);
	free(d->stats);
	free(d->logs);
	free(d->md5);
	free(d->sig);
	iana_clear(&d->iana);
	provenance_clear(&d->prov);
	memset(d, 0, sizeof(*d));
}

static void
shed_stats(struct statsfile *f)
{
	free(f->v);
	f->v = NULL;
	f->n = f->cap = 0;
}

void
dataset_shed(struct dataset *d)
{
	for (size_t k = 0; k < NRO_KINDS; k++)
		shed_stats(&d->nro[k].stats);
	for (size_t i = 0; i < sources_n; i++) {
		struct transferlog *l = &d->logs[i];

		shed_stats(&d->stats[i]);
		free(l->v);
		l->v = NULL;
		l->n = l->cap = 0;
		free(l->ranges);
		l->ranges = NULL;
		l->ranges_n = l->ranges_cap = 0;
	}
	for (size_t i = 0; i < d->rpki_n; i++)
		rpki_ta_shed(&d->rpki[i]);
}

const struct statsfile *
dataset_chosen(const struct dataset *d, size_t rir)
{
	return d->chosen[rir] < 0 ? NULL : &d->stats[d->chosen[rir]];
}

const struct transferlog *
dataset_log(const struct dataset *d, size_t rir)
{
	for (size_t i = 0; i < sources_n; i++)
		if (sources[i].kind == SK_TRANSFERS &&
		    sources[i].publisher == (enum publisher)rir &&
		    d->art[i].present && d->logs[i].format != TF_NONE)
			return &d->logs[i];
	return NULL;
}

int
dataset_source(enum source_kind k, enum publisher p)
{
	for (size_t i = 0; i < sources_n; i++)
		if (sources[i].kind == k && sources[i].publisher == p)
			return (int)i;
	return -1;
}

/* Nothing at all is what a failure looks like too: it must have come twice. */
static bool
said_twice(const struct fetch *f)
{
	return f->sha256_first[0] != '\0' &&
	    strcmp(f->sha256_first, f->sha256) == 0;
}

const struct artefact *
dataset_nro(const struct dataset *d, enum nro_kind k)
{
	static const enum source_kind kinds[] = { SK_NRO_STATS,
		SK_NRO_CONFLICTS, SK_NRO_UNCLAIMED, SK_NRO_OVERCLAIMED };
	int i;

	if (k == NRO_ALLOWED)
		return NULL;
	i = dataset_source(kinds[k], PUB_NRO);
	if (i < 0 || !d->art[i].present || nrofile_short(&d->nro[k]) ||
	    (d->art[i].bytes.n == 0 && !said_twice(&d->prov.fetches[i])))
		return NULL;
	return &d->art[i];
}
