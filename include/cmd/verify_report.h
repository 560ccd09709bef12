/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_VERIFY_REPORT_H
#define CMD_VERIFY_REPORT_H
/* One report, verified in a box of its own: it may be hostile. */
#include "cmd/box.h"
#include "cmd/verify_notices.h"

struct verify_given {
	const struct job *j; /* the history at hand is below its dir */
	const struct verify_trust *trust;
	const struct verify_kind *kind; /* another than a report is checked by
					   its signature alone */
	const struct beside *beside;
	struct span xml, sheet, schema;
	struct span page; /* the page beside it */
	bool has_page;
	bool must; /* the report is one of this history */
	bool cut;  /* an exhibit's, which has not what was before it */
};

/*
 * What there is to say, a line each: "OK", "BAD reason", "RESAVED reason",
 * "NOTE text"; and of the signature "signer NAME", "signed TIME",
 * "stamp TIME TSA".  Control bytes are replaced.
 */
/* Those of the signature alone. */
void verify_lines(const struct verify_result *r, struct buf *out);
int verify_boxed(const struct verify_given *g, struct buf *out, struct err *e);

#endif
