/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_MERKLE_H
#define REPORT_MERKLE_H
/*
 * The Merkle tree of a log (RFC 6962 section 2.1) over SHA-256.  Pure; a leaf
 * is given by its hash, so that the log's entries can lie anywhere.
 */
#include "base/base.h"

#define MERKLE_HASH 32
#define MERKLE_EDGE_MAX 64  /* complete subtrees: one a bit of the size */
#define MERKLE_PROOF_MAX 65 /* hashes of a consistency proof, section 2.1.2 */

struct merkle_hash {
	unsigned char b[MERKLE_HASH];
};

/* The roots of the complete subtrees that make up the tree, largest (and
 * leftmost) first, one for each bit of size that is set.  Zeroed it is the
 * empty tree's. */
struct merkle_edge {
	uint64_t size;
	struct merkle_hash v[MERKLE_EDGE_MAX];
};

struct merkle_proof {
	size_t n;
	struct merkle_hash v[MERKLE_PROOF_MAX]; /* lowest first */
};

/* SHA-256 of 0x00 and the entry; of 0x01, left and right (section 2.1). */
void merkle_leaf(struct span entry, struct merkle_hash *ret);
void merkle_node(const struct merkle_hash *l, const struct merkle_hash *r,
    struct merkle_hash *ret);
bool merkle_eq(const struct merkle_hash *a, const struct merkle_hash *b);
/* Of n leaf hashes in order; of none, SHA-256 of nothing. */
void merkle_root(const struct merkle_hash *leaves, size_t n,
    struct merkle_hash *ret);

/* O(log size) hashes each.  -1, and no change, where size cannot grow. */
int merkle_append(struct merkle_edge *g, const struct merkle_hash *leaf);
void merkle_edge_root(const struct merkle_edge *g, struct merkle_hash *ret);

/* The audit path of leaf i among n (section 2.1.1), i < n. */
void merkle_inclusion(const struct merkle_hash *leaves, size_t n, size_t i,
    struct merkle_proof *ret);
/* From the first m of n leaves to all of them (section 2.1.2), m <= n; empty
 * where m is 0 or n. */
void merkle_consistency(const struct merkle_hash *leaves, size_t n, size_t m,
    struct merkle_proof *ret);

/* RFC 9162 section 2.1.3.2: is the leaf number i of the tree that has that
 * size and root?  ERR_DATA with the reason. */
int merkle_included(const struct merkle_proof *p, uint64_t i, uint64_t size,
    const struct merkle_hash *leaf, const struct merkle_hash *root,
    struct err *e);
/*
 * RFC 9162 section 2.1.4.2: is the tree of size m and root old a beginning of
 * the tree of size n and root now?  Of equal sizes, and of m = 0 with the
 * empty tree's root, where the RFC has no proof, it is an empty one.
 */
int merkle_extends(const struct merkle_proof *p, uint64_t m, uint64_t n,
    const struct merkle_hash *old, const struct merkle_hash *now,
    struct err *e);

#endif
