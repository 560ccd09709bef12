/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/rpki/gen.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

static void
check(int ok)
{
	if (ok != 1)
		abort(); /* a test's helper without OpenSSL is no use */
}

static void
spki(struct gkey *k, const BIGNUM *n)
{
	unsigned char v[RSA_BYTES + 1] = { 0 };
	AUTO_BUF key = { 0 };
	AUTO_BUF seq = { 0 };
	AUTO_BUF out = { 0 };

	BN_bn2binpad(n, v + 1, RSA_BYTES);
	d_tlv(&key, DER_INT, (struct span){ v, sizeof(v) });
	d_uint(&key, 65537);
	d_wrap(&seq, DER_SEQ, &key);
	SHA1((const unsigned char *)seq.p, seq.n, k->id);
	d_alg(&out, OID_RSA);
	d_bits(&out, buf_view(&seq), 0);
	d_wrap(&k->spki, DER_SEQ, &out);
}

static void
make(struct gkey *k, BIGNUM *p, BIGNUM *q, BN_CTX *c)
{
	OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_new(), *e = BN_new(), *d = BN_new(), *p1 = BN_new(),
	       *q1 = BN_new(), *phi = BN_new(), *dp = BN_new(), *dq = BN_new(),
	       *qi = BN_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params;

	BN_set_word(e, 65537);
	check(BN_mul(n, p, q, c));
	check(BN_sub(p1, p, BN_value_one()));
	check(BN_sub(q1, q, BN_value_one()));
	check(BN_mul(phi, p1, q1, c));
	check(BN_mod_inverse(d, e, phi, c) != NULL);
	check(BN_mod(dp, d, p1, c));
	check(BN_mod(dq, d, q1, c));
	check(BN_mod_inverse(qi, q, p, c) != NULL);
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, n));
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, e));
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_D, d));
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR1, p));
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR2, q));
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT1, dp));
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT2, dq));
	check(OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi));
	params = OSSL_PARAM_BLD_to_param(b);
	check(EVP_PKEY_fromdata_init(ctx));
	check(EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params));
	k->pkey = pkey;
	spki(k, n);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(b);
	EVP_PKEY_CTX_free(ctx);
	BN_free(n), BN_free(e), BN_free(d), BN_free(p1), BN_free(q1);
	BN_free(phi), BN_free(dp), BN_free(dq), BN_free(qi);
}

/* Both top bits set, so that a product has 2048 bits; e must be coprime. */
static BIGNUM *
prime(BN_CTX *c)
{
	BIGNUM *p = BN_new();

	do
		check(BN_generate_prime_ex2(p, 1024, 0, NULL, NULL, NULL, c));
	while (!BN_is_bit_set(p, 1022) || BN_mod_word(p, 65537) == 1);
	return p;
}

void
gkeys_make(struct gkeys *k, size_t n)
{
	BN_CTX *c = BN_CTX_new();
	size_t primes = 2, i = 0;
	BIGNUM **p;

	while (primes * (primes - 1) / 2 < n)
		primes++;
	p = mem_alloc(primes * sizeof(*p));
	for (size_t a = 0; a < primes; a++)
		p[a] = prime(c);
	k->v = mem_alloc(n * sizeof(*k->v));
	k->n = n;
	for (size_t a = 1; a < primes; a++)
		for (size_t b = 0; b < a && i < n; b++)
			make(&k->v[i++], p[a], p[b], c);
	for (size_t a = 0; a < primes; a++)
		BN_free(p[a]);
	free(p);
	BN_CTX_free(c);
}

void
gkeys_clear(struct gkeys *k)
{
	for (size_t i = 0; i < k->n; i++) {
		EVP_PKEY_free(k->v[i].pkey);
		buf_clear(&k->v[i].spki);
	}
	free(k->v);
	memset(k, 0, sizeof(*k));
}

void
gkey_sign(const struct gkey *k, struct span bytes,
    unsigned char ret[RSA_BYTES])
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = RSA_BYTES;

	check(EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, k->pkey));
	check(EVP_DigestSign(c, ret, &n, bytes.p, bytes.n));
	EVP_MD_CTX_free(c);
}
