/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Public keys (RFC 4880 sections 5.5.2 and 11.1). */
#include "parse/pgp_priv.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

#define ED25519_SIZE 32

static void
bn_freep(BIGNUM **b)
{
	BN_free(*b);
}

static void
bld_freep(OSSL_PARAM_BLD **b)
{
	OSSL_PARAM_BLD_free(*b);
}

static void
ctx_freep(EVP_PKEY_CTX **c)
{
	EVP_PKEY_CTX_free(*c);
}

/* NULL where OpenSSL will have none of it. */
static EVP_PKEY *
made_of(const char *type, OSSL_PARAM_BLD *b)
{
	AUTO(ctx_freep)
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	OSSL_PARAM *p = OSSL_PARAM_BLD_to_param(b);
	EVP_PKEY *k = NULL;

	if (c == NULL || p == NULL || EVP_PKEY_fromdata_init(c) != 1 ||
	    EVP_PKEY_fromdata(c, &k, EVP_PKEY_PUBLIC_KEY, p) != 1)
		k = NULL;
	OSSL_PARAM_free(p);
	return k;
}

static EVP_PKEY *
numbers_key(const char *type, const char *const *names, size_t n,
    struct span rest)
{
	AUTO(bld_freep) OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
	BIGNUM *v[4] = { NULL, NULL, NULL, NULL };
	EVP_PKEY *k = NULL;
	struct span s;
	bool good = b != NULL;

	for (size_t i = 0; i < n && good; i++) {
		good = pgp_mpi(&rest, &s) == 0;
		if (!good)
			break;
		v[i] = BN_bin2bn(s.p, (int)s.n, NULL);
		good = v[i] != NULL &&
		    OSSL_PARAM_BLD_push_BN(b, names[i], v[i]) == 1;
	}
	if (good)
		k = made_of(type, b);
	for (size_t i = 0; i < n; i++)
		bn_freep(&v[i]);
	return k;
}

static const struct {
	const char *oid, *name; /* the OID's octets, OpenSSL's name */
	size_t n;
} curves[] = {
	{ "\x2a\x86\x48\xce\x3d\x03\x01\x07", "prime256v1", 8 },
	{ "\x2b\x81\x04\x00\x22", "secp384r1", 5 },
	{ "\x2b\x81\x04\x00\x23", "secp521r1", 5 },
};
#define OID_ED25519 "\x2b\x06\x01\x04\x01\xda\x47\x0f\x01"

static EVP_PKEY *
point_key(const char *curve, struct span point)
{
	AUTO(bld_freep) OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();

	if (b == NULL ||
	    OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME,
		curve, 0) != 1 ||
	    OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY,
		point.p, point.n) != 1)
		return NULL;
	return made_of("EC", b);
}

/* The curve's OID with a length before it, and a point. */
static EVP_PKEY *
curve_key(uint32_t algorithm, struct span rest)
{
	struct span oid, point;
	uint32_t n;

	if (pgp_number(&rest, 1, &n) != 0 || n > rest.n)
		return NULL;
	oid = span_sub(rest, 0, n);
	rest = span_sub(rest, n, rest.n);
	if (pgp_mpi(&rest, &point) != 0)
		return NULL;
	if (algorithm == PGP_EDDSA)
		return span_is(oid, OID_ED25519) &&
			point.n == 1 + ED25519_SIZE && point.p[0] == 0x40 ?
		    EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
			point.p + 1, ED25519_SIZE) :
		    NULL;
	for (size_t i = 0; i < ARRAY_LEN(curves); i++)
		if (oid.n == curves[i].n &&
		    memcmp(oid.p, curves[i].oid, oid.n) == 0)
			return point_key(curves[i].name, point);
	return NULL;
}

static EVP_PKEY *
pkey_of(uint32_t algorithm, struct span rest)
{
	static const char *const rsa[] = { OSSL_PKEY_PARAM_RSA_N,
		OSSL_PKEY_PARAM_RSA_E };
	static const char *const dsa[] = { OSSL_PKEY_PARAM_FFC_P,
		OSSL_PKEY_PARAM_FFC_Q, OSSL_PKEY_PARAM_FFC_G,
		OSSL_PKEY_PARAM_PUB_KEY };

	switch (algorithm) {
	case PGP_RSA:
	case PGP_RSA_SIGN:
		return numbers_key("RSA", rsa, ARRAY_LEN(rsa), rest);
	case PGP_DSA:
		return numbers_key("DSA", dsa, ARRAY_LEN(dsa), rest);
	case PGP_ECDSA:
	case PGP_EDDSA:
		return curve_key(algorithm, rest);
	}
	return NULL;
}

/* Section 12.2. */
static void
fingerprint(struct span body, unsigned char ret[PGP_FINGERPRINT])
{
	AUTO_BUF b = { 0 };
	int ok;

	buf_chr(&b, (char)0x99);
	buf_chr(&b, (char)(body.n >> 8));
	buf_chr(&b, (char)body.n);
	buf_span(&b, body);
	ok = EVP_Digest(b.p, b.n, ret, NULL, EVP_sha1(), NULL);
	assert(ok == 1);
}

