/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FILE_H
#define IO_FILE_H
#include "base/base.h"

/* Whole file; ERR_IO.  max 0: no ceiling.  *ret owned, NUL behind. */
int file_read(const char *path, size_t max, unsigned char **ret, size_t *n,
    struct err *e);
bool file_exists(const char *path);
/* Temporary beside it, fsync, rename, fsync of the directory: the file is
 * the old one or the new one, never half.  mode e.g. 0644. */
int file_write(const char *path, struct span bytes, unsigned mode,
    struct err *e);
/* Removes from a directory what killed file_writes left beside their files;
 * for one who knows that nobody else is writing there. */
void dir_sweep(const char *path);
int dir_make(const char *path, unsigned mode, struct err *e); /* mkdir -p */
int dir_remove(const char *path, struct err *e); /* rm -rf, no links followed */
char *path_join(const char *a, const char *b); /* owned */

#endif
