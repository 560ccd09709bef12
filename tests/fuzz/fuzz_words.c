/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "base/date.h"
#include "num/range.h"

bool accepted;

static void
days(struct span s)
{
	char t[DAY_TEXT];
	day_t d, again;

	if (day_parse(s, &d) != 0)
		return;
	accepted = true;
	assert(day_valid(d));
	assert(day_parse(span_of(day_text(d, t)), &again) == 0 && again == d);
	assert(day_of(day_start(d)) == d);
}

static void
instants(struct span s, bool http)
{
	char t[UTC_TEXT];
	utc_t u, again;

	if ((http ? utc_parse_http(s, &u) : utc_parse(s, &u)) != 0)
		return;
	accepted = true;
	assert(u >= UTC_FIRST && u <= UTC_LAST);
	assert(utc_parse(span_of(utc_text(u, t)), &again) == 0 && again == u);
}

static void
numbers(enum family f, struct span s)
{
	char t[NUM_TEXT], q[RANGE_TEXT];
	struct range r, r2;
	num_t n, again;
	bool canonical;

	if (num_parse(f, s, &n, &canonical) == 0) {
		assert(n <= num_max(f));
		num_text(f, n, t);
		assert(
		    num_parse(f, span_of(t), &again, NULL) == 0 && again == n);
		/* Canonical text is what would be printed. */
		assert(canonical == span_is(s, t));
	}
	if (range_parse(f, s, &r) == 0) {
		accepted = true;
		assert(r.lo <= r.hi && r.hi <= num_max(f));
		range_text(f, r, q);
		assert(range_parse(f, span_of(q), &r2) == 0 && r2.lo == r.lo &&
		    r2.hi == r.hi);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { data, size };
	uint64_t v;

	accepted = false;
	days(s);
	instants(s, false);
	instants(s, true);
	for (int f = 0; f < FAM_N; f++)
		numbers((enum family)f, s);
	if (span_u64(s, 1000, &v) == 0)
		assert(v <= 1000);
	while (s.n != 0) {
		size_t n = span_utf8(s);

		assert(n <= 4 && n <= s.n);
		s = span_sub(s, n == 0 ? 1 : n, s.n);
	}
	return 0;
}
