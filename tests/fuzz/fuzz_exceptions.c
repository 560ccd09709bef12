/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "audit/exception.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct exceptions x = { 0 };

	accepted =
	    exceptions_parse((struct span){ data, size }, &x, NULL) == 0;
	for (size_t i = 1; i < x.n; i++)
		assert(
		    span_cmp(span_of(x.v[i - 1].id), span_of(x.v[i].id)) <= 0);
	exceptions_clear(&x);
	return 0;
}
