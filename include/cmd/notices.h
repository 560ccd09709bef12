/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_NOTICES_H
#define CMD_NOTICES_H
/*
 * What the branch notices of the history holds.  A snapshot names the newest
 * commit on it when it was taken: what was recorded by then stands in its
 * signed report; what came after stands in notices.xml beside that report,
 * which is derived, and which its page shows, too.
 */
#include "io/store.h"
#include "report/notice.h"

#define BRANCH_NOTICES "notices"
#define NOTICES_BESIDE "notices.xml"

/* The newest commit on the branch, "" where there is none. */
int notices_tip(struct store *st, char ret[SHA1_HEX], struct err *e);
/*
 * All notices at a commit of that branch, "" for none; sorted.  ERR_DATA
 * naming the file where one is not what its path says, a statement is not
 * what its notice says, or a number is left out.
 */
int notices_load(struct store *st, const char *commit, struct notices *ret,
    struct err *e);
/* Is that commit on the branch? */
int notices_known(struct store *st, const char *commit, bool *ret,
    struct err *e);

/* The commit, and the name, that a report of ours says it is of; ret_name is
 * owned and may be NULL. */
int report_snapshot(struct span report, char ret_id[SHA1_HEX],
    char **ret_name);

/* Does a findings file tell of that finding? */
bool findings_tell(struct span findings, const char *id);

/*
 * The bytes of notices.xml beside the report of a snapshot, of all that there
 * are (notices_load of the tip): those about findings of that snapshot that
 * were recorded after it was taken.  Nothing where there is none.
 */
int notices_beside(struct store *st, const struct notices *all,
    const char *snapshot, const char *report, struct buf *ret, struct err *e);

/*
 * The files of the branch, by path, that are about one finding: each notice
 * and its statement, for a bundle.
 */
typedef int notice_file_fn(const char *path, struct span bytes, void *arg,
    struct err *e);
int notices_files(struct store *st, const char *finding, notice_file_fn *fn,
    void *arg, struct err *e);

#endif
