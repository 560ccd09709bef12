/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_JOB_DATED_H
#define CMD_JOB_DATED_H
/*
 * The part of fetch that asks for the registries' dated files and for mirrors
 * of them (model/dated.h).  Nothing here fails a run: what could not be asked
 * for is a fault of the run's own, and what is not there is said in the
 * provenance.
 */
#include "cmd/job.h"
#include "io/fetch.h"
#include "model/dated.h"

/* Limits of a night; each has a test. */
#define DATED_NIGHT_MAX ((uint64_t)512 << 20) /* bytes, as they come */
#define DATED_RETRIES_MAX 1
/* A part a file of which the night has the contents nowhere else: the SHA-256
 * of these, a blank, its path in the spool.  All others are removed there. */
#define DATED_PART "dated"

/* base: the options of the other downloads.  Adds to p what became of each,
 * and faults. */
void job_dated(const struct job *j, const struct fetch_options *base,
    const struct service *inspector, struct provenance *p, struct buf *out);

#endif
