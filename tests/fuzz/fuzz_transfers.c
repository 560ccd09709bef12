/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/parse.h"

bool accepted;

/* Places lie within the bytes, ranges are ranges, nothing is counted twice. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(transferlog_clear) struct transferlog l = { 0 };
	uint64_t ranges = 0;

	transfers_parse((struct span){ data, size }, NULL, &l);
	accepted = l.n != 0;
	assert(l.n <= l.entries);
	for (size_t i = 0; i < l.n; i++) {
		const struct transfer *t = &l.v[i];

		assert((size_t)t->at.offset + t->at.len <= size);
		assert(t->at.line >= 1);
		assert(t->first == ranges);
		ranges += t->n;
		assert(t->from >= -1 && t->from < RIR_N);
	}
	assert(ranges == l.ranges_n);
	for (size_t i = 0; i < l.ranges_n; i++)
		assert(l.ranges[i].r.lo <= l.ranges[i].r.hi &&
		    l.ranges[i].r.hi <= num_max((enum family)l.ranges[i].fam));
	for (int i = 0; i < TN_N; i++)
		assert(l.notes[i].count <= (l.entries + 8) * 8 + size);
	return 0;
}
