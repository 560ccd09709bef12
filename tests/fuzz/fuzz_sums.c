/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse/parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sumfile s;

	sums_parse((struct span){ data, size }, &s);
	if (s.grammar != SUM_MALFORMED) {
		assert(hex_is(span_of(s.hex), 32));
		assert(s.name.n <= size);
	}
	return 0;
}
