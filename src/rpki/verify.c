/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/verify.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

/* Neighbours in a repository have the same issuer. */
#define KEPT 64

struct verifier {
	OSSL_LIB_CTX *lib; /* of its own: a shared one locks on every fetch */
	EVP_MD *md;
	EVP_MD_CTX *digest;
	EVP_PKEY_CTX *import;
	uint32_t slot[KEPT];
	EVP_PKEY_CTX *kept[KEPT];
};

void
verifier_free(struct verifier *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < KEPT; i++)
		EVP_PKEY_CTX_free(v->kept[i]);
	EVP_PKEY_CTX_free(v->import);
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
	v->import = EVP_PKEY_CTX_new_from_name(v->lib, "RSA", NULL);
	if (v->md == NULL || v->digest == NULL || v->import == NULL ||
	    EVP_PKEY_fromdata_init(v->import) != 1) {
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

/* A context ready to verify with this key; NULL: OpenSSL will not have it. */
static EVP_PKEY_CTX *
context(struct verifier *v, const unsigned char *n)
{
	unsigned char little[RSA_BYTES];
	unsigned e = 65537;
	OSSL_PARAM p[] = { OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_N, little,
			       RSA_BYTES),
		OSSL_PARAM_uint(OSSL_PKEY_PARAM_RSA_E, &e), OSSL_PARAM_END };
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *c = NULL;

	for (size_t i = 0; i < RSA_BYTES; i++)
		little[i] = n[RSA_BYTES - 1 - i];
	if (EVP_PKEY_fromdata(v->import, &key, EVP_PKEY_PUBLIC_KEY, p) == 1)
		c = EVP_PKEY_CTX_new_from_pkey(v->lib, key, NULL);
	EVP_PKEY_free(key);
	if (c != NULL && EVP_PKEY_verify_init(c) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(c, v->md) == 1)
		return c;
	EVP_PKEY_CTX_free(c);
	return NULL;
}

static EVP_PKEY_CTX *
kept(struct verifier *v, uint32_t slot, const unsigned char *n)
{
	size_t k = slot % KEPT;

	if (v->kept[k] == NULL || v->slot[k] != slot) {
		EVP_PKEY_CTX_free(v->kept[k]);
		v->kept[k] = context(v, n);
		v->slot[k] = slot;
	}
	return v->kept[k];
}

bool
verifier_rsa(struct verifier *v, uint32_t slot, const unsigned char *n,
    const unsigned char digest[DIGEST_LEN], const unsigned char *sig)
{
	EVP_PKEY_CTX *c = slot == KEY_ONCE ? context(v, n) : kept(v, slot, n);
	bool ok = c != NULL &&
	    EVP_PKEY_verify(c, sig, RSA_BYTES, digest, DIGEST_LEN) == 1;

	if (slot == KEY_ONCE)
		EVP_PKEY_CTX_free(c);
	return ok;
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
