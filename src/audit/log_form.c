/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer logs each of its own: P-12, P-13, P-14. */
#include "audit/logs.h"

#define STALE_SECS (72 * 3600)

/* Of what may have been lost on its way, the origin is not shown (M-03). */
static int
severity(const struct dataset *d, size_t i, int whole)
{
	return d->logs[i].notes[TN_NO_LOG].count == 0 ||
		stats_attributed(d, i) ?
	    whole :
	    4;
}

static void
start(const struct dataset *d, struct probe *p, size_t i, const char *what,
    int sev)
{
	probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE,
	    severity(d, i, sev), "%s:%s", sources[i].id, what);
	probe_tag(p, what);
}

static void
report_note(const struct dataset *d, struct probe *p, size_t i,
    enum transfer_note n)
{
	const struct note *q = &d->logs[i].notes[n];

	start(d, p, i, transfer_note_name(n), 3);
	probe_observe(p, "%s: %s, %u times.", sources[i].id,
	    transfer_note_name(n), q->count);
	for (uint32_t k = 0; k < q->count && k < STATS_NOTE_PLACES; k++)
		if (q->at[k].len == 0)
			probe_cite_file(p, &d->art[i]);
		else
			probe_cite(p, &d->art[i], q->at[k]);
}

static void
report_notes(const struct dataset *d, struct probe *p, size_t i,
    const enum transfer_note *v, size_t n)
{
	for (size_t k = 0; k < n; k++)
		if (d->logs[i].notes[v[k]].count != 0)
			report_note(d, p, i, v[k]);
}

/* Is it there, and of a format that has a schema? */
static bool
has_schema(const struct dataset *d, struct probe *p, size_t i)
{
	const struct transferlog *l = &d->logs[i];

	if (sources[i].kind != SK_TRANSFERS)
		return false;
	if (!d->art[i].present) {
		if (probe_ledger(p)->src[i].seen)
			probe_unobserved_source(p, i);
		return false;
	}
	if (l->format == TF_NONE || !transferlog_whole(l))
		probe_unobserved_source(p, i);
	if (l->format != TF_JSON_4 && l->format != TF_JSON_5)
		return false;
	probe_examined(p, l->entries + 1); /* and the head */
	return true;
}

/*
 * P-12.  Obligations 3 and 4.  Method: each entry and the head, member by
 * member, with the format's own grammar (4.0: JCR, 5.0: JSON Schema).
 * Not checked: members that the format does not have, and APNIC's older
 * format.
 */
void
transfer_log_schema(const struct dataset *d, struct probe *p)
{
	static const enum transfer_note notes[] = { TN_VERSION, TN_PRODUCER,
		TN_UTC_OFFSET, TN_PRODUCTION_DATE, TN_INTERVAL, TN_ENTRY_BAD,
		TN_NO_TRANSFER_SET, TN_SET_IN_ARRAY, TN_ADDRESS_TEXT,
		TN_ADDRESS_BAD, TN_ASN_STRING, TN_DATE_BAD, TN_DATE_SPELLING,
		TN_ORG_MISSING, TN_NAME_NULL, TN_CC_BAD, TN_RIR_MISSING,
		TN_RIR_UNKNOWN, TN_TYPE_UNKNOWN, TN_STATUS_UNKNOWN,
		TN_STATUS_MISSING };

	for (size_t i = 0; i < sources_n; i++)
		if (has_schema(d, p, i))
			report_notes(d, p, i, notes, ARRAY_LEN(notes));
}

static void
report_stale(const struct dataset *d, struct probe *p, size_t i)
{
	const struct transferlog *l = &d->logs[i];
	utc_t now = runinfo_now(d->run);
	char made[UTC_TEXT], at[UTC_TEXT];

	if (l->produced == TIME_NONE || !d->run->clock_given ||
	    runinfo_clock_off(d->run) || now - l->produced <= STALE_SECS)
		return;
	start(d, p, i, "stale", 2);
	probe_observe(p,
	    "%s: the newest log was produced at %s, %lld hours before %s.",
	    sources[i].id, utc_text(l->produced, made),
	    (long long)((now - l->produced) / 3600), utc_text(now, at));
	probe_cite(p, &d->art[i], l->head_at);
}

static void
report_back(const struct dataset *d, struct probe *p, size_t i)
{
	const struct transferlog *l = &d->logs[i];
	const struct source_state *o = &probe_ledger(p)->src[i];
	char was[DAY_TEXT], is[DAY_TEXT];

	if (!transferlog_whole(l) || !o->seen)
		return;
	if (l->entries < o->rows) {
		start(d, p, i, "entries-fewer", 2);
		probe_observe(p,
		    "%s: %llu entries, where an earlier log had %llu.",
		    sources[i].id, (unsigned long long)l->entries,
		    (unsigned long long)o->rows);
		probe_cite(p, &d->art[i], l->head_at);
	}
	if (l->end == TIME_NONE || o->file_day == 0 ||
	    day_of(l->end) >= o->file_day)
		return;
	start(d, p, i, "interval-back", 2);
	probe_observe(p,
	    "%s: records_interval ends on %s, where an earlier log's ended on "
	    "%s.",
	    sources[i].id, day_text(day_of(l->end), is),
	    day_text(o->file_day, was));
	probe_cite(p, &d->art[i], l->head_at);
}

/*
 * P-13.  Obligation 3.  Method: production_date with the run's clock where one
 * is given; entries and the interval's end with the most that any earlier log
 * had.
 */
void
transfer_log_back(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < sources_n; i++)
		if (has_schema(d, p, i)) {
			report_stale(d, p, i);
			report_back(d, p, i);
		}
}

/* A day's slack: intervals are of days, entries of instants, in any zone. */
static bool
outside(const struct transferlog *l, const struct transfer *t)
{
	if (t->date == TIME_NONE)
		return false;
	return (l->begin != TIME_NONE && t->date < l->begin - DAY_SECS) ||
	    (l->end != TIME_NONE && t->date > l->end + DAY_SECS) ||
	    (l->produced != TIME_NONE && t->date > l->produced + DAY_SECS);
}

static void
report_outside(const struct dataset *d, struct probe *p, size_t i)
{
	const struct transferlog *l = &d->logs[i];
	size_t n = 0;

	for (size_t k = 0; k < l->n; k++)
		n += outside(l, &l->v[k]);
	if (n == 0)
		return;
	start(d, p, i, "date-outside", 3);
	probe_observe(p,
	    "%s: %zu entries are dated outside the log's records_interval, or "
	    "after it was produced.",
	    sources[i].id, n);
	probe_cite(p, &d->art[i], l->head_at);
	for (size_t k = 0; k < l->n; k++)
		if (outside(l, &l->v[k]))
			probe_cite(p, &d->art[i], l->v[k].at);
}

/*
 * P-14.  Obligation 2.  Method: what an entry says with what it says
 * elsewhere, and with the log's head.
 */
void
transfer_log_semantics(const struct dataset *d, struct probe *p)
{
	static const enum transfer_note notes[] = { TN_REVERSED,
		TN_BEYOND_ORIGINAL, TN_NO_RESOURCES, TN_STATUS_INTRA };
	static const enum transfer_note several[] = { TN_KINDS_SEVERAL };

	for (size_t i = 0; i < sources_n; i++) {
		if (!has_schema(d, p, i))
			continue;
		report_notes(d, p, i, notes, ARRAY_LEN(notes));
		/* The format 4.0 allows several kinds in one entry. */
		if (d->logs[i].format == TF_JSON_5)
			report_notes(d, p, i, several, 1);
		report_outside(d, p, i);
	}
}
