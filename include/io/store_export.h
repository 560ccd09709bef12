/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_EXPORT_H
#define IO_STORE_EXPORT_H
/*
 * Commits of the history as a bare repository of their own, in an exhibit:
 * every object loose, each commit with all of its tree; where a parent is not
 * among them, git's file `shallow` says so.  A pure function of what is added.
 */
#include "io/stage.h"
#include "io/store.h"

/* Beside the branches: further snapshots, by their names; what was found in
 * them, by the snapshot's id; and what seals or stamps them, by its own. */
#define REF_CITED_MAIN "refs/cited/main/"
#define REF_CITED_FINDINGS "refs/cited/findings/"
#define REF_CITED_SEALS "refs/cited/seals/"

struct store_export;
/* below: its directory in the stage. */
int store_export_begin(struct store *s, struct stage *to, const char *below,
    struct store_export **ret, struct err *e);
/* A commit or tag, under the reference ref; all: every commit before it, too.
 * ERR_DATA where there is none. */
int store_export_add(struct store_export *x, const char *rev, const char *ref,
    bool all, struct err *e);
/* The rest of the repository; nothing may be added afterwards. */
int store_export_end(struct store_export *x, struct err *e);
void store_export_free(struct store_export **x); /* NULL-safe */

#endif
