/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/keyring.h"

#include <string.h>

bool accepted;

static struct span
cut(struct span *rest)
{
	static const char mark[] = "=\n";
	struct span s = *rest;

	for (size_t i = 0; i + 2 <= s.n; i++)
		if ((i == 0 || s.p[i - 1] == '\n') &&
		    memcmp(s.p + i, mark, 2) == 0) {
			*rest = span_sub(s, i + 2, s.n);
			return span_sub(s, 0, i);
		}
	rest->n = 0;
	return s;
}

/* allowed_signers, revoked and report-cas.pem, a line of '=' between them.
 * What is read is printed as it was; it has grown out of itself, and a key of
 * it may sign within its dates and not out of them. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { data, size };
	struct keyring_text t = { 0 };
	AUTO(keyring_clear) struct keyring r = { 0 };
	AUTO_BUF signers = { 0 };
	AUTO_BUF revoked = { 0 };
	AUTO_BUF cas = { 0 };

	t.signers = cut(&rest);
	t.revoked = cut(&rest);
	t.cas = rest;
	accepted = keyring_parse(&t, &r, NULL) == 0;
	keyring_add_pem(&cas, t.cas);
	if (!accepted)
		return 0;
	keyring_print_signers(&r, &signers);
	keyring_print_revoked(&r, &revoked);
	assert(span_eq(buf_view(&signers), t.signers));
	assert(span_eq(buf_view(&revoked), t.revoked));
	assert(keyring_grown(&r, &r, NULL) == 0);
	for (size_t i = 0; i < r.keys_n; i++) {
		const struct ring_key *k = &r.keys[i];
		utc_t since = 0;
		utc_t at = k->is.from != TIME_NONE ? k->is.from : UTC_FIRST;
		int good = keyring_judge(&r, k->is.pub, at, &since, NULL);

		assert(since == (good == 0 ? k->revoked : 0));
		if (k->is.from != TIME_NONE)
			assert(keyring_judge(&r, k->is.pub, at - 1, &since,
				   NULL) != 0);
	}
	return 0;
}
