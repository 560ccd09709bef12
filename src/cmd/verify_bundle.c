/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/verify_bundle.h"

#include "cmd/parts.h"
#include "cmd/stamp.h"
#include "io/file.h"
#include "report/verify.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DUE "Timestamps-Due: "
#define TEXT_MAX ((size_t)16 << 20) /* of a list, of the signature */

bool
bundle_is(const char *path)
{
	unsigned char b[4] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, b, sizeof(b));

	if (fd >= 0)
		close(fd);
	return n == 4 && memcmp(b, "PK", 2) == 0;
}

char *
unpacked_path(const struct unpacked *u, const char *name)
{
	AUTO_FREE char *files = path_join(u->dir, BUNDLE_FILES);

	return path_join(files, name);
}

int
unpacked_read(const struct unpacked *u, struct span name, size_t max,
    struct buf *out, struct err *e)
{
	AUTO_FREE char *one = mem_strndup(name.p, name.n);
	AUTO_FREE char *path = unpacked_path(u, one);
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	if (file_read_plain(path, max, &p, &n, e) != 0)
		return -1;
	buf_add(out, p, n);
	return 0;
}

/* --- taken apart --- */
struct unpacking {
	const char *path, *dir;
};

static int
unpack_phase(void *arg, struct buf *out, struct err *e)
{
	const struct unpacking *p = arg;
	AUTO(stage_clear) struct stage s = { 0 };

	if (stage_begin(p->dir, &s, e) != 0 ||
	    archive_unpack(p->path, &s, e) != 0)
		return -1;
	if (s.n == 0 || strcmp(s.v[0].path, ASIC_MIMETYPE) != 0)
		return err_set(e, ERR_DATA,
		    "archive: its first file is not mimetype");
	stage_list(&s, "", out);
	return 0;
}

static int
make_dir(struct unpacked *u, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	AUTO_FREE char *name = path_join(
	    tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp, "nroaudit-XXXXXX");
	AUTO_FREE char *files = NULL;
	AUTO_FREE char *repository = NULL;

	if (mkdtemp(name) == NULL)
		return err_set(e, ERR_IO, "%s: cannot be made", name);
	u->dir = TAKE(name);
	u->history = path_join(u->dir, "history");
	files = path_join(u->dir, BUNDLE_FILES);
	repository = unpacked_path(u, "data/history.git");
	if (dir_make(files, 0700, e) != 0)
		return -1;
	return symlink(repository, u->history) == 0 ?
	    0 :
	    err_set(e, ERR_IO, "%s: cannot be made", u->history);
}

int
unpacked_open(const struct job *j, const char *path, struct unpacked *ret,
    struct err *e)
{
	AUTO(unpacked_close) struct unpacked u = { 0 };
	AUTO_FREE char *files = NULL;
	struct unpacking p = { .path = path };
	struct job own = *j;

	if (make_dir(&u, e) != 0)
		return -1;
	files = path_join(u.dir, BUNDLE_FILES);
	p.dir = files;
	own.dir = u.dir;
	own.statement = path;
	if (box_run(&own, PHASE_UNPACK, unpack_phase, &p, &u.list, e) != 0)
		return -1;
	*ret = u;
	memset(&u, 0, sizeof(u));
	return 0;
}

void
unpacked_close(struct unpacked *u)
{
	if (u == NULL)
		return;
	if (u->dir != NULL)
		dir_remove(u->dir, NULL);
	free(u->dir);
	free(u->history);
	buf_clear(&u->list);
	memset(u, 0, sizeof(*u));
}

static void
add_piece(struct span piece, void *arg)
{
	int ok = EVP_DigestUpdate(arg, piece.p, piece.n);

	assert(ok == 1);
}

