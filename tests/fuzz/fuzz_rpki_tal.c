/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/tal.h"
#include "rpki/uri.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(tal_clear) struct tal t = { 0 };
	struct span n;

	accepted = tal_parse((struct span){ data, size }, "t", &t, NULL) == 0;
	if (!accepted)
		return 0;
	assert(t.uris_n != 0 && t.uris_n <= TAL_URIS_MAX);
	for (size_t i = 0; i < t.uris_n; i++)
		assert(uri_rsync(span_of(t.uris[i])) == RR_OK ||
		    uri_https(span_of(t.uris[i])) == RR_OK);
	assert(key_parse((struct span){ t.spki, t.spki_n }, &n) == RR_OK);
	return 0;
}
