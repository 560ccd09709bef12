/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_TAL_H
#define RPKI_TAL_H
/* Trust anchor locators (RFC 8630). */
#include "rpki/cert.h"

#define TAL_MAX 65536
#define TAL_URIS_MAX 16

struct tal {
	char *name;		  /* the caller's; owned */
	char *uris[TAL_URIS_MAX]; /* owned */
	size_t uris_n;
	unsigned char *spki; /* DER; owned */
	size_t spki_n;
};
/* ERR_DATA names the line. */
int tal_parse(struct span text, const char *name, struct tal *ret,
    struct err *e);
void tal_clear(struct tal *t);

#endif
