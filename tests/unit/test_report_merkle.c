/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"
#include "report/dsig.h"
#include "report/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SIZES 70

static struct merkle_hash leaves[SIZES];

/* RFC 6962 section 2.1 as it is written: MTH, PATH and SUBPROOF. */
static size_t
half(size_t n)
{
	size_t k = 1;

	while (2 * k < n)
		k *= 2;
	return k;
}

static struct merkle_hash
mth(const struct merkle_hash *d, size_t n)
{
	unsigned char t[65] = { 1 };
	struct merkle_hash r, h;

	if (n == 0) {
		dsig_sha256((struct span){ NULL, 0 }, r.b);
		return r;
	}
	if (n == 1)
		return *d;
	h = mth(d, half(n));
	memcpy(t + 1, h.b, 32);
	h = mth(d + half(n), n - half(n));
	memcpy(t + 33, h.b, 32);
	dsig_sha256((struct span){ t, sizeof(t) }, r.b);
	return r;
}

static void
path(size_t m, const struct merkle_hash *d, size_t n, struct merkle_proof *p)
{
	size_t k = half(n);

	if (n == 1)
		return;
	if (m < k) {
		path(m, d, k, p);
		p->v[p->n++] = mth(d + k, n - k);
	} else {
		path(m - k, d + k, n - k, p);
		p->v[p->n++] = mth(d, k);
	}
}

static void
subproof(size_t m, const struct merkle_hash *d, size_t n, bool b,
    struct merkle_proof *p)
{
	size_t k = half(n);

	if (m == n) {
		if (!b)
			p->v[p->n++] = mth(d, n);
	} else if (m <= k) {
		subproof(m, d, k, b, p);
		p->v[p->n++] = mth(d + k, n - k);
	} else {
		subproof(m - k, d + k, n - k, false, p);
		p->v[p->n++] = mth(d, k);
	}
}

static void
same_proof(const struct merkle_proof *a, const struct merkle_proof *b)
{
	assert_int_equal(a->n, b->n);
	assert_memory_equal(a->v, b->v, a->n * sizeof(a->v[0]));
}

