/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/parse.h"

#include <string.h>

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sumfile s;

	sums_parse((struct span){ data, size }, &s);
	accepted = s.grammar != SUM_MALFORMED;
	if (s.grammar != SUM_MALFORMED) {
		assert(hex_is(span_of(s.hex), 32));
		assert(s.name.n <= size);
	}
	return 0;
}
