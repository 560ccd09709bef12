/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "audit/ledger.h"

bool accepted;

/* The first byte chooses the file. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ledger a, b;
	AUTO_BUF one = { 0 };
	AUTO_BUF two = { 0 };
	size_t file;

	accepted = false;
	if (size == 0)
		return 0;
	file = (uint8_t)(data[0] - '0') % LEDGER_FILES;
	ledger_init(&a);
	ledger_init(&b);
	if (ledger_parse(&a, file, (struct span){ data + 1, size - 1 },
		NULL) == 0) {
		int r;

		accepted = true;
		ledger_print(&a, file, &one);
		r = ledger_parse(&b, file, buf_view(&one), NULL);
		if (r == 0) {
			ledger_print(&b, file, &two);
			assert(span_eq(buf_view(&one), buf_view(&two)));
		}
	}
	ledger_clear(&a);
	ledger_clear(&b);
	return 0;
}
