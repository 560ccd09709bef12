/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and keys of certificates. */
#include "rpki/cert.h"

#include <openssl/sha.h>
#include <string.h>

/* One attribute: its type, its string and the string's type. */
static enum reason
attribute(struct der *set, struct span *type, unsigned *tag,
    struct span *value)
{
	struct der in, raw;

	TRY_AS(der_in(set, DER_SEQ, &in), RR_NAME_FORM);
	TRY_AS(der_get(&in, DER_OID, type), RR_NAME_FORM);
	TRY_AS(der_any(&in, tag, value), RR_NAME_FORM);
	TRY_AS(der_end(&in), RR_NAME_FORM);
	raw = der_of(*value);
	return der_get(&raw, *tag, value);
}

static enum reason
count(struct der *set, int *cn, int *serial, enum reason *note)
{
	struct span type, value;
	unsigned tag;

	TRY(attribute(set, &type, &tag, &value));
	if (span_eq(type, OID("\x55\x04\x03")))
		++*cn;
	else if (span_eq(type, OID("\x55\x04\x05")))
		++*serial;
	else
		return RR_NAME_ATTR;
	/* Real trust anchors' trees have had UTF8String here: it is noted and
	 * not refused. */
	MUST(tag == DER_PRINTABLE || tag == DER_UTF8, RR_NAME_STRING);
	MUST(value.n != 0, RR_NAME_FORM);
	if (tag == DER_UTF8)
		*note = RR_NAME_STRING;
	return RR_OK;
}

enum reason
name_check(struct span name, enum reason *note)
{
	struct der d = der_of(name), in, set;
	int cn = 0, serial = 0;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_NAME_FORM);
	while (der_more(&in)) {
		TRY_AS(der_in(&in, DER_SET, &set), RR_NAME_FORM);
		MUST(der_more(&set), RR_NAME_FORM);
		while (der_more(&set))
			TRY(count(&set, &cn, &serial, note));
	}
	MUST(cn == 1, RR_NAME_CN);
	MUST(serial <= 1, RR_NAME_SERIAL);
	return RR_OK;
}

/* Both were checked: attributes in pairs, set by set. */
static bool
sets_eq(struct der *a, struct der *b)
{
	while (der_more(a) && der_more(b)) {
		struct span ta, tb, va, vb;
		unsigned tag;

		if (attribute(a, &ta, &tag, &va) != RR_OK ||
		    attribute(b, &tb, &tag, &vb) != RR_OK ||
		    !span_eq(ta, tb) || !span_eq(va, vb))
			return false;
	}
	return !der_more(a) && !der_more(b);
}

bool
name_eq(struct span a, struct span b)
{
	struct der da = der_of(a), db = der_of(b), ia, ib, sa, sb;

	if (span_eq(a, b))
		return true;
	if (der_in(&da, DER_SEQ, &ia) != RR_OK ||
	    der_in(&db, DER_SEQ, &ib) != RR_OK)
		return false;
	while (der_more(&ia) && der_more(&ib))
		if (der_in(&ia, DER_SET, &sa) != RR_OK ||
		    der_in(&ib, DER_SET, &sb) != RR_OK || !sets_eq(&sa, &sb))
			return false;
	return !der_more(&ia) && !der_more(&ib);
}

/* The key's bits, whatever the algorithm. */
static enum reason
key_bits(struct span spki, struct span *ret_alg, struct span *ret)
{
	struct der d = der_of(spki), in;
	size_t bits;

	TRY_AS(der_in(&d, DER_SEQ, &in), RR_KEY_FORM);
	TRY_AS(der_end(&d), RR_KEY_FORM);
	TRY_AS(der_raw(&in, DER_SEQ, ret_alg), RR_KEY_FORM);
	TRY_AS(der_bits(&in, ret, &bits), RR_KEY_FORM);
	MUST(bits == ret->n * 8 && bits != 0, RR_KEY_FORM);
	return der_end(&in) == RR_OK ? RR_OK : RR_KEY_FORM;
}

enum reason
key_parse(struct span spki, struct span *ret)
{
	struct span alg, bits, n;
	struct der d, key;
	uint64_t e;

	TRY(key_bits(spki, &alg, &bits));
	d = der_of(alg);
	TRY_AS(der_alg(&d, OID_RSA, false), RR_KEY_ALG);
	TRY_AS(der_check(bits), RR_KEY_FORM);
	d = der_of(bits);
	TRY_AS(der_in(&d, DER_SEQ, &key), RR_KEY_FORM);
	TRY_AS(der_get(&key, DER_INT, &n), RR_KEY_FORM);
	MUST(n.n != 0 && (n.p[0] & 0x80) == 0, RR_KEY_FORM);
	if (n.p[0] == 0)
		n = span_sub(n, 1, n.n);
	MUST(n.n == RSA_BYTES && (n.p[0] & 0x80) != 0, RR_KEY_SIZE);
	/* An even modulus is no product of two odd primes. */
	MUST((n.p[n.n - 1] & 1) != 0, RR_KEY_FORM);
	TRY_AS(der_uint(&key, UINT64_MAX, &e), RR_KEY_EXPONENT);
	MUST(e == 65537, RR_KEY_EXPONENT);
	TRY_AS(der_end(&key), RR_KEY_FORM);
	*ret = n;
	return RR_OK;
}

enum reason
key_id(struct span spki, unsigned char ret[KEYID_LEN])
{
	struct span alg, bits;

	TRY(key_bits(spki, &alg, &bits));
	SHA1(bits.p, bits.n, ret);
	return RR_OK;
}
