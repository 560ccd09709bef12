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
 * store_verify's to say.  Without trust (NULL) a note says that no signature
 * was checked.
 */
int verify_notices(const char *history, const struct verify_trust *trust,
    said_fn *said, void *arg, struct err *e);

/* What lies beside a report of that path, if it is called report.xml: a copy
 * elsewhere stands alone. */
struct beside {
	struct buf notices; /* notices.xml, or nothing */
	bool page;	    /* report.html is there, and shows them */
};
int verify_beside(const char *report_path, struct beside *ret, struct err *e);
void beside_clear(struct beside *b);
/*
 * Of a report: a note for each notice about a finding of its snapshot, and
 * whether the notices.xml beside it is what the history of that path gives.
 * Where there is no such history, or it does not have the snapshot, what the
 * report and the file beside it say themselves.
 */
int verify_noted(const char *history, struct span report,
    const struct beside *beside, said_fn *said, void *arg, struct err *e);

/* The note itself; but: words behind it. */
void notice_note(const struct notice *n, const char *but, said_fn *said,
    void *arg);
/* What a document says it is: a notice, or else a report. */
const struct verify_kind *verify_kind_of(struct span xml);
/* A notice in a file of its own, whose signature is good: its form, and the
 * statement beside it. */
int verify_notice(const char *path, struct span xml, said_fn *said, void *arg,
    struct err *e);
/* reports/notices/ has nothing but what the branch has. */
int verify_copies(const char *history, const char *reports, said_fn *said,
    void *arg, struct err *e);

#endif
