/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERIFY_NOTICES_H
#define CMD_VERIFY_NOTICES_H
/* What verify has to say of notices; it prints, these do not. */
#include "cmd/notices.h"
#include "report/verify.h"

enum said { SAID_BAD, SAID_NOTE };
typedef void said_fn(enum said kind, const char *text, void *arg);

/*
 * Every notice of a history: its form and place, that none is missing, its
 * signature, its statement's digest.  That the branch only ever grew is
 * store_verify's to say.
 */
int verify_notices(struct store *st, const struct verify_trust *trust,
    said_fn *said, void *arg, struct err *e);

/*
 * Of a report: a note for each notice about a finding of its snapshot, and
 * whether the notices.xml beside it, its bytes or none, is what the history
 * gives.  Nothing where the history does not have its snapshot.
 */
int verify_noted(struct store *st, struct span report, struct span beside,
    said_fn *said, void *arg, struct err *e);

#endif
