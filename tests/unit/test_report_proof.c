/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/proof.h"

#include "unit.h"

#define LEAVES 7

static struct merkle_hash leaves[LEAVES];

static int
set_up(void **state)
{
	(void)state;
	for (unsigned char i = 0; i < LEAVES; i++)
		merkle_leaf((struct span){ &i, 1 }, &leaves[i]);
	return 0;
}

static void
each_leaf_has_a_proof(void **state)
{
	(void)state;
	for (size_t n = 1; n <= LEAVES; n++)
		for (size_t i = 0; i < n; i++) {
			AUTO_BUF text = { 0 };
			struct checkpoint c = { .size = n };
			struct proof p;
			struct err e = { 0 };

			merkle_root(leaves, n, &c.root);
			proof_print(leaves, n, i, span_of("note\n"), &text);
			assert_int_equal(proof_parse(buf_view(&text), &p, &e),
			    0);
			assert_int_equal(p.index, i);
			assert_true(span_is(p.note, "note\n"));
			assert_int_equal(proof_holds(&p, &leaves[i], &c, &e),
			    0);
			assert_int_equal(
			    proof_holds(&p, &leaves[(i + 1) % LEAVES], &c, &e),
			    -1);
			p.index++;
			assert_int_equal(proof_holds(&p, &leaves[i], &c, &e),
			    -1);
		}
}

/* The form is the specification's: two leaves, and their one hash. */
static void
the_form(void **state)
{
	AUTO_BUF text = { 0 };
	static const char want[] =
	    "c2sp.org/tlog-proof@v1\n"
	    "index 1\n"
	    "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=\n"
	    "\n"
	    "the note\n";

	(void)state;
	proof_print(leaves, 2, 1, span_of("the note\n"), &text);
	assert_string_equal(text.p, want);
}

static void
refused(const char *text, const char *why)
{
	struct proof p = { .index = 77 };
	struct err e = { 0 };

	assert_int_equal(proof_parse(span_of(text), &p, &e), -1);
	assert_int_equal(e.kind, ERR_DATA);
	assert_non_null(strstr(e.msg, why));
	assert_int_equal(p.index, 77);
}

static void
another_form_is_refused(void **state)
{
	static const char hash[] =
	    "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=\n";
	AUTO_BUF b = { 0 };

	(void)state;
	refused("", "version 1");
	refused("c2sp.org/tlog-proof@v2\nindex 0\n\nx\n", "version 1");
	refused(PROOF_HEAD, "no index");
	refused(PROOF_HEAD "index 0", "no index");
	refused(PROOF_HEAD "index 01\n\nx\n", "no index");
	refused(PROOF_HEAD "index -1\n\nx\n", "no index");
	refused(PROOF_HEAD "index 9223372036854775808\n\nx\n", "no index");
	refused(PROOF_HEAD "extra AAAA\nindex 1\n\nx\n", "no index");
	refused(PROOF_HEAD "index 1\n", "no checkpoint");
	refused(PROOF_HEAD "index 1\nlqKW\n\nx\n", "no hash");
	refused(PROOF_HEAD "index 1\n"
			   "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8d=\n\n",
	    "no hash");
	buf_str(&b, PROOF_HEAD "index 1\n");
	for (int i = 0; i < MERKLE_PROOF_MAX; i++)
		buf_str(&b, hash);
	refused(b.p, "no checkpoint");
	buf_str(&b, hash);
	refused(b.p, "too long");
	b.n = 0;
	while (b.n <= PROOF_TEXT_MAX)
		buf_str(&b, PROOF_HEAD);
	refused(b.p, "too long");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_leaf_has_a_proof),
		cmocka_unit_test(the_form),
		cmocka_unit_test(another_form_is_refused),
	};

	return cmocka_run_group_tests_name("proof", tests, set_up, NULL);
}
