/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/parse.h"

bool accepted;

/* What was read and printed reads back the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(config_clear) struct config c = { 0 };
	AUTO(config_clear) struct config d = { 0 };
	AUTO_BUF a = { 0 };
	AUTO_BUF b = { 0 };
	int r;

	accepted = config_parse((struct span){ data, size }, &c, NULL) == 0;
	if (!accepted)
		return 0;
	config_print(&c, &a);
	r = config_parse(buf_view(&a), &d, NULL);
	assert(r == 0);
	config_print(&d, &b);
	assert(c.report_key != NULL || c.history_remote != NULL ||
	    c.history_ssh_key != NULL || span_eq(buf_view(&a), buf_view(&b)));
	return 0;
}
