/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_ARCHIVE_H
#define AUDIT_ARCHIVE_H
/* What a snapshot says of dated files and of mirrors of them. */
#include "audit/finding.h"
#include "model/dated.h"

enum asked {
	ASKED_NOTHING, /* not asked for, or the answer says nothing */
	ASKED_THERE,   /* statistics, and whole */
	ASKED_ABSENT   /* not found, where others are */
};
/* That registry's file of that day, at its own server.  Where not one of its
 * dated files is found that is of the day of its name, its archive may have
 * moved, or have other names, and none is absent. */
enum asked dated_asked(const struct dataset *d, size_t rir, day_t day);
/* Is a one of that registry's dated files at its own server? */
bool dated_own(const struct dated *a, size_t rir);
/* That file, where it is there and whole; NULL.  day 0: `latest`, which only
 * a mirror has here. */
const struct dated *dated_find(const struct dataset *d, size_t rir,
    enum publisher at, day_t day);
/* A copy of equal contents of a registry's extended file: at a mirror, else
 * under its day's name at its publisher; NULL where there is none. */
const struct dated *dated_copy(const struct dataset *d, size_t source);
/* Has each file that f cites one, and that of each registry it names? */
bool dated_copied(const struct dataset *d, const struct finding *f);

#endif
