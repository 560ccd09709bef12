/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP ((size_t)1 << 16)
/* Deeper directories are not ours. */
#define DIR_DEPTH_MAX 64
/* What a file is called until it is whole; the X are mkostemp's. */
#define TEMPORARY ".tmp"

static void
fd_close(const int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}
#define AUTO_FD AUTO(fd_close) int

static int
os_fail(struct err *e, const char *doing, const char *path)
{
	return err_set(e, ERR_IO, "%s %s: %s", doing, path, strerror(errno));
}

/* Room for the whole file at once, so that a large one is not copied. */
static size_t
size_guess(int fd, size_t max)
{
	struct stat st;
	size_t n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
		return READ_STEP;
	n = (size_t)st.st_size;
	if (max != 0 && n > max)
		n = max;
	return n + 2;
}

static int
read_all(int fd, const char *path, size_t max, unsigned char **ret, size_t *n,
    struct err *e)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t cap, have = 0;

	cap = size_guess(fd, max);
	p = mem_alloc(cap);
	for (;;) {
		ssize_t got;

		if (have + 1 >= cap) {
			cap += cap / 2 + READ_STEP;
			p = mem_resize(p, cap, 1);
		}
		got = read(fd, p + have, cap - have - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return os_fail(e, "cannot read", path);
		if (got == 0)
			break;
		have += (size_t)got;
		if (max != 0 && have > max)
			return err_set(e, ERR_IO,
			    "cannot read %s: longer than %zu bytes", path,
			    max);
	}
	p[have] = '\0';
	*ret = TAKE(p);
	*n = have;
	return 0;
}

int
file_read(const char *path, size_t max, unsigned char **ret, size_t *n,
    struct err *e)
{
	AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	return fd < 0 ? os_fail(e, "cannot open", path) :
			read_all(fd, path, max, ret, n, e);
}

int
file_read_plain(const char *path, size_t max, unsigned char **ret, size_t *n,
    struct err *e)
{
	/* A pipe without a writer would be waited for. */
	AUTO_FD fd = open(path,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0 && errno == ELOOP)
		return err_set(e, ERR_IO,
		    "%s is a symbolic link: name the file itself", path);
	if (fd < 0 || fstat(fd, &st) != 0)
		return os_fail(e, "cannot open", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "%s is not a plain file", path);
	return read_all(fd, path, max, ret, n, e);
}

bool
file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

static int
write_all(int fd, struct span s)
{
	while (s.n != 0) {
		ssize_t put = write(fd, s.p, s.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		s = span_sub(s, (size_t)put, s.n);
	}
	return 0;
}

/* The directory that holds path; owned. */
static char *
dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_strdup(".");
	if (slash == path)
		return mem_strdup("/");
	return mem_strndup(path, (size_t)(slash - path));
}

static int
dir_sync(const char *path)
{
	AUTO_FREE char *dir = dir_of(path);
	AUTO_FD fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	return fsync(fd);
}

static int
fill(int fd, struct span bytes, unsigned mode)
{
	if (write_all(fd, bytes) != 0)
		return -1;
	/* After the bytes: a private file is never open wider than it ends. */
	if (fchmod(fd, (mode_t)mode) != 0)
		return -1;
	return fsync(fd);
}

