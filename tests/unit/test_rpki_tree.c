/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole tree with one fault each: which object is refused, and for what. */
#include "tests/rpki/gen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static const struct object *
find(const struct tree *t, const char *uri)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->objects[i].uri, uri) == 0)
			return &t->objects[i];
	print_error("no %s\n", uri);
	abort();
}

static void
judge(const char *twist, utc_t at, struct gtree *g, struct tree *t)
{
	struct rpki_input in = { .at = at, .threads = 2 };

	gen.twist = twist;
	gen_tiny(&gen, g);
	assert_int_equal(gtree_validate(g, &in, t), 0);
}

static void
a_tree_without_fault_is_valid(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };

	(void)state;
	judge(NULL, GEN_AT, &g, &t);
	for (size_t i = 0; i < t.n; i++) {
		bool gbr = strcmp(t.objects[i].uri, GEN_GBR) == 0;

		if (t.objects[i].state != (gbr ? STATE_IGNORED : STATE_VALID))
			fail_msg("%s: %s", t.objects[i].uri,
			    reason_code(t.objects[i].reason));
		assert_int_equal(t.objects[i].note, RR_OK);
	}
	assert_int_equal(t.n, 11);
	assert_int_equal(t.missing_n, 0);
	assert_int_equal(t.vrps_n, 2);
	assert_int_equal(t.vrps[0].asn, 64500);
	assert_true(t.vrps[0].lo == 0x0a010200);
	assert_int_equal(t.vrps[0].len, 24);
	assert_int_equal(t.vrps[0].maxlen, 25);
	assert_int_equal(t.vrps[1].asn, 64501);
	assert_int_equal(find(&t, GEN_ASPA)->u.aspa->n, 2);
}

