/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/changes.h"

#include <stdlib.h>
#include <string.h>

const char *
change_type_name(enum change_type t)
{
	static const char *const names[] = { "received-from-iana",
		"returned-to-iana", "delegated", "terminated", "freed",
		"redelegated", "transferred", "transferred-from-rir",
		"transferred-to-rir", "reserved", "claimed", "cc-changed",
		"status-changed", "other" };

	return names[t];
}

const char *
change_note_name(enum change_note n)
{
	static const char *const names[CN_N] = { "no-feed", "version",
		"count-bad", "count", "stats-url", "time-bad", "time-spelling",
		"entry-bad", "line-long", "type-unknown", "status-unknown",
		"country-bad", "custodian-bad", "no-resources", "resource-bad",
		"resource-text", "member-unknown", "limit" };

	return names[n];
}

void
changefeed_clear(struct changefeed *f)
{
	if (f == NULL)
		return;
	free(f->v);
	free(f->ranges);
	memset(f, 0, sizeof(*f));
}

struct span
changefeed_text(const struct changefeed *f, struct place at)
{
	return span_sub(f->bytes, at.offset, at.len);
}

bool
changefeed_whole(const struct changefeed *f)
{
	static const enum change_note lost[] = { CN_VERSION, CN_COUNT_BAD,
		CN_COUNT, CN_ENTRY_BAD, CN_LINE_LONG, CN_RESOURCE_BAD,
		CN_LIMIT };

	for (size_t i = 0; i < ARRAY_LEN(lost); i++)
		if (f->notes[lost[i]].count != 0)
			return false;
	return f->has_head;
}