int
file_write(const char *path, struct span bytes, unsigned mode, struct err *e)
{
	AUTO_BUF tmp;
	int fd, rc;

	buf_init(&tmp, 0);
	buf_fmt(&tmp, "%s" TEMPORARY, path);
	if (unlink(tmp.p) != 0 && errno != ENOENT)
		return os_fail(e, "cannot remove", tmp.p);
	fd = open(tmp.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return os_fail(e, "cannot create a file beside", path);
	rc = fill(fd, bytes, mode);
	if (close(fd) != 0 || rc != 0 || rename(tmp.p, path) != 0) {
		(void)os_fail(e, "cannot write", path);
		(void)unlink(tmp.p);
		return -1;
	}
	if (dir_sync(path) != 0)
		return os_fail(e, "cannot sync the directory of", path);
	return 0;
}

static int
pour(int from, int to)
{
	AUTO_FREE unsigned char *piece = mem_alloc(65536);

	for (;;) {
		ssize_t n = read(from, piece, 65536);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -1 : 0;
		if (write_all(to, (struct span){ piece, (size_t)n }) != 0)
			return -1;
	}
}

int
file_pieces(const char *path, file_piece_fn *fn, void *arg, struct err *e)
{
	AUTO_FD in =
	    open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	unsigned char b[65536];
	struct stat st;
	ssize_t n = 0;

	if (in < 0 || fstat(in, &st) != 0)
		return os_fail(e, "cannot open", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_IO, "%s: no plain file", path);
	while ((n = read(in, b, sizeof(b))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return os_fail(e, "cannot read", path);
		fn((struct span){ b, (size_t)n }, arg);
	}
	return 0;
}

int
file_copy(const char *from, const char *to, unsigned mode, struct err *e)
{
	AUTO_FD in = open(from, O_RDONLY | O_CLOEXEC);
	AUTO_BUF tmp = { 0 };
	int fd, rc;

	if (in < 0)
		return os_fail(e, "cannot open", from);
	buf_fmt(&tmp, "%s" TEMPORARY, to);
	if (unlink(tmp.p) != 0 && errno != ENOENT)
		return os_fail(e, "cannot remove", tmp.p);
	fd = open(tmp.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return os_fail(e, "cannot create a file beside", to);
	rc = pour(in, fd);
	if (rc == 0)
		rc = fill(fd, (struct span){ NULL, 0 }, mode);
	if (close(fd) != 0 || rc != 0) {
		(void)os_fail(e, "cannot write", to);
		(void)unlink(tmp.p);
		return -1;
	}
	return file_move(tmp.p, to, e);
}

void
dir_sweep(const char *path)
{
	size_t tail = strlen(TEMPORARY);
	DIR *d = opendir(path);

	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		size_t n = strlen(e->d_name);

		if (n > tail && strcmp(e->d_name + n - tail, TEMPORARY) == 0)
			(void)unlinkat(dirfd(d), e->d_name, 0);
	}
	if (d != NULL)
		closedir(d);
}

void
file_touch(const char *path)
{
	(void)utimensat(AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
}

int
file_sync(const char *path, struct err *e)
{
	AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || fsync(fd) != 0)
		return os_fail(e, "cannot sync", path);
	return 0;
}

static int
make_one(const char *path, unsigned mode, struct err *e)
{
	struct stat st;

	if (mkdir(path, (mode_t)mode) == 0)
		return 0;
	/* Not errno alone: EROFS and EACCES come before EEXIST. */
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	if (stat(path, &st) == 0)
		errno = ENOTDIR;
	return os_fail(e, "cannot make directory", path);
}

int
dir_make(const char *path, unsigned mode, struct err *e)
{
	AUTO_FREE char *p = mem_strdup(path);

	for (char *q = p; *q != '\0'; q++) {
		if (*q != '/' || q == p)
			continue;
		*q = '\0';
		if (make_one(p, mode, e) != 0)
			return -1;
		*q = '/';
	}
	return make_one(p, mode, e);
}

static int empty_dir(int fd, unsigned depth);

static int
remove_entry(int dir, const char *name, unsigned depth)
{
	int fd;

	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	fd =
	    openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (empty_dir(fd, depth + 1) != 0)
		return -1;
	return unlinkat(dir, name, AT_REMOVEDIR);
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Takes fd over. */
static int
empty_dir(int fd, unsigned depth)
{
	DIR *d;
	struct dirent *de;
	int rc = 0;

	if (depth > DIR_DEPTH_MAX || (d = fdopendir(fd)) == NULL) {
		(void)close(fd);
		errno = ELOOP;
		return -1;
	}
	while (rc == 0 && (de = readdir(d)) != NULL)
		if (!is_dots(de->d_name))
			rc = remove_entry(dirfd(d), de->d_name, depth);
	(void)closedir(d);
	return rc;
}

int
dir_remove(const char *path, struct err *e)
{
	if (remove_entry(AT_FDCWD, path, 0) != 0)
		return os_fail(e, "cannot remove", path);
	return 0;
}

/* Where the filesystem cannot exchange two names, the place is empty for a
 * moment; a reader then sees nothing, and never half. */
static int
exchange(const char *from, const char *to)
{
	AUTO_BUF old = { 0 };

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0)
		return 0;
	if (errno == ENOENT)
		return rename(from, to);
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	buf_fmt(&old, "%s.old", from);
	return rename(to, old.p) != 0 || rename(from, to) != 0 ||
		rename(old.p, from) != 0 ?
	    -1 :
	    0;
}

int
dir_replace(const char *from, const char *to, struct err *e)
{
	if (file_sync(from, e) != 0)
		return -1;
	if (exchange(from, to) != 0)
		return os_fail(e, "cannot put in place", to);
	if (dir_sync(to) != 0)
		return os_fail(e, "cannot sync the directory of", to);
	return dir_remove(from, e);
}

int
file_move(const char *from, const char *to, struct err *e)
{
	if (rename(from, to) != 0)
		return os_fail(e, "cannot put in place", to);
	return dir_sync(to) != 0 ?
	    os_fail(e, "cannot sync the directory of", to) :
	    0;
}

char *
path_join(const char *a, const char *b)
{
	size_t na = strlen(a);
	AUTO_BUF s;

	buf_init(&s, 0);
	buf_str(&s, a);
	if (na != 0 && a[na - 1] != '/')
		buf_chr(&s, '/');
	buf_str(&s, b);
	return TAKE(s.p);
}
