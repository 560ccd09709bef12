/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_RESOURCE_H
#define PARSE_RESOURCE_H
/* Internet numbers as JSON documents write them: one string, any family. */
#include "num/range.h"

/*
 * "192.0.2.0/24", "2001:db8::/32", "192.0.2.0-192.0.2.9", "192.0.2.1",
 * "64496", "64496-64511".  -1 where it is none of them.  *ret_usual is false
 * for other than canonical text, and for a prefix with host bits set, which
 * is read as the whole prefix.
 */
int resource_read(struct span s, enum family *ret_fam, struct range *ret,
    bool *ret_usual);

#endif
