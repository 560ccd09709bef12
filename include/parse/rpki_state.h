/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PARSE_RPKI_STATE_H
#define PARSE_RPKI_STATE_H
/* rpki/NAME/state of a snapshot (nroaudit-formats(7)): what one trust anchor's
 * repositories held.  Pure; spans point into the text. */
#include "base/digest.h"
#include "model/uri.h"

#define RPKI_STATE_HEAD "# nroaudit rpki state 1\n"
#define RPKI_STATE_OBJECTS_MAX 1000000

struct rpki_state_object {
	struct span uri, sha256, blob;
};
/* A repository as the night left it; words as formats(7) has them. */
struct rpki_state_repo {
	struct span uri, session, change, fault;
	uint64_t serial;
};
struct rpki_state {
	struct span anchor;	       /* URL of its certificate */
	struct span anchor_fault;      /* "-": none */
	struct rpki_state_repo *repos; /* owned */
	size_t repos_n, repos_cap;
	struct rpki_state_object *v; /* sorted by URI; owned */
	size_t n, cap;
};
/* ERR_DATA names the line. */
int rpki_state_parse(struct span text, struct rpki_state *ret, struct err *e);
void rpki_state_clear(struct rpki_state *s); /* for AUTO */

#endif
