/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify_notices.h"

#include "cmd/job.h"
#include "io/file.h"
#include "report/dsig.h"

#include <stdlib.h>
#include <string.h>

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
	report_verify((struct span){ p, len },
	    verify_kind_of((struct span){ p, len }), trust, &r);
	for (size_t i = 0; i < r.n; i++) {
		AUTO_BUF text = { 0 };

		buf_fmt(&text, "notices: %s: %s", path.p, r.reasons[i]);
		said(SAID_BAD, text.p, arg);
	}
	return 0;
}

static int
verify_signatures(struct store *st, const char *tip, const struct notices *all,
    const struct verify_trust *trust, said_fn *said, void *arg, struct err *e)
{
	int r = 0;

	if (trust == NULL && all->n != 0)
		said(SAID_NOTE,
		    "the signatures of its notices were not checked: no CA "
		    "certificate is given",
		    arg);
	for (size_t i = 0; trust != NULL && i < all->n && r == 0; i++)
		r = verify_one(st, tip, &all->v[i], trust, said, arg, e);
	return r;
}

int
verify_notices(const char *history, const struct verify_trust *trust,
    said_fn *said, void *arg, struct err *e)
{
	AUTO(notices_clear) struct notices all = { 0 };
	AUTO(store_freep) struct store *st = NULL;
	struct err why = { 0 };
	char tip[SHA1_HEX];

	if (store_open(history, &st, e) != 0 || notices_tip(st, tip, e) != 0)
		return -1;
	if (notices_load(st, tip, &all, &why) == 0)
		return verify_signatures(st, tip, &all, trust, said, arg, e);
	said(SAID_BAD, why.msg, arg);
	return 0;
}

void
beside_clear(struct beside *b)
{
	buf_clear(&b->notices);
}

int
verify_beside(const char *path, struct beside *ret, struct err *e)
{
	const char *slash = strrchr(path, '/');
	AUTO_FREE char *dir = slash == NULL ?
	    mem_strdup(".") :
	    mem_strndup(path, (size_t)(slash - path));
	AUTO_FREE char *file = path_join(dir, NOTICES_BESIDE);
	AUTO_FREE char *page = path_join(dir, "report.html");
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (strcmp(slash == NULL ? path : slash + 1, "report.xml") != 0)
		return 0;
	ret->page = file_exists(page);
	if (!file_exists(file))
		return 0;
	if (file_read(file, REPORT_MAX, &p, &n, e) != 0)
		return -1;
	buf_add(&ret->notices, p, n);
	return 0;
}

void
notice_note(const struct notice *n, const char *but, said_fn *said, void *arg)
{
	AUTO_BUF b = { 0 };
	char d[DAY_TEXT];

	day_text(day_of(n->recorded), d);
	if (n->kind == NOTICE_RETRACTION)
		buf_fmt(&b, "finding %s was retracted on %s: %s%s", n->finding,
		    d, n->reason, but);
	else
		buf_fmt(&b,
		    "of finding %s a statement was recorded on %s%s%s "
		    "(SHA-256 %s); who made it is not proved%s",
		    n->finding, d, n->party == NULL ? "" : ", said to be of ",
		    n->party == NULL ? "" : n->party, n->statement_sha256,
		    but);
	said(SAID_NOTE, b.p, arg);
}

/* Without a history. */
static void
note_told(struct span xml, const char *what, const char *but, said_fn *said,
    void *arg)
{
	AUTO(notices_clear) struct notices s = { 0 };
	AUTO_BUF b = { 0 };
	struct err why = { 0 };

	if (notices_told(xml, &s, &why) != 0) {
		buf_fmt(&b, "%s: %s", what, why.msg);
		said(SAID_BAD, b.p, arg);
	}
	for (size_t i = 0; i < s.n; i++)
		notice_note(&s.v[i], but, said, arg);
}

/* Does the history have it?  Then its findings, too. */
static bool
in_history(const char *history, struct span report, struct store **st,
    char snapshot[SHA1_HEX], char **name, unsigned char **text, size_t *n)
{
	AUTO_FREE char *head = path_join(history, "HEAD");

	return file_exists(head) &&
	    report_snapshot(report, snapshot, name) == 0 &&
	    store_open(history, st, NULL) == 0 &&
	    findings_read(*st, snapshot, text, n, NULL) == 0;
}

int
verify_noted(const char *history, struct span report,
    const struct beside *beside, said_fn *said, void *arg, struct err *e)
{
	struct span there = buf_view(&beside->notices);
	AUTO(notices_clear) struct notices all = { 0 };
	AUTO(store_freep) struct store *st = NULL;
	AUTO_FREE unsigned char *text = NULL;
	AUTO_FREE char *name = NULL;
	AUTO_BUF want = { 0 };
	struct err why = { 0 };
	char tip[SHA1_HEX], snapshot[SHA1_HEX];
	size_t n = 0;

	if (!in_history(history, report, &st, snapshot, &name, &text, &n)) {
		note_told(report, "report.xml", "", said, arg);
		note_told(there, NOTICES_BESIDE,
		    " (told by " NOTICES_BESIDE
		    ", which no history at hand confirms)",
		    said, arg);
		return 0;
	}
	if (notices_tip(st, tip, e) != 0)
		return -1;
	if (notices_load(st, tip, &all, &why) != 0 ||
	    notices_beside(st, &all, snapshot, name, &want, &why) != 0) {
		said(SAID_BAD, why.msg, arg);
		return 0;
	}
	if (!span_eq(there, buf_view(&want)) && (there.n != 0 || beside->page))
		said(SAID_BAD,
		    NOTICES_BESIDE
		    " is not what the branch notices of the history gives",
		    arg);
	for (size_t i = 0; i < all.n; i++)
		if (findings_tell((struct span){ text, n }, all.v[i].finding))
			notice_note(&all.v[i], "", said, arg);
	return 0;
}
