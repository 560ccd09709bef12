/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holders recur: each text is kept once. */
#include "audit/ledger.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_FIRST 1024 /* a power of two */

/* Eight bytes at a time: a file has hundreds of thousands of them. */
static uint32_t
hash(struct span s)
{
	uint64_t h = s.n, k;

	while (s.n != 0) {
		size_t n = s.n < sizeof(k) ? s.n : sizeof(k);

		k = 0;
		memcpy(&k, s.p, n);
		h = (h ^ k) * 0x9e3779b97f4a7c15;
		h ^= h >> 29;
		s = span_sub(s, n, s.n);
	}
	h *= 0xbf58476d1ce4e5b9;
	return (uint32_t)(h >> 32);
}

/* Where s is, or would be. */
static struct word_slot *
slot_of(const struct words *w, struct span s, uint32_t h)
{
	size_t i = h & (w->size - 1);

	for (; w->slot[i].at != 0; i = (i + 1) & (w->size - 1)) {
		const char *t = w->text.p + w->slot[i].at;

		if (w->slot[i].hash == h &&
		    strncmp(t, (const char *)s.p, s.n) == 0 && t[s.n] == '\0')
			break;
	}
	return &w->slot[i];
}

static void
words_grow(struct words *w)
{
	struct word_slot *old = w->slot;
	size_t n = w->size;

	w->size = n == 0 ? WORDS_FIRST : 2 * n;
	w->slot = mem_alloc(w->size * sizeof(*w->slot));
	for (size_t i = 0; i < n; i++) {
		size_t k = old[i].hash & (w->size - 1);

		if (old[i].at == 0)
			continue;
		while (w->slot[k].at != 0)
			k = (k + 1) & (w->size - 1);
		w->slot[k] = old[i];
	}
	free(old);
}

/* s holds no NUL. */
uint32_t
words_put(struct words *w, struct span s)
{
	struct word_slot *q;
	uint32_t h = hash(s);

	if (s.n == 0)
		return 0;
	if (2 * w->n >= w->size)
		words_grow(w);
	q = slot_of(w, s, h);
	if (q->at != 0)
		return q->at;
	if (w->text.n == 0)
		buf_chr(&w->text, '\0');
	*q = (struct word_slot){ (uint32_t)w->text.n, h };
	buf_span(&w->text, s);
	buf_chr(&w->text, '\0');
	assert(!w->text.over);
	w->n++;
	return q->at;
}

const char *
words_at(const struct words *w, uint32_t at)
{
	return at == 0 ? "" : w->text.p + at;
}

struct words *
words_new(void)
{
	struct words *w = mem_alloc(sizeof(*w));

	w->owners = 1;
	return w;
}

struct words *
words_share(struct words *w)
{
	w->owners++;
	return w;
}

void
words_drop(struct words *w)
{
	if (w == NULL || --w->owners != 0)
		return;
	buf_clear(&w->text);
	free(w->slot);
	free(w);
}
