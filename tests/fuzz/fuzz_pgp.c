/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/pgp.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

bool accepted;

static const char document[] = "one\ntwo \r\nthree";

static void
as_keys(struct span bytes)
{
	AUTO_FREE char *text = mem_alloc(bytes.n / 3 * 4 + 5);
	struct err e = { 0 };

	EVP_EncodeBlock((unsigned char *)text, bytes.p, (int)bytes.n);
	if (pgp_pinned_check(text, &e) != 0)
		assert(e.kind == ERR_DATA && e.msg[0] != '\0');
}

/* A .asc, a line of '=', pinned keys in base64.  The document is what GnuPG
 * signed in the corpus; what is good must be bad over any other. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char cut[] = "\n=\n";
	struct span asc = { data, size };
	AUTO_FREE char *pin = NULL;
	struct detached d, other;

	for (size_t i = 0; i + sizeof(cut) - 1 <= size; i++)
		if (memcmp(data + i, cut, sizeof(cut) - 1) == 0) {
			size_t at = i + sizeof(cut) - 1;

			asc.n = i + 1;
			pin = mem_strndup(data + at, size - at);
			break;
		}
	as_keys((struct span){ data, size < 65536 ? size : 65536 });
	pgp_judge(asc, span_of(document), pin, &d);
	accepted = d.state != SIG_MALFORMED;
	assert(d.state > SIG_ABSENT && d.state < SIG_N);
	assert(strlen(d.signer) < sizeof(d.signer));
	assert(accepted || (d.signer[0] == '\0' && d.made == TIME_NONE));
	if (d.state != SIG_GOOD)
		return 0;
	assert(pin != NULL);
	pgp_judge(asc, span_of("another"), pin, &other);
	assert(other.state == SIG_BAD || other.state == SIG_OTHER_KEY);
	return 0;
}
