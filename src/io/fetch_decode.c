/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A body that came compressed though none was asked for.  Not by curl, which
 * takes a stream that ends too soon for a whole one. */
#include "io/fetch_priv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#define ZLIB_CONST
#include <zlib.h>

#define GZIP_OR_ZLIB (15 + 32) /* windowBits, see zlib.h */

struct decoder {
	z_stream z;
	uint64_t in, out;
	bool ended, damaged;
};

static bool
is_word(struct span s, const char *word)
{
	return s.n == strlen(word) &&
	    strncasecmp((const char *)s.p, word, s.n) == 0;
}

int
decoder_new(struct span encoding, struct decoder **ret)
{
	struct decoder *d;

	*ret = NULL;
	if (encoding.n == 0 || is_word(encoding, "identity"))
		return 0;
	if (!is_word(encoding, "gzip") && !is_word(encoding, "x-gzip") &&
	    !is_word(encoding, "deflate"))
		return -1;
	d = mem_alloc(sizeof(*d));
	if (inflateInit2(&d->z, GZIP_OR_ZLIB) != Z_OK) {
		free(d);
		return -1;
	}
	*ret = d;
	return 0;
}

void
decoder_free(struct decoder *d)
{
	if (d == NULL)
		return;
	inflateEnd(&d->z);
	free(d);
}

int
decoder_add(struct decoder *d, struct span s, decoded_fn *fn, void *arg)
{
	unsigned char out[16384];

	d->in += s.n;
	d->z.next_in = s.p;
	d->z.avail_in = (uInt)s.n;
	while (d->z.avail_in != 0 || d->z.avail_out == 0) {
		int r;

		/* Members may follow each other (RFC 1952 section 2.2). */
		if (d->ended && d->z.avail_in != 0)
			d->damaged |= inflateReset(&d->z) != Z_OK;
		d->z.next_out = out;
		d->z.avail_out = sizeof(out);
		r = inflate(&d->z, Z_NO_FLUSH);
		d->ended = r == Z_STREAM_END;
		d->out += sizeof(out) - d->z.avail_out;
		d->damaged |=
		    r != Z_OK && r != Z_STREAM_END && r != Z_BUF_ERROR;
		if (d->damaged || decoder_bomb(d) ||
		    fn((struct span){ out, sizeof(out) - d->z.avail_out },
			arg) != 0)
			return -1;
		if (d->ended && d->z.avail_in == 0)
			break;
	}
	return 0;
}

bool
decoder_bomb(const struct decoder *d)
{
	return d != NULL && d->out > DECODE_FREE &&
	    d->out / DECODE_RATIO_MAX > d->in;
}

const char *
decoder_fault(const struct decoder *d)
{
	if (d == NULL)
		return NULL;
	if (d->damaged)
		return "the compressed data are damaged";
	return d->ended ? NULL : "the compressed data end too soon";
}
