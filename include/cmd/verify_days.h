/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERIFY_DAYS_H
#define CMD_VERIFY_DAYS_H
/* Days without a run, and with several, as the chain of snapshots records
 * them.  One that it does not record breaks the chain, and is store_verify's
 * to refuse. */
#include "cmd/verify_notices.h"

/* A note for each gap between the days of two snapshots, and for each day of
 * several runs, oldest first. */
int verify_days(const char *history, said_fn *said, void *arg, struct err *e);

#endif
