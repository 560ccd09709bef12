/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_XML_PRIV_H
#define REPORT_XML_PRIV_H
/* The report's sections, in the order of the schema. */
#include "report/report.h"
#include "report/xmlw.h"

/* More of one rule and party set than this are collapsed. */
#define FINDINGS_SHOWN 200
#define COLLAPSED_SHOWN 16

void xml_head(struct xmlw *w, const struct report_input *in);
void xml_coverage(struct xmlw *w, const struct report_input *in);
void xml_outcomes(struct xmlw *w, const struct report_input *in);
void xml_findings(struct xmlw *w, const struct report_input *in);
void xml_method(struct xmlw *w, const struct report_input *in);

#endif
