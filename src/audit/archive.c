/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dated files and mirrors: U-03, P-07, P-16, P-17. */
#include "audit/archive.h"
#include "audit/audit.h"

#include <string.h>

/* What may pass between the making of two files that belong together. */
#define ARCHIVE_RACE 3600
/* What a mirror may take to follow. */
#define MIRROR_LAG (2 * (utc_t)DAY_SECS)

bool
dated_own(const struct dated *a, size_t rir)
{
	return a->rir == (enum publisher)rir && a->at == a->rir && a->day != 0;
}

const struct dated *
dated_find(const struct dataset *d, size_t rir, enum publisher at, day_t day)
{
	for (size_t i = 0; i < d->prov.dated_n; i++) {
		const struct dated *a = &d->prov.dated[i];

		if (a->rir == (enum publisher)rir && a->at == at &&
		    a->day == day && a->plain[0] != '\0')
			return a;
	}
	return NULL;
}

static bool
answers(const struct dataset *d, size_t rir)
{
	for (size_t i = 0; i < d->prov.dated_n; i++)
		if (dated_own(&d->prov.dated[i], rir) &&
		    d->prov.dated[i].plain[0] != '\0' &&
		    d->prov.dated[i].file_day == d->prov.dated[i].day)
			return true;
	return false;
}

enum asked
dated_asked(const struct dataset *d, size_t rir, day_t day)
{
	for (size_t i = 0; i < d->prov.dated_n; i++) {
		const struct dated *a = &d->prov.dated[i];

		if (!dated_own(a, rir) || a->day != day)
			continue;
		if (a->plain[0] != '\0')
			return ASKED_THERE;
		return a->fetch.outcome == FO_NOT_FOUND && answers(d, rir) ?
		    ASKED_ABSENT :
		    ASKED_NOTHING;
	}
	return ASKED_NOTHING;
}

const struct dated *
dated_copy(const struct dataset *d, size_t source)
{
	const struct dated *found = NULL;

	if (sources[source].kind != SK_STATS_EXTENDED ||
	    sources[source].publisher >= RIR_N || !d->art[source].present)
		return NULL;
	for (size_t i = 0; i < d->prov.dated_n; i++) {
		const struct dated *a = &d->prov.dated[i];

		if (a->rir == sources[source].publisher &&
		    strcmp(a->plain, d->art[source].sha256) == 0 &&
		    (found == NULL ||
			(found->at == a->rir && a->at != a->rir)))
			found = a;
	}
	return found;
}

bool
dated_copied(const struct dataset *d, const struct finding *f)
{
	for (size_t i = 0; i < f->ev_n; i++)
		if (dated_copy(d, source_index(f->ev[i].source)) == NULL)
			return false;
	for (size_t r = 0; r < RIR_N; r++)
		if ((f->parties & 1u << r) != 0 &&
		    (d->chosen[r] < 0 ||
			dated_copy(d, (size_t)d->chosen[r]) == NULL))
			return false;
	return f->ev_n != 0;
}

static void
put_url(const struct dated *a, struct buf *out)
{
	buf_str(out, a->fetch.url != NULL ? a->fetch.url : "a mirror");
}

static void
name_file(struct probe *p, unsigned parties, int severity,
    const struct dated *a, const char *more)
{
	AUTO_BUF name = { 0 };

	dated_name(a->rir, a->day, &name);
	probe_named(p, parties, SUBJ_FILE, severity, "%s%s", name.p, more);
}

/* The mirror's file of the same name, if it has those contents today. */
static const struct dated *
mirror_has(const struct dataset *d, const struct dated *a, const char *sha256)
{
	const struct dated *m =
	    dated_find(d, (size_t)a->rir, dated_mirror(a->rir), a->day);

	return m != NULL && strcmp(m->plain, sha256) == 0 ? m : NULL;
}

static void
report_rewritten(const struct dataset *d, struct probe *p,
    const struct dated *a, const struct dated_state *o)
{
	const struct dated *m = mirror_has(d, a, o->sha256);
	char from[DAY_TEXT], to[DAY_TEXT];
	AUTO_BUF b = { 0 };

	put_url(a, &b);
	buf_fmt(&b, ", unpacked, has the SHA-256 %s; from %s to %s it had %s.",
	    a->plain, day_text(o->first, from), day_text(o->last, to),
	    o->sha256);
	if (m != NULL) {
		buf_str(&b, " The earlier contents are still at ");
		put_url(m, &b);
		buf_chr(&b, '.');
	}
	name_file(p, 1u << a->rir, m != NULL ? 1 : 2, a, "");
	probe_observe(p, "%s", b.p);
}

/*
 * U-03.  Obligation 3.  Method: what a dated file holds, unpacked, against
 * what it held in the run that asked for it before.
 */
void
archive_rewritten(const struct dataset *d, struct probe *p)
{
	const struct ledger *l = probe_ledger(p);

	for (size_t i = 0; i < d->prov.dated_n; i++) {
		const struct dated *a = &d->prov.dated[i];
		const struct dated_state *o;

		if (!dated_own(a, (size_t)a->rir) || a->plain[0] == '\0')
			continue;
		o = ledger_dated(l, (size_t)a->rir, a->day);
		if (o == NULL || o->how == DATED_NEVER)
			continue;
		probe_examined(p, 1);
		if (strcmp(o->sha256, a->plain) != 0)
			report_rewritten(d, p, a, o);
	}
}

