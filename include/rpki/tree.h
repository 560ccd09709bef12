/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RPKI_TREE_H
#define RPKI_TREE_H
/*
 * A whole repository, judged as of one instant: first everything is parsed
 * and every signature checked on all cores, then one deterministic walk from
 * the trust anchors down.  Pure: no file, clock or network.
 */
#include "rpki/object.h"
#include "rpki/tal.h"

#define CA_DEPTH_MAX 12 /* CAs below the trust anchor, in one chain */
#define RPKI_FILES_MAX 4000000

struct rpki_file {
	const char *uri; /* "rsync://host/path"; outlives the tree */
	int32_t tal;	 /* a certificate for this locator; -1: none */
};

/* A manifest that was valid before: numbers must grow. */
struct rpki_prior {
	const char *uri;
	unsigned char number[SERIAL_MAX]; /* big-endian, right-aligned */
	utc_t this_update;
	unsigned char sha256[DIGEST_LEN];
};

/* Number and thisUpdate of a manifest, whose signature is not looked at;
 * false: it is none. */
bool rpki_prior_read(struct span mft, struct rpki_prior *ret);

/* The bytes of file i, at most OBJECT_MAX + 1 of them, put into the empty
 * buffer; -1: they could not be had.  Called from several threads. */
typedef int rpki_read_fn(void *arg, size_t i, struct buf *ret);

struct rpki_input {
	const struct tal *tals;
	size_t tals_n;
	const struct rpki_file *files; /* sorted by URI, none twice */
	size_t files_n;
	const struct rpki_prior *priors; /* sorted by URI; NULL: none */
	size_t priors_n;
	rpki_read_fn *read;
	void *arg;
	utc_t at;
	unsigned threads; /* 0: one */
	bool strict;	  /* refuse also what is tolerated and noted */
};

/* Listed, but no such file. */
struct missing {
	char *uri;
	enum object_type type;
	enum reason reason;
	uint32_t parent; /* NO_OBJECT: a trust anchor's own certificate */
	int32_t tal;
};

struct vrp {
	num_t lo;
	uint32_t asn;
	int32_t tal;
	enum family fam;
	uint8_t len, maxlen;
};

struct tree {
	struct object *objects; /* in the order of the files */
	size_t n;
	struct keys keys;
	struct missing *missing; /* sorted by URI */
	size_t missing_n, missing_cap;
	struct vrp *vrps; /* sorted: asn, family, prefix, lengths, anchor */
	size_t vrps_n, vrps_cap;
	uint64_t unread; /* faults of our own */
	struct worker *workers;
	unsigned workers_n;
};
/* -1 only where our own work could not be done. */
int rpki_validate(const struct rpki_input *in, struct tree *ret,
    struct err *e);
void tree_clear(struct tree *t);

/* --- within the layer --- */
struct walk {
	const struct rpki_input *in;
	struct tree *t;
	uint32_t *by_issuer; /* manifests by their issuer */
	size_t by_issuer_n;
	int32_t tal;
	uint32_t chain[CA_DEPTH_MAX + 1]; /* keys from the anchor down */
};
void walk_tree(struct walk *w);
uint32_t tree_find(const struct tree *t, struct span uri);
/* That name beside the others of dir, which ends in '/'. */
uint32_t tree_find_in(const struct tree *t, struct span dir, const char *name);
/* The path checks of RFC 6487 section 7.2 but for revocation. */
enum reason walk_link(const struct walk *w, const struct object *o,
    const struct object *ca);
/* What is tolerated, unless nothing is. */
enum reason walk_strict(const struct walk *w, const struct object *o);
enum reason walk_regress(const struct walk *w, uint32_t mft);
void walk_index(struct walk *w);
void walk_missing(struct walk *w, struct span dir, const char *name,
    enum reason r, uint32_t parent);

/* A CA's publication point that held. */
struct point {
	uint32_t ca, mft, crl;
	struct span dir;
	uint32_t *files; /* objects, in the manifest's order; owned */
};
/* False: it failed, and its objects are marked. */
bool point_open(struct walk *w, uint32_t ca, struct point *ret);
void point_clear(struct point *p);
/* Path, revocation and CRL distribution point of a file. */
enum reason point_check(const struct walk *w, const struct point *p,
    const struct object *o);

#endif
