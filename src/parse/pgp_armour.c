/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ASCII armour (RFC 4880 section 6). */
#include "parse/pgp_priv.h"

#include <limits.h>
#include <string.h>

#define BEGIN "-----BEGIN PGP SIGNATURE-----"
#define END "-----END PGP SIGNATURE-----"

int
pgp_base64(struct span text, struct buf *out)
{
	AUTO_FREE unsigned char *p = NULL;
	size_t pad = 0;
	int n;

	if (text.n == 0 || text.n % 4 != 0 || text.n > INT_MAX)
		return -1;
	while (pad < 2 && text.p[text.n - 1 - pad] == '=')
		pad++;
	/* EVP_DecodeBlock takes blanks at both ends for nothing. */
	for (size_t i = 0; i < text.n - pad; i++)
		if (text.p[i] <= ' ' || text.p[i] == '=')
			return -1;
	p = mem_alloc(text.n);
	n = EVP_DecodeBlock(p, text.p, (int)text.n);
	if (n < 0)
		return -1;
	buf_add(out, p, (size_t)n - pad); /* it counts them as bytes */
	return out->over ? -1 : 0;
}

/* Without the white space behind it (section 6.2). */
static struct span
next_line(struct span *rest)
{
	struct span s = span_split(rest, '\n');

	while (s.n != 0 && memchr(" \t\r", s.p[s.n - 1], 3) != NULL)
		s.n--;
	return s;
}

/* Armour headers, up to the empty line. */
static int
skip_headers(struct span *rest)
{
	while (rest->n != 0) {
		struct span s = next_line(rest);

		if (s.n == 0)
			return 0;
		if (memmem(s.p, s.n, ": ", 2) == NULL && s.p[s.n - 1] != ':')
			return -1;
	}
	return -1;
}

static int
armoured(struct span rest, struct buf *out)
{
	AUTO_BUF text;

	buf_init(&text, PGP_FILE_MAX);
	if (skip_headers(&rest) != 0)
		return -1;
	while (rest.n != 0) {
		struct span s = next_line(&rest);

		if (span_is(s, END))
			return pgp_base64(buf_view(&text), out);
		if (s.n != 0 && s.p[0] != '=')
			buf_span(&text, s);
	}
	return -1; /* it never ends */
}

int
pgp_dearmour(struct span asc, struct buf *out)
{
	if (asc.n == 0 || asc.n > PGP_FILE_MAX)
		return -1;
	if (asc.p[0] & 0x80u) {
		buf_span(out, asc);
		return out->over ? -1 : 0;
	}
	while (asc.n != 0)
		if (span_is(next_line(&asc), BEGIN))
			return armoured(asc, out);
	return -1;
}
