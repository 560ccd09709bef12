/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads loose objects in libgit2's place: its own reader (1.5) never returns
 * from one whose compressed stream has no end, as a failing disk leaves it.
 */
#include "io/store_priv.h"

#include "io/file.h"

#include <git2/sys/odb_backend.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#define HEAD_MAX 32 /* "commit 12345\0" */

struct loose {
	git_odb_backend base;
	char *objects;
};

static int
damaged(const char *why)
{
	git_error_set_str(GIT_ERROR_ZLIB, why);
	return -1;
}

/* type, blank, size, NUL; *ret_n is the length of it all. */
static int
read_head(const unsigned char *p, size_t n, git_object_t *ret_type,
    size_t *ret_size, size_t *ret_n)
{
	struct span rest = { p, n };
	struct span head, type;
	const unsigned char *nul = memchr(p, '\0', n);
	AUTO_FREE char *name = NULL;
	uint64_t size;

	if (nul == NULL)
		return damaged("the object has no header");
	head = span_sub(rest, 0, (size_t)(nul - p));
	*ret_n = head.n + 1;
	type = span_split(&head, ' ');
	name = mem_strndup(type.p, type.n);
	*ret_type = git_object_string2type(name);
	if (!git_object_typeisloose(*ret_type) ||
	    span_u64(head, STORE_BLOB_MAX, &size) != 0)
		return damaged("the object has no header");
	*ret_size = (size_t)size;
	return 0;
}

/* 0, with the whole file; GIT_ENOTFOUND. */
static int
file_of(git_odb_backend *b, const git_oid *id, unsigned char **ret,
    size_t *ret_n)
{
	const struct loose *l = (const struct loose *)(const void *)b;
	char hex[SHA1_HEX];
	AUTO_BUF path = { 0 };
	struct stat st;
	struct err e = { 0 };

	git_oid_tostr(hex, sizeof(hex), id);
	buf_fmt(&path, "%s/%.2s/%s", l->objects, hex, hex + 2);
	if (stat(path.p, &st) != 0)
		return GIT_ENOTFOUND;
	if (st.st_size > (off_t)LOOSE_FILE_MAX)
		return damaged("the object's file is over its limit");
	return file_read(path.p, LOOSE_FILE_MAX, ret, ret_n, &e) == 0 ?
	    0 :
	    damaged(e.msg);
}

static int
inflate_some(struct z_stream_s *z, void *out, size_t n)
{
	z->next_out = out;
	z->avail_out = (uInt)n;
	while (z->avail_out != 0) {
		int r = inflate(z, Z_NO_FLUSH);

		if (r == Z_STREAM_END)
			break;
		if (r != Z_OK)
			return damaged("its compressed stream is damaged or "
				       "has no end");
	}
	return 0;
}

/* The header is what the first bytes give; the rest must end as it says. */
static int
unpack(struct z_stream_s *z, git_odb_backend *b, void **ret, size_t *ret_n,
    git_object_t *ret_type)
{
	unsigned char head[HEAD_MAX], end[1];
	size_t size = 0, n = 0, have, skip = 0;
	git_object_t type = GIT_OBJECT_INVALID;
	unsigned char *p;

	if (inflate_some(z, head, sizeof(head)) != 0)
		return -1;
	have = sizeof(head) - z->avail_out;
	if (read_head(head, have, &type, &size, &skip) != 0)
		return -1;
	n = have - skip;
	if (n > size)
		return damaged("the object is longer than it says");
	if (ret != NULL) {
		p = git_odb_backend_data_alloc(b, size + 1);
		if (p == NULL)
			return damaged("no memory");
		memcpy(p, head + skip, n);
		if (inflate_some(z, p + n, size - n) != 0 ||
		    z->avail_out != 0 || inflate_some(z, end, 1) != 0 ||
		    z->avail_out != 1 || z->avail_in != 0) {
			git_odb_backend_data_free(b, p);
			return damaged("its compressed stream is damaged or "
				       "has another length");
		}
		p[size] = '\0';
		*ret = p;
	}
	*ret_n = size;
	*ret_type = type;
	return 0;
}

static int
read_any(void **ret, size_t *ret_n, git_object_t *ret_type, git_odb_backend *b,
    const git_oid *id)
{
	AUTO_FREE unsigned char *file = NULL;
	struct z_stream_s z = { 0 };
	size_t n = 0;
	int r = file_of(b, id, &file, &n);

	if (r != 0)
		return r;
	z.next_in = file;
	z.avail_in = (uInt)n;
	if (inflateInit(&z) != Z_OK)
		return damaged("zlib");
	r = unpack(&z, b, ret, ret_n, ret_type);
	(void)inflateEnd(&z);
	return r;
}

static int
read_header(size_t *ret_n, git_object_t *ret_type, git_odb_backend *b,
    const git_oid *id)
{
	return read_any(NULL, ret_n, ret_type, b, id);
}

static void
loose_free(git_odb_backend *b)
{
	struct loose *l = (struct loose *)(void *)b;

	free(l->objects);
	free(l);
}

int
store_loose(struct store *s, struct err *e)
{
	struct loose *l = mem_alloc(sizeof(*l));
	git_odb *odb = NULL;
	int r = -1;

	git_odb_init_backend(&l->base, GIT_ODB_BACKEND_VERSION);
	l->objects = path_join(s->path, "objects");
	l->base.read = read_any;
	l->base.read_header = read_header;
	l->base.free = loose_free;
	/* Before libgit2's own, which are 1 and 2. */
	if (git_repository_odb(&odb, s->repo) == 0)
		r = git_odb_add_backend(odb, &l->base, 3);
	git_odb_free(odb);
	if (r == 0)
		return 0;
	loose_free(&l->base);
	return store_error(e, "objects");
}
