/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A notice: what it is about, looked up; and onto its branch. */
#include "cmd/job.h"

#include "cmd/notices.h"
#include "cmd/parts.h"
#include "io/file.h"
#include "model/engine.h"
#include "parse/parse.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* "2013-04-09", "2013-04-09-2" */
static bool
report_named(const char *name)
{
	return name[0] >= '0' && name[0] <= '9' && strlen(name) >= 10 &&
	    name[strspn(name, "0123456789-")] == '\0';
}

static int
newest_first(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*b)->d_name, (*a)->d_name);
}

/* Of the file as it is, or as it was before it got its timestamps: it was
 * published as both. */
static bool
digest_is(struct span xml, const char *sha256)
{
	static const char begin[] = "<xades:UnsignedProperties>",
			  end[] = "</xades:UnsignedProperties>";
	const unsigned char *from =
	    memmem(xml.p, xml.n, begin, sizeof(begin) - 1);
	const unsigned char *to = memmem(xml.p, xml.n, end, sizeof(end) - 1);
	AUTO_BUF bare = { 0 };
	char hex[SHA256_HEX];

	digest_sha256(xml, hex);
	if (strcmp(hex, sha256) == 0)
		return true;
	if (from == NULL || to == NULL || to < from)
		return false;
	to += sizeof(end) - 1;
	buf_add(&bare, xml.p, (size_t)(from - xml.p));
	buf_add(&bare, to, xml.n - (size_t)(to - xml.p));
	digest_sha256(buf_view(&bare), hex);
	return strcmp(hex, sha256) == 0;
}

/* 0: it is this one; 1: it is not. */
static int
try_report(const char *dir, const char *name, const char *sha256,
    char ret[SHA1_HEX], struct err *e)
{
	AUTO_FREE char *sub = path_join(dir, name);
	AUTO_FREE char *path = path_join(sub, "report.xml");
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (!file_exists(path))
		return 1;
	if (file_read(path, 0, &p, &n, e) != 0)
		return -1;
	if (!digest_is((struct span){ p, n }, sha256))
		return 1;
	return report_snapshot((struct span){ p, n }, ret, NULL) == 0 ?
	    0 :
	    err_set(e, ERR_DATA, "%s names no snapshot", path);
}

static int
find_report(const struct job *j, const struct noting *g, char **name,
    char ret[SHA1_HEX], struct err *e)
{
	AUTO_FREE char *dir = job_path(j, "reports");
	struct dirent **d = NULL;
	int n = scandir(dir, &d, NULL, newest_first), r = 1;

	for (int i = 0; i < n; i++) {
		if (r == 1 && report_named(d[i]->d_name)) {
			r = try_report(dir, d[i]->d_name, g->report_sha256,
			    ret, e);
			if (r == 0)
				*name = mem_strdup(d[i]->d_name);
		}
		free(d[i]);
	}
	free(d);
	return r <= 0 ?
	    r :
	    err_set(e, ERR_DATA, "no report in %s has the SHA-256 %s", dir,
		g->report_sha256);
}

static int
check_retraction(const struct job *j, struct store *st, const struct noting *g,
    struct notice *n, struct err *e)
{
	AUTO_FREE unsigned char *text = NULL;
	char snapshot[SHA1_HEX];
	size_t len = 0;
	int r;

	if (find_report(j, g, &n->report, snapshot, e) != 0)
		return -1;
	r = findings_read(st, snapshot, &text, &len, e);
	if (r < 0)
		return -1;
	if (r > 0 || !findings_tell((struct span){ text, len }, g->finding))
		return err_set(e, ERR_DATA, "report %s tells of no finding %s",
		    n->report, g->finding);
	memcpy(n->report_sha256, g->report_sha256, SHA256_HEX);
	n->reason = mem_strdup(g->reason);
	return 0;
}

/* Newest first; before the day that its id gives there can be none. */
static int
ever_told(struct store *st, const char *finding, struct err *e)
{
	struct span id = span_of(finding);
	char at[SHA1_HEX];
	day_t first = 0;

	for (size_t i = id.n; i > 0 && first == 0; i--)
		if (id.p[i - 1] == '@')
			(void)day_parse(span_sub(id, i, DAY_TEXT - 1), &first);
	if (store_resolve(st, "refs/heads/" BRANCH_FINDINGS, at, NULL) != 0)
		at[0] = '\0';
	while (at[0] != '\0') {
		AUTO_FREE unsigned char *p = NULL;
		char blob[SHA1_HEX];
		size_t n = 0;
		utc_t when = 0;
		int r = store_read(st, at, "findings", &p, &n, blob, e);

		if (r < 0 || store_time(st, at, &when, e) != 0)
			return -1;
		if (r == 0 && findings_tell((struct span){ p, n }, finding))
			return 0;
		if (day_of(when) < first || store_parent(st, at, at, e) != 0)
			break;
	}
	return err_set(e, ERR_DATA, "no run of this history found %s",
	    finding);
}

static int
check_response(const struct job *j, struct store *st, const struct noting *g,
    struct notice *n, struct buf *out, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	struct span s;
	size_t len = 0;

	if (ever_told(st, g->finding, e) != 0 ||
	    file_read_plain(j->statement, NOTICE_STATEMENT_MAX, &p, &len, e) !=
		0)
		return -1;
	if (len == 0)
		return err_set(e, ERR_DATA, "%s is empty", j->statement);
	s = (struct span){ p, len };
	n->party = mem_strdup(g->party);
	n->statement_n = len;
	n->media = notice_media(s);
	digest_sha256(s, n->statement_sha256);
	part_add(out, "statement", s);
	return 0;
}