static const struct {
	const char *twist, *uri;
	enum reason reason;
	size_t vrps; /* what is left */
} faults[] = {
	/* BER */
	{ "roa:ber-indefinite", GEN_ROA, RR_DER_INDEFINITE, 1 },
	{ "roa:ber-length", GEN_ROA, RR_DER_LENGTH, 1 },
	{ "roa:econtent-pieces", GEN_ROA, RR_DER_CONSTRUCTED, 1 },
	{ "roa:trailing", GEN_ROA, RR_DER_EXTRA, 1 },
	{ "roa:cut", GEN_ROA, RR_DER_TRUNCATED, 1 },
	/* CVE-2024-45234 to 45239 and their like */
	{ "ca:spki-bits", GEN_CA, RR_KEY_FORM, 0 },
	{ "ca:spki-none", GEN_CA, RR_KEY_FORM, 0 },
	{ "ca:spki-zero", GEN_CA, RR_KEY_SIZE, 0 },
	{ "roa:spki-bits", GEN_ROA, RR_KEY_FORM, 1 },
	{ "ca:ku-long", GEN_CA, RR_KU_FORM, 0 },
	{ "ca:ku-huge", GEN_CA, RR_KU_FORM, 0 },
	{ "roa:ku-long", GEN_ROA, RR_KU_FORM, 1 },
	{ "ca:ku-none", GEN_CA, RR_KU_MISSING, 0 },
	{ "ca:aki-nokeyid", GEN_CA, RR_AKI_KEYID, 0 },
	{ "ca:aki-none", GEN_CA, RR_AKI_MISSING, 0 },
	{ "ca:aki-serial", GEN_CA, RR_AKI_EXTRA, 0 },
	{ "roa:aki-nokeyid", GEN_ROA, RR_AKI_KEYID, 1 },
	{ "crl:no-aki", GEN_CRL, RR_CRL_AKI, 0 },
	{ "crl:no-number", GEN_CRL, RR_CRL_NUMBER, 0 },
	{ "roa:attrs-empty", GEN_ROA, RR_CMS_ATTRS, 1 },
	{ "roa:attrs-none", GEN_ROA, RR_CMS_ATTRS, 1 },
	{ "roa:attrs-order", GEN_ROA, RR_CMS_ATTRS_ORDER, 1 },
	{ "mft:attrs-order", GEN_MFT, RR_CMS_ATTRS_ORDER, 0 },
	{ "roa:econtent-null", GEN_ROA, RR_CMS_ECONTENT, 1 },
	{ "mft:econtent-null", GEN_MFT, RR_CMS_ECONTENT, 0 },
	{ "roa:econtent-empty", GEN_ROA, RR_CMS_ECONTENT, 1 },
	{ "roa:certs-none", GEN_ROA, RR_CMS_CERTS, 1 },
	/* CVE-2024-56375, CVE-2025-0638 and other manifests */
	{ "mft:empty", GEN_MFT, RR_MFT_EMPTY, 0 },
	{ "mft:name-utf8", GEN_MFT, RR_MFT_NAME, 0 },
	{ "mft:name-dots", GEN_MFT, RR_MFT_NAME, 0 },
	{ "mft:name-slash", GEN_MFT, RR_MFT_NAME, 0 },
	{ "mft:name-type", GEN_MFT, RR_MFT_NAME, 0 },
	{ "mft:name-empty", GEN_MFT, RR_MFT_NAME, 0 },
	{ "mft:hash", GEN_MFT, RR_MFT_FILE_HASH, 0 },
	{ "mft:hash", GEN_ROA, RR_FILE_HASH, 0 },
	{ "mft:hash", GEN_ROA2, RR_POINT_FAILED, 0 },
	{ "gbr:hash", GEN_MFT, RR_MFT_FILE_HASH, 0 },
	{ "mft:missing", GEN_MFT, RR_MFT_FILE_MISSING, 0 },
	{ "roa:gone", GEN_MFT, RR_MFT_FILE_MISSING, 0 },
	{ "mft:gone", GEN_ROA, RR_UNLISTED, 0 },
	{ "mft:twice", GEN_MFT, RR_MFT_TWICE, 0 },
	{ "mft:no-crl", GEN_MFT, RR_MFT_CRL_COUNT, 0 },
	{ "mft:two-crl", GEN_MFT, RR_MFT_CRL_COUNT, 0 },
	{ "mft:stale", GEN_MFT, RR_MFT_STALE, 0 },
	{ "mft:premature", GEN_MFT, RR_MFT_PREMATURE, 0 },
	{ "mft:crossed", GEN_MFT, RR_MFT_CROSSED, 0 },
	{ "mft:version", GEN_MFT, RR_MFT_VERSION, 0 },
	{ "mft:number-negative", GEN_MFT, RR_MFT_NUMBER, 0 },
	{ "mft:number-long", GEN_MFT, RR_MFT_NUMBER, 0 },
	{ "mft:explicit", GEN_MFT, RR_MFT_INHERIT, 0 },
	{ "mft:revoked", GEN_MFT, RR_REVOKED, 0 },
	{ "mft:expired", GEN_MFT, RR_EXPIRED, 0 },
	{ "mft:sig", GEN_MFT, RR_SIGNATURE, 0 },
	/* Traversal: CVE-2026-49232 and its like */
	{ "ca:uri-host-dots", GEN_CA, RR_URI_HOST, 0 },
	{ "ca:uri-host-dot", GEN_CA, RR_URI_HOST, 0 },
	{ "ca:uri-path-dots", GEN_CA, RR_URI_PATH, 0 },
	{ "ca:uri-path-empty", GEN_CA, RR_URI_PATH, 0 },
	{ "ca:uri-nul", GEN_CA, RR_URI_CHAR, 0 },
	{ "ca:uri-utf8", GEN_CA, RR_URI_CHAR, 0 },
	{ "ca:uri-scheme", GEN_CA, RR_SIA_MFT, 0 },
	{ "ca:uri-long", GEN_CA, RR_URI_LONG, 0 },
	/* Paths */
	{ "tal:key", GEN_TA, RR_TA_KEY, 0 },
	{ "ta:sig", GEN_TA, RR_SIGNATURE, 0 },
	{ "ta:expired", GEN_TA, RR_EXPIRED, 0 },
	{ "ta:issuer", GEN_TA, RR_TA_SELF, 0 },
	{ "ca:sig", GEN_CA, RR_SIGNATURE, 0 },
	{ "ca:issuer", GEN_CA, RR_ISSUER_NAME, 0 },
	{ "ca:aki-other", GEN_CA, RR_ISSUER_KEY, 0 },
	{ "ca:ski-hash", GEN_CA, RR_SKI_HASH, 0 },
	{ "ca:ext-twice", GEN_CA, RR_EXT_TWICE, 0 },
	{ "ca:bc-none", GEN_CA, RR_BC_MISSING, 0 },
	{ "ca:bc-path", GEN_CA, RR_BC_FORM, 0 },
	{ "ca:expired", GEN_CA, RR_EXPIRED, 0 },
	{ "ca:not-yet", GEN_CA, RR_NOT_YET, 0 },
	{ "ca:revoked", GEN_CA, RR_REVOKED, 0 },
	{ "ca:overclaim-ip", GEN_CA, RR_OVERCLAIM_IP, 0 },
	{ "ca:overclaim-as", GEN_CA, RR_OVERCLAIM_AS, 0 },
	{ "ca:crldp-other", GEN_CA, RR_CRLDP_OTHER, 0 },
	{ "child:loop", GEN_CHILD, RR_CA_LOOP, 2 },
	{ "child:self", GEN_CHILD, RR_CA_LOOP, 2 },
	{ "child:claims-manifest", GEN_CHILD, RR_CA_TWICE, 2 },
	{ "crl:sig", GEN_CRL, RR_SIGNATURE, 0 },
	{ "crl:sig", GEN_MFT, RR_MFT_CRL_BAD, 0 },
	{ "crl:stale", GEN_CRL, RR_CRL_STALE, 0 },
	{ "crl:premature", GEN_CRL, RR_CRL_PREMATURE, 0 },
	/* ROAs */
	{ "roa:sig", GEN_ROA, RR_SIGNATURE, 1 },
	{ "roa:cms-sig", GEN_ROA, RR_CMS_SIGNATURE, 1 },
	{ "roa:content-hash", GEN_ROA, RR_CMS_CONTENT_HASH, 1 },
	{ "roa:revoked", GEN_ROA, RR_REVOKED, 1 },
	{ "roa:expired", GEN_ROA, RR_EXPIRED, 1 },
	{ "roa:not-yet", GEN_ROA, RR_NOT_YET, 1 },
	{ "roa:crldp-other", GEN_ROA, RR_CRLDP_OTHER, 1 },
	{ "roa:overclaim-ip", GEN_ROA, RR_OVERCLAIM_IP, 1 },
	{ "roa:bc-ee", GEN_ROA, RR_BC_EE, 1 },
	{ "roa:no-time", GEN_ROA, RR_CMS_NO_TIME, 1 },
	{ "roa:ee-as", GEN_ROA, RR_ROA_EE_AS, 1 },
	{ "roa:inherit", GEN_ROA, RR_ROA_EE_IP, 1 },
	{ "roa:holds", GEN_ROA, RR_ROA_EE_HOLDS, 1 },
	{ "roa:maxlen-short", GEN_ROA, RR_ROA_MAXLEN, 1 },
	{ "roa:maxlen-long", GEN_ROA, RR_ROA_MAXLEN, 1 },
	{ "roa:family-twice", GEN_ROA, RR_ROA_FAMILY, 1 },
	{ "roa:version", GEN_ROA, RR_ROA_VERSION, 1 },
	{ "roa:asid", GEN_ROA, RR_ROA_ASID, 1 },
	/* ASPAs, trust anchor keys */
	{ "asa:version", GEN_ASPA, RR_ASPA_VERSION, 2 },
	{ "asa:no-version", GEN_ASPA, RR_ASPA_VERSION, 2 },
	{ "asa:customer", GEN_ASPA, RR_ASPA_CUSTOMER, 2 },
	{ "asa:none", GEN_ASPA, RR_ASPA_PROVIDERS, 2 },
	{ "asa:order", GEN_ASPA, RR_ASPA_PROVIDERS, 2 },
	{ "asa:twice", GEN_ASPA, RR_ASPA_PROVIDERS, 2 },
	{ "asa:self", GEN_ASPA, RR_ASPA_PROVIDERS, 2 },
	{ "asa:zero", GEN_ASPA, RR_ASPA_PROVIDERS, 2 },
	{ "asa:ee-ip", GEN_ASPA, RR_ASPA_EE_IP, 2 },
	{ "asa:inherit", GEN_ASPA, RR_ASPA_EE_AS, 2 },
	{ "tak:version", GEN_TAK, RR_TAK_VERSION, 2 },
	{ "tak:uri", GEN_TAK, RR_TAK_URI, 2 },
	{ "tak:explicit", GEN_TAK, RR_TAK_INHERIT, 2 },
	{ "tak:other", GEN_TAK, RR_TAK_CURRENT, 2 },
};

