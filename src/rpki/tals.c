/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rpki/tals.h"

#include <string.h>

#define KEY_LINE 64

const struct tal_row tal_rows[] = {
#define TAL(name, publisher, as0, https, rsync, key)                          \
	{ name, publisher, as0, https, rsync, key },
#include "model/tals.def"
#undef TAL
};
const size_t tal_rows_n = ARRAY_LEN(tal_rows);

const struct tal_row *
tal_row_of(const char *name)
{
	for (size_t i = 0; i < tal_rows_n; i++)
		if (strcmp(tal_rows[i].name, name) == 0)
			return &tal_rows[i];
	return NULL;
}

void
tal_row_text(const struct tal_row *r, struct buf *out)
{
	const char *k = r->key;

	buf_fmt(out, "%s\n%s\n\n", r->https, r->rsync);
	for (size_t n = strlen(k); n != 0;) {
		size_t part = n < KEY_LINE ? n : KEY_LINE;

		buf_span(out, (struct span){ (const unsigned char *)k, part });
		buf_chr(out, '\n');
		k += part;
		n -= part;
	}
}
