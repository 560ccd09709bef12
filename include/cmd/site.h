/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_SITE_H
#define CMD_SITE_H
/* The pages over all runs, from the branch findings. */
#include "cmd/job.h"
#include "report/site.h"

struct site_job {
	const struct job *j;
	struct store *st;
	struct site site;     /* up to the tip of findings */
	struct buf sheets[3]; /* of site_sheets */
	size_t before;	      /* runs that reports/site.xml had */
	bool all;	      /* nothing that lies there is built upon */
	bool noted; /* the notices are not those that reports/ show */
};

/*
 * Reads reports/site.xml and appends what the branch findings has since, and
 * takes the notices as they are now.
 * Where it is missing, was changed, is another engine's or another history's,
 * all is read again from the first.
 */
int site_open(const struct job *j, struct store *st, struct site_job *ret,
    struct err *e);
void site_free(struct site_job *s);
/*
 * Writes the pages that what was added changed, those of earlier reports
 * included, where something was said of them.  The reports of all runs must
 * lie there: pages link to them.  Each page is written before what links to
 * it, the index next to last and site.xml last, so that a kill leaves no dead
 * link and the next run begins where this one began.
 */
int site_write(struct site_job *s, struct err *e);

#endif
