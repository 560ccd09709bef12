/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/unpack.h"

#include <bzlib.h>
#include <limits.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#define GZIP (15 + 16) /* windowBits, see zlib.h */
#define PIECE 65536

static const char too_large[] = "more than may be unpacked";
static const char damaged[] = "the compressed data are damaged";
static const char cut[] = "the compressed data end too soon";

/* How a piece went: more is to come, a member is at its end, or why not. */
enum { PIECE_MORE, PIECE_END, PIECE_DAMAGED };

/* A decompressor: takes from in, gives to out. */
struct unpacker {
	z_stream z;
	bz_stream b;
	bool bzip2;
};

static bool
start(struct unpacker *u)
{
	return u->bzip2 ? BZ2_bzDecompressInit(&u->b, 0, 0) == BZ_OK :
			  inflateInit2(&u->z, GZIP) == Z_OK;
}

static void
stop(struct unpacker *u)
{
	if (u->bzip2)
		BZ2_bzDecompressEnd(&u->b);
	else
		inflateEnd(&u->z);
}

static int
step_gzip(struct unpacker *u, struct span *in, unsigned char *out, size_t *n)
{
	int r;

	u->z.next_in = in->p;
	u->z.avail_in = (uInt)(in->n > UINT_MAX ? UINT_MAX : in->n);
	u->z.next_out = out;
	u->z.avail_out = PIECE;
	r = inflate(&u->z, Z_NO_FLUSH);
	*in = span_sub(*in, (size_t)(u->z.next_in - in->p), in->n);
	*n = PIECE - u->z.avail_out;
	return r == Z_STREAM_END	  ? PIECE_END :
	    r == Z_OK || r == Z_BUF_ERROR ? PIECE_MORE :
					    PIECE_DAMAGED;
}

static int
step_bzip2(struct unpacker *u, struct span *in, unsigned char *out, size_t *n)
{
	/* The library does not write there, but its type says so. */
	char *next;
	size_t had = in->n > UINT_MAX ? UINT_MAX : in->n;
	int r;

	memcpy(&next, &in->p, sizeof(next));
	u->b.next_in = next;
	u->b.avail_in = (unsigned)had;
	u->b.next_out = (char *)out;
	u->b.avail_out = PIECE;
	r = BZ2_bzDecompress(&u->b);
	*in = span_sub(*in, had - u->b.avail_in, in->n);
	*n = PIECE - u->b.avail_out;
	return r == BZ_STREAM_END ? PIECE_END :
	    r == BZ_OK		  ? PIECE_MORE :
				    PIECE_DAMAGED;
}

/* One member: NULL, or what is wrong. */
static const char *
member(struct unpacker *u, struct span *in, size_t max, struct buf *ret)
{
	unsigned char out[PIECE];
	size_t n = 0;
	int r = PIECE_MORE;

	while (r == PIECE_MORE) {
		size_t before = in->n;

		r = u->bzip2 ? step_bzip2(u, in, out, &n) :
			       step_gzip(u, in, out, &n);
		if (r == PIECE_DAMAGED)
			return damaged;
		if (n > max - ret->n)
			return too_large;
		buf_add(ret, out, n);
		if (r == PIECE_MORE && n == 0 && in->n == before)
			return cut;
	}
	return NULL;
}

static const char *
members(bool bzip2, struct span in, size_t max, struct buf *ret)
{
	const char *why = NULL;

	while (in.n != 0 && why == NULL) {
		struct unpacker u = { .bzip2 = bzip2 };

		if (!start(&u))
			return damaged;
		why = member(&u, &in, max, ret);
		stop(&u);
	}
	return why;
}

int
unpack(struct span s, size_t max, struct buf *ret, const char **ret_why)
{
	bool gzip = span_starts(s, "\x1f\x8b");
	bool bzip2 = span_starts(s, "BZh");
	const char *why = NULL;

	buf_init(ret, max + 1);
	if (gzip || bzip2)
		why = members(bzip2, s, max, ret);
	else if (s.n > max)
		why = too_large;
	else
		buf_span(ret, s);
	if (why == NULL)
		return 0;
	buf_clear(ret);
	*ret_why = why;
	return -1;
}
