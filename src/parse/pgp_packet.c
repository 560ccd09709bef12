/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets and signatures (RFC 4880 sections 4.2 and 5.2). */
#include "parse/pgp_priv.h"

#include <string.h>

int
pgp_number(struct span *rest, size_t bytes, uint32_t *ret)
{
	uint32_t n = 0;

	if (rest->n < bytes)
		return -1;
	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | rest->p[i];
	*rest = span_sub(*rest, bytes, rest->n);
	*ret = n;
	return 0;
}

static int
take(struct span *rest, size_t n, struct span *ret)
{
	if (n > rest->n)
		return -1;
	*ret = span_sub(*rest, 0, n);
	*rest = span_sub(*rest, n, rest->n);
	return 0;
}

/* Lengths of new packets and of subpackets; partial ones begin at 224, which
 * is a length of two octets in a subpacket. */
static int
length(struct span *rest, uint32_t partial, uint32_t *ret)
{
	uint32_t a, b;

	if (pgp_number(rest, 1, &a) != 0)
		return -1;
	if (a < 192) {
		*ret = a;
		return 0;
	}
	if (a == 255)
		return pgp_number(rest, 4, ret);
	if (a >= partial || pgp_number(rest, 1, &b) != 0)
		return -1;
	*ret = ((a - 192) << 8) + b + 192;
	return 0;
}

int
pgp_packet(struct span *rest, int *ret_tag, struct span *ret_body)
{
	struct span r = *rest;
	uint32_t head, n;
	int bad;

	if (r.n == 0)
		return 1;
	if (pgp_number(&r, 1, &head) != 0 || !(head & 0x80u))
		return -1;
	if (head & 0x40u)
		bad = length(&r, 224, &n);
	else if ((head & 3u) == 3) /* to the end of what there is */
		bad = -1;
	else
		bad = pgp_number(&r, (size_t)1 << (head & 3u), &n);
	if (bad != 0 || take(&r, n, ret_body) != 0)
		return -1;
	*ret_tag = (int)(head & 0x40u ? head & 0x3fu : head >> 2 & 0xfu);
	*rest = r;
	return 0;
}

int
pgp_mpi(struct span *rest, struct span *ret)
{
	struct span r = *rest;
	uint32_t bits;

	if (pgp_number(&r, 2, &bits) != 0 || (bits + 7) / 8 > PGP_MPI_MAX ||
	    take(&r, (bits + 7) / 8, ret) != 0)
		return -1;
	while (ret->n != 0 && ret->p[0] == 0)
		*ret = span_sub(*ret, 1, ret->n);
	*rest = r;
	return 0;
}

enum {
	SUB_CREATED = 2,
	SUB_ISSUER = 16,
	SUB_NOTATION = 20,
	SUB_FINGERPRINT = 33
};

/* Those of RFC 4880 and 9580 that change nothing about who signed what. */
static bool
harmless(uint32_t type)
{
	static const unsigned char known[] = { 3, 4, 5, 7, 9, 11, 12, 21, 22,
		23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 39 };

	return memchr(known, (int)type, sizeof(known)) != NULL;
}

/* Only what is hashed dates a signature; who made it may stand anywhere, it
 * is but where to look. */
static int
subpacket(struct span body, bool hashed, struct pgp_signature *ret)
{
	uint32_t type, t;

	if (pgp_number(&body, 1, &type) != 0)
		return -1;
	switch (type & 0x7fu) {
	case SUB_CREATED:
		if (pgp_number(&body, 4, &t) != 0 || body.n != 0)
			return -1;
		if (hashed)
			ret->made = (utc_t)t;
		return 0;
	case SUB_ISSUER:
		if (body.n != PGP_KEY_ID)
			return -1;
		ret->issuer = body;
		return 0;
	case SUB_FINGERPRINT:
		if (body.n == 1 + PGP_FINGERPRINT && body.p[0] == 4)
			ret->fingerprint = span_sub(body, 1, body.n);
		return 0;
	}
	if (type & 0x80u && hashed && !harmless(type & 0x7fu))
		ret->unknown = true;
	return 0;
}

static int
subpackets(struct span *rest, bool hashed, struct pgp_signature *ret)
{
	struct span area, body;
	uint32_t n;

	if (pgp_number(rest, 2, &n) != 0 || take(rest, n, &area) != 0)
		return -1;
	while (area.n != 0)
		if (length(&area, 255, &n) != 0 ||
		    take(&area, n, &body) != 0 ||
		    subpacket(body, hashed, ret) != 0)
			return -1;
	return 0;
}

static int
version_3(struct span body, struct pgp_signature *ret)
{
	uint32_t n, made;

	if (pgp_number(&body, 1, &n) != 0 || n != 5)
		return -1;
	ret->hashed = span_sub(body, 0, 5);
	if (pgp_number(&body, 1, &ret->type) != 0 ||
	    pgp_number(&body, 4, &made) != 0 ||
	    take(&body, PGP_KEY_ID, &ret->issuer) != 0 ||
	    pgp_number(&body, 1, &ret->algorithm) != 0 ||
	    pgp_number(&body, 1, &ret->hash) != 0 ||
	    pgp_number(&body, 2, &n) != 0)
		return -1;
	ret->made = (utc_t)made;
	ret->mpis = body;
	return 0;
}

static int
version_4(struct span whole, struct span body, struct pgp_signature *ret)
{
	uint32_t n;

	if (pgp_number(&body, 1, &ret->type) != 0 ||
	    pgp_number(&body, 1, &ret->algorithm) != 0 ||
	    pgp_number(&body, 1, &ret->hash) != 0 ||
	    subpackets(&body, true, ret) != 0)
		return -1;
	ret->hashed = span_sub(whole, 0, whole.n - body.n);
	if (subpackets(&body, false, ret) != 0 ||
	    pgp_number(&body, 2, &n) != 0)
		return -1;
	ret->mpis = body;
	return 0;
}

int
pgp_signature_read(struct span body, struct pgp_signature *ret)
{
	struct span rest = body;

	memset(ret, 0, sizeof(*ret));
	ret->made = TIME_NONE;
	if (pgp_number(&rest, 1, &ret->version) != 0)
		return -1;
	if (ret->version == 3)
		return version_3(rest, ret);
	return ret->version == 4 ? version_4(body, rest, ret) : 1;
}
