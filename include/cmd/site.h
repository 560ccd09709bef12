/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SITE_H
#define CMD_SITE_H
/* The pages over all runs, from the branch findings. */
#include "cmd/job.h"

/* reports/site.xml, index.html and feed.atom. */
int site_write(const struct job *j, struct store *st, struct err *e);

#endif
