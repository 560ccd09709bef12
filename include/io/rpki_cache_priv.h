/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_RPKI_CACHE_PRIV_H
#define IO_RPKI_CACHE_PRIV_H
/* Between the files of the cache. */
#include "io/rpki_cache.h"

#define CACHE_STATE "state"
#define CACHE_HEAD "nroaudit rpki cache 1"

/* The text of state. */
void cache_state_print(const struct rpki_cache *c, struct buf *out);
/* The way back, into what has dir and uri alone; ERR_DATA. */
int cache_state_parse(struct span text, struct rpki_cache *c, struct err *e);
void cache_forget(struct rpki_cache *c); /* all objects */
char *cache_pack_path(const struct rpki_cache *c, uint64_t pack); /* owned */

#endif
