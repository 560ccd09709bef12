/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict reader of zip archives. */
#include "io/archive.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LOCAL_SIZE 30
#define CENTRAL_SIZE 46
#define END_SIZE 22
#define LOCAL_MAGIC 0x04034b50u
#define CENTRAL_MAGIC 0x02014b50u
#define END_MAGIC 0x06054b50u
#define DOS_TIME 0u
#define DOS_DATE 0x21u /* 1980-01-01 */
#define METHOD_STORED 0u
#define METHOD_DEFLATED 8u
#define FLAGS_LEVEL 6u /* how hard it was deflated: says nothing else */
#define HOST_UNIX 3
#define MODE_FILE 0100644u
#define MODE_LINK 0120000u
#define MODE_TYPE 0170000u

static bool
word_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
}

bool
archive_name_good(struct span s)
{
	bool begins = true;

	if (s.n == 0 || s.n > ARCHIVE_NAME_MAX || s.p[s.n - 1] == '/')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = s.p[i];

		if (!word_char(c) && (begins || (c != '.' && c != '/')))
			return false;
		begins = c == '/';
	}
	return true;
}

static uint32_t
u16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
u32(const unsigned char *p)
{
	return u16(p) | u16(p + 2) << 16;
}

/* The name, for a reader. */
static int
refused(struct err *e, struct span name, const char *why)
{
	char text[80];
	size_t n = name.n < sizeof(text) ? name.n : sizeof(text) - 1;

	for (size_t i = 0; i < n; i++)
		text[i] =
		    name.p[i] < ' ' || name.p[i] > '~' ? '?' : (char)name.p[i];
	text[n] = '\0';
	return err_set(e, ERR_DATA, "archive: %s: %s", text, why);
}

/* What unzip makes a link of, whatever system is said to have made it. */
static bool
is_link(const unsigned char *h)
{
	return (u32(h + 38) >> 16 & MODE_TYPE) == MODE_LINK;
}

/* As archive_write makes each: of Unix, mode 0644, nothing of DOS. */
static bool
is_plain(const unsigned char *h)
{
	return u16(h + 4) >> 8 == HOST_UNIX &&
	    u32(h + 38) == MODE_FILE << 16 && u16(h + 34) == 0 &&
	    u16(h + 36) == 0;
}

/* What a central header says of itself; NULL where it is as it must be. */
static const char *
central_fault(const unsigned char *h, struct span name)
{
	uint32_t flags = u16(h + 8), method = u16(h + 10);

	if ((flags & 1) != 0)
		return "encrypted";
	if (is_link(h))
		return "a symbolic link";
	if (!archive_name_good(name))
		return "not a name of a file in an exhibit";
	if ((flags & ~FLAGS_LEVEL) != 0 ||
	    (method != METHOD_STORED && method != METHOD_DEFLATED))
		return "packed in another way than stored or deflated";
	if (u16(h + 30) != 0 || u16(h + 32) != 0)
		return "an extra field or a comment";
	if (u16(h + 12) != DOS_TIME || u16(h + 14) != DOS_DATE)
		return "another time than 1980-01-01";
	if (!is_plain(h))
		return "not a plain file that all may read";
	return NULL;
}

static const char *
size_fault(const struct archive_entry *x)
{
	if (x->size > ARCHIVE_FILE_MAX)
		return "larger than 512 MB";
	if (x->size > ARCHIVE_RATIO_FROM &&
	    x->size / ARCHIVE_RATIO_MAX > x->packed.n)
		return "packed more than 250 times";
	if (x->stored && x->size != x->packed.n)
		return "stored in another size";
	return NULL;
}

/* The local header at *at, which must say the same as the central one h. */
static int
local(struct span file, const unsigned char *h, size_t *at,
    struct archive_entry *x, struct err *e)
{
	const unsigned char *l = file.p + *at;
	size_t packed = u32(h + 20);
	const char *why;

