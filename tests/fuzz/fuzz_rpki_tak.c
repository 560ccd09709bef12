/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/payload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct res ee = { .ip = true, .inherit = { [FAM_IPV4] = true } };
	struct tak *t = NULL;

	(void)tak_parse((struct span){ data, size }, &ee, &t);
	tak_free(t);
	return 0;
}
