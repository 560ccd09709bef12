/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the NRO itself lists, and whether it does: C-03, C-08. */
#include "audit/audit.h"
#include "audit/probe.h"

#include <string.h>

/* A week passed: as long as makes a finding of ours PERSISTENT. */
#define REPORTS_MIN 8
#define REPORTS_AGED 31
#define REPORTS_CHRONIC 181

/* --- C-03 --- */

static void
cite(struct probe *p, const struct artefact *a, const struct nrofile *f,
    uint32_t i)
{
	probe_cite(p, a, f->stats.v[i].at);
}

static void
cite_conflicts(const struct dataset *d, struct probe *p, enum family fam,
    const struct listing *l)
{
	const struct artefact *a = dataset_nro(d, NRO_CONFLICTS);
	const struct nrofile *f = &d->nro[NRO_CONFLICTS];

	for (size_t i = 0; i < f->pairs_n; i++) {
		uint32_t x = f->pairs[i].a, y = f->pairs[i].b;
		unsigned parties =
		    1u << f->rows[x].registry | 1u << f->rows[y].registry;

		if (f->stats.v[x].fam != fam || f->stats.v[y].fam != fam ||
		    parties != l->parties ||
		    !range_meets(f->stats.v[x].r, l->r) ||
		    !range_meets(f->stats.v[y].r, l->r))
			continue;
		cite(p, a, f, x);
		cite(p, a, f, y);
		if (probe_cited(p) >= EVIDENCE_COUNT_MAX)
			return;
	}
}

static void
cite_unclaimed(const struct dataset *d, struct probe *p, enum family fam,
    const struct listing *l)
{
	const struct artefact *a = dataset_nro(d, NRO_UNCLAIMED);
	const struct nrofile *f = &d->nro[NRO_UNCLAIMED];

	for (uint32_t i = 0; i < f->stats.n; i++)
		if (f->stats.v[i].fam == fam &&
		    range_meets(f->stats.v[i].r, l->r) &&
		    (l->parties & 1u << f->rows[i].registry) != 0 &&
		    probe_cited(p) < EVIDENCE_COUNT_MAX)
			cite(p, a, f, i);
}

static const char *
mark_of(uint32_t reports)
{
	return reports >= REPORTS_CHRONIC ? ", 181 and more" :
	    reports >= REPORTS_AGED	  ? ", 31 and more" :
					    "";
}

static void
known(const struct dataset *d, struct probe *p, enum reported_kind k,
    enum family f, const struct listing *l)
{
	char t[RANGE_TEXT], since[DAY_TEXT], day[DAY_TEXT];

	probe_range(p, l->parties, f, l->r, 2);
	probe_observe(p,
	    "The NRO's list of what is %s has %s; so has each of the %u daily "
	    "reports%s that were seen from that of %s to that of %s.",
	    k == REP_CONFLICT ? "in conflict" : "unclaimed",
	    range_text(f, l->r, t), l->reports, mark_of(l->reports),
	    day_text(l->since, since), day_text(probe_today(p)->nro.day, day));
	if (k == REP_CONFLICT)
		cite_conflicts(d, p, f, l);
	else
		cite_unclaimed(d, p, f, l);
}

/*
 * C-03.  Obligations 1, 2 and 4.  Method: what the NRO's daily lists have had
 * without a break, by the registries named and the numbers, for a week.
 * Not checked: which of the records is right.
 */
void
conflict_known(const struct dataset *d, struct probe *p)
{
	const struct reported *today = &probe_today(p)->nro;
	day_t day = reported_day(d);

	if (day == 0 || day != today->day) {
		probe_no_input(p,
		    day == 0 ? "not all of the NRO's lists of one report are "
			       "in this snapshot" :
			       "an older report of the NRO's than one before");
		return;
	}
	probe_examined(p, 1);
	for (int k = REP_CONFLICT; k <= REP_UNCLAIMED; k++)
		for (int f = 0; f < FAM_N; f++) {
			const struct listings *l = &today->by[k][f];

			probe_examined(p, l->n);
			for (size_t i = 0; i < l->n; i++)
				if (l->v[i].reports >= REPORTS_MIN)
					known(d, p, (enum reported_kind)k,
					    (enum family)f, &l->v[i]);
		}
}

