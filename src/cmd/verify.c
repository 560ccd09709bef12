/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify: a report, a history, or all of a working directory. */
#include "cmd/cmd.h"

#include "cmd/verify_notices.h"
#include "io/file.h"
#include "report/dsig.h"
#include "report/report.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SIGNERS_MAX_BYTES (1u << 20)

struct verifier {
	const struct ctx *c;
	const char *trusted, *signers;
	bool json;
	unsigned bad, good;
	const char *what; /* the thing at hand */
};

static void
say(struct verifier *v, const char *state, const char *reason)
{
	if (v->json) {
		json_t *o = json_pack("{s:s,s:s,s:s?}", "subject", v->what,
		    "state", state, "reason", reason);
		char *s = o == NULL ? NULL : json_dumps(o, JSON_COMPACT);

		puts(s == NULL ? "{}" : s);
		free(s);
		json_decref(o);
	} else
		printf("%s: %s%s%s\n", v->what, state,
		    reason == NULL ? "" : ": ", reason == NULL ? "" : reason);
}

static int
read_trusted(struct verifier *v, unsigned char **p, size_t *n, struct err *e)
{
	AUTO_FREE char *path = v->trusted != NULL ?
	    mem_strdup(v->trusted) :
	    v->c->cfg.report_trusted != NULL ?
	    mem_strdup(v->c->cfg.report_trusted) :
	    path_join(v->c->dir, "keys/ca.pem");

	return file_read(path, SIGNERS_MAX_BYTES, p, n, e);
}

static void
notices_said(enum said kind, const char *text, void *arg)
{
	struct verifier *v = arg;

	v->bad += kind == SAID_BAD;
	say(v, kind == SAID_BAD ? "BAD" : "NOTE", text);
}

/* The notices beside a report; empty where there are none. */
static int
read_beside(const char *path, struct buf *out, struct err *e)
{
	const char *slash = strrchr(path, '/');
	AUTO_FREE char *dir =
	    mem_strndup(path, slash == NULL ? 0 : (size_t)(slash - path));
	AUTO_FREE char *file =
	    path_join(slash == NULL ? "." : dir, NOTICES_BESIDE);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (!file_exists(file))
		return 0;
	if (file_read(file, REPORT_MAX, &p, &n, e) != 0)
		return -1;
	buf_add(out, p, n);
	return 0;
}

/* What was said of its findings, where the history at hand knows. */
static int
verify_said(struct verifier *v, struct span xml, struct span beside,
    struct err *e)
{
	AUTO_FREE char *path = path_join(v->c->dir, "history");
	AUTO_FREE char *head = path_join(path, "HEAD");
	struct store *st = NULL;
	int r;

	if (!file_exists(head) || store_open(path, &st, NULL) != 0)
		return 0;
	r = verify_noted(st, xml, beside, notices_said, v, e);
	store_free(st);
	return r;
}

/* Is the page beside it the transformation of this XML? */
static void
verify_page(struct verifier *v, const char *path, struct span xml,
    struct span beside)
{
	AUTO_FREE char *page = mem_strdup(path);
	AUTO_FREE char *sheet = template_path("report.xsl");
	AUTO_FREE unsigned char *p = NULL;
	AUTO_FREE unsigned char *s = NULL;
	AUTO_BUF html = { 0 };
	size_t n = 0, sn = 0, len = strlen(page);
	struct err e = { 0 };

	if (len < 4 || strcmp(page + len - 4, ".xml") != 0)
		return;
	page = mem_resize(page, len + 2, 1);
	memcpy(page + len - 3, "html", 5);
	if (!file_exists(page))
		return;
	if (file_read(page, REPORT_MAX, &p, &n, &e) != 0 ||
	    file_read(sheet, REPORT_MAX, &s, &sn, &e) != 0 ||
	    html_render_noted(xml, beside, (struct span){ s, sn }, &html,
		&e) != 0 ||
	    !span_eq((struct span){ p, n }, buf_view(&html))) {
		v->bad++;
		say(v, "BAD",
		    "report.html is not the transformation of this "
		    "report.xml by this program's stylesheet");
	}
}

static int
verify_report(struct verifier *v, const char *path, struct err *e)
{
	AUTO_FREE unsigned char *xml = NULL;
	AUTO_FREE unsigned char *ca = NULL;
	AUTO(verify_result_clear) struct verify_result r = { 0 };
	struct verify_trust t = { 0 };
	struct timespec now;
	AUTO_BUF beside = { 0 };
	size_t n = 0, cn = 0;

	v->what = path;
	if (file_read(path, REPORT_MAX, &xml, &n, e) != 0 ||
	    read_trusted(v, &ca, &cn, e) != 0)
		return -1;
	t.signers_pem = (struct span){ ca, cn };
	clock_gettime(CLOCK_REALTIME, &now);
	t.now = (utc_t)now.tv_sec;
	report_verify((struct span){ xml, n }, &verify_report_kind, &t, &r);
	if (r.state == VERIFY_OK) {
		v->good++;
		say(v, "OK", NULL);
		if (read_beside(path, &beside, e) != 0)
			return -1;
		verify_page(v, path, (struct span){ xml, n },
		    buf_view(&beside));
		return verify_said(v, (struct span){ xml, n },
		    buf_view(&beside), e);
	}
	v->bad++;
	for (size_t i = 0; i < r.n; i++)
		say(v, r.state == VERIFY_RESAVED ? "RESAVED" : "BAD",
		    r.reasons[i]);
	return 0;
}

