/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_TALS_H
#define RPKI_TALS_H
/* The trust anchor locators that ship with the program: model/tals.def. */
#include "model/source.h"
#include "rpki/tal.h"

struct tal_row {
	const char *name;
	enum publisher publisher; /* one of the RIRs */
	bool as0;		  /* for space that nobody holds */
	const char *https, *rsync;
	const char *key; /* base64 of the subjectPublicKeyInfo */
};
extern const struct tal_row tal_rows[];
extern const size_t tal_rows_n;

const struct tal_row *tal_row_of(const char *name); /* NULL: none */
/* As RFC 8630 section 2.2 has it; tal_parse reads it back. */
void tal_row_text(const struct tal_row *r, struct buf *out);

#endif
