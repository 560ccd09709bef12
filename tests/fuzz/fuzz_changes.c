/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/changes.h"

bool accepted;

/* Places lie within the bytes and after one another, ranges are ranges. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(changefeed_clear) struct changefeed f = { 0 };
	uint64_t ranges = 0, end = 0;

	changes_parse((struct span){ data, size }, NULL, &f);
	accepted = f.has_head && f.notes[CN_ENTRY_BAD].count == 0;
	assert(f.n <= f.entries);
	for (size_t i = 0; i < f.n; i++) {
		const struct feed_entry *c = &f.v[i];

		assert(c->at.offset >= end);
		end = (uint64_t)c->at.offset + c->at.len;
		assert(end <= size);
		assert(c->custodian.len == 0 ||
		    (c->custodian.offset > c->at.offset &&
			(uint64_t)c->custodian.offset + c->custodian.len <
			    end &&
			c->custodian.line == c->at.line));
		assert(c->first == ranges);
		ranges += c->n;
		assert(c->type <= CT_OTHER && c->status >= -1 &&
		    c->status <= ST_OTHER);
	}
	assert(ranges == f.ranges_n);
	for (size_t i = 0; i < f.ranges_n; i++)
		assert(f.ranges[i].r.lo <= f.ranges[i].r.hi &&
		    f.ranges[i].r.hi <= num_max((enum family)f.ranges[i].fam));
	assert(!changefeed_whole(&f) || f.declared == f.entries);
	assert((uint64_t)f.stats_begin.offset + f.stats_begin.len <= size);
	return 0;
}
