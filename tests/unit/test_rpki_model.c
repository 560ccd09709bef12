/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A judged tree as the rules see it, and the commands that findings cite. */
#include "rpki/model.h"
#include "audit/trees.h"
#include "tests/rpki/gen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define KEYS 24

static struct gen gen;

static int
start(void **state)
{
	(void)state;
	gen_init(&gen, NULL, KEYS);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	gen_clear(&gen);
	return 0;
}

static void
model_of(const char *twist, utc_t at, struct gtree *g, struct rpki_ta *ret)
{
	AUTO(tree_clear) struct tree t = { 0 };
	struct rpki_input in = { .at = at, .threads = 2 };

	gen.twist = twist;
	gen_tiny(&gen, g);
	assert_int_equal(gtree_validate(g, &in, &t), 0);
	rpki_to_model(&in, &t, 0, ret);
}

static const char *
uri_of(const struct rpki_ta *t, uint32_t object)
{
	return rpki_text(t, t->objects[object].uri);
}

static void
a_tree_is_flat(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(rpki_ta_clear) struct rpki_ta t;
	const struct rpki_ca *ca;

	(void)state;
	model_of(NULL, GEN_AT, &g, &t);
	assert_true(t.valid);
	assert_int_equal(t.publisher, -1); /* no locator that ships with us */
	assert_int_equal(t.faults_n, 0);
	assert_int_equal(t.cas_n, 2); /* the third is a router's */
	ca = &t.cas[0];
	assert_int_equal(ca->issuer, RPKI_NONE);
	assert_string_equal(uri_of(&t, ca->object), GEN_TA);
	assert_string_equal(uri_of(&t, ca->manifest), GEN_TA_MFT);
	assert_string_equal(uri_of(&t, ca->crl), GEN_TA_CRL);
	assert_int_equal(ca->below, 1);
	assert_true(ca->current);
	ca = &t.cas[1];
	assert_string_equal(uri_of(&t, ca->object), GEN_CA);
	assert_int_equal(ca->issuer, 0);
	assert_int_equal(ca->depth, 1);
	assert_true(ca->own);
	assert_true(ca->mft_this <= GEN_AT && ca->mft_next >= GEN_AT);
	assert_true(ca->crl_next >= GEN_AT);
	assert_int_equal(t.roas_n, 2);
	assert_int_equal(t.vrps_n, 2);
	assert_true(t.vrps[0].r.lo == 0x0a010200);
	assert_true(t.vrps[0].r.hi == 0x0a0102ff);
	assert_int_equal(t.vrps[0].asn, 64500);
	assert_string_equal(uri_of(&t, t.vrps[0].object), GEN_ROA);
	assert_int_equal(t.objects[t.vrps[0].object].ca, 1);
	assert_int_equal(t.aspas_n, 1);
	assert_string_equal(uri_of(&t, t.aspas[0].object), GEN_ASPA);
	assert_true(strlen(t.name) < RPKI_NAME_MAX);
}

