/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/verify.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Neighbours in a repository have the same issuer. */
#define KEPT 64

/* A modulus, ready to be computed with. */
struct modulus {
	uint32_t slot;
	bool ready;
	BIGNUM *n;
	BN_MONT_CTX *mont;
};

struct verifier {
	OSSL_LIB_CTX *lib; /* of its own: a shared one locks on every fetch */
	EVP_MD *md;
	EVP_MD_CTX *digest;
	BN_CTX *ctx;
	BIGNUM *sig, *acc;
	struct modulus once, kept[KEPT];
};

static void
modulus_clear(struct modulus *m)
{
	BN_MONT_CTX_free(m->mont);
	BN_free(m->n);
}

void
verifier_free(struct verifier *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < KEPT; i++)
		modulus_clear(&v->kept[i]);
	modulus_clear(&v->once);
	BN_free(v->acc);
	BN_free(v->sig);
	BN_CTX_free(v->ctx);
	EVP_MD_CTX_free(v->digest);
	EVP_MD_free(v->md);
	OSSL_LIB_CTX_free(v->lib);
	free(v);
}

struct verifier *
verifier_new(void)
{
	struct verifier *v = mem_alloc(sizeof(*v));

	v->lib = OSSL_LIB_CTX_new();
	v->md = EVP_MD_fetch(v->lib, "SHA256", NULL);
	v->digest = EVP_MD_CTX_new();
	v->ctx = BN_CTX_new_ex(v->lib);
	v->sig = BN_new();
	v->acc = BN_new();
	if (v->md == NULL || v->digest == NULL || v->ctx == NULL ||
	    v->sig == NULL || v->acc == NULL) {
		verifier_free(v);
		return NULL;
	}
	return v;
}

void
verifier_sha256(struct verifier *v, struct span s,
    unsigned char ret[DIGEST_LEN])
{
	int ok = EVP_DigestInit_ex2(v->digest, v->md, NULL) == 1 &&
	    EVP_DigestUpdate(v->digest, s.p, s.n) == 1 &&
	    EVP_DigestFinal_ex(v->digest, ret, NULL) == 1;

	assert(ok);
}

/* False: it is even, and no modulus of RSA. */
static bool
modulus_set(struct verifier *v, struct modulus *m, const unsigned char *n)
{
	if (m->n == NULL) {
		m->n = BN_new();
		m->mont = BN_MONT_CTX_new();
	}
	m->ready = m->n != NULL && m->mont != NULL &&
	    BN_bin2bn(n, RSA_BYTES, m->n) != NULL && BN_is_odd(m->n) &&
	    BN_MONT_CTX_set(m->mont, m->n, v->ctx) == 1;
	return m->ready;
}

static const struct modulus *
modulus_of(struct verifier *v, uint32_t slot, const unsigned char *n)
{
	struct modulus *m =
	    slot == KEY_ONCE ? &v->once : &v->kept[slot % KEPT];

	if (slot != KEY_ONCE && m->ready && m->slot == slot)
		return m;
	m->slot = slot;
	return modulus_set(v, m, n) ? m : NULL;
}

/* acc = sig ^ 65537: sixteen squarings in Montgomery's form, and a product
 * that leaves it. */
static bool
power(struct verifier *v, const struct modulus *m)
{
	if (BN_to_montgomery(v->acc, v->sig, m->mont, v->ctx) != 1)
		return false;
	for (int i = 0; i < 16; i++)
		if (BN_mod_mul_montgomery(v->acc, v->acc, v->acc, m->mont,
			v->ctx) != 1)
			return false;
	return BN_mod_mul_montgomery(v->acc, v->acc, v->sig, m->mont,
		   v->ctx) == 1;
}

/* EMSA-PKCS1-v1_5 (RFC 8017 section 9.2) of a SHA-256. */
static void
encoded(const unsigned char digest[DIGEST_LEN], unsigned char ret[RSA_BYTES])
{
	static const unsigned char info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06,
		0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
		0x05, 0x00, 0x04, 0x20 };
	const size_t at = RSA_BYTES - DIGEST_LEN;

	memset(ret, 0xff, RSA_BYTES);
	ret[0] = 0;
	ret[1] = 1;
	ret[at - sizeof(info) - 1] = 0;
	memcpy(ret + at - sizeof(info), info, sizeof(info));
	memcpy(ret + at, digest, DIGEST_LEN);
}

/*
 * RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2): what was signed is encoded anew
 * and compared, so that there is no padding to be read.  On OpenSSL's numbers
 * and not its EVP_PKEY: most keys are used once, and to make one of those
 * costs as much as the check.
 */
bool
verifier_rsa(struct verifier *v, uint32_t slot, const unsigned char *n,
    const unsigned char digest[DIGEST_LEN], const unsigned char *sig)
{
	const struct modulus *m = modulus_of(v, slot, n);
	unsigned char want[RSA_BYTES], got[RSA_BYTES];

	if (m == NULL || BN_bin2bn(sig, RSA_BYTES, v->sig) == NULL ||
	    BN_cmp(v->sig, m->n) >= 0 || !power(v, m) ||
	    BN_bn2binpad(v->acc, got, RSA_BYTES) != RSA_BYTES)
		return false;
	encoded(digest, want);
	return memcmp(got, want, RSA_BYTES) == 0;
}

bool
verifier_bytes(struct verifier *v, uint32_t slot, const unsigned char *n,
    struct span bytes, const unsigned char *sig)
{
	unsigned char digest[DIGEST_LEN];

	verifier_sha256(v, bytes, digest);
	return verifier_rsa(v, slot, n, digest, sig);
}

enum reason
verifier_cms(struct verifier *v, const struct cms *c)
{
	unsigned char digest[DIGEST_LEN], head = DER_SET;
	int ok;

	verifier_sha256(v, c->content, digest);
	MUST(memcmp(digest, c->digest.p, DIGEST_LEN) == 0,
	    RR_CMS_CONTENT_HASH);
	/* Signed is the SET OF, where the object has [0]. */
	ok = EVP_DigestInit_ex2(v->digest, v->md, NULL) == 1 &&
	    EVP_DigestUpdate(v->digest, &head, 1) == 1 &&
	    EVP_DigestUpdate(v->digest, c->attrs.p + 1, c->attrs.n - 1) == 1 &&
	    EVP_DigestFinal_ex(v->digest, digest, NULL) == 1;
	assert(ok);
	MUST(verifier_rsa(v, KEY_ONCE, c->ee.n.p, digest, c->sig.p),
	    RR_CMS_SIGNATURE);
	return RR_OK;
}
