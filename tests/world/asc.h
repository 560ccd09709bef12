/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_ASC_H
#define WORLD_ASC_H
/*
 * The signatures beside the files: every registry signs, the operator has
 * pinned the keys of all but LACNIC, and some signatures are wrong.  Each has
 * a key that is the same each time (tests/pgp).
 */
#include "tests/world/world.h"

/* Its .asc and what that deserves; the text is whole. */
void asc_render(const struct world *w, size_t rir, int kind,
    struct rendered *ret);
void asc_pins(struct buf *out); /* for nroaudit.conf */

/* Did bytes of it come that are not those of the one before? */
bool asc_newer(const struct truth *t, const struct day_view *v, size_t rir,
    int kind);
/* The severity of its absence today: was there one before? */
int asc_absent(const struct truth *t, size_t rir, int kind);
void asc_keep(struct truth *t, const struct day_view *v);

#endif
