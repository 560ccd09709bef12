/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality of our own evidence: M-01 to M-04.  What they find is also a
 * self-fault of the report. */
#include "audit/audit.h"

#include <string.h>

static bool
is_stats(size_t i)
{
	return sources[i].kind == SK_STATS_EXTENDED ||
	    sources[i].kind == SK_STATS_PLAIN;
}

static const char *
provenance_lack(const struct dataset *d, size_t i)
{
	const struct fetch *f = &d->prov.fetches[i];

	if (f->start == TIME_NONE || f->end == TIME_NONE)
		return "no time of retrieval";
	if (f->size != d->art[i].bytes.n ||
	    strcmp(f->sha256, d->art[i].sha256) != 0)
		return "size or digest differ from the bytes in the snapshot";
	if (strlen(f->sha512) != SHA512_HEX - 1)
		return "no SHA-512";
	if (d->run->mirror == NULL && (f->headers == NULL || f->peer == NULL))
		return "no response headers or peer address";
	return NULL;
}

/* M-01.  Attribution: what the provenance of each fetch must hold. */
void
fetch_attributed(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < sources_n; i++) {
		const char *lack;

		if (!d->art[i].present)
			continue;
		probe_examined(p, 1);
		lack = provenance_lack(d, i);
		if (lack == NULL)
			continue;
		probe_named(p, 0, SUBJ_SOURCE, 4, "%s", sources[i].id);
		probe_observe(p, "%s: %s.", sources[i].id, lack);
		probe_cite_file(p, &d->art[i]);
		probe_self_fault(p, "%s: %s", sources[i].id, lack);
	}
}

/* M-02.  Clock. */
void
clock_checked(const struct dataset *d, struct probe *p)
{
	long long skew = (long long)d->run->clock_skew;

	if (!d->run->clock_checked) {
		probe_no_input(p, "%s",
		    d->run->mirror != NULL ?
			"a mirror has no clock to compare with" :
			"fewer than three hosts sent a Date header");
		return;
	}
	probe_examined(p, 1);
	if (!runinfo_clock_off(d->run))
		return;
	probe_named(p, 0, SUBJ_REGISTRY, 4, "clock");
	probe_observe(p,
	    "Our clock differs by %lld s from the median of the "
	    "publishers' Date headers.",
	    skew);
	probe_self_fault(p,
	    "clock off by %lld s: rules that depend on time "
	    "were not examined",
	    skew);
}

/* A log that is cut has entries, and lacks others that nobody sees. */
static const char *
log_incomplete(const struct dataset *d, size_t i)
{
	const struct transferlog *l = &d->logs[i];

	if (l->notes[TN_LIMIT].count != 0)
		return transfer_note_name(TN_LIMIT);
	return l->notes[TN_NO_LOG].count != 0 && !stats_attributed(d, i) ?
	    transfer_note_name(TN_NO_LOG) :
	    NULL;
}

static const char *
nro_incomplete(const struct dataset *d, size_t i)
{
	const struct nrofile *f = &d->nro[sources[i].kind - SK_NRO_STATS];

	if (f->stats.notes[SN_ROWS_MAX].count != 0)
		return stats_note_name(SN_ROWS_MAX);
	return nrofile_short(f) && !stats_attributed(d, i) ? "cut" : NULL;
}

static const char *
json_incomplete(const struct dataset *d, size_t i)
{
	const struct changefeed *c;
	const struct bootstrap *b;

	if (sources[i].kind == SK_CHANGES) {
		c = &d->feed[sources[i].publisher];
		if (c->notes[CN_LIMIT].count != 0)
			return change_note_name(CN_LIMIT);
		return (c->notes[CN_NO_FEED].count != 0 ||
			   c->notes[CN_COUNT].count != 0) &&
			!stats_attributed(d, i) ?
		    "cut" :
		    NULL;
	}
	b = &d->boot[sources[i].kind - SK_RDAP_ASN];
	if (b->notes[BN_LIMIT].count != 0)
		return boot_note_name(BN_LIMIT);
	return (b->notes[BN_NO_FILE].count != 0 ||
		   b->notes[BN_JSON].count != 0) &&
		!stats_attributed(d, i) ?
	    "cut" :
	    NULL;
}