/* One more than there are. */
static int
number_it(struct store *st, struct notice *n, struct err *e)
{
	AUTO(notices_clear) struct notices all = { 0 };
	const struct notice *v;
	char tip[SHA1_HEX];
	size_t count;

	if (notices_tip(st, tip, e) != 0 ||
	    notices_load(st, tip, &all, e) != 0)
		return -1;
	v = notices_of(&all, n->finding, &count);
	n->number = 1;
	for (size_t i = 0; i < count; i++)
		n->number += v[i].kind == n->kind;
	return n->number <= NOTICE_NUMBER_MAX ?
	    0 :
	    err_set(e, ERR_DATA, "there are %d notices of this kind already",
		NOTICE_NUMBER_MAX);
}

/* Those that are asked now, but for what the newest snapshot did not ask: what
 * is offline stays so. */
static int
who_stamps(const struct job *j, struct store *st, struct notice *n,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO(config_clear) struct config then = { 0 };
	char tip[SHA1_HEX], blob[SHA1_HEX];
	size_t len = 0;

	if (store_resolve(st, "refs/heads/" BRANCH_MAIN, tip, e) != 0 ||
	    store_read(st, tip, "config/nroaudit.conf", &p, &len, blob, e) !=
		0 ||
	    config_parse((struct span){ p, len }, &then, e) != 0)
		return err_wrap(e, "the newest snapshot's configuration");
	for (size_t i = 0; i < j->cfg->tsas_n; i++) {
		const struct config_tsa *t = &j->cfg->tsas[i];

		for (size_t k = 0; k < then.tsas_n && !t->off; k++)
			if (!then.tsas[k].off &&
			    strcmp(then.tsas[k].name, t->name) == 0 &&
			    notice_tsa_add(n, t->name, t->url) != 0)
				return err_set(e, ERR_DATA,
				    "over %d TSAs are to stamp it",
				    NOTICE_TSAS_MAX);
	}
	return 0;
}

int
job_notice(const struct job *j, struct store *st, const struct noting *g,
    struct buf *out, struct err *e)
{
	AUTO(notice_clear) struct notice n = { 0 };
	AUTO_BUF text = { 0 };
	char u[UTC_TEXT];

	n.kind = g->kind;
	n.finding = mem_strdup(g->finding);
	n.recorded = g->now;
	n.engine = mem_strdup(engine_name());
	if ((g->kind == NOTICE_RETRACTION ?
		    check_retraction(j, st, g, &n, e) :
		    check_response(j, st, g, &n, out, e)) != 0 ||
	    number_it(st, &n, e) != 0 || who_stamps(j, st, &n, e) != 0)
		return -1;
	part_add(out, "clock", span_of(utc_text(g->now, u)));
	notice_path(&n, &text);
	part_add(out, "path", buf_view(&text));
	buf_clear(&text);
	if (n.kind == NOTICE_RESPONSE) {
		notice_statement_path(&n, &text);
		part_add(out, "statement-path", buf_view(&text));
		buf_clear(&text);
	}
	store_notice_message(n.kind == NOTICE_RETRACTION, n.number, n.finding,
	    &text);
	part_add(out, "message", buf_view(&text));
	buf_clear(&text);
	notice_print(&n, &text);
	part_add(out, "notice", buf_view(&text));
	return 0;
}

static int
part_text(struct span parts, const char *name, char **ret, struct err *e)
{
	struct span s;

	if (part_find(parts, name, &s, e) != 0)
		return -1;
	*ret = mem_strndup(s.p, s.n);
	return 0;
}

static int
add_statement(struct store *st, struct store_tree *t, struct span parts,
    struct err *e)
{
	AUTO_FREE char *path = NULL;
	struct span s;

	if (part_find(parts, "statement-path", &s, NULL) != 0)
		return 0;
	return part_text(parts, "statement-path", &path, e) != 0 ||
		part_find(parts, "statement", &s, e) != 0 ||
		store_tree_add(st, t, path, s, e) != 0 ?
	    -1 :
	    0;
}

int
job_noted(struct store *st, struct span parts, struct span xml,
    char ret_id[SHA1_HEX], struct err *e)
{
	AUTO_FREE char *path = NULL;
	AUTO_FREE char *message = NULL;
	struct store_tree *t;
	struct span clock;
	char tip[SHA1_HEX];
	utc_t when;
	int r;

	if (part_text(parts, "path", &path, e) != 0 ||
	    part_text(parts, "message", &message, e) != 0 ||
	    part_find(parts, "clock", &clock, e) != 0 ||
	    notices_tip(st, tip, e) != 0)
		return -1;
	if (utc_parse(clock, &when) != 0)
		return err_set(e, ERR_DATA, "the notice has no clock");
	t = store_tree_new();
	r = store_tree_add(st, t, path, xml, e);
	if (r == 0)
		r = add_statement(st, t, parts, e);
	if (r == 0 && tip[0] != '\0')
		r = store_carry(st, tip, t, e);
	if (r == 0)
		r = store_commit(st, BRANCH_NOTICES, t, when, message, ret_id,
		    e);
	store_tree_free(t);
	return r;
}