	if (u32(h + 42) != *at)
		return refused(e, x->name, "data between entries");
	if (file.n - *at < LOCAL_SIZE + x->name.n ||
	    file.n - *at - LOCAL_SIZE - x->name.n < packed)
		return refused(e, x->name, "cut");
	if (u32(l) != LOCAL_MAGIC || memcmp(l + 6, h + 8, 20) != 0 ||
	    u16(l + 26) != x->name.n || u16(l + 28) != 0 ||
	    memcmp(l + LOCAL_SIZE, x->name.p, x->name.n) != 0)
		return refused(e, x->name,
		    "its header differs from the directory's");
	x->packed = span_sub(file, *at + LOCAL_SIZE + x->name.n, packed);
	*at += LOCAL_SIZE + x->name.n + packed;
	why = size_fault(x);
	return why == NULL ? 0 : refused(e, x->name, why);
}

static int
entry(struct span file, struct span *dir, size_t *at, struct archive *a,
    struct err *e)
{
	const unsigned char *h = dir->p;
	struct archive_entry x = { 0 };
	const char *why;

	if (dir->n < CENTRAL_SIZE || u32(h) != CENTRAL_MAGIC ||
	    dir->n - CENTRAL_SIZE < u16(h + 28))
		return err_set(e, ERR_DATA, "archive: directory is malformed");
	x.name = span_sub(*dir, CENTRAL_SIZE, u16(h + 28));
	why = central_fault(h, x.name);
	if (why != NULL)
		return refused(e, x.name, why);
	x.crc = u32(h + 16);
	x.size = u32(h + 24);
	x.stored = u16(h + 10) == METHOD_STORED;
	if (local(file, h, at, &x, e) != 0)
		return -1;
	*dir = span_sub(*dir, CENTRAL_SIZE + x.name.n, dir->n);
	a->v = mem_grow(a->v, &a->cap, a->n + 1, sizeof(*a->v));
	a->v[a->n++] = x;
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* A name twice; or one that is a file, and a directory of another. */
static int
names_differ(const struct archive *a, struct err *e)
{
	AUTO_FREE struct span *v = mem_alloc((a->n + 1) * sizeof(*v));

	for (size_t i = 0; i < a->n; i++)
		v[i] = a->v[i].name;
	qsort(v, a->n, sizeof(*v), by_name);
	for (size_t i = 1; i < a->n; i++)
		if (span_eq(v[i], v[i - 1]))
			return refused(e, v[i], "a duplicate entry");
	for (size_t i = 0; i < a->n; i++) {
		size_t links = 0;

		for (size_t k = 0; k < v[i].n; k++) {
			struct span up = span_sub(v[i], 0, k);

			if (v[i].p[k] != '/')
				continue;
			if (++links > ARCHIVE_LINKS_MAX)
				return refused(e, v[i], "too deep");
			if (bsearch(&up, v, a->n, sizeof(*v), by_name) != NULL)
				return refused(e, up,
				    "a file and a directory");
		}
	}
	return 0;
}

static int
end_record(struct span file, struct span *ret_dir, size_t *ret_n,
    struct err *e)
{
	const unsigned char *h = file.p + file.n - END_SIZE;
	size_t off, size;

