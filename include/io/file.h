/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FILE_H
#define IO_FILE_H
#include "base/base.h"

/* Whole file; ERR_IO.  max 0: no ceiling.  *ret owned, NUL behind. */
int file_read(const char *path, size_t max, unsigned char **ret, size_t *n,
    struct err *e);
/* The same for a file that somebody else names: neither a link nor a pipe nor
 * a device. */
int file_read_plain(const char *path, size_t max, unsigned char **ret,
    size_t *n, struct err *e);
bool file_exists(const char *path);
/* PATH.tmp, fsync, rename, fsync of the directory: the file is the old one or
 * the new one, never half.  One writer of a path at a time; what a killed one
 * left is overwritten.  mode e.g. 0644. */
int file_write(const char *path, struct span bytes, unsigned mode,
    struct err *e);
/* Removes from a directory what killed file_writes left beside their files;
 * for one who knows that nobody else is writing there. */
void dir_sweep(const char *path);
/* It is as if just written, for who looks at its time. */
void file_touch(const char *path);
/* fsync of a file or directory that is there. */
int file_sync(const char *path, struct err *e);
int dir_make(const char *path, unsigned mode, struct err *e); /* mkdir -p */
int dir_remove(const char *path,
    struct err *e); /* rm -rf, no links followed */
/* Puts a whole directory in the place of another, which is removed, or where
 * none is, in one step; both in the same directory. */
int dir_replace(const char *from, const char *to, struct err *e);
/* A copy, in pieces, as file_write writes. */
int file_copy(const char *from, const char *to, unsigned mode, struct err *e);
/* Its bytes, in pieces; a link, a pipe or a device is refused. */
typedef void file_piece_fn(struct span piece, void *arg);
int file_pieces(const char *path, file_piece_fn *fn, void *arg, struct err *e);
/* One file in the place of another, for good, in one step. */
int file_move(const char *from, const char *to, struct err *e);
char *path_join(const char *a, const char *b); /* owned */

#endif
