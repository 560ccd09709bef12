/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/sshsig.h"

#include <string.h>

bool accepted;

/* A signature, a line of '=', allowed signers.  The message is the corpus's;
 * what is accepted must fail over any other. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char cut[] = "\n=\n";
	struct span sig = { data, size }, allowed = { data + size, 0 };

	for (size_t i = 0; i + sizeof(cut) - 1 <= size; i++)
		if (memcmp(data + i, cut, sizeof(cut) - 1) == 0) {
			sig.n = i + 1;
			allowed = span_sub((struct span){ data, size },
			    i + sizeof(cut) - 1, size);
			break;
		}
	accepted = sshsig_verify(sig, "git", span_of("a message\n"), allowed,
		       NULL) == 0;
	if (accepted) {
		int r = sshsig_verify(sig, "git", span_of("another\n"),
		    allowed, NULL);

		assert(r != 0);
		r = sshsig_verify(sig, "file", span_of("a message\n"), allowed,
		    NULL);
		assert(r != 0);
	}
	return 0;
}
