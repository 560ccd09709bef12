/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/tamper/tamper.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t
find(struct span s, size_t from, const char *a)
{
	const unsigned char *at =
	    from > s.n ? NULL : memmem(s.p + from, s.n - from, a, strlen(a));

	if (at == NULL)
		die("there is no %s", a);
	return (size_t)(at - s.p);
}

void
splice(struct span in, size_t from, size_t to, struct span with,
    struct buf *out)
{
	buf_span(out, span_sub(in, 0, from));
	buf_span(out, with);
	buf_span(out, span_sub(in, to, in.n));
}

void
swap(struct span in, const char *a, const char *with, struct buf *out)
{
	size_t at = find(in, 0, a);

	splice(in, at, at + strlen(a), span_of(with), out);
}

void
before(struct span in, const char *a, const char *what, struct buf *out)
{
	size_t at = find(in, 0, a);

	splice(in, at, at, span_of(what), out);
}

void
behind(struct span in, const char *a, const char *what, struct buf *out)
{
	size_t at = find(in, 0, a) + strlen(a);

	splice(in, at, at, span_of(what), out);
}

struct span
part(struct span in, const char *a, const char *z)
{
	size_t from = find(in, 0, a), to = find(in, from, z) + strlen(z);

	return span_sub(in, from, to - from);
}

void
without(struct span in, const char *a, const char *z, struct buf *out)
{
	size_t from = find(in, 0, a);

	splice(in, from, find(in, from, z) + strlen(z), span_of(""), out);
}

struct span
content(struct span in, const char *a)
{
	size_t from = find(in, 0, a) + strlen(a);

	return span_sub(in, from, find(in, from, "<") - from);
}

void
flip(struct span in, const char *a, struct buf *out)
{
	size_t at = find(in, 0, a) + strlen(a);
	const char *other = in.p[at] == 'A' ? "B" : "A";

	splice(in, at, at + 1, span_of(other), out);
}

void
to_base64(struct span in, struct buf *out)
{
	AUTO_FREE unsigned char *p = malloc(in.n * 2 + 8);
	int n = p == NULL ? -1 : EVP_EncodeBlock(p, in.p, (int)in.n);

	if (n < 0)
		die("base64");
	buf_add(out, p, (size_t)n);
}

void
from_base64(struct span in, struct buf *out)
{
	EVP_ENCODE_CTX *c = EVP_ENCODE_CTX_new();
	AUTO_FREE unsigned char *p = malloc(in.n + 8);
	int n = 0, last = 0;

	EVP_DecodeInit(c);
	if (p == NULL || EVP_DecodeUpdate(c, p, &n, in.p, (int)in.n) < 0 ||
	    EVP_DecodeFinal(c, p + n, &last) < 0)
		die("base64");
	buf_add(out, p, (size_t)(n + last));
	EVP_ENCODE_CTX_free(c);
}

void
unsign(struct span in, struct buf *out)
{
	without(in, SIG, SIG_END, out);
}

void
evil(struct span in, struct buf *out)
{
	swap(part(in, FINDINGS, "</findings>"), "<observation>",
	    "<observation>Nobody said that. ", out);
}

void
read_file(const char *dir, const char *name, struct buf *out)
{
	char path[4096], some[8192];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (f == NULL)
		die("%s cannot be read", path);
	while ((n = fread(some, 1, sizeof(some), f)) > 0)
		buf_add(out, some, n);
	fclose(f);
}
