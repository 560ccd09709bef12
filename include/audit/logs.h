/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_LOGS_H
#define AUDIT_LOGS_H
/* What the rules over transfer logs have in common. */
#include "audit/audit.h"
#include "audit/view.h"

#include <string.h>

/* Marks each registry whose log is missing or not whole as unobserved. */
void logs_examine(const struct dataset *d, struct probe *p);
/* That, and each whose file is not (logs_file_whole). */
void logs_files_examine(const struct dataset *d, struct probe *p);
/* Are both of m's registries' logs here and whole, so that nothing in them can
 * have come behind it unseen? */
bool logs_both_whole(const struct dataset *d, const struct move *m);
/* Starts a finding between m's registries. */
void logs_range(struct probe *p, const struct move *m, enum family f,
    struct range r, int severity);
/* "ARIN's transfer log lists R as transferred from ARIN to APNIC (details)";
 * and the details alone: day, type, countries, status. */
void logs_words(enum family f, struct range r, const struct move *m,
    struct buf *out);
void logs_details(const struct move *m, struct buf *out);
void logs_cite(const struct dataset *d, struct probe *p, const struct move *m);
/* The head of a registry's log, which says for what time it speaks. */
void logs_cite_head(const struct dataset *d, struct probe *p, size_t rir);
/* Of m's numbers, those of which no entry of either log came behind it. */
void logs_last(const struct probe *p, enum family f, const struct move *m,
    struct rset *ret);
/*
 * Of r, what a log says is moving between a and b, either way, as of `now`:
 * an entry dated within the last fortnight, or one of the draft 5.0 that is
 * not finalised.  ret[0]: from a to b; ret[1]: from b to a.
 */
void logs_moving(const struct dataset *d, const struct probe *p, size_t a,
    size_t b, enum family f, struct range r, struct rset ret[2]);
/* The same as of a given time, and for another span. */
void logs_moving_at(const struct probe *p, size_t a, size_t b, enum family f,
    struct range r, utc_t now, utc_t grace, struct rset ret[2]);

/* Of r, what an entry of any log shows as coming to, or going from, that
 * registry, whenever; entries that do not name both may be of it. */
void logs_to(const struct probe *p, enum family f, struct range r, size_t rir,
    struct rset *ret);
void logs_from(const struct probe *p, enum family f, struct range r,
    size_t rir, struct rset *ret);
/* What a registry's chosen file lists, whatever the status; none: nothing. */
const struct rset *logs_listed(const struct dataset *d, const struct view *v,
    size_t rir, enum family f);
/* Is the registry's file extended, whole and dated, and did it not shrink? */
bool logs_file_whole(const struct dataset *d, const struct probe *p,
    size_t rir);

#endif