static void
each_fault_is_refused_for_what_it_is(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		AUTO(gtree_clear) struct gtree g = { 0 };
		AUTO(tree_clear) struct tree t = { 0 };
		const struct object *o;

		judge(faults[i].twist, GEN_AT, &g, &t);
		o = find(&t, faults[i].uri);
		if (o->reason == faults[i].reason && o->state != STATE_VALID &&
		    t.vrps_n == faults[i].vrps)
			continue;
		print_message("%s: %s is %s with '%s', not '%s'; %zu VRPs\n",
		    faults[i].twist, faults[i].uri,
		    object_state_name(o->state), reason_code(o->reason),
		    reason_code(faults[i].reason), t.vrps_n);
		bad++;
	}
	assert_int_equal(bad, 0);
}

static void
a_missing_manifest_is_named(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };

	(void)state;
	judge("mft:gone", GEN_AT, &g, &t);
	assert_int_equal(t.missing_n, 1);
	assert_string_equal(t.missing[0].uri, GEN_MFT);
	assert_int_equal(t.missing[0].reason, RR_MFT_MISSING);
	assert_string_equal(t.objects[t.missing[0].parent].uri, GEN_CA);
}

/* Nobody can spoil another's objects by naming them, first or last. */
static void
a_manifest_of_another_ca_stays_valid(void **state)
{
	static const char *const twists[] = { "child:claims-manifest",
		"evil:claims-manifest" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(twists); i++) {
		AUTO(gtree_clear) struct gtree g = { 0 };
		AUTO(tree_clear) struct tree t = { 0 };

		judge(twists[i], GEN_AT, &g, &t);
		assert_int_equal(find(&t, GEN_MFT)->state, STATE_VALID);
		assert_int_equal(find(&t, GEN_CA)->state, STATE_VALID);
		assert_int_equal(t.vrps_n, 2);
	}
}

