/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct span
span_of(const char *s)
{
	struct span r = { (const unsigned char *)s, strlen(s) };

	return r;
}

/* What the second byte may be, behind a first one that bounds it. */
static bool
utf8_second(unsigned char first, unsigned char c)
{
	unsigned char lo = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char hi = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

	return c >= lo && c <= hi;
}

size_t
span_utf8(struct span s)
{
	unsigned char c = s.n == 0 ? 0xff : s.p[0];
	size_t n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4 || n > s.n || !utf8_second(c, s.p[1]))
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

size_t
span_printable(struct span s)
{
	size_t n = span_utf8(s);

	if (n == 1 && (s.p[0] < 0x20 || s.p[0] == 0x7f))
		return 0;
	if (n == 2 && s.p[0] == 0xc2 && s.p[1] < 0xa0)
		return 0;
	if (n == 3 && s.p[0] == 0xef && s.p[1] == 0xbf && s.p[2] >= 0xbe)
		return 0;
	return n;
}

bool
span_plain(struct span s)
{
	while (s.n != 0) {
		size_t n = span_printable(s);

		if (n == 0)
			return false;
		s = span_sub(s, n, s.n);
	}
	return true;
}

struct span
span_sub(struct span s, size_t off, size_t n)
{
	if (off > s.n)
		off = s.n;
	if (n > s.n - off)
		n = s.n - off;
	return (struct span){ s.p + off, n };
}

bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
span_is(struct span a, const char *s)
{
	return span_eq(a, span_of(s));
}

bool
span_starts(struct span a, const char *s)
{
	size_t n = strlen(s);

	return a.n >= n && memcmp(a.p, s, n) == 0;
}

int
span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (c != 0)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}

struct span
span_split(struct span *rest, unsigned char sep)
{
	const unsigned char *q =
	    rest->n == 0 ? NULL : memchr(rest->p, sep, rest->n);
	struct span f = *rest;

	if (q == NULL) {
		rest->p += rest->n;
		rest->n = 0;
		return f;
	}
	f.n = (size_t)(q - rest->p);
	rest->n -= f.n + 1;
	rest->p = q + 1;
	return f;
}

int
span_u64(struct span s, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;

	if (s.n == 0 || s.n > 20)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)s.p[i] - '0';

		if (d > 9 || v > (UINT64_MAX - d) / 10)
			return -1;
		v = v * 10 + d;
	}
	if (v > max)
		return -1;
	*ret = v;
	return 0;
}

void
buf_init(struct buf *b, size_t max)
{
	memset(b, 0, sizeof(*b));
	b->max = max;
}

void
buf_clear(struct buf *b)
{
	if (b == NULL)
		return;
	free(b->p);
	b->p = NULL;
	b->n = b->cap = 0;
	b->over = false;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	size_t max = b->max == 0 ? BUF_MAX : b->max;

	if (n > max - b->n) {
		b->over = true;
		n = max - b->n;
	}
	b->p = mem_grow(b->p, &b->cap, b->n + n + 1, 1);
	if (n != 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_span(struct buf *b, struct span s)
{
	buf_add(b, s.p, s.n);
}

void
buf_chr(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	char small[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if ((size_t)n < sizeof(small)) {
		buf_add(b, small, (size_t)n);
		return;
	}
	{
		AUTO_FREE char *big = mem_alloc((size_t)n + 1);

		va_start(ap, fmt);
		vsnprintf(big, (size_t)n + 1, fmt, ap);
		va_end(ap);
		buf_add(b, big, (size_t)n);
	}
}

struct span
buf_view(const struct buf *b)
{
	return (struct span){ (const unsigned char *)b->p, b->n };
}

int
err_set(struct err *e, enum err_kind k, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return -1;
	e->kind = k;
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	return -1;
}

int
err_wrap(struct err *e, const char *fmt, ...)
{
	char what[sizeof(e->msg)], old[sizeof(e->msg)];
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	memcpy(old, e->msg, sizeof(old));
	if (snprintf(e->msg, sizeof(e->msg), "%s: %s", what, old) < 0)
		e->msg[0] = '\0';
	return -1;
}
