/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_PARTS_H
#define CMD_PARTS_H
/*
 * What phases hand to each other: byte strings with names, one behind the
 * other, each as NAME, a blank, 16 hexadecimal digits of its length, a
 * newline, its bytes.  Names are [a-z0-9/-], and may stand twice.
 */
#include "base/base.h"

#define PART_NAME_MAX 128

void part_add(struct buf *out, const char *name, struct span bytes);
/* The same for what is yet to be written: what is added to out in between. */
size_t part_begin(struct buf *out, const char *name);
void part_end(struct buf *out, size_t begun);

/* The next part leaves *rest: 0, 1 at the end, -1 ERR_DATA. */
int part_next(struct span *rest, struct span *name, struct span *bytes,
    struct err *e);
/* The first part of that name; -1 ERR_DATA where there is none. */
int part_find(struct span all, const char *name, struct span *ret,
    struct err *e);

#endif
