/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/notices.h"

#include "cmd/load.h"
#include "parse/parse.h"

#include <stdlib.h>
#include <string.h>

int
notices_tip(struct store *st, char ret[SHA1_HEX], struct err *e)
{
	(void)e;
	store_tip(st, BRANCH_NOTICES, ret);
	return 0;
}

int
notices_known(struct store *st, const char *commit, bool *ret, struct err *e)
{
	return store_on_branch(st, BRANCH_NOTICES, commit, ret, e);
}

/* --- all of a commit --- */

struct file {
	char *path;
	char sha256[SHA256_HEX];
};
struct loading {
	struct store *st;
	const char *commit;
	struct notices *to;
	struct file *files; /* statements, in order */
	size_t n, cap;
};

static void
loading_clear(struct loading *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->files[i].path);
	free(l->files);
}

static int
read_file(struct store *st, const char *commit, const char *path,
    const char *sha256, unsigned char **ret, size_t *n, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	char blob[SHA1_HEX], hex[SHA256_HEX];
	int r = store_read(st, commit, path, &p, n, blob, e);

	if (r != 0)
		return r < 0 ? -1 :
			       err_set(e, ERR_DATA, "notices: no %s", path);
	digest_sha256((struct span){ p, *n }, hex);
	if (strcmp(hex, sha256) != 0)
		return err_set(e, ERR_DATA,
		    "notices: %s has not the SHA-256 that MANIFEST gives it",
		    path);
	*ret = TAKE(p);
	return 0;
}

static int
take_notice(struct loading *l, const char *path, const char *sha256,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF want = { 0 };
	size_t n = 0;

	if (read_file(l->st, l->commit, path, sha256, &p, &n, e) != 0)
		return -1;
	if (notice_read((struct span){ p, n }, notices_add(l->to), e) != 0) {
		l->to->n--;
		return err_wrap(e, "notices: %s", path);
	}
	notice_path(&l->to->v[l->to->n - 1], &want);
	return strcmp(want.p, path) == 0 ?
	    0 :
	    err_set(e, ERR_DATA, "notices: %s is not where it belongs", path);
}

static int
take_file(const char *path, const char *sha256, void *arg, struct err *e)
{
	struct loading *l = arg;
	size_t n = strlen(path);

	if (n > 4 && strcmp(path + n - 4, ".xml") == 0)
		return take_notice(l, path, sha256, e);
	l->files = mem_grow(l->files, &l->cap, l->n + 1, sizeof(*l->files));
	l->files[l->n].path = mem_strdup(path);
	memcpy(l->files[l->n++].sha256, sha256, SHA256_HEX);
	return 0;
}

static const struct file *
file_find(const struct loading *l, const char *path)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->files[i].path, path) == 0)
			return &l->files[i];
	return NULL;
}

/* The statement's digest, and its words where they are short and plain. */
static int
take_statement(struct loading *l, struct notice *n, struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO_BUF path = { 0 };
	const struct file *f;
	size_t size = 0;

	notice_statement_path(n, &path);
	f = file_find(l, path.p);
	if (f == NULL || strcmp(f->sha256, n->statement_sha256) != 0)
		return err_set(e, ERR_DATA,
		    "notices: %s is not the statement that its notice names",
		    path.p);
	if (strcmp(n->media, "text/plain") != 0 ||
	    n->statement_n > NOTICE_INLINE_MAX)
		return 0;
	if (read_file(l->st, l->commit, path.p, f->sha256, &p, &size, e) != 0)
		return -1;
	if (size != n->statement_n ||
	    strcmp(notice_media((struct span){ p, size }), n->media) != 0)
		return err_set(e, ERR_DATA,
		    "notices: %s has not the size or is not the text that "
		    "its notice says",
		    path.p);
	n->text = mem_strndup(p, size);
	return 0;
}

/* 1, 2, 3 of each kind about each finding; as many files as statements. */
static int
check_whole(const struct loading *l, struct err *e)
{
	const struct notices *s = l->to;
	size_t responses = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct notice *n = &s->v[i],
				    *before = i == 0 ? NULL : n - 1;
		unsigned want = before != NULL && before->kind == n->kind &&
			strcmp(before->finding, n->finding) == 0 ?
		    before->number + 1 :
		    1;

		responses += n->kind == NOTICE_RESPONSE;
		if (n->number != want)
			return err_set(e, ERR_DATA,
			    "notices: %s %u about %s is missing",
			    notice_kind_name(n->kind), want, n->finding);
	}
	return responses == l->n ?
	    0 :
	    err_set(e, ERR_DATA, "notices: a file that no notice names");
}

int
notices_load(struct store *st, const char *commit, struct notices *ret,
    struct err *e)
{
	AUTO(notices_clear) struct notices s = { 0 };
	AUTO(loading_clear)
	struct loading l = { st, commit, &s, NULL, 0, 0 };

	if (commit[0] != '\0' && store_list(st, commit, take_file, &l, e) != 0)
		return -1;
	notices_sort(&s);
	for (size_t i = 0; i < s.n; i++)
		if (s.v[i].kind == NOTICE_RESPONSE &&
		    take_statement(&l, &s.v[i], e) != 0)
			return -1;
	if (check_whole(&l, e) != 0)
		return -1;
	*ret = s;
	memset(&s, 0, sizeof(s));
	return 0;
}

