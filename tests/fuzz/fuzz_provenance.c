/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/provenance.h"
#include "parse/parse.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct provenance p, q;
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };

	accepted =
	    provenance_parse((struct span){ data, size }, &p, NULL) == 0;
	if (accepted) {
		/* What was accepted is printed and read back as the same. */
		int r;

		provenance_xml(&p, &one);
		r = provenance_parse(buf_view(&one), &q, NULL);
		assert(r == 0);
		provenance_xml(&q, &two);
		assert(span_eq(buf_view(&one), buf_view(&two)));
		provenance_clear(&q);
	}
	provenance_clear(&p);
	return 0;
}
