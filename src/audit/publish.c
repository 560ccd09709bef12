/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Publication: P-01, P-05, P-08, P-18. */
#include "audit/audit.h"

#include <stdio.h>
#include <string.h>

static bool
is_stats(size_t i)
{
	return sources[i].kind == SK_STATS_EXTENDED ||
	    sources[i].kind == SK_STATS_PLAIN;
}

/* In how many runs, today's among them, the file of that day was not found
 * under its own name, -1 where it is there; only extended files are asked
 * for. */
static int
not_found_dated(const struct dataset *d, const struct probe *p, size_t i,
    day_t day)
{
	const struct dated_state *s = sources[i].kind != SK_STATS_EXTENDED ?
	    NULL :
	    ledger_dated(probe_today(p), (size_t)sources[i].publisher, day);

	if (s == NULL || (s->how == DATED_NEVER && s->last != d->day))
		return 0;
	return s->how != DATED_NEVER ? -1 : (int)s->runs;
}

static void
missing_days(const struct dataset *d, struct probe *p, size_t i, day_t from,
    day_t to)
{
	const char *kind =
	    sources[i].kind == SK_STATS_EXTENDED ? "-extended" : "";
	const char *pub = pub_name(sources[i].publisher);

	for (day_t m = day_add(from, 1); m < to; m = day_add(m, 1)) {
		int runs = not_found_dated(d, p, i, m);
		AUTO_BUF dated = { 0 };

		if (runs < 0)
			continue;
		buf_str(&dated, "");
		if (runs > 0)
			buf_fmt(&dated,
			    " Under its own name it was not found in %d "
			    "run%s.",
			    runs, runs == 1 ? "" : "s");
		probe_named(p, 1u << sources[i].publisher, SUBJ_FILE,
		    runs >= 2 ? 2 : 4, "delegated-%s%s-%08d", pub, kind, m);
		probe_observe(p,
		    "No file of %08d was seen at %s: the files "
		    "of %08d and %08d followed each other there in daily "
		    "runs.%s",
		    m, sources[i].url, from, to, dated.p);
		probe_cite(p, &d->art[i], d->stats[i].header_at);
	}
}

/*
 * P-01.  Obligation 3.  Method: days between two files seen one after the
 * other, where we ran every day, and what is under the day's own name.
 */
void
daily_file_missing(const struct dataset *d, struct probe *p)
{
	const struct ledger *l = probe_ledger(p);

	for (size_t i = 0; i < sources_n; i++) {
		const struct source_state *o = &l->src[i];
		day_t day;

		if (!is_stats(i))
			continue;
		if (!stats_complete(d, i))
			continue;
		probe_examined(p, 1);
		day = statsfile_day(&d->stats[i]);
		if (o->file_day == 0 || day == 0 || !o->unbroken ||
		    (l->run_day != 0 && day_diff(d->day, l->run_day) > 1) ||
		    day <= o->file_day || day > day_add(d->day, 1))
			continue; /* of a day to come: no day was skipped */
		missing_days(d, p, i, o->file_day, day);
	}
}

static void
report_md5(const struct dataset *d, struct probe *p, size_t i, size_t sum,
    const char *tag, int severity, const char *what)
{
	probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, severity, "%s",
	    sources[i].id);
	probe_tag(p, tag);
	probe_observe(p, "%s: %s.", sources[i].id, what);
	if (d->art[sum].present)
		probe_cite(p, &d->art[sum],
		    (struct place){ 1, 0,
			(uint32_t)(d->art[sum].bytes.n < 200 ?
				d->art[sum].bytes.n :
				200) });
	probe_cite_file(p, &d->art[i]);
}

static void
check_md5(const struct dataset *d, struct probe *p, size_t i, size_t sum)
{
	probe_examined(p, 1);
	switch (d->md5[i]) {
	case MD5_OK:
		break;
	case MD5_ABSENT:
		report_md5(d, p, i, sum, "absent", 3,
		    "the checksum file is not published");
		break;
	case MD5_WRONG:
		report_md5(d, p, i, sum, "wrong", 2,
		    "the published MD5 is not that of the published bytes");
		break;
	case MD5_MALFORMED:
		report_md5(d, p, i, sum, "malformed", 3,
		    "the checksum file is in no known grammar");
		break;
	case MD5_MD5SUM:
		report_md5(d, p, i, sum, "md5sum-grammar", 3,
		    "the checksum agrees, in md5sum's grammar instead of the "
		    "format's");
		break;
	}
}

/*
 * P-05.  Obligation 3.  Method: the .md5 of each statistics file.  A sum that
 * was not asked for, or failed on its way to us, says nothing.
 */