static void
time_decides(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };
	AUTO(tree_clear) struct tree u = { 0 };
	struct rpki_input in = { .threads = 1, .at = GEN_AT + 2 * DAY_SECS };

	(void)state;
	judge(NULL, GEN_AT - 7200, &g, &t);
	assert_int_equal(find(&t, GEN_TA)->reason, RR_NOT_YET);
	assert_int_equal(gtree_validate(&g, &in, &u), 0);
	assert_int_equal(find(&u, GEN_TA)->state, STATE_VALID);
	assert_int_equal(find(&u, GEN_TA_MFT)->reason, RR_EXPIRED);
	assert_int_equal(u.vrps_n, 0);
}

static void
chain_of(unsigned depth, struct gtree *g, struct tree *t)
{
	struct rpki_input in = { .at = GEN_AT, .threads = 2 };

	gen.twist = NULL;
	gen_chain(&gen, depth, g);
	assert_int_equal(gtree_validate(g, &in, t), 0);
}

/* CVE-2021-43172: an endless chain ends. */
static void
twelve_cas_and_no_more(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(gtree_clear) struct gtree h = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };
	AUTO(tree_clear) struct tree u = { 0 };

	(void)state;
	chain_of(CA_DEPTH_MAX, &g, &t);
	for (size_t i = 0; i < t.n; i++)
		assert_int_equal(t.objects[i].state, STATE_VALID);
	chain_of(CA_DEPTH_MAX + 8, &h, &u);
	assert_int_equal(find(&u, "rsync://gen.test/11/next.cer")->state,
	    STATE_VALID);
	assert_int_equal(find(&u, "rsync://gen.test/12/next.cer")->reason,
	    RR_CA_DEPTH);
	assert_int_equal(find(&u, "rsync://gen.test/13/next.cer")->reason,
	    RR_UNLISTED);
}

/* CVE-2024-56170: numbers and times only grow. */
static void
an_older_manifest_is_refused(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };
	static const struct {
		unsigned char number;
		utc_t this_update;
		bool same_hash;
		enum reason reason;
	} cases[] = {
		{ 6, GEN_AT - 7200, false, RR_OK },
		{ 7, GEN_AT - 7200, false, RR_MFT_REGRESS },
		{ 8, GEN_AT - 7200, false, RR_MFT_REGRESS },
		{ 6, GEN_AT - 3600, false, RR_MFT_REGRESS },
		{ 6, GEN_AT, false, RR_MFT_REGRESS },
		{ 7, GEN_AT - 3600, true, RR_OK },
	};

	(void)state;
	judge(NULL, GEN_AT, &g, &t);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO(tree_clear) struct tree u = { 0 };
		struct rpki_prior p = { .uri = GEN_MFT,
			.this_update = cases[i].this_update };
		struct rpki_input in = { .at = GEN_AT,
			.priors = &p,
			.priors_n = 1 };

		p.number[SERIAL_MAX - 1] = cases[i].number;
		if (cases[i].same_hash)
			memcpy(p.sha256, find(&t, GEN_MFT)->sha256,
			    DIGEST_LEN);
		assert_int_equal(gtree_validate(&g, &in, &u), 0);
		assert_int_equal(find(&u, GEN_MFT)->reason, cases[i].reason);
	}
}

