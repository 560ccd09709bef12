/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a signature hashes (RFC 4880 section 5.2.4), and whether it fits. */
#include "parse/pgp_priv.h"

#include <openssl/dsa.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <string.h>

struct digest {
	unsigned char p[EVP_MAX_MD_SIZE];
	unsigned n;
	const EVP_MD *md;
};

static void
md_ctx_freep(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}

static void
pkey_ctx_freep(EVP_PKEY_CTX **c)
{
	EVP_PKEY_CTX_free(*c);
}

/* MD5 and RIPEMD-160 are left out: nobody can be held to the first, and
 * OpenSSL ships the second as legacy. */
static const EVP_MD *
md_of(uint32_t hash)
{
	switch (hash) {
	case 2:
		return EVP_sha1();
	case 8:
		return EVP_sha256();
	case 9:
		return EVP_sha384();
	case 10:
		return EVP_sha512();
	case 11:
		return EVP_sha224();
	}
	return NULL;
}

bool
pgp_hash_known(uint32_t hash)
{
	return md_of(hash) != NULL;
}

static void
update(EVP_MD_CTX *c, const void *p, size_t n)
{
	int ok = EVP_DigestUpdate(c, p, n);

	assert(ok == 1);
}

/* Line ends as in a message: CR LF. */
static void
update_text(EVP_MD_CTX *c, struct span data)
{
	while (data.n != 0) {
		const unsigned char *lf = memchr(data.p, '\n', data.n);
		struct span s = span_split(&data, '\n');

		while (s.n != 0 && s.p[s.n - 1] == '\r')
			s.n--;
		update(c, s.p, s.n);
		if (lf != NULL)
			update(c, "\r\n", 2);
	}
}

static void
update_key(EVP_MD_CTX *c, const struct pgp_key *k)
{
	unsigned char head[3] = { 0x99, (unsigned char)(k->body.n >> 8),
		(unsigned char)k->body.n };

	update(c, head, sizeof(head));
	update(c, k->body.p, k->body.n);
}

static EVP_MD_CTX *
start(const struct pgp_signature *s, struct digest *d)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok;

	assert(c != NULL && (d->md = md_of(s->hash)) != NULL);
	ok = EVP_DigestInit_ex(c, d->md, NULL);
	assert(ok == 1);
	return c;
}

static void
finish(EVP_MD_CTX *c, const struct pgp_signature *s, struct digest *d)
{
	unsigned char tail[6] = { (unsigned char)s->version, 0xff,
		(unsigned char)(s->hashed.n >> 24),
		(unsigned char)(s->hashed.n >> 16),
		(unsigned char)(s->hashed.n >> 8),
		(unsigned char)s->hashed.n };
	int ok;

	update(c, s->hashed.p, s->hashed.n);
	if (s->version == 4)
		update(c, tail, sizeof(tail));
	ok = EVP_DigestFinal_ex(c, d->p, &d->n);
	assert(ok == 1);
}

/* The number right-aligned in width bytes; -1 if it is larger. */
static int
padded(struct span mpi, size_t width, unsigned char *ret)
{
	if (mpi.n > width)
		return -1;
	memset(ret, 0, width - mpi.n);
	if (mpi.n != 0)
		memcpy(ret + width - mpi.n, mpi.p, mpi.n);
	return 0;
}

static bool
verify_plain(const struct pgp_key *k, const struct digest *d,
    const unsigned char *sig, size_t n)
{
	AUTO(pkey_ctx_freep)
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(k->pkey, NULL);

	if (c == NULL || EVP_PKEY_verify_init(c) != 1)
		return false;
	if ((k->algorithm == PGP_RSA || k->algorithm == PGP_RSA_SIGN) &&
	    (EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PADDING) != 1 ||
		EVP_PKEY_CTX_set_signature_md(c, d->md) != 1))
		return false;
	return EVP_PKEY_verify(c, sig, n, d->p, d->n) == 1;
}

