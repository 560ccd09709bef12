/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file says of itself, P-09, P-10, P-15. */
#include "audit/audit.h"

#include <string.h>

static bool
stats_read(const struct dataset *d, size_t i)
{
	return d->art[i].present && d->stats[i].source != NULL;
}

/*
 * Obligation 2.  Method: version line's records against record lines
 * counted.  Not checked: which of the two is right.
 */
void
stats_records_declared(const struct dataset *d, struct probe *p)
{
	mark_unexamined(d, p);
	for (size_t i = 0; i < sources_n; i++) {
		const struct statsfile *f = &d->stats[i];
		bool ours;

		if (!stats_read(d, i))
			continue;
		if (!f->has_header || f->notes[SN_RECORDS].count != 0) {
			probe_unobserved_source(p, i);
			continue;
		}
		probe_examined(p, 1);
		if (f->declared == f->rows_all)
			continue;
		ours = f->declared > f->rows_all && !stats_attributed(d, i);
		probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE,
		    ours ? 4 : 2, "%s", sources[i].id);
		probe_observe(p,
		    "%s declares %llu records; %llu record lines "
		    "are present.%s",
		    sources[i].id, (unsigned long long)f->declared,
		    (unsigned long long)f->rows_all,
		    ours ? " Origin not shown: neither an MD5 of the "
			   "publisher nor a second download covers these "
			   "bytes." :
			   "");
		probe_cite(p, &d->art[i], f->header_at);
	}
}

static void
check_summary(const struct dataset *d, struct probe *p, size_t i,
    enum family fam)
{
	const struct statsfile *f = &d->stats[i];
	uint64_t declared = 0;
	unsigned lines = 0;
	bool ours;

	for (size_t k = 0; k < f->sums_n; k++)
		if (f->sums[k].fam == fam) {
			declared = f->sums[k].count;
			lines++;
		}
	if (lines == 1 ? declared == f->rows[fam] :
			 lines == 0 && f->rows[fam] == 0)
		return;
	ours =
	    lines == 1 && declared > f->rows[fam] && !stats_attributed(d, i);
	probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, ours ? 4 : 2,
	    "%s:%s", sources[i].id, fam_name(fam));
	if (lines == 1)
		probe_observe(p,
		    "%s declares %llu %s records in its summary; "
		    "%llu are present.%s",
		    sources[i].id, (unsigned long long)declared, fam_name(fam),
		    (unsigned long long)f->rows[fam],
		    ours ? " Origin not shown." : "");
	else
		probe_observe(p,
		    "%s has %u summary lines for %s, and %llu "
		    "records of it.",
		    sources[i].id, lines, fam_name(fam),
		    (unsigned long long)f->rows[fam]);
	probe_cite(p, &d->art[i], f->header_at);
	for (size_t k = 0; k < f->sums_n; k++)
		if (f->sums[k].fam == fam)
			probe_cite(p, &d->art[i], f->sums[k].at);
}

/* Obligation 2.  Method: one summary line per type, count compared. */
void
stats_summaries_declared(const struct dataset *d, struct probe *p)
{
	mark_unexamined(d, p);
	for (size_t i = 0; i < sources_n; i++) {
		const struct statsfile *f = &d->stats[i];

		if (!stats_read(d, i) || !f->has_header)
			continue;
		for (int k = 0; k < FAM_N; k++) {
			check_summary(d, p, i, (enum family)k);
			probe_examined(p, 1);
		}
		if (f->notes[SN_SUMMARY_BAD].count == 0)
			continue;
		probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, 3,
		    "%s:summary-bad", sources[i].id);
		probe_observe(p,
		    "%s has %u summary lines that cannot be "
		    "read.",
		    sources[i].id, f->notes[SN_SUMMARY_BAD].count);
		probe_cite(p, &d->art[i], f->notes[SN_SUMMARY_BAD].at[0]);
	}
}

static void
report_note(const struct dataset *d, struct probe *p, size_t i,
    enum stats_note n, int severity)
{
	const struct note *t = &d->stats[i].notes[n];
	size_t shown =
	    t->count < STATS_NOTE_PLACES ? t->count : STATS_NOTE_PLACES;

	probe_named(p, 1u << sources[i].publisher, SUBJ_SOURCE, severity,
	    "%s:%s", sources[i].id, stats_note_name(n));
	probe_tag(p, stats_note_name(n));
	probe_observe(p, "%s: %s, %u time%s.", sources[i].id,
	    stats_note_name(n), t->count, t->count == 1 ? "" : "s");
	for (size_t k = 0; k < shown; k++)
		probe_cite(p, &d->art[i], t->at[k]);
}

static void
report_notes(const struct dataset *d, struct probe *p,
    const enum stats_note *v, size_t n, int severity, bool by_line)
{
	mark_unexamined(d, p);
	for (size_t i = 0; i < sources_n; i++) {
		const struct statsfile *f = &d->stats[i];

		if (!stats_read(d, i))
			continue;
		probe_examined(p, by_line ? f->lines : 1);
		for (size_t k = 0; k < n; k++)
			if (f->notes[v[k]].count != 0)
				report_note(d, p, i, v[k],
				    stats_complete(d, i) ? severity : 4);
	}
}

/* P-09.  Obligation 3.  Method: the version line, field by field. */
void
stats_header_grammar(const struct dataset *d, struct probe *p)
{
	static const enum stats_note notes[] = { SN_HEADER_MISSING,
		SN_HEADER_FIELDS, SN_VERSION, SN_REGISTRY, SN_SERIAL,
		SN_SERIAL_UNIXTIME, SN_RECORDS, SN_STARTDATE_ZERO,
		SN_STARTDATE_EMPTY, SN_STARTDATE_BAD, SN_ENDDATE_BAD,
		SN_OFFSET_BAD, SN_OFFSET_UNSIGNED };

	report_notes(d, p, notes, ARRAY_LEN(notes), 3, false);
}

/* P-10.  Obligation 3.  Method: fields of every record counted. */
void
stats_field_count(const struct dataset *d, struct probe *p)
{
	static const enum stats_note notes[] = { SN_FIELDS_FEW,
		SN_FIELDS_AVAILABLE, SN_FIELDS_MIXED, SN_FIELDS_23 };

	report_notes(d, p, notes, ARRAY_LEN(notes), 3, true);
}

/* P-15.  Obligation 3.  Method: the bytes of the file, line by line. */
void
stats_text_form(const struct dataset *d, struct probe *p)
{
	static const enum stats_note grave[] = { SN_HEADER_LATE,
		SN_HEADER_AGAIN, SN_LINE_BAD, SN_NUMBER_BAD, SN_COMMENT_INSIDE,
		SN_CRLF, SN_CONTROL, SN_CUT_MID_LINE, SN_HTML, SN_LINE_LONG };
	static const enum stats_note slight[] = { SN_NON_ASCII,
		SN_NO_FINAL_NEWLINE };

	report_notes(d, p, grave, ARRAY_LEN(grave), 3, true);
	report_notes(d, p, slight, ARRAY_LEN(slight), 4, false);
}
