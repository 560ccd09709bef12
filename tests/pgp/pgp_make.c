/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/pgp/pgp_make.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define POINT 32
#define SIGNATURE 64
#define ARMOUR_WIDTH 64

static void
put(struct buf *b, uint64_t n, int bytes)
{
	while (bytes-- > 0)
		buf_chr(b, (char)(n >> (8 * bytes)));
}

static EVP_PKEY *
private_key(unsigned char seed)
{
	unsigned char raw[POINT];
	EVP_PKEY *k;

	memset(raw, seed, sizeof(raw));
	k = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, raw,
	    sizeof(raw));
	assert(k != NULL);
	return k;
}

static void
key_body(unsigned char seed, struct buf *out)
{
	static const char oid[] = "\x2b\x06\x01\x04\x01\xda\x47\x0f\x01";
	EVP_PKEY *k = private_key(seed);
	unsigned char point[POINT];
	size_t n = sizeof(point);
	int ok = EVP_PKEY_get_raw_public_key(k, point, &n);

	assert(ok == 1 && n == sizeof(point));
	EVP_PKEY_free(k);
	put(out, 4, 1);
	put(out, 946684800, 4); /* made on 2000-01-01 */
	put(out, 22, 1);
	put(out, sizeof(oid) - 1, 1);
	buf_add(out, oid, sizeof(oid) - 1);
	put(out, 263, 2);
	put(out, 0x40, 1);
	buf_add(out, point, sizeof(point));
}

void
pgp_make_key(unsigned char seed, struct buf *out)
{
	AUTO_BUF body = { 0 };

	key_body(seed, &body);
	put(out, 0x98, 1);
	put(out, body.n, 1);
	buf_span(out, buf_view(&body));
}

void
pgp_make_pin(unsigned char seed, struct buf *out)
{
	AUTO_BUF key = { 0 };
	char text[128];

	pgp_make_key(seed, &key);
	EVP_EncodeBlock((unsigned char *)text, (unsigned char *)key.p,
	    (int)key.n);
	buf_str(out, text);
}

static void
fingerprint(unsigned char seed, unsigned char ret[20])
{
	AUTO_BUF body = { 0 };
	AUTO_BUF b = { 0 };
	int ok;

	key_body(seed, &body);
	put(&b, 0x99, 1);
	put(&b, body.n, 2);
	buf_span(&b, buf_view(&body));
	ok = EVP_Digest(b.p, b.n, ret, NULL, EVP_sha1(), NULL);
	assert(ok == 1);
}

void
pgp_make_fingerprint(unsigned char seed, char ret[41])
{
	unsigned char f[20];

	fingerprint(seed, f);
	for (size_t i = 0; i < sizeof(f); i++)
		snprintf(ret + 2 * i, 3, "%02x", f[i]);
}

static void
put_hex(struct buf *b, const char *hex)
{
	unsigned n;

	for (; hex != NULL && sscanf(hex, "%2x", &n) == 1; hex += 2)
		buf_chr(b, (char)n);
}

/* With the area of what is hashed; version 3 has five octets instead. */
static void
hashed_part(unsigned char seed, utc_t made, const struct pgp_odd *odd,
    struct buf *out)
{
	AUTO_BUF area = { 0 };
	unsigned char f[20];

	if (odd->version == 3) {
		put(out, odd->type, 1);
		put(out, (uint64_t)made, 4);
		return;
	}
	fingerprint(seed, f);
	put(&area, 0x0502, 2);
	put(&area, (uint64_t)made, 4);
	if (!odd->nameless) {
		put(&area, 0x162104, 3);
		buf_add(&area, f, sizeof(f));
	}
	put_hex(&area, odd->hashed);
	put(out, (uint64_t)(odd->version == 0 ? 4 : odd->version), 1);
	put(out, odd->type, 1);
	put(out, 22, 1);
	put(out, odd->hash == 0 ? 8 : odd->hash, 1);
	put(out, area.n, 2);
	buf_span(out, buf_view(&area));
}

