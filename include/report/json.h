/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H
/* What programs read: one JSON object a line, through jansson. */
#include "audit/audit.h"
#include "model/notice.h"

/* Findings that this snapshot shows, in order; unobserved ones are not.  With
 * what was said of them, where something was. */
void json_findings(const struct audit_result *r, const struct notices *said,
    struct buf *out);
/* Every rule: rule, outcome, examined, reason. */
void json_outcomes(const struct audit_result *r, struct buf *out);

#endif