/* --- of one report, of one finding --- */

/* What stands between the first `head` and the next quote. */
static struct span
quoted(struct span text, const char *head)
{
	const unsigned char *at =
	    text.n == 0 ? NULL : memmem(text.p, text.n, head, strlen(head));

	if (at == NULL)
		return (struct span){ NULL, 0 };
	text = span_sub(text, (size_t)(at - text.p) + strlen(head), text.n);
	return span_split(&text, '"');
}

/* Its head comes before anything that an outsider wrote. */
int
report_snapshot(struct span report, char ret_id[SHA1_HEX], char **ret_name)
{
	struct span id = quoted(report, "<snapshot commit=\"");
	struct span name = quoted(report, " name=\"");

	if (!hex_is(id, SHA1_HEX - 1) || name.n == 0 ||
	    name.n >= STORE_NAME_MAX)
		return -1;
	memcpy(ret_id, id.p, id.n);
	ret_id[id.n] = '\0';
	if (ret_name != NULL)
		*ret_name = mem_strndup(name.p, name.n);
	return 0;
}

bool
findings_tell(struct span findings, const char *id)
{
	static const char *const kinds[] = { "finding", "cured",
		"unobserved" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		AUTO_BUF want = { 0 };

		buf_fmt(&want, "\n%s|%s|", kinds[i], id);
		if (memmem(findings.p, findings.n, want.p, want.n) != NULL)
			return true;
	}
	return false;
}

/* Paths of the notices that a snapshot's own report tells of, one a line. */
static int
take_path(const char *path, const char *sha256, void *arg, struct err *e)
{
	(void)sha256;
	(void)e;
	buf_fmt(arg, "\n%s\n", path);
	return 0;
}

static int
known_then(struct store *st, const char *snapshot, struct buf *ret,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	AUTO(provenance_clear) struct provenance prov = { 0 };
	char blob[SHA1_HEX];
	size_t n = 0;
	int r = store_read(st, snapshot, "provenance.xml", &p, &n, blob, e);

	buf_str(ret, "");
	if (r != 0)
		return r < 0 ?
		    -1 :
		    err_set(e, ERR_DATA, "snapshot %s has no provenance.xml",
			snapshot);
	if (provenance_parse((struct span){ p, n }, &prov, e) != 0)
		return -1;
	return prov.run.notices == NULL ?
	    0 :
	    store_list(st, prov.run.notices, take_path, ret, e);
}

static bool
is_younger(const struct buf *then, const struct notice *n)
{
	AUTO_BUF line = { 0 };
	AUTO_BUF path = { 0 };

	notice_path(n, &path);
	buf_fmt(&line, "\n%s\n", path.p);
	return strstr(then->p, line.p) == NULL;
}

int
notices_beside(struct store *st, const struct notices *all,
    const char *snapshot, const char *report, struct buf *ret, struct err *e)
{
	AUTO_FREE const struct notice **v = NULL;
	AUTO_FREE unsigned char *text = NULL;
	AUTO_BUF then = { 0 };
	size_t n = 0, count = 0;
	int r;

	if (all->n == 0)
		return 0;
	r = findings_read(st, snapshot, &text, &n, e);
	if (r != 0)
		return r < 0 ? -1 :
			       err_set(e, ERR_DATA,
				   "snapshot %s has no findings", snapshot);
	if (known_then(st, snapshot, &then, e) != 0)
		return -1;
	v = mem_alloc(all->n * sizeof(*v));
	for (size_t i = 0; i < all->n; i++)
		if (is_younger(&then, &all->v[i]) &&
		    findings_tell((struct span){ text, n }, all->v[i].finding))
			v[count++] = &all->v[i];
	if (count != 0)
		notices_print(v, count, report, ret);
	return 0;
}

struct wanted {
	struct store *st;
	const char *commit;
	char hex[SHA256_HEX];
	notice_file_fn *fn;
	void *arg;
};

static int
take_wanted(const char *path, const char *sha256, void *arg, struct err *e)
{
	const struct wanted *w = arg;
	AUTO_FREE unsigned char *p = NULL;
	const char *slash = strchr(path, '/');
	size_t n = 0;

	if (slash == NULL || strncmp(slash + 1, w->hex, SHA256_HEX - 1) != 0 ||
	    slash[SHA256_HEX] != '-')
		return 0;
	if (read_file(w->st, w->commit, path, sha256, &p, &n, e) != 0)
		return -1;
	return w->fn(path, (struct span){ p, n }, w->arg, e);
}

int
notices_files(struct store *st, const char *finding, notice_file_fn *fn,
    void *arg, struct err *e)
{
	char tip[SHA1_HEX];
	struct wanted w = { st, tip, "", fn, arg };

	digest_sha256(span_of(finding), w.hex);
	if (notices_tip(st, tip, e) != 0)
		return -1;
	return tip[0] == '\0' ? 0 : store_list(st, tip, take_wanted, &w, e);
}
