/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/rpki.h"

#include "rpki/uri.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RSYNC "rsync://"
#define DIRS_DEPTH_MAX 32

static void
dir_close(DIR **d)
{
	if (*d != NULL)
		closedir(*d);
}

void
repo_clear(struct repo *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->v[i].uri);
		free(r->v[i].path);
	}
	free(r->v);
	free(r->files);
	if (r->fd >= 0)
		close(r->fd);
	*r = (struct repo){ .fd = -1 };
}

/* Takes both strings. */
static void
add(struct repo *r, char *uri, char *path, int32_t tal)
{
	r->v = mem_grow(r->v, &r->cap, r->n + 1, sizeof(*r->v));
	r->v[r->n++] = (struct repo_file){ uri, path, tal };
}

/* 0: neither file nor directory of ours. */
static mode_t
kind(int fd, const struct dirent *d)
{
	struct stat st;

	if (d->d_type == DT_REG)
		return S_IFREG;
	if (d->d_type == DT_DIR)
		return S_IFDIR;
	if (d->d_type != DT_UNKNOWN ||
	    fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	return st.st_mode & S_IFMT;
}

/* path: "host/dir/" so far; grows and shrinks back. */
static int
scan(struct repo *r, int at, const char *name, struct buf *path, int depth,
    struct err *e)
{
	int fd =
	    openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	AUTO(dir_close) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *d;
	size_t n = path->n;

	if (dir == NULL)
		return err_set(e, ERR_IO, "%s: %s", path->p, strerror(errno));
	if (depth > DIRS_DEPTH_MAX)
		return err_set(e, ERR_DATA,
		    "%s: more than %d directories "
		    "deep",
		    path->p, DIRS_DEPTH_MAX);
	while ((d = readdir(dir)) != NULL) {
		mode_t m;

		/* ".", "..", and what other validators keep there. */
		if (d->d_name[0] == '.')
			continue;
		path->n = n;
		buf_str(path, d->d_name);
		m = kind(fd, d);
		if (m == S_IFDIR) {
			buf_chr(path, '/');
			if (scan(r, fd, d->d_name, path, depth + 1, e) != 0)
				return -1;
		} else if (m != S_IFREG || uri_rsync(buf_view(path)) != RR_OK)
			r->skipped++;
		else if (r->n == RPKI_FILES_MAX)
			return err_set(e, ERR_DATA, "more than %d files",
			    RPKI_FILES_MAX);
		else
			add(r, mem_strndup(path->p, path->n), NULL, -1);
	}
	path->n = n;
	path->p[n] = '\0';
	return 0;
}

static int
scan_hosts(struct repo *r, const char *name, struct err *e)
{
	AUTO(dir_close) DIR *dir = NULL;
	int fd = openat(r->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct dirent *d;

	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL)
		return err_set(e, ERR_IO, "%s: %s", name, strerror(errno));
	while ((d = readdir(dir)) != NULL) {
		AUTO_BUF path = { 0 };

		if (d->d_name[0] == '.' || strcmp(d->d_name, "ta") == 0 ||
		    kind(fd, d) != S_IFDIR)
			continue;
		buf_fmt(&path, RSYNC "%s/", d->d_name);
		if (scan(r, fd, d->d_name, &path, 0, e) != 0)
			return -1;
	}
	return 0;
}

static int
file_cmp(const void *a, const void *b)
{
	return strcmp(((const struct repo_file *)a)->uri,
	    ((const struct repo_file *)b)->uri);
}

static int
uri_cmp(const void *uri, const void *b)
{
	return strcmp(uri, ((const struct repo_file *)b)->uri);
}

static struct repo_file *
find(struct repo *r, size_t n, const char *uri)
{
	return n == 0 ? NULL : bsearch(uri, r->v, n, sizeof(*r->v), uri_cmp);
}

/* The files are sorted: marks what lies where a locator says, whatever the
 * scheme there. */
static void
mark(struct repo *r, size_t n, const struct tal *t, int32_t index)
{
	for (size_t i = 0; i < t->uris_n; i++) {
		AUTO_BUF uri = { 0 };
		struct repo_file *f;

		buf_fmt(&uri, RSYNC "%s", strchr(t->uris[i], '/') + 2);
		f = find(r, n, uri.p);
		if (f != NULL)
			f->tal = index;
	}
}

static const char *
base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* DIR/ta/<name>/<file>: the locator's URI that ends so, else its first. */
static void
add_ta(struct repo *r, size_t n, const struct tal *t, int32_t index,
    const char *file)
{
	const char *uri = t->uris[0];
	AUTO_BUF path = { 0 };

	for (size_t i = t->uris_n; i-- > 0;)
		if (strcmp(base(t->uris[i]), file) == 0)
			uri = t->uris[i];
	if (find(r, n, uri) != NULL)
		return;
	for (size_t i = n; i < r->n; i++)
		if (strcmp(r->v[i].uri, uri) == 0)
			return;
	buf_fmt(&path, "ta/%s/%s", t->name, file);
	add(r, mem_strdup(uri), TAKE(path.p), index);
}

static int
name_cmp(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
scan_ta(struct repo *r, size_t n, const struct tal *t, int32_t index)
{
	AUTO_BUF path = { 0 };
	struct dirent **v = NULL;
	int k;

	buf_fmt(&path, "ta/%s", t->name);
	k = scandirat(r->fd, path.p, &v, NULL, name_cmp);
	for (int i = 0; i < k; i++) {
		if (object_type_of(v[i]->d_name) == OBJ_CER)
			add_ta(r, n, t, index, v[i]->d_name);
		free(v[i]);
	}
	free(v);
}

static void
sort(struct repo *r)
{
	if (r->n != 0)
		qsort(r->v, r->n, sizeof(*r->v), file_cmp);
}

int
repo_open(const char *dir, const struct tal *tals, size_t tals_n,
    struct repo *ret, struct err *e)
{
	AUTO(repo_clear) struct repo r = { .fd = -1 };
	size_t n;

	r.fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r.fd < 0)
		return err_set(e, ERR_IO, "%s: %s", dir, strerror(errno));
	if (scan_hosts(&r, dir, e) != 0)
		return -1;
	sort(&r);
	n = r.n;
	for (size_t i = 0; i < tals_n; i++) {
		mark(&r, n, &tals[i], (int32_t)i);
		scan_ta(&r, n, &tals[i], (int32_t)i);
	}
	sort(&r);
	r.files = mem_resize(NULL, r.n, sizeof(*r.files));
	for (size_t i = 0; i < r.n; i++)
		r.files[i] = (struct rpki_file){ r.v[i].uri, r.v[i].tal };
	*ret = r;
	r = (struct repo){ .fd = -1 };
	return 0;
}

static int
read_all(int fd, struct buf *b)
{
	struct stat st;
	size_t want;

	/* A pipe under an object's name must not hold us up. */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return -1;
	want = st.st_size > OBJECT_MAX ? OBJECT_MAX + 1 : (size_t)st.st_size;
	b->p = mem_grow(b->p, &b->cap, want + 1, 1);
	while (b->n < want) {
		ssize_t k = read(fd, b->p + b->n, want - b->n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		b->n += (size_t)k;
	}
	b->p[b->n] = '\0';
	return 0;
}

int
repo_read(void *arg, size_t i, struct buf *ret)
{
	const struct repo *r = arg;
	const char *path =
	    r->v[i].path != NULL ? r->v[i].path : r->v[i].uri + strlen(RSYNC);
	int fd = openat(r->fd, path,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return -1;
	rc = read_all(fd, ret);
	close(fd);
	return rc;
}
