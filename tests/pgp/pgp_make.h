/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PGP_MAKE_H
#define PGP_MAKE_H
/*
 * OpenPGP keys and detached signatures that are the same each time: Ed25519,
 * of a key that a seed gives.  Written by another hand than what reads them.
 */
#include "base/base.h"
#include "base/date.h"

/* What differs from a plain signature of a document. */
struct pgp_odd {
	int version;	    /* 0: 4 */
	unsigned char type; /* 1: of text */
	unsigned char hash; /* 0: 8, SHA-256; named only, if another */
	const char *hashed; /* further subpackets, their octets in hex */
	bool nameless;	    /* no issuer */
};

/* The public key, a binary packet; as base64 in pgp_make_pin. */
void pgp_make_key(unsigned char seed, struct buf *out);
void pgp_make_pin(unsigned char seed, struct buf *out);
/* Its fingerprint in hex, 40 digits. */
void pgp_make_fingerprint(unsigned char seed, char ret[41]);
/* The packet; odd may be NULL. */
void pgp_make_signature(unsigned char seed, struct span data, utc_t made,
    const struct pgp_odd *odd, struct buf *out);
void pgp_make_armour(struct span packets, struct buf *out);
/* Both. */
void pgp_make_asc(unsigned char seed, struct span data, utc_t made,
    struct buf *out);

#endif