void
md5_wrong(const struct dataset *d, struct probe *p)
{
	for (size_t i = 0; i < sources_n; i++) {
		char id[64];
		const struct source *s;
		size_t sum;

		if (!is_stats(i) || !d->art[i].present)
			continue;
		snprintf(id, sizeof(id), "%s-md5", sources[i].id);
		s = source_find(id);
		if (s == NULL)
			continue;
		sum = source_index(s);
		if (d->art[sum].present ||
		    d->prov.fetches[sum].outcome == FO_NOT_FOUND)
			check_md5(d, p, i, sum);
		else
			probe_unobserved_source(p, i);
	}
}

static utc_t
published(const struct dataset *d, size_t i)
{
	const struct statsfile *f = &d->stats[i];
	utc_t lm = d->prov.fetches[i].last_modified;
	day_t day = statsfile_day(f);

	if (lm != TIME_NONE)
		return lm;
	return day == 0 ? TIME_NONE :
			  day_start(day) + DAY_SECS - 1 - f->offset_secs;
}

/* P-08.  Obligation 3.  Method: age of the newest file at the run's clock. */
void
file_stale(const struct dataset *d, struct probe *p)
{
	char a[UTC_TEXT], b[UTC_TEXT];

	for (size_t i = 0; i < sources_n; i++) {
		utc_t t;

		if (!is_stats(i) || sources[i].stale_hours == 0)
			continue;
		t = stats_complete(d, i) ? published(d, i) : TIME_NONE;
		if (t == TIME_NONE) {
			probe_unobserved_source(p, i);
			continue;
		}
		probe_examined(p, 1);
		if (d->run->clock - t <= (utc_t)sources[i].stale_hours * 3600)
			continue;
		probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, 3,
		    "%s", sources[i].id);
		probe_observe(p,
		    "At %s the newest %s is of %s, more than %d "
		    "hours old.",
		    utc_text(d->run->clock, a), sources[i].id, utc_text(t, b),
		    sources[i].stale_hours);
		probe_cite(p, &d->art[i], d->stats[i].header_at);
	}
}

static void
loss_of(struct buf *b, const char *what, num_t before, num_t now)
{
	char x[COUNT_TEXT], y[COUNT_TEXT];

	buf_fmt(b, " %s: %s lost of %s", what,
	    num_decimal(before > now ? before - now : 0, x),
	    num_decimal(before, y));
}

/* Per type and status, what lost nothing too. */
static void
describe_loss(const struct dataset *d, const struct source_state *o, size_t i,
    struct buf *b)
{
	const struct statsfile *now = &d->stats[i];

	buf_fmt(b,
	    "%s went from %zu to %zu bytes and from %llu to %llu "
	    "records since the file of %08d; numbers lost",
	    sources[i].id, o->size, d->art[i].bytes.n,
	    (unsigned long long)o->rows,
	    (unsigned long long)d->stats[i].rows_all, o->file_day);
	for (int f = 0; f < FAM_N; f++) {
		buf_fmt(b, "%s %s", f == 0 ? ":" : ";",
		    fam_name((enum family)f));
		loss_of(b, "delegated",
		    o->totals[f][ST_ALLOCATED] + o->totals[f][ST_ASSIGNED],
		    now->totals[f][ST_ALLOCATED] +
			now->totals[f][ST_ASSIGNED]);
		for (int s = 0; s < ST_OTHER; s++) {
			buf_chr(b, ',');
			loss_of(b, status_name((enum status)s),
			    o->totals[f][s], now->totals[f][s]);
		}
	}
	buf_str(b, " (IPv6 in /64s).");
}

/* P-18.  Obligation 3.  Method: against the file before of the same source. */
void
file_shrunk(const struct dataset *d, struct probe *p)
{
	const struct ledger *l = probe_ledger(p);

	for (size_t i = 0; i < sources_n; i++) {
		AUTO_BUF b = { 0 };

		if (!is_stats(i) || !stats_complete(d, i))
			continue;
		probe_examined(p, 1);
		if (!stats_shrunk(d, l, i))
			continue;
		describe_loss(d, &l->src[i], i, &b);
		if (d->chosen[sources[i].publisher] == (int)i)
			buf_fmt(&b,
			    " It explains %zu ranges that are in no "
			    "file (A-13, C-01).",
			    loss_explains(d, p, (size_t)sources[i].publisher));
		probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, 2,
		    "%s", sources[i].id);
		probe_observe(p, "%s", b.p);
		probe_cite(p, &d->art[i], d->stats[i].header_at);
	}
}
