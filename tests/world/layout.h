/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORLD_LAYOUT_H
#define WORLD_LAYOUT_H
/* Which numbers IANA gave to whom. */
#include "tests/world/world.h"

struct layout_asn {
	uint32_t lo, hi;
	int rir;
};
struct layout_v6 {
	const char *prefix;
	int rir;
};
extern const struct layout_v6 layout_v6[];
extern const size_t layout_v6_n;
struct named {
	const char *text, *name;
};
extern const struct named special_asn[], special_v4[], special_v6[];
extern const size_t special_asn_n, special_v4_n, special_v6_n;
extern const char *const recovered_left[2];  /* first, last address */
extern const char *const recovered_given[2]; /* to AFRINIC */
extern const char given_on_slot[];	     /* in it, for what is planted */
/* 'x' not a RIR's; lower case allocated, upper case legacy; f a n l r. */
char layout_v4(unsigned first);
int layout_rir(char c); /* or -1 */
/* The i-th row of the AS number registry; false behind the last. */
bool layout_asn(size_t i, struct layout_asn *ret);

#endif
