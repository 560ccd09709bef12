/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/parse.h"

bool accepted;

static void
inside(struct place at, size_t size)
{
	assert((size_t)at.offset + at.len <= size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct statsfile f = { 0 };
	uint64_t rows = 0;

	stats_parse((struct span){ data, size },
	    source_find("afrinic-extended"), &f);
	accepted = f.has_header && f.n != 0;
	assert(f.n <= f.rows_all);
	for (int k = 0; k < FAM_N; k++)
		rows += f.rows[k];
	assert(rows <= f.rows_all);
	for (size_t i = 0; i < f.n; i++) {
		const struct record *r = &f.v[i];
		char t[RANGE_TEXT];
		struct range again;

		inside(r->at, size);
		assert(r->r.lo <= r->r.hi &&
		    r->r.hi <= num_max((enum family)r->fam));
		/* What is printed is read back as the same. */
		range_text((enum family)r->fam, r->r, t);
		assert(range_parse((enum family)r->fam, span_of(t), &again) ==
			0 &&
		    again.lo == r->r.lo && again.hi == r->r.hi);
	}
	for (int n = 0; n < SN_N; n++)
		for (uint32_t i = 0;
		     i < f.notes[n].count && i < STATS_NOTE_PLACES; i++)
			inside(f.notes[n].at[i], size);
	statsfile_asof(&f);
	statsfile_clear(&f);
	return 0;
}
