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
	free(d->art);
	free(d->stats);
	free(d->logs);
	free(d->md5);
	free(d->sig);
	iana_clear(&d->iana);
	provenance_clear(&d->prov);
	memset(d, 0, sizeof(*d));
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
