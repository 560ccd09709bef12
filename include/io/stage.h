/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STAGE_H
#define IO_STAGE_H
/*
 * A directory in which an exhibit's files are put together, each written
 * once, in pieces where it is large, and digested as it is written.
 */
#include "base/digest.h"
#include "io/archive.h"

struct staged {
	char *path; /* below the directory; owned */
	char sha256[SHA256_HEX];
	size_t size;
};
struct stage {
	char *dir; /* owned */
	struct staged *v;
	size_t n, cap;
};
/* dir: empty, or not there yet. */
int stage_begin(const char *dir, struct stage *ret, struct err *e);
void stage_clear(struct stage *s); /* of memory; no file is removed */

/* ERR_DATA where the path is none of an archive's or was written before. */
int stage_put(struct stage *s, const char *path, struct span bytes,
    struct err *e);

/* The same in pieces; nothing else may be put between. */
struct stage_file;
int stage_open(struct stage *s, const char *path, struct stage_file **ret,
    struct err *e);
int stage_write(struct stage_file *f, struct span piece, struct err *e);
int stage_close(struct stage_file **f, struct err *e); /* frees, too */
void stage_drop(struct stage_file **f);		       /* NULL-safe */

/* Of every file whose path begins so, as sha256sum(1) writes it, sorted by
 * path. */
void stage_list(struct stage *s, const char *begins, struct buf *out);
const struct staged *stage_find(const struct stage *s, const char *path);

#endif
