/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NUM_RANGE_H
#define NUM_RANGE_H
/*
 * Internet numbers.  AS numbers, IPv4 and IPv6 addresses are all the numbers
 * lo..hi of one family, both ends included; lo <= hi <= num_max(fam).
 */
#include "base/base.h"

__extension__ typedef unsigned __int128 num_t;

enum family { FAM_ASN, FAM_IPV4, FAM_IPV6 };
#define FAM_N 3

struct range {
	num_t lo, hi;
};

num_t num_max(enum family f);	     /* 2^32-1, 2^32-1, 2^128-1 */
const char *fam_name(enum family f); /* "asn" "ipv4" "ipv6" */
int fam_parse(struct span s, enum family *ret);

/* Text: "64512", "192.0.2.0", RFC 5952 for IPv6. */
#define NUM_TEXT 48
const char *num_text(enum family f, num_t n, char out[NUM_TEXT]);
#define RANGE_TEXT 100
/* "a-b", or "a" alone where lo == hi. */
const char *range_text(enum family f, struct range r, char out[RANGE_TEXT]);
/* Decimal, never in scientific form: counts up to 2^128. */
#define COUNT_TEXT 40
const char *num_decimal(num_t n, char out[COUNT_TEXT]);

/*
 * Parsers take canonical and tolerable text alike; *canonical (may be NULL)
 * says which: leading zeros are read as decimal, never octal.
 */
int num_parse(enum family f, struct span s, num_t *ret, bool *canonical);
int range_parse(enum family f, struct span s,
    struct range *ret); /* a or a-b */

bool range_meets(struct range a, struct range b);
bool range_holds(struct range outer, struct range inner);
struct range range_and(struct range a, struct range b); /* they must meet */

#endif
