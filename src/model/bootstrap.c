/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/bootstrap.h"

#include <stdlib.h>
#include <string.h>

const char *
boot_note_name(enum boot_note n)
{
	static const char *const names[BN_N] = { "no-file", "json", "version",
		"publication", "member-unknown", "service-bad", "no-entries",
		"entry-bad", "entry-text", "no-url", "url-bad", "no-https",
		"host-unknown", "host-several", "limit" };

	return names[n];
}

void
bootstrap_clear(struct bootstrap *b)
{
	if (b == NULL)
		return;
	free(b->v);
	free(b->services);
	memset(b, 0, sizeof(*b));
}

struct span
bootstrap_text(const struct bootstrap *b, struct place at)
{
	return span_sub(b->bytes, at.offset, at.len);
}

bool
bootstrap_whole(const struct bootstrap *b)
{
	static const enum boot_note lost[] = { BN_NO_FILE, BN_JSON, BN_VERSION,
		BN_SERVICE_BAD, BN_ENTRY_BAD, BN_LIMIT };

	for (size_t i = 0; i < ARRAY_LEN(lost); i++)
		if (b->notes[lost[i]].count != 0)
			return false;
	return true;
}

const struct boot_entry *
bootstrap_find(const struct bootstrap *b, num_t n)
{
	const struct boot_entry *best = NULL;

	for (size_t i = 0; i < b->n; i++) {
		const struct boot_entry *e = &b->v[i];

		if (n < e->r.lo || n > e->r.hi)
			continue;
		if (best == NULL ||
		    e->r.hi - e->r.lo < best->r.hi - best->r.lo)
			best = e;
	}
	return best;
}
