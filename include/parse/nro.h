/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_NRO_H
#define PARSE_NRO_H
/* The outputs of the NRO's combining tool, and its list of what it allows. */
#include "model/nro.h"

/*
 * Always succeeds; what is odd is noted with its place.  Limits are those of
 * statistics: STATS_LINE_MAX, STATS_ROWS_MAX.  src is never NULL.  *ret must
 * be zeroed or cleared, and borrows bytes.
 */
void nro_parse(struct span bytes, const struct source *src, enum nro_kind kind,
    struct nrofile *ret);

#endif
