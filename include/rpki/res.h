/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_RES_H
#define RPKI_RES_H
/* Internet number resources of a certificate (RFC 3779), as sets. */
#include "num/rset.h"
#include "rpki/reason.h"

#define RES_ENTRIES_MAX 200000

struct res {
	bool ip, as; /* which extensions are there */
	bool inherit[FAM_N];
	struct rset set[FAM_N]; /* empty where inherited */
};
void res_clear(struct res *r);
#define AUTO_RES AUTO(res_clear) struct res

/* The extensions' values; both add to *ret, which stays owned by the caller
 * also on failure. */
enum reason res_ip_parse(struct span v, struct res *ret);
enum reason res_as_parse(struct span v, struct res *ret);
/* Bits of a BIT STRING as the addresses lo..hi of that family. */
enum reason res_prefix(enum family f, struct span bytes, size_t bits,
    struct range *ret);

/* Everything that is there is inherited, and something is. */
bool res_inherits_all(const struct res *r);
bool res_inherits_any(const struct res *r);
/* RFC 3779 sections 2.3 and 3.3: RR_OK, or the overclaim. */
enum reason res_within(const struct res *inner, const struct res *outer);
/* What a certificate holds, given what its issuer holds. */
void res_effective(const struct res *own, const struct res *issuer,
    struct res *ret);
/* Gives back what the sets have allocated in excess. */
void res_shrink(struct res *r);

#endif
