/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODEL_IANA_H
#define MODEL_IANA_H
/* IANA's number registries, as blocks. */
#include "model/source.h"
#include "model/stats.h"
#include "num/range.h"

enum iana_status {
	IS_ALLOCATED,	/* to a RIR */
	IS_LEGACY,	/* IPv4, administered by a RIR or older */
	IS_RESERVED,	/* IETF */
	IS_UNALLOCATED, /* IANA's pool */
	IS_RECOVERED,	/* in the recovered IPv4 pool, not yet given on */
	IS_SPECIAL	/* a special-purpose registry's row */
};

struct iana_block {
	struct range r;
	uint8_t fam, status;
	int8_t rir; /* enum publisher of a RIR, or -1: none named */
	const struct source *source;
	struct place at;  /* of the record element */
	struct span text; /* the record element's bytes, in the artefact */
	char name[64];	  /* designation, cut to fit, for readers */
};

struct iana {
	struct iana_block *v; /* owned; per source in file order */
	size_t n, cap;
	uint32_t rejected[16]; /* per source kind: rows that cannot be read */
};
void iana_clear(struct iana *i);

#endif