/* The vectors of the RFC's own implementation. */
static void
known_roots(void **state)
{
	static const char *const entry[] = { "", "", "\x10", " !", "01",
		"@ABC", "PQRSTUVW", "`abcdefghijklmno" };
	struct merkle_hash h[8], r;
	char hex[SHA256_HEX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(h); i++)
		merkle_leaf((struct span){ (const unsigned char *)entry[i],
				i == 1 ? 1 : strlen(entry[i]) },
		    &h[i]);
	merkle_root(h, 1, &r);
	hex_of(r.b, sizeof(r.b), hex);
	assert_string_equal(hex,
	    "6e340b9cffb37a989ca544e6bb780a2c"
	    "78901d3fb33738768511a30617afa01d");
	merkle_root(h, 8, &r);
	hex_of(r.b, sizeof(r.b), hex);
	assert_string_equal(hex,
	    "5dc9da79a70659a9ad559cb701ded9a2"
	    "ab9d823aad2f4960cfe370eff4604328");
	merkle_root(NULL, 0, &r);
	hex_of(r.b, sizeof(r.b), hex);
	assert_string_equal(hex,
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
}

static void
roots_are_the_rfcs(void **state)
{
	struct merkle_edge g = { 0 };
	struct merkle_hash r, want;

	(void)state;
	for (size_t n = 0; n <= SIZES; n++) {
		want = mth(leaves, n);
		merkle_root(leaves, n, &r);
		assert_true(merkle_eq(&r, &want));
		merkle_edge_root(&g, &r);
		assert_true(merkle_eq(&r, &want));
		assert_int_equal(g.size, n);
		if (n < SIZES)
			assert_int_equal(merkle_append(&g, &leaves[n]), 0);
	}
}

static int
in(const struct merkle_proof *p, uint64_t i, uint64_t n,
    const struct merkle_hash *leaf, const struct merkle_hash *root)
{
	struct err e = { 0 };
	int rc = merkle_included(p, i, n, leaf, root, &e);

	assert_true(rc == 0 || (e.kind == ERR_DATA && e.msg[0] != '\0'));
	return rc;
}

static int
ext(const struct merkle_proof *p, uint64_t m, uint64_t n,
    const struct merkle_hash *old, const struct merkle_hash *now)
{
	struct err e = { 0 };
	int rc = merkle_extends(p, m, n, old, now, &e);

	assert_true(rc == 0 || (e.kind == ERR_DATA && e.msg[0] != '\0'));
	return rc;
}

/* Each hash of the path, one too few, one too many. */
static void
altered_path_in(struct merkle_proof p, size_t i, size_t n,
    const struct merkle_hash *root)
{
	for (size_t j = 0; j < p.n; j++) {
		p.v[j].b[j % 32] ^= 1;
		assert_int_equal(in(&p, i, n, &leaves[i], root), -1);
		p.v[j].b[j % 32] ^= 1;
	}
	p.v[p.n++] = leaves[0];
	assert_int_equal(in(&p, i, n, &leaves[i], root), -1);
	p.n--;
	if (p.n-- != 0)
		assert_int_equal(in(&p, i, n, &leaves[i], root), -1);
}

static void
inclusion(size_t i, size_t n)
{
	struct merkle_proof want = { 0 }, p = { 0 };
	struct merkle_hash root = mth(leaves, n), r = root;

	path(i, leaves, n, &want);
	merkle_inclusion(leaves, n, i, &p);
	same_proof(&p, &want);
	assert_int_equal(in(&p, i, n, &leaves[i], &root), 0);
	altered_path_in(p, i, n, &root);
	for (size_t k = 0; k <= n; k++)
		if (k != i)
			assert_int_equal(in(&p, k, n, &leaves[i], &root), -1);
	r.b[n % 32] ^= 0x80;
	assert_int_equal(in(&p, i, n, &leaves[i], &r), -1);
	assert_int_equal(in(&p, i, n, &leaves[(i + 1) % SIZES], &root), -1);
	assert_int_equal(in(&p, i, i, &leaves[i], &root), -1);
	assert_int_equal(in(&p, i, 0, &leaves[i], &root), -1);
	/* A path may fit another size's shape; the root is then one of no
	 * tree of that size that anybody signed. */
	assert_int_equal(in(&p, i, 4 * n + 1, &leaves[i], &root), -1);
}

static void
every_inclusion_proof(void **state)
{
	(void)state;
	for (size_t n = 1; n <= SIZES; n++)
		for (size_t i = 0; i < n; i++)
			inclusion(i, n);
}

static void
altered_path_ext(struct merkle_proof p, size_t m, size_t n,
    const struct merkle_hash *old, const struct merkle_hash *now)
{
	for (size_t j = 0; j < p.n; j++) {
		p.v[j].b[j % 32] ^= 1;
		assert_int_equal(ext(&p, m, n, old, now), -1);
		p.v[j].b[j % 32] ^= 1;
	}
	p.v[p.n++] = leaves[0];
	assert_int_equal(ext(&p, m, n, old, now), -1);
	p.n--;
	if (p.n-- != 0)
		assert_int_equal(ext(&p, m, n, old, now), -1);
}

static void
consistency(size_t m, size_t n)
{
	struct merkle_proof want = { 0 }, p = { 0 };
	struct merkle_hash old = mth(leaves, m), now = mth(leaves, n), r;

	if (m != 0)
		subproof(m, leaves, n, true, &want);
	merkle_consistency(leaves, n, m, &p);
	same_proof(&p, &want);
	assert_int_equal(ext(&p, m, n, &old, &now), 0);
	altered_path_ext(p, m, n, &old, &now);
	r = old;
	r.b[m % 32] ^= 1;
	assert_int_equal(ext(&p, m, n, &r, &now), -1);
	r = now;
	r.b[n % 32] ^= 1;
	/* Nothing is known of what grew from an empty tree. */
	assert_int_equal(ext(&p, m, n, &old, &r), m == 0 && n != 0 ? 0 : -1);
	if (m != n)
		assert_int_equal(ext(&p, n, m, &now, &old), -1);
	for (size_t k = 1; k < n; k++)
		if (k != m)
			assert_int_equal(ext(&p, k, n, &old, &now), -1);
	if (m != 0)
		assert_int_equal(ext(&p, m, 4 * n + 1, &old, &now), -1);
}

static void
every_consistency_proof(void **state)
{
	(void)state;
	for (size_t n = 0; n <= SIZES; n++)
		for (size_t m = 0; m <= n; m++)
			consistency(m, n);
}

static void
the_edge_has_a_limit(void **state)
{
	struct merkle_edge g = { .size = UINT64_MAX - 1 };
	struct merkle_hash r;

	(void)state;
	assert_int_equal(merkle_append(&g, &leaves[0]), 0);
	assert_int_equal(__builtin_popcountll(g.size), MERKLE_EDGE_MAX);
	assert_true(merkle_eq(&g.v[MERKLE_EDGE_MAX - 1], &leaves[0]));
	merkle_edge_root(&g, &r);
	assert_int_equal(merkle_append(&g, &leaves[0]), -1);
	assert_true(g.size == UINT64_MAX);
}

/* The longest proof there is: past the half of 2^64 - 1 leaves. */
static void
proofs_have_a_limit(void **state)
{
	struct merkle_proof p = { .n = MERKLE_PROOF_MAX };
	struct merkle_hash r = leaves[1];
	struct err e = { 0 };

	(void)state;
	p.n = MERKLE_PROOF_MAX + 1;
	assert_int_equal(in(&p, 0, UINT64_MAX, &leaves[0], &r), -1);
	assert_int_equal(ext(&p, 1, UINT64_MAX, &leaves[0], &r), -1);
	p.n = MERKLE_PROOF_MAX;
	assert_int_equal(merkle_extends(&p, ((uint64_t)1 << 63) + 1,
			     UINT64_MAX, &r, &r, &e),
	    -1);
	assert_non_null(strstr(e.msg, "another old root"));
}

static int
start(void **state)
{
	unsigned char b;

	(void)state;
	for (size_t i = 0; i < SIZES; i++) {
		b = (unsigned char)i;
		merkle_leaf((struct span){ &b, 1 }, &leaves[i]);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(known_roots),
		cmocka_unit_test(roots_are_the_rfcs),
		cmocka_unit_test(every_inclusion_proof),
		cmocka_unit_test(every_consistency_proof),
		cmocka_unit_test(the_edge_has_a_limit),
		cmocka_unit_test(proofs_have_a_limit),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("report merkle", t, start, NULL);
}
