/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_VERIFY_H
#define RPKI_VERIFY_H
/* Digests and RSA signatures by OpenSSL; one verifier a thread. */
#include "rpki/cms.h"

struct verifier;
struct verifier *verifier_new(void); /* NULL: OpenSSL has no RSA or SHA-256 */
void verifier_free(struct verifier *v);

void verifier_sha256(struct verifier *v, struct span s,
    unsigned char ret[DIGEST_LEN]);
/* RSASSA-PKCS1-v1_5 with SHA-256 over that digest; e is 65537.  slot: a
 * number of the key, by which it is kept for the next call; KEY_ONCE: not
 * kept. */
#define KEY_ONCE UINT32_MAX
bool verifier_rsa(struct verifier *v, uint32_t slot, const unsigned char *n,
    const unsigned char digest[DIGEST_LEN], const unsigned char *sig);
/* The same over bytes. */
bool verifier_bytes(struct verifier *v, uint32_t slot, const unsigned char *n,
    struct span bytes, const unsigned char *sig);
/* The digest of the content, and the signature over the attributes. */
enum reason verifier_cms(struct verifier *v, const struct cms *c);

/* fn(arg, thread, i) for each i below n, on so many threads or fewer; returns
 * when all are done.  No two at a time have the same thread. */
typedef void pool_fn(void *arg, unsigned thread, size_t i);
void pool_run(size_t n, unsigned threads, pool_fn *fn, void *arg);

#endif
