/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Record by record, P-11. */
#include "audit/audit.h"

/* The registries' oldest real date is 1982-12-13; IANA's oldest 1981-09. */
#define EARLIEST_DATE 19810901

/* Says what is wrong with a record, or NULL; may raise the severity. */
typedef const char *judge_fn(const struct dataset *d, struct probe *p,
    size_t source, const struct record *r, int *severity);

/* A cut last line says nothing about the publisher: its number, or 0. */
static uint32_t
cut_line(const struct dataset *d, size_t source)
{
	const struct statsfile *f = &d->stats[source];
	const struct note *cut = &f->notes[SN_CUT_MID_LINE];

	if (cut->count != 0)
		return cut->at[0].line;
	return stats_complete(d, source) ? 0 : f->lines;
}

static void
judge_file(const struct dataset *d, struct probe *p, size_t i, judge_fn *judge,
    int severity)
{
	const struct statsfile *f = &d->stats[i];
	uint32_t cut = f->n == 0 ? 0 : cut_line(d, i);
	char t[RANGE_TEXT];

	for (size_t k = 0; k < f->n; k++) {
		const struct record *q = &f->v[k];
		int sev = severity;
		const char *what = judge(d, p, i, q, &sev);

		if (what == NULL || q->at.line == cut)
			continue;
		probe_range(p, 1u << sources[i].publisher, (enum family)q->fam,
		    q->r, sev);
		probe_observe(p, "%s line %u, %s: %s.", sources[i].id,
		    q->at.line, range_text((enum family)q->fam, q->r, t),
		    what);
		probe_cite(p, &d->art[i], q->at);
	}
}

static void
each_record(const struct dataset *d, struct probe *p, judge_fn *judge,
    int severity)
{
	mark_unexamined(d, p);
	for (size_t i = 0; i < sources_n; i++) {
		probe_examined(p, d->stats[i].n);
		judge_file(d, p, i, judge, severity);
	}
}

static const char *
status_wrong(const struct dataset *d, struct probe *p, size_t source,
    const struct record *r, int *severity)
{
	(void)severity;
	(void)d;
	(void)p;
	if (r->flags & RF_STATUS)
		return "the status is none of the format's";
	if (sources[source].kind == SK_STATS_PLAIN &&
	    status_pool((enum status)r->status))
		return "a pool status in a plain file";
	return NULL;
}

/* Obligation 2.  Method: the seventh field of every record. */
void
record_status_unknown(const struct dataset *d, struct probe *p)
{
	each_record(d, p, status_wrong, 3);
}

/* The last day that a file may know of: its own, generously. */
static day_t
last_day(const struct statsfile *f)
{
	day_t day = f->end_day > f->serial_day ? f->end_day : f->serial_day;
	/* Local time may be ahead of the UTC instant in the serial. */
	day_t unix_day = f->serial_time == TIME_NONE ?
	    0 :
	    day_of(f->serial_time + DAY_SECS / 2);

	return day > unix_day ? day : unix_day;
}

/* Was it listed, as delegated, since the first file that we saw? */
static bool
newly_listed(const struct dataset *d, const struct ledger *l, size_t source,
    const struct record *r)
{
	size_t rir = (size_t)sources[source].publisher;
	utc_t since;

	if (d->chosen[rir] != (int)source || l->base[rir] == TIME_NONE ||
	    d->asof[rir] == TIME_NONE || d->asof[rir] <= l->base[rir])
		return false;
	since =
	    ledger_since(l, rir, (enum family)r->fam, CLASS_DELEGATED, r->r);
	return since == TIME_NONE || since > l->base[rir];
}

static const char *
date_wrong(const struct dataset *d, struct probe *p, size_t source,
    const struct record *r, int *severity)
{
	const struct statsfile *f = &d->stats[source];

	if (r->flags & RF_DATE_BAD)
		return "the date is no calendar date";
	if (r->date > f->end_day && r->date > f->serial_day &&
	    last_day(f) != 0 && r->date > last_day(f)) {
		*severity = 2;
		return "the date lies after the day that the file speaks for";
	}
	if (r->date != 0 && r->date < EARLIEST_DATE)
		return "the date lies before September 1981, IANA's oldest";
	if ((r->flags & RF_DATE_ZERO) != 0 &&
	    status_delegated((enum status)r->status) &&
	    newly_listed(d, probe_ledger(p), source, r))
		return "the date is 00000000 on a record newer than the first "
		       "snapshot";
	return NULL;
}

/* Obligation 2.  Method: the sixth field of every record. */
void
record_date_impossible(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < sources_n; i++)
		if (d->stats[i].n != 0 && last_day(&d->stats[i]) == 0)
			probe_unobserved_source(p, i);
	each_record(d, p, date_wrong, 3);
}

static const char *
attribute_missing(const struct dataset *d, struct probe *p, size_t source,
    const struct record *r, int *severity)
{
	(void)severity;
	(void)d;
	(void)p;
	(void)source;
	if (!status_delegated((enum status)r->status))
		return NULL;
	if (r->flags & RF_DATE_EMPTY)
		return "delegated, and the date is empty";
	if (r->flags & RF_CC_EMPTY)
		return "delegated, and the country code is empty";
	if (r->flags & RF_ID_EMPTY)
		return "delegated, and the opaque-id is empty";
	return NULL;
}

/* Obligation 2.  Method: attributes of delegated records. */
void
record_attribute_missing(const struct dataset *d, struct probe *p)
{
	each_record(d, p, attribute_missing, 3);
}

static const char *
country_wrong(const struct dataset *d, struct probe *p, size_t source,
    const struct record *r, int *severity)
{
	(void)severity;
	(void)d;
	(void)p;
	(void)source;
	if ((r->flags & RF_CC_UNKNOWN) == 0)
		return NULL;
	return "the country code is neither ISO 3166-1 nor AP, EU, UK, ZZ";
}

/* Obligation 2.  Method: the second field of every record. */
void
record_country_unknown(const struct dataset *d, struct probe *p)
{
	each_record(d, p, country_wrong, 3);
}

static const char *
arithmetic_wrong(const struct dataset *d, struct probe *p, size_t source,
    const struct record *r, int *severity)
{
	(void)severity;
	(void)d;
	(void)p;
	(void)source;
	if (r->flags & RF_OVERFLOW)
		return "the range runs over the end of its number space";
	if (r->flags & RF_HOST_BITS)
		return "the address has bits set behind the prefix length";
	if (r->flags & RF_LONG_PREFIX)
		return "delegated, with a prefix longer than /64";
	if (r->flags & RF_TEXT)
		return "the number is not in canonical text";
	return NULL;
}

/* Obligation 2.  Method: start and value of every record. */
void
record_arithmetic(const struct dataset *d, struct probe *p)
{
	each_record(d, p, arithmetic_wrong, 3);
}

static const char *
registry_wrong(const struct dataset *d, struct probe *p, size_t source,
    const struct record *r, int *severity)
{
	(void)severity;
	(void)d;
	(void)p;
	(void)source;
	if ((r->flags & RF_REGISTRY) == 0)
		return NULL;
	return "the registry named is not the file's producer";
}

/* P-11.  Obligation 1.  Method: the first field of every record. */
void
record_registry_foreign(const struct dataset *d, struct probe *p)
{
	each_record(d, p, registry_wrong, 2);
}
