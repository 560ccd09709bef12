/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify_notices.h"

#include "cmd/job.h"

#include <stdlib.h>
#include <string.h>

static const struct verify_kind notice_kind = { NOTICE_NS, "notice" };

static int
verify_one(struct store *st, const char *tip, const struct notice *n,
    const struct verify_trust *trust, said_fn *said, void *arg, struct err *e)
{
	AUTO(verify_result_clear) struct verify_result r = { 0 };
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF path = { 0 };
	char blob[SHA1_HEX];
	size_t len = 0;

	notice_path(n, &path);
	if (store_read(st, tip, path.p, &p, &len, blob, e) != 0)
		return -1;
	report_verify((struct span){ p, len }, &notice_kind, trust, &r);
	for (size_t i = 0; i < r.n; i++) {
		AUTO_BUF text = { 0 };

		buf_fmt(&text, "notices: %s: %s", path.p, r.reasons[i]);
		said(SAID_BAD, text.p, arg);
	}
	return 0;
}

int
verify_notices(struct store *st, const struct verify_trust *trust,
    said_fn *said, void *arg, struct err *e)
{
	AUTO(notices_clear) struct notices all = { 0 };
	struct err why = { 0 };
	char tip[SHA1_HEX];
	int r = 0;

	if (notices_tip(st, tip, e) != 0)
		return -1;
	if (notices_load(st, tip, &all, &why) != 0) {
		said(SAID_BAD, why.msg, arg);
		return 0;
	}
	for (size_t i = 0; i < all.n && r == 0; i++)
		r = verify_one(st, tip, &all.v[i], trust, said, arg, e);
	return r;
}

static void
note(const struct notice *n, said_fn *said, void *arg)
{
	AUTO_BUF b = { 0 };
	char d[DAY_TEXT];

	day_text(day_of(n->recorded), d);
	if (n->kind == NOTICE_RETRACTION)
		buf_fmt(&b, "finding %s was retracted on %s: %s", n->finding,
		    d, n->reason);
	else
		buf_fmt(&b,
		    "of finding %s a statement was recorded on %s%s%s "
		    "(SHA-256 %s); who made it is not proved",
		    n->finding, d, n->party == NULL ? "" : ", said to be of ",
		    n->party == NULL ? "" : n->party, n->statement_sha256);
	said(SAID_NOTE, b.p, arg);
}

int
verify_noted(struct store *st, struct span report, struct span beside,
    said_fn *said, void *arg, struct err *e)
{
	AUTO(notices_clear) struct notices all = { 0 };
	AUTO_FREE unsigned char *text = NULL;
	AUTO_FREE char *name = NULL;
	AUTO_BUF want = { 0 };
	struct err why = { 0 };
	char tip[SHA1_HEX], snapshot[SHA1_HEX];
	size_t n = 0;

	if (report_snapshot(report, snapshot, &name) != 0 ||
	    findings_read(st, snapshot, &text, &n, NULL) != 0)
		return 0;
	if (notices_tip(st, tip, e) != 0)
		return -1;
	if (notices_load(st, tip, &all, &why) != 0 ||
	    notices_beside(st, &all, snapshot, name, &want, &why) != 0) {
		said(SAID_BAD, why.msg, arg);
		return 0;
	}
	if (!span_eq(beside, buf_view(&want)))
		said(SAID_BAD,
		    NOTICES_BESIDE
		    " is not what the branch notices of the history gives",
		    arg);
	for (size_t i = 0; i < all.n; i++)
		if (findings_tell((struct span){ text, n }, all.v[i].finding))
			note(&all.v[i], said, arg);
	return 0;
}
