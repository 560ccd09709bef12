/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_CRL_H
#define RPKI_CRL_H
/* Certificate revocation lists (RFC 6487 section 5). */
#include "rpki/cert.h"

struct crl {
	struct span tbs, sig, issuer; /* into the caller's bytes */
	struct span number;
	utc_t this_update, next_update;
	unsigned char aki[KEYID_LEN];
	struct span *revoked; /* serials, sorted; owned */
	size_t n, cap;
	enum reason note;
};
enum reason crl_parse(struct span der, struct crl *ret);
void crl_clear(struct crl *c);
bool crl_has(const struct crl *c, struct span serial);

#endif
