/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static NORETURN void
no_memory(size_t n)
{
	fprintf(stderr, "nroaudit: no memory for %zu bytes\n", n);
	abort();
}

void *
mem_alloc(size_t n)
{
	void *p = calloc(1, n == 0 ? 1 : n);

	if (p == NULL)
		no_memory(n);
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	void *q;

	assert(size != 0 && n <= SIZE_MAX / size);
	q = realloc(p, n * size == 0 ? 1 : n * size);
	if (q == NULL)
		no_memory(n * size);
	return q;
}

void *
mem_large(size_t n, size_t size)
{
	const size_t page = (size_t)2 << 20;
	size_t bytes = n * size;
	void *p = NULL;

	assert(size != 0 && n <= SIZE_MAX / size - page);
	if (bytes < page)
		return mem_resize(NULL, n, size);
	if (posix_memalign(&p, page, bytes) != 0)
		no_memory(bytes);
	/* The end that fills no page whole would cost one. */
	madvise(p, bytes / page * page, MADV_HUGEPAGE);
	return p;
}

char *
mem_strndup(const void *p, size_t n)
{
	char *s = mem_alloc(n + 1);

	if (n != 0)
		memcpy(s, p, n);
	return s;
}

char *
mem_strdup(const char *s)
{
	return s == NULL ? NULL : mem_strndup(s, strlen(s));
}

void *
mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
	size_t c = *cap < 16 ? 16 : *cap;

	if (need <= *cap)
		return p;
	while (c < need) {
		assert(c <= SIZE_MAX / 2);
		c *= 2;
	}
	*cap = c;
	return mem_resize(p, c, size);
}

void
mem_freep(void *pp)
{
	void *p;

	memcpy(&p, pp, sizeof(p));
	free(p);
}
