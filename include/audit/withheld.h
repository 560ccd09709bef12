/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_WITHHELD_H
#define AUDIT_WITHHELD_H
/*
 * Transfer logs and feeds of changes name people and organisations.  They stand in the history as
 * published; reports and pages cite an entry without them, unless the
 * configuration asks (report.names).
 */
#include "model/source.h"

/* Of one cited entry or line, printable; the rest is cut. */
#define EVIDENCE_TEXT_MAX 4096

/*
 * The text that a citation of source s shows, of the bytes that begin where it
 * stands and are n long.  A statistics line is verbatim, text_escaped.  A log
 * entry is without the blanks between its tokens, and each string whose member
 * is not one of the format's own for numbers, days, registries, countries and
 * kinds is "..."; of the older form with bars, the same for its fields.
 * Owned.
 */
char *evidence_text(const struct source *s, struct span bytes, bool names);
/* The JSON value, or the line, that bytes begin with. */
struct span evidence_entry(struct span bytes);

#endif
