/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_KEYRING_H
#define IO_KEYRING_H
/*
 * What the branch keys of a history says of its keys, in four files:
 *   allowed_signers  the keys that sign commits and tags, git's own format
 *   report-cas.pem   the CAs that reports' certificates end in
 *   report.crl       their CRLs, PEM; may be empty
 *   revoked          a line each, "ssh SHA256:FINGERPRINT since TIME" or
 *                    "certificate SHA256-HEX since TIME", TIME as RFC 3339
 * Texts in, texts out.  Only the form that is printed
 * here is read.
 */
#include "base/digest.h"
#include "io/signers.h"

#define KEYRING_KEYS_MAX 1000		   /* and as many certificates */
#define KEYRING_TEXT_MAX ((size_t)1 << 20) /* bytes of each file */
#define KEYRING_PRINCIPAL "nroaudit@localhost"

#define KEYRING_SIGNERS "allowed_signers"
#define KEYRING_CAS "report-cas.pem"
#define KEYRING_CRLS "report.crl"
#define KEYRING_REVOKED "revoked"

struct ring_key {
	struct signer_line is;
	utc_t revoked; /* since when; TIME_NONE: it is not */
};
struct ring_cert {
	char sha256[SHA256_HEX];
	utc_t since;
};
struct keyring {
	struct ring_key *keys; /* the root first, the newest last */
	size_t keys_n, keys_cap;
	struct ring_cert *certs; /* revoked ones */
	size_t certs_n, certs_cap;
	struct buf cas, crls;
};
void keyring_clear(struct keyring *r); /* NULL-safe */

struct keyring_text {
	struct span signers, revoked, cas, crls;
};
/* *ret holds copies.  ERR_DATA naming file, line and reason. */
int keyring_parse(const struct keyring_text *t, struct keyring *ret,
    struct err *e);
void keyring_print_signers(const struct keyring *r, struct buf *out);
void keyring_print_revoked(const struct keyring *r, struct buf *out);

/* NULL where there is none. */
struct ring_key *keyring_find(const struct keyring *r,
    const unsigned char pub[SSH_PUBLIC_SIZE]);
struct ring_key *keyring_named(const struct keyring *r,
    const char *fingerprint);
struct ring_key *keyring_add(struct keyring *r,
    const unsigned char pub[SSH_PUBLIC_SIZE], utc_t from);
/* An earlier since stands; a later one changes nothing. */
void keyring_revoke_key(struct ring_key *k, utc_t since);
void keyring_revoke_cert(struct keyring *r, const char *sha256, utc_t since);
/* PEM certificates or CRLs that are not there yet, at the end. */
void keyring_add_pem(struct buf *to, struct span pem);

/*
 * May this key have signed something that bears that time?  0 where yes; -1
 * with the reason.  A revoked key is another question: *ret_revoked is since
 * when, TIME_NONE where it is not; its end is not looked at.
 */
int keyring_judge(const struct keyring *r,
    const unsigned char pub[SSH_PUBLIC_SIZE], utc_t when, utc_t *ret_revoked,
    struct err *e);

/* What of `before` is gone or was widened in `now`: nothing may be.  0, or
 * ERR_DATA with the reason. */
int keyring_grown(const struct keyring *before, const struct keyring *now,
    struct err *e);

/*
 * Roots from outside: fingerprints between blanks, line ends or commas.  The
 * first is of the key that signed the first commit on keys; each further one
 * must be of a key that is in the ring and not revoked.  ERR_DATA.
 */
int keyring_rooted(const struct keyring *r, struct span roots, struct err *e);

#endif
