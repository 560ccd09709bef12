/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_UNPACK_H
#define IO_UNPACK_H
/* Files that are published compressed. */
#include "base/base.h"

/*
 * What s holds, by its first bytes: gzip (RFC 1952, all members), bzip2 (all
 * streams), or itself, which is copied.  ret is given to at most max bytes.
 * -1: damaged, cut, or larger; *ret_why says which, for a reader.
 */
int unpack(struct span s, size_t max, struct buf *ret, const char **ret_why);

#endif