/* Which of the NRO's lists has what a rule finds? */
static bool
listed_as(const char *rule, enum reported_kind *ret, bool *same_parties)
{
	*same_parties = true;
	*ret = REP_CONFLICT;
	if (strcmp(rule, "U-01") == 0 || strcmp(rule, "U-07") == 0)
		return true;
	*same_parties = false;
	*ret = REP_UNCLAIMED;
	return strcmp(rule, "A-13") == 0;
}

static void
notice_known(struct finding *f, const struct reported *today)
{
	enum reported_kind k;
	enum family fam;
	bool same;

	if (f->type >= SUBJ_FILE)
		return;
	fam = (enum family)f->type;
	if (listed_as(f->rule->id, &k, &same))
		reported_since(today, k, fam, f->range, same ? f->parties : 0,
		    &f->noticed);
	else if (strcmp(f->rule->id, "C-03") == 0)
		for (k = REP_CONFLICT; k <= REP_UNCLAIMED; k++)
			if (reported_since(today, k, fam, f->range, f->parties,
				&f->noticed))
				return;
}

void
findings_notice(struct audit_result *ret, const struct ledger *today)
{
	for (size_t i = 0; i < ret->open.n; i++)
		notice_known(&ret->open.v[i], &today->nro);
}

/* --- C-08 --- */

static bool
nro_source(size_t i)
{
	return source_kind_nro(sources[i].kind) &&
	    sources[i].publisher == PUB_NRO;
}

static bool
any_fetched(const struct dataset *d)
{
	for (size_t i = 0; i < sources_n; i++)
		if (nro_source(i) && d->art[i].present)
			return true;
	return false;
}

static void
missing(struct probe *p, size_t i)
{
	probe_named(p, 1u << PUB_NRO, SUBJ_SOURCE, 3, "%s", sources[i].id);
	probe_observe(p, "%s was not found at %s, where %s.", sources[i].id,
	    sources[i].url,
	    probe_ledger(p)->src[i].seen ? "it was before" :
					   "others of the same report are");
}

/* Since it was written, else since the end of its day. */
static void
late(const struct dataset *d, struct probe *p, size_t i)
{
	day_t day = statsfile_day(&d->nro[NRO_COMBINED].stats);
	utc_t at = d->prov.fetches[i].last_modified;
	long long age, most = sources[i].stale_hours;

	if (at == TIME_NONE && day != 0)
		at = day_start(day_add(day, 1));
	if (most == 0 || at == TIME_NONE)
		return;
	age = (long long)(d->run->clock - at);
	if (age <= most * 3600)
		return;
	probe_named(p, 1u << PUB_NRO, SUBJ_SOURCE, 3, "%s", sources[i].id);
	probe_observe(p,
	    "%s is %lld hours old; a report is made every day, and after %lld "
	    "hours one is missing.",
	    sources[i].id, age / 3600, most);
	probe_cite(p, &d->art[i], d->nro[NRO_COMBINED].stats.header_at);
}

/*
 * C-08.  Obligations 3 and 4.  Method: each of the NRO's files that was
 * published before, or others of the same report are; and the age of the
 * combined one.  Not checked: the dated directories.
 */
void
nro_output_missing(const struct dataset *d, struct probe *p)
{
	bool clock = d->run->clock_given && !runinfo_clock_off(d->run);
	bool others = any_fetched(d);

	for (size_t i = 0; i < sources_n; i++) {
		if (!nro_source(i))
			continue;
		if (d->prov.fetches[i].outcome == FO_NOT_FOUND &&
		    (others || probe_ledger(p)->src[i].seen)) {
			probe_examined(p, 1);
			missing(p, i);
		} else if (!d->art[i].present)
			probe_unobserved_source(p, i);
		else if (sources[i].kind != SK_NRO_STATS)
			probe_examined(p, 1);
		else if (!clock || dataset_nro(d, NRO_COMBINED) == NULL)
			probe_unobserved_source(p, i);
		else {
			probe_examined(p, 1);
			late(d, p, i);
		}
	}
}