/* P-16.  Obligation 3.  Method: not found, and seen in an earlier run. */
void
archive_gone(const struct dataset *d, struct probe *p)
{
	const struct ledger *l = probe_ledger(p);

	for (size_t i = 0; i < d->prov.dated_n; i++) {
		const struct dated *a = &d->prov.dated[i];
		const struct dated_state *o;
		char day[DAY_TEXT];
		AUTO_BUF b = { 0 };

		if (!dated_own(a, (size_t)a->rir))
			continue;
		o = ledger_dated(l, (size_t)a->rir, a->day);
		if (o == NULL || o->how != DATED_THERE ||
		    dated_asked(d, (size_t)a->rir, a->day) == ASKED_NOTHING)
			continue;
		probe_examined(p, 1);
		if (a->plain[0] != '\0')
			continue;
		put_url(a, &b);
		name_file(p, 1u << a->rir, 4, a, "");
		probe_observe(p,
		    "%s is not found; on %s it was there, its contents with "
		    "the SHA-256 %s.",
		    b.p, day_text(o->last, day), o->sha256);
	}
}

/* --- P-07 --- */

/* Had this file its contents an hour before `latest` was asked for?  Without
 * the server's word it is older than the end of what it speaks for. */
static bool
settled(const struct dataset *d, const struct dated *a, utc_t asked)
{
	utc_t made = a->fetch.last_modified != TIME_NONE ?
	    a->fetch.last_modified :
	    a->asof;

	if (asked == TIME_NONE || d->run->mirror != NULL)
		asked = runinfo_now(d->run);
	return made != TIME_NONE && made + ARCHIVE_RACE <= asked;
}

/* The newest dated file behind day, or that of day where it differs. */
static const struct dated *
newest_other(const struct dataset *d, size_t i, day_t day)
{
	const struct dated *found = NULL;
	size_t rir = (size_t)sources[i].publisher;

	for (size_t k = 0; k < d->prov.dated_n; k++) {
		const struct dated *a = &d->prov.dated[k];

		if (!dated_own(a, rir) || a->plain[0] == '\0' ||
		    a->file_day < day ||
		    strcmp(a->plain, d->art[i].sha256) == 0)
			continue;
		if (found == NULL || a->file_day > found->file_day)
			found = a;
	}
	return found;
}

static void
report_newest(const struct dataset *d, struct probe *p, size_t i, day_t day,
    const struct dated *a)
{
	AUTO_BUF b = { 0 };

	put_url(a, &b);
	probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, 2, "%s",
	    sources[i].id);
	probe_observe(p,
	    "%s holds the file of %08d with the SHA-256 %s; %s, unpacked, has "
	    "%s.",
	    sources[i].url, day, d->art[i].sha256, b.p, a->plain);
	probe_cite(p, &d->art[i], d->stats[i].header_at);
}

/*
 * P-07.  Obligation 3.  Method: the dated files of the day of `latest` and of
 * the days behind it.  One that is not an hour older than our sight of
 * `latest` shows nothing.
 */
void
latest_not_newest(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < sources_n; i++) {
		size_t rir = (size_t)sources[i].publisher;
		const struct dated *a;
		day_t day;

		if (sources[i].kind != SK_STATS_EXTENDED || rir >= RIR_N)
			continue;
		day = stats_complete(d, i) ? statsfile_day(&d->stats[i]) : 0;
		if (day == 0 || dated_asked(d, rir, day) == ASKED_NOTHING) {
			probe_unobserved_source(p, i);
			continue;
		}
		a = newest_other(d, i, day);
		if (a != NULL && !settled(d, a, d->prov.fetches[i].start)) {
			probe_unobserved_source(p, i);
			continue;
		}
		probe_examined(p, 1);
		if (a != NULL)
			report_newest(d, p, i, day, a);
	}
}

/* --- P-17 --- */

/* Has the publisher's own file stood for so long that a mirror must have it?
 * Where neither the server nor an earlier run tells, its name does. */
static bool
followed(const struct dataset *d, const struct probe *p, const struct dated *a)
{
	const struct dated_state *o =
	    ledger_dated(probe_ledger(p), (size_t)a->rir, a->day);
	utc_t now = runinfo_now(d->run);
	utc_t made = day_start(day_add(a->day, 1));

	if (a->fetch.last_modified > made)
		made = a->fetch.last_modified;
	if (o != NULL && strcmp(o->sha256, a->plain) != 0)
		return false; /* rewritten since: U-03 */
	if (o != NULL && day_start(o->first) > made)
		made = day_start(o->first);
	return made + MIRROR_LAG <= now;
}

/* P-17.  Obligation 3.  Method: one name at two servers in one run. */
void
mirror_diverges(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < d->prov.dated_n; i++) {
		const struct dated *m = &d->prov.dated[i], *a;
		AUTO_BUF own = { 0 };
		AUTO_BUF other = { 0 };
		AUTO_BUF at = { 0 };

		if (m->at == m->rir || m->day == 0 || m->plain[0] == '\0')
			continue;
		a = dated_find(d, (size_t)m->rir, m->rir, m->day);
		if (a == NULL || !followed(d, p, a))
			continue;
		probe_examined(p, 1);
		if (strcmp(a->plain, m->plain) == 0)
			continue;
		put_url(a, &own);
		put_url(m, &other);
		buf_fmt(&at, ":%s", pub_name(m->at));
		name_file(p, 1u << m->rir | 1u << m->at, 2, m, at.p);
		probe_observe(p,
		    "%s, unpacked, has the SHA-256 %s; its mirror %s has %s.",
		    own.p, a->plain, other.p, m->plain);
	}
}
