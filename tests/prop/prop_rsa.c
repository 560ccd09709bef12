/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures, whole and damaged, by OpenSSL's EVP and by the verifier. */
#include "rpki/verify.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 3
#define ROUNDS 200

static unsigned seed;

static unsigned
draw(unsigned below)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 8) % below;
}

struct key {
	EVP_PKEY *pkey;
	unsigned char n[RSA_BYTES];
};

static void
key_make(struct key *k)
{
	BIGNUM *n = NULL;
	int ok;

	k->pkey = EVP_RSA_gen(8 * RSA_BYTES);
	ok = EVP_PKEY_get_bn_param(k->pkey, OSSL_PKEY_PARAM_RSA_N, &n) == 1 &&
	    BN_bn2binpad(n, k->n, RSA_BYTES) == RSA_BYTES;
	assert(ok);
	BN_free(n);
}

/* RSASSA-PKCS1-v1_5 over a digest; md NULL: the bytes are the whole padding's
 * content, without a DigestInfo. */
static EVP_PKEY_CTX *
context(EVP_PKEY *k, bool sign, const EVP_MD *md)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k, NULL);
	int ok =
	    (sign ? EVP_PKEY_sign_init(c) : EVP_PKEY_verify_init(c)) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1 &&
	    (md == NULL || EVP_PKEY_CTX_set_signature_md(c, md) == 1);

	assert(ok);
	return c;
}

static void
sign(struct key *k, const EVP_MD *md, const unsigned char digest[DIGEST_LEN],
    unsigned char sig[RSA_BYTES])
{
	EVP_PKEY_CTX *c = context(k->pkey, true, md);
	size_t n = RSA_BYTES;
	int ok = EVP_PKEY_sign(c, sig, &n, digest, DIGEST_LEN) == 1;

	assert(ok && n == RSA_BYTES);
	EVP_PKEY_CTX_free(c);
}

static bool
oracle(struct key *k, const unsigned char digest[DIGEST_LEN],
    const unsigned char sig[RSA_BYTES])
{
	EVP_PKEY_CTX *c = context(k->pkey, false, EVP_sha256());
	bool ok = EVP_PKEY_verify(c, sig, RSA_BYTES, digest, DIGEST_LEN) == 1;

	EVP_PKEY_CTX_free(c);
	return ok;
}

/* What was done to it. */
static const char *
damage(unsigned how, struct key *k, struct key *other,
    unsigned char digest[DIGEST_LEN], unsigned char sig[RSA_BYTES])
{
	switch (how) {
	case 0:
		return "nothing";
	case 1:
		sig[draw(RSA_BYTES)] ^= (unsigned char)(1u << draw(8));
		return "a bit of the signature";
	case 2:
		digest[draw(DIGEST_LEN)] ^= (unsigned char)(1u << draw(8));
		return "a bit of the digest";
	case 3:
		sign(other, EVP_sha256(), digest, sig);
		return "another key";
	case 4:
		sign(k, NULL, digest, sig);
		return "no DigestInfo";
	case 5:
		memset(sig, draw(2) ? 0xff : 0, RSA_BYTES);
		return "all bits";
	default:
		memcpy(sig, k->n, RSA_BYTES);
		sig[RSA_BYTES - 1] =
		    (unsigned char)(sig[RSA_BYTES - 1] + draw(2));
		return "the modulus";
	}
}

int
main(void)
{
	const char *given = getenv("SEED");
	struct verifier *v = verifier_new();
	struct key keys[KEYS];
	unsigned good = 0, checks = 0;
	unsigned char even[RSA_BYTES], digest[DIGEST_LEN], sig[RSA_BYTES];

	seed = given == NULL ? 1 : (unsigned)strtoul(given, NULL, 10);
	printf("seed %u\n", seed);
	for (size_t i = 0; i < KEYS; i++)
		key_make(&keys[i]);
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned at = draw(KEYS);
		struct key *k = &keys[at];
		const char *what;
		bool want;

		for (size_t b = 0; b < DIGEST_LEN; b++)
			digest[b] = (unsigned char)draw(256);
		sign(k, EVP_sha256(), digest, sig);
		what = damage(i % 7, k, &keys[(at + 1) % KEYS], digest, sig);
		want = oracle(k, digest, sig);
		good += want;
		/* By a slot that others had before, and by none. */
		for (unsigned slot = 0; slot < 2; slot++, checks++)
			if (verifier_rsa(v, slot ? KEY_ONCE : at * 64, k->n,
				digest, sig) != want) {
				printf("FAIL round %u: %s\n", i, what);
				return 1;
			}
	}
	memcpy(even, keys[0].n, RSA_BYTES);
	even[RSA_BYTES - 1] &= 0xfe;
	checks++;
	if (good == 0 || verifier_rsa(v, KEY_ONCE, even, digest, sig)) {
		printf("FAIL an even modulus, or nothing was good\n");
		return 1;
	}
	for (size_t i = 0; i < KEYS; i++)
		EVP_PKEY_free(keys[i].pkey);
	verifier_free(v);
	printf("%u checks\n", checks);
	return 0;
}
