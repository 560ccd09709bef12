/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/parts.h"

#include <stdio.h>
#include <string.h>

#define DIGITS 16

size_t
part_begin(struct buf *out, const char *name)
{
	assert(strlen(name) <= PART_NAME_MAX);
	buf_fmt(out, "%s %0*d\n", name, DIGITS, 0);
	return out->n;
}

void
part_end(struct buf *out, size_t begun)
{
	char hex[DIGITS + 1];

	if (out->over)
		return; /* it will not be sent */
	snprintf(hex, sizeof(hex), "%0*llx", DIGITS,
	    (unsigned long long)(out->n - begun));
	memcpy(out->p + begun - 1 - DIGITS, hex, DIGITS);
}

void
part_add(struct buf *out, const char *name, struct span bytes)
{
	size_t begun = part_begin(out, name);

	buf_span(out, bytes);
	part_end(out, begun);
}

static bool
name_good(struct span s)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz0123456789/-";

	if (s.n == 0 || s.n > PART_NAME_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (memchr(ok, s.p[i], sizeof(ok) - 1) == NULL)
			return false;
	return true;
}

static int
length(struct span s, size_t *ret)
{
	size_t n = 0;

	if (s.n != DIGITS)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *d = s.p[i] == '\0' ? NULL : strchr(digits, s.p[i]);

		if (d == NULL || n >> (sizeof(n) * 8 - 4) != 0)
			return -1;
		n = n << 4 | (size_t)(d - digits);
	}
	*ret = n;
	return 0;
}

int
part_next(struct span *rest, struct span *name, struct span *bytes,
    struct err *e)
{
	struct span head, after = *rest;
	size_t n = 0;

	if (rest->n == 0)
		return 1;
	head = span_split(&after, '\n');
	*name = span_split(&head, ' ');
	if (!name_good(*name) || length(head, &n) != 0 || n > after.n ||
	    after.p[-1] != '\n')
		return err_set(e, ERR_DATA, "a phase's answer is malformed");
	*bytes = span_sub(after, 0, n);
	*rest = span_sub(after, n, after.n);
	return 0;
}

int
part_find(struct span all, const char *name, struct span *ret, struct err *e)
{
	struct span n, b;
	int r;

	while ((r = part_next(&all, &n, &b, e)) == 0)
		if (span_is(n, name)) {
			*ret = b;
			return 0;
		}
	return r < 0 ?
	    -1 :
	    err_set(e, ERR_DATA, "a phase's answer lacks '%s'", name);
}
