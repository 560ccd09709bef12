/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_RPKI_CACHE_H
#define IO_RPKI_CACHE_H
/*
 * What is had of one RPKI repository between two runs: the notification whose
 * serial it stands at, as it was fetched, and every object.  Bytes are opaque
 * here; URIs are checked, since names of outsiders go into the index.
 *
 * ROOT/<SHA-256 of the notification's URI>/ holds `state` (nroaudit-formats(7))
 * and `pack.N`, the objects behind each other.  state names the pack and how
 * much of it counts, is renamed into place, and ends in its own SHA-256: a
 * process that is killed leaves the repository as it was.  One writer at a
 * time; all of it may be deleted.
 */
#include "base/digest.h"
#include "model/uri.h"

#define CACHE_OBJECTS_MAX 1000000 /* of one repository */
/* A pack is written anew where less than a half of it is in use, if that is
 * worth it. */
#define CACHE_WASTE_MIN ((uint64_t)16 << 20)

struct cached {
	char *uri;   /* rsync */
	char *leads; /* of a CA's certificate: where its objects are, a
			notification's https URI, else an rsync one; NULL */
	char sha256[SHA256_HEX];
	uint64_t at; /* in the pack */
	uint32_t n;
};

struct cache_change;
struct rpki_cache {
	char *dir, *uri;
	struct buf notification; /* empty: nothing is had */
	struct cached *v;	 /* sorted by URI */
	size_t n, cap;
	uint64_t pack, pack_n;
	/* While it is changed. */
	struct cache_change *changes;
	size_t changes_n, changes_cap;
	int fd;
	uint64_t written;   /* what is pending, too */
	struct buf pending; /* bytes behind each other */
};

/* Nothing is had where there is no such directory.  1 where what lies there is
 * damaged: then nothing is had, either, and e says why. */
int rpki_cache_open(const char *root, const char *uri, struct rpki_cache *ret,
    struct err *e);
void rpki_cache_clear(struct rpki_cache *c); /* for AUTO */

/* What follows changes what is had; afresh: all of it goes. */
int rpki_cache_begin(struct rpki_cache *c, bool afresh, struct err *e);
/*
 * An object of the file that is read.  replaces: the digest that the one there
 * must have, "" for none may be there.  Borrowed.  ERR_DATA: a URI that is
 * none, or too many objects.
 */
struct cache_object {
	const char *uri, *replaces, *leads;
	struct span object;
	bool withdrawn;
};
int rpki_cache_object(struct rpki_cache *c, const struct cache_object *o,
    struct err *e);
/* The file is through: all its objects take effect, or none and ERR_DATA. */
int rpki_cache_apply(struct rpki_cache *c, struct err *e);
/* For good, as what that notification speaks of. */
int rpki_cache_keep(struct rpki_cache *c, struct span notification,
    struct err *e);

/* The bytes of v[i], added; ERR_DATA where they are not what they were. */
int rpki_cache_read(const struct rpki_cache *c, size_t i, struct buf *ret,
    struct err *e);
/* The bytes of all objects together. */
uint64_t rpki_cache_bytes(const struct rpki_cache *c);
/* Removes what nobody has changed or touched since then. */
int rpki_cache_sweep(const char *root, int64_t since, struct err *e);
/* The directory of a repository below ROOT; owned. */
char *rpki_cache_path(const char *root, const char *uri);

#endif