static void
digest(struct span data, struct span hashed, bool v4, unsigned char ret[32])
{
	AUTO_BUF tail = { 0 };
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	int ok;

	if (v4) {
		put(&tail, 0x04ff, 2);
		put(&tail, hashed.n, 4);
	}
	ok = c != NULL && EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1 &&
	    EVP_DigestUpdate(c, data.p, data.n) == 1 &&
	    EVP_DigestUpdate(c, hashed.p, hashed.n) == 1 &&
	    (!v4 || EVP_DigestUpdate(c, tail.p, tail.n) == 1) &&
	    EVP_DigestFinal_ex(c, ret, NULL) == 1;
	assert(ok);
	EVP_MD_CTX_free(c);
}

static void
put_mpi(struct buf *b, const unsigned char *p, size_t n)
{
	unsigned bits;

	while (n != 0 && *p == 0)
		p++, n--;
	bits = (unsigned)n * 8;
	for (unsigned top = n == 0 ? 0x80 : *p; !(top & 0x80u); top <<= 1)
		bits--;
	put(b, bits, 2);
	buf_add(b, p, n);
}

static void
put_signed(unsigned char seed, const unsigned char d[32], struct buf *b)
{
	EVP_PKEY *k = private_key(seed);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	unsigned char sig[SIGNATURE];
	size_t n = sizeof(sig);
	int ok = c != NULL &&
	    EVP_DigestSignInit(c, NULL, NULL, NULL, k) == 1 &&
	    EVP_DigestSign(c, sig, &n, d, 32) == 1 && n == sizeof(sig);

	assert(ok);
	put(b, (uint64_t)d[0] << 8 | d[1], 2);
	put_mpi(b, sig, 32);
	put_mpi(b, sig + 32, 32);
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(k);
}

/* The way from what is hashed to the left digits of the digest. */
static void
unhashed_part(unsigned char seed, const struct pgp_odd *odd, struct buf *b)
{
	unsigned char f[20];

	fingerprint(seed, f);
	if (odd->version == 3) {
		buf_add(b, f + 12, 8);
		put(b, 22, 1);
		put(b, 8, 1);
		return;
	}
	put(b, odd->nameless ? 0 : 10, 2);
	if (!odd->nameless) {
		put(b, 0x0910, 2);
		buf_add(b, f + 12, 8);
	}
}

void
pgp_make_signature(unsigned char seed, struct span data, utc_t made,
    const struct pgp_odd *odd, struct buf *out)
{
	static const struct pgp_odd plain = { 0 };
	AUTO_BUF hashed = { 0 };
	AUTO_BUF body = { 0 };
	unsigned char d[32];

	odd = odd == NULL ? &plain : odd;
	hashed_part(seed, made, odd, &hashed);
	digest(data, buf_view(&hashed), odd->version != 3, d);
	if (odd->version == 3)
		put(&body, 0x0305, 2);
	buf_span(&body, buf_view(&hashed));
	unhashed_part(seed, odd, &body);
	put_signed(seed, d, &body);
	put(out, 0x89, 1);
	put(out, body.n, 2);
	buf_span(out, buf_view(&body));
}

/* Its checksum (RFC 4880 section 6.1); GnuPG wants one. */
static uint32_t
crc24(struct span s)
{
	uint32_t crc = 0xb704ce;

	for (size_t i = 0; i < s.n; i++) {
		crc ^= (uint32_t)s.p[i] << 16;
		for (int k = 0; k < 8; k++) {
			crc <<= 1;
			if (crc & 0x1000000u)
				crc ^= 0x1864cfb;
		}
	}
	return crc & 0xffffffu;
}

void
pgp_make_armour(struct span packets, struct buf *out)
{
	AUTO_FREE char *text = mem_alloc(packets.n / 3 * 4 + 8);
	AUTO_BUF sum = { 0 };
	int n =
	    EVP_EncodeBlock((unsigned char *)text, packets.p, (int)packets.n);

	buf_str(out, "-----BEGIN PGP SIGNATURE-----\n\n");
	for (int i = 0; i < n; i += ARMOUR_WIDTH)
		buf_fmt(out, "%.*s\n", ARMOUR_WIDTH, text + i);
	put(&sum, crc24(packets), 3);
	EVP_EncodeBlock((unsigned char *)text, (unsigned char *)sum.p, 3);
	buf_fmt(out, "=%s\n-----END PGP SIGNATURE-----\n", text);
}

void
pgp_make_asc(unsigned char seed, struct span data, utc_t made, struct buf *out)
{
	AUTO_BUF packet = { 0 };

	pgp_make_signature(seed, data, made, NULL, &packet);
	pgp_make_armour(buf_view(&packet), out);
}