	if (file.n < END_SIZE || u32(h) != END_MAGIC || u16(h + 20) != 0)
		return err_set(e, ERR_DATA,
		    "archive: it does not end as a zip archive without a "
		    "comment does");
	size = u32(h + 12);
	off = u32(h + 16);
	if (u16(h + 4) != 0 || u16(h + 6) != 0 || u16(h + 8) != u16(h + 10) ||
	    off > file.n - END_SIZE || size != file.n - END_SIZE - off)
		return err_set(e, ERR_DATA,
		    "archive: its directory is not before its end");
	*ret_n = u16(h + 10);
	*ret_dir = span_sub(file, off, size);
	return 0;
}

static int
read_all(struct span file, struct archive *a, struct err *e)
{
	struct span dir;
	size_t n = 0, at = 0, total = 0, off;

	if (file.n > ARCHIVE_PACKED_MAX)
		return err_set(e, ERR_DATA, "archive: over %zu bytes",
		    ARCHIVE_PACKED_MAX);
	if (end_record(file, &dir, &n, e) != 0)
		return -1;
	if (n > ARCHIVE_ENTRIES_MAX)
		return err_set(e, ERR_DATA, "archive: over %d entries",
		    ARCHIVE_ENTRIES_MAX);
	off = file.n - END_SIZE - dir.n;
	for (size_t i = 0; i < n; i++) {
		if (entry(span_sub(file, 0, off), &dir, &at, a, e) != 0)
			return -1;
		total += a->v[a->n - 1].size;
	}
	if (at != off || dir.n != 0)
		return err_set(e, ERR_DATA,
		    "archive: data behind the last entry");
	if (total > ARCHIVE_TOTAL_MAX)
		return err_set(e, ERR_DATA, "archive: over %zu bytes unpacked",
		    ARCHIVE_TOTAL_MAX);
	return names_differ(a, e);
}

int
archive_read(struct span bytes, struct archive *ret, struct err *e)
{
	struct archive a = { 0 };

	if (read_all(bytes, &a, e) != 0) {
		archive_clear(&a);
		return -1;
	}
	*ret = a;
	return 0;
}

void
archive_clear(struct archive *a)
{
	free(a->v);
	memset(a, 0, sizeof(*a));
}

const struct archive_entry *
archive_find(const struct archive *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++)
		if (span_is(a->v[i].name, name))
			return &a->v[i];
	return NULL;
}

struct outflow {
	archive_sink_fn *sink;
	void *arg;
	size_t left; /* of what the header says */
	uLong crc;
};

static int
flow(struct outflow *o, struct span piece, struct err *e)
{
	if (piece.n > o->left)
		return err_set(e, ERR_DATA, "larger than its header says");
	o->left -= piece.n;
	o->crc = crc32(o->crc, piece.p, (uInt)piece.n);
	return o->sink(piece, o->arg, e);
}

static void
inflate_end(z_stream *z)
{
	inflateEnd(z);
}

static int
inflated(const struct archive_entry *x, struct outflow *o, struct err *e)
{
	AUTO_FREE unsigned char *piece = mem_alloc(65536);
	AUTO(inflate_end) z_stream z = { 0 };
	int r = inflateInit2(&z, -MAX_WBITS);

	if (r != Z_OK)
		return err_set(e, ERR_IO, "zlib failed to start");
	z.next_in = (z_const Bytef *)(uintptr_t)x->packed.p;
	z.avail_in = (uInt)x->packed.n;
	while (r == Z_OK) {
		z.next_out = piece;
		z.avail_out = 65536;
		r = inflate(&z, Z_NO_FLUSH);
		if ((r == Z_OK || r == Z_STREAM_END) &&
		    flow(o, (struct span){ piece, 65536 - z.avail_out }, e) !=
			0)
			return -1;
	}
	return r == Z_STREAM_END && z.avail_in == 0 ?
	    0 :
	    err_set(e, ERR_DATA, "what is deflated is damaged");
}

static int
stored(const struct archive_entry *x, struct outflow *o, struct err *e)
{
	for (size_t i = 0; i < x->packed.n; i += 65536)
		if (flow(o, span_sub(x->packed, i, 65536), e) != 0)
			return -1;
	return 0;
}

int
archive_contents(const struct archive_entry *x, archive_sink_fn *sink,
    void *arg, struct err *e)
{
	struct outflow o = { sink, arg, x->size, crc32(0, NULL, 0) };
	struct err why = { 0 };

	if ((x->stored ? stored : inflated)(x, &o, &why) != 0) {
		if (why.kind != ERR_DATA)
			return err_set(e, why.kind, "%s", why.msg);
		return refused(e, x->name, why.msg);
	}
	if (o.left != 0 || o.crc != x->crc)
		return refused(e, x->name, "its contents are damaged");
	return 0;
}