static void
faults_keep_their_reason(void **state)
{
	static const struct {
		const char *twist, *uri, *code;
		bool missing;
	} cases[] = {
		{ "mft:stale", GEN_MFT, "mft-stale", false },
		{ "mft:gone", GEN_MFT, "mft-missing", true },
		{ "roa:gone", GEN_ROA, "missing", true },
		{ "roa:revoked", GEN_ROA, "revoked", false },
		{ "roa:sig", GEN_ROA, "signature", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(gtree_clear) struct gtree g = { 0 };
		AUTO(rpki_ta_clear) struct rpki_ta t;
		size_t k = 0;

		model_of(cases[i].twist, GEN_AT, &g, &t);
		while (k < t.faults_n &&
		    strcmp(uri_of(&t, t.faults[k].object), cases[i].uri) != 0)
			k++;
		if (k == t.faults_n)
			fail_msg("%s: no fault of %s", cases[i].twist,
			    cases[i].uri);
		assert_string_equal(t.faults[k].code, cases[i].code);
		assert_int_equal(t.faults[k].missing, cases[i].missing);
		assert_int_equal(t.objects[t.faults[k].object].ca, 1);
	}
}

static void
an_anchor_that_fails_says_why(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(rpki_ta_clear) struct rpki_ta t;

	(void)state;
	model_of("ta:expired", GEN_AT, &g, &t);
	assert_false(t.valid);
	assert_string_equal(t.reason, reason_words(RR_EXPIRED));
	assert_int_equal(t.cas_n, 0);
}

static void
another_file_is_another_digest(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(gtree_clear) struct gtree again = { 0 };
	AUTO(gtree_clear) struct gtree later = { 0 };
	AUTO(rpki_ta_clear) struct rpki_ta a;
	AUTO(rpki_ta_clear) struct rpki_ta b;
	AUTO(rpki_ta_clear) struct rpki_ta c;

	(void)state;
	model_of(NULL, GEN_AT, &g, &a);
	model_of(NULL, GEN_AT, &again, &b);
	assert_string_equal(a.digest, b.digest);
	gen.revision = 1;
	model_of(NULL, GEN_AT, &later, &c);
	gen.revision = 0;
	assert_string_not_equal(a.digest, c.digest);
	assert_string_equal(a.key, c.key);
	assert_string_equal(a.resources, c.resources);
}

static void
put_file(const char *dir, const struct rpki_ta *t, const struct gtree *g,
    uint32_t object)
{
	const struct rpki_object *o = &t->objects[object];
	const struct gfile *f = gtree_find(g, uri_of(t, object));
	AUTO_BUF path = { 0 };
	char sha[SHA256_HEX];
	FILE *out;

	hex_of(o->sha256, RPKI_DIGEST, sha);
	buf_fmt(&path, "%s/%s.%s", dir, sha,
	    rpki_kind_ext((enum rpki_kind)o->kind));
	out = fopen(path.p, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(f->bytes.p, 1, f->bytes.n, out), f->bytes.n);
	assert_int_equal(fclose(out), 0);
}

static int
run_in(const char *dir, const char *commands)
{
	AUTO_BUF b = { 0 };
	int r;

	buf_fmt(&b, "set -e; cd '%s'; { %s; } >out 2>err", dir, commands);
	r = system(b.p); /* NOLINT(concurrency-mt-unsafe) */
	return WIFEXITED(r) ? WEXITSTATUS(r) : -1;
}

/* What each kind of object is cited with, run on the object. */
static void
the_cited_commands_confirm_it(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(rpki_ta_clear) struct rpki_ta t;
	char dir[] = "/tmp/nroaudit-model-XXXXXX";
	unsigned kinds = 0;
	AUTO_BUF rm = { 0 };

	(void)state;
	assert_non_null(mkdtemp(dir));
	model_of(NULL, GEN_AT, &g, &t);
	for (uint32_t i = 0; i < t.objects_n; i++)
		put_file(dir, &t, &g, i);
	for (uint32_t i = 0; i < t.objects_n; i++) {
		AUTO_BUF b = { 0 };

		trees_commands(&t, i, &b);
		assert_true(b.n != 0);
		if (run_in(dir, b.p) != 0)
			fail_msg("%s: %s", uri_of(&t, i), b.p);
		kinds |= 1u << t.objects[i].kind;
	}
	assert_int_equal(kinds,
	    1u << RPKI_CER | 1u << RPKI_CRL | 1u << RPKI_MFT | 1u << RPKI_ROA |
		1u << RPKI_ASPA);
	buf_fmt(&rm, "rm -r '%s'", dir);
	assert_int_equal(system(rm.p), 0); /* NOLINT(concurrency-mt-unsafe) */
}

/* The same commands on an object whose signature does not hold. */
static void
and_refuse_what_is_not_so(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(rpki_ta_clear) struct rpki_ta t;
	char dir[] = "/tmp/nroaudit-model-XXXXXX";
	AUTO_BUF rm = { 0 };
	AUTO_BUF b = { 0 };
	uint32_t i;

	(void)state;
	assert_non_null(mkdtemp(dir));
	model_of("roa:content-hash", GEN_AT, &g, &t);
	assert_int_equal(t.faults_n, 1);
	i = t.faults[0].object;
	assert_string_equal(uri_of(&t, i), GEN_ROA);
	put_file(dir, &t, &g, i);
	trees_commands(&t, i, &b);
	assert_int_not_equal(run_in(dir, b.p), 0);
	buf_fmt(&rm, "rm -r '%s'", dir);
	assert_int_equal(system(rm.p), 0); /* NOLINT(concurrency-mt-unsafe) */
}

/* Of many objects over one range, the deepest are told. */
static void
the_deepest_objects_are_told(void **state)
{
	struct dataset d = { 0 };
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(trees_clear) struct trees t = { 0 };
	struct rpki_ta ta;
	struct tree_object v[TREE_CITED_MAX];
	struct range r = { 0x0a010200, 0x0a010200 };
	size_t n;

	(void)state;
	model_of(NULL, GEN_AT, &g, &ta);
	ta.publisher = 1;
	d.rpki = &ta;
	d.rpki_n = 1;
	trees_make(&d, &t);
	n = trees_find(&d, &t, 1, false, FAM_IPV4, r, v);
	assert_true(n >= 2);
	assert_string_equal(uri_of(&ta, v[0].object), GEN_ROA);
	for (size_t i = 1; i < n && i < TREE_CITED_MAX; i++)
		assert_true(v[i - 1].depth >= v[i].depth);
	assert_int_equal(trees_find(&d, &t, 2, false, FAM_IPV4, r, v), 0);
	assert_int_equal(trees_find(&d, &t, 1, true, FAM_IPV4, r, v), 0);
	rpki_ta_clear(&ta);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_is_flat),
		cmocka_unit_test(faults_keep_their_reason),
		cmocka_unit_test(an_anchor_that_fails_says_why),
		cmocka_unit_test(another_file_is_another_digest),
		cmocka_unit_test(the_cited_commands_confirm_it),
		cmocka_unit_test(and_refuse_what_is_not_so),
		cmocka_unit_test(the_deepest_objects_are_told),
	};

	return cmocka_run_group_tests_name("rpki/model", tests, start, stop);
}
