/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/archive.h"

bool accepted;

#define UNPACKED_MAX ((size_t)4 << 20) /* of one input */

static int
count(struct span piece, void *arg, struct err *e)
{
	size_t *n = arg;

	(void)e;
	*n += piece.n;
	return 0;
}

/* An archive that somebody handed in. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(archive_clear) struct archive a = { 0 };
	size_t all = 0;

	accepted = archive_read((struct span){ data, size }, &a, NULL) == 0;
	for (size_t i = 0; i < a.n && all < UNPACKED_MAX; i++) {
		const struct archive_entry *x = &a.v[i];
		size_t n = 0;
		int r;

		/* Within the bytes, behind the one before. */
		assert(x->packed.p >= data &&
		    x->packed.n <= (size_t)(data + size - x->packed.p));
		assert(i == 0 || x->packed.p >= a.v[i - 1].packed.p);
		assert(archive_name_good(x->name));
		if (x->size > UNPACKED_MAX)
			continue;
		r = archive_contents(x, count, &n, NULL);
		assert(r != 0 || n == x->size);
		accepted &= r == 0;
		all += n;
	}
	return 0;
}
