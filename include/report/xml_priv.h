/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_XML_PRIV_H
#define REPORT_XML_PRIV_H
/* The report's sections, in the order of the schema. */
#include "report/report.h"
#include "report/xmlw.h"

/* More of one rule and party set than this are collapsed. */
#define FINDINGS_SHOWN 200
#define COLLAPSED_SHOWN 16
/* Entries of the register that are listed as considered, a finding. */
#define CONSIDERED_SHOWN 16
/* Notices of the whole history that a report lists, the newest. */
#define NOTICES_SHOWN 200

void xml_head(struct xmlw *w, const struct report_input *in);
void xml_integrity(struct xmlw *w, const struct report_input *in);
void xml_custody(struct xmlw *w, const struct report_input *in);
/* Limits, scope, and what is left to the human expert. */
void xml_scope(struct xmlw *w, const struct report_input *in);
void xml_coverage(struct xmlw *w, const struct report_input *in);
/* The trust anchors; nothing where none was asked for. */
void xml_rpki(struct xmlw *w, const struct report_input *in);
/* What was said of findings before the snapshot; nothing where nothing was. */
void xml_notices(struct xmlw *w, const struct report_input *in);
void xml_notices_of(struct xmlw *w, const struct report_input *in,
    const char *finding);
void xml_outcomes(struct xmlw *w, const struct report_input *in);
void xml_findings(struct xmlw *w, const struct report_input *in);
void xml_method(struct xmlw *w, const struct report_input *in);

/* The exhibit number of a source, 1 for the first in the coverage; 0 where
 * the run did not ask for it. */
unsigned xml_exhibit(const struct dataset *d, const struct source *s);

/* How much of a finding is told: with observation and evidence, or only that
 * it is; cured ones are open no more. */
enum telling { TELL_WHOLE, TELL_OPEN, TELL_CURED };
/* number: its paragraph in the report, from 1. */
void xml_finding(struct xmlw *w, const struct report_input *in,
    const struct finding *f, unsigned number, enum telling how);

void xml_attr_time(struct xmlw *w, const char *name, utc_t t);
void xml_attr_some(struct xmlw *w, const char *name, const char *v);

#endif