int
unpacked_digest(const struct unpacked *u, EVP_MD_CTX *ret, struct err *e)
{
	struct span rest = buf_view(&u->list), hex, path;
	int r, ok = EVP_DigestInit_ex(ret, EVP_sha256(), NULL);

	assert(ok == 1);
	while ((r = asic_list_next(&rest, &hex, &path, e)) == 0) {
		AUTO_FREE char *name = mem_strndup(path.p, path.n);
		AUTO_FREE char *file = unpacked_path(u, name);

		if (!span_is(path, ASIC_MIMETYPE) &&
		    !span_starts(path, ASIC_META) &&
		    file_pieces(file, add_piece, ret, e) != 0)
			return -1;
	}
	return r < 0 ? -1 : 0;
}

/* --- the container --- */
struct checking {
	const struct unpacked *u;
	const struct verify_trust *trust;
	struct buf signed_list; /* all but mimetype and META-INF/ */
	bool signature, manifest, mimetype;
	bool bad;
};

static void PRINTF_LIKE(3, 4)
    said(struct checking *c, struct buf *out, const char *fmt, ...)
{
	char text[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->bad = true;
	buf_fmt(out, "BAD %s\n", text);
}

/* Which files are the container's own. */
static int
sort_out(struct checking *c, struct buf *out, struct err *e)
{
	struct span rest = buf_view(&c->u->list), hex, path;
	int r;

	while ((r = asic_list_next(&rest, &hex, &path, e)) == 0) {
		if (span_is(path, ASIC_SIGNATURE))
			c->signature = true;
		else if (span_is(path, ASIC_MANIFEST))
			c->manifest = true;
		else if (span_is(path, ASIC_MIMETYPE))
			c->mimetype = true;
		else if (span_starts(path, ASIC_META))
			said(c, out, "%.*s was added: it is not signed",
			    (int)path.n, (const char *)path.p);
		else
			buf_fmt(&c->signed_list, "%.64s  %.*s\n",
			    (const char *)hex.p, (int)path.n,
			    (const char *)path.p);
	}
	return r < 0 ? -1 : 0;
}

static int
read_text(const struct unpacked *u, const char *name, struct buf *out,
    struct err *e)
{
	return unpacked_read(u, span_of(name), TEXT_MAX, out, e);
}

/* A file whose bytes follow from the others. */
static void
follows(struct checking *c, const char *name, struct span want,
    struct buf *out)
{
	AUTO_BUF is = { 0 };

	if (read_text(c->u, name, &is, NULL) != 0)
		said(c, out, "%s is missing", name);
	else if (!span_eq(buf_view(&is), want))
		said(c, out, "%s does not list what is there", name);
}

static bool
of_bag(struct span path, const char *list)
{
	return strcmp(list, "manifest-sha256.txt") == 0 ?
	    span_starts(path, "data/") :
	    span_is(path, "bagit.txt") || span_is(path, "bag-info.txt") ||
		span_is(path, "manifest-sha256.txt");
}

static void
check_bag(struct checking *c, const char *list, struct buf *out)
{
	struct span rest = buf_view(&c->signed_list), hex, path;
	AUTO_BUF want = { 0 };

	while (asic_list_next(&rest, &hex, &path, NULL) == 0)
		if (of_bag(path, list))
			buf_fmt(&want, "%.64s  %.*s\n", (const char *)hex.p,
			    (int)path.n, (const char *)path.p);
	follows(c, list, buf_view(&want), out);
}

uint64_t
unpacked_due(const struct unpacked *u)
{
	AUTO_BUF text = { 0 };
	struct span rest;
	uint64_t due = 0;

	if (read_text(u, "bag-info.txt", &text, NULL) != 0)
		return 0; /* told as missing */
	rest = buf_view(&text);
	while (rest.n != 0) {
		struct span line = span_split(&rest, '\n');

		if (span_starts(line, DUE) &&
		    span_u64(span_sub(line, strlen(DUE), line.n), 1000,
			&due) != 0)
			return 1;
	}
	return due;
}

static void
check_due(struct checking *c, const struct verify_result *r, struct buf *out)
{
	uint64_t due = unpacked_due(c->u);
	size_t have = 0;

	for (size_t i = 0; i < r->tokens_n; i++)
		have += !r->tokens[i].archive;
	if (due != 0 && have == 0)
		said(c, out, BUNDLE_UNSTAMPED);
	else if (have < due)
		buf_fmt(out, "NOTE %zu of %llu timestamps\n", have,
		    (unsigned long long)due);
}

/* Since when what is in the exhibit is shown to have been there, by timestamps
 * whose certificates have not ended, or not before a later one covered them. */
static void
put_kept(const struct verify_result *r, utc_t now, struct buf *out)
{
	utc_t since = TIME_NONE, covered = TIME_NONE;
	char u[UTC_TEXT];

	for (size_t i = r->tokens_n; i > 0; i--) {
		const struct verify_token *t = &r->tokens[i - 1];

		if (t->stamp.tsa_until < now &&
		    (covered == TIME_NONE || covered > t->stamp.tsa_until))
			continue;
		if (t->archive &&
		    (covered == TIME_NONE || t->stamp.when < covered))
			covered = t->stamp.when;
		if (since == TIME_NONE || t->stamp.when < since)
			since = t->stamp.when;
	}
	if (since != TIME_NONE)
		buf_fmt(out, "kept %s\n", utc_text(since, u));
}

#define ARCHIVED "<xades141:ArchiveTimeStamp "

static void
digest_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

static void
check_signature(struct checking *c, struct buf *out, struct err *e)
{
	AUTO(verify_result_clear) struct verify_result r = { 0 };
	AUTO(digest_freep) EVP_MD_CTX *files = EVP_MD_CTX_new();
	struct verify_trust trust = *c->trust;
	AUTO_BUF xml = { 0 };

	if (!c->signature || read_text(c->u, ASIC_SIGNATURE, &xml, e) != 0) {
		said(c, out, "there is no signature over the exhibit");
		return;
	}
	/* A file that cannot be read is told as one that is missing. */
	if (memmem(xml.p, xml.n, ARCHIVED, strlen(ARCHIVED)) != NULL &&
	    files != NULL && unpacked_digest(c->u, files, e) == 0)
		trust.files = files;
	asic_verify(buf_view(&xml), buf_view(&c->signed_list), &trust, &r);
	verify_lines(&r, out);
	for (size_t i = 0; i < r.n; i++)
		said(c, out, "%s", r.reasons[i]);
	for (size_t i = 0; i < r.notes_n; i++)
		buf_fmt(out, "NOTE %s\n", r.notes[i]);
	if (!c->bad)
		check_due(c, &r, out);
	if (!c->bad)
		put_kept(&r, trust.now, out);
}

static int
container_phase(void *arg, struct buf *out, struct err *e)
{
	struct checking *c = arg;
	AUTO_BUF manifest = { 0 };

	if (sort_out(c, out, e) != 0)
		return -1;
	check_signature(c, out, e);
	if (asic_manifest(buf_view(&c->signed_list), &manifest, e) != 0)
		return -1;
	follows(c, ASIC_MANIFEST, buf_view(&manifest), out);
	follows(c, ASIC_MIMETYPE, span_of(ASIC_MEDIA), out);
	check_bag(c, "manifest-sha256.txt", out);
	check_bag(c, "tagmanifest-sha256.txt", out);
	if (!c->bad)
		buf_str(out, "OK \n");
	return 0;
}

int
bundle_container(const struct unpacked *u, const struct job *j,
    const struct verify_trust *trust, struct buf *out, struct err *e)
{
	struct checking c = { .u = u, .trust = trust };
	struct job own = *j;

	own.dir = u->dir;
	return box_run(&own, PHASE_EXHIBIT, container_phase, &c, out, e);
}

utc_t
bundle_kept(struct span lines)
{
	utc_t t = 0;

	while (lines.n != 0) {
		struct span text = span_split(&lines, '\n');
		struct span word = span_split(&text, ' ');

		if (span_is(word, "kept") && utc_parse(text, &t) != 0)
			t = 0;
	}
	return t;
}
