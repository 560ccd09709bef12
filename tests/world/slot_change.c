/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of what changes from one file to the next. */
#include "tests/world/slot.h"

size_t
change_rows(const struct incident *i, bool on, struct row out[INC_ROWS])
{
	out[0] = slot_delegated(i->a, i->r);
	switch ((int)i->kind) {
	case INC_REDATE:
		out[0].date = on ? 20190410 : out[0].date;
		return 1;
	case INC_REDATE_HALF:
		if (!on)
			return 1;
		slot_halves(out[0], out);
		out[1].date = 20190410;
		return 2;
	case INC_GAP:
	case INC_REISSUE:
	case INC_REISSUE_LATE:
	case INC_MOVE_REDATED:
		return !on;
	case INC_OLD:
		if (!on)
			out[0] = slot_pool(i->r,
			    i->fam == FAM_IPV4 ? ST_RESERVED : ST_AVAILABLE);
		else if (i->date != 0)
			out[0].date = i->date;
		return 1;
	case INC_FLAP:
		if (on)
			out[0] = slot_pool(i->r,
			    i->fam == FAM_ASN ? ST_RESERVED : ST_AVAILABLE);
		return !on || i->fam != FAM_IPV6;
	default: /* nothing does */
		return 1;
	}
}

size_t
change_rows_other(const struct incident *i, size_t rir, int state,
    struct row out[INC_ROWS])
{
	int after = i->kind == INC_GAP	? 2 :
	    i->kind == INC_REISSUE	? 1 :
	    i->kind == INC_REISSUE_LATE ? 17 :
					  0;

	out[0] = slot_delegated(rir, i->r);
	if (i->date != 0)
		out[0].date = i->date;
	return state >= i->on.start + after;
}
