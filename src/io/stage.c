/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/stage.h"

#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct stage_file {
	struct stage *to;
	char *path;
	int fd;
	size_t size;
	EVP_MD_CTX *md;
};

int
stage_begin(const char *dir, struct stage *ret, struct err *e)
{
	if (dir_make(dir, 0700, e) != 0)
		return -1;
	memset(ret, 0, sizeof(*ret));
	ret->dir = mem_strdup(dir);
	return 0;
}

void
stage_clear(struct stage *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i].path);
	free(s->v);
	free(s->dir);
	memset(s, 0, sizeof(*s));
}

const struct staged *
stage_find(const struct stage *s, const char *path)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i].path, path) == 0)
			return &s->v[i];
	return NULL;
}

void
stage_drop(struct stage_file **f)
{
	if (*f == NULL)
		return;
	if ((*f)->fd >= 0)
		close((*f)->fd);
	EVP_MD_CTX_free((*f)->md);
	free((*f)->path);
	free(*f);
	*f = NULL;
}

/* The file, in directories that are made; fails where it is there. */
static int
create(const char *path, struct err *e)
{
	AUTO_FREE char *dir = mem_strdup(path);
	int fd;

	*strrchr(dir, '/') = '\0';
	if (dir_make(dir, 0700, e) != 0)
		return -1;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	return fd >= 0 ? fd :
			 err_set(e, errno == EEXIST ? ERR_DATA : ERR_IO,
			     "%s: %s", path, strerror(errno));
}

int
stage_open(struct stage *s, const char *path, struct stage_file **ret,
    struct err *e)
{
	AUTO_FREE char *full = path_join(s->dir, path);
	AUTO(stage_drop) struct stage_file *f = mem_alloc(sizeof(*f));

	f->fd = -1;
	if (!archive_name_good(span_of(path)))
		return err_set(e, ERR_DATA,
		    "%s: not a name of a file in an exhibit", path);
	f->to = s;
	f->path = mem_strdup(path);
	f->md = EVP_MD_CTX_new();
	if (f->md == NULL || EVP_DigestInit_ex(f->md, EVP_sha256(), NULL) != 1)
		return err_set(e, ERR_IO, "SHA-256 failed to start");
	f->fd = create(full, e);
	if (f->fd < 0)
		return -1;
	*ret = TAKE(f);
	return 0;
}

int
stage_write(struct stage_file *f, struct span piece, struct err *e)
{
	int ok = EVP_DigestUpdate(f->md, piece.p, piece.n);

	assert(ok == 1);
	f->size += piece.n;
	while (piece.n != 0) {
		ssize_t k = write(f->fd, piece.p, piece.n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return err_set(e, ERR_IO, "%s: %s", f->path,
			    strerror(errno));
		piece = span_sub(piece, (size_t)k, piece.n);
	}
	return 0;
}

int
stage_close(struct stage_file **f, struct err *e)
{
	struct stage *s = (*f)->to;
	unsigned char d[32];
	struct staged *v;
	int ok = EVP_DigestFinal_ex((*f)->md, d, NULL), r;

	assert(ok == 1);
	r = close((*f)->fd);
	(*f)->fd = -1;
	if (r != 0)
		return err_set(e, ERR_IO, "%s: %s", (*f)->path,
		    strerror(errno));
	s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof(*s->v));
	v = &s->v[s->n++];
	v->path = TAKE((*f)->path);
	v->size = (*f)->size;
	hex_of(d, sizeof(d), v->sha256);
	stage_drop(f);
	return 0;
}

int
stage_put(struct stage *s, const char *path, struct span bytes, struct err *e)
{
	AUTO(stage_drop) struct stage_file *f = NULL;

	return stage_open(s, path, &f, e) != 0 ||
		stage_write(f, bytes, e) != 0 || stage_close(&f, e) != 0 ?
	    -1 :
	    0;
}

static int
by_path(const void *a, const void *b)
{
	const struct staged *x = a, *y = b;

	return strcmp(x->path, y->path);
}

void
stage_list(struct stage *s, const char *begins, struct buf *out)
{
	size_t n = strlen(begins);

	if (s->n != 0)
		qsort(s->v, s->n, sizeof(*s->v), by_path);
	for (size_t i = 0; i < s->n; i++)
		if (strncmp(s->v[i].path, begins, n) == 0)
			buf_fmt(out, "%s  %s\n", s->v[i].sha256, s->v[i].path);
}
