/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/payload.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct res ee = { .ip = true, .inherit = { [FAM_IPV4] = true } };
	struct tak *t = NULL;

	accepted = tak_parse((struct span){ data, size }, &ee, &t) == RR_OK;
	tak_free(t);
	return 0;
}
