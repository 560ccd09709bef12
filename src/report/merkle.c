/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/merkle.h"

#include "report/dsig.h"

#include <string.h>

void
merkle_leaf(struct span entry, struct merkle_hash *ret)
{
	AUTO_BUF b = { 0 };

	buf_chr(&b, 0);
	buf_span(&b, entry);
	dsig_sha256(buf_view(&b), ret->b);
}

void
merkle_node(const struct merkle_hash *l, const struct merkle_hash *r,
    struct merkle_hash *ret)
{
	unsigned char t[1 + 2 * MERKLE_HASH];

	t[0] = 1;
	memcpy(t + 1, l->b, MERKLE_HASH);
	memcpy(t + 1 + MERKLE_HASH, r->b, MERKLE_HASH);
	dsig_sha256((struct span){ t, sizeof(t) }, ret->b);
}

bool
merkle_eq(const struct merkle_hash *a, const struct merkle_hash *b)
{
	return memcmp(a->b, b->b, MERKLE_HASH) == 0;
}

static size_t
bits(uint64_t n)
{
	return (size_t)__builtin_popcountll(n);
}

int
merkle_append(struct merkle_edge *g, const struct merkle_hash *leaf)
{
	struct merkle_hash h = *leaf;
	size_t n = bits(g->size);

	if (g->size == UINT64_MAX)
		return -1;
	/* As in a binary counter, each carry joins two subtrees. */
	for (uint64_t s = g->size; (s & 1) != 0; s >>= 1)
		merkle_node(&g->v[--n], &h, &h);
	g->v[n] = h;
	g->size++;
	return 0;
}

void
merkle_edge_root(const struct merkle_edge *g, struct merkle_hash *ret)
{
	size_t n = bits(g->size);
	struct merkle_hash h;

	if (n == 0) {
		dsig_sha256(span_of(""), ret->b);
		return;
	}
	h = g->v[--n];
	while (n != 0)
		merkle_node(&g->v[--n], &h, &h);
	*ret = h;
}

void
merkle_root(const struct merkle_hash *leaves, size_t n,
    struct merkle_hash *ret)
{
	struct merkle_edge g = { 0 };

	for (size_t i = 0; i < n; i++)
		(void)merkle_append(&g, &leaves[i]);
	merkle_edge_root(&g, ret);
}

/* The largest power of two below n, n > 1. */
static size_t
split(size_t n)
{
	size_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

static void
push(struct merkle_proof *p, const struct merkle_hash *leaves, size_t n)
{
	assert(p->n < MERKLE_PROOF_MAX);
	merkle_root(leaves, n, &p->v[p->n++]);
}

/* The RFC's recursion puts the deepest first, the loops below the topmost. */
static void
reverse(struct merkle_proof *p)
{
	struct merkle_hash h;

	for (size_t i = 0; i < p->n / 2; i++) {
		h = p->v[i];
		p->v[i] = p->v[p->n - 1 - i];
		p->v[p->n - 1 - i] = h;
	}
}

void
merkle_inclusion(const struct merkle_hash *leaves, size_t n, size_t i,
    struct merkle_proof *ret)
{
	size_t k;

	assert(i < n);
	ret->n = 0;
	while (n > 1) {
		k = split(n);
		if (i < k) {
			push(ret, leaves + k, n - k);
			n = k;
		} else {
			push(ret, leaves, k);
			leaves += k;
			i -= k;
			n -= k;
		}
	}
	reverse(ret);
}

void
merkle_consistency(const struct merkle_hash *leaves, size_t n, size_t m,
    struct merkle_proof *ret)
{
	bool known = true; /* the subtree is the old tree itself */
	size_t k;

	assert(m <= n);
	ret->n = 0;
	if (m == 0)
		return;
	while (m != n) {
		k = split(n);
		if (m <= k) {
			push(ret, leaves + k, n - k);
			n = k;
		} else {
			push(ret, leaves, k);
			leaves += k;
			m -= k;
			n -= k;
			known = false;
		}
	}
	if (!known)
		push(ret, leaves, n);
	reverse(ret);
}

static int
refused(struct err *e, const char *what)
{
	return err_set(e, ERR_DATA, "Merkle proof: %s", what);
}

/* Up to the next level at which the path has a left sibling. */
static void
climb(uint64_t *fn, uint64_t *sn)
{
	while ((*fn & 1) == 0 && *fn != 0) {
		*fn >>= 1;
		*sn >>= 1;
	}
}

int
merkle_included(const struct merkle_proof *p, uint64_t i, uint64_t size,
    const struct merkle_hash *leaf, const struct merkle_hash *root,
    struct err *e)
{
	uint64_t fn = i, sn = size - 1;
	struct merkle_hash r = *leaf;

	if (i >= size)
		return refused(e, "the tree has no leaf of that number");
	if (p->n > MERKLE_PROOF_MAX)
		return refused(e, "too many hashes");
	for (size_t j = 0; j < p->n; j++) {
		if (sn == 0)
			return refused(e, "too many hashes");
		if ((fn & 1) != 0 || fn == sn) {
			merkle_node(&p->v[j], &r, &r);
			climb(&fn, &sn);
		} else {
			merkle_node(&r, &p->v[j], &r);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0)
		return refused(e, "too few hashes");
	return merkle_eq(&r, root) ? 0 : refused(e, "another root");
}

/* The sizes between which the RFC knows no proof. */
static int
extends_empty(const struct merkle_proof *p, uint64_t m, uint64_t n,
    const struct merkle_hash *old, const struct merkle_hash *now,
    struct err *e)
{
	struct merkle_hash none;

	if (p->n != 0)
		return refused(e, "too many hashes");
	merkle_root(NULL, 0, &none);
	if (m == 0 && !merkle_eq(old, &none))
		return refused(e, "not the empty tree's root");
	if (m == n && !merkle_eq(old, now))
		return refused(e, "another root at the same size");
	return 0;
}

int
merkle_extends(const struct merkle_proof *p, uint64_t m, uint64_t n,
    const struct merkle_hash *old, const struct merkle_hash *now,
    struct err *e)
{
	uint64_t fn = m - 1, sn = n - 1;
	struct merkle_hash fr, sr;
	size_t j = 0;

	if (m > n)
		return refused(e, "the tree has shrunk");
	if (p->n > MERKLE_PROOF_MAX)
		return refused(e, "too many hashes");
	if (m == 0 || m == n)
		return extends_empty(p, m, n, old, now, e);
	if (p->n == 0)
		return refused(e, "too few hashes");
	/* A complete old tree is a node of the new one: not repeated. */
	fr = sr = bits(m) == 1 ? *old : p->v[j++];
	for (; (fn & 1) != 0; fn >>= 1)
		sn >>= 1;
	for (; j < p->n; j++) {
		if (sn == 0)
			return refused(e, "too many hashes");
		if ((fn & 1) != 0 || fn == sn) {
			merkle_node(&p->v[j], &fr, &fr);
			merkle_node(&p->v[j], &sr, &sr);
			climb(&fn, &sn);
		} else {
			merkle_node(&sr, &p->v[j], &sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0)
		return refused(e, "too few hashes");
	if (!merkle_eq(&fr, old))
		return refused(e, "another old root");
	return merkle_eq(&sr, now) ? 0 : refused(e, "another new root");
}
