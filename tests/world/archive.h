/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_ARCHIVE_H
#define WORLD_ARCHIVE_H
/* LACNIC's dated files and a mirror of them. */
#include "tests/world/world.h"

int archive_write(const struct world *w, const char *dir,
    const struct day_view *v, struct err *e);
/* Before P-01 is judged. */
void truth_archive(const struct world *w, struct truth *t, struct day_view *v);
/* In how many runs, today's among them, that day's file was not found; -1: it
 * was there. */
int archive_runs(const struct world *w, size_t rir, int kind, day_t day,
    int today);

#endif
