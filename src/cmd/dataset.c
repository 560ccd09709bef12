/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/load.h"
#include "parse/bootstrap.h"
#include "parse/changes.h"
#include "parse/nro.h"
#include "parse/parse.h"
#include "parse/pgp.h"

#include <stdio.h>
#include <string.h>

static bool
is_stats(size_t i)
{
	return sources[i].kind == SK_STATS_EXTENDED ||
	    sources[i].kind == SK_STATS_PLAIN;
}

/* What is published of source i under its name and an ending, or NULL. */
static const struct artefact *
beside(const struct dataset *d, size_t i, const char *ending)
{
	char id[64];
	const struct source *s;

	snprintf(id, sizeof(id), "%s-%s", sources[i].id, ending);
	s = source_find(id);
	return s == NULL || !d->art[source_index(s)].present ?
	    NULL :
	    &d->art[source_index(s)];
}

static enum md5_state
sum_state(const struct dataset *d, size_t i)
{
	char hex[MD5_HEX];
	const struct artefact *a = beside(d, i, "md5");
	struct sumfile sum;

	if (a == NULL)
		return MD5_ABSENT;
	memset(&sum, 0, sizeof(sum));
	sums_parse(a->bytes, &sum);
	if (sum.grammar == SUM_MALFORMED)
		return MD5_MALFORMED;
	digest_md5(d->art[i].bytes, hex);
	if (strcmp(hex, sum.hex) != 0)
		return MD5_WRONG;
	return sum.grammar == SUM_BSD ? MD5_OK : MD5_MD5SUM;
}

static bool
usable(const struct dataset *d, size_t i)
{
	return d->art[i].present && d->stats[i].has_header &&
	    d->stats[i].notes[SN_HTML].count == 0 && d->stats[i].n != 0;
}

/* Never later than our first retrieval of these bytes, nor Last-Modified. */
static utc_t
capped(const struct dataset *d, const struct ledger *before, size_t i)
{
	utc_t t = statsfile_asof(&d->stats[i]);
	utc_t lm = d->prov.fetches[i].last_modified;
	utc_t seen = runinfo_now(d->run);

	if (t == TIME_NONE)
		return t;
	if (before != NULL && before->src[i].seen &&
	    strcmp(before->src[i].sha256, d->art[i].sha256) == 0)
		seen = before->src[i].retrieved;
	if (seen != TIME_NONE && t > seen)
		t = seen;
	return lm != TIME_NONE && t > lm ? lm : t;
}

static void
choose_kind(struct dataset *d, const struct ledger *before,
    enum source_kind kind)
{
	for (size_t i = 0; i < sources_n; i++) {
		size_t r = (size_t)sources[i].publisher;

		if (sources[i].kind != kind || r >= RIR_N ||
		    d->chosen[r] >= 0 || !usable(d, i))
			continue;
		d->chosen[r] = (int)i;
		d->asof[r] = capped(d, before, i);
	}
}

void
dataset_read_stats(struct dataset *d, size_t i)
{
	if (is_stats(i) && d->art[i].present)
		stats_parse(d->art[i].bytes, &sources[i], &d->stats[i]);
}

void
dataset_read_log(struct dataset *d, size_t i)
{
	if (sources[i].kind == SK_TRANSFERS && d->art[i].present)
		transfers_parse(d->art[i].bytes, &sources[i], &d->logs[i]);
}

void
dataset_read_other(struct dataset *d, size_t i)
{
	const struct source *s = &sources[i];
	struct span b = d->art[i].bytes;

	/* One of each: the first. */
	if (!d->art[i].present ||
	    dataset_source(s->kind, s->publisher) != (int)i)
		return;
	if (source_kind_nro(s->kind) && s->publisher == PUB_NRO) {
		enum nro_kind k = (enum nro_kind)(s->kind - SK_NRO_STATS);

		nro_parse(b, s, k, &d->nro[k]);
	} else if (source_kind_rdap(s->kind) && s->publisher == PUB_IANA) {
		enum family f = (enum family)(s->kind - SK_RDAP_ASN);

		bootstrap_parse(b, s, f, &d->boot[f]);
	} else if (s->kind == SK_CHANGES && s->publisher < RIR_N)
		changes_parse(b, s, &d->feed[s->publisher]);
}

void
dataset_read_sum(struct dataset *d, size_t i)
{
	if (is_stats(i) && d->art[i].present)
		d->md5[i] = sum_state(d, i);
}

void
dataset_read_signature(struct dataset *d, size_t i, char *const pgpkey[RIR_N])
{
	const struct artefact *a = beside(d, i, "asc");
	size_t r = (size_t)sources[i].publisher;

	if (is_stats(i) && d->art[i].present && a != NULL)
		pgp_judge(a->bytes, d->art[i].bytes,
		    pgpkey == NULL || r >= RIR_N ? NULL : pgpkey[r],
		    &d->sig[i]);
}

static void
read_iana(struct dataset *d, size_t i)
{
	struct fetch *f = &d->prov.fetches[i];
	struct err e = { 0 };

	if (iana_parse(d->art[i].bytes, &sources[i], &d->iana, &e) == 0)
		return;
	/* It is no registry: absent, with the reason. */
	d->art[i].present = false;
	f->outcome = FO_OTHER;
	if (f->reason == NULL)
		f->reason = mem_strdup(e.msg);
}

void
dataset_read_rest(struct dataset *d, const struct ledger *before)
{
	for (size_t i = 0; i < sources_n; i++)
		if (d->art[i].present && sources[i].publisher == PUB_IANA &&
		    source_kind_iana(sources[i].kind))
			read_iana(d, i);
	choose_kind(d, before, SK_STATS_EXTENDED);
	choose_kind(d, before, SK_STATS_PLAIN);
}

void
dataset_read(struct dataset *d, const struct ledger *before,
    char *const pgpkey[RIR_N])
{
	for (size_t i = 0; i < sources_n; i++) {
		dataset_read_stats(d, i);
		dataset_read_log(d, i);
		dataset_read_other(d, i);
		dataset_read_sum(d, i);
		dataset_read_signature(d, i, pgpkey);
	}
	dataset_read_rest(d, before);
}
