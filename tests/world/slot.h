/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_SLOT_H
#define WORLD_SLOT_H
/* Rows of a slot, as their kinds share them. */
#include "tests/world/world.h"

struct row slot_delegated(size_t rir, struct range r);
struct row slot_pool(struct range r, enum status st);
struct range slot_half(struct range r, int which);
/* Two rows that are one record on other days: 2. */
size_t slot_halves(struct row one, struct row out[INC_ROWS]);
/* slot_change.c: what the owner lists. */
size_t change_rows(const struct incident *i, bool on,
    struct row out[INC_ROWS]);
/* What the other one does. */
size_t change_rows_other(const struct incident *i, size_t rir, int state,
    struct row out[INC_ROWS]);
#endif
