/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files by the hundred thousand, into packs: one each would cost as many
 * fsyncs. */
#include "io/store_priv.h"

#include "io/file.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define PACK_HEAD 12
#define PACK_BLOB 3 /* gitformat-pack(5) */

struct store_bulk {
	struct store *s;
	struct buf raw; /* behind each other */
	size_t *length;
	size_t n, cap;
};

struct store_bulk *
store_bulk_new(struct store *s)
{
	struct store_bulk *b = mem_alloc(sizeof(*b));

	b->s = s;
	buf_init(&b->raw, STORE_BULK_BYTES + STORE_BLOB_MAX);
	return b;
}

void
store_bulk_free(struct store_bulk *b)
{
	if (b == NULL)
		return;
	buf_clear(&b->raw);
	free(b->length);
	free(b);
}

static void
put_u32(unsigned char *to, size_t v)
{
	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)(v >> (24 - 8 * i));
}

/* Type and size, then the bytes deflated. */
static void
put_entry(struct span s, struct buf *out)
{
	AUTO_FREE unsigned char *z = NULL;
	uLongf n = compressBound(s.n);
	unsigned char c = (unsigned char)(PACK_BLOB << 4 | (s.n & 15));
	int rc;

	for (size_t size = s.n >> 4;; size >>= 7) {
		buf_chr(out, (char)(size != 0 ? c | 0x80 : c));
		if (size == 0)
			break;
		c = (unsigned char)(size & 0x7f);
	}
	z = mem_alloc(n);
	/* Signatures and keys do not shrink. */
	rc = compress2(z, &n, s.p, s.n, Z_BEST_SPEED);
	assert(rc == Z_OK);
	buf_add(out, z, n);
}

static int
pack_bytes(const struct store_bulk *b, struct buf *out, struct err *e)
{
	unsigned char head[PACK_HEAD] = { 'P', 'A', 'C', 'K', 0, 0, 0, 2 };
	unsigned char sha1[EVP_MAX_MD_SIZE];
	struct span rest = buf_view(&b->raw);
	unsigned n = 0;

	put_u32(head + 8, b->n);
	buf_add(out, head, sizeof(head));
	for (size_t i = 0; i < b->n; i++) {
		put_entry(span_sub(rest, 0, b->length[i]), out);
		rest = span_sub(rest, b->length[i], rest.n);
	}
	if (EVP_Digest(out->p, out->n, sha1, &n, EVP_sha1(), NULL) != 1)
		return err_set(e, ERR_IO, "libraries failed to start");
	buf_add(out, sha1, n);
	return 0;
}

static void
indexer_free(git_indexer **x)
{
	git_indexer_free(*x);
}

/* libgit2 makes the index, and checks every object doing so. */
static int
write_pack(const struct store_bulk *b, utc_t when, struct err *e)
{
	AUTO(indexer_free) git_indexer *x = NULL;
	AUTO_FREE char *staging = NULL;
	AUTO_BUF pack = { 0 };
	AUTO_BUF keep = { 0 };
	git_indexer_progress progress = { 0 };
	char name[SHA1_HEX];
	day_t d = day_of(when);

	buf_init(&pack, 2 * b->raw.n + 64 * b->n + 1024);
	if (pack_bytes(b, &pack, e) != 0 ||
	    store_staging(b->s, &staging, e) != 0)
		return -1;
	if (git_indexer_new(&x, staging, 0444, NULL, NULL) != 0 ||
	    git_indexer_append(x, pack.p, pack.n, &progress) != 0 ||
	    git_indexer_commit(x, &progress) != 0)
		return store_error(e, "pack");
	git_oid_tostr(name, sizeof(name), git_indexer_hash(x));
	buf_fmt(&keep, NIGHT_LINE "%04d-%02d\n", d / 10000, d / 100 % 100);
	return store_settle(b->s, name, keep.p, e);
}

static int
write_loose(const struct store_bulk *b, git_odb *odb, struct err *e)
{
	struct span rest = buf_view(&b->raw);

	for (size_t i = 0; i < b->n; i++) {
		struct span s = span_sub(rest, 0, b->length[i]);
		git_oid id;

		if (git_odb_write(&id, odb, s.n == 0 ? (const void *)"" : s.p,
			s.n, GIT_OBJECT_BLOB) != 0)
			return store_error(e, "object");
		rest = span_sub(rest, b->length[i], rest.n);
	}
	return 0;
}

static void
odb_free(git_odb **odb)
{
	git_odb_free(*odb);
}

int
store_bulk_end(struct store_bulk *b, utc_t when, struct err *e)
{
	AUTO(odb_free) git_odb *odb = NULL;
	int r;

	if (b->n == 0)
		return 0;
	if (git_repository_odb(&odb, b->s->repo) != 0)
		return store_error(e, "objects");
	r = b->n < STORE_BULK_MIN ? write_loose(b, odb, e) :
				    write_pack(b, when, e);
	if (r == 0 && git_odb_refresh(odb) != 0)
		r = store_error(e, "objects");
	b->raw.n = b->n = 0;
	return r;
}

int
store_bulk_add(struct store_bulk *b, struct store_tree *t, const char *path,
    struct span bytes, utc_t when, struct err *e)
{
	AUTO(odb_free) git_odb *odb = NULL;
	struct store_file *f = store_tree_place(t, path, bytes, e);

	if (f == NULL)
		return -1;
	if (git_repository_odb(&odb, b->s->repo) != 0)
		return store_error(e, "objects");
	if (git_odb_exists_ext(odb, &f->id, GIT_ODB_LOOKUP_NO_REFRESH))
		return 0;
	if (b->n != 0 && b->raw.n + bytes.n > STORE_BULK_BYTES &&
	    store_bulk_end(b, when, e) != 0)
		return -1;
	buf_span(&b->raw, bytes);
	b->length = mem_grow(b->length, &b->cap, b->n + 1, sizeof(*b->length));
	b->length[b->n++] = bytes.n;
	return 0;
}
