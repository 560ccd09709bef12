/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_DER_H
#define RPKI_DER_H
/*
 * A strict DER reader (X.690).  der_check goes through a whole value and
 * refuses what is only BER; the rest reads structure, and is safe on bytes
 * that were not checked.
 */
#include "base/base.h"
#include "base/date.h"
#include "rpki/reason.h"

#define DER_DEPTH_MAX 24

enum {
	DER_BOOL = 0x01,
	DER_INT = 0x02,
	DER_BITS = 0x03,
	DER_OCTETS = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8 = 0x0c,
	DER_PRINTABLE = 0x13,
	DER_IA5 = 0x16,
	DER_UTCTIME = 0x17,
	DER_GENTIME = 0x18,
	DER_SEQ = 0x30,
	DER_SET = 0x31
};
#define DER_CONTEXT(n) (0xa0u | (n))   /* [n], constructed */
#define DER_CONTEXT_P(n) (0x80u | (n)) /* [n], primitive */

/* One value and nothing behind it, strictly DER all the way down.  Strings
 * are not looked into. */
enum reason der_check(struct span s);

/* What is left of the contents of a constructed value. */
struct der {
	const unsigned char *p, *end;
};
struct der der_of(struct span s);
bool der_more(const struct der *d);
bool der_is(const struct der *d, unsigned tag); /* is that the next one? */
/* The next value, which must have that tag: its contents; the whole of it,
 * header and all; a cursor inside it.  RR_DER_TAG, RR_DER_TRUNCATED. */
enum reason der_get(struct der *d, unsigned tag, struct span *ret);
enum reason der_raw(struct der *d, unsigned tag, struct span *ret);
enum reason der_in(struct der *d, unsigned tag, struct der *ret);
/* Any tag; *ret_tag may be NULL. */
enum reason der_any(struct der *d, unsigned *ret_tag, struct span *ret_raw);
enum reason der_end(const struct der *d); /* RR_DER_EXTRA */

/* Non-negative, at most max. */
enum reason der_uint(struct der *d, uint64_t max, uint64_t *ret);
/* Non-negative, in at most 20 bytes; *ret without a leading zero byte. */
enum reason der_big(struct der *d, struct span *ret);
enum reason der_bool(struct der *d, bool *ret);
/* A bit string: its bytes, and how many bits. */
enum reason der_bits(struct der *d, struct span *ret, size_t *ret_bits);
/* "YYMMDDHHMMSSZ" or "YYYYMMDDHHMMSSZ", as RFC 5280 section 4.1.2.5 wants
 * them: UTCTime until 2049. */
enum reason der_time(struct der *d, utc_t *ret);
enum reason der_gentime(struct der *d, utc_t *ret);

/* Object identifiers: contents bytes, as a string literal. */
#define OID(bytes)                                                            \
	((struct span){ (const unsigned char *)(bytes), sizeof(bytes) - 1 })
enum reason der_oid(struct der *d, struct span oid); /* must be that one */
/* AlgorithmIdentifier: that OID, parameters NULL or, if lax, absent. */
enum reason der_alg(struct der *d, struct span oid, bool lax);

#define OID_SHA256 OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01")
#define OID_RSA OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")
#define OID_RSA_SHA256 OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")

#endif
