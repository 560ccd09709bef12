/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/transfer.h"

#include <stdlib.h>
#include <string.h>

const char *
transfer_type_name(enum transfer_type t)
{
	static const char *const names[] = { "MERGER_ACQUISITION",
		"RESOURCE_TRANSFER", "other" };

	return names[t];
}

const char *
transfer_status_name(enum transfer_status s)
{
	static const char *const names[] = { "", "SOURCE_INITIALIZED",
		"RECIPIENT_ACCEPTED", "SOURCE_FINALIZED", "SOURCE_CANCELLED",
		"RECIPIENT_CANCELLED", "other" };

	return names[s];
}

const char *
transfer_note_name(enum transfer_note n)
{
	static const char *const names[TN_N] = { "no-log", "version",
		"producer", "utc-offset", "production-date",
		"records-interval", "entry-bad", "no-resources",
		"no-transfer-set", "kinds-several", "set-in-array",
		"address-text", "address-bad", "asn-string", "reversed",
		"beyond-original", "date-missing", "date-bad", "date-spelling",
		"organization-missing", "name-null", "country-bad",
		"rir-missing", "rir-unknown", "type-unknown", "member-unknown",
		"status-unknown", "status-missing", "status-within-one",
		"limit" };

	return names[n];
}

bool
transferlog_whole(const struct transferlog *l)
{
	static const enum transfer_note lacks[] = { TN_NO_LOG, TN_LIMIT,
		TN_ENTRY_BAD, TN_NO_RESOURCES, TN_ADDRESS_BAD, TN_REVERSED };

	for (size_t i = 0; i < ARRAY_LEN(lacks); i++)
		if (l->notes[lacks[i]].count != 0)
			return false;
	return l->format != TF_NONE;
}

bool
transferlog_covers(const struct transferlog *l, utc_t from, utc_t to)
{
	return l->begin != TIME_NONE && l->end != TIME_NONE &&
	    l->begin <= from && to <= l->end &&
	    (l->produced == TIME_NONE || to <= l->produced);
}

void
transferlog_clear(struct transferlog *l)
{
	if (l == NULL)
		return;
	free(l->v);
	free(l->ranges);
	memset(l, 0, sizeof(*l));
}
