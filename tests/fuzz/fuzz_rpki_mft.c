/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/payload.h"
#include "rpki/uri.h"

#include <string.h>

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct res ee = { .ip = true, .inherit = { [FAM_IPV4] = true } };
	struct mft *m = NULL;

	accepted = mft_parse((struct span){ data, size }, &ee, &m) == RR_OK;
	if (!accepted)
		return 0;
	assert(m->n != 0 && m->crl < m->n && m->this_update < m->next_update);
	for (size_t i = 0; i < m->n; i++)
		assert(uri_file_name(span_of(mft_name(m, i))));
	mft_free(m);
	return 0;
}
