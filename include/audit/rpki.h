/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef AUDIT_RPKI_H
#define AUDIT_RPKI_H
/* What the rules over trust anchors have in common. */
#include "audit/audit.h"
#include "audit/view.h"

/* RIRs without a production tree are unobserved; counts what is there. */
void rpki_examine(const struct dataset *d, struct probe *p);
/* RIRs with an anchor that did not hold, AS0 or not, are unobserved. */
void rpki_unheld(const struct dataset *d, struct probe *p);
/* Can absence in its file be reasoned from?  Else it is unobserved. */
bool rpki_stats_whole(const struct dataset *d, struct probe *p, size_t rir);
/* The objects of a RIR's trees for r, and the commands that show the first. */
void rpki_say(const struct dataset *d, struct probe *p, size_t rir, bool as0,
    enum family f, struct range r, struct buf *out);

#endif
