/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_BOOTSTRAP_H
#define PARSE_BOOTSTRAP_H
/* IANA's RDAP bootstrap registries: asn.json, ipv4.json, ipv6.json. */
#include "model/bootstrap.h"

#define BOOTSTRAP_SERVICES_MAX 1000
#define BOOTSTRAP_ENTRIES_MAX 100000

/*
 * One of them, of family fam.  Always succeeds: what is none has BN_NO_FILE.
 * An entry that cannot be read costs no other.  src is kept, no more, and may
 * be NULL.  *ret must be zeroed or cleared, and borrows bytes.
 */
void bootstrap_parse(struct span bytes, const struct source *src,
    enum family fam, struct bootstrap *ret);
/* The limits, but for their own test. */
extern size_t bootstrap_services_max, bootstrap_entries_max;

#endif
