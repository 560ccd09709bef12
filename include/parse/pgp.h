/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_PGP_H
#define PARSE_PGP_H
/*
 * Detached OpenPGP signatures (RFC 4880; Ed25519 as RFC 9580 keeps it) held
 * against pinned keys.  Read here, not by GnuPG: no box may run a program,
 * and an old snapshot must get the same answer from every later release.
 */
#include "base/base.h"
#include "model/dataset.h"

/* Limits; each has a test. */
#define PGP_FILE_MAX 65536 /* bytes of a .asc; theirs have under a thousand */
#define PGP_SIGNATURES_MAX 4 /* in one file; each is a pass over the data */
#define PGP_KEYS_MAX 32	     /* usable ones in a pinned key, subkeys too */
#define PGP_MPI_MAX 2048     /* bytes of a number: RSA with 16384 bits */

/*
 * What the bytes of a .asc say of file.  pinned is the base64 of public keys
 * in binary form, one after the other (config_key_ring), NULL for none: then
 * what can be read is SIG_UNJUDGED.  Of several signatures one that is good
 * is enough.  Not asked: whether key or signature have expired, and whether
 * the key is revoked; who pins a key takes it back.
 */
void pgp_judge(struct span asc, struct span file, const char *pinned,
    struct detached *ret);

/* Is it public keys, one usable at least?  ERR_DATA with the reason. */
int pgp_pinned_check(const char *pinned, struct err *e);

#endif