static void
history_fault(const char *what, void *arg)
{
	struct verifier *v = arg;

	v->bad++;
	say(v, "BAD", what);
}

static int
verify_history_notices(struct verifier *v, const char *path, struct span ca,
    struct err *e)
{
	struct verify_trust t = { .signers_pem = ca };
	struct timespec now;
	struct store *st = NULL;
	int r;

	clock_gettime(CLOCK_REALTIME, &now);
	t.now = (utc_t)now.tv_sec;
	if (store_open(path, &st, e) != 0)
		return -1;
	r = verify_notices(st, &t, notices_said, v, e);
	store_free(st);
	return r;
}

static int
verify_history(struct verifier *v, const char *path, struct err *e)
{
	AUTO_FREE char *signers = v->signers != NULL ?
	    mem_strdup(v->signers) :
	    path_join(v->c->dir, "keys/allowed_signers");
	AUTO_FREE unsigned char *text = NULL;
	AUTO_FREE unsigned char *ca = NULL;
	unsigned before = v->bad;
	size_t n = 0, cn = 0;
	int r;

	v->what = path;
	if (file_read(signers, SIGNERS_MAX_BYTES, &text, &n, e) != 0)
		return -1;
	r = store_verify(path, (char *)text, history_fault, v, e);
	if (r == 0 && read_trusted(v, &ca, &cn, NULL) == 0)
		r = verify_history_notices(v, path, (struct span){ ca, cn },
		    e);
	if (r == 0 && v->bad == before) {
		v->good++;
		say(v, "OK", NULL);
	}
	return r;
}

static int
verify_reports(struct verifier *v, const char *dir, struct err *e)
{
	struct dirent **d = NULL;
	int n = scandir(dir, &d, NULL, alphasort), r = 0;

	for (int i = 0; i < n; i++) {
		AUTO_FREE char *sub = path_join(dir, d[i]->d_name);
		AUTO_FREE char *xml = path_join(sub, "report.xml");

		if (d[i]->d_name[0] != '.' && r == 0 && file_exists(xml))
			r = verify_report(v, xml, e);
		free(d[i]);
	}
	free(d);
	return r;
}

static int
verify_dir(struct verifier *v, const char *dir, struct err *e)
{
	AUTO_FREE char *history = path_join(dir, "history");
	AUTO_FREE char *reports = path_join(dir, "reports");

	return verify_history(v, history, e) != 0 ||
		verify_reports(v, reports, e) != 0 ?
	    -1 :
	    0;
}

static int
verify_any(struct verifier *v, const char *path, struct err *e)
{
	AUTO_FREE char *head = path_join(path, "HEAD");
	AUTO_FREE char *history = path_join(path, "history");
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(e, ERR_IO,
		    "%s: no such report, history or "
		    "directory",
		    path);
	if (!S_ISDIR(st.st_mode))
		return verify_report(v, path, e);
	if (file_exists(head))
		return verify_history(v, path, e);
	if (file_exists(history))
		return verify_dir(v, path, e);
	return verify_reports(v, path, e);
}

int
cmd_verify(struct ctx *c, int argc, char **argv)
{
	struct verifier v = { c, NULL, NULL, false, 0, 0, NULL };
	const struct option_row o[] = {
		{ "trusted", "FILE",
		    "CA certificate, PEM (default: "
		    "keys/ca.pem)",
		    NULL, &v.trusted },
		{ "signers", "FILE",
		    "allowed signers (default: "
		    "keys/allowed_signers)",
		    NULL, &v.signers },
		{ "json", NULL, "one JSON object a line", &v.json, NULL },
	};
	const char *rest[1] = { c->dir };
	struct err e = { 0 };
	int r = options_parse(argc, argv, o, ARRAY_LEN(o),
	    "[REPORT|HISTORY|DIR]", rest, 1, NULL);

	if (r != 0)
		return r < 0 ? EXIT_NOTHING_NEW : r;
	if (verify_any(&v, rest[0], &e) != 0)
		return failed(&e);
	if (v.good + v.bad == 0) {
		fprintf(stderr, "nroaudit: %s: nothing to verify\n", rest[0]);
		return EXIT_FAILED;
	}
	return v.bad != 0 ? EXIT_FAILED : EXIT_NOTHING_NEW;
}
