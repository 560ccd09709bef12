/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_ENGINES_H
#define CMD_ENGINES_H
/*
 * The branch engines of the history: the sources of each engine that made a
 * report, so that an exhibit made years later can carry them.
 */
#include "cmd/job.h"

#define BRANCH_ENGINES "engines"
#define ENGINE_ARCHIVE_MAX ((size_t)64 << 20) /* bytes of an archive */

/* The commit that has the sources of that engine; "" where none has. */
int engines_find(struct store *st, const char *engine, char ret[SHA1_HEX],
    struct err *e);
/* commit: this program's sources, where they are not there yet, or by a key
 * that was revoked since; archive: the file of them.  ERR_IO where that is not
 * at hand, or too long. */
int job_engine(struct store *st, const char *archive, struct err *e);
/* The same in its box; what fails is put into *faults as chain_keep does. */
void chain_engine(const struct job *j, const char *run, struct buf *faults);

#endif
