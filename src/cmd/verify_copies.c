/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notices and statements as files, beside the pages or on their own. */
#include "cmd/verify_notices.h"

#include "io/file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define KIND_WITHIN 512 /* bytes, before which a root element begins */
#define COPIES_DEPTH 3	/* responses/ID-N/notice.xml */

const struct verify_kind *
verify_kind_of(struct span xml)
{
	static const struct verify_kind notice = { NOTICE_NS, "notice",
		false };
	static const char root[] = "<notice xmlns=\"" NOTICE_NS "\"";
	struct span head = span_sub(xml, 0, KIND_WITHIN);

	return head.n != 0 &&
		memmem(head.p, head.n, root, sizeof(root) - 1) != NULL ?
	    &notice :
	    &verify_report_kind;
}

static int
verify_statement(const char *path, const struct notice *n, said_fn *said,
    void *arg, struct err *e)
{
	const char *slash = strrchr(path, '/');
	AUTO_FREE char *dir = slash == NULL ?
	    mem_strdup(".") :
	    mem_strndup(path, (size_t)(slash - path));
	AUTO_FREE unsigned char *p = NULL;
	AUTO_FREE char *file = NULL;
	AUTO_BUF name = { 0 };
	AUTO_BUF text = { 0 };
	char hex[SHA256_HEX];
	size_t len = 0;

	notice_statement_path(n, &name);
	file = path_join(dir, strrchr(name.p, '/') + 1);
	if (!file_exists(file)) {
		said(SAID_NOTE, "the statement does not lie beside it", arg);
		return 0;
	}
	if (file_read(file, NOTICE_STATEMENT_MAX + 1, &p, &len, e) != 0)
		return -1;
	digest_sha256((struct span){ p, len }, hex);
	if (strcmp(hex, n->statement_sha256) == 0)
		return 0;
	buf_fmt(&text, "%s is not the statement that it names", file);
	said(SAID_BAD, text.p, arg);
	return 0;
}

int
verify_notice(const char *path, struct span xml, said_fn *said, void *arg,
    struct err *e)
{
	AUTO(notice_clear) struct notice n = { 0 };
	struct err why = { 0 };

	if (notice_read(xml, &n, &why) != 0) {
		said(SAID_BAD, why.msg, arg);
		return 0;
	}
	if (n.kind == NOTICE_RESPONSE &&
	    verify_statement(path, &n, said, arg, e) != 0)
		return -1;
	notice_note(&n, "", said, arg);
	return 0;
}

/* --- reports/notices/ --- */

struct listed {
	struct buf lines; /* "SHA256 PATH", a line each */
};

static int
take(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct listed *l = arg;

	(void)e;
	buf_fmt(&l->lines, "\n%s %s\n", sha256, path);
	return 0;
}

static void
fault(const char *what, const char *why, said_fn *said, void *arg)
{
	AUTO_BUF b = { 0 };

	/* Names may be anybody's bytes. */
	for (const char *c = what; *c != '\0'; c++)
		buf_chr(&b, *c >= ' ' && *c <= '~' ? *c : '?');
	buf_fmt(&b, " %s", why);
	said(SAID_BAD, b.p, arg);
}

struct copies {
	const struct listed *l;
	said_fn *said;
	void *arg;
};

static int
check_copy(const struct copies *c, const char *file, const char *path,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF line = { 0 };
	char hex[SHA256_HEX];
	size_t n = 0;

	if (file_read(file, NOTICE_STATEMENT_MAX + NOTICE_XML_MAX, &p, &n,
		e) != 0)
		return -1;
	digest_sha256((struct span){ p, n }, hex);
	buf_fmt(&line, "\n%s %s\n", hex, path);
	if (strstr(c->l->lines.p, line.p) == NULL)
		fault(file, "is not what the branch notices has", c->said,
		    c->arg);
	return 0;
}

/* below: of the branch, with a slash at its end, or "". */
static int
check_dir(const struct copies *c, const char *dir, const char *below,
    unsigned depth, struct err *e)
{
	struct dirent **d = NULL;
	int n = scandir(dir, &d, NULL, alphasort), r = 0;

	for (int i = 0; i < n; i++) {
		AUTO_FREE char *file = path_join(dir, d[i]->d_name);
		AUTO_BUF path = { 0 };
		struct stat st;

		buf_fmt(&path, "%s%s", below, d[i]->d_name);
		if (r != 0 || strcmp(d[i]->d_name, ".") == 0 ||
		    strcmp(d[i]->d_name, "..") == 0)
			;
		else if (lstat(file, &st) != 0)
			r = err_set(e, ERR_IO, "cannot read %s", file);
		else if (S_ISDIR(st.st_mode) && depth > 1) {
			buf_chr(&path, '/');
			r = check_dir(c, file, path.p, depth - 1, e);
		} else if (S_ISREG(st.st_mode))
			r = check_copy(c, file, path.p, e);
		else
			fault(file, "is not what the branch notices has",
			    c->said, c->arg);
		free(d[i]);
	}
	free(d);
	return r;
}

int
verify_copies(const char *history, const char *reports, said_fn *said,
    void *arg, struct err *e)
{
	AUTO_FREE char *dir = path_join(reports, BRANCH_NOTICES);
	struct store *st = NULL;
	struct listed l = { { 0 } };
	struct copies c = { &l, said, arg };
	char tip[SHA1_HEX];
	int r;

	if (!file_exists(dir))
		return 0;
	buf_str(&l.lines, "");
	if (store_open(history, &st, e) != 0)
		return -1;
	r = notices_tip(st, tip, e);
	if (r == 0 && tip[0] != '\0')
		r = store_list(st, tip, take, &l, e);
	if (r == 0)
		r = check_dir(&c, dir, "", COPIES_DEPTH, e);
	buf_clear(&l.lines);
	store_free(st);
	return r;
}
