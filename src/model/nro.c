/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/nro.h"

#include <stdlib.h>
#include <string.h>

const char *
nro_kind_name(enum nro_kind k)
{
	static const char *const names[NRO_KINDS] = { "combined", "conflicts",
		"unclaimed", "overclaimed", "allowed" };

	return names[k];
}

const char *
nro_origin_name(enum nro_origin o)
{
	static const char *const names[] = { "e-stats", "iana", "other" };

	return names[o];
}

const char *
nro_note_name(enum nro_note n)
{
	static const char *const names[NN_N] = { "fields", "registry",
		"origin", "not-a-pair", "apart" };

	return names[n];
}

void
nrofile_clear(struct nrofile *f)
{
	if (f == NULL)
		return;
	statsfile_clear(&f->stats);
	free(f->rows);
	free(f->pairs);
	memset(f, 0, sizeof(*f));
}

bool
nrofile_short(const struct nrofile *f)
{
	const struct statsfile *s = &f->stats;

	if (f->kind == NRO_COMBINED)
		return statsfile_short(s);
	return s->notes[SN_HTML].count != 0 ||
	    s->notes[SN_ROWS_MAX].count != 0 ||
	    s->notes[SN_CUT_MID_LINE].count != 0;
}