static bool
verify_rsa(const struct pgp_key *k, const struct digest *d, struct span mpis)
{
	size_t width = (size_t)EVP_PKEY_get_size(k->pkey);
	AUTO_FREE unsigned char *sig = mem_alloc(width + 1);
	struct span s;

	return pgp_mpi(&mpis, &s) == 0 && mpis.n == 0 &&
	    padded(s, width, sig) == 0 && verify_plain(k, d, sig, width);
}

static bool
verify_eddsa(const struct pgp_key *k, const struct digest *d, struct span mpis)
{
	AUTO(md_ctx_freep) EVP_MD_CTX *c = EVP_MD_CTX_new();
	unsigned char sig[64];
	struct span r, s;

	if (c == NULL || pgp_mpi(&mpis, &r) != 0 || pgp_mpi(&mpis, &s) != 0 ||
	    mpis.n != 0 || padded(r, 32, sig) != 0 ||
	    padded(s, 32, sig + 32) != 0)
		return false;
	return EVP_DigestVerifyInit(c, NULL, NULL, NULL, k->pkey) == 1 &&
	    EVP_DigestVerify(c, sig, sizeof(sig), d->p, d->n) == 1;
}

/* r and s as the DER that OpenSSL asks for; the same for DSA and ECDSA. */
static bool
verify_pair(const struct pgp_key *k, const struct digest *d, struct span mpis)
{
	unsigned char *der = NULL;
	ECDSA_SIG *pair = ECDSA_SIG_new();
	struct span r, s;
	int n = 0;
	bool good = false;

	if (pair != NULL && pgp_mpi(&mpis, &r) == 0 &&
	    pgp_mpi(&mpis, &s) == 0 && mpis.n == 0) {
		/* They own the numbers, and take no NULL. */
		BIGNUM *br = BN_bin2bn(r.p, (int)r.n, NULL);
		BIGNUM *bs = BN_bin2bn(s.p, (int)s.n, NULL);

		assert(br != NULL && bs != NULL);
		n = ECDSA_SIG_set0(pair, br, bs) == 1 ?
		    i2d_ECDSA_SIG(pair, &der) :
		    0;
	}
	if (n > 0)
		good = verify_plain(k, d, der, (size_t)n);
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
	return good;
}

static bool
verify(const struct pgp_signature *s, const struct digest *d,
    const struct pgp_key *k)
{
	switch (k->algorithm) {
	case PGP_RSA:
	case PGP_RSA_SIGN:
		return verify_rsa(k, d, s->mpis);
	case PGP_EDDSA:
		return verify_eddsa(k, d, s->mpis);
	}
	return verify_pair(k, d, s->mpis);
}

static bool
same_algorithm(uint32_t a, uint32_t b)
{
	return a == b || (a == PGP_RSA && b == PGP_RSA_SIGN) ||
	    (a == PGP_RSA_SIGN && b == PGP_RSA);
}

bool
pgp_made_by(const struct pgp_signature *s, struct span data,
    const struct pgp_key *k)
{
	AUTO(md_ctx_freep) EVP_MD_CTX *c = NULL;
	struct digest d = { 0 };

	if (!same_algorithm(s->algorithm, k->algorithm))
		return false;
	c = start(s, &d);
	if (s->type == PGP_TEXT)
		update_text(c, data);
	else
		update(c, data.p, data.n);
	finish(c, s, &d);
	return verify(s, &d, k);
}

bool
pgp_bound_by(const struct pgp_signature *s, const struct pgp_key *primary,
    const struct pgp_key *subkey)
{
	AUTO(md_ctx_freep) EVP_MD_CTX *c = NULL;
	struct digest d = { 0 };

	if (!same_algorithm(s->algorithm, primary->algorithm) ||
	    !pgp_hash_known(s->hash))
		return false;
	c = start(s, &d);
	update_key(c, primary);
	update_key(c, subkey);
	finish(c, s, &d);
	return verify(s, &d, primary);
}
