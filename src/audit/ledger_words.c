/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holders recur: each text is kept once. */
#include "audit/ledger.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_FIRST 1024 /* a power of two */

static uint64_t
hash(struct span s)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ s.p[i]) * 0x100000001b3;
	return h ^ h >> 32;
}

/* Where s is, or would be. */
static uint32_t *
slot_of(const struct words *w, struct span s)
{
	size_t i = (size_t)hash(s) & (w->size - 1);

	while (w->slot[i] != 0) {
		const char *t = w->text.p + w->slot[i];

		if (strncmp(t, (const char *)s.p, s.n) == 0 && t[s.n] == '\0')
			break;
		i = (i + 1) & (w->size - 1);
	}
	return &w->slot[i];
}

static void
words_grow(struct words *w)
{
	uint32_t *old = w->slot;
	size_t n = w->size;

	w->size = n == 0 ? WORDS_FIRST : 2 * n;
	w->slot = mem_alloc(w->size * sizeof(*w->slot));
	for (size_t i = 0; i < n; i++)
		if (old[i] != 0)
			*slot_of(w, span_of(w->text.p + old[i])) = old[i];
	free(old);
}

/* s holds no NUL. */
uint32_t
words_put(struct words *w, struct span s)
{
	uint32_t *at;

	if (s.n == 0)
		return 0;
	if (2 * w->n >= w->size)
		words_grow(w);
	at = slot_of(w, s);
	if (*at != 0)
		return *at;
	if (w->text.n == 0)
		buf_add(&w->text, "", 1);
	*at = (uint32_t)w->text.n;
	buf_span(&w->text, s);
	buf_add(&w->text, "", 1);
	assert(!w->text.over);
	w->n++;
	return *at;
}

const char *
words_at(const struct words *w, uint32_t at)
{
	return at == 0 ? "" : w->text.p + at;
}

void
words_clear(struct words *w)
{
	buf_clear(&w->text);
	free(w->slot);
	memset(w, 0, sizeof(*w));
}