static void
a_manifest_is_read_for_its_number(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	struct rpki_prior p = { .uri = NULL };
	const struct gfile *f;

	(void)state;
	gen.twist = "mft:sig"; /* which is not looked at */
	gen_tiny(&gen, &g);
	f = gtree_find(&g, GEN_MFT);
	assert_true(rpki_prior_read(buf_view(&f->bytes), &p));
	assert_int_equal(p.number[SERIAL_MAX - 1], 7);
	assert_int_equal(p.number[0], 0);
	assert_true(p.this_update == GEN_AT - 3600);
	f = gtree_find(&g, GEN_ROA);
	assert_false(rpki_prior_read(buf_view(&f->bytes), &p));
	assert_false(rpki_prior_read(span_of("no object"), &p));
}

/* The same within one tree: an older manifest where the CA points to, and a
 * newer one beside it. */
static void
a_newer_manifest_beside_it_speaks_against_it(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };
	struct rpki_input in = { .at = GEN_AT };
	struct gcert ee = { .role = "mft2",
		.key = &gen.keys.v[9],
		.issuer_key = &gen.keys.v[1],
		.issuer = "ca",
		.subject = "mft",
		.serial = 2000,
		.from = GEN_AT - 60,
		.to = GEN_AT + DAY_SECS,
		.crldp = GEN_CRL,
		.aia = GEN_CA,
		.object = GEN_MFT,
		.res = { .inherit = true, .v4 = true } };
	AUTO_BUF content = { 0 };

	(void)state;
	gen.twist = NULL;
	gen_tiny(&gen, &g);
	g_mft(&gen, 8, GEN_AT - 60, GEN_AT + DAY_SECS, &g,
	    "rsync://gen.test/ca/", &content);
	g_signed(&gen, &ee, CT_MFT, buf_view(&content),
	    gtree_add(&g, "rsync://gen.test/ca/newer.mft"));
	assert_int_equal(gtree_validate(&g, &in, &t), 0);
	assert_int_equal(find(&t, GEN_MFT)->reason, RR_MFT_REGRESS);
	assert_int_equal(t.vrps_n, 0);
}

static void
any_number_of_threads_judges_the_same(void **state)
{
	AUTO(gtree_clear) struct gtree g = { 0 };
	AUTO(tree_clear) struct tree t = { 0 };

	(void)state;
	judge("roa:revoked", GEN_AT, &g, &t);
	for (unsigned n = 1; n <= 5; n++) {
		AUTO(tree_clear) struct tree u = { 0 };
		struct rpki_input in = { .at = GEN_AT, .threads = n };

		assert_int_equal(gtree_validate(&g, &in, &u), 0);
		assert_int_equal(u.n, t.n);
		for (size_t i = 0; i < t.n; i++) {
			assert_int_equal(u.objects[i].state,
			    t.objects[i].state);
			assert_int_equal(u.objects[i].reason,
			    t.objects[i].reason);
		}
		assert_int_equal(u.vrps_n, t.vrps_n);
	}
}

/* 2013: neither a signing time nor an AS-free certificate was asked for. */
static void
profiles_are_those_of_the_day(void **state)
{
	static const char *const twists[] = { "roa:no-time", "roa:ee-as" };

	(void)state;
	gen.at = day_start(20130101);
	for (size_t i = 0; i < ARRAY_LEN(twists); i++) {
		AUTO(gtree_clear) struct gtree g = { 0 };
		AUTO(tree_clear) struct tree t = { 0 };

		judge(twists[i], gen.at, &g, &t);
		assert_int_equal(find(&t, GEN_ROA)->state, STATE_VALID);
	}
	gen.at = GEN_AT;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_without_fault_is_valid),
		cmocka_unit_test(each_fault_is_refused_for_what_it_is),
		cmocka_unit_test(a_missing_manifest_is_named),
		cmocka_unit_test(a_manifest_of_another_ca_stays_valid),
		cmocka_unit_test(time_decides),
		cmocka_unit_test(twelve_cas_and_no_more),
		cmocka_unit_test(an_older_manifest_is_refused),
		cmocka_unit_test(a_manifest_is_read_for_its_number),
		cmocka_unit_test(a_newer_manifest_beside_it_speaks_against_it),
		cmocka_unit_test(any_number_of_threads_judges_the_same),
		cmocka_unit_test(profiles_are_those_of_the_day),
	};

	return cmocka_run_group_tests_name("rpki tree", tests, start, stop);
}