/* Was it read?  Of some kinds there is one: of a publisher, the first. */
static bool
read_alone(size_t i)
{
	enum source_kind k = sources[i].kind;
	enum publisher pub = sources[i].publisher;

	if (dataset_source(k, pub) != (int)i)
		return false;
	return (source_kind_nro(k) && pub == PUB_NRO) ||
	    (source_kind_rdap(k) && pub == PUB_IANA) ||
	    (k == SK_CHANGES && pub < RIR_N);
}

static const char *
other_incomplete(const struct dataset *d, size_t i)
{
	if (sources[i].kind == SK_TRANSFERS)
		return log_incomplete(d, i);
	if (!read_alone(i))
		return NULL;
	return source_kind_nro(sources[i].kind) ? nro_incomplete(d, i) :
						  json_incomplete(d, i);
}

static const char *
incomplete(const struct dataset *d, size_t i)
{
	const struct statsfile *f = &d->stats[i];
	enum outcome o = d->prov.fetches[i].outcome;

	if (!d->art[i].present)
		return o == FO_NONE || o == FO_FETCHED || o == FO_NOT_FOUND ||
			o == FO_NOT_IN_MIRROR ?
		    NULL :
		    outcome_name(o);
	if (!is_stats(i))
		return other_incomplete(d, i);
	if (stats_complete(d, i))
		return NULL;
	if (f->notes[SN_HTML].count != 0)
		return "html-page";
	if (f->notes[SN_CUT_MID_LINE].count != 0)
		return "cut-mid-line";
	if (f->notes[SN_ROWS_MAX].count != 0)
		return stats_note_name(SN_ROWS_MAX);
	if (!f->has_header)
		return "no-statistics";
	return f->notes[SN_NO_FINAL_NEWLINE].count != 0 ? "truncated" :
							  "fewer-records";
}

/* M-03.  Completeness. */
void
fetch_complete(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < sources_n; i++) {
		const struct statsfile *f = &d->stats[i];
		const char *what;

		if (d->prov.fetches[i].outcome != FO_NONE &&
		    d->prov.fetches[i].outcome != FO_NOT_IN_MIRROR)
			probe_examined(p, 1);
		what = incomplete(d, i);
		if (what == NULL)
			continue;
		probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, 4,
		    "%s", sources[i].id);
		probe_tag(p, what);
		if (f->notes[SN_ROWS_MAX].count != 0)
			probe_observe(p,
			    "%s: %u of %llu records are beyond "
			    "the number that we keep and were not examined.",
			    sources[i].id, f->notes[SN_ROWS_MAX].count,
			    (unsigned long long)f->rows_all);
		else if (f->has_header)
			probe_observe(p,
			    "%s: %s, %llu of %llu declared "
			    "records present; origin not shown.",
			    sources[i].id, what,
			    (unsigned long long)f->rows_all,
			    (unsigned long long)f->declared);
		else
			probe_observe(p, "%s: %s; origin not shown.",
			    sources[i].id, what);
		if (d->art[i].present)
			probe_cite_file(p, &d->art[i]);
		probe_self_fault(p, "%s: %s", sources[i].id, what);
	}
}

/* M-04.  Reproducibility. */
void
audit_reproducible(const struct dataset *d, struct probe *p)
{
	probe_examined(p, 1);
	if (d->run->engine == NULL || d->run->engine[0] == '\0') {
		probe_named(p, 0, SUBJ_REGISTRY, 4, "engine");
		probe_observe(p, "The snapshot does not name its engine.");
		probe_self_fault(p, "the snapshot does not name its engine");
	}
	for (size_t i = 0; i < sources_n; i++) {
		if (d->prov.fetches[i].outcome != FO_FETCHED ||
		    d->art[i].present)
			continue;
		probe_named(p, 0, SUBJ_SOURCE, 4, "%s", sources[i].id);
		probe_observe(p, "%s was fetched, and is not in the snapshot.",
		    sources[i].id);
		probe_self_fault(p, "%s is not in the snapshot",
		    sources[i].id);
	}
}
