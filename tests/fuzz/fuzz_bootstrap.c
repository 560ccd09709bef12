/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "parse/bootstrap.h"

bool accepted;

/* Entries stand service by service; what is found holds what was asked. */
static void
check(const struct bootstrap *b, size_t size)
{
	uint32_t next = 0;

	for (size_t i = 0; i < b->services_n; i++) {
		const struct boot_service *s = &b->services[i];

		assert(s->first == next);
		next += s->n;
		assert((uint64_t)s->at.offset + s->at.len <= size);
		assert(s->rir >= -1 && s->rir < RIR_N);
		assert(s->url.len != 0 || s->rir == -1);
	}
	assert(next == b->n);
	for (size_t i = 0; i < b->n; i++) {
		const struct boot_entry *e = &b->v[i], *f;

		assert(e->r.lo <= e->r.hi && e->r.hi <= num_max(b->fam));
		assert((uint64_t)e->at.offset + e->at.len <= size);
		assert(e->service < b->services_n);
		f = bootstrap_find(b, e->r.lo);
		assert(f != NULL && f->r.hi - f->r.lo <= e->r.hi - e->r.lo);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	accepted = false;
	for (int f = 0; f < FAM_N; f++) {
		AUTO(bootstrap_clear) struct bootstrap b = { 0 };

		bootstrap_parse((struct span){ data, size }, NULL,
		    (enum family)f, &b);
		check(&b, size);
		accepted |= b.n != 0 && b.notes[BN_JSON].count == 0;
	}
	return 0;
}