/* pkey is NULL where we cannot use it. */
static void
key_read(struct span body, struct pgp_key *ret)
{
	struct span rest = body;
	uint32_t version, made;

	memset(ret, 0, sizeof(*ret));
	ret->body = body;
	if (body.n > UINT16_MAX || pgp_number(&rest, 1, &version) != 0 ||
	    version != 4 || pgp_number(&rest, 4, &made) != 0 ||
	    pgp_number(&rest, 1, &ret->algorithm) != 0)
		return;
	ret->pkey = pkey_of(ret->algorithm, rest);
	fingerprint(body, ret->fingerprint);
}

bool
pgp_key_is(const struct pgp_key *k, const struct pgp_signature *s)
{
	struct span id = { k->fingerprint + PGP_FINGERPRINT - PGP_KEY_ID,
		PGP_KEY_ID };

	if (s->fingerprint.n != 0)
		return memcmp(s->fingerprint.p, k->fingerprint,
			   PGP_FINGERPRINT) == 0;
	return s->issuer.n == 0 || span_eq(s->issuer, id);
}

/* What is at hand while a ring of keys is read. */
struct ring {
	struct pgp_keys *keys;
	struct pgp_key primary, subkey; /* pkey NULL: none */
	bool held;			/* primary is in keys, too */
};

static void
ring_clear(struct ring *r)
{
	if (!r->held)
		EVP_PKEY_free(r->primary.pkey);
	EVP_PKEY_free(r->subkey.pkey);
}

static int
hold(struct pgp_keys *keys, const struct pgp_key *k, struct err *e)
{
	if (keys->n == PGP_KEYS_MAX)
		return err_set(e, ERR_DATA, "over %d keys", PGP_KEYS_MAX);
	keys->v[keys->n++] = *k;
	return 0;
}

static int
take_primary(struct ring *r, struct span body, struct err *e)
{
	EVP_PKEY_free(r->subkey.pkey);
	memset(&r->subkey, 0, sizeof(r->subkey));
	key_read(body, &r->primary);
	r->held = false;
	if (r->primary.pkey == NULL)
		return 0;
	if (hold(r->keys, &r->primary, e) != 0)
		return -1;
	r->held = true;
	return 0;
}

static int
take_binding(struct ring *r, struct span body, struct err *e)
{
	struct pgp_signature s;

	if (r->primary.pkey == NULL || r->subkey.pkey == NULL ||
	    pgp_signature_read(body, &s) != 0 || s.type != PGP_SUBKEY ||
	    !pgp_bound_by(&s, &r->primary, &r->subkey))
		return 0;
	if (hold(r->keys, &r->subkey, e) != 0)
		return -1;
	memset(&r->subkey, 0, sizeof(r->subkey));
	return 0;
}

static int
take_packet(struct ring *r, int tag, struct span body, struct err *e)
{
	switch (tag) {
	case PGP_TAG_SECRET:
	case PGP_TAG_SECRET_SUBKEY:
		return err_set(e, ERR_DATA, "it holds a secret key");
	case PGP_TAG_PUBLIC:
		return take_primary(r, body, e);
	case PGP_TAG_PUBLIC_SUBKEY:
		EVP_PKEY_free(r->subkey.pkey);
		key_read(body, &r->subkey);
		return 0;
	case PGP_TAG_SIGNATURE:
		return take_binding(r, body, e);
	}
	return 0; /* names, pictures, trust: not asked */
}

void
pgp_keys_clear(struct pgp_keys *k)
{
	for (size_t i = 0; i < k->n; i++)
		EVP_PKEY_free(k->v[i].pkey);
	buf_clear(&k->bytes);
	k->n = 0;
}

int
pgp_keys_read(const char *pinned, struct pgp_keys *ret, struct err *e)
{
	AUTO(ring_clear) struct ring r = { .keys = ret };
	struct span rest, body;
	int tag, more;

	memset(ret, 0, sizeof(*ret));
	if (pgp_base64(span_of(pinned), &ret->bytes) != 0)
		return err_set(e, ERR_DATA, "it is no base64");
	rest = buf_view(&ret->bytes);
	while ((more = pgp_packet(&rest, &tag, &body)) == 0)
		if (take_packet(&r, tag, body, e) != 0)
			return -1;
	if (more < 0)
		return err_set(e, ERR_DATA,
		    "it is no OpenPGP key, or one that is cut");
	if (ret->n == 0)
		return err_set(e, ERR_DATA,
		    "it holds no public key of a kind that can be used");
	return 0;
}

int
pgp_pinned_check(const char *pinned, struct err *e)
{
	AUTO(pgp_keys_clear) struct pgp_keys k = { 0 };

	return pgp_keys_read(pinned, &k, e);
}
