/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/rpki_state.h"

bool accepted;

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(rpki_state_clear) struct rpki_state s = { 0 };
	struct err e = { ERR_NONE, "" };

	accepted = rpki_state_parse((struct span){ data, size }, &s, &e) == 0;
	if (!accepted)
		assert(e.kind == ERR_DATA && e.msg[0] != '\0');
	for (size_t i = 0; i < s.n; i++) {
		assert(hex_is(s.v[i].sha256, SHA256_HEX - 1));
		assert(hex_is(s.v[i].blob, SHA1_HEX - 1));
		assert(i == 0 || span_cmp(s.v[i - 1].uri, s.v[i].uri) < 0);
	}
	return 0;
}
