/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_PGP_PRIV_H
#define PARSE_PGP_PRIV_H
/* Armour, packets, keys: between the files that read OpenPGP. */
#include "parse/pgp.h"

#include <openssl/evp.h>

/* --- armour (pgp_armour.c) --- */

/* Base64 without white space, padded; what it stands for is added to out. */
int pgp_base64(struct span text, struct buf *out);
/*
 * The binary packets of a .asc: armoured as a signature (RFC 4880 section
 * 6.2), or as they are.  What stands before and behind the armour, and its
 * checksum, is passed over (RFC 9580 section 6.1).  -1 where it is neither.
 */
int pgp_dearmour(struct span asc, struct buf *out);

/* --- packets (pgp_packet.c) --- */

enum pgp_tag {
	PGP_TAG_SIGNATURE = 2,
	PGP_TAG_SECRET = 5,
	PGP_TAG_PUBLIC = 6,
	PGP_TAG_SECRET_SUBKEY = 7,
	PGP_TAG_MARKER = 10,
	PGP_TAG_PUBLIC_SUBKEY = 14
};
/* The first packet leaves *rest.  0; 1 at the end; -1: no packet, or one of a
 * length that is told later (section 4.2). */
int pgp_packet(struct span *rest, int *ret_tag, struct span *ret_body);

/* A number of so many bytes, big-endian, leaves *rest; -1 if it cannot. */
int pgp_number(struct span *rest, size_t bytes, uint32_t *ret);
/* A multiprecision integer's bytes without leading zeros, at most
 * PGP_MPI_MAX. */
int pgp_mpi(struct span *rest, struct span *ret);

enum { PGP_DOCUMENT = 0x00, PGP_TEXT = 0x01, PGP_SUBKEY = 0x18 };
enum {
	PGP_RSA = 1,
	PGP_RSA_SIGN = 3,
	PGP_DSA = 17,
	PGP_ECDSA = 19,
	PGP_EDDSA = 22
};
#define PGP_FINGERPRINT 20
#define PGP_KEY_ID 8

/* A signature packet of version 3 or 4 (sections 5.2.2 and 5.2.3). */
struct pgp_signature {
	uint32_t version, type, algorithm, hash;
	struct span hashed;	 /* of the packet, behind the data */
	struct span issuer;	 /* key id, n 0 if not told */
	struct span fingerprint; /* of the issuer, n 0 if not told */
	utc_t made;		 /* TIME_NONE if not told */
	struct span mpis;
	bool unknown; /* a critical subpacket that we do not know */
};
/* 0; 1: of another version; -1: malformed. */
int pgp_signature_read(struct span body, struct pgp_signature *ret);

/* --- keys (pgp_key.c) --- */

struct pgp_key {
	EVP_PKEY *pkey;
	uint32_t algorithm;
	struct span body; /* of its packet */
	unsigned char fingerprint[PGP_FINGERPRINT];
};
struct pgp_keys {
	struct buf bytes;
	struct pgp_key v[PGP_KEYS_MAX];
	size_t n;
};
void pgp_keys_clear(struct pgp_keys *k);
/*
 * Primary keys, and the subkeys that they bind (section 5.2.1, type 0x18).
 * Keys of other versions and algorithms are passed over.  Zeroed at the
 * start, cleared by the caller in any case.
 */
int pgp_keys_read(const char *pinned, struct pgp_keys *ret, struct err *e);
bool pgp_key_is(const struct pgp_key *k, const struct pgp_signature *s);

/* --- what is signed (pgp_verify.c) --- */

bool pgp_hash_known(uint32_t hash);
/* s over data, made by k? */
bool pgp_made_by(const struct pgp_signature *s, struct span data,
    const struct pgp_key *k);
/* The same over keys: each with its three octets before it (section 5.2.4).
 */
bool pgp_bound_by(const struct pgp_signature *s, const struct pgp_key *primary,
    const struct pgp_key *subkey);

#endif
