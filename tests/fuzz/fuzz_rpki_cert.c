/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "rpki/cert.h"
#include "rpki/uri.h"

bool accepted;

static void
check(const struct cert *c, enum cert_kind kind)
{
	assert(c->tbs.n != 0 && c->sig.n == RSA_BYTES);
	assert(c->not_before <= c->not_after);
	assert(c->serial.n >= 1 && c->serial.n <= SERIAL_MAX);
	assert(c->res.ip || c->res.as);
	if (c->kind != CERT_ROUTER)
		assert(c->n.n == RSA_BYTES);
	if (c->kind == CERT_CA || c->kind == CERT_TA)
		assert(
		    uri_rsync(c->mft) == RR_OK && uri_rsync(c->repo) == RR_OK);
	if (kind == CERT_EE)
		assert(uri_rsync(c->object) == RR_OK && c->has_aki);
	assert(name_eq(c->issuer, c->issuer));
	assert(res_within(&c->res, &c->res) == RR_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum cert_kind kinds[] = { CERT_FILE, CERT_TA, CERT_EE };

	accepted = false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		AUTO(cert_clear) struct cert c = { 0 };

		if (cert_parse((struct span){ data, size }, kinds[i], &c) !=
		    RR_OK)
			continue;
		accepted = true;
		check(&c, kinds[i]);
	}
	return 0;
}
