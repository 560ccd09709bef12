/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/nro.h"

bool accepted;

static void
check(const struct nrofile *f, size_t size)
{
	uint32_t next = 0;

	for (size_t i = 0; i < f->stats.n; i++) {
		const struct record *r = &f->stats.v[i];

		assert((size_t)r->at.offset + r->at.len <= size);
		assert(f->rows[i].registry >= -1 &&
		    f->rows[i].registry <= PUB_IANA);
		assert(f->rows[i].origin <= NO_OTHER);
		assert((f->rows[i].registry < 0) ==
		    ((r->flags & RF_REGISTRY) != 0));
		assert(!f->rows[i].ianapool || r->status == ST_OTHER);
	}
	/* A record stands in one pair at most. */
	for (size_t i = 0; i < f->pairs_n; i++) {
		assert(f->pairs[i].a >= next &&
		    f->pairs[i].b == f->pairs[i].a + 1 &&
		    f->pairs[i].b < f->stats.n);
		next = f->pairs[i].b + 1;
	}
	for (int n = 0; n < NN_N; n++)
		assert(f->notes[n].count <= f->stats.n);
}

/* Read as each kind; accepted as one file, or as conflicts that are pairs. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct source src = { .id = "nro-fuzz",
		.publisher = PUB_NRO,
		.kind = SK_ARCHIVE };

	accepted = false;
	for (int k = 0; k < NRO_KINDS; k++) {
		AUTO(nrofile_clear) struct nrofile f = { 0 };

		nro_parse((struct span){ data, size }, &src, (enum nro_kind)k,
		    &f);
		check(&f, size);
		if (k == NRO_COMBINED)
			accepted |= !nrofile_short(&f) && f.stats.n != 0;
		if (k == NRO_CONFLICTS)
			accepted |= !nrofile_short(&f) && f.pairs_n != 0 &&
			    f.notes[NN_NOT_PAIR].count == 0;
	}
	return 0;
}
